"""Searches through the real gallery and catalog, with the real embedder, for dresses of one colour."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from viscoper.catalog.cameras import Camera
from viscoper.catalog.catalog import Catalog
from viscoper.catalog.segments import Segment
from viscoper.errors import ModelError, UsageError
from viscoper.gallery.gallery import Gallery
from viscoper.gallery.rows import rows_of
from viscoper.search.feedback import Feedback
from viscoper.search.plausibility import Presence
from viscoper.search.query import BgrImage
from viscoper.search.rank import Candidates, Ranker
from viscoper.search.route_report import make_report
from viscoper.search.search import Search
from viscoper.search.select import Selection
from viscoper.settings import Settings
from viscoper.vision.embedder import ColourTexture
from viscoper.vision.extractor import Sighting
from viscoper.vision.unique_image import encoded

NINE = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
RED, GREEN, BLUE = (20, 20, 200), (30, 180, 30), (200, 40, 20)
EMBEDDER = ColourTexture()
Passing = tuple[tuple[int, int, int], str, float]  # colour, kind, second
# Camera, minute of the segment, and what passes.
SCENES: list[tuple[str, int, list[Passing]]] = [
    ("gate", 0, [(RED, "person", 5.0), (GREEN, "person", 20.0)]),
    ("hall", 1, [(RED, "vehicle", 10.0), (BLUE, "person", 30.0)]),
    ("yard", 5, [(RED, "person", 30.0)]),
]


def dressed(colour: tuple[int, int, int], seed: int = 0) -> BgrImage:
    """A crop of one colour with some noise, so that no two are equal."""
    noise = np.random.default_rng(seed).integers(-12, 12, (128, 64, 3))
    return np.clip(np.array(colour) + noise, 0, 255).astype(np.uint8)


class City:
    """Three cameras 1.1 km apart with one indexed minute each."""

    def __init__(self, catalog: Catalog, settings: Settings) -> None:
        self.catalog, self.settings = catalog, settings
        self.gallery = Gallery(settings)
        self.search = Search(catalog, self.gallery, EMBEDDER, "recipe 1")
        self.cameras = {
            name: catalog.cameras.add(Camera(name, 127, 37.5 + index / 100))
            for index, name in enumerate(("gate", "hall", "yard"))
        }
        for name, minute, passing in SCENES:
            self._index(self.cameras[name], NINE + minute * MINUTE, passing)

    def everything(self) -> Selection:
        return Selection(list(self.cameras.values()))

    def _index(self, camera: Camera, start: datetime, passing: Sequence[Passing]) -> None:
        segments = self.catalog.segments
        segment_id = segments.id_of(camera.camera_id, start, "abc")
        segments.add(
            Segment(segment_id, camera.camera_id, start, start + MINUTE, "a.mp4", "k", "abc", 640, 360, 10.0, 60.0)
        )
        (segment,) = segments.claim([segment_id], "worker", 1)
        seen = [self._sighting(track, *facts) for track, facts in enumerate(passing, start=1)]
        self.gallery.commit(segment_id, self.gallery.write_fragment(rows_of(seen, segment, EMBEDDER.name)))
        segments.finish(segment_id, "worker", len(seen), "recipe 1")

    def _sighting(self, track: int, colour: tuple[int, int, int], kind: str, second: float) -> Sighting:
        crop = dressed(colour, seed=int(second))
        label = "person" if kind == "person" else "car"
        return Sighting(
            track,
            kind,
            label,
            0,
            second,
            second,
            second + 1,
            (10, 20, 64, 128),
            0.9,
            0.8,
            encoded(crop),
            EMBEDDER([crop])[0],  # type: ignore[arg-type]
        )


@pytest.fixture
def city(catalog: Catalog, tmp_path: Path) -> City:
    return City(catalog, Settings(home=tmp_path, tenant=catalog.tenant))


def test_what_looks_alike_comes_first(city: City) -> None:
    result = city.search(dressed(RED, seed=99), city.everything())
    assert len(result.matches) == 5
    assert {(match.camera.name, match.sighting.kind) for match in result.matches[:3]} == {
        ("gate", "person"), ("hall", "vehicle"), ("yard", "person"),
    }  # fmt: skip
    similarities = [match.similarity for match in result.matches]
    assert similarities == sorted(similarities, reverse=True)
    assert 0.9 < similarities[0] <= 1.001


def test_a_match_as_json(city: City) -> None:
    selection = Selection([city.cameras["yard"]])
    (match,) = city.search(dressed(RED), selection).matches
    assert match.to_json() == {
        "sighting_id": match.sighting.sighting_id,
        "camera": "yard",
        "time": "2026-05-01T09:05:30.000Z",
        "kind": "person",
        "label": "person",
        "similarity": round(match.similarity, 4),
        "relevance": round(match.similarity, 4),
        "confidence": None,
        "plausibility": None,
        "description": None,
        "attributes": {},
        "box": [10, 20, 64, 128],
        "segment_id": match.sighting.segment_id,
        "track_id": 1,
    }


@pytest.mark.parametrize(
    ("names", "start", "end", "kind", "top", "found"),
    [
        (["gate", "yard"], None, None, None, 50, 3),
        (["gate"], None, None, None, 50, 2),
        (["gate", "hall", "yard"], None, None, "vehicle", 50, 1),
        (["gate", "hall", "yard"], None, None, "person", 50, 4),
        (["gate", "hall", "yard"], 1.0, None, None, 50, 3),
        (["gate", "hall", "yard"], None, 0.25, None, 50, 1),
        (["gate", "hall", "yard"], 0.25, 1.25, None, 50, 2),
        (["gate", "hall", "yard"], 10.0, 11.0, None, 50, 0),
        (["gate", "hall", "yard"], None, None, None, 2, 2),
    ],
    ids=["two cameras", "one camera", "vehicles", "people", "from", "to", "from and to", "outside", "top"],
)
def test_only_the_selection_is_searched(
    city: City, names: list[str], start: float | None, end: float | None, kind: str | None, top: int, found: int
) -> None:
    window = [None if minute is None else NINE + minute * MINUTE for minute in (start, end)]
    selection = Selection([city.cameras[name] for name in names], *window, kind=kind)  # type: ignore[arg-type]
    result = city.search(dressed(RED), selection, top)
    assert len(result.matches) == found
    assert {match.camera.name for match in result.matches} <= set(names)


def test_several_pictures_are_one_query(city: City) -> None:
    one, both = (city.search(query, city.everything()) for query in (dressed(RED), [dressed(RED), dressed(BLUE)]))
    (blue,) = (m.sighting.sighting_id for m in one.matches if (m.camera.name, m.sighting.kind) == ("hall", "person"))
    rank = {m.sighting.sighting_id: n for n, m in enumerate(both.matches)}
    assert rank[blue] < 4
    similarity = {m.sighting.sighting_id: m.similarity for m in one.matches}
    assert next(m for m in both.matches if m.sighting.sighting_id == blue).similarity > similarity[blue]


def test_what_cannot_be_comes_last_also_where_all_look_the_same(city: City) -> None:
    rank = Ranker(city.gallery, EMBEDDER.name)
    found = [hit for hit, _ in rank.candidates(EMBEDDER([dressed(RED)]), city.everything().scope, 9).hits]
    wanted = EMBEDDER([dressed(RED)])[0]
    alike = Candidates([(replace(hit, similarity=0.8, embedding=wanted), None) for hit in found], wanted)
    cameras = {camera.camera_id: camera for camera in city.cameras.values()}
    for home in ("gate", "yard"):
        minute = NINE if home == "gate" else NINE + 5 * MINUTE
        matches = rank.matches(alike, cameras, [Presence(city.cameras[home].point, minute)])
        possible = [match.plausibility or 0.0 for match in matches]
        assert possible == sorted(possible, reverse=True) and possible[0] > possible[-1]


def test_not_this_one_leaves_it_out_and_lowers_its_like(city: City) -> None:
    before = city.search(dressed(RED), city.everything()).matches
    disliked = before[0].sighting.sighting_id
    after = city.search(dressed(RED), city.everything(), feedback=Feedback(disliked=[disliked])).matches
    assert {m.sighting.sighting_id for m in after} == {m.sighting.sighting_id for m in before} - {disliked}
    similarity = {m.sighting.sighting_id: m.similarity for m in before}
    for match in after:
        assert match.similarity == pytest.approx(similarity[match.sighting.sighting_id], abs=1e-3)
    relevances = [match.relevance for match in after]
    assert relevances == sorted(relevances, reverse=True)
    assert all(match.relevance < match.similarity for match in after if match.similarity > 0.9)


def test_the_list_stays_full_when_some_are_disliked(city: City) -> None:
    first = city.search(dressed(RED), city.everything(), top=2).matches
    disliked = [match.sighting.sighting_id for match in first]
    assert len(city.search(dressed(RED), city.everything(), 2, Feedback(disliked=disliked)).matches) == 2


def test_this_one_too_joins_the_query(city: City) -> None:
    before = city.search(dressed(RED), city.everything()).matches
    blue = next(m for m in before if m.camera.name == "hall" and m.sighting.kind == "person")
    after = city.search(dressed(RED), city.everything(), feedback=Feedback(liked=[blue.sighting.sighting_id])).matches
    now = next(m for m in after if m.sighting.sighting_id == blue.sighting.sighting_id)
    assert now.similarity > blue.similarity


def test_feedback_on_an_unknown_sighting_is_refused(city: City) -> None:
    with pytest.raises(UsageError, match="there is no sighting nobody"):
        city.search(dressed(RED), city.everything(), feedback=Feedback(liked=["nobody"]))


def test_a_search_without_a_picture_is_refused(city: City) -> None:
    with pytest.raises(UsageError, match="at least one picture"):
        city.search([], city.everything())


def test_coverage_comes_with_the_matches(city: City) -> None:
    selection = Selection(list(city.cameras.values()), NINE, NINE + 2 * MINUTE)
    assert city.search(dressed(RED), selection).coverage.total.to_json() == {
        "searched": 2, "to_index": 0, "failed": 0, "missing": 4, "other_settings": 0,
    }  # fmt: skip


def test_segments_of_another_recipe_are_searched_and_told_apart(city: City) -> None:
    found = Search(city.catalog, city.gallery, EMBEDDER, "recipe 2")(dressed(RED), city.everything())
    assert found.matches
    amounts = found.coverage.total.to_json()
    assert (amounts["searched"], amounts["other_settings"], amounts["to_index"]) == (3, 3, 0)


class Another(ColourTexture):
    name = "another@1"


def test_what_another_embedder_embedded_is_not_called_searched(city: City) -> None:
    found = Search(city.catalog, city.gallery, Another(), "recipe 2")(dressed(RED), city.everything())
    assert not found.matches
    amounts = found.coverage.total.to_json()
    assert (amounts["searched"], amounts["other_settings"], amounts["to_index"]) == (0, 0, 3)
    assert "`viscoper reembed`" in found.coverage.sentence()


def test_feedback_on_what_is_not_embedded_yet_says_so(city: City) -> None:
    liked = city.gallery.sightings()[0].sighting_id
    search = Search(city.catalog, city.gallery, Another(), "recipe 2")
    with pytest.raises(UsageError, match=f"another@1 has not embedded sighting {liked} yet"):
        search(dressed(RED), city.everything(), feedback=Feedback(liked=[liked]))


def test_another_tenant_finds_nothing(city: City, tmp_path: Path) -> None:
    gallery = Gallery(Settings(home=tmp_path, tenant="neighbour"))
    with Catalog(city.catalog.uri, city.catalog.database, "neighbour") as catalog:
        result = Search(catalog, gallery, EMBEDDER)(dressed(RED), city.everything())
    assert list(result.matches) == []
    assert result.coverage.total.to_json()["searched"] == 0


@pytest.mark.parametrize("top", [0, -1, 10_001])
def test_a_number_of_matches_that_is_none(city: City, top: int) -> None:
    with pytest.raises(UsageError, match="is not between 1 and 10000"):
        city.search(dressed(RED), city.everything(), top)


class Broken:
    """An embedder that gives what it is told to."""

    name = "broken@1"

    def __init__(self, answer: NDArray[np.float32]) -> None:
        self.answer = answer

    def __call__(self, crops: Sequence[BgrImage], /) -> NDArray[np.float32]:
        return self.answer


@pytest.mark.parametrize(
    "answer",
    [np.full((1, 8), np.nan), np.zeros((1, 8)), np.zeros((0, 8)), np.ones(8), np.ones((2, 8))],
    ids=["not a number", "zeros", "none", "no rows", "two"],
)
def test_an_embedder_that_gives_no_vector_is_named(city: City, answer: NDArray[np.float32]) -> None:
    with pytest.raises(ModelError, match="the embedder broken@1 gave no usable vector"):
        Search(city.catalog, city.gallery, Broken(answer))(dressed(RED), city.everything())


def test_the_route_of_what_was_found(city: City) -> None:
    people = Selection(list(city.cameras.values()), kind="person")
    found = city.search(dressed(RED), people, top=2).matches
    ids = [match.sighting.sighting_id for match in found]
    similarities = {match.sighting.sighting_id: match.similarity for match in found}
    report = make_report(city.catalog, city.gallery, city.settings, [*ids, ids[0]], "recipe 1", similarities)
    assert [stop.camera.name for stop in report.route.stops] == ["gate", "yard"]
    assert {stop.sighting.sighting_id: stop.similarity for stop in report.route.stops} == similarities
    assert all(stop.crop and stop.crop.startswith(b"\xff\xd8") for stop in report.route.stops)
    (leg,) = report.route.legs
    assert (round(leg.distance_m), leg.seconds, leg.plausible) == (2224, 325.0, True)
    assert report.coverage is not None
    # 9:00:05 to 9:05:30 at three cameras, a minute of footage each, the last one cut in half.
    assert report.coverage.total.to_json() == {
        "searched": 2.417, "to_index": 0, "failed": 0, "missing": 13.833, "other_settings": 0,
    }  # fmt: skip


def test_a_route_of_one_sighting_has_no_coverage(city: City) -> None:
    (match,) = city.search(dressed(RED), Selection([city.cameras["yard"]])).matches
    report = make_report(city.catalog, city.gallery, city.settings, [match.sighting.sighting_id])
    assert report.coverage is None


def test_an_unknown_sighting_is_named(city: City) -> None:
    with pytest.raises(UsageError, match="nobody"):
        make_report(city.catalog, city.gallery, city.settings, ["nobody"])
