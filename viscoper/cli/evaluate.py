"""viscoper evaluate tracking | reid | city | attributes"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from viscoper.cli.output import Json, busy, print_json, print_table
from viscoper.errors import FootageError
from viscoper.settings import Settings, load_settings

if TYPE_CHECKING:
    from viscoper.catalog import Catalog

app = typer.Typer(no_args_is_help=True, help="Measure against ground truth.")


@app.command()
def tracking(
    video: Path,
    gt: Path,
    every: Annotated[int, typer.Option(min=1, help="the ground truth has every Nth frame only")] = 1,
    json: Json = False,
) -> None:
    """Detection, tracking and unique images of one video against MOT text (frame,id,x,y,w,h; 1-based)."""
    from viscoper.evaluate.tracking import evaluate_tracking

    with busy(f"Reading {video.name}", hidden=json):
        figures = evaluate_tracking(video, gt, every, load_settings())
    _print("Tracking", figures, json)


@app.command()
def reid(
    directory: Path,
    protocol: Annotated[str, typer.Option(metavar="cross-camera|all")] = "cross-camera",
    json: Json = False,
) -> None:
    """The embedder on DIR/query and DIR/gallery, files PID_CAM_*.jpg|jpeg|png."""
    from viscoper.evaluate.reid import evaluate_reid

    with busy(f"Comparing the pictures of {directory}", hidden=json):
        figures = evaluate_reid(directory, protocol, load_settings())
    _print("Re-identification", figures, json)


@app.command()
def city(directory: Path, json: Json = False) -> None:
    """The whole system on a synthetic city: registers and indexes DIR's footage, then compares with its truth."""
    from viscoper.evaluate.city import evaluate_city
    from viscoper.gallery.gallery import Gallery

    settings = load_settings()
    with _indexed(directory, settings, json) as catalog, busy("Searching for everybody", hidden=json):
        figures = evaluate_city(directory, catalog, Gallery(settings), settings)
    _print("City", figures, json)


@app.command()
def attributes(directory: Path, json: Json = False) -> None:
    """What sightings are told to look like: registers and indexes DIR's footage, then compares with its truth."""
    from viscoper.evaluate.attributes import evaluate_attributes
    from viscoper.gallery.gallery import Gallery

    settings = load_settings()
    with _indexed(directory, settings, json) as catalog:
        figures = evaluate_attributes(directory, catalog, Gallery(settings))
    if json:
        print_json(figures)
        return
    rows = [
        (
            aspect,
            each["n"],
            *(f"{each[name]:.3f}" for name in ("accuracy", "accuracy_first", "balanced", "share")),
            wrong,
        )
        for aspect, each in figures.items()
        for wrong in [", ".join(f"{mistake} {times}" for mistake, times in each["confusion"].items())]
    ]
    print_table("Attributes", ("of", "sightings", "accuracy", "first name", "balanced", "share", "wrong"), rows)


@contextmanager
def _indexed(directory: Path, settings: Settings, hidden: bool) -> Iterator["Catalog"]:
    """The catalog with DIR's cameras and footage in it, all of it indexed."""
    from viscoper.catalog import open_catalog
    from viscoper.cli.indexing import run_index
    from viscoper.footage.storage import open_store
    from viscoper.register import register_folder

    with open_catalog(settings) as catalog:
        segments = register_folder(catalog, open_store(settings), directory)
        run_index(settings, catalog, segments, retry=True, hidden=hidden)
        for segment in (catalog.segments.get(each.segment_id) for each in segments):
            if segment.state != "indexed":
                raise FootageError(f"{directory / segment.name} is {segment.state}, not indexed: {segment.reason}")
        yield catalog


def _print(title: str, figures: dict[str, Any], json: bool) -> None:
    if json:
        print_json(figures)
    else:
        rows = [(key, f"{value:.4f}" if isinstance(value, float) else value) for key, value in figures.items()]
        print_table(title, ("figure", "value"), rows)
