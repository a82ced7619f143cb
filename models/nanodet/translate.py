"""Translates the operations of a TensorFlow.js graph that NanoDet-g uses to ONNX.

Tensors of four dimensions stay NCHW in the ONNX graph; each value remembers which order the TensorFlow graph
believes it has, so that its many transposes vanish. Zero padding and biases are folded into the convolutions.
Batch, height and width stay symbolic; any height and width that are multiples of 32 fit.
"""

import base64
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper

from models.nanodet.graph import Array, Node, TensorFlowGraph
from viscoper.errors import ModelError

NCHW_TO_NHWC = [0, 2, 3, 1]
NHWC_TO_NCHW = [0, 3, 1, 2]


@dataclass(frozen=True)
class Value:
    """A tensor of the ONNX graph.

    `channels_last`: the TensorFlow graph sees NHWC, although the ONNX tensor is NCHW.
    `size`: height and width at the input size the graph was frozen with.
    `padding`: zeros not yet applied (top, left, bottom, right); the next window operation takes them in.
    """

    name: str
    size: tuple[int, int]
    channels_last: bool = False
    padding: tuple[int, int, int, int] = (0, 0, 0, 0)


class OnnxBuilder:
    """Collects ONNX nodes and weights, and names their outputs."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self.made_by: dict[str, onnx.NodeProto] = {}

    def constant(self, array: Array) -> str:
        """Adds a weight; gives its name."""
        name = f"weight_{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.array(array, order="C"), name))
        return name

    def integers(self, *values: int) -> str:
        """Adds a one-dimensional int64 weight, the form in which ONNX takes shapes and axes."""
        return self.constant(np.array(values, np.int64))

    def add(self, kind: str, inputs: list[str], **attributes: Any) -> str:
        """Adds a node with one output; gives the output's name."""
        return self.add_split(kind, inputs, 1, **attributes)[0]

    def add_split(self, kind: str, inputs: list[str], count: int, **attributes: Any) -> list[str]:
        """Adds a node with `count` outputs; gives their names."""
        outputs = [f"{kind.lower()}_{len(self.nodes)}_{i}" for i in range(count)]
        node = helper.make_node(kind, inputs, outputs, name=f"{kind}_{len(self.nodes)}", **attributes)
        self.nodes.append(node)
        self.made_by.update(dict.fromkeys(outputs, node))
        return outputs


class Translator:
    """Translates a graph, node by node; `values` then holds what each TensorFlow name became."""

    def __init__(self, graph: TensorFlowGraph, image: str, builder: OnnxBuilder) -> None:
        self.builder = builder
        self.image = image
        self.values: dict[str, Value] = {}
        self.constants = dict(graph.constants)
        for node in graph.nodes:
            self._translate(node)

    def _translate(self, node: Node) -> None:
        if node.inputs and all(name in self.constants for name in node.inputs):
            self.constants[node.name] = _folded(node, [self.constants[name] for name in node.inputs])
            return
        translate = _TRANSLATIONS.get(node.operation)
        if translate is None:
            raise ModelError(f"the operation {node.operation} of {node.name} has no translation to ONNX")
        self.values[node.name] = translate(self, node)

    def _placeholder(self, node: Node) -> Value:
        dimensions = [int(d["size"]) for d in node.attributes["shape"]["shape"]["dim"]]
        return Value(self.image, (dimensions[2], dimensions[3]))

    def _identity(self, node: Node) -> Value:
        return self.values[node.inputs[0]]

    def _transpose(self, node: Node) -> Value:
        value, order = self.values[node.inputs[0]], self.constants[node.inputs[1]].tolist()
        if order == NCHW_TO_NHWC and not value.channels_last:
            return replace(value, channels_last=True)
        if order == NHWC_TO_NCHW and value.channels_last:
            return replace(value, channels_last=False)
        return replace(value, name=self.builder.add("Transpose", [value.name], perm=order))

    def _pad(self, node: Node) -> Value:
        value, widths = self.values[node.inputs[0]], self.constants[node.inputs[1]].tolist()
        (top, bottom), (left, right) = widths[1:3] if value.channels_last else widths[2:4]
        return replace(value, padding=(top, left, bottom, right))

    def _convolution(self, node: Node) -> Value:
        value, kernel = self.values[node.inputs[0]], self.constants[node.inputs[1]]
        strides = node.attributes["strides"]["list"]["i"]
        window = _window(node, value, kernel.shape[:2], (int(strides[1]), int(strides[2])))
        weight = self.builder.constant(kernel.transpose(3, 2, 0, 1))  # HWIO to OIHW
        return self._windowed("Conv", [value.name, weight], window)

    def _max_pool(self, node: Node) -> Value:
        value = self.values[node.inputs[0]]
        kernel, strides = (node.attributes[key]["list"]["i"][1:3] for key in ("ksize", "strides"))
        window = _window(node, value, (int(kernel[0]), int(kernel[1])), (int(strides[0]), int(strides[1])))
        return self._windowed("MaxPool", [value.name], window)

    def _windowed(self, kind: str, inputs: list[str], window: "Window") -> Value:
        name = self.builder.add(
            kind, inputs, kernel_shape=window.kernel, strides=window.strides, pads=list(window.padding)
        )
        return Value(name, window.size, channels_last=True)

    def _sum(self, node: Node) -> Value:
        left, right = node.inputs
        if right in self.constants:
            return self._biased(self.values[left], self.constants[right])
        first, second = self.values[left], self.values[right]
        return replace(first, name=self.builder.add("Add", [first.name, second.name]))

    def _biased(self, value: Value, bias: Array) -> Value:
        source = self.builder.made_by[value.name]
        if source.op_type != "Conv" or len(source.input) != 2 or bias.ndim != 1:
            raise ModelError(f"a sum after {value.name} is not the bias of a convolution; it has no translation")
        source.input.append(self.builder.constant(bias))
        return value

    def _leaky_relu(self, node: Node) -> Value:
        value = self.values[node.inputs[0]]
        slope = node.attributes["alpha"]["f"]
        return replace(value, name=self.builder.add("LeakyRelu", [value.name], alpha=slope))

    def _sigmoid(self, node: Node) -> Value:
        value = self.values[node.inputs[0]]
        return replace(value, name=self.builder.add("Sigmoid", [value.name]))

    def _concatenation(self, node: Node) -> Value:
        values = [self.values[name] for name in node.inputs[:-1]]
        return replace(values[0], name=self.builder.add("Concat", [v.name for v in values], axis=1))

    def _split(self, node: Node) -> Value:
        value, sizes = self.values[node.inputs[0]], self.constants[node.inputs[1]].tolist()
        names = self.builder.add_split("Split", [value.name, self.builder.integers(*sizes)], len(sizes), axis=1)
        for i, name in enumerate(names):
            self.values[f"{node.name}:{i}"] = replace(value, name=name)
        return replace(value, name=names[0])

    def _resize(self, node: Node) -> Value:
        value, size = self.values[node.inputs[0]], self.constants[node.inputs[1]].tolist()
        scales = [1.0, 1.0, size[0] / value.size[0], size[1] / value.size[1]]
        centres = "half_pixel" if node.attributes["half_pixel_centers"]["b"] else "asymmetric"
        name = self.builder.add(
            "Resize",
            [value.name, "", self.builder.constant(np.array(scales, np.float32))],
            mode="linear",
            coordinate_transformation_mode=centres,
        )
        return replace(value, name=name, size=(size[0], size[1]))

    def _flattened(self, node: Node) -> Value:
        value, shape = self.values[node.inputs[0]], self.constants[node.inputs[1]].tolist()
        name = self.builder.add("Reshape", [value.name, self.builder.integers(0, shape[1], -1)])
        return replace(value, name=name)


@dataclass(frozen=True)
class Window:
    """How a convolution or pooling moves over its input, and the size of what it gives."""

    kernel: tuple[int, ...]
    strides: tuple[int, int]
    padding: tuple[int, ...]
    size: tuple[int, int]


def _window(node: Node, value: Value, kernel: tuple[int, ...], strides: tuple[int, int]) -> Window:
    """TensorFlow's SAME puts the odd row or column of padding at the end; pending zeros come on top of it."""
    padding, size = list(value.padding), []
    same = base64.b64decode(node.attributes["padding"]["s"]) == b"SAME"
    for axis in (0, 1):
        length = value.size[axis] + value.padding[axis] + value.padding[axis + 2]
        if same:
            extra = max((-(-length // strides[axis]) - 1) * strides[axis] + kernel[axis] - length, 0)
            padding[axis] += extra // 2
            padding[axis + 2] += extra - extra // 2
            length += extra
        size.append((length - kernel[axis]) // strides[axis] + 1)
    return Window(kernel, strides, tuple(padding), (size[0], size[1]))


def _folded(node: Node, inputs: list[Array]) -> Array:
    if node.operation == "SparseToDense":
        indices, shape, values, default = inputs
        dense = np.full(shape.astype(int), default)
        dense[tuple(indices.astype(int).T)] = values
        return dense
    if node.operation in ("Add", "AddV2"):
        return np.asarray(inputs[0] + inputs[1])
    raise ModelError(f"the operation {node.operation} of {node.name} cannot be computed beforehand")


_TRANSLATIONS: dict[str, Callable[[Translator, Node], Value]] = {
    "Placeholder": Translator._placeholder,
    "Identity": Translator._identity,
    "Transpose": Translator._transpose,
    "Pad": Translator._pad,
    "PadV2": Translator._pad,
    "Conv2D": Translator._convolution,
    "MaxPool": Translator._max_pool,
    "Add": Translator._sum,
    "AddV2": Translator._sum,
    "LeakyRelu": Translator._leaky_relu,
    "Sigmoid": Translator._sigmoid,
    "ConcatV2": Translator._concatenation,
    "SplitV": Translator._split,
    "ResizeBilinear": Translator._resize,
    "Reshape": Translator._flattened,
}
