from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import anyio
import anyio.lowlevel
import httpx
import pytest
import trio

import fake_clock
from animo_async import AnimoClient, APITimeoutError
from helpers import COMPANY, Net, denied, envelope, event, reply, user

pytestmark = [
    pytest.mark.every_loop,
    pytest.mark.anyio,
    # Calls are cancelled inside httpx's async generators. trio warns about them, and callers cannot close them.
    pytest.mark.filterwarnings("ignore:.*was garbage collected before it had been exhausted:ResourceWarning"),
]

USER = "GET /user"
EVENTS = f"GET /{COMPANY}/events"
OK = {"data": user()}


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> Any:
    return fake_clock.backend(request.param)


async def steps(count: int) -> None:
    """Wait for several steps of the event loop. Uses a task group for each, because sleep(0) may not suspend."""
    for _ in range(count):
        async with anyio.create_task_group() as group:
            group.start_soon(anyio.lowlevel.checkpoint)


class Body(httpx.AsyncByteStream):
    """A response body in chunks, with steps of the event loop in between. Records whether it was closed."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self.content), 64):
            await steps(2)
            yield self.content[start : start + 64]

    async def aclose(self) -> None:
        self.closed = True


class Server:
    """A fake server that takes several steps per response. Tracks requests in flight and response bodies."""

    def __init__(self) -> None:
        self.in_flight = 0
        self.most = 0
        self.bodies: list[Body] = []

    def route(self, *replies: Any) -> Callable[[httpx.Request], Awaitable[httpx.Response]]:
        answers = itertools.chain(replies[:-1], itertools.repeat(replies[-1]))

        async def answer(request: httpx.Request) -> httpx.Response:
            self.in_flight += 1
            self.most = max(self.most, self.in_flight)
            try:
                await steps(3)
            finally:
                self.in_flight -= 1
            made = next(answers)(request)
            body = Body(made.content)
            self.bodies.append(body)
            return httpx.Response(made.status_code, headers=made.headers, stream=body)

        return answer


async def slow_token() -> str:
    await steps(3)
    return "token-1"


def client(server: Server) -> AnimoClient:
    routes = {
        USER: server.route(reply(401), reply(503), reply(429), reply(200, OK)),
        f"{EVENTS}/a": server.route(denied()),
        "GET /companies": server.route(reply(200, {"data": []})),
        "GET /count": server.route(reply(204)),
        EVENTS: server.route(reply(200, envelope([event("a")], last=2)), reply(200, envelope([event("b")], 2, 2))),
    }
    animo = Net(routes).client(token=slow_token, max_concurrency=2, max_retries=3, deadline=60)
    animo._requester = animo._requester.with_jitter(lambda: 0.0)  # the fake clock stops while other tasks run
    return animo


async def user_after_faults(animo: AnimoClient) -> None:
    await animo.user()


async def refused(animo: AnimoClient) -> None:
    with pytest.raises(Exception, match="empty list"):
        await animo.company(COMPANY).events.get("a")


async def all_pages(animo: AnimoClient) -> None:
    await animo.company(COMPANY).events.list().collect()


async def places(animo: AnimoClient, counter: Server) -> int:
    """Start more requests than there are slots. Return the highest number in flight."""
    counter.most = 0
    async with anyio.create_task_group() as group:
        for _ in range(6):
            group.start_soon(animo.request, "GET", "/count")
    return counter.most


async def cancelled_by_scope(call: Callable[[], Awaitable[None]], step: int) -> bool:
    """Start the call and cancel it after `step` steps of the event loop. Return whether it had finished by then."""
    scope = anyio.CancelScope()

    async def run() -> None:
        with scope:
            await call()

    async with anyio.create_task_group() as group:
        group.start_soon(run)
        await steps(step)
        scope.cancel()
    return not scope.cancelled_caught


async def cancelled_by_task(call: Callable[[], Awaitable[None]], step: int) -> bool:
    """Like `cancelled_by_scope`, but cancel an asyncio task."""
    task = asyncio.ensure_future(call())
    await steps(step)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        return False
    return True


async def sweep(cancelled: Callable[..., Awaitable[bool]], call: Callable[[AnimoClient], Awaitable[None]]) -> int:
    """Cancel the call after 0, 1, 2… steps, until it finishes first. Return how many calls were cancelled."""
    for step in itertools.count():
        server = Server()
        animo = client(server)
        done = await cancelled(lambda animo=animo: call(animo), step)
        assert server.in_flight == 0
        assert all(body.closed for body in server.bodies)
        assert await places(animo, server) == 2
        await call(animo)
        if done:
            break
    return step


each_call = pytest.mark.parametrize("call", [user_after_faults, refused, all_pages])


@each_call
async def test_a_call_can_be_cancelled_at_any_await(call: Callable[[AnimoClient], Awaitable[None]]) -> None:
    assert await sweep(cancelled_by_scope, call) > 10


@each_call
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_an_asyncio_task_can_be_cancelled_at_any_await(call: Callable[[AnimoClient], Awaitable[None]]) -> None:
    assert await sweep(cancelled_by_task, call) > 10


async def hang(_: httpx.Request) -> None:
    await anyio.sleep_forever()


def hanging(**options: Any) -> AnimoClient:
    return Net({USER: hang, "GET /count": reply(204)}).client(max_retries=3, **options)


async def test_cancelled_calls_free_the_slot() -> None:
    animo = hanging(max_concurrency=1)

    with anyio.move_on_after(10):
        async with anyio.create_task_group() as group:
            for _ in range(5):
                group.start_soon(animo.user)

    assert await animo.request("GET", "/count") is None


async def test_a_call_cancelled_during_a_pause_leaves_the_client_usable() -> None:
    net = Net({USER: [reply(429, headers={"Retry-After": "20"}), OK]})
    animo = net.client(max_retries=1, max_concurrency=1)

    with anyio.move_on_after(10) as scope:
        await animo.user()

    assert scope.cancelled_caught
    assert (await animo.user()).id == "u1"
    assert len(net.requests) == 2


async def test_a_shorter_timeout_of_the_caller_cancels_the_call() -> None:
    started = anyio.current_time()

    with anyio.move_on_after(2) as scope:
        await hanging(timeout=30, deadline=60).user()

    assert scope.cancelled_caught
    assert anyio.current_time() - started == pytest.approx(2.0)


async def test_a_longer_timeout_of_the_caller_does_not_hide_the_deadline() -> None:
    with anyio.fail_after(20), pytest.raises(APITimeoutError, match="deadline of 5 s"):
        await hanging(deadline=5).user()


async def test_no_attempt_follows_after_the_callers_timeout() -> None:
    net = Net({USER: hang})

    with pytest.raises(TimeoutError), anyio.fail_after(2):
        await net.client(max_retries=3).user()
    await anyio.sleep(100)

    assert len(net.requests) == 1


@pytest.mark.parametrize("anyio_backend", [fake_clock.backend("asyncio")], ids=["asyncio"])
async def test_asyncio_timeouts_and_the_deadline_raise_their_own_errors() -> None:
    with pytest.raises(TimeoutError) as caught:
        async with asyncio.timeout(2):
            await hanging().user()
    assert not isinstance(caught.value, APITimeoutError)

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(hanging().user(), 2)

    with pytest.raises(APITimeoutError):
        async with asyncio.timeout(20):
            await hanging(deadline=5).user()


@pytest.mark.parametrize("anyio_backend", [fake_clock.backend("trio")], ids=["trio"])
async def test_trio_timeouts_and_the_deadline_raise_their_own_errors() -> None:
    with pytest.raises(trio.TooSlowError), trio.fail_after(2):
        await hanging().user()

    with trio.move_on_after(2) as scope:
        await hanging().user()
    assert scope.cancelled_caught

    with pytest.raises(APITimeoutError), trio.fail_after(20):
        await hanging(deadline=5).user()


# --- Leaving a pager early


class LeftError(Exception):
    """Raised by the test to leave a loop."""


async def by_break(items: AsyncIterator[Any]) -> None:
    async for _ in items:
        break


async def by_exception(items: AsyncIterator[Any]) -> None:
    async def loop() -> None:
        async for _ in items:
            raise LeftError

    with pytest.raises(LeftError):
        await loop()


async def by_cancellation_in_the_body(items: AsyncIterator[Any]) -> None:
    with anyio.move_on_after(2) as scope:
        async for _ in items:
            await anyio.sleep_forever()
    assert scope.cancelled_caught


async def by_cancellation_of_a_fetch(items: AsyncIterator[Any]) -> None:
    with anyio.move_on_after(14) as scope:  # each page takes 10 seconds
        async for _ in items:
            pass
    assert scope.cancelled_caught


@pytest.mark.parametrize("leave", [by_break, by_exception, by_cancellation_in_the_body, by_cancellation_of_a_fetch])
@pytest.mark.parametrize("what", ["items", "pages"])
async def test_a_pager_that_is_left_early_fetches_no_more(
    leave: Callable[[AsyncIterator[Any]], Awaitable[None]], what: str
) -> None:
    moments: list[float] = []

    async def answer(request: httpx.Request) -> Any:
        number = int(request.url.params.get("page", "1"))
        if number > 1:
            await anyio.sleep(10)
        moments.append(anyio.current_time())
        return envelope([event(f"{number}-{letter}") for letter in "ab"], number, 50, 100)

    net = Net({EVENTS: answer})
    animo = net.client(max_concurrency=1)
    pager = animo.company(COMPANY).events.list()

    await leave(aiter(pager) if what == "items" else pager.pages())
    left_at, asked = anyio.current_time(), len(net.requests)
    await anyio.sleep(1000)

    assert (len(net.requests), [moment for moment in moments if moment > left_at]) == (asked, [])
    assert len(await pager) == 2  # so the only slot is free
    await animo.aclose()


async def test_a_pager_continues_after_a_cancelled_fetch() -> None:
    slow = [True]

    async def answer(request: httpx.Request) -> Any:
        number = int(request.url.params.get("page", "1"))
        if number == 2 and slow:
            slow.pop()
            await anyio.sleep_forever()
        return envelope([event(f"e{number}")], number, 3, 3)

    items = aiter(Net({EVENTS: answer}).client().company(COMPANY).events.list())
    got: list[str] = []

    for _ in range(2):
        with anyio.move_on_after(5):
            async for item in items:
                got.append(item.id)  # noqa: PERF401 - keeps items received before the cancellation

    assert got == ["e1", "e2", "e3"]
