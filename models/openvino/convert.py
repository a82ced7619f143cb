"""Writes an OpenVINO network as ONNX. It knows the operations of Open Model Zoo's re-identification networks."""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from models.openvino.network import Layer, read_network
from viscoper.errors import ModelError

OPSET, IR_VERSION = 17, 8
INPUT, OUTPUT = "images", "embeddings"
# Operations that are called otherwise in ONNX, and else the same.
SAME = {"Add": "Add", "Multiply": "Mul", "Subtract": "Sub", "ReLU": "Relu", "Sigmoid": "Sigmoid", "ShapeOf": "Shape"}
SAME |= {"Reshape": "Reshape", "PReLU": "PRelu"}
CASTS = {"f32": TensorProto.FLOAT, "i64": TensorProto.INT64, "i32": TensorProto.INT32}


def convert(network: Path, made: Path) -> None:
    """`network` is the .xml. The ONNX file takes one picture a time, as the network does.

    Raises ModelError for an operation that it does not know.
    """
    writer = _Writer()
    for layer in read_network(network):
        writer.add(layer)
    model = helper.make_model(writer.graph(), opset_imports=[helper.make_opsetid("", OPSET)], producer_name="viscoper")
    model.ir_version = IR_VERSION
    onnx.checker.check_model(model)
    made.write_bytes(model.SerializeToString(deterministic=True))


class _Writer:
    """Nodes and constants so far. The output of layer N is called after N."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, np.ndarray] = {}
        self.inputs: list[onnx.ValueInfoProto] = []
        self.output = ""

    def graph(self) -> onnx.GraphProto:
        self.nodes.append(helper.make_node("Identity", [self.output], [OUTPUT]))
        result = helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, [1, None])
        used = {name for node in self.nodes for name in node.input}
        initializers = [numpy_helper.from_array(value, name) for name, value in self.constants.items() if name in used]
        return helper.make_graph(self.nodes, "network", self.inputs, [result], initializers)

    def add(self, layer: Layer) -> None:
        inputs, name = [str(number) for number in layer.inputs], str(layer.number)
        if layer.constant is not None:
            self.constants[name] = layer.constant
        elif layer.operation == "Parameter":
            self._parameter(layer)
        elif layer.operation == "Result":
            self.output = inputs[0]
        elif layer.operation == "MVN":
            self._normalisation(layer, inputs)
        else:
            operation, attributes = self._translated(layer, inputs)
            self.nodes.append(helper.make_node(operation, inputs, [name], **attributes))

    def _parameter(self, layer: Layer) -> None:
        shape = [int(size) for size in layer.attributes["shape"].split(",")]
        self.inputs.append(helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, shape))
        self.nodes.append(helper.make_node("Identity", [INPUT], [str(layer.number)]))

    def _normalisation(self, layer: Layer, inputs: list[str]) -> None:
        """Less its mean, and over its spread, along some axes."""
        axes = self.constants[inputs[1]].tolist()
        if layer.attributes["eps_mode"] != "INSIDE_SQRT" or layer.attributes["normalize_variance"] != "true":
            raise ModelError(f"layer {layer.number} normalises in a way that the converter does not know")
        name, eps = str(layer.number), float(layer.attributes["eps"])
        mean, centred, variance, spread = (f"{name}-{part}" for part in ("mean", "centred", "variance", "spread"))
        self.constants[f"{name}-eps"] = np.array(eps, np.float32)
        self.nodes += [
            helper.make_node("ReduceMean", [inputs[0]], [mean], axes=axes, keepdims=1),
            helper.make_node("Sub", [inputs[0], mean], [centred]),
            helper.make_node("Mul", [centred, centred], [f"{centred}-squared"]),
            helper.make_node("ReduceMean", [f"{centred}-squared"], [variance], axes=axes, keepdims=1),
            helper.make_node("Add", [variance, f"{name}-eps"], [f"{variance}-eps"]),
            helper.make_node("Sqrt", [f"{variance}-eps"], [spread]),
            helper.make_node("Div", [centred, spread], [name]),
        ]

    def _translated(self, layer: Layer, inputs: list[str]) -> tuple[str, dict[str, Any]]:
        """ONNX operation and attributes; changes `inputs` where ONNX takes a constant as an attribute."""
        given = layer.attributes
        if layer.operation in SAME:
            return SAME[layer.operation], {}
        if layer.operation == "Convert":
            return "Cast", {"to": CASTS[given["destination_type"]]}
        if layer.operation in ("Convolution", "GroupConvolution"):
            return "Conv", _window(given) | {"group": self._flatten_groups(layer.operation, inputs)}
        if layer.operation in ("MaxPool", "AvgPool"):
            return layer.operation.replace("Avg", "Average"), _window(given) | {"kernel_shape": _ints(given["kernel"])}
        if layer.operation == "ReduceMean":
            axes = self.constants[inputs.pop()].reshape(-1).tolist()
            return "ReduceMean", {"axes": axes, "keepdims": _flag(given["keep_dims"])}
        if layer.operation == "Gather":
            return "Gather", {"axis": int(self.constants[inputs.pop()].item())}
        if layer.operation == "Concat":
            return "Concat", {"axis": int(given["axis"])}
        if layer.operation == "MatMul":
            return "Gemm", {"transA": _flag(given["transpose_a"]), "transB": _flag(given["transpose_b"])}
        raise ModelError(f"the converter knows no operation {layer.operation}")

    def _flatten_groups(self, operation: str, inputs: list[str]) -> int:
        """OpenVINO keeps the groups of a convolution as an axis of its own; ONNX keeps their number."""
        if operation == "Convolution":
            return 1
        stored = self._source(inputs[1])
        groups, outside, *rest = self.constants[stored].shape
        name = f"{inputs[1]}-flat"
        self.constants[name] = self.constants[stored].reshape(groups * outside, *rest).astype(np.float32)
        inputs[1] = name
        return int(groups)

    def _source(self, name: str) -> str:
        """The constant behind `name`, which may have been widened."""
        if name in self.constants:
            return name
        cast = next(node for node in self.nodes if node.output[0] == name)
        return str(cast.input[0])


def _window(given: dict[str, str]) -> dict[str, Any]:
    pads = _ints(given["pads_begin"]) + _ints(given["pads_end"])
    window: dict[str, Any] = {"strides": _ints(given["strides"]), "pads": pads}
    return window | ({"dilations": _ints(given["dilations"])} if "dilations" in given else {})


def _flag(text: str) -> int:
    return int(text == "true")


def _ints(text: str) -> list[int]:
    return [int(value) for value in text.split(",")]
