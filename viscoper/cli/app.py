"""viscoper app"""

import ipaddress
import socket
from typing import Annotated

import typer

from viscoper.cli.output import print_line
from viscoper.errors import UsageError
from viscoper.settings import load_settings

DEFAULT_PORT = 8501


def app(
    port: Annotated[int, typer.Option(min=1, max=65535, help="where browsers find it")] = DEFAULT_PORT,
    host: Annotated[str, typer.Option(help="the address it listens at; another than this machine's needs a token")] = (
        "127.0.0.1"
    ),
) -> None:
    """Serve the investigator's web app; it asks the API of `viscoper serve`."""
    from streamlit_app.server import serve_app

    settings = load_settings()
    token = settings.access_token.get_secret_value() if settings.access_token else None
    if token is None and not is_loopback(host):
        raise UsageError(f"--host {host} is not this machine alone: set VISCOPER_ACCESS_TOKEN to serve others")
    refuse_taken(host, port)
    print_line(f"The app is at http://{host}:{port} and asks the API at {settings.api_url}; Ctrl-C ends it")
    serve_app(host, port, token)


def is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def refuse_taken(host: str, port: int) -> None:
    """Raises UsageError when nothing can listen there."""
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as error:
        raise UsageError(f"nothing can listen at {host}:{port}: {error.strerror}; choose another --port") from None
