"""Attributes against a truth written by hand."""

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from models.attributes.network import LEARNT
from viscoper.attributes import COLOURS, TERMS
from viscoper.errors import UsageError
from viscoper.evaluate.attributes import figures, load_said
from viscoper.evaluate.city_truth import Passage
from viscoper.gallery.schema import StoredSighting

FIGURES = ("n", "accuracy", "accuracy_first", "balanced", "share", "confusion")
NINE = datetime(2026, 5, 1, tzinfo=UTC)
SAID = {"amy": {"upper": ["red", "pink"], "lower": ["blue"]}, "car": {"body": ["white"]}}


def shares(**colours: float) -> np.ndarray:
    return np.array([colours.get(colour, 0.0) for colour in COLOURS], np.float32)


def passage(identity: str) -> Passage:
    return Passage(identity, "person", "gate", NINE, 10.0, np.zeros((1, 4)), np.ones(1))


@pytest.fixture
def seen() -> Callable[..., StoredSighting]:
    blank = StoredSighting(
        "", "s", 1, "gate", "person", "person", NINE, NINE, NINE, 0, 0, 9, 9, 99, 99, 1, 1, "probe@1"
    )
    return lambda name, **attributes: replace(blank, sighting_id=name, attributes=attributes)


def test_figures(seen: Callable[..., StoredSighting]) -> None:
    sightings = [
        seen("first", upper=shares(red=0.9, pink=0.1), lower=shares(blue=1.0)),
        seen("second", upper=shares(pink=0.6, white=0.4), lower=shares(black=0.7, blue=0.3)),
        seen("bare"),
        seen("nobody", upper=shares(green=1.0), lower=shares(green=1.0)),
    ]
    shown = {name: passage("amy") for name in ("first", "second", "bare")} | {"nobody": None}
    report = figures(sightings, shown, SAID)
    assert set(report) == {"upper", "lower"}
    assert {name: report["upper"][name] for name in FIGURES} == {
        "n": 3,
        "accuracy": pytest.approx(2 / 3),
        "accuracy_first": pytest.approx(1 / 3),
        "balanced": pytest.approx(1 / 3),
        "share": pytest.approx((1.0 + 0.6) / 3),
        "confusion": {"red>nothing": 1},
    }
    assert report["lower"]["accuracy"] == pytest.approx(1 / 3)
    assert report["lower"]["confusion"] == {"blue>black": 1, "blue>nothing": 1}


def test_what_has_no_term_of_its_own_is_another(seen: Callable[..., StoredSighting]) -> None:
    told = [
        seen(name, type=np.array(shares, np.float32)) for name, shares in (("car", [0.9, 0.1]), ("bus", [0.2, 0.8]))
    ]
    shown = {"car": passage("amy"), "bus": passage("bob")}
    report = figures(told, shown, {"amy": {"type": ["car"]}, "bob": {"type": ["bus"]}})["type"]
    assert (report["n"], report["accuracy"], report["confusion"]) == (2, 0.5, {"other>van": 1})


def test_a_truth_that_does_not_say(tmp_path: Path) -> None:
    truth = {"identities": {"amy": {"kind": "person", "label": "person"}}}
    (tmp_path / "truth.json.gz").write_bytes(gzip.compress(json.dumps(truth).encode()))
    with pytest.raises(UsageError, match="does not say how anybody looks"):
        load_said(tmp_path)


def test_what_the_demo_city_says() -> None:
    said = load_said(Path(__file__).parents[2] / "demo/footage")
    assert said["vehicle-02"]["body"] == ["red"]
    assert said["person-09"]["upper"][0] == "green"
    assert (said["person-09"]["hat"], said["person-03"]["bag"]) == (["hat"], ["backpack"])
    told = [(aspect, name) for aspects in said.values() for aspect, names in aspects.items() for name in names]
    assert all(name in {**TERMS, **LEARNT}[aspect] for aspect, name in told)


def test_rare_looks_count_as_much_as_common_ones(seen: Callable[..., StoredSighting]) -> None:
    """Who always says black is right for three of four, and no better than chance."""
    sightings = [seen(name, upper=shares(black=1.0)) for name in ("first", "second", "third", "pink")]
    said = {"amy": {"upper": ["black"]}, "bob": {"upper": ["pink"]}}
    shown = {name: passage("amy") for name in ("first", "second", "third")} | {"pink": passage("bob")}
    report = figures(sightings, shown, said)["upper"]
    assert (report["accuracy"], report["balanced"]) == (pytest.approx(0.75), pytest.approx(0.5))
