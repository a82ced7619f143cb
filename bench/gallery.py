"""A gallery of a million synthetic sightings to measure searches in.

    python -m bench.gallery FOLDER [--rows 1000000] [--seed 0]

A day of 2,700 cameras on a grid of streets. Every identity walks from camera to camera for about half an hour; its
embeddings (256 numbers) lie around its centre, moved by the view and by the camera, as those of real crops are.
Rows lie in the table by hour, then by camera, which is how indexing and compaction leave them.
"""

import argparse
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from viscoper.attributes import ASPECTS, TERMS
from viscoper.gallery.gallery import Gallery
from viscoper.gallery.schema import TABLE, embedding_field, main_column, shares_column
from viscoper.gallery.table import prepare_table
from viscoper.settings import Settings

EMBEDDER = "bench@1"
DIM = 256
GRID = (60, 45)
CAMERAS = GRID[0] * GRID[1]
DAY = datetime(2026, 5, 1, tzinfo=UTC)
DAY_S = 86_400
PASSAGES = 10  # of an identity
FAMILIES = 400  # people who dress alike
BATCH = 50_000
CROP_BYTES = 3000
# How far the camera and the view move an embedding, where two identities of one family differ by 0.8 each.
CAMERA_SHARE, VIEW_SHARE = 0.4, 0.6

Vectors = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class World:
    """Aligned arrays, one element a sighting: its identity, camera and second of the day; ordered as stored."""

    identity: Numbers
    camera: Numbers
    second: npt.NDArray[np.float64]
    seed: int


def make_world(rows: int, seed: int) -> World:
    """Identities start anywhere at any time and go to one of the next cameras every three minutes or so."""
    random = np.random.default_rng(seed)
    walkers = -(-rows // PASSAGES)
    steps = random.integers(-1, 2, (2, walkers, PASSAGES))
    steps[:, :, 0] = [random.integers(0, side, walkers) for side in GRID]
    x, y = (np.mod(step.cumsum(axis=1), side) for step, side in zip(steps, GRID, strict=True))
    waits = random.gamma(4, 45, (walkers, PASSAGES))
    waits[:, 0] = random.uniform(0, DAY_S, walkers)
    second = np.mod(waits.cumsum(axis=1), DAY_S).ravel()[:rows]
    camera = (x * GRID[1] + y).ravel()[:rows]
    identity = np.repeat(np.arange(walkers), PASSAGES)[:rows]
    order = np.lexsort((second, camera, second // 3600))
    return World(identity[order], camera[order], second[order], seed)


def around(camera: int, count: int) -> list[int]:
    """The `count` cameras nearest to one, as a radius on the map gives them."""
    x, y = np.divmod(np.arange(CAMERAS), GRID[1])
    distance = (x - x[camera]) ** 2 + (y - y[camera]) ** 2
    return [int(each) for each in np.argsort(distance, kind="stable")[:count]]


def write(world: World, settings: Settings) -> None:
    """Stores the world's sightings and brings the gallery's files and indexes in order."""
    table = prepare_table(settings, EMBEDDER, DIM)
    random = np.random.default_rng(world.seed + 1)
    looks = _Looks(random, len(np.unique(world.identity)))
    for start in range(0, len(world.camera), BATCH):
        chosen = np.arange(start, min(start + BATCH, len(world.camera)))
        table.add(_rows(world, chosen, looks(world.identity[chosen], world.camera[chosen]), settings.tenant))
    Gallery(settings).maintain()


def settings_of(folder: Path) -> Settings:
    return Settings(home=folder, storage=str(folder / "storage"))


def camera_id(camera: int) -> str:
    return f"camera{camera:04}"


def sighting_id(row: int) -> str:
    return f"{row:020x}"


class _Looks:
    """Draws embeddings: an identity's centre lies near that of its family; a view and a camera move it."""

    def __init__(self, random: np.random.Generator, identities: int) -> None:
        self._random = random
        families = self._normal(FAMILIES)[random.integers(0, FAMILIES, identities)]
        self._centres = families + 0.8 * self._normal(identities)
        self._cameras = self._normal(CAMERAS)

    def __call__(self, identities: Numbers, cameras: Numbers) -> Vectors:
        """Unit vectors, float32 [len(identities), DIM], another view at each call."""
        views = self._normal(len(identities))
        vectors = self._centres[identities] + CAMERA_SHARE * self._cameras[cameras] + VIEW_SHARE * views
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)

    def _normal(self, count: int) -> Vectors:
        return self._random.standard_normal((count, DIM), np.float32)


def _rows(world: World, chosen: Numbers, embeddings: Vectors, tenant: str) -> pa.Table:
    """Sightings as the table keeps them. Crops are noise of a JPEG's size."""
    count = len(chosen)
    cameras, seconds = world.camera[chosen], world.second[chosen]
    times = pa.array((DAY.timestamp() * 1000 + seconds * 1000).astype(np.int64)).cast(pa.timestamp("ms", "UTC"))
    kinds = world.identity[chosen] % 3 == 0
    random = np.random.default_rng(int(chosen[0]))
    noise = random.bytes(CROP_BYTES + count)
    field = embedding_field(EMBEDDER, DIM)
    vectors = pa.array(embeddings.astype(np.float16).ravel())
    values = {
        "tenant": [tenant] * count,
        "sighting_id": [sighting_id(row) for row in chosen],
        "segment_id": [f"{camera_id(c)}-{int(s) // 3600:02}" for c, s in zip(cameras, seconds, strict=True)],
        "track_id": chosen,
        "camera_id": [camera_id(camera) for camera in cameras],
        "kind": np.where(kinds, "vehicle", "person"),
        "label": np.where(kinds, "car", "person"),
        **dict.fromkeys(("time", "first_time", "last_time"), times),
        **{name: random.integers(20, 400, count) for name in ("x", "y", "w", "h")},
        "frame_width": np.full(count, 1920),
        "frame_height": np.full(count, 1080),
        "score": random.uniform(0.4, 1, count),
        "quality": random.uniform(0, 1, count),
        "embedder": [EMBEDDER] * count,
        "crop": [noise[n : n + CROP_BYTES] for n in range(count)],
        field.name: pa.FixedSizeListArray.from_arrays(vectors, DIM),
        **_attributes(world.identity[chosen], kinds),
    }
    schema = pa.schema([*TABLE, field])
    columns = {name: values.get(name, pa.nulls(count, schema.field(name).type)) for name in schema.names}
    return pa.table(columns, schema=schema)


def _attributes(identities: Numbers, vehicles: npt.NDArray[np.bool_]) -> dict[str, pa.Array]:
    """Of each identity one term of every aspect of its kind, which has most of the share."""
    columns: dict[str, pa.Array] = {}
    for number, (aspect, terms) in enumerate(TERMS.items()):
        mains = (identities * 2_654_435_761 >> number) % len(terms)
        shares = np.full((len(identities), len(terms)), 0.3 / len(terms), np.float16)
        shares[np.arange(len(identities)), mains] += 0.7
        nobodys = vehicles if aspect in ASPECTS["person"] else ~vehicles
        columns[main_column(aspect)] = pa.array(np.array(terms)[mains], mask=nobodys)
        columns[shares_column(aspect)] = pa.FixedSizeListArray.from_arrays(
            pa.array(shares.ravel()), len(terms), mask=pa.array(nobodys)
        )
    return columns


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    settings = settings_of(options.folder)
    world = make_world(options.rows, options.seed)
    write(world, settings)
    print(f"{options.rows} sightings of {CAMERAS} cameras in {settings.storage_uri}")


if __name__ == "__main__":
    main()
