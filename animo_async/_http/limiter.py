"""Limits the requests in flight, and pauses all requests after a 429."""

from __future__ import annotations

import random
from collections.abc import Callable

import anyio

LONGEST_SHARED_PAUSE = 120.0


def spread(pause: float) -> float:
    """Return the number of seconds over which the waiting tasks restart after a pause."""
    return min(1.0, 0.05 + pause / 10)


class Limiter:
    """Limits the requests of one event loop.

    Args:
        slots: The maximum number of requests in flight.
        jitter: Returns numbers from 0 to 1.
    """

    def __init__(self, slots: int, jitter: Callable[[], float] = random.random) -> None:
        self._slots = anyio.Semaphore(slots, fast_acquire=True)
        self._jitter = jitter
        self._resume_at = 0.0
        self._spread = 0.0

    def pause(self, seconds: float) -> None:
        """Hold back every request that has not started, for the given number of seconds from now."""
        resume_at = anyio.current_time() + seconds
        if resume_at > self._resume_at:
            self._resume_at = resume_at
            self._spread = spread(seconds)

    async def acquire(self) -> None:
        """Wait until there is no pause and a slot is free. Take the slot, and hold it until `release()`."""
        while True:
            # A loop, not an event: a later 429 may move the end of the pause while this task sleeps.
            while self._resume_at and (left := self._resume_at - anyio.current_time()) > 0:  # noqa: ASYNC110
                await anyio.sleep(left + self._jitter() * self._spread)
            await self._slots.acquire()
            if not self._resume_at or anyio.current_time() >= self._resume_at:
                return
            self._slots.release()  # a pause began while this task was in the queue

    def release(self) -> None:
        """Give the slot back."""
        self._slots.release()
