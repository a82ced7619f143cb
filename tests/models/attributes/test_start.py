"""A network that starts from NanoDet gives what NanoDet's backbone gives."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

from models.training.network import MIDDLE, SPREAD, Appearance
from models.training.start import start_from_nanodet

# The last feature map of the backbone in nanodet-g.onnx, and what its first convolution is fed with.
FEATURES = "concat_65_0"
MEAN, DEVIATION = np.array([103.53, 116.28, 123.675]), np.array([57.375, 57.12, 58.395])


def test_the_backbone_is_nanodets(detector_file: Path) -> None:
    fed = np.random.default_rng(0).normal(0, 1, (16, 3, 128, 64)).astype(np.float32)
    network = Appearance()
    start_from_nanodet(network, detector_file, torch.from_numpy(fed * SPREAD + MIDDLE))
    network.eval()
    found = {}
    network.stages[-1].register_forward_hook(lambda _, __, output: found.update(features=output))
    with torch.no_grad():
        network(torch.from_numpy(fed * SPREAD + MIDDLE))
    np.testing.assert_allclose(found["features"].numpy(), nanodet(detector_file, fed), atol=0.02)


def nanodet(path: Path, fed: np.ndarray) -> np.ndarray:
    model = onnx.load(str(path))
    model.graph.output.append(onnx.helper.make_tensor_value_info(FEATURES, onnx.TensorProto.FLOAT, None))
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    rgb = (fed * DEVIATION[:, None, None] + MEAN[:, None, None])[:, ::-1] / 255
    maps = [session.run([FEATURES], {"images": np.ascontiguousarray(one[None], np.float32)})[0] for one in rgb]
    return np.concatenate(maps)
