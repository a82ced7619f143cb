"""NanoDet-g's backbone: a CSPNet of dense 3x3 convolutions (Apache-2.0), trained on COCO to see people and vehicles."""

import torch
from torch import Tensor, nn
from torch.nn import functional

STEM = 32
# Pairs of convolutions, and channels out of each stage, at 1/4, 1/8 and 1/16 of the picture's size.
STAGES = ((1, 64), (2, 128), (2, 256))
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
    """BGR [n, 3, height, width], 0..255, sides being multiples of 16."""

    def __init__(self) -> None:
        super().__init__()
        self.widths = [width for _, width in STAGES]
        before = [STEM, *self.widths]
        self.stem = Convolution(3, STEM, 2)
        self.stages = nn.ModuleList(
            Stage(before[i], width, pairs, 1 if i == 0 else 2) for i, (pairs, width) in enumerate(STAGES)
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
