"""Where there is an access token, the app is for those who have it: everything else is answered with 401 and a form."""

import hashlib
import hmac
from urllib.parse import parse_qs

from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

COOKIE = "viscoper_app"
ENTRY = "/enter"
TWELVE_HOURS_S = 12 * 3600
MAX_FORM_BYTES = 4096
POLICY_VIOLATION = 1008  # RFC 6455: what a WebSocket is closed with that may not be opened
_PAGE = """<!doctype html><meta charset="utf-8"><title>VISCOPER</title>
<body style="font:15px sans-serif;display:grid;place-items:center;height:90vh;color:#16202e">
<form method="post" action="{entry}" style="display:grid;gap:10px;width:300px"><b>VISCOPER</b>
<label for="token">접근 토큰 · Access token</label><input id="token" name="token" type="password" autofocus required>
<button>열기 · Open</button><span style="color:#b3261e">{problem}</span></form>"""
_WRONG = "토큰이 맞지 않습니다. · This is not the access token."


class Gate:
    """ASGI middleware. Who has given the token once carries a cookie that proves it without being it."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._token = token
        self._proof = hmac.new(token.encode(), COOKIE.encode(), hashlib.sha256).hexdigest()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or self._may_enter(HTTPConnection(scope)):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        else:
            answer = await self._answer(Request(scope, receive))
            await answer(scope, receive, send)

    def _may_enter(self, connection: HTTPConnection) -> bool:
        shown = connection.headers.get("authorization", "").removeprefix("Bearer ")
        return _same(connection.cookies.get(COOKIE, ""), self._proof) or _same(shown, self._token)

    async def _answer(self, request: Request) -> Response:
        if request.method != "POST" or request.url.path != ENTRY:
            return _form("")
        given = parse_qs(await _body(request)).get("token", [""])[0]
        if not _same(given, self._token):
            return _form(_WRONG)
        answer = RedirectResponse("/", status_code=303)
        answer.set_cookie(
            COOKIE, self._proof, max_age=TWELVE_HOURS_S, httponly=True, samesite="strict",
            secure=request.url.scheme == "https",
        )  # fmt: skip
        return answer


async def _body(request: Request) -> str:
    whole = b""
    async for part in request.stream():
        whole += part
        if len(whole) > MAX_FORM_BYTES:
            return ""
    return whole.decode("utf-8", "replace")


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode(), wanted.encode())


def _form(problem: str) -> HTMLResponse:
    return HTMLResponse(_PAGE.format(entry=ENTRY, problem=problem), status_code=401)
