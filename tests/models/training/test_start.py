"""A network that starts from person-reidentification-retail-0277 has its weights, drawn together."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from models.training.network import DIM, Appearance, Contrast
from models.training.start import draw_together, start_from_0277

TALL, BROAD = 256, 128
MEAN, SHARE = torch.tensor([123.7, 116.3, 103.5]), torch.tensor([0.0171, 0.0175, 0.0174])


class Grouped(nn.Module):
    """Group normalisation as it stands in 0277's file, step by step."""

    def __init__(self, norm: nn.GroupNorm) -> None:
        super().__init__()
        self.weight, self.bias, self.groups = norm.weight, norm.bias, norm.num_groups

    def forward(self, x: Tensor) -> Tensor:
        each = x.view(1, self.groups, -1)
        each = each - each.mean(2, keepdim=True)
        each = each / torch.sqrt((each * each).mean(2, keepdim=True) + 1e-5)
        return each.view(1, -1) * self.weight + self.bias


class Retail(Appearance):
    """Of 0277's form with random weights: RGB, a camera's normalisation first, and one of the embedding behind it."""

    def __init__(self) -> None:
        super().__init__(TALL, BROAD)
        for gate in [each for each in self.modules() if isinstance(each, Contrast)]:
            gate.norm = Grouped(gate.norm)
        self.register_buffer("mean", MEAN[:, None, None])
        self.register_buffer("share", SHARE[:, None, None])
        self.scale, self.shift = nn.Parameter(torch.rand(DIM, 1) + 0.5), nn.Parameter(torch.randn(DIM, 1))
        self.one_slope = nn.Parameter(torch.tensor([0.9]))

    def forward(self, pictures: Tensor) -> Tensor:
        x = (pictures.flip(1) - self.mean) * self.share
        x = functional.max_pool2d(functional.relu(self.norm(self.stem(self.level(x)))), 3, 2, 1)
        embedded = self.embed(self.places(self.pairs(x)).flatten(1))[:, :, None] * self.scale + self.shift
        return functional.prelu(embedded, self.one_slope).flatten(1)


@pytest.fixture
def retail(tmp_path: Path) -> tuple[Retail, Path]:
    torch.manual_seed(0)
    network, path = Retail().eval(), tmp_path / "retail.onnx"
    for value in network.parameters():
        if value.ndim == 1 and len(value) > 1:  # alike they would become one constant
            nn.init.normal_(value, 0.5, 0.1)
    with pytest.warns():  # PyTorch announces another exporter
        torch.onnx.export(network, (torch.zeros(1, 3, TALL, BROAD),), str(path), opset_version=17, dynamo=False)
    return network, path


def test_at_its_own_size_it_gives_what_0277_gives(retail: tuple[Retail, Path]) -> None:
    network, path = retail
    student = Appearance(TALL, BROAD).eval()
    start_from_0277(student, path)
    picture = torch.from_numpy(np.random.default_rng(0).uniform(0, 255, (1, 3, TALL, BROAD)).astype(np.float32))
    with torch.no_grad():
        torch.testing.assert_close(student(picture), functional.normalize(network(picture), dim=1))


def test_places_of_a_smaller_picture_weigh_what_they_cover(retail: tuple[Retail, Path]) -> None:
    network, path = retail
    student = Appearance()
    start_from_0277(student, path)
    of_four = functional.avg_pool2d(network.places.weight, 2) * 4
    torch.testing.assert_close(student.places.weight, of_four)


@pytest.mark.parametrize("side", [3, 7])
def test_a_kernel_drawn_together_answers_a_slope_of_half_the_size_alike(side: int) -> None:
    layer = nn.Conv2d(1, 1, side, bias=False)
    slope = torch.arange(side) * 0.3 + torch.arange(side)[:, None] * 0.7
    middle = slope - slope.mean()
    before = layer((5 + middle)[None, None])
    draw_together(layer)
    torch.testing.assert_close(layer((5 + 2 * middle)[None, None]), before)


def test_another_network_is_refused(detector_file: Path) -> None:
    with pytest.raises(ValueError, match=r"nanodet-g\.onnx is not person-reidentification-retail-0277"):
        start_from_0277(Appearance(), detector_file)
