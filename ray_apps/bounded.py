"""How large a call may be: whatever comes after that is not read."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BYTES = 25 * 2**20


class Bounded:
    """Refuses bodies over MAX_BYTES with 413, also those that do not say their length."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        read = 0

        async def count() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > MAX_BYTES:
                raise HTTPException(413, f"the call is larger than {MAX_BYTES // 2**20} MB; send a smaller picture")
            return message

        await self._app(scope, count, send)
