"""viscoper models list | fetch"""

from typing import Annotated

import typer

from viscoper.cli.output import Json, busy, print_json, print_line, print_table
from viscoper.settings import load_settings

app = typer.Typer(no_args_is_help=True, help="Detectors and embedders.")


@app.command("list")
def list_models(json: Json = False) -> None:
    """The model manifest and the operator's own: what there is, from where, under which licence, what is fetched."""
    from models.fetch import model_path
    from models.manifest import read_models

    settings = load_settings()
    entries = [
        entry.model_dump(exclude={"npm", "openvino", "pixels", "shipped"})
        | {"fetched": entry.file is None or model_path(entry.file, settings, entry.shipped).exists()}
        for entry in read_models(settings.home)
    ]
    if json:
        print_json({"models": entries})
    else:
        columns = ("name", "task", "licence", "input", "metrics", "fetched")
        print_table("Models", columns, [[entry[column] for column in columns] for entry in entries])


@app.command()
def fetch(
    name: Annotated[list[str] | None, typer.Argument(help="models to fetch; default: the detector in use")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="say nothing")] = False,
    json: Json = False,
) -> None:
    """Fetch models, check them against the manifest and convert them. Does nothing for what is there."""
    from models.fetch import fetch as fetch_model

    settings = load_settings()
    with busy("Fetching models", hidden=json or quiet):
        paths = {each: fetch_model(each, settings) for each in name or [settings.detector]}
    if json:
        print_json({"models": {each: str(path) if path else None for each, path in paths.items()}})
    elif not quiet:
        for each, path in paths.items():
            print_line(f"{each}: {path or 'code alone, nothing to fetch'}")
