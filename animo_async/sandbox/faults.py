"""Faults on demand, and a record of requests."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import anyio
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, JSONResponse, Response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_MOST = 1_000_000
_MESSAGES = {
    401: "Unauthenticated.",
    403: "This action is unauthorized.",
    404: "Not found.",
    405: "The method is not supported for this route.",
    422: "The given data was invalid.",
    429: "Too Many Attempts.",
    500: "Server Error",
}


@dataclass(frozen=True)
class Received:
    """A request as it arrived, without its token."""

    method: str
    path: str
    query: str
    headers: dict[str, str]


@dataclass
class Faults:
    """ASGI middleware that records each request and returns the faults that were added."""

    app: ASGIApp
    pauses: bool = True
    # Bounded, because a server may run for days.
    received: deque[Received] = field(default_factory=lambda: deque(maxlen=1000))
    pending: deque[tuple[int, float]] = field(default_factory=deque)

    def add(self, status: int, times: int, delay: float) -> None:
        """Make the next requests fail. Raises ValueError for an invalid argument."""
        if not 200 <= status <= 599:
            raise ValueError(f"the status must be from 200 to 599, not {status}")
        if not 1 <= times <= _MOST:
            raise ValueError(f"times must be from 1 to {_MOST}, not {times}")
        if not 0 <= delay < math.inf:
            raise ValueError(f"delay must be 0 or a positive number of seconds, not {delay}")
        self.pending.extend([(status, delay)] * times)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Return a fault, or pass the request on."""
        headers = {name: value for name, value in Headers(scope=scope).items() if name != "authorization"}
        self.received.append(Received(scope["method"], scope["path"], scope["query_string"].decode("latin-1"), headers))
        if not self.pending:
            await self.app(scope, receive, send)
            return
        status, delay = self.pending.popleft()
        await anyio.sleep(delay)
        answer = _failure(status)
        if status >= 400 and not self.pauses:
            answer.headers["Retry-After"] = "0"
        await answer(scope, receive, send)


def _failure(status: int) -> Response:
    if status in {502, 503, 504}:
        # The page that a proxy in front of the API would return.
        return HTMLResponse(f"<html><body><h1>{status}</h1><p>Please try again later.</p></body></html>", status)
    if status < 400:
        return Response(status_code=status)
    body: dict[str, object] = {"message": _MESSAGES.get(status, "")}
    if status == 422:
        body["errors"] = {}
    headers = {"Retry-After": "1", "X-RateLimit-Limit": "60", "X-RateLimit-Remaining": "0"} if status == 429 else None
    return JSONResponse(body, status, headers)
