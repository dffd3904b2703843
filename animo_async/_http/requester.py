"""One call from its first attempt to its end: token, places, attempts, pauses and the deadline."""

from __future__ import annotations

import logging
import math
import random
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import anyio

from animo_async.errors import SAFE_METHODS, APIConnectionError, APIStatusError, APITimeoutError, ResponseFormatError

from .exchange import Exchange
from .limiter import LONGEST_SHARED_PAUSE, Limiter, spread
from .options import Limits, at_least
from .redaction import Secret
from .responses import retry_after, status_error
from .retries import retry_wait
from .single_flight import SingleFlight
from .token import Credentials, Token

if TYPE_CHECKING:
    from .transport import Request, Transport

logger = logging.getLogger("animo_async")


class Sender:
    """Sends requests and answers with decoded JSON, or raises one of this package's errors.

    Args:
        transport: Carries each attempt.
        credentials: The token.
        max_concurrency: How many requests may be in flight at once.
    """

    def __init__(self, transport: Transport, credentials: Credentials, max_concurrency: int) -> None:
        at_least("max_concurrency", max_concurrency, 1)
        self.transport = transport
        self._credentials = credentials
        self._token_flight: SingleFlight[Token] = SingleFlight()
        self._limiter = Limiter(max_concurrency)
        self.max_concurrency = max_concurrency
        self.jitter = random.random  # gives the jitter of a backoff
        self._closed = False

    async def aclose(self) -> None:
        """Close all connections; a second time does nothing."""
        self._closed = True
        await self.transport.aclose()

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
        secrets: tuple[Secret, ...] = (),
    ) -> Any:
        """Send a request until it is answered, refused for good, or out of time.

        Returns:
            The decoded JSON of a 2xx answer; None when it has no body.
        """
        self.check_open()
        if isinstance(json, dict) and isinstance(json.get("token"), str):
            secrets = (*secrets, Secret(json["token"]))
        exchange = Exchange(method, path, operation, secrets)
        request = self.transport.request(exchange, params=params, json=json, files=files)
        failure: list[Exception] = []
        with anyio.move_on_after(limits.deadline):
            return await self._send(exchange, request, limits, failure)
        tries = "1 attempt" if exchange.attempt == 1 else f"{exchange.attempt} attempts"
        raise APITimeoutError(
            reason=f"the deadline of {limits.deadline:g} s passed ({tries}); deadline=... allows more", **exchange.reach
        ) from (failure[-1] if failure else None)

    async def _send(self, exchange: Exchange, request: Request, limits: Limits, failures: list[Exception]) -> Any:
        deadline_at = math.inf if limits.deadline is None else anyio.current_time() + limits.deadline
        renewed = False
        while True:
            token = await self._credentials.current(self._token_flight)
            await self._limiter.acquire()
            try:
                return await self._attempt(exchange, request, token, limits.timeout)
            except (APIConnectionError, APIStatusError) as error:
                failures.append(error)
                wait: float | None = 0.0
                if exchange.status == 401 and not renewed and self._credentials.refused(token):
                    renewed = True
                else:
                    retries = len(failures) - renewed
                    wait = self._decide(exchange, retries, limits.max_retries, deadline_at - anyio.current_time())
                if wait is None:
                    raise
            finally:
                self._limiter.release()
            logger.info(
                "%s %s: attempt %d failed, again in %.2f s", exchange.method, exchange.path, exchange.attempt, wait
            )
            exchange.never_sent = exchange.method not in SAFE_METHODS  # a write is repeated only when it was not done
            if exchange.status != 429 or wait > LONGEST_SHARED_PAUSE:  # else the limiter waits
                await anyio.sleep(wait)
            self.check_open()

    def _decide(self, exchange: Exchange, failures: int, max_retries: int, time_left: float) -> float | None:
        now = datetime.now(UTC)
        wait = retry_wait(
            exchange.method,
            never_sent=exchange.never_sent,
            status=exchange.status,
            headers=exchange.headers,
            failures=failures,
            max_retries=max_retries,
            time_left=time_left,
            now=now,
            jitter=self.jitter,
        )
        if exchange.status == 429:
            pause = wait if wait is not None else retry_after(exchange.headers, now)
            if wait is not None and wait + spread(wait) >= time_left:
                wait = None
            if pause is not None and pause <= LONGEST_SHARED_PAUSE:
                logger.info("429 on %s %s: every request waits %.2f s", exchange.method, exchange.path, pause)
                self._limiter.pause(pause)
        return wait

    async def _attempt(self, exchange: Exchange, request: Request, token: Token | None, timeout: float) -> Any:
        exchange.begin(token)
        started = anyio.current_time()
        outcome = "cancelled"
        data: Any = None
        try:
            with anyio.move_on_after(timeout) as scope:
                data = await self.transport.carry(exchange, request)
            if scope.cancelled_caught:
                exchange.status = None
            outcome = str(exchange.status or "timed out")
        except (APIConnectionError, ResponseFormatError) as error:
            outcome = str(exchange.status or type(error.__cause__ or error).__name__)
            raise
        finally:
            milliseconds = (anyio.current_time() - started) * 1000
            where = (exchange.method, exchange.path, outcome, milliseconds, exchange.attempt)
            logger.debug("%s %s: %s in %.0f ms (attempt %d)", *where)
        if exchange.status is None:
            reason = f"nothing whole came within {timeout:g} s; timeout=... allows more"
            raise APITimeoutError(reason=reason, **exchange.reach)
        if not exchange.ok:  # the status gate: nothing else is parsed
            raise status_error(
                status_code=exchange.status,
                headers=exchange.headers,
                content=exchange.content,
                scrub=exchange.scrub,
                **exchange.where,
            )
        return data
