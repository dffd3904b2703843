"""Refuses bodies that are too large, writes from pages of other sites, and requests for other host names."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LARGEST_BODY = 1024 * 1024
_LARGEST_UPLOAD = 10 * 1024 * 1024


_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
# The default policy. A page that sets its own policy keeps it.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"


@dataclass(frozen=True)
class Guard:
    """ASGI middleware.

    It refuses writes that a browser sends for a page of another site, and stops reading a body that is too large. It
    adds the headers that prevent framing.

    Attributes:
        app: The application.
        origins: Other origins whose pages may send writes.
    """

    app: ASGIApp
    origins: Collection[str] = ()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request, or pass it on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if scope["method"] not in _SAFE_METHODS and self._foreign(scope["scheme"], headers):
            message = "This request comes from a page of another site. Use `--cors ORIGIN` to allow it."
            await JSONResponse({"message": message}, 403)(scope, receive, send)
            return
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

        await self.app(scope, replay, _with_page_headers(send))

    def _foreign(self, scheme: str, headers: Headers) -> bool:
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        if origin == "null" and site == "same-origin":  # a page cannot set sec-fetch-site, only the browser can
            return False
        if origin is not None:
            own = f"{scheme}://{headers.get('host', '')}"
            return origin.lower() != own.lower() and origin not in self.origins
        return site == "cross-site"


@dataclass(frozen=True)
class HostGuard:
    """ASGI middleware. It returns 421 for host names that the server does not listen on.

    Otherwise a page of another site could reach this server by a name that resolves to it (DNS rebinding).

    Attributes:
        app: The application.
        host: The address that the server listens on.
    """

    app: ASGIApp
    host: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request, or pass it on."""
        given = Headers(scope=scope).get("host", "")
        if _hostname(given) in _names(self.host):
            await self.app(scope, receive, send)
        else:
            message = f"The sandbox does not listen on the host {given[:100]!r}."
            await JSONResponse({"message": message}, 421)(scope, receive, send)


def _names(host: str) -> Collection[str]:
    return {host.lower(), *_LOOPBACK} if host in _LOOPBACK or _is(host, "is_loopback") else {host.lower()}


def is_wildcard(host: str) -> bool:
    """Return whether a server on this address listens on all addresses of the machine."""
    return not host or _is(host, "is_unspecified")


def _is(host: str, what: str) -> bool:
    try:
        return bool(getattr(ipaddress.ip_address(host), what))
    except ValueError:
        return False


def _hostname(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def _with_page_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if headers.get("content-type", "").startswith("text/html"):
                headers.setdefault("Content-Security-Policy", _POLICY)
                headers["X-Frame-Options"] = "DENY"
        await send(message)

    return send_with_headers


async def _read(receive: Receive, limit: int) -> bytes | None:
    """Return the whole body. None if it is larger than the limit, or if the client disconnected."""
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
