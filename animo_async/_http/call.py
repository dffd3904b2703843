"""A call: what is sent at every attempt, encoded and checked before the first one."""

from __future__ import annotations

import math
import platform
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Self

import httpx
import orjson

from animo_async._version import __version__
from animo_async.errors import SAFE_METHODS
from animo_v1.types import UNSET

from .decoding import ACCEPTED
from .redaction import Secret

if TYPE_CHECKING:
    from animo_v1.operation import Request

    from .token import Token

_HEADERS = {
    "Accept": "application/json",
    "Accept-Encoding": ACCEPTED,
    "User-Agent": f"animo-async/{__version__} httpx/{httpx.__version__} python/{platform.python_version()}",
}

_url = lru_cache(maxsize=256)(httpx.URL)  # parsing one costs as much as the rest of building a request


@dataclass(frozen=True, slots=True)
class Call:
    """A request that can be sent any number of times. Its repr shows neither the body nor secrets."""

    method: str
    path: str
    operation: str | None
    url: httpx.URL = field(repr=False)
    headers: httpx.Headers = field(repr=False)
    content: bytes = field(repr=False)
    secrets: tuple[Secret, ...] = ()

    @property
    def where(self) -> dict[str, Any]:
        """The attributes that every error of this call has."""
        return {"method": self.method, "path": self.path, "operation": self.operation}


@lru_cache(maxsize=16)
def _headers(host: bytes) -> httpx.Headers:
    return httpx.Headers({"Host": host.decode("ascii"), **_HEADERS})


def prepare(
    base_url: str, method: str, request: Request, operation: str | None, secrets: tuple[Secret, ...] = ()
) -> Call:
    """Encode a request, so that it can be sent.

    Raises:
        ValueError: It has a value that cannot be sent, or its path makes no URL.
        TypeError: It has a value of a type that cannot be sent.
    """
    content, content_type = b"", ""
    try:
        url = _url(base_url + request.path + _query(request.params))
        if request.json is not None:
            content, content_type = _encoded(request.json), "application/json"
            if not content:
                raise TypeError("json must be made of dicts with text keys, lists, texts, numbers and booleans.")
        elif request.files is not None:
            form = httpx.Request(method, url, files=request.files)
            content, content_type = form.read(), form.headers["Content-Type"]
    except httpx.InvalidURL as error:
        raise ValueError(f"{request.path[:80]} makes no address that can be sent: {error}") from None
    problem = _unsendable(request.params, "params") or _unsendable(request.json, "json")
    if problem:
        raise ValueError(problem)
    headers = _headers(url.netloc)
    if content or method in {"POST", "PUT", "PATCH"}:
        headers = headers.copy()
        headers["Content-Length"] = str(len(content))
        if content_type:
            headers["Content-Type"] = content_type
    return Call(method, request.path, operation, url, headers, content, secrets + _secrets(request.json))


def http_request(call: Call, token: Token | None, trace: Callable[[str, Any], Awaitable[None]]) -> httpx.Request:
    """Return the HTTP request for one attempt. httpcore calls `trace` at each step of a write."""
    request = httpx.Request(call.method, call.url, headers=call.headers, stream=httpx.ByteStream(call.content))
    request.read()  # so that a given transport finds `content`
    request.stream = _Content(call.content)
    if token is not None:
        request.headers["Authorization"] = token.header
    if call.method not in SAFE_METHODS:
        request.extensions["trace"] = trace
    return request


class _Content(httpx.AsyncByteStream, AsyncIterator[bytes]):
    """The body of a request. httpx's class uses a generator, which a cancellation would leave unfinished."""

    def __init__(self, content: bytes) -> None:
        self._content = self._left = content

    def __aiter__(self) -> Self:
        self._left = self._content
        return self

    async def __anext__(self) -> bytes:
        if not self._left:
            raise StopAsyncIteration
        part, self._left = self._left, b""
        return part


def _query(params: Any) -> str:
    if params and not isinstance(params, Mapping):
        raise TypeError(f"params must be a mapping, not {type(params).__name__}.")
    return f"?{httpx.QueryParams(params)}" if params else ""


def _encoded(json: Any) -> bytes:
    """Return a body as JSON, or nothing when it cannot be one. It does not raise: a traceback would show the body."""
    with suppress(orjson.JSONEncodeError):
        return orjson.dumps(json)
    return b""


def _unsendable(value: Any, name: str) -> str:
    """Return what is wrong with a value that would silently be sent as something else, or nothing."""
    if value is UNSET:
        return f"{name} must not contain UNSET: leave the field out instead."
    if isinstance(value, float) and not math.isfinite(value):
        return f"{name} must not contain {value}: JSON has no such number."
    items = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return next(filter(None, (_unsendable(item, name) for item in items)), "")


def _secrets(json: Any) -> tuple[Secret, ...]:
    """Return the secrets in a body: a webhook is named by its token."""
    token = json.get("token") if isinstance(json, dict) else None
    return (Secret(token),) if isinstance(token, str) else ()
