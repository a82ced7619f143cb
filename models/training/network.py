"""The network: OSNet (Zhou et al., ICCV 2019), as person-reidentification-retail-0277 has it, for smaller pictures.

What a block sees at four scales, by one to four 3x3 convolutions in a row, is let through channel by channel as the
picture asks for. The picture and what the first convolution makes of it are normalised each for itself, so that a
camera's light and colour cast count for little. Batch normalisation is folded into the convolutions.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

DIM = 256
# The pictures that it is made for.
HEIGHT, WIDTH = 128, 64
# The side of a picture over that of the last feature map.
SHRINKS = 16
STEM = 64
# Channels out of each pair of blocks, at 1/4, 1/8 and 1/16 of the picture's size.
WIDTHS = (256, 384, 512)
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
    """What to let through, out of each channel's mean against its group's (linear context transform, AAAI 2020)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(GROUPS, width)

    def forward(self, x: Tensor) -> Tensor:
        return x * torch.sigmoid(self.norm(functional.adaptive_avg_pool2d(x, 1).flatten(1)))[:, :, None, None]


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

    def __init__(self, inside: int, outside: int, last: bool) -> None:
        blocks = Block(inside, outside, Squeeze), Block(outside, outside, Contrast)
        # 0277 shrinks behind the convolution, which costs four times as much.
        shrink = nn.Identity() if last else nn.AvgPool2d(2)
        super().__init__(*blocks, shrink, nn.Conv2d(outside, outside, 1), nn.ReLU())


class Appearance(nn.Module):
    """BGR [n, 3, height, width], 0..255, to [n, DIM] of length 1; height and width are multiples of SHRINKS.

    Its parameters stand in the order in which a picture passes them, which is also that of 0277's constants.
    """

    def __init__(self, height: int = HEIGHT, width: int = WIDTH) -> None:
        super().__init__()
        self.level = nn.InstanceNorm2d(3, affine=True)
        self.stem = nn.Conv2d(3, STEM, 7, 2, 3, bias=False)
        self.norm = nn.InstanceNorm2d(STEM, affine=True)
        steps = zip((STEM, *WIDTHS), WIDTHS, strict=False)
        self.pairs = nn.Sequential(*(Pair(inside, outside, outside == WIDTHS[-1]) for inside, outside in steps))
        self.places = nn.Conv2d(WIDTHS[-1], WIDTHS[-1], (height // SHRINKS, width // SHRINKS), groups=WIDTHS[-1])
        self.embed = nn.Linear(WIDTHS[-1], DIM)
        self.slope = nn.PReLU(DIM)

    def forward(self, pictures: Tensor) -> Tensor:
        x = self.level(pictures).contiguous(memory_format=torch.channels_last)
        x = functional.max_pool2d(functional.relu(self.norm(self.stem(x))), 3, 2, 1)
        return functional.normalize(self.slope(self.embed(self.places(self.pairs(x)).flatten(1))).float(), dim=1)
