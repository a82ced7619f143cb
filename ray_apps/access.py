"""Who may call: this machine only, unless there is an access token; then whoever carries it, and nobody else."""

import hmac

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from ray_apps.problems import problem
from ray_apps.signing import is_signed

# They say nothing but that the service lives, which load balancers must be able to ask.
OPEN = ("/healthz", "/readyz")


class AccessToken:
    """Answers 401 to every call without the token: as `Authorization: Bearer TOKEN`, or a signed path to read."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._allowed(Request(scope)):
            sentence = "this call carries no valid access token; send it as 'Authorization: Bearer TOKEN'"
            await problem(401, sentence, {"WWW-Authenticate": "Bearer"})(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _allowed(self, request: Request) -> bool:
        if request.url.path in OPEN:
            return True
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), self._token.encode()):
            return True
        query = f"?{request.url.query}" if request.url.query else ""
        return request.method in ("GET", "HEAD") and is_signed(request.url.path + query, self._token)
