"""A network that starts from person-reidentification-retail-0288 gives what it gives, and keeps what it knows."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from models.training.network import DIM, HEIGHT, STEM, WIDTH, WIDTHS, Appearance, Branch, Contrast, Pair
from models.training.start import start_from, start_from_0288

MEAN, SHARE = torch.tensor([123.7, 116.3, 103.5]), torch.tensor([0.0171, 0.0175, 0.0174])


class Grouped(nn.Module):
    """A gate with its group normalisation as it stands in 0288's file, step by step."""

    def __init__(self, gate: Contrast) -> None:
        super().__init__()
        self.weight, self.bias, self.each = gate.weight, gate.bias, gate.each

    def forward(self, x: Tensor) -> Tensor:
        each = x.mean((2, 3)).view(1, -1, self.each)
        each = each - each.mean(2, keepdim=True)
        each = each / torch.sqrt((each * each).mean(2, keepdim=True) + 1e-5)
        return x * torch.sigmoid(each.view(1, -1) * self.weight + self.bias)[:, :, None, None]


class Retail(nn.Module):
    """Of 0288's form with random weights: RGB, a camera's normalisation first, and one of the embedding behind it."""

    def __init__(self) -> None:
        super().__init__()
        self.level = nn.InstanceNorm2d(3, affine=True)
        self.stem = nn.Conv2d(3, STEM, 7, 2, 3, bias=False)
        self.norm = nn.InstanceNorm2d(STEM, affine=True)
        self.pair, self.branch = Pair(STEM, WIDTHS[0]), Branch(HEIGHT, WIDTH)
        self.embed = nn.Linear(WIDTHS[-1], DIM)
        for block in [each for each in self.modules() if isinstance(each, nn.Sequential)]:
            for name, gate in block.named_children():
                if isinstance(gate, Contrast):
                    setattr(block, name, Grouped(gate))
        self.register_buffer("mean", MEAN[:, None, None])
        self.register_buffer("share", SHARE[:, None, None])
        self.scale, self.shift = nn.Parameter(torch.rand(DIM, 1) + 0.5), nn.Parameter(torch.randn(DIM, 1))
        self.one_slope = nn.Parameter(torch.tensor([0.9]))

    def forward(self, pictures: Tensor) -> Tensor:
        x = (pictures.flip(1) - self.mean) * self.share
        x = functional.max_pool2d(functional.relu(self.norm(self.stem(self.level(x)))), 3, 2, 1)
        embedded = self.embed(self.branch(self.pair(x)))[:, :, None] * self.scale + self.shift
        return functional.prelu(embedded, self.one_slope).flatten(1)


@pytest.fixture
def retail(tmp_path: Path) -> tuple[Retail, Path]:
    torch.manual_seed(0)
    network, path = Retail().eval(), tmp_path / "retail.onnx"
    for value in network.parameters():
        if value.ndim == 1 and len(value) > 1:  # alike they would become one constant
            nn.init.normal_(value, 0.5, 0.1)
    with pytest.warns():  # PyTorch announces another exporter
        torch.onnx.export(network, (torch.zeros(1, 3, HEIGHT, WIDTH),), str(path), opset_version=17, dynamo=False)
    return network, path


def test_it_begins_as_0288(retail: tuple[Retail, Path]) -> None:
    network, path = retail
    student = Appearance().eval()
    start_from(student, path)
    picture = torch.from_numpy(np.random.default_rng(0).uniform(0, 255, (1, 3, HEIGHT, WIDTH)).astype(np.float32))
    with torch.no_grad():
        torch.testing.assert_close(student(picture), functional.normalize(network(picture), dim=1))
    for name, value in student.known.state_dict().items():
        torch.testing.assert_close(student.learned.state_dict()[name], value)


def test_what_0288_knows_gets_no_gradient_and_what_is_learned_does() -> None:
    student = Appearance(64, 32)
    student.keep_known()
    student(torch.rand(4, 3, 64, 32) * 255).sum().backward()
    moved = {name.split(".")[0] for name, each in student.named_parameters() if each.grad is not None}
    assert moved == {"learned", "embed", "slope"}


def test_another_network_is_refused(detector_file: Path) -> None:
    with pytest.raises(ValueError, match=r"nanodet-g\.onnx is not person-reidentification-retail-0288"):
        start_from_0288(Appearance(), detector_file)
