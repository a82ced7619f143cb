"""Peak memory of indexing, whatever the length of the footage: python -m bench.memory VIDEO [--copies N]

Joins N copies of the video end to end (without decoding), indexes the result, and prints the highest sum over all
processes of the job of their proportional set size (PSS: shared pages are counted once).
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import av
import psutil

from bench.index import VISCOPER, timed

POLL_SECONDS = 0.5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("video", type=Path)
    parser.add_argument("--copies", type=int, nargs="+", default=[1, 4])
    options = parser.parse_args()
    for copies in options.copies:
        with tempfile.TemporaryDirectory(prefix="viscoper-bench-") as folder:
            video = join(options.video, copies, Path(folder) / f"long{options.video.suffix}")
            peak = peak_of_index(video, Path(folder) / "home")
        print(f"{copies} x {options.video.name}: peak {peak / 2**30:.2f} GiB")


def join(source: Path, copies: int, target: Path) -> Path:
    """`copies` of the video, one after the other, as one file."""
    with av.open(str(target), "w") as writer:
        out = None
        offset = 0
        for _ in range(copies):
            with av.open(str(source)) as reader:
                stream = reader.streams.video[0]
                out = out or writer.add_stream_from_template(stream)
                length = 0
                for packet in reader.demux(stream):
                    if packet.dts is None:
                        continue
                    length = max(length, packet.dts + (packet.duration or 1))
                    packet.dts += offset
                    packet.pts = packet.dts if packet.pts is None else packet.pts + offset
                    packet.stream = out
                    writer.mux(packet)
                offset += length
    return target


def peak_of_index(video: Path, home: Path) -> int:
    """Bytes."""
    env = os.environ | {"VISCOPER_HOME": str(home)}
    timed([VISCOPER, "cameras", "add", "bench", "--lon", "127", "--lat", "37", "--json"], env)
    start = ["--camera", "bench", "--start", "2026-05-01T09:00:00Z", "--json"]
    timed([VISCOPER, "footage", "add", str(video), *start], env)
    job = subprocess.Popen([VISCOPER, "index", "--json"], env=env, stdout=subprocess.DEVNULL)
    peak = 0
    while job.poll() is None:
        peak = max(peak, family_pss(job.pid))
        time.sleep(POLL_SECONDS)
    if job.returncode:
        sys.exit(f"viscoper index failed on {video}")
    return peak


def family_pss(pid: int) -> int:
    """Proportional set size of a process and all below it, in bytes."""
    total = 0
    try:
        family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    for process in family:
        try:
            total += process.memory_full_info().pss
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue  # it ended between the listing and the look
    return total


if __name__ == "__main__":
    main()
