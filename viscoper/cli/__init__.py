"""The command line. `viscoper --help` lists the commands; every command takes --json.

Exit status: 0 done, 1 failed, 2 the command was not usable as given. What fails is one line on standard error; a word
that no command knows is answered with the usage.
"""

import os
import sys
from pathlib import Path

import typer

from viscoper.cli import app as web_app
from viscoper.cli import cameras, evaluate, footage, index, models, reembed, route, search, serve, sightings
from viscoper.errors import ViscoperError
from viscoper.settings import load_settings

INTERRUPTED_STATUS = 130

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None, help=__doc__
)
app.add_typer(cameras.app, name="cameras")
app.add_typer(footage.app, name="footage")
app.add_typer(models.app, name="models")
app.add_typer(evaluate.app, name="evaluate")
app.command("index")(index.index)
app.command("search")(search.search)
app.command("reembed")(reembed.reembed)
app.command("sightings")(sightings.sightings)
app.command("route")(route.route)
app.command("serve")(serve.serve)
app.command("app")(web_app.app)


def main() -> None:
    """Entry point of the `viscoper` program."""
    try:
        keep_caches_at_home(load_settings().home)
        app()
    except ViscoperError as error:
        print(f"viscoper: {error}", file=sys.stderr)
        sys.exit(error.exit_status)
    except KeyboardInterrupt:
        print("viscoper: interrupted; what was indexed stays indexed", file=sys.stderr)
        sys.exit(INTERRUPTED_STATUS)


def keep_caches_at_home(home: Path) -> None:
    """Points the caches of libraries (Matplotlib, ONNX Runtime) into HOME: nothing is written elsewhere."""
    os.environ.setdefault("XDG_CACHE_HOME", str(home / "cache"))
    os.environ.setdefault("MPLCONFIGDIR", str(home / "cache" / "matplotlib"))
