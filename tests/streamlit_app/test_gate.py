"""With an access token nothing of the app answers without it."""

import threading
import time
from collections.abc import Iterator

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from streamlit_app.gate import COOKIE, ENTRY, Gate

TOKEN = "a-token-of-the-office"  # noqa: S105  made up for this test


async def page(_request: object) -> PlainTextResponse:
    return PlainTextResponse("inside")


async def stream(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("inside")
    await socket.close()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """host:port of a real server behind the gate."""
    app = Starlette(routes=[Route("/", page), WebSocketRoute("/stream", stream)])
    server = uvicorn.Server(uvicorn.Config(Gate(app, TOKEN), host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    host, port = server.servers[0].sockets[0].getsockname()
    yield f"{host}:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"http://{address}") as client:
        yield client


@pytest.mark.parametrize(
    ("headers", "cookies", "status"),
    [
        pytest.param({}, {}, 401, id="nothing shown"),
        pytest.param({"Authorization": "Bearer another-token"}, {}, 401, id="another token"),
        pytest.param({}, {COOKIE: TOKEN}, 401, id="token as cookie"),
        pytest.param({"Authorization": f"Bearer {TOKEN}"}, {}, 200, id="token"),
    ],
)
def test_who_may_enter(client: httpx.Client, headers: dict[str, str], cookies: dict[str, str], status: int) -> None:
    client.cookies.update(cookies)
    answer = client.get("/", headers=headers)
    assert answer.status_code == status
    assert ("inside" in answer.text) == (status == 200)


def test_the_token_opens_pages_and_their_sockets(client: httpx.Client, address: str) -> None:
    with pytest.raises(InvalidStatus, match="403"), connect(f"ws://{address}/stream", proxy=None):
        pass
    entered = client.post(ENTRY, data={"token": TOKEN})
    assert (entered.status_code, entered.headers["location"]) == (303, "/")
    assert TOKEN not in entered.headers["set-cookie"]
    assert client.get("/").text == "inside"
    cookie = {"Cookie": f"{COOKIE}={client.cookies[COOKIE]}"}
    with connect(f"ws://{address}/stream", additional_headers=cookie, proxy=None) as socket:
        assert socket.recv() == "inside"


@pytest.mark.parametrize("form", [{"token": "wrong"}, {}, {"token": "x" * 10_000}], ids=["wrong", "empty", "huge"])
def test_a_wrong_token_opens_nothing(client: httpx.Client, form: dict[str, str]) -> None:
    answer = client.post(ENTRY, data=form)
    assert answer.status_code == 401 and COOKIE not in answer.headers.get("set-cookie", "")
