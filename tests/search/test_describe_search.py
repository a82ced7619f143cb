"""Searching by words alone and together with a picture, in a gallery that a job would have written."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import lancedb
import numpy as np
import pytest
from numpy.typing import NDArray

from viscoper.attributes import COLOURS
from viscoper.catalog.cameras import Camera
from viscoper.errors import UsageError
from viscoper.gallery.gallery import Gallery
from viscoper.gallery.rows import rows_of
from viscoper.gallery.schema import ADDED
from viscoper.search.describe import parse_description
from viscoper.search.describe_search import facets, of_kind, rank_described
from viscoper.search.feedback import Feedback
from viscoper.search.rank import Ranker
from viscoper.search.select import Selection
from viscoper.settings import Settings

EMBEDDER = "probe@1"
GATE = Camera("gate", 127, 37.5, camera_id="gate")
EVERYWHERE = Selection([GATE])


@dataclass
class Seen:
    track_id: int
    attributes: dict[str, NDArray[np.float32]]
    kind: str = "person"
    label: str = "person"
    time_s: float = 1.0
    first_s: float = 0.0
    last_s: float = 2.0
    box: tuple[int, int, int, int] = (10, 20, 30, 40)
    score: float = 0.5
    quality: float = 0.75
    jpeg: bytes = b"picture"
    embedding: NDArray[np.float32] = field(default_factory=lambda: np.eye(8, dtype=np.float32)[0])
    ends: None = None


@dataclass
class Recorded:
    segment_id: str = "segment"
    camera_id: str = "gate"
    start: datetime = datetime(2026, 5, 1, tzinfo=UTC)
    width: int = 640
    height: int = 480


def all_of(colour: str) -> NDArray[np.float32]:
    return np.array([float(colour == each) for each in COLOURS], np.float32)


def looking(alike: float) -> NDArray[np.float32]:
    """An embedding of this similarity to the first axis."""
    return np.array([alike, np.sqrt(1 - alike**2), *[0] * 6], np.float32)


BACKPACK, NO_BAG = np.array([0, 1, 0], np.float32), np.array([1, 0, 0], np.float32)
SEEN = [
    Seen(0, {"upper": all_of("red"), "lower": all_of("blue"), "bag": BACKPACK}, embedding=looking(0.80)),
    Seen(1, {"upper": all_of("white"), "lower": all_of("blue"), "bag": NO_BAG}, embedding=looking(0.85)),
    Seen(2, {"upper": all_of("black"), "lower": all_of("black"), "bag": NO_BAG}, embedding=looking(0.20)),
    Seen(3, {"body": all_of("red")}, kind="vehicle", label="car"),
    Seen(4, {"body": all_of("red")}, kind="vehicle", label="truck"),
    Seen(5, {}),
]


@pytest.fixture
def gallery(tmp_path: Path) -> Gallery:
    gallery = Gallery(Settings(storage=str(tmp_path)))
    gallery.commit("segment", gallery.write_fragment(rows_of(SEEN, Recorded(), EMBEDDER)))
    return gallery


@pytest.mark.parametrize(
    ("text", "first", "of"),
    [
        ("red top, blue trousers", 0, 4),
        ("빨간 상의, 파란 바지", 0, 4),
        ("white shirt", 1, 4),
        ("black trousers", 2, 4),
        ("blue trousers, backpack", 0, 4),
        ("파란 바지, 배낭 없는 사람", 1, 4),
        ("red truck", 4, 2),
        ("빨간 승용차", 3, 2),
    ],
)
def test_words_alone(gallery: Gallery, text: str, first: int, of: int) -> None:
    matches = rank_described(gallery, parse_description(text), EVERYWHERE)
    assert (matches[0].sighting.track_id, len(matches)) == (first, of), "all of the kind are ranked"
    assert matches[0].relevance == matches[0].description == pytest.approx(1, abs=1e-3)
    assert len(rank_described(gallery, parse_description(text), EVERYWHERE, top=1)) == 1


def test_what_was_said_not_to_be_the_one_is_left_out(gallery: Gallery) -> None:
    first, *others = rank_described(gallery, parse_description("red top"), EVERYWHERE)
    left = rank_described(gallery, parse_description("red top"), EVERYWHERE, 2, [first.sighting.sighting_id])
    assert left == others[:2]


def test_words_and_what_was_said_to_be_the_one(gallery: Gallery) -> None:
    """A liked sighting is all there is to look like: no picture is needed."""
    described = parse_description("white top")
    liked = rank_described(gallery, described, EVERYWHERE, 1)[0].sighting
    none = np.zeros((0, 8), np.float32)
    matches = Ranker(gallery, EMBEDDER)(
        none, Selection([GATE], kind="person"), 4, Feedback([liked.sighting_id]), description=described
    )
    assert matches[0].sighting == liked and matches[0].similarity == pytest.approx(1, abs=1e-3)
    assert all(match.description is not None for match in matches)


def test_words_together_with_a_picture(gallery: Gallery) -> None:
    """The one most alike wears another top; who wears the right one and looks almost as much alike comes first."""
    rank, query = Ranker(gallery, EMBEDDER), np.eye(8, dtype=np.float32)[:1]
    people = Selection([GATE], kind="person")
    alone = [match.sighting.track_id for match in rank(query, people)]
    described = rank(query, people, description=parse_description("red top"))
    assert alone.index(1) < alone.index(0)
    order = [match.sighting.track_id for match in described]
    assert order.index(0) < order.index(1)
    similarity = {match.sighting.track_id: match.similarity for match in described}
    assert similarity[1] == pytest.approx(0.85, abs=1e-3), "what is shown as similarity stays that of the pictures"


def standing(track: int, feet: int, tall: float, colour: str) -> Seen:
    """Somebody of this share of a grown person's height, before a camera that hangs three such people high."""
    height = round((feet - 120) / 3 * tall)
    return Seen(
        track, {"upper": all_of(colour)}, box=(50, feet - height, 20, height), embedding=looking(0.6 - track / 500)
    )


def test_a_child_is_found_by_its_height_alone_and_with_a_picture(gallery: Gallery) -> None:
    crowd = [standing(each, 240 + 5 * each, 1, ("red", "blue")[each % 2]) for each in range(40)]
    crowd.append(standing(40, 333, 0.65, "red"))
    gallery.commit("street", gallery.write_fragment(rows_of(crowd, Recorded("street", "street"), EMBEDDER)))
    street = Selection([Camera("street", 127, 37.5, camera_id="street")], kind="person")
    for text, found in (("child, red top", {40}), ("red top, adult", set(range(0, 40, 2)))):
        matches = rank_described(gallery, parse_description(text), street, len(found))
        assert {match.sighting.track_id for match in matches} == found
    rank, query = Ranker(gallery, EMBEDDER), np.eye(8, dtype=np.float32)[:1]
    before, after = (
        [match.sighting.track_id for match in rank(query, street, description=parse_description(text))].index(40)
        for text in ("red top", "child, red top")
    )
    assert after < before
    assert len(rank_described(gallery, parse_description("아이"), EVERYWHERE)) == 4, (
        "where no camera tells, all are left"
    )


def test_colours_counted(gallery: Gallery) -> None:
    assert facets(gallery, EVERYWHERE) == {
        "upper": {"red": 1, "white": 1, "black": 1}, "lower": {"blue": 2, "black": 1}, "body": {"red": 2},
        "sleeves": {}, "legs": {},
        "bag": {"none": 2, "backpack": 1}, "hat": {}, "type": {},
    }  # fmt: skip
    assert facets(gallery, Selection([GATE], kind="vehicle"))["body"] == {"red": 2}


def test_attributes_come_back_with_the_sighting(gallery: Gallery) -> None:
    seen = {sighting.track_id: sighting for sighting in gallery.sightings()}
    assert set(seen[0].attributes) == {"upper", "lower", "bag"}
    np.testing.assert_allclose(seen[0].attributes["lower"], all_of("blue"))
    assert seen[5].attributes == {}


def test_a_gallery_older_than_attributes(gallery: Gallery, tmp_path: Path) -> None:
    """It opens, its sightings come last, and the next writing gives it the columns."""
    lancedb.connect(str(tmp_path / "gallery")).open_table("sightings").drop_columns(ADDED.names)
    asked = parse_description("red top")
    old = rank_described(gallery, asked, EVERYWHERE)
    assert len(old) == 4
    assert all(not match.sighting.attributes for match in old)
    assert facets(gallery, EVERYWHERE) == {}

    anew = Gallery(gallery.settings)
    anew.commit("later", anew.write_fragment(rows_of(SEEN[:2], Recorded("later"), EMBEDDER)))
    best = rank_described(anew, asked, EVERYWHERE)
    assert (len(best), best[0].sighting.segment_id, best[0].sighting.track_id) == (6, "later", 0)


def test_a_gallery_older_than_bags(gallery: Gallery, tmp_path: Path) -> None:
    """Its colours are searched by still, and a bag is known of nobody in it."""
    bags = ["bag", "bag_shares"]
    lancedb.connect(str(tmp_path / "gallery")).open_table("sightings").drop_columns(bags)
    asked = parse_description("red top, backpack")
    best = rank_described(gallery, asked, EVERYWHERE)[0]
    assert (best.sighting.track_id, "bag" in best.sighting.attributes) == (0, False)
    assert facets(gallery, EVERYWHERE)["upper"] and "bag" not in facets(gallery, EVERYWHERE)

    anew = Gallery(gallery.settings)
    anew.commit("later", anew.write_fragment(rows_of(SEEN[:1], Recorded("later"), EMBEDDER)))
    assert rank_described(anew, asked, EVERYWHERE)[0].sighting.segment_id == "later"
    assert facets(anew, EVERYWHERE)["bag"] == {"backpack": 1}


def test_one_kind_at_a_time(gallery: Gallery) -> None:
    with pytest.raises(UsageError, match="describes a vehicle, and only a person is looked for"):
        of_kind(Selection([GATE], kind="person"), parse_description("red car"))


def test_an_empty_gallery(tmp_path: Path) -> None:
    empty = Gallery(Settings(storage=str(tmp_path / "none")))
    for text in ("red top", "child"):
        assert rank_described(empty, parse_description(text), EVERYWHERE) == []
    assert not any(facets(empty, EVERYWHERE).values())
