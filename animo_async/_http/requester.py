"""Runs a call from its first attempt to its last: token, limiter, attempts, retries and deadline."""

from __future__ import annotations

import logging
import math
import random
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn, ParamSpec, Self, TypeVar

import anyio

from animo_async.errors import SAFE_METHODS, AnimoError, APITimeoutError, PermissionDeniedError
from animo_v1.operation import Operation, OperationInfo, Request

from .attempts import Observer, attempt_of, notify
from .call import Call, prepare
from .limiter import LONGEST_SHARED_PAUSE, Limiter, spread
from .loop_state import PerLoop
from .options import Limits, OwnHeaders
from .pool import ConnectionPool
from .responses import data_of, error_of
from .retries import delay, retry_wait

if TYPE_CHECKING:
    from .redaction import Secret
    from .token import Credentials, Token
    from .transport import Outcome, Transport

logger = logging.getLogger("animo_async")

P = ParamSpec("P")
T = TypeVar("T")

Explain = Callable[
    ["Requester", PermissionDeniedError, Request, OperationInfo | None, "Token | None", float],
    Awaitable[PermissionDeniedError],
]
"""Finds the reason for a 403 within the remaining seconds, and returns an error that explains it."""


def _unchanged(data: Any) -> Any:
    return data


class LoopState:
    """The state of a client in one event loop."""

    def __init__(self, transport: Transport, max_concurrency: int) -> None:
        self.limiter = Limiter(max_concurrency)
        self.pool = ConnectionPool(transport)


class Requester:
    """Sends requests, and retries them until they succeed, fail permanently, or run out of time.

    Args:
        transport: Sends each attempt.
        credentials: Provides the token.
        limits: The limits of each call.
        max_concurrency: Maximum number of requests in flight, per event loop.
        explain: Explains a 403. None to raise it without an explanation.
        headers: Headers that the user adds. They were already checked.
        observe: Called after each attempt.
    """

    def __init__(
        self,
        transport: Transport,
        credentials: Credentials,
        limits: Limits,
        max_concurrency: int,
        explain: Explain | None = None,
        headers: OwnHeaders = (),
        observe: Observer | None = None,
    ) -> None:
        self._transport = transport
        self._credentials = credentials
        self._headers = headers
        self._observe = observe
        self._explain = explain
        self._jitter: Callable[[], float] = random.random
        self._states = PerLoop(lambda: LoopState(transport, max_concurrency))
        self.base_url: str = transport.base_url
        self.limits = limits
        self.max_concurrency = max_concurrency

    def __reduce__(self) -> NoReturn:
        raise TypeError("A client and its handles cannot be pickled: they hold connections and a token.")

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.base_url}>"

    def _but(self, **changes: Any) -> Self:
        other = type(self).__new__(type(self))
        vars(other).update(vars(self), **changes)
        return other

    def with_limits(self, limits: Limits) -> Self:
        """Return a requester with the same connections and pacing, but other limits."""
        return self._but(limits=limits)

    def with_jitter(self, jitter: Callable[[], float]) -> Self:
        """Return a requester whose backoff is multiplied by the result of `jitter()`, a number from 0 to 1."""
        return self._but(_jitter=jitter)

    def unexplained(self) -> Self:
        """Return a requester that raises a 403 without an explanation."""
        return self._but(_explain=None)

    def check_open(self) -> None:
        """Raise RuntimeError after aclose()."""
        if self._transport.closed:
            raise RuntimeError("This client was closed. Make a new AnimoClient.")

    async def aclose(self) -> None:
        """Close the connections of this event loop, and refuse every further call. Closing again does nothing."""
        self._transport.closed = True
        if self._transport.connects:  # otherwise there is nothing to close, and maybe no event loop
            await self._states.get().pool.aclose()

    async def call(self, operation: Operation[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run an operation of the spec and return its response model."""
        info = operation.info
        data: T = await self.send(info.method, operation.request(*args, **kwargs), info, operation.parse)
        return data

    async def send(
        self,
        method: str,
        request: Request,
        info: OperationInfo | None,
        parse: Callable[[Any], Any] = _unchanged,
        secrets: tuple[Secret, ...] = (),
    ) -> Any:
        """Send a request and return `parse(data)`. The data is the decoded JSON, or None if a 2xx has no body."""
        self.check_open()
        call = prepare(
            self.base_url, method, request, info.id if info else None, headers=self._headers, secrets=secrets
        )
        state = self._states.get()
        deadline = self.limits.deadline
        ends_at = math.inf if deadline is None else anyio.current_time() + deadline
        errors: list[AnimoError] = []
        renewed = False
        while True:
            token = await self._start(call, state.limiter, ends_at, errors)
            try:
                self.check_open()
                started = anyio.current_time()
                timeout = min(self.limits.timeout, ends_at - started)
                report = partial(self._report, call, token, started, len(errors) + 1)
                try:
                    outcome = await self._transport.attempt(call, token, timeout, state.pool)
                except BaseException as raised:
                    report(anyio.current_time(), None, raised)
                    raise
                ended = anyio.current_time()
                data = None
                error: AnimoError | None = error_of(call, outcome, timeout, token)
                if error is None:
                    data, error = data_of(call, outcome, token, parse)
                if error is None:
                    report(ended, outcome)
                    return data
                errors.append(error)
                wait: float | None = 0.0
                if outcome.status == 401 and not renewed and self._credentials.refused(token):
                    renewed = True
                else:
                    time_left = ends_at - anyio.current_time()
                    wait = self._decide(call, outcome, len(errors) - renewed, time_left, state.limiter)
                report(ended, outcome, error, wait)
            finally:
                state.limiter.release()
            if wait is None:
                break
            logger.info("%s %s: attempt %d failed, retrying in %.2f s", method, call.path, len(errors), wait)
            if outcome.status != 429 or wait > LONGEST_SHARED_PAUSE:  # otherwise the limiter delays this task
                await anyio.sleep(wait)
        if outcome.timed_out and timeout < self.limits.timeout:
            previous = errors[-2] if len(errors) > 1 else None
            raise self._out_of_time(call, len(errors), sent=not outcome.never_sent) from previous
        if self._explain and isinstance(error, PermissionDeniedError):
            time_left = ends_at - anyio.current_time()
            raise await self._explain(self.unexplained(), error, request, info, token, time_left) from None
        raise error from outcome.error

    async def _start(self, call: Call, limiter: Limiter, ends_at: float, errors: Sequence[AnimoError]) -> Token | None:
        """Get the token for an attempt, wait for a slot, and return the token. The caller must release the slot."""
        token = None
        with anyio.CancelScope(deadline=ends_at) as waiting:
            token = await self._credentials.current()
            await limiter.acquire()
        if waiting.cancelled_caught:
            sent = bool(errors) and call.method in SAFE_METHODS  # a write is retried only if not processed
            raise self._out_of_time(call, len(errors), sent=sent) from (errors[-1] if errors else None)
        return token

    def _decide(self, call: Call, outcome: Outcome, failures: int, time_left: float, limiter: Limiter) -> float | None:
        now = datetime.now(UTC)
        wait = retry_wait(
            call.method,
            outcome,
            failures=failures,
            max_retries=self.limits.max_retries,
            time_left=time_left,
            now=now,
            jitter=self._jitter,
        )
        if outcome.status == 429:
            pause = wait if wait is not None else delay(outcome, failures, now, self._jitter)
            if pause <= LONGEST_SHARED_PAUSE:
                logger.info("429 on %s %s: every request waits %.2f s", call.method, call.path, pause)
                limiter.pause(pause)
            if wait is not None and wait + spread(wait) >= time_left:
                return None
        return wait

    def _report(
        self,
        call: Call,
        token: Token | None,
        started: float,
        number: int,
        ended: float,
        outcome: Outcome | None,
        error: BaseException | None = None,
        retry_in: float | None = None,
    ) -> None:
        """Log an attempt. Unless it was cancelled, call the observer too."""
        if self._observe is None and not logger.isEnabledFor(logging.DEBUG):
            return
        attempt = attempt_of(call, token, outcome, error, number=number, seconds=ended - started, retry_in=retry_in)
        result, milliseconds = attempt.status or attempt.error, attempt.seconds * 1000
        logger.debug("%s %s: %s in %.0f ms (attempt %d)", call.method, call.path, result, milliseconds, number)
        if self._observe is not None and (error is None or isinstance(error, Exception)):
            notify(self._observe, attempt)

    def _out_of_time(self, call: Call, attempts: int, *, sent: bool) -> APITimeoutError:
        tries = "1 attempt" if attempts == 1 else f"{attempts} attempts"
        reason = f"the deadline of {self.limits.deadline:g} s passed ({tries}); raise it with deadline=..."
        return APITimeoutError(reason=reason, may_have_been_sent=sent, **call.where)
