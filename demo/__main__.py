"""make demo: the main job on the synthetic city, by the commands an investigator's script would use."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from rich.console import Console

FOOTAGE = Path(__file__).parent / "footage"
OUTPUT = Path("output/demo")
# A stop is proposed at this confidence, whatever the embedder: in the demo's city the same person or vehicle had 0.49
# and more, somebody else 0.14 and less.
LIKELY = 0.3

console = Console()


def main() -> int:
    keep_apart()
    OUTPUT.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    run("cameras", "import", FOOTAGE / "cameras.csv")
    register_footage()
    run("index")
    for kind in ("person", "vehicle"):
        find(kind)
    console.print(
        f"\nDone in {time.monotonic() - started:.0f} s. Open the routes: {OUTPUT}/route-person.html, "
        f"{OUTPUT}/route-vehicle.html (or the .png beside each)"
    )
    return 0


def keep_apart() -> None:
    """A home and settings of the demo's own: whatever the user has set up stays untouched."""
    for name in [name for name in os.environ if name.startswith("VISCOPER_")]:
        del os.environ[name]
    os.environ["VISCOPER_HOME"] = str(OUTPUT.absolute() / "home")


def run(*words: object) -> None:
    """Shows a viscoper command and runs it, its tables on the screen. Ends the demo when it fails."""
    console.print(f"\n[bold]$ viscoper {' '.join(str(word) for word in words)}[/bold]", highlight=False)
    status = subprocess.run([viscoper(), *map(str, words)], check=False).returncode
    if status:
        sys.exit(status)


def ask(*words: object) -> Any:
    """The JSON answer of a viscoper command."""
    command = [viscoper(), *map(str, words), "--json"]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE)
    if done.returncode:
        sys.exit(done.returncode)
    return json.loads(done.stdout)


def viscoper() -> str:
    return str(Path(sys.executable).parent / "viscoper")


def register_footage() -> None:
    for entry in json.loads((FOOTAGE / "footage.json").read_text(encoding="utf-8"))["footage"]:
        run("footage", "add", FOOTAGE / entry["file"], "--camera", entry["camera"], "--start", entry["start"])


def find(kind: str) -> None:
    """Searches for the demo's person or vehicle and draws the route of the likely matches, one a camera."""
    picture = FOOTAGE / f"query-{kind}.jpg"
    run("search", picture, "--kind", kind, "--top", 10)
    matches = ask("search", picture, "--kind", kind)["matches"]
    if not matches:
        sys.exit(f"The search for the {kind} found nothing in the demo's footage; delete {OUTPUT} and run it again")
    stops = likely_stops(matches)
    target = OUTPUT / f"route-{kind}"
    files = [word for kind in ("html", "png", "geojson") for word in (f"--{kind}", f"{target}.{kind}")]
    run("route", *stops, *files, "--query", picture, "--streets", FOOTAGE / "streets.geojson")


def likely_stops(matches: list[dict[str, Any]]) -> list[str]:
    """The best match of all, and of each other camera the best one, as long as it is confident."""
    best: dict[str, dict[str, Any]] = {}
    for match in matches:
        best.setdefault(match["camera"], match)
    first, *others = best.values()
    return [first["sighting_id"], *(each["sighting_id"] for each in others if (each["confidence"] or 0) >= LIKELY)]


if __name__ == "__main__":
    sys.exit(main())
