"""The network of attributes learns, goes on where it was cut off, and says as ONNX what it said before."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from models.attributes.export import export
from models.attributes.measure import measure
from models.attributes.network import HEIGHT, LEARNT, REST, WIDTH, AttributesNetwork, Shares
from models.attributes.pool import HELD_SEED, Example, read_list, rendered
from models.attributes.samples import Samples, write_samples
from models.attributes.takes import another_take
from models.attributes.train import Batches, Plan, target, train
from models.training.augment import before
from models.training.compose import BROAD, TALL
from viscoper.attributes import TERMS
from viscoper.vision.boxes import Image
from viscoper.vision.embedder_network import load_session

CLOTHES = {"red": (35, 30, 170), "blue": (140, 70, 40), "white": (232, 235, 235), "black": (24, 22, 22)}  # BGR
GROUND = 120


def somebody(upper: str, lower: str) -> tuple[Image, Image]:
    image = np.full((TALL, BROAD, 3), GROUND, np.uint8)
    cv2.rectangle(image, (14, 22), (50, 60), CLOTHES[upper], -1)
    cv2.rectangle(image, (17, 61), (47, 120), CLOTHES[lower], -1)
    mask = np.zeros((TALL, BROAD), np.uint8)
    cv2.rectangle(mask, (14, 22), (50, 120), 255, -1)
    return image, mask


@pytest.fixture
def renders(tmp_path: Path) -> Path:
    """A shard that is held out, and one to learn from."""
    folder = tmp_path / "renders"
    folder.mkdir()
    people = [(upper, lower) for upper in CLOTHES for lower in CLOTHES]
    images, masks = (np.stack(part) for part in zip(*(somebody(*names) for names in people), strict=True))
    said = [{"upper": [upper], "lower": [lower]} for upper, lower in people]
    for seed in (HELD_SEED, "0"):
        write_samples(folder / f"person-{seed}-000.npz", Samples(images, masks, said))
    return folder


@pytest.fixture
def examples(renders: Path) -> list[Example]:
    return list(rendered(renders))


def test_some_shards_are_held_out(examples: list[Example]) -> None:
    held = [each for each in examples if each.held]
    assert len(held) == len(examples) - len(held) == len(CLOTHES) ** 2
    assert {each.kind for each in examples} == {"person"}


def test_a_run_that_was_cut_off_goes_on_as_an_undisturbed_one(examples: list[Example], tmp_path: Path) -> None:
    batches = Batches(examples, [], 0)
    whole = train(Plan(tmp_path / "whole", 2), batches)
    train(Plan(tmp_path / "cut", 1), batches)
    checkpoint = tmp_path / "cut/checkpoint.pt"
    assert torch.load(checkpoint, weights_only=True)["step"] == 1
    again = train(Plan(tmp_path / "cut", 2), batches)
    assert again.step == whole.step == 2
    for name, value in whole.average.state_dict().items():
        torch.testing.assert_close(again.average.state_dict()[name], value, msg=name)


def test_what_is_learnt_is_told_by_the_onnx_file(examples: list[Example], tmp_path: Path) -> None:
    run = train(Plan(tmp_path / "run", 40), Batches(examples, [], 0))
    learnt = measure(run.network, examples)["renders"]
    assert learnt["upper"]["right"] > 0.6 and learnt["lower"]["right"] > 0.6, "chance is 0.25"
    run.save()
    with pytest.warns(DeprecationWarning):  # PyTorch announces another exporter
        export(tmp_path / "run/checkpoint.pt", tmp_path / "made.onnx")
    session = load_session(tmp_path / "made.onnx")
    pictures = np.random.default_rng(0).uniform(0, 255, (3, 3, HEIGHT, WIDTH)).astype(np.float32)
    told = session.run(list(TERMS), {"images": pictures})
    with torch.no_grad():
        wanted = Shares(run.average.module).eval()(torch.from_numpy(pictures))
    for shares, expected in zip(told, wanted, strict=True):
        np.testing.assert_allclose(shares, expected.numpy(), atol=0.02)


def test_another_take_shows_about_the_same_otherwise() -> None:
    image, mask = somebody("red", "blue")
    random = np.random.default_rng(0)
    lawn = np.asarray(np.array([40, 110, 60]) + random.integers(-20, 21, (200, 200, 3)), np.uint8)
    takes = [another_take(random, image, mask, "person", [lawn]) for _ in range(12)]
    assert all(take.shape == (HEIGHT, WIDTH, 3) and take.dtype == np.uint8 for take in takes)
    assert len({take.tobytes() for take in takes}) == len(takes)
    middle = np.median([take[HEIGHT // 3, WIDTH // 2] for take in takes], axis=0)
    assert middle.argmax() == 2, "red, in BGR"


def test_another_background_leaves_the_object() -> None:
    image, mask = somebody("red", "blue")
    lawn = np.full((200, 200, 3), (40, 110, 60), np.uint8)
    placed = before(np.random.default_rng(0), image, mask, lawn)
    np.testing.assert_allclose(placed[40, 32], image[40, 32], atol=2)
    assert placed[5, 5].argmax() == 1, "green, in BGR"


def test_the_first_name_has_most_of_the_target() -> None:
    shares = dict(zip(LEARNT["upper"], target("upper", ["red", "pink", "brown"]), strict=True))
    assert shares["red"] == pytest.approx(0.6)
    assert shares["pink"] == shares["brown"] == pytest.approx(0.2)
    assert target("hat", ["hat"]) == [0, 1]
    assert target("hat", None) == [0, 0], "nobody knows"


@pytest.mark.parametrize("name", ["vehicles", "people", "upright"])
def test_what_was_seen_by_eye_is_said_in_known_terms(name: str) -> None:
    for crop, said in read_list(name).items():
        assert said and all(set(names) <= set(LEARNT[aspect]) for aspect, names in said.items()), crop


def test_all_that_is_told_is_learnt() -> None:
    assert all(set(terms) - {REST} <= set(LEARNT[aspect]) for aspect, terms in TERMS.items())


def test_what_is_learnt_and_not_told_is_the_rest() -> None:
    pictures = torch.rand(3, 3, HEIGHT, WIDTH, generator=torch.Generator().manual_seed(0)) * 255
    network = AttributesNetwork().eval()
    with torch.no_grad():
        learnt, told = network(pictures), Shares(network)(pictures)
    types, (rest, van) = learnt[list(LEARNT).index("type")].softmax(1), told[list(TERMS).index("type")].T
    np.testing.assert_allclose(van, types[:, LEARNT["type"].index("van")], atol=1e-6)
    np.testing.assert_allclose(rest + van, 1, atol=1e-6)
    np.testing.assert_allclose(told[0], learnt[0].softmax(1), atol=1e-6)
