"""Single flight: concurrent callers share one run of an expensive operation."""

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


class SingleFlight(Generic[T]):
    """Shares one run of a function among concurrent callers. The first caller runs it, in its own task.

    An error is shared like a value, and each waiting caller raises a copy of it. If the caller that runs the function
    is cancelled, a waiting caller takes over. Use it in one event loop only.
    """

    def __init__(self) -> None:
        self._run: _Run[T] | None = None

    async def run(self, work: Callable[[], Awaitable[T]]) -> T:
        """Return what `work` returns, from a run in progress or from a new one."""
        while (run := self._run) is not None:
            await run.done.wait()
            if run.error is not None:
                raise copied(run.error) from run.error
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


def copied(error: Exception) -> Exception:
    """Return a copy of an error, so that a note added by one caller does not appear on another caller's error."""
    try:
        return copy.copy(error)
    except Exception:  # noqa: BLE001 - copying may raise any error
        return error
