"""What an embedder costs a crop on one processor: python -m bench.embedder [NAME ...] [--batch 16]

Processor time, not time on the clock, so that other work on the machine counts little. Crops are as large as the
pipeline's are; that they are shrunk first is part of the cost.
"""

import argparse
import time

import numpy as np

from viscoper.settings import load_settings
from viscoper.vision.embedders import Embedder, load_embedder

HEIGHT, WIDTH = 160, 80
ROUNDS = 12


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", nargs="*", help="names in the model manifest; default: the embedder in use")
    parser.add_argument("--batch", type=int, default=16)
    options = parser.parse_args()
    settings = load_settings()
    for name in options.name or [settings.embedder]:
        embed = load_embedder(settings.model_copy(update={"embedder": name}))
        times = [1000 * each for each in rounds(embed, options.batch)]
        print(f"{embed.name}: median {np.median(times):.2f} ms a crop, best {min(times):.2f}, batch {options.batch}")


def rounds(embed: Embedder, batch: int) -> list[float]:
    """Seconds of processor time a crop, of each round but the first."""
    random = np.random.default_rng(0)
    crops = [random.integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8) for _ in range(batch)]
    seconds = []
    for _ in range(ROUNDS + 1):
        started = time.process_time()
        embed(crops)
        seconds.append((time.process_time() - started) / batch)
    return seconds[1:]


if __name__ == "__main__":
    main()
