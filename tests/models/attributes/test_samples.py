"""Renders whose looks are known: what is said of them is in the terms that are learnt, and the mask is theirs."""

from pathlib import Path

import numpy as np
import pytest

from demo.city.description import describe_outfit
from models.attributes import samples
from models.attributes.network import LEARNT
from models.training.compose import BROAD, TALL


def test_a_rendered_shard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(samples, "PLACES", 1)
    made = samples.rendered(5, 0, people=1)
    path = tmp_path / "person-5-000.npz"
    samples.write_samples(path, made)
    kept = samples.read_samples(path)
    assert kept.images.shape == (samples.VIEWS, TALL, BROAD, 3) and kept.masks.shape == (samples.VIEWS, TALL, BROAD)
    assert (kept.images == made.images).all() and list(kept.said) == list(made.said)
    for said in kept.said:
        known = {aspect: names for aspect, names in said.items() if aspect in LEARNT}
        assert known and all(set(names) <= set(LEARNT[aspect]) for aspect, names in known.items())
    inside = kept.masks > 127
    assert 0.2 < inside.mean() < 0.95
    assert inside[:, TALL // 2, BROAD // 2].mean() > 0.5


def test_rare_looks_are_drawn_as_often_as_common_ones() -> None:
    random = np.random.default_rng(0)
    outfit = samples.sample_outfit(1, False, "young")
    drawn = [describe_outfit(samples.evened(random, outfit)) for _ in range(200)]
    for aspect in ("bag", "hat", "legs"):
        names = [said[aspect][0] for said in drawn]
        assert min(names.count(name) for name in set(names)) > 30, aspect
