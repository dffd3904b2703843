"""One run of something costly, shared by all who ask for it while it runs."""

from __future__ import annotations

import copy
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

import anyio

T = TypeVar("T")


class _Run(Generic[T]):
    def __init__(self) -> None:
        self.done = anyio.Event()
        self.values: list[T] = []
        self.error: Exception | None = None


class Shared(Generic[T]):
    """Runs work once for all who ask while it runs; the first who asks does it, without a task of its own.

    A failure is shared like a value, but each gets one of its own to raise. When the one who does the work is
    cancelled, one of those who wait takes over.
    """

    def __init__(self) -> None:
        self._run: _Run[T] | None = None

    async def get(self, work: Callable[[], Awaitable[T]]) -> T:
        """Return what `work` returns, from a run under way or from a new one."""
        while (run := self._run) is not None:
            await run.done.wait()
            if run.error is not None:
                raise _another(run.error) from run.error
            if run.values:
                return run.values[0]
        self._run = run = _Run[T]()
        try:
            value = await work()
            run.values.append(value)
        except Exception as error:
            run.error = error
            raise
        finally:
            self._run = None
            run.done.set()
        return value


def _another(error: Exception) -> Exception:
    """Return a copy, so that what one of them notes on its error is not seen on another's."""
    try:
        return copy.copy(error)
    except Exception:  # noqa: BLE001 - whatever its class makes of being copied
        return error
