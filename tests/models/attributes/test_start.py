"""A network that starts from NanoDet gives what NanoDet's backbone gives."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

from models.attributes.backbone import MIDDLE, SPREAD, Backbone
from models.attributes.start import start_from_nanodet

# The last feature map in nanodet-g.onnx that is used, and what its first convolution is fed with.
FEATURES = "concat_45_0"
MEAN, DEVIATION = np.array([103.53, 116.28, 123.675]), np.array([57.375, 57.12, 58.395])


def test_the_backbone_is_nanodets(detector_file: Path) -> None:
    fed = np.random.default_rng(0).normal(0, 1, (16, 3, 128, 64)).astype(np.float32)
    network = Backbone()
    start_from_nanodet(network, detector_file, torch.from_numpy(fed * SPREAD + MIDDLE))
    network.eval()
    with torch.no_grad():
        found = network.maps(torch.from_numpy(fed * SPREAD + MIDDLE))[-1]
    np.testing.assert_allclose(found.numpy(), nanodet(detector_file, fed), atol=0.02)


def nanodet(path: Path, fed: np.ndarray) -> np.ndarray:
    model = onnx.load(str(path))
    model.graph.output.append(onnx.helper.make_tensor_value_info(FEATURES, onnx.TensorProto.FLOAT, None))
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    rgb = (fed * DEVIATION[:, None, None] + MEAN[:, None, None])[:, ::-1] / 255
    maps = [session.run([FEATURES], {"images": np.ascontiguousarray(one[None], np.float32)})[0] for one in rgb]
    return np.concatenate(maps)
