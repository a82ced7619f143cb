"""The network: person-reidentification-retail-0288, which is OSNet (Zhou et al., ICCV 2019) at a quarter of its width,
and a second branch beside it.

What a block sees at four scales, by one to four 3x3 convolutions in a row, is let through channel by channel as the
picture asks for. The picture and what the first convolution makes of it are normalised each for itself, so that a
camera's light and colour cast count for little. Batch normalisation is folded into the convolutions.
"""

from math import gcd

import torch
from torch import Tensor, nn
from torch.nn import functional

DIM = 256
# The pictures that it is made for.
HEIGHT, WIDTH = 256, 128
# The side of a picture over that of the last feature map.
SHRINKS = 16
STEM = 16
# Channels out of each pair of blocks, at 1/4, 1/8 and 1/16 of the picture's size.
WIDTHS = (64, 96, 128)
NARROWER = 4
SCALES = (4, 3, 2, 1)
SQUEEZE, GROUPS = 16, 16


class Light(nn.Module):
    """A 3x3 convolution of each channel for itself, of channels mixed before."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.mix = nn.Conv2d(width, width, 1, bias=False)
        self.each = nn.Conv2d(width, width, 3, padding=1, groups=width)

    def forward(self, x: Tensor) -> Tensor:
        return functional.relu(self.each(self.mix(x)))


class Squeeze(nn.Module):
    """What to let through, out of the channels' means by two layers (Hu et al., CVPR 2018)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.down = nn.Conv2d(width, width // SQUEEZE, 1)
        self.up = nn.Conv2d(width // SQUEEZE, width, 1)

    def forward(self, x: Tensor) -> Tensor:
        return x * torch.sigmoid(self.up(functional.relu(self.down(functional.adaptive_avg_pool2d(x, 1)))))


class Contrast(nn.Module):
    """What to let through, out of each channel's mean against its group's (linear context transform, AAAI 2020).

    Where a group is one channel, nothing stands against it, and each lets through what it learned, whatever it sees.
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self.groups = gcd(GROUPS, width)
        self.each = width // self.groups
        self.weight, self.bias = nn.Parameter(torch.ones(width)), nn.Parameter(torch.zeros(width))

    def forward(self, x: Tensor) -> Tensor:
        groups = functional.adaptive_avg_pool2d(x, 1).view(-1, self.groups, self.each)
        against = functional.layer_norm(groups, (self.each,)).flatten(1)
        return x * torch.sigmoid(against * self.weight + self.bias)[:, :, None, None]


class Block(nn.Module):
    def __init__(self, inside: int, outside: int, gate: type[Squeeze | Contrast]) -> None:
        super().__init__()
        width = outside // NARROWER
        self.past = nn.Conv2d(inside, outside, 1) if inside != outside else nn.Identity()
        self.enter = nn.Conv2d(inside, width, 1)
        self.streams = nn.ModuleList(
            nn.Sequential(*(Light(width) for _ in range(scale)), gate(width)) for scale in SCALES
        )
        self.leave = nn.Conv2d(width, outside, 1)

    def forward(self, x: Tensor) -> Tensor:
        past, entered = self.past(x), functional.relu(self.enter(x))
        seen = self.streams[0](entered)
        for stream in self.streams[1:]:
            seen = seen + stream(entered)
        return functional.relu(self.leave(seen) + past)


class Pair(nn.Sequential):
    """Two blocks, and what leaves them, at half the size where another pair follows."""

    def __init__(self, inside: int, outside: int, last: bool = False) -> None:
        blocks = Block(inside, outside, Squeeze), Block(outside, outside, Contrast)
        shrink = nn.Identity() if last else nn.AvgPool2d(2)
        super().__init__(*blocks, nn.Conv2d(outside, outside, 1), nn.ReLU(), shrink)


class Branch(nn.Module):
    """What is made of the first pair's maps [n, WIDTHS[0], height / 8, width / 8]: [n, WIDTHS[-1]]."""

    def __init__(self, height: int, width: int) -> None:
        super().__init__()
        self.pairs = nn.Sequential(Pair(WIDTHS[0], WIDTHS[1]), Pair(WIDTHS[1], WIDTHS[2], last=True))
        self.places = nn.Conv2d(WIDTHS[-1], WIDTHS[-1], (height // SHRINKS, width // SHRINKS), groups=WIDTHS[-1])

    def forward(self, maps: Tensor) -> Tensor:
        seen: Tensor = self.places(self.pairs(maps)).flatten(1)
        return seen


class Appearance(nn.Module):
    """BGR [n, 3, height, width], 0..255, to [n, DIM] of length 1; height and width are multiples of SHRINKS.

    Two branches stand side by side on the same first maps: `known` is how 0288 tells people apart, and stays as it is;
    `learned` adds what is trained here, of vehicles above all. Up to the end of `known` the parameters stand in the
    order in which a picture passes them, which is also that of 0288's constants.
    """

    def __init__(self, height: int = HEIGHT, width: int = WIDTH) -> None:
        super().__init__()
        self.level = nn.InstanceNorm2d(3, affine=True)
        self.stem = nn.Conv2d(3, STEM, 7, 2, 3, bias=False)
        self.norm = nn.InstanceNorm2d(STEM, affine=True)
        self.pair = Pair(STEM, WIDTHS[0])
        self.known, self.learned = Branch(height, width), Branch(height, width)
        self.embed = nn.Linear(2 * WIDTHS[-1], DIM)
        self.slope = nn.PReLU(DIM)

    def forward(self, pictures: Tensor) -> Tensor:
        x = self.level(pictures).contiguous(memory_format=torch.channels_last)
        maps = self.pair(functional.max_pool2d(functional.relu(self.norm(self.stem(x))), 3, 2, 1))
        seen = torch.cat([self.known(maps), self.learned(maps)], 1)
        return functional.normalize(self.slope(self.embed(seen)).float(), dim=1)

    def keep_known(self) -> None:
        """What 0288 learned from far more people than are to be had here is not trained on."""
        for part in (self.level, self.stem, self.norm, self.pair, self.known):
            part.requires_grad_(False)
