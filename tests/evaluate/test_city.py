"""Figures of small cities made by hand, and of one that really lies in a catalog and a gallery."""

import gzip
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from viscoper.catalog.cameras import Camera
from viscoper.catalog.catalog import Catalog
from viscoper.catalog.segments import Segment
from viscoper.errors import UsageError
from viscoper.evaluate.city import evaluate_city, figures
from viscoper.evaluate.city_matching import show
from viscoper.evaluate.city_search import ask, correct, ranking_figures
from viscoper.evaluate.city_truth import Passage, load_passages, passages_of
from viscoper.gallery.gallery import Gallery
from viscoper.gallery.rows import rows_of
from viscoper.gallery.schema import StoredSighting
from viscoper.search.feedback import Feedback
from viscoper.settings import Settings
from viscoper.vision.embedder import ColourTexture
from viscoper.vision.extractor import Sighting
from viscoper.vision.unique_image import encoded

NINE = datetime(2026, 5, 1, 0, 0, tzinfo=UTC)
SETTINGS = Settings(sample_fps=2)
BOX = (100, 50, 70, 140)
NAMES = {name: name for name in "abcd"}  # camera ids that are their names
Row = tuple[float, float, float, float, float]
BESIDE: list[Row] = [(300, 50, 70, 140, 1.0)] * 10


def passage(identity: str, camera: str, rows: Sequence[Row] = ((*BOX, 1.0),) * 10, kind: str = "person") -> Passage:
    """A passage from nine o'clock at 10 frames a second: one second, large enough, unless told otherwise."""
    table = np.array(rows, np.float64)
    return Passage(identity, kind, camera, NINE, 10.0, table[:, :4], table[:, 4])


def sighting(
    name: str, camera: str, second: float = 0.5, box: tuple[int, int, int, int] = BOX, **facts: Any
) -> StoredSighting:
    time = NINE + timedelta(seconds=second)
    given: dict[str, Any] = {"kind": "person", "quality": 0.5} | facts
    return StoredSighting(
        sighting_id=name, segment_id="s", track_id=1, camera_id=camera, label=given["kind"], time=time, first_time=time,
        last_time=time, x=box[0], y=box[1], w=box[2], h=box[3], frame_width=960, frame_height=540, score=0.9,
        embedder="colour-texture@1", **given,
    )  # fmt: skip


def by_name(rankings: Mapping[str, str], sightings: Sequence[StoredSighting]) -> Any:
    """A ranker that gives, by the query's id, the sightings whose ids are listed (one letter and digit each)."""
    known = {each.sighting_id: each for each in sightings}

    def rank(query: StoredSighting) -> list[StoredSighting]:
        return [known[name] for name in rankings.get(query.sighting_id, "").split()]

    return rank


@pytest.mark.parametrize(
    ("rows", "seconds"),
    [
        ([(*BOX, 1.0)] * 10, 1.0),
        ([(*BOX, 0.69)] * 10, 0.0),
        ([(0, 0, 63, 140, 1.0)] * 10, 0.0),
        ([(0, 0, 70, 127, 1.0)] * 10, 0.0),
        ([(0, 0, 64, 128, 0.7)] * 3, 0.3),
        ([(*BOX, 1.0)] * 3 + [(*BOX, 0.1)] * 2 + [(*BOX, 1.0)] * 4, 0.4),
        ([(0, 0, 0, 0, 0.0)] * 2, 0.0),
    ],
    ids=["large", "hidden", "too narrow", "too low", "just enough", "longest of two", "out of the picture"],
)
def test_how_long_a_passage_reaches_the_size(rows: list[Row], seconds: float) -> None:
    assert passage("P1", "a", rows).seconds_reaching(SETTINGS) == pytest.approx(seconds)


def test_vehicles_have_their_own_size() -> None:
    wide = passage("V1", "a", [(0, 0, 130, 64, 1.0)] * 5, kind="vehicle")
    assert wide.seconds_reaching(SETTINGS) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("seen", "identity"),
    [
        (sighting("s1", "a"), "P1"),
        (sighting("s1", "a", box=(310, 50, 70, 140)), "P2"),
        (sighting("s1", "a", box=(140, 50, 70, 140)), None),
        (sighting("s1", "b"), None),
        (sighting("s1", "a", second=0.96), None),
        (sighting("s1", "a", second=0.94), "P1"),
        (sighting("s1", "a", second=-0.2), None),
        (sighting("s1", "a", kind="vehicle"), "V1"),
    ],
    ids=["same box", "the other person", "little overlap", "other camera", "after", "last frame", "before", "kind"],
)
def test_which_passage_a_sighting_shows(seen: StoredSighting, identity: str | None) -> None:
    passages = [passage("P1", "a"), passage("P2", "a", BESIDE), passage("V1", "a", kind="vehicle")]
    found = show([seen], NAMES, passages)["s1"]
    assert (found.identity if found else None) == identity


def test_passages_counted_and_seen() -> None:
    moment = [(*BOX, 1.0)] * 3 + [(*BOX, 0.2)] * 7
    passages = [passage("P1", "a"), passage("P1", "b"), passage("P1", "c", moment), passage("V1", "a", kind="vehicle")]
    sightings = [
        sighting("s1", "a", 0.2), sighting("s2", "a", 0.8), sighting("s3", "c", 0.1),
        sighting("s4", "b", box=(500, 50, 70, 140)), sighting("s5", "c", kind="vehicle"),
    ]  # fmt: skip
    found = figures(passages, sightings, show(sightings, NAMES, passages), by_name({}, sightings), SETTINGS)
    assert found | {
        "people_passages": 2, "people_passages_with_a_sighting": 1, "people_passage_recall": 0.5,
        "people_moments": 3, "people_moment_recall": pytest.approx(2 / 3),
        "people_sightings": 4, "people_sightings_per_passage": 1.5, "people_sightings_of_nothing": 0.25,
        "vehicles_passages": 0, "vehicles_sightings": 1, "vehicles_sightings_of_nothing": 1.0,
        "passages": 2, "passages_with_a_sighting": 1, "passage_recall": 0.5, "sightings": 5,
    } == found  # fmt: skip


@pytest.mark.parametrize(
    ("ranking", "rank1", "average_precision", "route_f1"),
    [
        ("b1 c1 b2 d2", 1.0, 1.0, 2 * 2 / (3 + 2)),
        ("b2 b1 c1 d2", 0.0, (1 / 2 + 2 / 3) / 2, 2 * 1 / (3 + 2)),
        ("d2 b2 b1 c1", 0.0, (1 / 3 + 2 / 4) / 2, 2 * 1 / (3 + 2)),
    ],
    ids=["without an error", "another on top", "right ones last"],
)
def test_ranking_and_route(ranking: str, rank1: float, average_precision: float, route_f1: float) -> None:
    passages = [passage("P1", camera) for camera in "abc"] + [passage("P2", "d"), passage("P2", "b", BESIDE)]
    sightings = [
        sighting("a1", "a", quality=0.9), sighting("b1", "b"), sighting("c1", "c"), sighting("d2", "d", quality=0.9),
        sighting("b2", "b", box=(300, 50, 70, 140)),
    ]  # fmt: skip
    people = [each for each in passages if each.identity == "P1"]
    shown = show(sightings, NAMES, passages)
    rank = by_name({"a1": ranking, "d2": "b2 b1 a1 c1"}, sightings)
    found = figures(people, sightings, shown, rank, SETTINGS)
    both = figures(passages, sightings, shown, rank, SETTINGS)
    assert both["queries"] == 2
    assert both["rank1"] == (rank1 + 1) / 2
    assert both["map"] == pytest.approx((average_precision + 1) / 2)
    assert found["route_f1"] == pytest.approx(route_f1)
    assert found["route_f1_at_best"] == pytest.approx(2 * 2 / (3 + 2))


def test_one_look_at_a_list_corrects_it() -> None:
    passages = [passage("P1", camera) for camera in "abcd"] + [passage("P2", "b", BESIDE), passage("P2", "c", BESIDE)]
    beside = {"box": (300, 50, 70, 140)}
    sightings = [
        sighting("a1", "a", quality=0.9), sighting("b1", "b"), sighting("c1", "c"), sighting("d1", "d"),
        sighting("b2", "b", quality=0.9, **beside), sighting("c2", "c", **beside),
    ]  # fmt: skip
    shown = show(sightings, NAMES, passages)
    known = {each.sighting_id: each for each in sightings}
    answers = ask(sightings, shown, by_name({"a1": "b2 b1 c2 c1 d1"}, sightings))
    told: dict[str, tuple[list[str], list[str]]] = {}

    def anew(query: StoredSighting, feedback: Feedback) -> list[StoredSighting]:
        told[query.sighting_id] = (list(feedback.liked), list(feedback.disliked))
        return [known[name] for name in ("b1", "c1", "d1", "c2")] if query.sighting_id == "a1" else []

    before, after = correct(answers, shown, anew)
    assert {name: judged for name, judged in told.items() if any(judged)} == {"a1": (["b1"], ["b2"])}
    assert told.keys() == known.keys(), "each sighting is a query"
    assert [each.sighting_id for each in before[0].ranking] == ["c2", "c1", "d1"]
    assert [each.sighting_id for each in after[0].ranking] == ["c1", "d1", "c2"]
    assert ranking_figures(before, shown)["map"] == pytest.approx((1 / 2 + 2 / 3) / 2)
    assert ranking_figures(after, shown)["map"] == 1.0


def test_who_is_never_seen_has_an_empty_route() -> None:
    passages = [passage("P1", "a"), passage("P1", "b"), passage("P2", "a", BESIDE), passage("P2", "b", BESIDE)]
    sightings = [sighting("a1", "a", quality=0.9), sighting("b1", "b")]
    rank = by_name({"a1": "b1"}, sightings)
    found = figures(passages, sightings, show(sightings, NAMES, passages), rank, SETTINGS)
    # One stop, right; three passages to find: P1's at b and both of P2.
    assert found["route_f1"] == pytest.approx(2 * 1 / (1 + 3))


def test_a_city_in_which_nothing_was_seen() -> None:
    found = figures([passage("P1", "a"), passage("P1", "b")], [], {}, by_name({}, []), SETTINGS)
    assert (found["passages"], found["passages_with_a_sighting"], found["queries"], found["route_f1"]) == (2, 0, 0, 0)


def write_city(folder: Path) -> None:
    rows = [[frame, "P1", *BOX, 1.0] for frame in range(5, 15)]
    cameras = {name: {"file": f"{name}.mp4", "start": "2026-05-01T09:00:00+09:00", "boxes": rows} for name in "ab"}
    truth = {"fps": 10, "identities": {"P1": {"kind": "person", "label": "person"}}, "cameras": cameras}
    (folder / "truth.json.gz").write_bytes(gzip.compress(json.dumps(truth).encode()))


def test_reading_the_truth(tmp_path: Path) -> None:
    write_city(tmp_path)
    first, second = load_passages(tmp_path)
    assert (first.identity, first.kind, first.camera, second.camera) == ("P1", "person", "a", "b")
    assert first.start == NINE + timedelta(seconds=0.5)
    assert first.frame_at(NINE + timedelta(seconds=0.7)) == 2
    assert first.boxes.tolist() == [list(BOX)] * 10


@pytest.mark.parametrize(
    ("frames", "stays"),
    [
        ([3, 4, 5], [(3, 3)]),
        ([0, 1, 21], [(0, 22)]),
        ([0, 1, 22], [(0, 2), (22, 1)]),
        ([50, 0, 51], [(0, 1), (50, 2)]),
        ([], []),
    ],
    ids=["without a gap", "hidden for two seconds", "gone for longer", "in any order", "never seen"],
)
def test_stays_of_an_identity(frames: list[int], stays: list[tuple[int, int]]) -> None:
    rows = [[frame, "P1", *BOX, 0.9] for frame in frames]
    found = passages_of(rows, "a", NINE, 10.0, {"P1": "person"})
    assert [((stay.start - NINE) / timedelta(seconds=0.1), len(stay.boxes)) for stay in found] == stays
    assert [int((stay.visibility > 0).sum()) for stay in found] == [
        sum(first <= frame < first + length for frame in frames) for first, length in stays
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no gzip",
        gzip.compress(b"{"),
        gzip.compress(b"[]"),
        gzip.compress(b'{"fps": 10, "identities": {}}'),
        gzip.compress(b'{"fps": 10, "identities": {}, "cameras": {"a": {"start": "2026-05-01T09:00", "boxes": []}}}'),
        gzip.compress(
            b'{"fps": 10, "identities": {}, "cameras": {"a": {"start": "2026-05-01T09:00:00Z",'
            b' "boxes": [[0, "P9", 1, 1, 9, 9, 1]]}}}'
        ),
    ],
    ids=["empty", "not compressed", "cut off", "a list", "no cameras", "a start without a zone", "unknown identity"],
)
def test_a_truth_that_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "truth.json.gz").write_bytes(content)
    with pytest.raises(UsageError, match=r"no truth of a city|has no zone"):
        load_passages(tmp_path)


def test_a_folder_without_truth(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"truth\.json\.gz is no truth of a city"):
        load_passages(tmp_path)


def index(catalog: Catalog, gallery: Gallery, camera: Camera, crop: NDArray[np.uint8]) -> None:
    """Puts one sighting of the person who passes into the gallery, as indexing would."""
    segment_id = catalog.segments.id_of(camera.camera_id, NINE, "abc")
    end = NINE + timedelta(minutes=1)
    segment = Segment(segment_id, camera.camera_id, NINE, end, "a.mp4", "k", "abc", 960, 540, 10.0, 60.0)
    catalog.segments.add(segment)
    embedder = ColourTexture()
    seen = Sighting(1, "person", "person", 10, 1.0, 0.5, 1.4, BOX, 0.9, 0.8, encoded(crop), embedder([crop])[0])
    gallery.commit(segment_id, gallery.write_fragment(rows_of([seen], segment, embedder.name)))


def test_a_city_in_catalog_and_gallery(tmp_path: Path, catalog: Catalog) -> None:
    write_city(tmp_path)
    settings = Settings(home=tmp_path, tenant=catalog.tenant, embedder="colour-texture")
    gallery = Gallery(settings)
    crop = np.random.default_rng(0).integers(0, 255, (140, 70, 3)).astype(np.uint8)
    for name in "ab":
        index(catalog, gallery, catalog.cameras.add(Camera(name, 127, 37.5)), crop)
    found = evaluate_city(tmp_path, catalog, gallery, settings)
    assert (found["passages"], found["passages_with_a_sighting"], found["queries"]) == (2, 2, 2)
    assert (found["rank1"], found["map"], found["route_f1"]) == (1.0, 1.0, 1.0)
    assert (found["rank1_plausible"], found["map_plausible"], found["route_f1_plausible"]) == (1.0, 1.0, 1.0)
    assert found["people_map_feedback"] == found["map_rest"] == 0.0, "nothing is left to find"
