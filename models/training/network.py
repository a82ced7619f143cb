"""The network: NanoDet-g's backbone, pooled over the whole body and its upper and lower half.

The backbone (CSPNet of dense 3x3 convolutions, Apache-2.0) comes trained on COCO, where it learned to see people and
vehicles. Halves are pooled apart, as is usual in re-identification (Sun et al., "Beyond part models", ECCV 2018), with
a generalised mean (Radenović et al., TPAMI 2019) whose power is learned.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

DIM = 256
STEM = 32
# Pairs of convolutions, and channels out of each stage, at 1/4, 1/8, 1/16 and 1/32 of the picture's size.
STAGES = ((1, 64), (2, 128), (2, 256), (3, 512))
# The picture's middle grey and its spread, of 0..255.
MIDDLE, SPREAD = 114.0, 58.0
SLOPE = 0.1


class Convolution(nn.Module):
    """A 3x3 convolution, batch normalisation and a leaky rectifier."""

    def __init__(self, inside: int, outside: int, stride: int = 1) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inside, outside, 3, stride, 1, bias=False)
        self.norm = nn.BatchNorm2d(outside)

    def forward(self, x: Tensor) -> Tensor:
        return functional.leaky_relu(self.norm(self.conv(x)), SLOPE)


class Pair(nn.Module):
    """Two convolutions, one behind the other, and what each gives."""

    def __init__(self, inside: int, each: int) -> None:
        super().__init__()
        self.first = Convolution(inside, each)
        self.second = Convolution(each, each)

    def forward(self, x: Tensor) -> Tensor:
        y = self.first(x)
        return torch.cat([self.second(y), y], 1)


class Stage(nn.Module):
    """Pairs of convolutions, joined with what came into them (Wang et al., CSPNet, CVPR workshops 2020)."""

    def __init__(self, inside: int, outside: int, pairs: int, stride: int) -> None:
        super().__init__()
        half, quarter = outside // 2, outside // 4
        self.enter = Convolution(inside, half, stride)
        self.pairs = nn.ModuleList(Pair(half, quarter) for _ in range(pairs))
        self.leave = Convolution(half, half)

    def forward(self, x: Tensor) -> Tensor:
        entered = y = self.enter(x)
        for pair in self.pairs:
            y = pair(y)
        return torch.cat([self.leave(y), entered], 1)


class Backbone(nn.Module):
    """The first `stages` stages; BGR [n, 3, height, width], 0..255, sides being multiples of 32."""

    def __init__(self, stages: int) -> None:
        super().__init__()
        self.widths = [width for _, width in STAGES[:stages]]
        before = [STEM, *self.widths]
        self.stem = Convolution(3, STEM, 2)
        self.stages = nn.ModuleList(
            Stage(before[i], width, pairs, 1 if i == 0 else 2) for i, (pairs, width) in enumerate(STAGES[:stages])
        )

    def maps(self, pictures: Tensor) -> list[Tensor]:
        """What each stage gives, float32 [n, its width, rows, columns]."""
        x = ((pictures - MIDDLE) / SPREAD).contiguous(memory_format=torch.channels_last)
        x = functional.max_pool2d(self.stem(x), 3, 2, 1)
        maps = []
        for stage in self.stages:
            x = stage(x)
            maps.append(x.float())
        return maps

    def convolutions(self) -> list[Convolution]:
        """In the order in which a picture passes them."""
        return [layer for layer in self.modules() if isinstance(layer, Convolution)]

    def freeze_start(self) -> None:
        """COCO's weights see edges and colours; learning them again would cost more than a third of the time."""
        self.stem.requires_grad_(False)
        self.stages[0].requires_grad_(False)


class Appearance(Backbone):
    """BGR [n, 3, height, width], 0..255, to [n, DIM] of length 1; height and width are multiples of 32."""

    def __init__(self) -> None:
        super().__init__(len(STAGES))
        self.power = nn.Parameter(torch.tensor(3.0))
        self.embed = nn.Linear(3 * self.widths[-2] + self.widths[-1], DIM)

    def forward(self, pictures: Tensor) -> Tensor:
        fine, coarse = self.maps(pictures)[-2:]
        half = fine.shape[2] // 2
        parts = [self._mean(part) for part in (fine, fine[:, :, :half], fine[:, :, half:], coarse)]
        return functional.normalize(self.embed(torch.cat(parts, 1)), dim=1)

    def _mean(self, features: Tensor) -> Tensor:
        """[n, channels, rows, columns] to [n, channels], between the mean and the maximum."""
        power = self.power.clamp(1, 6)
        return features.clamp(min=1e-4).pow(power).mean((2, 3)).pow(1 / power)
