"""Networks as embedders: any crop has a vector, what is no embedder is refused."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from models.manifest import Pixels
from viscoper.errors import ModelError
from viscoper.vision.embedder_network import NetworkEmbedder

HEIGHT, WIDTH, DIM = 16, 8, 4


def network(path: Path, batch: int | str = "n", scale: float = 1.0, given_as: tuple[int, ...] = ()) -> Path:
    """A picture's mean colour and one number that never changes, as an embedding; `given_as`: reshaped at the end."""
    weights = np.zeros((3, DIM), np.float32)
    weights[range(3), range(3)] = scale
    nodes = [
        helper.make_node("ReduceMean", ["images"], ["mean"], axes=[2, 3], keepdims=0),
        helper.make_node("MatMul", ["mean", "weights"], ["product" if given_as else "embeddings"]),
    ]
    constants = [numpy_helper.from_array(weights, "weights")]
    if given_as:
        nodes.append(helper.make_node("Reshape", ["product", "shape"], ["embeddings"]))
        constants.append(numpy_helper.from_array(np.array(given_as, np.int64), "shape"))
    taken = helper.make_tensor_value_info("images", TensorProto.FLOAT, [batch, 3, HEIGHT, WIDTH])
    given = helper.make_tensor_value_info("embeddings", TensorProto.FLOAT, [batch, DIM])
    graph = helper.make_graph(nodes, "mean", [taken], [given], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    onnx.save(model, str(path))
    return path


BLACK, GREY = np.zeros((40, 20, 3), np.uint8), np.full((40, 20), 99, np.uint8)
RANDOM = np.random.default_rng(0)


@pytest.mark.parametrize(
    "given_as",
    [pytest.param((1, DIM), id="fails on more than one"), pytest.param((1, -1), id="gives one long row")],
)
def test_a_number_of_crops_baked_in_is_named(tmp_path: Path, given_as: tuple[int, ...]) -> None:
    """As an export with one picture leaves it, though it says that it takes any number."""
    embed = NetworkEmbedder("ours@1", network(tmp_path / "m.onnx", given_as=given_as))
    assert embed([BLACK]).shape == (1, DIM)
    with pytest.raises(ModelError, match=r"3 crops.*export it for any number of crops"):
        embed([BLACK, GREY, BLACK])


@pytest.mark.parametrize("batch", [pytest.param("n", id="many at a time"), pytest.param(1, id="one at a time")])
@pytest.mark.parametrize(
    "crop",
    [
        pytest.param(BLACK, id="all black"),
        pytest.param(GREY, id="grey"),
        pytest.param(np.full((1, 1, 3), 7, np.uint8), id="1x1"),
        pytest.param(RANDOM.integers(0, 256, (10_000, 40, 3), dtype=np.uint8), id="10,000 rows"),
        pytest.param(RANDOM.integers(0, 256, (2, 10_000, 3), dtype=np.uint8), id="10,000 columns"),
        pytest.param(RANDOM.integers(0, 256, (30, 20, 4), dtype=np.uint8), id="with transparency"),
    ],
)
def test_any_crop_has_a_vector_of_length_one(tmp_path: Path, crop: NDArray[np.uint8], batch: int | str) -> None:
    embed = NetworkEmbedder("mean@1", network(tmp_path / "net.onnx", batch))
    (vector,) = embed([crop])
    assert vector.dtype == np.float32 and vector.shape == (embed.dim,) == (DIM,)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    ("pixels", "expected"),
    [
        pytest.param(Pixels(), (10, 20, 30), id="as they are"),
        pytest.param(Pixels(order="RGB"), (30, 20, 10), id="red first"),
        pytest.param(Pixels(order="RGB", mean=(20, 10, 0), std=(1, 2, 5)), (10, 5, 2), id="mean and deviation"),
    ],
)
def test_pixels_are_as_the_network_takes_them(tmp_path: Path, pixels: Pixels, expected: tuple[float, ...]) -> None:
    embed = NetworkEmbedder("mean@1", network(tmp_path / "net.onnx"), pixels)
    (vector,) = embed([np.full((5, 5, 3), (10, 20, 30), np.uint8)])
    assert vector[:3] * np.linalg.norm(expected) == pytest.approx(expected, abs=1e-3)


def test_crops_keep_their_places_across_batches(tmp_path: Path) -> None:
    embed = NetworkEmbedder("mean@1", network(tmp_path / "net.onnx"))
    crops = [np.full((9, 5, 3), (number, 255 - number, 30), np.uint8) for number in range(0, 250, 5)]
    together, apart = embed(crops), np.concatenate([embed([crop]) for crop in crops])
    np.testing.assert_allclose(together, apart, atol=1e-6)
    assert len(np.unique(together.round(5), axis=0)) == len(crops)


def test_no_crops_give_no_vectors(tmp_path: Path) -> None:
    assert NetworkEmbedder("mean@1", network(tmp_path / "net.onnx"))([]).shape == (0, DIM)


def test_what_is_not_a_number_never_leaves(tmp_path: Path) -> None:
    embed = NetworkEmbedder("mean@1", network(tmp_path / "net.onnx", scale=np.inf))
    with pytest.raises(ModelError, match="mean@1 gave what is not a number"):
        embed([BLACK])


@pytest.mark.parametrize(
    ("taken", "given", "kind"),
    [
        pytest.param(["n", 3, "height", "width"], ["n", 3], TensorProto.FLOAT, id="no size of its own"),
        pytest.param([4, 3, HEIGHT, WIDTH], [4, 3], TensorProto.FLOAT, id="four at a time"),
        pytest.param(["n", HEIGHT, WIDTH, 3], ["n", WIDTH], TensorProto.FLOAT, id="channels last"),
        pytest.param(["n", 3, HEIGHT, WIDTH], ["n", 3], TensorProto.FLOAT16, id="half precision"),
        pytest.param(["n", 3], ["n"], TensorProto.FLOAT, id="no pictures"),
    ],
)
def test_a_network_that_is_no_embedder_says_what_it_takes(
    tmp_path: Path, taken: list[int | str], given: list[int | str], kind: int
) -> None:
    """Their one node takes means: over the last axes."""
    path, axes = tmp_path / "net.onnx", list(range(len(given), len(taken)))
    node = helper.make_node("ReduceMean", ["images"], ["embeddings"], axes=axes, keepdims=0)
    ends = [helper.make_tensor_value_info(*each) for each in (("images", kind, taken), ("embeddings", kind, given))]
    model = helper.make_model(
        helper.make_graph([node], "mean", ends[:1], ends[1:]), opset_imports=[helper.make_opsetid("", 17)]
    )
    model.ir_version = 8
    onnx.save(model, str(path))
    with pytest.raises(
        ModelError, match=r"net.onnx takes tensor.* an embedder takes float \[batch, 3, height, width\]"
    ):
        NetworkEmbedder("mean@1", path)


def test_a_file_that_is_no_network_is_named(tmp_path: Path) -> None:
    (tmp_path / "net.onnx").write_bytes(b"nothing")
    with pytest.raises(ModelError, match=r"net.onnx cannot be loaded"):
        NetworkEmbedder("mean@1", tmp_path / "net.onnx")
