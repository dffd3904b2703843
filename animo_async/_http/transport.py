"""The one place that talks to the network, and the only module that imports httpx."""

from __future__ import annotations

import platform
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import suppress
from functools import lru_cache
from typing import Any, cast
from urllib.parse import urlsplit
from urllib.request import getproxies

import anyio
import httpx
import orjson

from animo_async._version import __version__
from animo_async.errors import (
    SAFE_METHODS,
    APIConnectionError,
    APITimeoutError,
    ConfigurationError,
    ResponseFormatError,
)

from .connections import KEEPALIVE, Stack, close
from .decoding import ACCEPTED, BYTE_ORDER_MARK, Decoder
from .exchange import Exchange

AsyncTransport = httpx.AsyncBaseTransport
Request = httpx.Request

_LARGEST_BODY = 64 * 1024 * 1024
_LARGEST_ERROR_BODY = 1024 * 1024
_BUFFERED_PARTS = 3  # that may come without a look at the network
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError, httpx.PoolTimeout, httpx.UnsupportedProtocol)
_HEADERS = {
    "Accept": "application/json",
    "Accept-Encoding": ACCEPTED,
    "User-Agent": f"animo-async/{__version__} httpx/{httpx.__version__} python/{platform.python_version()}",
}

_EMPTY = httpx.ByteStream(b"")
_url = lru_cache(maxsize=256)(httpx.URL)  # parsing one costs as much as making the rest of a request


class Transport:
    """Makes requests and carries them, one attempt at a time.

    Args:
        base_url: Where the API is.
        transport: What carries the requests, instead of httpx's own transport.
    """

    def __init__(self, base_url: str, transport: httpx.AsyncBaseTransport | None) -> None:
        self.base_url = base_url
        try:
            url = httpx.URL(self.base_url)
            _ = url.host
            if not all(0 < len(label) < 64 for label in url.raw_host.removesuffix(b".").split(b".")):
                raise UnicodeError  # as trio does when it looks the host up
        except (httpx.InvalidURL, UnicodeError):
            raise ConfigurationError("base_url has a host that no request could be sent to.") from None
        if transport is not None and not isinstance(transport, httpx.AsyncBaseTransport):
            raise TypeError(f"transport must be an httpx.AsyncBaseTransport, not {type(transport).__name__}.")
        self._headers = httpx.Headers({"Host": url.netloc.decode("ascii"), **_HEADERS})
        self._given = transport
        tls = httpx.create_ssl_context() if transport is None else None
        proxied = transport is None and _proxied()
        self._connections = Stack(lambda: _Routed(tls) if proxied else _Connection(url, tls))

    async def aclose(self) -> None:
        """Close all connections; a second time does nothing."""
        if self._given is not None:
            await self._given.aclose()
        await self._connections.aclose()

    def request(self, exchange: Exchange, *, params: Any = None, json: Any = None, files: Any = None) -> httpx.Request:
        """Make the request of an exchange, to be carried as often as it takes.

        Raises:
            ValueError: No address can be made of it.
            TypeError: `json` cannot be JSON.
        """
        safe = exchange.method in SAFE_METHODS
        headers = self._headers
        content = stream = None
        if json is not None:
            content = orjson.dumps(json)
            headers = headers.copy()
            headers["Content-Type"] = "application/json"
        elif safe and files is None:
            stream = _EMPTY  # else httpx works out the headers of a body, half of what making a request takes
        where = self.base_url + exchange.path
        try:
            if params:
                where += f"?{httpx.QueryParams(params)}"
            url = _url(where)
            request = httpx.Request(exchange.method, url, headers=headers, content=content, files=files, stream=stream)
        except httpx.InvalidURL as error:
            raise ValueError(f"{exchange.path[:80]} makes no address that can be sent: {error}") from None
        request.stream = _Content(request.read())
        if not safe:
            request.extensions["trace"] = exchange.trace
        return request

    async def carry(self, exchange: Exchange, request: httpx.Request) -> Any:
        """Send a request once and note in the exchange what came of it.

        Returns:
            The decoded JSON of a 2xx answer; None when it has no body, and for any other answer.

        Raises:
            APIConnectionError: No whole answer came.
            ResponseFormatError: A 2xx that cannot be read.
        """
        if exchange.token is not None:
            request.headers["Authorization"] = exchange.token.header
        try:
            return await self._carry(exchange, request)
        except (httpx.RequestError, OSError) as error:
            if isinstance(error, httpx.RequestError):
                error.request = httpx.Request(exchange.method, request.url)  # one without the token
            failure = _failure(exchange, error)
            cause = error if exchange.scrub(_told(error)) == _told(error) else None
        # Not in the handler: an error that shows a secret must not come along as the context of this one.
        raise failure from cause

    async def _carry(self, exchange: Exchange, request: httpx.Request) -> Any:
        if self._given is not None:
            # One that answers at once would never let others run, nor notice that a time limit has passed.
            from anyio.lowlevel import cancel_shielded_checkpoint, checkpoint_if_cancelled  # noqa: PLC0415 - slow to load

            await checkpoint_if_cancelled()
            try:
                return await _answer(self._given, exchange, request)
            finally:
                await cancel_shielded_checkpoint()
        connection = await self._connections.take()
        try:
            data = await _answer(connection, exchange, request)
        except BaseException:
            await close(connection)
            raise
        await self._connections.put_back(connection)
        return data


async def _answer(transport: httpx.AsyncBaseTransport, exchange: Exchange, request: httpx.Request) -> Any:
    response = await transport.handle_async_request(request)
    try:
        exchange.answered(response.status_code, response.headers)
        await _read(response, exchange)
    finally:
        await response.aclose()
    # An answer that is no JSON closes its connection, for who knows what else is on it.
    return _json(exchange) if exchange.ok else None


class _Connection(httpx.AsyncHTTPTransport):
    """httpx's transport with one connection in the place of its pool, which takes a fifth of a call's time."""

    def __init__(self, url: httpx.URL, tls: Any) -> None:
        super().__init__(verify=tls)
        from .connection import Connection  # noqa: PLC0415 - it says why

        self._connection = Connection(url.raw_scheme, url.raw_host, url.port, tls, KEEPALIVE)
        # Not public. If it has another name one day, requests take the way through the pool, and all else stays.
        self._pool = self._connection  # type: ignore[assignment]

    @property
    def usable(self) -> bool:
        """Whether the next request can go over it."""
        return self._connection.usable

    def forget(self) -> None:
        """Leave it without closing it, which only its own event loop could do."""
        self._connection.forget()


class _Routed(httpx.AsyncBaseTransport):
    """Sends as the proxy environment variables say, which only httpx's client knows to read."""

    usable = True  # its pool of one sees to that

    def __init__(self, tls: Any) -> None:
        limits = httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=KEEPALIVE)
        self._client = httpx.AsyncClient(verify=tls, limits=limits, timeout=None)  # noqa: S113 - kept by the sender

    def forget(self) -> None:
        """Leave it without closing it."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._client.cookies.clear()  # a session that Laravel started is nobody's
        return await self._client.send(request, stream=True)

    async def aclose(self) -> None:
        await self._client.aclose()


def _proxied() -> bool:
    """Whether the environment names proxies; ConfigurationError when they cannot be used."""
    proxies = [proxy for name, proxy in getproxies().items() if name in ("http", "https", "all")]
    try:
        for proxy in proxies:
            _ = urlsplit(proxy).port
        if proxies:
            httpx.AsyncClient(verify=False)  # noqa: S501 - it reads the variables, and sends nothing
    except (ImportError, ValueError, httpx.InvalidURL) as error:
        reason = str(error) if isinstance(error, ImportError) else "one of them is no address that can be used."
        raise ConfigurationError(
            f"HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY, as they are set, cannot be followed: {reason}"
        ) from None
    return bool(proxies)


class _Content(httpx.AsyncByteStream):
    """The bytes of a request, to be sent as often as it takes.

    Unlike httpx's own, it is no generator, which a cancellation would leave unfinished.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content

    def __aiter__(self) -> AsyncIterator[bytes]:
        return _Once(self._content)


class _Once(AsyncIterator[bytes]):
    def __init__(self, content: bytes) -> None:
        self._left = [content] if content else []

    async def __anext__(self) -> bytes:
        if not self._left:
            raise StopAsyncIteration
        return self._left.pop()


async def _read(response: httpx.Response, exchange: Exchange) -> None:
    """Read the body up to a limit; of an error no more than its beginning."""
    body = Decoder(response.headers.get("content-encoding", ""), _LARGEST_BODY if exchange.ok else _LARGEST_ERROR_BODY)
    parts = cast("AsyncGenerator[bytes]", aiter(cast("httpx.AsyncByteStream", response.stream)))
    try:
        async for part in parts:
            body.add(part)
            del part  # so that no traceback with locals shows what an answer may echo
            if body.problem:
                await _abandon(parts)
                break
    except httpx.RequestError:
        if exchange.ok:  # else the status says enough
            raise
    exchange.content = body.finish()
    if exchange.ok and exchange.token is not None:
        exchange.content = exchange.token.redact_body(exchange.content)
    if body.problem and exchange.ok:
        raise ResponseFormatError(reason=exchange.scrub(body.problem), **exchange.where)


async def _abandon(parts: AsyncGenerator[bytes]) -> None:
    """Leave a body unread. Only a cancellation unwinds all the generators that it comes through."""
    with anyio.CancelScope() as scope, suppress(httpx.RequestError):
        scope.cancel()
        for _ in range(_BUFFERED_PARTS):
            if await anext(parts, None) is None:
                break
    await parts.aclose()


def _json(exchange: Exchange) -> Any:
    if not exchange.content.strip():
        return None
    with suppress(ValueError):  # which holds the whole document, with what it may echo
        return orjson.loads(exchange.content.removeprefix(BYTE_ORDER_MARK))
    kind = exchange.scrub(exchange.headers.get("content-type", "no content type"))
    reason = f"it is not JSON ({kind}); a login page or a proxy answers like this, so check base_url"
    raise ResponseFormatError(reason=reason, **exchange.where)


def _failure(exchange: Exchange, error: Exception) -> Exception:
    exchange.status = None  # whatever came was not whole
    if isinstance(error, _NEVER_SENT):
        exchange.never_sent = True
    kind = APITimeoutError if isinstance(error, httpx.TimeoutException | TimeoutError) else APIConnectionError
    return kind(reason=exchange.scrub(_told(error)), **exchange.reach)


def _told(error: BaseException) -> str:
    """Return what an error says; some leave that to the one that caused them."""
    cause: BaseException | None = error
    while cause is not None:
        if str(cause):
            return str(cause)
        cause = cause.__cause__ or cause.__context__
    return type(error).__name__
