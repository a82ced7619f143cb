"""The converted network: deterministic, of the promised form, and refused when its files are broken."""

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import numpy_helper

from models.nanodet.graph import read_graph
from models.nanodet.translate import OnnxBuilder, Translator
from viscoper.coco import LABELS
from viscoper.errors import ModelError


def write_graph(folder: Path, nodes: list[dict[str, object]], weights: bytes = b"", described: int = 0) -> Path:
    """A TensorFlow.js model of a few nodes with `described` float32 weights called w."""
    manifest = {"paths": ["w.bin"], "weights": [{"name": "w", "shape": [described], "dtype": "float32"}]}
    signature = {"outputs": {"y": {"name": f"{nodes[-1]['name']}:0"}}}
    text = {"modelTopology": {"node": nodes}, "weightsManifest": [manifest], "signature": signature}
    (folder / "w.bin").write_bytes(weights)
    path = folder / "model.json"
    path.write_text(json.dumps(text))
    return path


def placeholder() -> dict[str, object]:
    shape = {"dim": [{"size": str(size)} for size in (1, 3, 8, 8)]}
    return {"name": "x", "op": "Placeholder", "attr": {"shape": {"shape": shape}}}


def test_the_file_has_the_contract_of_an_ultralytics_export(detector_file: Path) -> None:
    model = onnx.load(detector_file)
    metadata = {entry.key: entry.value for entry in model.metadata_props}
    assert metadata["task"] == "detect"
    assert metadata["names"] == str(dict(enumerate(LABELS)))
    (images,), (output,) = model.graph.input, model.graph.output
    assert [d.dim_param or d.dim_value for d in images.type.tensor_type.shape.dim] == ["batch", 3, "height", "width"]
    assert [d.dim_param or d.dim_value for d in output.type.tensor_type.shape.dim] == ["batch", 84, "cells"]


def test_no_weight_is_lost(detector_file: Path) -> None:
    model = onnx.load(detector_file)
    convolutions = [node for node in model.graph.node if node.op_type == "Conv"]
    assert len(convolutions) == 34
    assert all(len(node.input) == 3 for node in convolutions), "a bias was dropped"
    count = sum(numpy_helper.to_array(weight).size for weight in model.graph.initializer)
    assert 3.78e6 < count < 3.80e6


@pytest.mark.parametrize(
    ("weights", "described"),
    [
        pytest.param(b"\0" * 8, 3, id="fewer weights than described"),
        pytest.param(b"\0" * 16, 3, id="more weights than described"),
    ],
)
def test_weights_that_do_not_fit_are_refused(tmp_path: Path, weights: bytes, described: int) -> None:
    path = write_graph(tmp_path, [placeholder()], weights, described)
    with pytest.raises(ModelError, match="fetch"):
        read_graph(path)


def test_an_operation_without_translation_is_named(tmp_path: Path) -> None:
    path = write_graph(tmp_path, [placeholder(), {"name": "y", "op": "Cosh", "input": ["x"]}])
    builder = OnnxBuilder()
    with pytest.raises(ModelError, match="Cosh of y"):
        Translator(read_graph(path), "images", builder)


def test_nodes_come_after_their_inputs(tmp_path: Path) -> None:
    nodes: list[dict[str, object]] = [placeholder()]
    nodes += [{"name": f"n{i}", "op": "Identity", "input": [f"n{i - 1}" if i else "x"]} for i in range(3000)]
    graph = read_graph(write_graph(tmp_path, nodes[:1] + nodes[:0:-1] + [nodes[-1]]))
    places = {node.name: place for place, node in enumerate(graph.nodes)}
    assert all(places[name] < places[node.name] for node in graph.nodes for name in node.inputs)
    assert np.unique(list(places.values())).size == len(graph.nodes)
