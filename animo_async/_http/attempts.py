"""The `Attempt` class, and the call of the observer after each attempt."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .redaction import redact

if TYPE_CHECKING:
    from .call import Call
    from .token import Token
    from .transport import Outcome

logger = logging.getLogger("animo_async")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One finished attempt to send a request, as passed to `AnimoClient(observe=...)`. It has no body and no token.

    Attributes:
        operation: The operationId in the spec, or None for `AnimoClient.request`.
        method: The HTTP method.
        path: The path, without base URL and query.
        number: 1 for the first attempt of the request.
        status: The HTTP status, or None if there was no response.
        headers: The headers of the response, read-only. Names are case-insensitive. A token that the server echoes is
            replaced by `[token]`. `Set-Cookie` is left out. Empty if there was no response.
        request_id: The `X-Request-Id` of the response, or None.
        seconds: The duration, from sending to the last byte of the response.
        error: The class name of the error that ends the call if this is the last attempt, such as `"ServerError"` for a
            503. For a 403 it is `"PermissionDeniedError"`, because the reason is looked up later. None for a success.
        retry_in: Seconds until the next attempt, or None if there is none. After a 429 the actual wait may be longer.
    """

    operation: str | None
    method: str
    path: str
    number: int
    status: int | None
    headers: Mapping[str, str]
    request_id: str | None
    seconds: float
    error: str | None
    retry_in: float | None


Observer = Callable[[Attempt], object]


class _Headers(Mapping[str, str]):
    """Read-only headers with case-insensitive names."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._values = {name.lower(): value for name, value in headers.items()}

    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return repr(self._values)


def attempt_of(
    call: Call,
    token: Token | None,
    outcome: Outcome | None,
    error: BaseException | None,
    *,
    number: int,
    seconds: float,
    retry_in: float | None,
) -> Attempt:
    """Return the `Attempt` for the observer. If there is no outcome, the transport raised `error`."""
    secrets = call.secrets_and(token)
    received = {} if outcome is None else outcome.headers
    headers = _Headers({name: redact(value, secrets) for name, value in received.items() if name != "set-cookie"})
    return Attempt(
        **call.where,
        number=number,
        status=None if outcome is None else outcome.status,
        headers=headers,
        request_id=headers.get("x-request-id", "").strip() or None,
        seconds=seconds,
        error=None if error is None else type(error).__name__,
        retry_in=retry_in,
    )


def check_observer(observe: Observer | None) -> None:
    """Raise TypeError unless observe is None or a plain function."""
    if observe is None:
        return
    if not callable(observe):
        raise TypeError(f"observe must be a function that takes an Attempt, not {type(observe).__name__}.")
    if any(map(inspect.iscoroutinefunction, (observe, type(observe).__call__))):
        raise TypeError("observe must be a plain function, not async. For async work, put the Attempt into a queue.")


def notify(observe: Observer, attempt: Attempt) -> None:
    """Call the observer, and log any exception that it raises, so that an observer cannot break a request."""
    try:
        result = observe(attempt)
        if inspect.iscoroutine(result):
            result.close()
            raise TypeError("observe returned a coroutine. It must be a plain function.")
    except Exception:
        logger.exception("The observer failed on %s %s", attempt.method, attempt.path)
