"""How many requests are in flight, and the pause that a 429 asks of all of them."""

from __future__ import annotations

import random

import anyio


def spread(seconds: float) -> float:
    """Return over how many seconds those who waited start, lest they all do at the same instant."""
    return min(1.0, 0.05 + seconds / 10)


class Pacing:
    """Shared by every task of a client.

    Args:
        places: How many requests may be in flight at once.
    """

    def __init__(self, places: int) -> None:
        self._places = anyio.Semaphore(places, fast_acquire=True)
        self._resume_at = 0.0
        self._spread = 0.0

    def pause(self, seconds: float) -> None:
        """Hold back every request that has not started, for this long from now."""
        resume_at = anyio.current_time() + seconds
        if resume_at > self._resume_at:
            self._resume_at = resume_at
            self._spread = spread(seconds)

    async def enter(self) -> None:
        """Wait until pauses are over and one of the places is free, and keep it until leave()."""
        while True:
            if self._resume_at:
                await self._wait_out_pause()
            await self._places.acquire()
            if not self._resume_at or anyio.current_time() >= self._resume_at:
                return
            self._places.release()  # a pause was asked for while this one stood in the queue

    def leave(self) -> None:
        """Give the place to whoever waits."""
        self._places.release()

    async def _wait_out_pause(self) -> None:
        # Not an event to wait for: a later 429 may move the moment while this one sleeps.
        while (left := self._resume_at - anyio.current_time()) > 0:  # noqa: ASYNC110
            await anyio.sleep(left + random.random() * self._spread)  # noqa: S311 - jitter, not a secret
