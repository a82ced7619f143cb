"""Starts the network from NanoDet-g's backbone, whose batch normalisation is folded into its convolutions."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from models.attributes.backbone import Backbone, Convolution


def start_from_nanodet(network: Backbone, path: Path, sample: Tensor) -> None:
    """Copies the weights out of nanodet-g.onnx, whose convolutions stand in the order of this network's.

    `sample` (BGR [n, 3, height, width], 0..255) tells what each convolution gives on pictures like those to learn from:
    a normalisation is put behind it that changes nothing of it, so that training starts where NanoDet ended.
    """
    graph = onnx.load(str(path)).graph
    constants = {constant.name: constant for constant in graph.initializer}
    nodes = [node for node in graph.node if node.op_type == "Conv"]
    biases = {}
    for layer, node in zip(network.convolutions(), nodes, strict=False):
        weight, biases[layer] = (_tensor(constants[name]) for name in node.input[1:3])
        layer.conv.weight.data.copy_(weight)
    network.eval()
    with _undone_normalisation(biases), torch.no_grad():
        network.maps(sample)
    network.train()


def _tensor(constant: onnx.TensorProto) -> Tensor:
    return torch.from_numpy(np.array(numpy_helper.to_array(constant)))


@contextmanager
def _undone_normalisation(biases: dict[Convolution, Tensor]) -> Iterator[None]:
    """Meanwhile every convolution sets the normalisation behind it to what undoes itself and adds its bias."""

    def setting(layer: Convolution) -> Any:
        def set_norm(_: nn.Module, __: Any, output: Tensor) -> None:
            mean, spread = output.mean((0, 2, 3)), output.std((0, 2, 3)) + 1e-5
            norm = layer.norm
            norm.running_mean, norm.running_var = mean.clone(), spread**2
            norm.weight.data, norm.bias.data = spread.clone(), mean + biases[layer]

        return set_norm

    handles = [layer.conv.register_forward_hook(setting(layer)) for layer in biases]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()
