"""Reads a TensorFlow.js graph model: a JSON topology beside files of packed weights."""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from viscoper.errors import ModelError

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Node:
    """One operation of the TensorFlow graph, with its inputs' names and its raw attributes."""

    name: str
    operation: str
    inputs: tuple[str, ...]
    attributes: dict[str, Any]


@dataclass(frozen=True)
class TensorFlowGraph:
    """The nodes that the outputs need, each after its inputs; constants by name; the outputs' names."""

    nodes: tuple[Node, ...]
    constants: dict[str, Array]
    outputs: tuple[str, ...]


def read_graph(topology: Path) -> TensorFlowGraph:
    """The graph model whose JSON file is `topology`. Raises ModelError when its weights do not fit it."""
    spec = json.loads(topology.read_text())
    constants = {
        name: array
        for group in spec["weightsManifest"]
        for name, array in _unpack(group["weights"], _joined(topology.parent, group["paths"]), topology)
    }
    nodes = {node["name"]: _node(node) for node in spec["modelTopology"]["node"]}
    outputs = tuple(output["name"].split(":")[0] for output in spec["signature"]["outputs"].values())
    return TensorFlowGraph(_in_order(nodes, constants, outputs), constants, outputs)


def _node(entry: dict[str, Any]) -> Node:
    return Node(entry["name"], entry["op"], tuple(entry.get("input", ())), entry.get("attr", {}))


def _joined(folder: Path, names: list[str]) -> bytes:
    return b"".join((folder / name).read_bytes() for name in names)


def _unpack(weights: list[dict[str, Any]], packed: bytes, topology: Path) -> list[tuple[str, Array]]:
    """Weights lie one after the other; those stored as float16 are widened to the type the graph computes in."""
    arrays, position = [], 0
    for weight in weights:
        stored = np.dtype(weight.get("quantization", weight)["dtype"])
        count = math.prod(weight["shape"])
        if position + count * stored.itemsize > len(packed):
            raise ModelError(f"the weights of {topology} are cut short; delete the file and fetch the model again")
        values = np.frombuffer(packed, stored, count, position).reshape(weight["shape"])
        arrays.append((weight["name"], values.astype(weight["dtype"])))
        position += count * stored.itemsize
    if position != len(packed):
        raise ModelError(
            f"{topology} describes {position} bytes of weights but {len(packed)} are there; fetch it again"
        )
    return arrays


def _in_order(nodes: dict[str, Node], constants: dict[str, Array], outputs: tuple[str, ...]) -> tuple[Node, ...]:
    """Depth-first from the outputs, without recursion: the graph is deeper than Python's call stack allows."""
    ordered: dict[str, Node] = {}
    waiting = list(reversed(outputs))
    while waiting:
        name = waiting[-1]
        missing = [i for i in (_producer(i) for i in nodes[name].inputs) if i not in ordered and i not in constants]
        if missing:
            waiting.extend(missing)
            continue
        ordered.setdefault(name, nodes[name])
        waiting.pop()
    return tuple(ordered.values())


def _producer(name: str) -> str:
    return name.split(":")[0]
