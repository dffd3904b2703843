"""One attempt: sends a request once and returns the result as an immutable object."""

from __future__ import annotations

import ssl
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import anyio
import httpx

from animo_async.errors import ConfigurationError

from .call import Call, http_request
from .decoding import Decoder
from .options import check_proxies, tls_context
from .pool import ConnectionPool, close
from .preload import preload

if TYPE_CHECKING:
    from .connections import Connection
    from .token import Token

AsyncTransport = httpx.AsyncBaseTransport

_LARGEST_BODY = 64 * 1024 * 1024
_LARGEST_ERROR_BODY = 1024 * 1024
_BUFFERED_PARTS = 3  # the number of parts that may arrive without waiting for the network
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError, httpx.PoolTimeout, httpx.UnsupportedProtocol)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one attempt.

    Attributes:
        status: The HTTP status, or None when no complete response arrived.
        headers: The headers of the response.
        body: The decoded body, or as much of it as could be read.
        undecodable: Why the body could not be read, or "".
        failure: Why there is no complete response, or "".
        timed_out: Whether `failure` is a timeout.
        never_sent: Whether no byte of the request can have reached the server.
        untrusted: Whether a certificate could not be verified.
        error: The exception that the transport raised, or None.
    """

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    undecodable: str = field(default="", repr=False)
    failure: str = field(default="", repr=False)
    timed_out: bool = False
    never_sent: bool = False
    untrusted: bool = False
    error: Exception | None = field(default=None, repr=False)

    @property
    def ok(self) -> bool:
        """Whether the status is a 2xx."""
        return self.status is not None and 200 <= self.status < 300


class Transport:
    """Sends requests, one attempt at a time.

    Args:
        base_url: The URL of the API.
        transport: The user's transport. It is never closed. None to open connections.

    Raises:
        ConfigurationError: The host, or a proxy or TLS environment variable, cannot be used.
    """

    def __init__(self, base_url: str, transport: httpx.AsyncBaseTransport | None) -> None:
        self.base_url = base_url
        try:
            self._url = httpx.URL(base_url)
            _ = self._url.host  # raises if the host cannot be decoded
            if not all(0 < len(label) < 64 for label in self._url.raw_host.removesuffix(b".").split(b".")):
                raise UnicodeError  # trio would raise it when it looks up the host
        except (httpx.InvalidURL, UnicodeError):
            raise ConfigurationError("base_url has an invalid host name.") from None
        if transport is not None and not isinstance(transport, httpx.AsyncBaseTransport):
            raise TypeError(f"transport must be an httpx.AsyncBaseTransport, not {type(transport).__name__}.")
        self.closed = False
        self._given = transport
        preload()
        if transport is None:
            from .connections import Connection  # noqa: PLC0415 - see connections.py

            check_proxies()
            self._connect = partial(Connection, self._url, tls_context(self._url.scheme))

    @property
    def connects(self) -> bool:
        """Whether it opens connections, which must be closed. A transport that the user passed in is never closed."""
        return self._given is None

    def connect(self) -> Connection:
        """Create a connection. It is opened by its first request."""
        return self._connect()

    async def attempt(self, call: Call, token: Token | None, timeout: float, pool: ConnectionPool) -> Outcome:
        """Send a request once. Return an outcome for every response and for every network error.

        Args:
            call: The request.
            token: The token to send, or None.
            timeout: Seconds until the last byte of the response.
            pool: The connections of this event loop.
        """
        from anyio.lowlevel import cancel_shielded_checkpoint, checkpoint_if_cancelled  # noqa: PLC0415 - slow to load

        progress = _Progress()
        request = http_request(call, token, progress)
        with anyio.move_on_after(timeout):
            try:
                if self._given is not None:
                    await checkpoint_if_cancelled()
                    try:
                        return await _send(self._given, request, token)
                    finally:  # a transport that does not wait would never let other tasks run
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
    """Records how far a request got. httpcore calls it at each step."""

    def __init__(self) -> None:
        self._connecting = self._sending = False

    async def __call__(self, event: str, _info: Any) -> None:
        self._connecting |= event.startswith("connection.connect")
        self._sending |= event.endswith("send_request_headers.started")

    @property
    def never_sent(self) -> bool:
        """Whether no byte of the request can have been sent."""
        return self._connecting and not self._sending


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
            if ok:  # for an error response, the status is enough
                raise
        body = decoder.finish()
        if ok and token is not None:
            body = token.redact_body(body)
        return Outcome(response.status_code, response.headers, body, decoder.problem)
    finally:
        await response.aclose()


async def _abandon(parts: AsyncGenerator[bytes]) -> None:
    """Stop reading a body. Only a cancellation finishes all the generators that the body passes through."""
    with anyio.CancelScope() as scope, suppress(httpx.RequestError):
        scope.cancel()
        for _ in range(_BUFFERED_PARTS):
            if await anext(parts, None) is None:
                break
    await parts.aclose()


def _failed(call: Call, error: Exception, token: Token | None, progress: _Progress) -> Outcome:
    if isinstance(error, httpx.RequestError):
        error.request = httpx.Request(call.method, call.url)  # a request without the token
    text = _message(error)
    hidden = any(secret.redact(text) != text for secret in (token, *call.secrets) if secret is not None)
    return Outcome(
        failure=text,
        timed_out=isinstance(error, httpx.TimeoutException | TimeoutError),
        never_sent=isinstance(error, _NEVER_SENT) or progress.never_sent,
        untrusted=any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes(error)),
        error=None if hidden else error,  # an error that shows a secret must not be the cause of our error
    )


def _message(error: BaseException) -> str:
    """Return the message of an error. For some errors, only the cause has a message."""
    return next(filter(None, map(str, causes(error))), type(error).__name__)


def causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error, its cause, and so on."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
