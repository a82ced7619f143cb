"""python -m models.attributes.export RUN [OUT.onnx]: the averaged network as ONNX, with an output for each aspect.

Large weights are stored as float16, which ONNX Runtime widens. What is not among the gallery's aspects is left out.
"""

import argparse
from pathlib import Path

import onnx
import torch

from models.attributes.network import HEIGHT, WIDTH, AttributesNetwork, Shares
from models.training.export import OPSET, store_halves
from viscoper.attributes import TERMS
from viscoper.vision.attributes import WEIGHTS


def export(checkpoint: Path, out: Path) -> None:
    averaged = torch.optim.swa_utils.AveragedModel(AttributesNetwork())
    averaged.load_state_dict(torch.load(checkpoint, "cpu", weights_only=True)["average"])
    shares = Shares(averaged.module).eval()
    torch.onnx.export(
        shares,
        (torch.zeros(2, 3, HEIGHT, WIDTH),),
        str(out),
        input_names=["images"],
        output_names=list(TERMS),
        dynamic_axes={name: {0: "batch"} for name in ("images", *TERMS)},
        opset_version=OPSET,
        dynamo=False,
    )
    model = onnx.load(str(out))
    store_halves(model)
    model.producer_name, model.producer_version = "viscoper", ""
    onnx.checker.check_model(model)
    out.write_bytes(model.SerializeToString(deterministic=True))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m models.attributes.export", description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("out", type=Path, nargs="?", default=WEIGHTS)
    options = parser.parse_args()
    export(options.run / "checkpoint.pt", options.out)


if __name__ == "__main__":
    main()
