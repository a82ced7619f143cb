"""Attributes against a truth written by hand."""

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from viscoper.attributes import COLOURS
from viscoper.errors import UsageError
from viscoper.evaluate.attributes import figures, load_said
from viscoper.evaluate.city_truth import Passage
from viscoper.gallery.schema import StoredSighting

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
    assert {name: report["upper"][name] for name in ("n", "accuracy", "accuracy_first", "share", "confusion")} == {
        "n": 3,
        "accuracy": pytest.approx(2 / 3),
        "accuracy_first": pytest.approx(1 / 3),
        "share": pytest.approx((1.0 + 0.6) / 3),
        "confusion": {"red>nothing": 1},
    }
    assert report["lower"]["accuracy"] == pytest.approx(1 / 3)
    assert report["lower"]["confusion"] == {"blue>black": 1, "blue>nothing": 1}


def test_a_truth_that_does_not_say(tmp_path: Path) -> None:
    truth = {"identities": {"amy": {"kind": "person", "label": "person"}}}
    (tmp_path / "truth.json.gz").write_bytes(gzip.compress(json.dumps(truth).encode()))
    with pytest.raises(UsageError, match="does not say how anybody looks"):
        load_said(tmp_path)


def test_what_the_demo_city_says() -> None:
    said = load_said(Path(__file__).parents[2] / "demo/footage")
    assert said["vehicle-02"] == {"body": ["red"]}
    assert said["person-09"]["upper"][0] == "green"
    names = {name for regions in said.values() for names in regions.values() for name in names}
    assert names <= set(COLOURS)
