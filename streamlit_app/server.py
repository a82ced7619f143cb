"""The app as a web server: Streamlit, beside the library that its maps load in the browser."""

import logging
from importlib.resources import files
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from streamlit_app.gate import Gate
from viscoper.errors import ViscoperError

logger = logging.getLogger(__name__)
FOLDER = Path(__file__).parent
MAP_LIBRARY = "/assets/deck.js"
A_DAY = {"Cache-Control": "max-age=86400"}
INK, ACCENT, PAPER, PANEL, LINE = "#16202e", "#1a5fb4", "#ffffff", "#f4f6f9", "#d9dfe7"
FONTS = "'Noto Sans KR', 'Noto Sans CJK KR', 'Apple SD Gothic Neo', 'Malgun Gothic', 'Source Sans', sans-serif"
MAX_UPLOAD_MB = 200  # more than the API takes, whose refusal is a sentence in the page's language


def serve_app(host: str, port: int, token: str | None = None) -> None:
    """Serves the app until the process is stopped; with a token, only to those who have it."""
    application(token).run(config=configuration(host, port))


def application(token: str | None) -> Any:
    """The ASGI application. The map library is pydeck's own bundle, so that no browser asks anybody else for it."""
    return st.App(
        FOLDER / "main.py",
        routes=[Route(MAP_LIBRARY, _map_library)],
        middleware=[Middleware(Gate, token=token)] if token else [],
        on_script_error=show_error,
    )


def show_error(error: Exception) -> bool:
    """One sentence on the page for whatever a page could not do; what nobody foresaw is in the log with its trace."""
    from streamlit_app.language import _
    from streamlit_app.reasons import said

    if isinstance(error, ViscoperError):
        st.error(said(str(error)), icon=":material/error:")
    else:
        logger.error("a page failed", exc_info=error)
        st.error(_("This page met an unexpected problem; its log says more. Reload the page to go on."))
    return True


async def _map_library(_request: Request) -> Response:
    bundle = files("pydeck") / "nbextension" / "static" / "index.js"
    return FileResponse(str(bundle), media_type="text/javascript", headers=A_DAY)


def configuration(host: str, port: int) -> dict[str, Any]:
    """Streamlit's options: no telemetry, no developer's toolbar, our colours."""
    return {
        "server.address": host,
        "server.port": port,
        "server.headless": True,
        "server.fileWatcherType": "none",
        "server.maxUploadSize": MAX_UPLOAD_MB,
        "browser.gatherUsageStats": False,
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "theme.base": "light",
        "theme.primaryColor": ACCENT,
        "theme.backgroundColor": PAPER,
        "theme.secondaryBackgroundColor": PANEL,
        "theme.textColor": INK,
        "theme.borderColor": LINE,
        "theme.baseRadius": "6px",
        "theme.baseFontSize": 14,
        "theme.font": FONTS,
    }
