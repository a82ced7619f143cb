"""Reads an OpenVINO network: layers in an .xml, their constants in the .bin beside it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import numpy.typing as npt

from viscoper.errors import ModelError

TYPES = {"f32": np.float32, "f16": np.float16, "i64": np.int64, "i32": np.int32}


@dataclass(frozen=True)
class Layer:
    """One operation. `inputs` are the numbers of the layers whose (only) output it takes, in the order of its ports."""

    number: int
    operation: str
    attributes: dict[str, str]
    inputs: tuple[int, ...]
    constant: npt.NDArray[Any] | None


def read_network(path: Path) -> list[Layer]:
    """The layers, each after its inputs. Raises ModelError for a file that is cut short or not such a network."""
    weights = path.with_suffix(".bin")
    if not weights.exists():
        raise ModelError(f"{path.name} lies without its weights; put {weights.name} beside it")
    try:
        root = ElementTree.parse(path).getroot()  # noqa: S314
        packed = weights.read_bytes()
        feeding = _edges(root)
        layers = [_layer(element, feeding, packed) for element in root.iterfind("layers/layer")]
    except (ElementTree.ParseError, KeyError, ValueError, TypeError) as error:
        raise ModelError(f"{path} is not an OpenVINO network that can be read: {error}") from error
    return _in_order(layers)


def _edges(root: ElementTree.Element) -> dict[int, list[int]]:
    """Layer number to the numbers of the layers that feed its ports, in the ports' order."""
    ports: dict[int, list[tuple[int, int]]] = {}
    for edge in root.iterfind("edges/edge"):
        source, target, port = (int(edge.attrib[key]) for key in ("from-layer", "to-layer", "to-port"))
        ports.setdefault(target, []).append((port, source))
    return {target: [source for _, source in sorted(fed)] for target, fed in ports.items()}


def _layer(element: ElementTree.Element, feeding: dict[int, list[int]], packed: bytes) -> Layer:
    data = element.find("data")
    attributes = dict(data.attrib) if data is not None else {}
    number = int(element.attrib["id"])
    constant = _constant(attributes, packed) if element.attrib["type"] == "Const" else None
    return Layer(number, element.attrib["type"], attributes, tuple(feeding.get(number, ())), constant)


def _constant(attributes: dict[str, str], packed: bytes) -> npt.NDArray[Any]:
    kind = np.dtype(TYPES[attributes["element_type"]])
    shape = [int(size) for size in attributes["shape"].split(",") if size.strip()]
    count = int(attributes["size"]) // kind.itemsize
    return np.frombuffer(packed, kind, count, int(attributes["offset"])).reshape(shape)


def _in_order(layers: list[Layer]) -> list[Layer]:
    """Depth-first without recursion: the network is deeper than Python's call stack allows."""
    by_number = {layer.number: layer for layer in layers}
    ordered: dict[int, Layer] = {}
    waiting = [layer.number for layer in layers]
    while waiting:
        layer = by_number[waiting[-1]]
        missing = [number for number in layer.inputs if number not in ordered]
        if missing:
            waiting.extend(missing)
            continue
        ordered.setdefault(layer.number, layer)
        waiting.pop()
    return list(ordered.values())
