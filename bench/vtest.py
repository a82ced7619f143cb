"""vtest.avi: 795 frames of a real CCTV with 19 people, from Debian's package opencv-doc."""

import fcntl
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CACHE = Path(__file__).parent.parent / ".cache" / "vtest.avi"


class VtestUnavailable(Exception):
    """Why the video cannot be had on this machine."""


def fetch_vtest(target: Path = CACHE) -> Path:
    """Path of vtest.avi; downloaded by apt the first time. Raises VtestUnavailable with apt's reason."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time(target.parent):
        return target if target.exists() else _fetched(target)


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Two apt-get updates at once would refuse each other."""
    with (folder / "vtest.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fetched(target: Path) -> Path:
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        _download(Path(folder))
        package = next(Path(folder).glob("opencv-doc_*.deb"))
        _run(["dpkg-deb", "-x", package.name, "."], Path(folder))
        found = next(iter(Path(folder).glob("usr/share/doc/opencv-doc/**/vtest.avi*")), None)
        if found is None:
            raise VtestUnavailable(f"{package.name} holds no vtest.avi")
        if found.suffix == ".gz":
            _run(["gunzip", str(found)], Path(folder))
            found = found.with_suffix("")
        shutil.move(found, target)
    return target


def _download(folder: Path) -> None:
    """apt-get download needs package lists; a fresh machine gets them by apt-get update (as root)."""
    try:
        _run(["apt-get", "download", "opencv-doc"], folder)
    except VtestUnavailable:
        _run(["apt-get", "update"], folder)
        _run(["apt-get", "download", "opencv-doc"], folder)


def _run(command: list[str], folder: Path) -> None:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise VtestUnavailable(f"there is no {command[0]} on this machine") from None
    if done.returncode:
        raise VtestUnavailable(f"{' '.join(command)} failed: {(done.stderr.strip() or 'no message').splitlines()[-1]}")
