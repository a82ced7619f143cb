"""python -m models.training.export CHECKPOINT OUT.onnx: the averaged student as ONNX, its weights stored as float16.

ONNX Runtime widens them when it loads the file: half the size, and the same float32 arithmetic. With --earlier the
weights are mixed with those of what the run went on from: a run that learned something new keeps more of
what it knew (model soups, Wortsman et al., ICML 2022).
"""

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor

from models.training.network import DIM, Appearance
from models.training.start import HALF, weights_of

OPSET = 17
# Weights smaller than this many numbers are left as they are.
LARGE = 4096


def export(checkpoint: Path, out: Path, earlier: Path | None = None, share: float = 1.0) -> None:
    """Writes the network for pictures of the size that it was last trained with; `share` of its weights are
    `checkpoint`'s, the rest those of `earlier`."""
    state = torch.load(checkpoint, "cpu", weights_only=True)
    height, width = state["size"]
    network = Appearance(height, width)
    network.load_state_dict(mixed(state["average"], earlier, share) if earlier else state["average"])
    network.eval()
    torch.onnx.export(
        network,
        (torch.zeros(2, 3, height, width),),
        str(out),
        input_names=["images"],
        output_names=["embeddings"],
        dynamic_axes={"images": {0: "batch"}, "embeddings": {0: "batch"}},
        opset_version=OPSET,
        dynamo=False,
    )
    model = onnx.load(str(out))
    note_alike(model, network.state_dict())
    store_halves(model)
    model.graph.output[0].type.tensor_type.shape.dim[1].dim_value = DIM
    model.producer_name, model.producer_version = "viscoper", ""
    onnx.checker.check_model(model)
    out.write_bytes(model.SerializeToString(deterministic=True))


def mixed(weights: dict[str, Tensor], earlier: Path, share: float) -> dict[str, Tensor]:
    other = weights_of(earlier)
    return {
        name: torch.lerp(other[name], value, share) if value.dtype.is_floating_point else value
        for name, value in weights.items()
    }


def note_alike(model: onnx.ModelProto, weights: dict[str, Tensor]) -> None:
    """PyTorch stores once what is alike, as 0288's gates are: the file's properties say under which name."""
    stored = {each.name for each in model.graph.initializer} & weights.keys()
    left_out = {name: value for name, value in weights.items() if name not in stored}
    kept = {
        name: next(other for other in sorted(stored) if torch.equal(weights[other], value))
        for name, value in left_out.items()
    }
    helper.set_model_props(model, kept)


def store_halves(model: onnx.ModelProto) -> None:
    """Large float32 constants become float16 ones that are widened before use."""
    large = [c for c in model.graph.initializer if c.data_type == TensorProto.FLOAT and np.prod(c.dims) >= LARGE]
    for constant in large:
        stored = numpy_helper.from_array(numpy_helper.to_array(constant).astype(np.float16), constant.name + HALF)
        widened = helper.make_node("Cast", [stored.name], [constant.name], to=TensorProto.FLOAT)
        model.graph.initializer.remove(constant)
        model.graph.initializer.append(stored)
        model.graph.node.insert(0, widened)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m models.training.export", description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--earlier", type=Path, metavar="RUN", help="a checkpoint or ONNX file that it is mixed with")
    parser.add_argument("--share", type=float, default=0.7, help="of the first checkpoint in the mixture")
    export(**vars(parser.parse_args()))


if __name__ == "__main__":
    main()
