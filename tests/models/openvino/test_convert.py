"""A small OpenVINO network, written out by hand, gives in ONNX what its layers say."""

from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from models.openvino.convert import convert
from viscoper.errors import ModelError

RANDOM = np.random.default_rng(4)
KERNEL = RANDOM.normal(size=(2, 1, 1, 3, 3)).astype(np.float16)
AXES = np.array([2, 3], np.int64)

LAYER = '<layer id="{id}" name="l{id}" type="{kind}" version="opset1"><data {data}/></layer>'
WINDOW = 'strides="2,2" dilations="1,1" pads_begin="1,1" pads_end="1,1" auto_pad="explicit"'


def constant(number: int, kind: str, shape: str, offset: int, size: int) -> str:
    data = f'element_type="{kind}" shape="{shape}" offset="{offset}" size="{size}"'
    return LAYER.format(id=number, kind="Const", data=data)


LAYERS = [
    LAYER.format(id=0, kind="Parameter", data='shape="1,2,8,6" element_type="f32"'),
    constant(1, "f16", "2,1,1,3,3", 0, 36),
    LAYER.format(id=2, kind="Convert", data='destination_type="f32"'),
    LAYER.format(id=3, kind="GroupConvolution", data=WINDOW),
    LAYER.format(id=4, kind="ReLU", data=""),
    constant(5, "i64", "2", 36, 16),
    LAYER.format(
        id=6, kind="MVN", data='eps="1e-05" normalize_variance="true" eps_mode="INSIDE_SQRT"'
    ),
    LAYER.format(id=7, kind="ReduceMean", data='keep_dims="true"'),
    LAYER.format(id=8, kind="Add", data='auto_broadcast="numpy"'),
    LAYER.format(id=9, kind="Result", data=""),
]  # fmt: skip
EDGES = [(0, 3, 0), (1, 2, 0), (2, 3, 1), (3, 4, 0), (4, 6, 0), (5, 6, 1), (4, 7, 0), (5, 7, 1), (6, 8, 0), (7, 8, 1)]
EDGES += [(8, 9, 0)]


def write(folder: Path, layers: list[str]) -> Path:
    edges = "".join(f'<edge from-layer="{a}" from-port="0" to-layer="{b}" to-port="{port}"/>' for a, b, port in EDGES)
    network = folder / "net.xml"
    network.write_text(f"<net><layers>{''.join(layers)}</layers><edges>{edges}</edges></net>")
    network.with_suffix(".bin").write_bytes(KERNEL.tobytes() + AXES.tobytes())
    return network


def expected(picture: np.ndarray) -> np.ndarray:
    padded = np.pad(picture[0], ((0, 0), (1, 1), (1, 1)))
    kernel = KERNEL.astype(np.float64)[:, 0, 0]
    rows, columns = range(0, 8, 2), range(0, 6, 2)
    filtered = np.array(
        [[[(padded[c, i : i + 3, j : j + 3] * kernel[c]).sum() for j in columns] for i in rows] for c in range(2)]
    )
    y = np.maximum(filtered, 0)
    mean, variance = y.mean((1, 2), keepdims=True), y.var((1, 2), keepdims=True)
    return np.asarray((y - mean) / np.sqrt(variance + 1e-5) + mean)


def test_what_the_layers_say(tmp_path: Path) -> None:
    convert(write(tmp_path, LAYERS), tmp_path / "net.onnx")
    picture = RANDOM.normal(size=(1, 2, 8, 6)).astype(np.float32)
    session = onnxruntime.InferenceSession(str(tmp_path / "net.onnx"), providers=["CPUExecutionProvider"])
    (found,) = session.run(None, {session.get_inputs()[0].name: picture})
    np.testing.assert_allclose(found[0], expected(picture), atol=1e-4)


def test_the_same_network_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.onnx", "b.onnx"):
        convert(write(tmp_path, LAYERS), tmp_path / name)
    assert (tmp_path / "a.onnx").read_bytes() == (tmp_path / "b.onnx").read_bytes()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(lambda path: path.with_suffix(".bin").unlink(), "put net.bin beside it", id="weights missing"),
        pytest.param(lambda path: path.with_suffix(".bin").write_bytes(b"12"), "cannot|can be read", id="weights cut"),
        pytest.param(lambda path: path.write_text("<net>"), "not an OpenVINO network", id="no XML"),
        pytest.param(
            lambda path: path.write_text(path.read_text().replace('"ReLU"', '"Guess"')),
            "knows no operation Guess",
            id="an unknown operation",
        ),
    ],
)
def test_what_cannot_be_converted_is_named(tmp_path: Path, change: object, message: str) -> None:
    network = write(tmp_path, LAYERS)
    assert callable(change)
    change(network)
    with pytest.raises(ModelError, match=message):
        convert(network, tmp_path / "net.onnx")
