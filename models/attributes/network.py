"""The network of attributes: three stages of NanoDet's backbone, and for each aspect a look at where it is seen.

Where an aspect looks is a softmax over the places of the feature map, out of what is there and of a learned preference
for each place: trousers are below shirts. What it sees there is weighed beside the mean of the whole picture, since
what light there is shows in the surroundings.
"""

from collections.abc import Mapping
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.attributes.backbone import Backbone
from viscoper.attributes import COLOURS, TERMS

LEARNT: Final[Mapping[str, tuple[str, ...]]] = {
    "upper": COLOURS,
    "lower": COLOURS,
    "body": COLOURS,
    "sleeves": ("short", "long"),
    "legs": ("short", "long"),
    "bag": ("none", "backpack", "other"),
    "hat": ("none", "hat"),
    "type": ("car", "van", "truck", "bus"),
}
"""By aspect its terms. What of it is told in the end, viscoper.attributes decides."""
REST = "other"

HEIGHT, WIDTH = 128, 64
# Shares of the height between which small things are looked for first, and how much more they are (in logits).
FIRST_LOOK, PREFERRED = {"hat": (0.0, 0.17), "sleeves": (0.17, 0.6), "bag": (0.17, 0.75)}, 2.5


class AttributesNetwork(Backbone):
    """BGR [n, 3, HEIGHT, WIDTH], 0..255, to logits [n, terms] of each aspect, in the order of LEARNT."""

    def __init__(self) -> None:
        super().__init__()
        seen = sum(self.widths[-2:])
        self.look = nn.Conv2d(seen, len(LEARNT), 1)
        self.place = nn.Parameter(torch.zeros(1, len(LEARNT), HEIGHT // 8 * (WIDTH // 8)))
        self.register_buffer("first_look", _first_look(), persistent=False)
        self.tell = nn.ModuleList(nn.Linear(2 * seen, len(terms)) for terms in LEARNT.values())

    def forward(self, pictures: Tensor) -> list[Tensor]:
        fine, coarse = self.maps(pictures)[-2:]
        both = torch.cat([fine, functional.interpolate(coarse, scale_factor=2.0, mode="nearest")], 1)
        where = torch.softmax(self.look(both).flatten(2) + self.place + self.first_look, 2)
        flat = both.flatten(2)
        there = where @ flat.transpose(1, 2)
        whole = flat.mean(2)
        return [tell(torch.cat([there[:, i], whole], 1)) for i, tell in enumerate(self.tell)]

    def seeing(self) -> list[nn.Parameter]:
        return [*self.stem.parameters(), *self.stages.parameters()]

    def telling(self) -> list[nn.Parameter]:
        return [self.place, *self.look.parameters(), *self.tell.parameters()]


def _first_look() -> Tensor:
    """[1, aspects, places]."""
    rows, columns = HEIGHT // 8, WIDTH // 8
    preferred = torch.zeros(len(LEARNT), rows, columns)
    for i, aspect in enumerate(LEARNT):
        top, bottom = FIRST_LOOK.get(aspect, (0.0, 0.0))
        preferred[i, round(top * rows) : round(bottom * rows)] = PREFERRED
    return preferred.flatten(1)[None]


class Shares(nn.Module):
    """What ships: of the aspects that are told, in the order of TERMS, shares that add up to 1."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, pictures: Tensor) -> list[Tensor]:
        shares = {
            aspect: torch.softmax(logits, 1) for aspect, logits in zip(LEARNT, self.network(pictures), strict=True)
        }
        return [_told(shares[aspect], LEARNT[aspect], terms) for aspect, terms in TERMS.items()]


def _told(shares: Tensor, learnt: tuple[str, ...], terms: tuple[str, ...]) -> Tensor:
    """[n, terms]; the share of what is learnt but not told goes to REST."""
    if terms == learnt:
        return shares
    named = {term: shares[:, learnt.index(term)] for term in terms if term != REST}
    rest = 1 - torch.stack(list(named.values())).sum(0)
    return torch.stack([named.get(term, rest) for term in terms], 1)
