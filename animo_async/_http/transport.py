"""One attempt: builds a request, sends it once, and returns what came of it as one frozen value."""

from __future__ import annotations

import math
import platform
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Self, cast
from urllib.parse import urlsplit
from urllib.request import getproxies

import anyio
import httpx
import orjson

from animo_async._version import __version__
from animo_async.errors import SAFE_METHODS, ConfigurationError
from animo_v1.types import UNSET

from .decoding import ACCEPTED, Decoder
from .pool import ConnectionPool, close
from .redaction import Secret

if TYPE_CHECKING:
    from animo_v1.types import Request

    from .connections import Connection
    from .token import Token

AsyncTransport = httpx.AsyncBaseTransport

_LARGEST_BODY = 64 * 1024 * 1024
_LARGEST_ERROR_BODY = 1024 * 1024
_BUFFERED_PARTS = 3  # that may come without waiting for the network
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError, httpx.PoolTimeout, httpx.UnsupportedProtocol)
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
        """What every error of this call carries."""
        return {"method": self.method, "path": self.path, "operation": self.operation}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one attempt.

    Attributes:
        status: The HTTP status, or None when no complete response arrived.
        headers: Those of the response.
        body: The decoded body, or as much of it as could be read.
        undecodable: Why the body could not be read, or "".
        failure: Why there is no complete response, or "".
        timed_out: Whether that reason is a timeout.
        never_sent: Whether no byte of the request can have reached the server.
        error: The exception of the transport, or None.
    """

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    undecodable: str = field(default="", repr=False)
    failure: str = field(default="", repr=False)
    timed_out: bool = False
    never_sent: bool = False
    error: Exception | None = field(default=None, repr=False)

    @property
    def ok(self) -> bool:
        """Whether the status is a 2xx."""
        return self.status is not None and 200 <= self.status < 300


class Transport:
    """Builds requests and sends them, one attempt at a time.

    Args:
        base_url: Where the API is.
        transport: What sends the requests, or None for connections of our own.

    Raises:
        ConfigurationError: The host, or a proxy or TLS variable of the environment, cannot be used.
    """

    def __init__(self, base_url: str, transport: httpx.AsyncBaseTransport | None) -> None:
        self.base_url = base_url
        try:
            self._url = httpx.URL(base_url)
            _ = self._url.host  # decodes it
            if not all(0 < len(label) < 64 for label in self._url.raw_host.removesuffix(b".").split(b".")):
                raise UnicodeError  # as trio does when it looks the host up
        except (httpx.InvalidURL, UnicodeError):
            raise ConfigurationError("base_url has a host that no request could be sent to.") from None
        if transport is not None and not isinstance(transport, httpx.AsyncBaseTransport):
            raise TypeError(f"transport must be an httpx.AsyncBaseTransport, not {type(transport).__name__}.")
        self._headers = httpx.Headers({"Host": self._url.netloc.decode("ascii"), **_HEADERS})
        self.closed = False
        self._given = transport
        if transport is None:
            _check_proxies()
            self._tls = _tls_context(self._url.scheme)

    def connect(self) -> Connection:
        """Make a connection. It opens with its first request."""
        from .connections import Connection  # noqa: PLC0415 - it says why

        return Connection(self._url, self._tls)

    async def close_given(self) -> bool:
        """Close the given transport, and return whether there is one."""
        if self._given is not None:
            await self._given.aclose()
        return self._given is not None

    def prepare(self, method: str, request: Request, operation: str | None, secrets: tuple[Secret, ...] = ()) -> Call:
        """Encode a request, so that it can be sent.

        Raises:
            ValueError: It has a value that cannot be sent, or its path makes no URL.
            TypeError: It has a value of a type that cannot be sent.
        """
        headers = self._headers
        content, content_type = b"", ""
        try:
            url = _url(self.base_url + request.path + _query(request.params))
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
        if content or method in {"POST", "PUT", "PATCH"}:
            headers = headers.copy()
            headers["Content-Length"] = str(len(content))
            if content_type:
                headers["Content-Type"] = content_type
        return Call(method, request.path, operation, url, headers, content, secrets + _secrets(request.json))

    async def attempt(self, call: Call, token: Token | None, timeout: float, pool: ConnectionPool) -> Outcome:
        """Send a request once. Whatever the server or the network does, it returns an outcome.

        Args:
            call: The request.
            token: The token to send, or None.
            timeout: Seconds until the last byte of the response.
            pool: The connections of this event loop.
        """
        from anyio.lowlevel import cancel_shielded_checkpoint, checkpoint_if_cancelled  # noqa: PLC0415 - slow to load

        progress = _Progress()
        request = _request(call, token, progress)
        with anyio.move_on_after(timeout):
            try:
                if self._given is not None:
                    await checkpoint_if_cancelled()
                    try:
                        return await _send(self._given, request, token)
                    finally:  # a transport that answers at once would never let other tasks run
                        await cancel_shielded_checkpoint()
                connection = await pool.acquire()
                try:
                    outcome = await _send(connection.transport, request, token)
                except BaseException:
                    await close(connection)
                    raise
                await pool.release(connection)
                return outcome
            except (httpx.RequestError, OSError) as error:
                return _failed(call, error, token, progress)
        return Outcome(timed_out=True, never_sent=progress.never_sent)


class _Progress:
    """Follows how far a request gets. httpcore calls it at each step."""

    def __init__(self) -> None:
        self._connecting = self._sending = False

    async def __call__(self, event: str, _info: Any) -> None:
        self._connecting |= event.startswith("connection.connect")
        self._sending |= event.endswith("send_request_headers.started")

    @property
    def never_sent(self) -> bool:
        """Whether no byte of the request can have left."""
        return self._connecting and not self._sending


class _Content(httpx.AsyncByteStream, AsyncIterator[bytes]):
    """The body of a request. Unlike httpx's own it is no generator, which a cancellation would leave unfinished."""

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


def _request(call: Call, token: Token | None, progress: _Progress) -> httpx.Request:
    request = httpx.Request(call.method, call.url, headers=call.headers, stream=httpx.ByteStream(call.content))
    request.read()  # so that a given transport finds `content`
    request.stream = _Content(call.content)
    if token is not None:
        request.headers["Authorization"] = token.header
    if call.method not in SAFE_METHODS:
        request.extensions["trace"] = progress
    return request


async def _send(transport: httpx.AsyncBaseTransport, request: httpx.Request, token: Token | None) -> Outcome:
    response = await transport.handle_async_request(request)
    try:
        ok = 200 <= response.status_code < 300
        limit = _LARGEST_BODY if ok else _LARGEST_ERROR_BODY
        decoder = Decoder(response.headers.get("content-encoding", ""), limit)
        parts = cast("AsyncGenerator[bytes]", aiter(cast("httpx.AsyncByteStream", response.stream)))
        try:
            async for part in parts:
                decoder.add(part)
                del part  # a traceback with locals shows it, and it may contain a secret
                if decoder.problem:
                    await _abandon(parts)
                    break
        except httpx.RequestError:
            if ok:  # the status of an error says enough
                raise
        body = decoder.finish()
        if ok and token is not None:
            body = token.redact_body(body)
        return Outcome(response.status_code, response.headers, body, decoder.problem)
    finally:
        await response.aclose()


async def _abandon(parts: AsyncGenerator[bytes]) -> None:
    """Leave a body unread. Only a cancellation unwinds all the generators that it passes through."""
    with anyio.CancelScope() as scope, suppress(httpx.RequestError):
        scope.cancel()
        for _ in range(_BUFFERED_PARTS):
            if await anext(parts, None) is None:
                break
    await parts.aclose()


def _check_proxies() -> None:
    """Raise ConfigurationError when the environment names proxies that cannot be used."""
    proxies = {name: address for name, address in getproxies().items() if name in {"http", "https", "all", "no"}}
    try:
        for address in proxies.values():
            _ = urlsplit(address).port
        if proxies:
            httpx.AsyncClient(verify=False)  # noqa: S501 - it reads the variables, and sends nothing
    except (ImportError, ValueError, httpx.InvalidURL) as error:
        names = ", ".join(f"{name.upper()}_PROXY" for name in proxies)
        reason = str(error) if isinstance(error, ImportError) else "one of them has an address that cannot be used."
        raise ConfigurationError(f"The proxy settings in {names} cannot be followed: {reason}") from None


def _tls_context(scheme: str) -> ssl.SSLContext:
    """Return the TLS context. For http it trusts nothing and costs nothing, because it is never used."""
    if scheme != "https":
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        return httpx.create_ssl_context()
    except OSError as error:  # ssl.SSLError is one
        raise ConfigurationError(f"SSL_CERT_FILE or SSL_CERT_DIR cannot be used: {error}") from None


def _failed(call: Call, error: Exception, token: Token | None, progress: _Progress) -> Outcome:
    if isinstance(error, httpx.RequestError):
        error.request = httpx.Request(call.method, call.url)  # one without the token
    text = _message(error)
    hidden = any(secret.redact(text) != text for secret in (token, *call.secrets) if secret is not None)
    return Outcome(
        failure=text,
        timed_out=isinstance(error, httpx.TimeoutException | TimeoutError),
        never_sent=isinstance(error, _NEVER_SENT) or progress.never_sent,
        error=None if hidden else error,  # one that shows a secret must not be the cause of ours
    )


def _message(error: BaseException) -> str:
    """Return what an error says. Some leave that to their cause."""
    cause: BaseException | None = error
    while cause is not None:
        if str(cause):
            return str(cause)
        cause = cause.__cause__ or cause.__context__
    return type(error).__name__


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
