"""What a request must not be: too large."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LARGEST_BODY = 1024 * 1024
_LARGEST_UPLOAD = 10 * 1024 * 1024


@dataclass(frozen=True)
class Guard:
    """An ASGI application before another. It reads the body, and answers 413 as soon as it is too large."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or let it through."""
        headers = Headers(scope=scope)
        upload = headers.get("content-type", "").lower().startswith("multipart/form-data")
        limit = _LARGEST_UPLOAD if upload else _LARGEST_BODY
        declared = headers.get("content-length", "")
        body = None
        if not (declared.isdecimal() and int(declared) > limit):
            body = await _read(receive, limit)
        if body is None:
            message = f"The body is larger than {limit} bytes."
            await JSONResponse({"message": message}, 413, {"Connection": "close"})(scope, receive, send)
            return
        messages = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def replay() -> Message:
            return next(messages, None) or await receive()

        await self.app(scope, replay, send)


async def _read(receive: Receive, limit: int) -> bytes | None:
    """Return the whole body. None if it is larger than the limit, or if the client left."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > limit:
            return None
        if not message.get("more_body", False):
            return b"".join(parts)
