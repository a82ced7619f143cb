"""Search latency in a million sightings: 50 of 2,700 cameras and a 6-hour window, 256 numbers an embedding.

    python -m bench.api FOLDER [--searches 200] [--clients 1 8] [--cameras 50] [--hours 6]
                               [--words TEXT] [--http [PICTURE]]

FOLDER holds the gallery of bench.gallery, made there the first time. What is searched for is another view of somebody
who passes two of the cameras or more. Printed for each number of clients: p50, p99 and searches a second; beside it the
same by NumPy, which has all vectors, cameras and times in memory; and the share of the same person's sightings among
NumPy's first 50 that are among the search's first 50.

With --words, searches by a description alone are timed as well, in the same selections and in the whole day of all
cameras. With --http the same as by vectors is asked of `viscoper serve` (GET /v1/searches/ID/matches), and PICTURE is
searched for from beginning to end: POST /v1/searches until its first page of matches is there.
"""

import argparse
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench.gallery import CAMERAS, DAY, EMBEDDER, World, around, camera_id, make_world, settings_of, write
from bench.served import keep_search, register, serving
from ray_apps.client import Client
from viscoper.catalog import Camera, Catalog, open_catalog
from viscoper.errors import GalleryError
from viscoper.gallery.gallery import Gallery
from viscoper.gallery.schema import embedding_column
from viscoper.gallery.stored_rows import unit_rows
from viscoper.gallery.table import open_rows
from viscoper.search.describe import parse_description
from viscoper.search.describe_search import rank_described
from viscoper.search.rank import Ranker
from viscoper.search.select import Selection
from viscoper.settings import Settings

TOP = 50
PICTURE = Path(__file__).parents[1] / "demo" / "footage" / "query-person.jpg"
ANOTHER_VIEW = 0.6  # length of what is added to a stored vector, which has length 1

Vectors = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Question:
    """Somebody's vector, the numbers of the cameras chosen, the window in hours of the day, and whose it is."""

    vector: Vectors
    cameras: Sequence[int]
    window: tuple[int, int]
    identity: int

    @property
    def selection(self) -> Selection:
        chosen = [Camera(camera_id(number), 127, 37.5, camera_id=camera_id(number)) for number in self.cameras]
        start, end = (DAY + timedelta(hours=hour) for hour in self.window)
        return Selection(chosen, start, end)


Find = Callable[[Question], Numbers]
"""The rows found, best first."""


class InMemory:
    """Exact search by NumPy over everything: the measure of what is right, and of speed."""

    def __init__(self, world: World, settings: Settings) -> None:
        self.world = world
        table = open_rows(settings)
        if table is None:
            raise GalleryError(f"there is no gallery in {settings.storage_uri}; remove the folder to have it made")
        self.vectors = unit_rows(table.to_table(columns=[embedding_column(EMBEDDER)]).column(0))

    def rows(self, question: Question) -> Numbers:
        hours = self.world.second / 3600
        inside = (hours >= question.window[0]) & (hours < question.window[1])
        return np.flatnonzero(inside & np.isin(self.world.camera, question.cameras))

    def __call__(self, question: Question) -> Numbers:
        rows = self.rows(question)
        return rows[np.argsort(-(self.vectors[rows] @ question.vector), kind="stable")[:TOP]]


def make_questions(memory: InMemory, count: int, seed: int, cameras: int, hours: int) -> list[Question]:
    """Each about `cameras` cameras around one of them and a window of `hours`."""
    random = np.random.default_rng(seed)
    questions: list[Question] = []
    while len(questions) < count:
        hour = int(random.integers(24 - hours + 1))
        place = Question(memory.vectors[0], around(int(random.integers(CAMERAS)), cameras), (hour, hour + hours), -1)
        rows = memory.rows(place)
        who, first, times = np.unique(memory.world.identity[rows], return_index=True, return_counts=True)
        chosen = int(random.choice(np.flatnonzero(times > 1)))
        view = random.standard_normal(memory.vectors.shape[1], np.float32)
        vector = memory.vectors[rows[first[chosen]]] + ANOTHER_VIEW * view / np.linalg.norm(view)
        unit = np.asarray(vector / np.linalg.norm(vector), np.float32)
        questions.append(replace(place, vector=unit, identity=int(who[chosen])))
    return questions


def in_process(settings: Settings) -> Find:
    """What the API's ranker does: viscoper.search over the gallery, coverage apart."""
    rank = Ranker(Gallery(settings), EMBEDDER)

    def find(question: Question) -> Numbers:
        matches = rank(question.vector[None], question.selection, TOP)
        return np.array([int(match.sighting.sighting_id, 16) for match in matches], np.int64)

    return find


def over_http(client: Client, catalog: Catalog, questions: Sequence[Question]) -> Find:
    """The first page of matches of searches that are kept beforehand."""
    kept = {
        id(question): keep_search(catalog, EMBEDDER, question.vector.tolist(), question.selection)
        for question in questions
    }

    def find(question: Question) -> Numbers:
        matches = client.matches(kept[id(question)], limit=TOP).items
        return np.array([int(match.sighting.sighting_id, 16) for match in matches], np.int64)

    return find


def search_for_picture(client: Client, picture: Path, questions: Sequence[Question]) -> None:
    """Times POST /v1/searches and the first matches, for one uploaded picture in each question's selection."""
    query = client.upload_query(picture.name, picture.read_bytes())
    took = []
    for question in questions:
        selection = question.selection
        started = time.perf_counter()
        search = client.create_search([query.query_id], selection.camera_ids, start=selection.start, end=selection.end)
        client.matches(search.search_id, limit=TOP)
        took.append((time.perf_counter() - started) * 1000)
    report("POST /v1/searches and its first matches", took, sum(took) / 1000)


def describe(settings: Settings, words: str, questions: Sequence[Question]) -> None:
    """Times searches by a description alone in each question's selection, and in everything."""
    gallery, asked = Gallery(settings), parse_description(words)
    everything = Question(questions[0].vector, range(CAMERAS), (0, 24), -1)

    def find(question: Question) -> Numbers:
        matches = rank_described(gallery, asked, question.selection, TOP)
        return np.array([int(match.sighting.sighting_id, 16) for match in matches], np.int64)

    for name, some in (("selections", questions), ("the whole day of all cameras", [everything] * 5)):
        timed(find, some[:2], 1)
        took, _, whole = timed(find, some, 1)
        report(f"'{words}' in {name}", took, whole)


def timed(find: Find, questions: Sequence[Question], clients: int) -> tuple[list[float], list[Numbers], float]:
    """Each search's milliseconds and what it found, and the seconds of all, with so many clients at once."""

    def one(question: Question) -> tuple[float, Numbers]:
        started = time.perf_counter()
        found = find(question)
        return (time.perf_counter() - started) * 1000, found

    with ThreadPoolExecutor(clients) as pool:
        started = time.perf_counter()
        answers = list(pool.map(one, questions))
        whole = time.perf_counter() - started
    return [took for took, _ in answers], [found for _, found in answers], whole


def same_identity_recall(
    world: World, questions: Sequence[Question], found: Sequence[Numbers], exact: Sequence[Numbers]
) -> float:
    """Share of the exact lists' sightings of the right identity that the lists found hold as well."""
    wanted = kept = 0
    for question, ours, theirs in zip(questions, found, exact, strict=True):
        right = theirs[world.identity[theirs] == question.identity]
        wanted, kept = wanted + len(right), kept + len(np.intersect1d(right, ours))
    return kept / wanted


def report(name: str, took: Sequence[float], whole: float) -> float:
    p50, p99 = np.percentile(took, [50, 99])
    print(f"{name}: p50 {p50:.1f} ms, p99 {p99:.1f} ms, {len(took) / whole:.1f} searches/s")
    return float(p50)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000, help="of a gallery that is not made yet")
    parser.add_argument("--cameras", type=int, default=50, help="of a selection")
    parser.add_argument("--hours", type=int, default=6, help="of a selection")
    parser.add_argument("--searches", type=int, default=200)
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--words", metavar="TEXT", help='a description, as "red top, blue trousers"')
    parser.add_argument("--http", type=Path, nargs="?", const=PICTURE, metavar="PICTURE")
    options = parser.parse_args()
    settings = settings_of(options.folder)
    world = make_world(options.rows, options.seed)
    if not (options.folder / "storage").exists():
        write(world, settings)
    memory = InMemory(world, settings)
    questions = make_questions(memory, options.searches, options.seed, options.cameras, options.hours)
    rows = np.mean([len(memory.rows(question)) for question in questions])
    print(f"{len(world.camera)} sightings, {rows:.0f} in a selection; {os.cpu_count()} processors, "
          f"load {os.getloadavg()[0]:.1f}")  # fmt: skip
    compare("viscoper.search", in_process(settings), memory, questions, options.clients)
    if options.words:
        describe(settings, options.words, questions)
    if options.http:
        with open_catalog(settings) as catalog:
            register(catalog, settings)
        with serving(settings) as client, open_catalog(settings) as catalog:
            compare("HTTP", over_http(client, catalog, questions), memory, questions, options.clients)
            search_for_picture(client, options.http, questions[:50])


def compare(name: str, find: Find, memory: InMemory, questions: Sequence[Question], clients: Sequence[int]) -> None:
    timed(find, questions[:5], 1)  # the first searches read the indexes from disk
    for number in clients:
        exact_ms, exact, whole = timed(memory, questions, number)
        numpy_p50 = report(f"NumPy, {number} at once", exact_ms, whole)
        found_ms, found, whole = timed(find, questions, number)
        p50 = report(f"{name}, {number} at once", found_ms, whole)
        recall = same_identity_recall(memory.world, questions, found, exact)
        print(f"  same-identity recall@{TOP} {recall:.4f}; {p50 / numpy_p50:.2f} times NumPy's p50")


if __name__ == "__main__":
    main()
