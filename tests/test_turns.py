"""Work that is done in one go: asyncio's offers to let others run are declined, and nothing else changes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Generator
from types import coroutine
from typing import Any, NoReturn

import anyio
import anyio.lowlevel
import httpx
import pytest

from animo_async._http.turns import in_one_go
from helpers import COMPANY, Net, envelope, event

pytestmark = pytest.mark.anyio


async def beside(work: Callable[[], Awaitable[Any]]) -> list[str]:
    """Do the work beside a task that wants a turn, and tell in which order the two were done."""
    order: list[str] = []

    async def other() -> None:
        order.append("other")

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(other)
        await work()
        order.append("work")
    return order


async def offers(times: int) -> str:
    for _ in range(times):
        await asyncio.sleep(0)
    return "done"


@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_offers_of_the_turn_are_declined() -> None:
    assert await beside(lambda: offers(5)) == ["other", "work"]
    assert await beside(lambda: in_one_go(offers(5))) == ["work", "other"]


@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_a_loop_that_offers_the_turn_for_ever_is_not_stuck() -> None:
    assert await beside(lambda: in_one_go(offers(1000))) == ["other", "work"]

    with anyio.move_on_after(0.01) as scope:
        await in_one_go(offers(10**12))
    assert scope.cancelled_caught


async def test_waiting_lets_others_run() -> None:
    async def waits() -> None:
        await anyio.wait_all_tasks_blocked()

    assert await beside(lambda: in_one_go(waits())) == ["other", "work"]


async def test_what_is_returned_and_raised_comes_through() -> None:
    async def fails() -> NoReturn:
        await anyio.lowlevel.checkpoint()
        raise LookupError("gone")

    async def gives() -> int:
        await anyio.lowlevel.checkpoint()
        return 7

    assert await in_one_go(gives()) == 7
    with pytest.raises(LookupError, match="gone"):
        await in_one_go(fails())


async def test_a_cancellation_is_met_inside_and_can_be_cleaned_up_after() -> None:
    met: list[str] = []

    async def sleeps() -> None:
        try:
            await anyio.sleep_forever()
        except anyio.get_cancelled_exc_class():
            with anyio.CancelScope(shield=True):
                await anyio.lowlevel.checkpoint()
                met.append("cancelled")
            raise

    async def task() -> None:
        await in_one_go(sleeps())

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(task)
        await anyio.wait_all_tasks_blocked()
        tasks.cancel_scope.cancel()
    assert met == ["cancelled"]


def test_what_is_left_in_the_middle_is_closed() -> None:
    closed: list[str] = []

    @coroutine
    def for_ever() -> Generator[str, None, None]:
        yield "a loop would wait for this"

    async def sleeps() -> None:
        try:
            await for_ever()
        finally:
            closed.append("closed")

    async def outer() -> None:
        await in_one_go(sleeps())

    running = outer()
    running.send(None)
    running.close()
    assert closed == ["closed"]


@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_the_first_of_several_answers_is_followed_by_its_next_request_at_once() -> None:
    """Not when all the others have been read, too: then all would wait for each other each time."""
    waiting: list[anyio.Event] = []
    order: list[str] = []

    class Offering(httpx.AsyncBaseTransport):
        """Offers the turn like httpx's own transport: before it sends, and when it has read."""

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            number = int(request.url.params.get("page", "1"))
            await offers(3)
            order.append(f"asked {number}")
            if number > 1:
                waiting.append(anyio.Event())
                await waiting[-1].wait()
            await offers(3)
            order.append(f"read {number}")
            return httpx.Response(200, json=envelope([event(f"e{number}")], number=number, last=7, total=7))

    async def answer_all_at_once() -> None:
        while len(order) < 14:
            await anyio.wait_all_tasks_blocked()
            for one in waiting:
                one.set()
            waiting.clear()

    animo = Net().client(transport=Offering())
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(answer_all_at_once)
        await animo.company(COMPANY).events.list(concurrency=3).collect()

    first = order.index("read 2")
    assert order[first : first + 6] == ["read 2", "asked 5", "read 3", "asked 6", "read 4", "asked 7"]
