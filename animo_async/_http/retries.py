"""Whether a failed attempt may be retried, and after how long. Pure."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import datetime

from animo_async.errors import SAFE_METHODS

from .responses import retry_after

_TRANSIENT_STATUSES = frozenset({429, 502, 503, 504})
_FIRST_BACKOFF = 0.5
_LONGEST_BACKOFF = 8.0


def may_retry(method: str, *, never_sent: bool, status: int | None) -> bool:
    """Return whether sending the request again cannot do anything twice.

    A 429 is a refusal, so nothing was done. Any other failure of a write may have come after the write.
    """
    if status == 429:
        return True
    if method in SAFE_METHODS:
        return status is None or status in _TRANSIENT_STATUSES
    return status is None and never_sent


def retry_wait(
    method: str,
    *,
    never_sent: bool,
    status: int | None,
    headers: Mapping[str, str],
    failures: int,
    max_retries: int,
    time_left: float,
    now: datetime | None = None,
    jitter: Callable[[], float] = random.random,
) -> float | None:
    """Decide about the attempt that just failed.

    Args:
        method: The HTTP method, in capitals.
        never_sent: Whether no byte of the request can have reached the server.
        status: The status of the response, or None when there was none.
        headers: Those of the response.
        failures: How many attempts have failed.
        max_retries: How many attempts may follow the first.
        time_left: Seconds until the deadline; infinite without one.
        now: The time that a date in `Retry-After` is compared with.
        jitter: Returns numbers from 0 to 1.

    Returns:
        Seconds to wait before the next attempt, or None when there must be none.
    """
    if failures > max_retries or not may_retry(method, never_sent=never_sent, status=status):
        return None
    wait = retry_after(headers, now)
    if wait is None:
        wait = jitter() * min(_LONGEST_BACKOFF, _FIRST_BACKOFF * 2.0 ** min(failures, 16))
    return wait if wait < time_left else None
