"""Options that several commands share: which cameras, which time, which kind."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from viscoper.clock import parse_time
from viscoper.errors import UsageError

if TYPE_CHECKING:
    from viscoper.catalog import Catalog
    from viscoper.search.select import Kind, Selection

CameraNames = Annotated[list[str] | None, typer.Option("--camera", help="camera name; may be repeated")]
Near = Annotated[str | None, typer.Option("--near", metavar="LON,LAT", help="cameras around this point")]
Radius = Annotated[float | None, typer.Option("--radius", metavar="M", help="metres around --near")]
From = Annotated[str | None, typer.Option("--from", metavar="T", help="start of the time window, with its zone")]
To = Annotated[str | None, typer.Option("--to", metavar="T", help="end of the time window, with its zone")]
KindOption = Annotated[str | None, typer.Option("--kind", metavar="person|vehicle", help="only this kind")]


def make_selection(
    catalog: "Catalog",
    names: Sequence[str] | None,
    near: str | None = None,
    radius: float | None = None,
    start: str | None = None,
    end: str | None = None,
    kind: str | None = None,
) -> "Selection":
    """The selection that the options describe. Raises UsageError for each that makes no sense."""
    from viscoper.search.select import Selection, parse_point, select_cameras

    return Selection(
        cameras=select_cameras(catalog.cameras, names or (), parse_point(near) if near is not None else None, radius),
        start=parse_time(start) if start is not None else None,
        end=parse_time(end) if end is not None else None,
        kind=_kind(kind),
    )


def _kind(text: str | None) -> "Kind | None":
    match text:
        case None | "person" | "vehicle":
            return text
        case _:
            raise UsageError(f"--kind '{text}' is neither person nor vehicle")
