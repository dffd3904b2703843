"""The one place that talks to the network, and the only module that imports httpx."""

from __future__ import annotations

import logging
import math
import platform
from dataclasses import dataclass, field
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


class _Chunks(list[bytes]):
    """What was read of an answer. Its repr shows nothing: the answer may echo a secret."""

    def __repr__(self) -> str:
        return f"<{len(self)} chunks>"


@dataclass
class Exchange:
    """One call: what is sent, and what is known of how far it got."""

    method: str
    path: str
    operation: str | None
    request: httpx.Request
    attempt: int = 0
    never_sent: bool = True
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    content: bytes = field(default=b"", repr=False)
    token: Token | None = None
    secret: str = field(default="", repr=False)
    connecting: bool = False
    sending: bool = False
    last_error: Exception | None = field(default=None, repr=False)

    @property
    def where(self) -> dict[str, Any]:
        """What every error of a request carries."""
        return {"method": self.method, "path": self.path, "operation": self.operation}

    @property
    def reach(self) -> dict[str, Any]:
        """The same, and whether the request may have reached the server."""
        return {**self.where, "may_have_been_sent": not self.never_sent}

    @property
    def ok(self) -> bool:
        """Whether the answer is a 2xx."""
        return self.status is not None and 200 <= self.status < 300

    def begin(self, token: Token) -> None:
        """Start another attempt."""
        self.attempt += 1
        self.token = token
        self.status = None
        self.headers = {}
        self.content = b""
        self.connecting = self.sending = False
        self.never_sent = False  # until something tells that it was not
        self.request.headers["Authorization"] = token.header

    async def trace(self, event: str, _info: Any) -> None:
        """Follow how far the request gets; httpcore calls it for each step."""
        self.connecting |= event.startswith("connection.connect")
        self.sending |= event.endswith("send_request_headers.started")
        self.never_sent = self.connecting and not self.sending

    def answered(self, response: httpx.Response) -> None:
        """Keep status and headers."""
        self.status = response.status_code
        self.headers = {name: self._scrub(value.encode()).decode() for name, value in response.headers.items()}

    async def read(self, response: httpx.Response) -> None:
        """Read the body, decompressed, up to a limit; of an error no more than its beginning."""
        limit = _LARGEST_BODY if self.ok else _LARGEST_ERROR_BODY
        chunks: _Chunks = _Chunks()
        size = 0
        try:
            async for chunk in response.aiter_bytes():
                chunks.append(chunk)
                size += len(chunk)
                del chunk  # so that no traceback with locals shows what an answer may echo
                if size > limit:
                    break
        except httpx.RequestError:
            if self.ok:
                raise
            # The status alone says more than that its body broke off.
        if self.ok and size > limit:
            raise ResponseFormatError(
                reason=f"it is over {limit >> 20} MiB, which no answer of this API is", **self.where
            )
        self.content = self._scrub(b"".join(chunks))

    def _scrub(self, content: bytes) -> bytes:
        content = self.token.scrub(content) if self.token is not None else content
        return content.replace(self.secret.encode(), b"[token]") if self.secret else content


class Transport:
    """Sends requests and answers with decoded JSON, or raises one of this package's errors.

    Args:
        token: The token, or an async callable that returns one.
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
        self._closed = False
        self._http = httpx.AsyncClient(
            transport=transport,
            headers=_HEADERS,
            timeout=None,  # noqa: S113 - the wall clock of an attempt is kept in _attempt
            # The places of the pacing stand before the pool, so the pool itself never makes anyone wait.
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=max_concurrency),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        )

    async def aclose(self) -> None:
        """Close all connections; a second time does nothing."""
        self._closed = True
        await self._http.aclose()

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
        exchange = Exchange(method, path, operation, self._build(method, path, params, json, files))
        if method not in SAFE_METHODS:
            exchange.request.extensions["trace"] = exchange.trace
        if isinstance(json, dict) and isinstance(json.get("token"), str):
            exchange.secret = json["token"]  # a webhook's
        with anyio.move_on_after(limits.deadline):
            return await self._send(exchange, limits)
        tries = "1 attempt" if exchange.attempt == 1 else f"{exchange.attempt} attempts"
        raise APITimeoutError(
            reason=f"the deadline of {limits.deadline:g} s passed ({tries}); deadline=... allows more", **exchange.reach
        ) from exchange.last_error

    def _build(self, method: str, path: str, params: Any, json: Any, files: Any) -> httpx.Request:
        content = None if json is None else orjson.dumps(json)
        headers = None if json is None else {"Content-Type": "application/json"}
        url = self.base_url + path
        return self._http.build_request(method, url, params=params, content=content, headers=headers, files=files)

    async def _send(self, exchange: Exchange, limits: Limits) -> Any:
        deadline_at = math.inf if limits.deadline is None else anyio.current_time() + limits.deadline
        renewed = False
        failures = 0
        while True:
            token = await self._token.current()
            try:
                async with self._pacing.place():
                    return await self._attempt(exchange, token, limits.timeout)
            except (APIConnectionError, APIStatusError) as error:
                exchange.last_error = error
                if exchange.status == 401 and self._token.renewable and not renewed:
                    renewed = True
                    wait: float | None = 0.0
                else:
                    failures += 1
                    wait = self._decide(exchange, failures, limits.max_retries, deadline_at - anyio.current_time())
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

    async def _attempt(self, exchange: Exchange, token: Token, timeout: float) -> Any:
        exchange.begin(token)
        started = anyio.current_time()
        outcome = "cancelled"
        try:
            with anyio.fail_after(timeout):
                await self._exchange(exchange)
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

    async def _exchange(self, exchange: Exchange) -> None:
        response = await self._http.send(exchange.request, stream=True)
        try:
            exchange.never_sent = False
            exchange.answered(response)
            await exchange.read(response)
        finally:
            await response.aclose()


def _decoded(exchange: Exchange) -> Any:
    """The status gate: JSON of a 2xx answer, an error for every other one."""
    if not exchange.ok:
        raise _status_error(exchange)
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


def _status_error(exchange: Exchange) -> APIStatusError:
    return status_error(
        status_code=exchange.status or 0, headers=exchange.headers, content=exchange.content, **exchange.where
    )


def _failure(exchange: Exchange, error: Exception) -> Exception:
    if isinstance(error, httpx.RequestError):
        error.request = httpx.Request(exchange.method, exchange.request.url)  # one without the token
    if isinstance(error, httpx.DecodingError):
        return ResponseFormatError(reason="it cannot be decompressed", **exchange.where)
    exchange.status = None  # whatever came was not whole
    if isinstance(error, _NEVER_SENT):
        exchange.never_sent = True
    kind = APITimeoutError if isinstance(error, httpx.TimeoutException) else APIConnectionError
    return kind(reason=str(error) or type(error).__name__, **exchange.reach)
