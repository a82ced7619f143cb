"""Starts the network from an earlier run, from the file that ships, or from person-reidentification-retail-0288."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from models.training.network import DIM, Appearance

# What `export` ends the names of the weights with that it stores as float16.
HALF = ".half"
# Before the network's own normalisation of the picture, which undoes it, stand the camera's mean and deviation.
UNDONE = 2


def start_from(network: Appearance, path: Path) -> None:
    """Takes over what an earlier run has given, its checkpoint or its ONNX file, or 0288's weights out of its own."""
    if path.suffix == ".pt" or weights_in(path).keys() == network.state_dict().keys():
        network.load_state_dict(weights_of(path))
    else:
        start_from_0288(network, path)


def weights_of(run: Path) -> dict[str, Tensor]:
    """By name, float32: the averaged weights of a checkpoint, or those of the file that `export` made of it."""
    if run.suffix == ".pt":
        averaged: dict[str, Tensor] = torch.load(run, "cpu", weights_only=True)["average"]
        return averaged
    return {name: torch.from_numpy(value) for name, value in weights_in(run).items()}


def weights_in(path: Path) -> dict[str, npt.NDArray[np.float32]]:
    """What stands in an ONNX file, by name, whether it is stored as float16 or not, and under its own name or not."""
    model = onnx.load(str(path))
    stored = {
        each.name.removesuffix(HALF): numpy_helper.to_array(each).astype(np.float32) for each in model.graph.initializer
    }
    return stored | {each.key: stored[each.value] for each in model.metadata_props if each.value in stored}


def start_from_0288(network: Appearance, path: Path) -> None:
    """Copies the weights out of the ONNX file that `viscoper models fetch` makes.

    Both branches begin as 0288's; what `learned` says does not count yet, so that the network gives what 0288 gives.
    Raises ValueError for another network.
    """
    *body, places, places_bias, embed, embed_bias, scale, shift, slope = list(constants_of(path))[UNDONE:]
    own = list(network.parameters())[: len(body)]
    if [each.numel() for each in own] != [each.numel() for each in body]:
        raise ValueError(f"{path} is not person-reidentification-retail-0288; name its ONNX file")
    with torch.no_grad():
        for parameter, constant in zip(own, body, strict=True):
            parameter.copy_(constant.reshape(parameter.shape))
        _from_rgb(network)
    network.known.places.load_state_dict({"weight": places, "bias": places_bias.flatten()})
    network.learned.load_state_dict(network.known.state_dict())
    scale, bias = scale.flatten(), embed_bias.flatten() * scale.flatten() + shift.flatten()
    weight = torch.cat([embed * scale[:, None], torch.zeros_like(embed)], 1)
    network.embed.load_state_dict({"weight": weight, "bias": bias})
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
    """0288 turns its pictures to RGB first."""
    for parameter in network.level.parameters():
        parameter.copy_(parameter.flip(0))
    network.stem.weight.copy_(network.stem.weight.flip(1))
