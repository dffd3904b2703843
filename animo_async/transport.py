"""The one place that talks to the network, and the only module that imports httpx."""

from __future__ import annotations

import logging
import math
import platform
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import anyio
import httpx
import orjson

from ._version import __version__
from .config import Limits, address, at_least
from .errors import (
    SAFE_METHODS,
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    ResponseFormatError,
)
from .exchange import Exchange
from .pacing import Pacing
from .responses import retry_after, status_error
from .retry import retry_wait
from .token import Token

AsyncTransport = httpx.AsyncBaseTransport

logger = logging.getLogger("animo_async")

_LARGEST_BODY = 64 * 1024 * 1024
_LARGEST_ERROR_BODY = 1024 * 1024
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError, httpx.PoolTimeout, httpx.UnsupportedProtocol)
_HEADERS = {
    "Accept": "application/json",
    "User-Agent": f"animo-async/{__version__} httpx/{httpx.__version__} python/{platform.python_version()}",
}
_KEEPALIVE = 5.0  # seconds, as httpx has it
_ONE_CONNECTION = httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=_KEEPALIVE)
_SETTINGS: Any = {
    "headers": _HEADERS,
    "timeout": None,  # the wall clock of an attempt is kept in _attempt
    "cookies": CookieJar(DefaultCookiePolicy(allowed_domains=[])),
}


class Connections:
    """A stack of httpx clients that have one connection each.

    httpx's own pool takes time that grows with the square of its connections, hands one connection to several requests,
    and can be wedged by cancellations under trio. Here whoever sends has a connection to itself, the one that was used
    last, and one whose call failed or was cancelled is closed. How many there are is bounded by the pacing before it.
    """

    def __init__(self, transport: httpx.AsyncBaseTransport | None) -> None:
        self._tls = httpx.create_ssl_context() if transport is None else None
        self._given = None if transport is None else httpx.AsyncClient(transport=transport, **_SETTINGS)
        self._idle: list[tuple[float, httpx.AsyncClient]] = []
        self._closed = False
        first = self._given or self._new()
        self.headers = dict(first.headers)
        if self._given is None:
            self._idle.append((0.0, first))

    def _new(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(verify=self._tls or True, limits=_ONE_CONNECTION, **_SETTINGS)

    @asynccontextmanager
    async def one(self) -> AsyncIterator[httpx.AsyncClient]:
        """Lend a client; it is closed unless what is done with it succeeds."""
        if self._given is not None:
            yield self._given
            return
        client = self._idle.pop()[1] if self._idle else self._new()
        try:
            yield client
        except BaseException:
            await _close(client)
            raise
        self._idle.append((anyio.current_time(), client))
        if self._closed:
            await self.aclose()
        elif anyio.current_time() - self._idle[0][0] > _KEEPALIVE:
            await _close(self._idle.pop(0)[1])  # nothing else would close it

    async def aclose(self) -> None:
        """Close every connection; one that is in use is closed when it comes back."""
        self._closed = True
        if self._given is not None:
            await self._given.aclose()
        while self._idle:
            await _close(self._idle.pop()[1])


async def _close(client: httpx.AsyncClient) -> None:
    with anyio.CancelScope(shield=True):
        await client.aclose()


class Transport:
    """Sends requests and answers with decoded JSON, or raises one of this package's errors.

    Args:
        token: The token, or what gives it.
        base_url: Where the API is.
        max_concurrency: How many requests may be in flight at once.
        transport: What carries them, instead of httpx's own transport.
    """

    def __init__(
        self, token: Token, base_url: str, max_concurrency: int, transport: httpx.AsyncBaseTransport | None
    ) -> None:
        token.check()
        self._token = token
        self.base_url = address("base_url", base_url)
        at_least("max_concurrency", max_concurrency, 1)
        if transport is not None and not isinstance(transport, httpx.AsyncBaseTransport):
            raise TypeError(f"transport must be an httpx.AsyncBaseTransport, not {type(transport).__name__}.")
        self._pacing = Pacing(max_concurrency)
        self._connections = Connections(transport)
        self._closed = False

    async def aclose(self) -> None:
        """Close all connections; a second time does nothing."""
        self._closed = True
        await self._connections.aclose()

    def check_open(self) -> None:
        """Raise RuntimeError after aclose()."""
        if self._closed:
            raise RuntimeError("This client was closed. Make a new AnimoClient.")

    async def send(
        self,
        method: str,
        path: str,
        operation: str | None,
        limits: Limits,
        *,
        params: Any = None,
        json: Any = None,
        files: Any = None,
    ) -> Any:
        """Send a request until it is answered, refused for good, or out of time.

        Returns:
            The decoded JSON of a 2xx answer; None when it has no body.
        """
        self.check_open()
        exchange = Exchange(method, path, operation)
        if isinstance(json, dict) and isinstance(json.get("token"), str):
            exchange.secret = json["token"]
        request = self._build(method, path, params, json, files)
        if method not in SAFE_METHODS:
            request.extensions["trace"] = exchange.trace
        failure: list[Exception] = []
        with anyio.move_on_after(limits.deadline):
            return await self._send(exchange, request, limits, failure)
        tries = "1 attempt" if exchange.attempt == 1 else f"{exchange.attempt} attempts"
        raise APITimeoutError(
            reason=f"the deadline of {limits.deadline:g} s passed ({tries}); deadline=... allows more", **exchange.reach
        ) from (failure[-1] if failure else None)

    def _build(self, method: str, path: str, params: Any, json: Any, files: Any) -> httpx.Request:
        headers = self._connections.headers
        content = None
        if json is not None:
            content = orjson.dumps(json)
            headers = {**headers, "content-type": "application/json"}
        url = self.base_url + path
        return httpx.Request(method, url, params=params, headers=headers, content=content, files=files)

    async def _send(self, exchange: Exchange, request: httpx.Request, limits: Limits, failures: list[Exception]) -> Any:
        deadline_at = math.inf if limits.deadline is None else anyio.current_time() + limits.deadline
        renewed = False
        while True:
            token = await self._token.current()
            try:
                async with self._pacing.place():
                    return await self._attempt(exchange, request, token, limits.timeout)
            except (APIConnectionError, APIStatusError) as error:
                failures.append(error)
                wait: float | None = 0.0
                if exchange.status == 401 and self._token.renewable and not renewed:
                    renewed = True
                else:
                    retries = len(failures) - renewed
                    wait = self._decide(exchange, retries, limits.max_retries, deadline_at - anyio.current_time())
                if wait is None:
                    raise
            logger.info(
                "%s %s: attempt %d failed, again in %.2f s", exchange.method, exchange.path, exchange.attempt, wait
            )
            exchange.never_sent = exchange.method not in SAFE_METHODS  # a write is repeated only when it was not done
            if exchange.status != 429:  # that pause is everyone's, and was asked for in _decide
                await anyio.sleep(wait)

    def _decide(self, exchange: Exchange, failures: int, max_retries: int, time_left: float) -> float | None:
        now = datetime.now(UTC)
        wait = retry_wait(
            exchange.method,
            never_sent=exchange.never_sent,
            status=exchange.status,
            headers=exchange.headers,
            attempt=failures,
            max_retries=max_retries,
            time_left=time_left,
            now=now,
        )
        if exchange.status == 429:
            pause = wait if wait is not None else retry_after(exchange.headers, now)
            if pause is not None and pause < time_left:
                logger.info("429 on %s %s: every request waits %.2f s", exchange.method, exchange.path, pause)
                self._pacing.pause(pause)
        return wait

    async def _attempt(self, exchange: Exchange, request: httpx.Request, token: Token, timeout: float) -> Any:
        exchange.begin(token)
        request.headers["Authorization"] = token.header
        started = anyio.current_time()
        outcome = "cancelled"
        try:
            with anyio.fail_after(timeout):
                async with self._connections.one() as client:
                    await _exchange(client, exchange, request)
            outcome = str(exchange.status)
            return _decoded(exchange)
        except TimeoutError as error:
            outcome = "timed out"
            exchange.status = None
            raise APITimeoutError(
                reason=f"nothing whole came within {timeout:g} s; timeout=... allows more", **exchange.reach
            ) from error
        except (httpx.RequestError, OSError) as error:
            outcome = type(error).__name__
            if isinstance(error, httpx.RequestError):
                error.request = httpx.Request(exchange.method, request.url)  # one without the token
            raise _failure(exchange, error) from error
        finally:
            milliseconds = (anyio.current_time() - started) * 1000
            logger.debug(
                "%s %s: %s in %.0f ms (attempt %d)",
                exchange.method,
                exchange.path,
                outcome,
                milliseconds,
                exchange.attempt,
            )


async def _exchange(client: httpx.AsyncClient, exchange: Exchange, request: httpx.Request) -> None:
    response = await client.send(request, stream=True)
    try:
        exchange.answered(response.status_code, response.headers)
        await _read(response, exchange)
    finally:
        await response.aclose()


class _Chunks(list[bytes]):
    """What was read of an answer. Its repr shows nothing: the answer may echo a secret."""

    def __repr__(self) -> str:
        return f"<{len(self)} chunks>"


async def _read(response: httpx.Response, exchange: Exchange) -> None:
    """Read the body, decompressed, up to a limit; of an error no more than its beginning."""
    limit = _LARGEST_BODY if exchange.ok else _LARGEST_ERROR_BODY
    chunks = _Chunks()
    size = 0
    try:
        async for chunk in response.aiter_bytes():
            chunks.append(chunk)
            size += len(chunk)
            del chunk  # so that no traceback with locals shows what an answer may echo
            if size > limit:
                break
    except httpx.RequestError:
        if exchange.ok:
            raise
        # The status alone says more than that its body broke off.
    if exchange.ok and size > limit:
        reason = f"it is over {limit >> 20} MiB, which no answer of this API is"
        raise ResponseFormatError(reason=reason, **exchange.where)
    exchange.finished(b"".join(chunks))


def _decoded(exchange: Exchange) -> Any:
    """The status gate: JSON of a 2xx answer, an error for every other one."""
    status = exchange.status
    if status is None or not exchange.ok:
        raise status_error(
            status_code=status or 0, headers=exchange.headers, content=exchange.content, **exchange.where
        )
    if not exchange.content.strip():
        return None
    try:
        return orjson.loads(exchange.content)
    except ValueError as error:
        kind = exchange.headers.get("content-type", "no content type")
        raise ResponseFormatError(
            reason=f"it is not JSON ({kind}); a login page or a proxy answers like this, so check base_url",
            **exchange.where,
        ) from error


def _failure(exchange: Exchange, error: Exception) -> Exception:
    if isinstance(error, httpx.DecodingError):
        return ResponseFormatError(reason="it cannot be decompressed", **exchange.where)
    exchange.status = None  # whatever came was not whole
    if isinstance(error, _NEVER_SENT):
        exchange.never_sent = True
    kind = APITimeoutError if isinstance(error, httpx.TimeoutException) else APIConnectionError
    return kind(reason=str(error) or type(error).__name__, **exchange.reach)
