"""What is being asked before the search starts, kept in the URL so that a reload or a second tab loses nothing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

import streamlit as st

from ray_apps.schemas.descriptions import MAX_LETTERS
from viscoper.catalog.geography import Point, checked_point
from viscoper.clock import format_time, parse_time
from viscoper.errors import UsageError

FIELDS = ("query", "words", "all", "camera", "near", "radius", "from", "to", "kind")
# Of more cameras than this the page names those that are left out, when they are fewer: addresses have an end.
MOST_NAMED = 100


@dataclass(frozen=True)
class Draft:
    """Pictures (query ids), a description, where (camera ids, all but these with `everywhere`, or `radius_m` around
    `near`), when, and which kind."""

    queries: tuple[str, ...] = ()
    description: str | None = None
    everywhere: bool = False
    cameras: tuple[str, ...] = ()
    near: Point | None = None
    radius_m: float | None = None
    start: datetime | None = None
    end: datetime | None = None
    kind: str | None = None

    @classmethod
    def read(cls) -> Self:
        """The draft of the page's URL; parts of it that make no sense are left out."""
        values = st.query_params
        return cls(
            queries=tuple(values.get_all("query")),
            description=values.get("words", "")[:MAX_LETTERS] or None,
            everywhere="all" in values,
            cameras=tuple(each for each in ",".join(values.get_all("camera")).split(",") if each),
            near=_point(values.get("near")),
            radius_m=_radius(values.get("radius")),
            start=_time(values.get("from")),
            end=_time(values.get("to")),
            kind=values.get("kind") if values.get("kind") in ("person", "vehicle") else None,
        )

    def write(self) -> None:
        """Puts the draft into the page's URL; other parameters stay."""
        values: dict[str, Sequence[str]] = {
            "query": self.queries,
            "words": [self.description] if self.description else (),
            "all": ["1"] if self.everywhere else (),
            "camera": [",".join(self.cameras)] if self.cameras else (),
            "near": [str(self.near)] if self.near else (),
            "radius": [f"{self.radius_m:g}"] if self.radius_m else (),
            "from": [format_time(self.start)] if self.start else (),
            "to": [format_time(self.end)] if self.end else (),
            "kind": [self.kind] if self.kind else (),
        }
        for name, several in values.items():
            set_parameter(name, several)

    def change(self, **fields: Any) -> None:
        """Puts the draft with these fields changed into the URL and shows the page anew."""
        replace(self, **fields).write()
        st.rerun()

    def choosing(self, chosen: Collection[str], every: Collection[str]) -> Self:
        """The draft with these of all cameras (ids) chosen one by one."""
        everywhere = MOST_NAMED < len(chosen) and len(every) < 2 * len(chosen)
        named = set(every).difference(chosen) if everywhere else chosen
        return replace(self, everywhere=everywhere, cameras=tuple(sorted(named)), near=None, radius_m=None)

    def toggled(self, camera_id: str) -> tuple[str, ...]:
        """The named cameras with this one put in, or taken out."""
        if camera_id in self.cameras:
            return tuple(each for each in self.cameras if each != camera_id)
        return (*self.cameras, camera_id)


def set_parameter(name: str, values: Sequence[str]) -> None:
    """The URL's parameter with these values; gone without any."""
    if list(values) == st.query_params.get_all(name):
        return
    if values:
        st.query_params[name] = list(values)
    else:
        st.query_params.pop(name, None)


def _point(text: str | None) -> Point | None:
    try:
        longitude, latitude = (text or "").split(",")
        return checked_point(float(longitude), float(latitude))
    except (ValueError, UsageError):
        return None


def _radius(text: str | None) -> float | None:
    try:
        radius = float(text or "")
    except ValueError:
        return None
    return radius if 0 < radius < 1e6 else None


def _time(text: str | None) -> datetime | None:
    try:
        return parse_time(text or "")
    except UsageError:
        return None
