"""Test concurrently fetched pages: errors, cancellation and sharing between tasks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from operator import attrgetter, methodcaller
from typing import Any

import anyio
import anyio.lowlevel
import httpx
import pytest

import fake_clock
from animo_async import ServerError
from helpers import COMPANY, Net, envelope, event

pytestmark = pytest.mark.anyio

EVENTS = f"GET /{COMPANY}/events"
LAST = 12
ALL = [f"e{number}-{index}" for number in range(1, LAST + 1) for index in (0, 1)]


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> Any:
    return fake_clock.backend(request.param)


def number_of(request: httpx.Request) -> int:
    return int(request.url.params.get("page", "1"))


def page(number: int) -> dict[str, Any]:
    items = [event(f"e{number}-{index}") for index in (0, 1)]
    return envelope(items, number=number, last=LAST, total=2 * LAST)


def net(before: Callable[[int], Awaitable[Any]] | None = None) -> Net:
    """Serve twelve pages. `before` runs before each page, and its result, if not None, replaces the response."""

    async def answer(request: httpx.Request) -> Any:
        given = await before(number_of(request)) if before else None
        return page(number_of(request)) if given is None else given

    return Net({EVENTS: answer})


def listing(boundary: Net, concurrency: int | None = None, **options: Any) -> Any:
    return boundary.client(**options).company(COMPANY).events.list(concurrency=concurrency)


async def until_it_fails(items: Any) -> list[str]:
    got: list[str] = []
    with pytest.raises(ServerError):  # noqa: PT012 - the items before the error are needed
        async for item in items:
            got += [item.id]
    return got


async def a_tenth(_: int) -> None:
    await anyio.sleep(0.1)


@pytest.mark.parametrize("concurrency", [1, 4])
@pytest.mark.parametrize(
    ("iterate", "name", "expected"),
    [
        (aiter, attrgetter("id"), ALL),
        (methodcaller("pages"), attrgetter("number"), list(range(1, LAST + 1))),
    ],
    ids=["items", "pages"],
)
async def test_tasks_that_share_an_iterator_get_each_item_or_page_once(
    concurrency: int, iterate: Any, name: Any, expected: list[Any]
) -> None:
    boundary = net(a_tenth)
    shared = iterate(listing(boundary, concurrency))
    got: list[Any] = []

    async def worker() -> None:
        async for one in shared:
            got.append(name(one))
            await anyio.sleep(0.01)

    async with anyio.create_task_group() as tasks:
        for _ in range(5):
            tasks.start_soon(worker)

    assert sorted(got) == sorted(expected)
    assert len(boundary.asked) == LAST


async def test_a_concurrent_pass_without_drift_does_not_hide_the_drift_of_another() -> None:
    totals = iter([1, 2])

    async def answer(request: httpx.Request) -> Any:
        await anyio.sleep(1)
        return envelope([event(f"e{number_of(request)}")], last=2, total=next(totals, 2))

    boundary = Net({EVENTS: answer})
    pager = listing(boundary)

    async def meanwhile() -> None:
        await anyio.sleep(1.5)
        await pager.collect()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(meanwhile)
        await pager.collect(consistent=True)

    assert len(boundary.asked) == 2 + 2 + 2  # the pass that saw the change, the concurrent pass, the repeated pass


async def test_an_error_does_not_wait_for_the_pages_after_it() -> None:
    async def before(number: int) -> Any:
        await anyio.sleep({1: 1, 2: 1, 3: 0.5}.get(number, 20))
        return 500 if number == 3 else None

    started = anyio.current_time()
    assert await until_it_fails(listing(net(before))) == ALL[:4]
    assert anyio.current_time() - started == pytest.approx(2)


@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
async def test_other_tasks_still_run_while_a_list_is_read_without_waiting() -> None:
    turns = 0
    done = False

    async def other() -> None:
        nonlocal turns
        while not done:
            turns += 1
            await anyio.lowlevel.checkpoint()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(other)
        await listing(net(), 1).collect()
        done = True

    assert turns > LAST / 2


async def test_an_error_waits_for_the_pages_before_it() -> None:
    async def before(number: int) -> Any:
        if number == 5:
            return 500
        await anyio.sleep(10 - number)
        return None

    assert await until_it_fails(listing(net(before))) == ALL[:8]


@pytest.mark.parametrize("concurrency", [1, 2, 4])
async def test_pages_that_were_fetched_before_a_cancellation_are_not_fetched_again(concurrency: int) -> None:
    boundary = net(a_tenth)
    iterator = aiter(listing(boundary, concurrency))
    got: list[str] = []
    tries = 0
    while tries < 100:
        tries += 1
        try:
            with anyio.fail_after(0.25):
                got.append((await anext(iterator)).id)
        except TimeoutError:
            continue
        except StopAsyncIteration:
            break

    assert got == ALL
    assert len(boundary.asked) <= 2 * LAST


async def test_with_concurrency_1_no_page_is_fetched_ahead() -> None:
    boundary = net()

    async for item in listing(boundary, 1):
        if item.id == "e3-0":
            break

    assert len(boundary.asked) == 3


async def test_waiting_for_a_slot_does_not_use_up_the_deadline_of_a_page() -> None:
    pager = listing(net(a_tenth), 50, max_concurrency=2, deadline=0.25)

    assert [item.id async for item in pager] == ALL


async def test_a_page_without_meta_does_not_end_a_list_that_has_more() -> None:
    async def before(number: int) -> Any:
        return {"data": page(number)["data"]} if number == 3 else None

    pager = listing(net(before))

    assert [item.id async for item in pager] == ALL
    assert pager.drifted


@pytest.mark.parametrize("interrupt", [KeyboardInterrupt, SystemExit])
@pytest.mark.parametrize("anyio_backend", ["trio"])
async def test_an_interrupt_is_raised_unchanged(interrupt: type[BaseException]) -> None:
    async def before(number: int) -> None:
        if number == 3:
            raise interrupt

    with pytest.raises(interrupt):
        await listing(net(before)).collect()


@pytest.mark.parametrize("anyio_backend", [fake_clock.backend("asyncio")], ids=["asyncio"])
@pytest.mark.parametrize("hit", [2, 4])
async def test_an_unexpected_cancellation_loses_no_page(hit: int) -> None:
    """For example, the token callable waits for a task that refreshes the token, and that task is cancelled."""
    cancelled: list[int] = []

    async def before(number: int) -> None:
        await anyio.sleep(0.1)
        if number == hit and not cancelled:
            cancelled.append(number)
            await anyio.sleep(0.15)  # later pages arrive in the meantime
            refreshing = asyncio.ensure_future(asyncio.sleep(10))
            asyncio.get_running_loop().call_soon(refreshing.cancel)
            await refreshing

    got = [item.id async for item in listing(net(before))]

    assert cancelled == [hit]
    assert got == ALL
