"""Starts the network from an earlier run, or from person-reidentification-retail-0277.

0277 sees pictures twice as high and wide.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional

from models.training.network import DIM, Appearance

# Before the network's own normalisation of the picture, which undoes it, stand the camera's mean and deviation.
UNDONE = 2


def start_from(network: Appearance, path: Path) -> None:
    """Takes over an earlier run's averaged weights out of its checkpoint, or 0277's out of its ONNX file."""
    if path.suffix == ".pt":
        network.load_state_dict(torch.load(path, "cpu", weights_only=True)["average"])
    else:
        start_from_0277(network, path)


def start_from_0277(network: Appearance, path: Path) -> None:
    """Copies the weights out of the ONNX file that `viscoper models fetch` makes.

    Seeing half the size, each kernel is drawn together to half its width, and the weight of a place of the last feature
    map is the sum of those that it covers. What the network gives then is like its start only roughly: it is to be
    trained. Raises ValueError for another network.
    """
    *body, places, places_bias, embed, embed_bias, scale, shift, slope = list(constants_of(path))[UNDONE:]
    own = list(network.parameters())[: len(body)]
    if [each.numel() for each in own] != [each.numel() for each in body]:
        raise ValueError(f"{path} is not person-reidentification-retail-0277; name its ONNX file")
    with torch.no_grad():
        for parameter, constant in zip(own, body, strict=True):
            parameter.copy_(constant.reshape(parameter.shape))
        _from_rgb(network)
        size = network.places.weight.shape[2:]
        if size != places.shape[2:]:
            draw_together(network.stem)
            draw_together(network.pairs)
    covered = functional.interpolate(places, size, mode="area") * (places[0].numel() / size.numel())
    network.places.load_state_dict({"weight": covered, "bias": places_bias.flatten()})
    scale, bias = scale.flatten(), embed_bias.flatten() * scale.flatten() + shift.flatten()
    network.embed.load_state_dict({"weight": embed * scale[:, None], "bias": bias})
    network.slope.load_state_dict({"weight": slope.flatten().repeat(DIM)})


def constants_of(path: Path) -> Iterator[Tensor]:
    """What is learned, float32, in the order in which a picture meets it."""
    graph = onnx.load(str(path)).graph
    known: dict[str, npt.NDArray[np.generic]] = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    for node in graph.node:
        if node.op_type == "Cast" and node.input[0] in known:  # stored as float16
            known[node.output[0]] = known[node.input[0]]
            continue
        for name in node.input:
            if name in known and known[name].dtype.kind == "f" and known[name].ndim:
                yield torch.from_numpy(known[name].astype(np.float32))


def _from_rgb(network: Appearance) -> None:
    """0277 turns its pictures to RGB first."""
    for parameter in network.level.parameters():
        parameter.copy_(parameter.flip(0))
    network.stem.weight.copy_(network.stem.weight.flip(1))


@torch.no_grad()
def draw_together(part: nn.Module) -> None:
    """What a kernel did at some distance it does at half of it, shared between the two nearest places."""
    for layer in part.modules():
        if isinstance(layer, nn.Conv2d):
            shares = _shares(layer.kernel_size[0])
            layer.weight.copy_(shares @ layer.weight @ shares.T)


def _shares(side: int) -> Tensor:
    """[to, from]: how much of what stood at a place stands at another afterwards."""
    shares = torch.zeros(side, side)
    for here in range(side):
        there = (here + side // 2) / 2
        low = int(there)
        shares[low, here] += 1 - (there - low)
        if there > low:
            shares[low + 1, here] += there - low
    return shares
