from __future__ import annotations

from contextlib import suppress
from typing import Any

import anyio
import httpx
import pytest

import fake_clock
from animo_async import AnimoClient, AnimoError, RateLimitError
from helpers import COMPANY, Net, reply, user

pytestmark = [pytest.mark.anyio, pytest.mark.every_loop]

USER = "GET /user"
OK = {"data": user()}


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> Any:
    return fake_clock.backend(request.param)


class Server:
    """A fake server with slow responses. Records when requests arrive and how many run concurrently.

    Args:
        refusals: Responses to the first requests, sent without delay.
        seconds: How long each other response takes.
    """

    def __init__(self, *refusals: Any, seconds: float = 1.0) -> None:
        self.refusals = list(refusals)
        self.seconds = seconds
        self.now = 0
        self.most = 0
        self.moments: list[float] = []

    async def __call__(self, request: httpx.Request) -> Any:
        self.moments.append(anyio.current_time())
        if self.refusals:
            return self.refusals.pop(0)(request)
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            await anyio.sleep(self.seconds)
        finally:
            self.now -= 1
        return OK

    def client(self, **options: Any) -> AnimoClient:
        return Net({USER: self}).client(**options)


def too_many(seconds: int) -> Any:
    return reply(429, headers={"Retry-After": str(seconds)})


async def at_once(*calls: Any) -> None:
    async with anyio.create_task_group() as group:
        for call in calls:
            group.start_soon(call)


@pytest.mark.parametrize("places", [1, 3, 10])
async def test_max_concurrency_limits_the_requests_in_flight(places: int) -> None:
    server = Server()

    animo = server.client(max_concurrency=places)

    await at_once(*[animo.user] * 25)

    assert server.most == places


async def test_a_thousand_tasks_with_three_slots_all_succeed() -> None:
    server = Server(seconds=0.1)
    animo = server.client(max_concurrency=3, timeout=0.2)

    await at_once(*[animo.user] * 1000)

    assert (len(server.moments), server.most, server.now) == (1000, 3, 0)


async def test_waiting_tasks_get_slots_in_order() -> None:
    order: list[int] = []
    animo = Server().client(max_concurrency=1)

    async def call(number: int) -> None:
        await anyio.sleep(number / 100)
        await animo.user()
        order.append(number)

    async with anyio.create_task_group() as group:
        for number in range(10):
            group.start_soon(call, number)
    assert order == sorted(order)


async def test_waiting_for_a_slot_does_not_count_towards_the_timeout() -> None:
    server = Server(seconds=1.0)
    animo = server.client(max_concurrency=1, timeout=1.5)

    await at_once(*[animo.user] * 20)

    assert anyio.current_time() - server.moments[0] == pytest.approx(20.0)


async def test_a_slot_is_held_until_the_last_byte_is_read() -> None:
    class Slow(httpx.AsyncByteStream):
        async def __aiter__(self) -> Any:
            reading.append(1)
            await anyio.sleep(1)
            yield reply(200, OK)(None).content  # type: ignore[arg-type]
            reading.pop()

    reading: list[int] = []
    most: list[int] = []

    def answer(_: httpx.Request) -> httpx.Response:
        most.append(len(reading))
        return httpx.Response(200, stream=Slow())

    await at_once(*[Net({USER: answer}).client(max_concurrency=1).user] * 3)

    assert most == [0, 0, 0]


async def test_a_429_delays_every_task_of_the_client() -> None:
    server = Server(too_many(10))
    animo = server.client(max_retries=1)

    async def later() -> None:
        await anyio.sleep(2)
        await animo.user()

    await at_once(animo.user, *[later] * 20)

    first, *rest = server.moments
    assert len(rest) == 21
    assert min(rest) >= first + 10


async def test_tasks_do_not_all_start_at_once_when_a_pause_ends() -> None:
    server = Server(too_many(10))
    animo = server.client(max_retries=1, max_concurrency=100)

    async def later() -> None:
        await anyio.sleep(2)
        await animo.user()

    await at_once(animo.user, *[later] * 50)

    rest = server.moments[1:]
    assert len(set(rest)) == 51
    assert max(rest) - min(rest) <= 1.5


async def test_a_429_also_delays_tasks_that_wait_for_a_slot() -> None:
    moments: list[float] = []

    async def answer(request: httpx.Request) -> Any:
        moments.append(anyio.current_time())
        await anyio.sleep(1)  # enough time for the others to queue
        return too_many(10)(request) if len(moments) == 1 else OK

    await at_once(*[Net({USER: answer}).client(max_retries=1, max_concurrency=1).user] * 10)

    first, *rest = moments
    assert min(rest) >= first + 11
    assert len(rest) == 10


async def test_requests_in_flight_are_not_affected_by_a_pause() -> None:
    server = Server(seconds=3)
    animo = server.client()
    done: list[float] = []

    async def call() -> None:
        await animo.user()
        done.append(anyio.current_time() - server.moments[0])

    async def refused() -> None:
        await anyio.sleep(1)
        server.refusals.append(too_many(10))
        with pytest.raises(RateLimitError):
            await animo.user()

    await at_once(call, call, refused)

    assert done == [pytest.approx(3.0)] * 2


async def test_a_longer_429_extends_the_pause_and_a_shorter_one_does_not_shorten_it() -> None:
    asked = iter([10, 20, 1])
    moments: list[float] = []

    async def answer(request: httpx.Request) -> Any:
        moments.append(anyio.current_time())
        await anyio.sleep(len(moments) / 10)
        seconds = next(asked, None)
        return OK if seconds is None else too_many(seconds)(request)

    animo = Net({USER: answer}).client(max_retries=1)

    await at_once(animo.user, animo.user, animo.user)

    first, *rest = moments
    assert rest[:2] == [first, first]
    assert min(rest[2:]) >= first + 20.2


async def test_a_429_that_is_not_retried_still_delays_other_tasks() -> None:
    server = Server(too_many(10))
    animo = server.client(max_retries=0)

    with pytest.raises(RateLimitError):
        await animo.user()
    await animo.user()

    assert server.moments[1] - server.moments[0] >= 10


async def test_a_429_with_a_pause_beyond_the_deadline_still_delays_other_tasks() -> None:
    server = Server(too_many(3), seconds=0)
    animo = server.client(deadline=2, max_retries=3, max_concurrency=1)
    failed: list[str] = []

    async def call() -> None:
        with pytest.raises(AnimoError) as caught:
            await animo.user()
        failed.append(type(caught.value).__name__)

    await at_once(*[call] * 100)

    assert len(server.moments) == 1
    assert sorted(failed) == ["APITimeoutError"] * 99 + ["RateLimitError"]


@pytest.mark.parametrize("value", [None, "0", "-5", "Sat, 25 Apr 2020 09:00:00 GMT", "soon", "nan"])
@pytest.mark.parametrize("max_retries", [0, 4])  # 4, because one call may receive all four refusals
async def test_a_429_without_a_usable_retry_after_delays_other_tasks_by_a_backoff(
    value: str | None, max_retries: int
) -> None:
    headers = {} if value is None else {"Retry-After": value}
    server = Server(*[reply(429, headers=headers)] * 4, seconds=0)
    animo = server.client(max_retries=max_retries, max_concurrency=1)

    async def call() -> None:
        with suppress(RateLimitError):
            await animo.user()

    await at_once(*[call] * 10)

    pauses = [later - sooner for sooner, later in zip(server.moments, server.moments[1:], strict=False)][:4]
    assert all(pause > 0 for pause in pauses)
    assert len(server.moments) == (14 if max_retries else 10)


async def test_a_429_that_exceeds_the_longest_shared_pause_delays_no_other_task() -> None:
    server = Server(too_many(1000))
    animo = server.client()

    with pytest.raises(RateLimitError):
        await animo.user()
    await animo.user()

    assert server.moments[1] == server.moments[0]


async def test_a_429_without_retry_after_is_retried_after_a_backoff() -> None:
    server = Server(reply(429), seconds=0)

    await server.client(max_retries=1).user()

    assert 0 < server.moments[1] - server.moments[0] <= 1.3


@pytest.mark.parametrize("status", [502, 503, 504])
async def test_only_a_429_delays_other_tasks(status: int) -> None:
    server = Server(reply(status, headers={"Retry-After": "10"}), seconds=0)
    animo = server.client(max_retries=1)

    async def other() -> None:
        await anyio.sleep(1)
        await animo.user()

    await at_once(animo.user, other)

    assert [moment - server.moments[0] for moment in server.moments] == [0, pytest.approx(1.0), pytest.approx(10.0)]


async def test_a_429_does_not_delay_other_clients() -> None:
    server = Server(too_many(10))
    one, other = server.client(), server.client()

    with pytest.raises(RateLimitError):
        await one.user()
    await other.user()

    assert server.moments[1] == server.moments[0]


async def test_with_options_shares_the_slots() -> None:
    server = Server()
    animo = server.client(max_concurrency=2)

    await at_once(*[animo.user] * 5, *[animo.with_options(timeout=9).user for _ in range(5)])

    assert server.most == 2


async def test_with_options_shares_the_pause_after_a_429() -> None:
    server = Server(too_many(10))
    animo = server.client()

    with pytest.raises(RateLimitError):
        await animo.with_options(timeout=9).user()
    await animo.user()

    assert server.moments[1] - server.moments[0] >= 10


async def test_the_lookup_after_a_403_works_with_a_single_slot() -> None:
    net = Net({f"GET /{COMPANY}/events/a": reply(403), "GET /companies": {"data": []}})

    with pytest.raises(Exception, match="empty list"):
        await net.client(max_concurrency=1).company(COMPANY).events.get("a")
