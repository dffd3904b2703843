"""Doing a piece of work in one go, where libraries would offer the turn to other tasks again and again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator
from types import coroutine
from typing import Any, TypeVar

T = TypeVar("T")

_MOST_OFFERS = 16  # in a row: there are loops that offer the turn until they are cancelled


@coroutine
def in_one_go(work: Awaitable[T]) -> Generator[Any, Any, T]:
    """Await `work`, going on at once where it offers the turn without waiting for anything (`asyncio.sleep(0)`).

    httpx and what it builds on do so four times a request, at locks and at writes. When several pages arrive
    together, their tasks then take turns: all of them are done when the last one is, and their next requests leave
    together, to be answered together. One after the other, the first is on its way again while the others are read.
    trio offers turns in another way, and is not affected.
    """
    running = work.__await__()
    step: Callable[[Any], Any] = running.send
    given: Any = None
    offers = 0
    while True:
        try:
            awaited = step(given)
        except StopIteration as end:
            result: T = end.value
            return result
        finally:
            given = None  # an error that was thrown in holds this frame
        step = running.send
        if awaited is None and offers < _MOST_OFFERS:
            offers += 1
            continue
        offers = 0
        try:
            given = yield awaited
        except GeneratorExit:
            running.close()
            raise
        except BaseException as error:  # noqa: BLE001 - passed on to where it belongs
            step, given = running.throw, error
