"""viscoper app"""

from typing import Annotated

import typer

from viscoper.cli.listening import check_address
from viscoper.cli.output import print_line
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
    check_address(host, port, token)
    print_line(f"The app is at http://{host}:{port} and asks the API at {settings.api_url}; Ctrl-C ends it")
    serve_app(host, port, token)
