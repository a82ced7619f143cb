"""Golden time: how soon a search of footage that nobody has indexed shows its first match, and how soon it is complete.

    python -m bench.burst [--rounds 3]

Each round starts `viscoper serve` in a home of its own that knows the demo's city, uploads a picture and searches all
cameras for it. Printed: the service's start, and from POST /v1/searches the seconds to the first match, to a match in
every camera that will have one, and to the end.
"""

import argparse
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.index import VISCOPER
from bench.served import serving
from ray_apps.client import Client
from viscoper.settings import Settings

FOOTAGE = Path(__file__).parents[1] / "demo" / "footage"
PICTURE = FOOTAGE / "query-person.jpg"
PAUSE_S = 0.1


@dataclass(frozen=True)
class Seen:
    """So many seconds after POST /v1/searches, this many cameras had a match, and whether the search had ended."""

    after_s: float
    cameras: int
    ended: bool


def register(home: Path) -> None:
    def run(*words: object) -> None:
        subprocess.run([VISCOPER, *map(str, words)], env=os.environ | {"VISCOPER_HOME": str(home)}, check=True)

    run("cameras", "import", FOOTAGE / "cameras.csv")
    for entry in json.loads((FOOTAGE / "footage.json").read_text("utf-8"))["footage"]:
        run("footage", "add", FOOTAGE / entry["file"], "--camera", entry["camera"], "--start", entry["start"])


def watch(client: Client) -> Iterator[Seen]:
    """One search, looked at again and again until it has ended."""
    query = client.upload_query(PICTURE.name, PICTURE.read_bytes())
    started = time.monotonic()
    search = client.create_search([query.query_id])
    while True:
        running = client.search(search.search_id).running
        matches = client.matches(search.search_id, limit=500).items
        cameras = len({match.sighting.camera_id for match in matches})
        yield Seen(time.monotonic() - started, cameras, not running)
        if not running:
            return
        time.sleep(PAUSE_S)


def measure() -> None:
    with tempfile.TemporaryDirectory(prefix="vh-burst-") as folder:
        register(Path(folder))
        with serving(Settings(home=Path(folder))) as client:
            seen = list(watch(client))
    last = seen[-1]
    first, every = (next(each.after_s for each in seen if each.cameras >= least) for least in (1, last.cameras))
    print(f"first match {first:.1f} s, a match in {last.cameras} cameras {every:.1f} s, complete {last.after_s:.1f} s")
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    for _round in range(parser.parse_args().rounds):
        measure()


if __name__ == "__main__":
    main()
