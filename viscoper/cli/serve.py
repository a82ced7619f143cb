"""viscoper serve"""

import signal
import threading
from typing import Annotated

import typer

from viscoper.cli.listening import check_address
from viscoper.cli.output import print_line
from viscoper.settings import load_settings

DEFAULT_PORT = 8000


def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help="where the API listens")] = DEFAULT_PORT,
    host: Annotated[str, typer.Option(help="the address it listens at; another than this machine's needs a token")] = (
        "127.0.0.1"
    ),
) -> None:
    """Serve the search API, with its own Ray and (unless VISCOPER_MONGO_URI is set) its own MongoDB."""
    settings = load_settings()
    check_address(host, port, settings.access_token.get_secret_value() if settings.access_token else None)
    from ray_apps.server import running

    ended = threading.Event()
    with running(settings, host, port):
        for each in (signal.SIGTERM, signal.SIGINT):  # in place of those that Ray has put there
            signal.signal(each, lambda *_: ended.set())
        print_line(f"The API is at http://{host}:{port}, described at http://{host}:{port}/docs; Ctrl-C ends it")
        ended.wait()
