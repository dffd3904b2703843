"""Decides whether a failed attempt may be retried, and after how long. Does no I/O."""

from __future__ import annotations

import random
import ssl
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from animo_async.errors import SAFE_METHODS, AnimoError, APIConnectionError, ServerError

from .responses import retry_after
from .transport import causes

if TYPE_CHECKING:
    from .transport import Outcome

# 520 to 524 and 530 are Cloudflare errors. 529 means overloaded. 525 and 526 are left out: they are TLS errors, which
# do not go away.
_TRANSIENT_STATUSES = frozenset({408, 425, 429, 502, 503, 504, 520, 521, 522, 523, 524, 529, 530})
_FIRST_BACKOFF = 0.5
_LONGEST_BACKOFF = 8.0


def may_retry(method: str, outcome: Outcome) -> bool:
    """Return whether the request can be sent again without making a change twice.

    After a 429, nothing was processed. After any other failure, a write is retried only if it was certainly never sent,
    because otherwise it may have been processed. If a certificate cannot be verified, the next attempt would fail too.
    """
    if outcome.status == 429:
        return True
    if outcome.untrusted:
        return False
    if method in SAFE_METHODS:
        return outcome.status is None or outcome.status in _TRANSIENT_STATUSES
    return outcome.status is None and outcome.never_sent


def is_transient(error: AnimoError) -> bool:
    """Return whether the same read may succeed later, for callers that poll."""
    if isinstance(error, APIConnectionError):
        return not any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes(error))
    return isinstance(error, ServerError) or getattr(error, "status_code", 0) in _TRANSIENT_STATUSES


def retry_wait(
    method: str,
    outcome: Outcome,
    *,
    failures: int,
    max_retries: int,
    time_left: float,
    now: datetime | None = None,
    jitter: Callable[[], float] = random.random,
) -> float | None:
    """Decide whether to retry the attempt that just failed.

    Args:
        method: The HTTP method, in capitals.
        outcome: The result of the attempt.
        failures: How many attempts have failed.
        max_retries: How many attempts may follow the first.
        time_left: Seconds until the deadline; infinite without one.
        now: The current time, for a date in `Retry-After`. None to read the clock.
        jitter: Returns numbers from 0 to 1.

    Returns:
        Seconds to wait before the next attempt, or None to stop.
    """
    if failures > max_retries or not may_retry(method, outcome):
        return None
    wait = delay(outcome, failures, now, jitter)
    return wait if wait < time_left else None


def delay(outcome: Outcome, failures: int, now: datetime | None, jitter: Callable[[], float]) -> float:
    """Return how many seconds to wait after a failed attempt: what `Retry-After` says, else a backoff with full jitter.

    The arguments are those of `retry_wait`.
    """
    asked = retry_after(outcome.headers, now)
    if asked is not None:
        return asked
    return jitter() * min(_LONGEST_BACKOFF, _FIRST_BACKOFF * 2.0 ** min(failures, 16))
