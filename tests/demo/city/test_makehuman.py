"""Bodies read from MakeHuman's files: their heights, their rig, and what shapes them."""

import numpy as np
import pytest

from demo.city import makehuman

AVERAGE = {name: 0.5 for name in (*makehuman.SCALES, *makehuman.ORIGINS)} | {"age": 2 / 3}
SKIN = slice(0, 13380)  # the vertices of the visible body come first


def height_m(controls: dict[str, float]) -> float:
    z = makehuman.shaped(controls)[SKIN, 2]
    return float(z.max() - z.min())


@pytest.mark.parametrize(
    ("controls", "least", "most"),
    [
        ({}, 1.7, 1.9),
        ({"gender": 0.0}, 1.75, 2.0),
        ({"gender": 1.0}, 1.6, 1.8),
        ({"age": 1 / 3}, 1.1, 1.6),
        ({"height": 1.0}, 1.9, 2.5),
        ({"height": 0.0}, 1.2, 1.6),
    ],
    ids=["average", "man", "woman", "child", "tall", "short"],
)
def test_height(controls: dict[str, float], least: float, most: float) -> None:
    assert least < height_m(AVERAGE | controls) < most


@pytest.mark.parametrize(
    ("name", "value", "weights"),
    [
        ("age", 0.0, {"baby": 1}),
        ("age", 1 / 3, {"child": 1}),
        ("age", 5 / 6, {"young": 0.5, "old": 0.5}),
        ("muscle", 0.25, {"minmuscle": 0.5, "averagemuscle": 0.5}),
        ("gender", 2.0, {"female": 1}),
    ],
    ids=["youngest", "a child", "in between", "lean", "beyond the scale"],
)
def test_a_control_is_shared_between_two_shapes(name: str, value: float, weights: dict[str, float]) -> None:
    found = makehuman.scale_weights(name, value)
    assert {shape: share for shape, share in found.items() if share > 1e-9} == pytest.approx(weights)


def test_the_rig_is_one_tree_that_moves_every_vertex() -> None:
    rig = makehuman.read_rig()
    assert len(rig.names) == len(rig.parents) == len(rig.joints) == 104
    assert rig.parents[0] == -1
    assert all(0 <= parent < child for child, parent in enumerate(rig.parents) if child)
    assert rig.weights.sum(1) == pytest.approx(1)
    assert 0 <= rig.bones.min() and rig.bones.max() < len(rig.names)


def test_joints_lie_inside_the_body() -> None:
    body, rig = makehuman.shaped(AVERAGE), makehuman.read_rig()
    heads = np.array([body[joint].mean(0) for joint in rig.joints])
    assert (heads >= body[SKIN].min(0)).all() and (heads <= body[SKIN].max(0)).all()
    side = {name: heads[number, 0] for number, name in enumerate(rig.names)}
    assert side["wrist.L"] == pytest.approx(-side["wrist.R"], abs=1e-3)
