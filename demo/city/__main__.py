"""python -m demo.city OUT: renders the synthetic city. Started again, it goes on with the clips that are missing."""

import argparse
from pathlib import Path

from rich.progress import Progress

from demo.city.city import TRUTH, City, part_of


def main() -> None:
    options = parse()
    width, height = (int(value) for value in options.size.split("x"))
    city = City(options.seed, options.seconds, width, height, options.fps, options.people, options.vehicles)
    if (options.out / TRUTH).exists():
        print(f"{options.out} holds a whole city; name another folder, or empty this one")
        return
    options.out.mkdir(parents=True, exist_ok=True)
    with Progress() as progress:
        for number, camera in enumerate(city.cameras, 1):
            if not options.camera or number in options.camera:
                city.render(camera, options.out, progress)
    if all(part_of(options.out, camera).exists() for camera in city.cameras):
        city.finish(options.out)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m demo.city", description=__doc__)
    parser.add_argument("out", type=Path, metavar="OUT", help="folder of the clips, the truth and the tables")
    parser.add_argument("--seed", type=int, default=4, help="another seed, another city")
    parser.add_argument("--seconds", type=float, default=75.0)
    parser.add_argument("--size", default="960x540", metavar="WxH")
    parser.add_argument("--fps", type=int, default=10)
    parser.add_argument("--people", type=int, default=12)
    parser.add_argument("--vehicles", type=int, default=9)
    parser.add_argument("--camera", type=int, action="append", metavar="N", help="only camera N (from 1); repeatable")
    return parser.parse_args()


if __name__ == "__main__":
    main()
