"""Index speed against Ultralytics' tracking over every frame: same weights, same input size, same processors, one run.

    python -m bench.index [VIDEO] [--gt FILE --every N] [--rounds N]

Whole commands are timed (start of the interpreter, Ray and MongoDB included), in turn, and the loop alone beside it.
With a ground truth the share of people with a sighting is printed for both: the baseline keeps a track when a box of it
reaches the threshold, as the index does.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from bench.vtest import fetch_vtest
from models.fetch import fetch_detector
from viscoper.evaluate.mot import read_mot
from viscoper.evaluate.tracking import evaluate_tracking
from viscoper.settings import Settings, load_settings
from viscoper.vision.boxes import overlaps

VISCOPER = str(Path(sys.executable).parent / "viscoper")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("video", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--gt", type=Path, help="ground truth, MOT text, to compare the people with a sighting")
    parser.add_argument("--every", type=int, default=1, help="the ground truth has every Nth frame only")
    options = parser.parse_args()
    video = options.video or fetch_vtest()
    os.environ.setdefault("VISCOPER_MIN_PERSON", "24x48")
    settings = load_settings()
    print(
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} processors; {video.name}, "
        f"{settings.detector} at {settings.detector_size}"
    )
    pairs = [(run_baseline(settings, video), run_index(settings, video)) for _ in range(options.rounds)]
    report(pairs)
    if options.gt:
        report_people(settings, video, options.gt, options.every, pairs[0][0]["rows"])


def run_baseline(settings: Settings, video: Path) -> dict[str, Any]:
    weights = fetch_detector(settings)
    size = settings.detector_size
    words = [str(weights), str(video), str(size.width), str(size.height), str(settings.person_score)]
    answer, seconds = timed([sys.executable, "-m", "bench.baseline", *words], os.environ | {"YOLO_VERBOSE": "False"})
    return {"whole": seconds, "loop": answer["seconds"], "frames": answer["frames"], "rows": answer["rows"]}


def run_index(settings: Settings, video: Path) -> dict[str, float]:
    """A fresh home each time, so that nothing is reused but the models."""
    with tempfile.TemporaryDirectory(prefix="viscoper-bench-") as folder:
        home = Path(folder)
        env = os.environ | {"VISCOPER_HOME": str(home)}
        timed([VISCOPER, "cameras", "add", "bench", "--lon", "127", "--lat", "37", "--json"], env)
        add = [VISCOPER, "footage", "add", str(video), "--camera", "bench", "--start", "2026-05-01T09:00:00Z", "--json"]
        timed(add, env)
        answer, seconds = timed([VISCOPER, "index", "--json"], env)
        return {"whole": seconds, "loop": answer["read_seconds"], "sightings": answer["sightings_now"]}


def timed(command: list[str], env: dict[str, str]) -> tuple[Any, float]:
    """The command's JSON answer and its seconds from start to end."""
    started = time.monotonic()
    done = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    seconds = time.monotonic() - started
    text = done.stdout.decode()
    return json.loads(text[text.index("{") :]), seconds


def report(pairs: list[tuple[dict[str, Any], dict[str, float]]]) -> None:
    frames = pairs[0][0]["frames"]
    for what in ("whole", "loop"):
        ratios = [base[what] / ours[what] for base, ours in pairs]
        base = statistics.median(frames / b[what] for b, _ in pairs)
        ours = statistics.median(frames / o[what] for _, o in pairs)
        label = "whole command" if what == "whole" else "reading only"
        spread = f"{min(ratios):.2f} to {max(ratios):.2f}"
        median = statistics.median(ratios)
        print(f"{label}: track {base:.1f} frames/s, index {ours:.1f} frames/s, ratio {median:.2f} ({spread})")
    print(f"sightings kept: {pairs[0][1]['sightings']:.0f}")


def report_people(settings: Settings, video: Path, gt: Path, every: int, rows: list[list[float]]) -> None:
    """People with a sighting: the index's by `evaluate tracking`; the baseline's are those to whom a box of a track
    belongs (IoU 0.5 in a frame of the truth) that reaches the unique image's size."""
    truth = read_mot(gt, every)
    seen: set[int] = set()
    for frame, real in truth.items():
        least_w, least_h = settings.min_person
        here = [row[2:] for row in rows if row[0] == frame]
        large = [[x, y, x + w, y + h] for x, y, w, h in here if w >= least_w and h >= least_h]
        if large:
            hits = overlaps(np.array(large, np.float32), real.boxes).max(axis=0) >= 0.5
            seen |= {int(identity) for identity in real.identities[hits]}
    ours = evaluate_tracking(video, gt, every, settings)
    people = len({int(i) for real in truth.values() for i in real.identities})
    print(f"people with a sighting: track {len(seen)} of {people}, index {ours['people_with_a_sighting']} of {people}")


if __name__ == "__main__":
    main()
