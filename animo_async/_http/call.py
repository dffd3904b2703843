"""A call: the request that every attempt sends. It is encoded and checked once, before the first attempt."""

from __future__ import annotations

import math
import platform
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Self

import httpx
import orjson

from animo_async._version import __version__
from animo_async.errors import SAFE_METHODS
from animo_v1.types import UNSET, Unset

from .decoding import ACCEPTED
from .options import OwnHeaders
from .redaction import Secret

if TYPE_CHECKING:
    from animo_v1.operation import Request

    from .token import Token

_HEADERS = {
    "Accept": "application/json",
    "Accept-Encoding": ACCEPTED,
    "User-Agent": f"animo-async/{__version__} httpx/{httpx.__version__} python/{platform.python_version()}",
}

_SURROGATE = "a lone surrogate, which is half a character and cannot be sent"
_SECRET_KEY = re.compile("token|secret|password", re.IGNORECASE)

_url = lru_cache(maxsize=256)(httpx.URL)  # parsing a URL takes as long as the rest of building a request


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

    def secrets_and(self, token: Token | None) -> tuple[Secret, ...]:
        """Return everything that must not be shown: the secrets of the body, and the token if there is one."""
        return self.secrets if token is None else (token, *self.secrets)

    @property
    def where(self) -> dict[str, Any]:
        """The attributes that every error of this call has."""
        return {"method": self.method, "path": self.path, "operation": self.operation}


@lru_cache(maxsize=16)
def _headers(host: bytes, own: OwnHeaders) -> httpx.Headers:
    headers = httpx.Headers({"Host": host.decode("ascii"), **_HEADERS})
    for name, value in own:
        headers[name] = f"{value} {headers[name]}" if name == "user-agent" else value
    return headers


def prepare(
    base_url: str,
    method: str,
    request: Request,
    operation: str | None,
    *,
    headers: OwnHeaders = (),
    secrets: tuple[Secret, ...] = (),
) -> Call:
    """Check and encode a request.

    Args:
        base_url: The URL of the API.
        method: The HTTP method, in capitals.
        request: What to send.
        operation: The operationId, or None.
        headers: Headers that the user adds.
        secrets: Strings that must not be shown, in addition to the secrets in the body.

    Raises:
        ValueError: The request has a value that cannot be sent, or its path is not valid in a URL.
        TypeError: The request has a value of a type that cannot be sent.
    """
    problem = _query_problem(request.params)
    if problem is not None:
        raise problem
    try:
        url = _url(base_url + request.path + (f"?{httpx.QueryParams(request.params)}" if request.params else ""))
    except httpx.InvalidURL as error:
        raise ValueError(f"{request.path[:80]} cannot be part of a URL: {error}") from None
    body = _body(request, url)
    if isinstance(body, Exception):
        raise body
    all_headers = _headers(url.netloc, headers)
    if body.content or method in {"POST", "PUT", "PATCH"}:
        all_headers = all_headers.copy()
        all_headers["Content-Length"] = str(len(body.content))
        if body.content_type:
            all_headers["Content-Type"] = body.content_type
    return Call(method, request.path, operation, url, all_headers, body.content, (*secrets, *_secrets(request.json)))


def http_request(call: Call, token: Token | None, trace: Callable[[str, Any], Awaitable[None]]) -> httpx.Request:
    """Return the HTTP request for one attempt. If it is a write, httpcore calls `trace` at each step."""
    request = httpx.Request(call.method, call.url, headers=call.headers, stream=httpx.ByteStream(call.content))
    request.read()  # so that a transport from the user can read `content`
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


@dataclass(frozen=True, slots=True)
class _Body:
    content: bytes = field(default=b"", repr=False)
    content_type: str = ""


# These functions return errors instead of raising them. A traceback with locals would show the values in their frames.


def _query_problem(params: Any) -> Exception | None:
    if not isinstance(params, Mapping):
        return TypeError(f"params must be a mapping, not {type(params).__name__}.")
    for name, value in params.items():
        if not isinstance(name, str):
            return TypeError(f"params must have string keys, not {type(name).__name__}.")
        for item in (name, *value) if isinstance(value, list | tuple) else (name, value):
            if item is not None and not isinstance(item, str | int | float | Unset):
                return TypeError(
                    f"params must contain strings, numbers, booleans or lists of them, not {type(item).__name__}."
                )
            problem = _value_problem(item, "params")
            if problem is not None:
                return problem
    return None


def _body(request: Request, url: httpx.URL) -> _Body | Exception:
    """Return the encoded body, or an error if a value cannot be sent or would silently be sent as another one."""
    if request.files is not None:
        form = httpx.Request("POST", url, files=request.files)
        return _Body(form.read(), form.headers["Content-Type"])
    if request.json is None:
        return _Body()
    try:
        content = orjson.dumps(request.json)
    except orjson.JSONEncodeError as error:  # the message of this error contains no value
        kind = ValueError if "surrogate" in str(error) else TypeError
        return kind(f"json must consist of dicts with string keys, lists, strings, numbers and booleans: {error}.")
    return _nested_problem(request.json) or _Body(content, "application/json")


def _nested_problem(value: Any) -> Exception | None:
    items = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    problems = (_nested_problem(item) for item in items)
    return _value_problem(value, "json") or next((problem for problem in problems if problem is not None), None)


def _value_problem(value: object, where: str) -> Exception | None:
    if value is UNSET:
        return ValueError(f"{where} must not contain UNSET. Leave the field out instead.")
    if isinstance(value, float) and not math.isfinite(value):
        return ValueError(f"{where} must not contain {value}. Numbers must be finite.")
    if isinstance(value, str) and re.search("[\ud800-\udfff]", value):
        return ValueError(f"{where} must not contain {_SURROGATE}.")
    return None


def _secrets(value: Any) -> Iterator[Secret]:
    """Yield the secrets in a body, such as the token that identifies a webhook."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            if isinstance(item, str) and _SECRET_KEY.search(key):
                yield Secret(item)
            else:
                yield from _secrets(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _secrets(item)
