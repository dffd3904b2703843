from __future__ import annotations

import copy
import math
import pickle
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import anyio
import httpx
import pytest

import fake_clock
from animo_async import (
    AnimoError,
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
)
from animo_async._http.retries import retry_wait
from animo_async._http.transport import Outcome
from helpers import COMPANY, Net, envelope, event, for_each, one_at_a_time, reply, user

pytestmark = pytest.mark.anyio

SAFE = ["GET", "HEAD", "OPTIONS"]
WRITES = ["POST", "PUT", "PATCH", "DELETE"]
PASSING = [408, 425, 429, 502, 503, 504, 520, 521, 522, 523, 524, 529, 530]
FINAL = [200, 301, 400, 401, 403, 404, 405, 407, 409, 410, 413, 422, 426, 499, 500, 501, 505, 519, 525, 526, 528, 531]
NOW = datetime(2026, 4, 25, 9, 0, tzinfo=UTC)
USER = "GET /user"
EVENT = f"POST /{COMPANY}/event/demo-day/orders/oRd3r/approve"
OK = {"data": user()}


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> Any:
    return fake_clock.backend(request.param)


def decide(method: str = "GET", **known: Any) -> float | None:
    given: dict[str, Any] = {"failures": 1, "max_retries": 3, "time_left": math.inf, "now": NOW, "jitter": lambda: 1.0}
    outcome = Outcome(
        known.pop("status", None),
        httpx.Headers(known.pop("headers", {})),
        never_sent=known.pop("never_sent", False),
        untrusted=known.pop("untrusted", False),
    )
    return retry_wait(method, outcome, **{**given, **known})


def after(value: str) -> dict[str, str]:
    return {"Retry-After": value}


# --- The retry decision


@for_each(("method", "never_sent", "status"), one_at_a_time(SAFE, [True, False], [None, *PASSING]))
def test_a_read_is_retried_after_a_transient_fault(method: str, never_sent: bool, status: int | None) -> None:
    assert decide(method, never_sent=never_sent, status=status) is not None


@for_each(("method", "status"), one_at_a_time(SAFE + WRITES, FINAL))
def test_a_final_response_is_not_retried(method: str, status: int) -> None:
    assert decide(method, status=status) is None


@pytest.mark.parametrize("method", WRITES)
@pytest.mark.parametrize(
    ("never_sent", "status", "retried"),
    [
        (True, None, True),
        (False, None, False),
        (False, 429, True),
        *[(False, status, False) for status in PASSING if status != 429],
    ],
)
def test_a_write_is_retried_only_if_it_was_certainly_not_processed(
    method: str, never_sent: bool, status: int | None, retried: bool
) -> None:
    assert (decide(method, never_sent=never_sent, status=status) is not None) is retried


@for_each("method", SAFE + WRITES)
def test_a_certificate_that_cannot_be_verified_is_not_retried(method: str) -> None:
    assert decide(method, never_sent=True, untrusted=True) is None


@for_each(
    ("attempt", "max_retries", "retried"), [(1, 0, False), (1, 1, True), (2, 1, False), (3, 3, True), (4, 3, False)]
)
def test_max_retries_limits_the_attempts(attempt: int, max_retries: int, retried: bool) -> None:
    assert (decide(failures=attempt, max_retries=max_retries) is not None) is retried


WAITS = [("5", 5.0), ("1.5", 1.5), ("Sat, 25 Apr 2026 09:00:30 GMT", 30.0), ("Sat, 25 Apr 2026 11:00:30 +0200", 30.0)]


@for_each(("status", "pause"), one_at_a_time(PASSING, WAITS))
def test_retry_after_is_respected(status: int, pause: tuple[str, float]) -> None:
    value, wait = pause
    assert decide(status=status, headers=after(value)) == wait


@for_each("value", ["", "soon", "nan", "inf", "1_0", "Sat, 99 Foo 2026", "0", "-5", "Sat, 25 Apr 2026 08:00:00 GMT"])
def test_an_invalid_or_past_retry_after_is_ignored(value: str) -> None:
    assert decide(status=429, headers=after(value)) == decide(status=429)


@pytest.mark.parametrize(("time_left", "wait"), [(30.1, 30.0), (30.0, None), (29.0, None), (-1.0, None)])
def test_retry_after_must_fit_into_the_remaining_time(time_left: float, wait: float | None) -> None:
    assert decide(status=503, headers=after("30"), time_left=time_left) == wait


def test_backoff_must_fit_into_the_remaining_time() -> None:
    assert decide(failures=3, time_left=3.9) is None
    assert decide(failures=3, time_left=4.1) == 4.0


@for_each(("attempt", "longest"), [(1, 1.0), (2, 2.0), (3, 4.0), (4, 8.0), (5, 8.0), (10_000, 8.0)])
def test_backoff_doubles_up_to_a_limit_with_full_jitter(attempt: int, longest: float) -> None:
    waits = [decide(failures=attempt, max_retries=10_000, jitter=lambda c=c: c) for c in (0.0, 0.5, 1.0)]

    assert waits == [0.0, longest / 2, longest]


# --- Retries through the client


class Timed:
    """A fake server that sends the replies in order, each after `seconds`. Records when each request arrives."""

    def __init__(self, *replies: Any, seconds: float = 0.0) -> None:
        self.replies = list(replies)
        self.seconds = seconds
        self.moments: list[float] = []

    async def __call__(self, request: httpx.Request) -> Any:
        self.moments.append(anyio.current_time())
        answer = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        await anyio.sleep(self.seconds)
        return answer(request) if callable(answer) else answer


async def read(answer: Any, **options: Any) -> Any:
    return await Net({USER: answer}).client(**{"max_retries": 3, **options}).user()


async def write(answer: Any, **options: Any) -> Any:
    animo = Net({EVENT: answer}).client(**{"max_retries": 3, **options})
    return await animo.company(COMPANY).event("demo-day").orders.approve("oRd3r")


def label(fault: object) -> str:
    return type(fault).__name__


FAULTS = [
    httpx.ConnectError("refused"),
    httpx.ConnectTimeout("slow"),
    httpx.ReadError("reset"),
    httpx.WriteError("reset"),
    httpx.ReadTimeout("slow"),
    httpx.RemoteProtocolError("cut"),
    OSError("broken"),
    TimeoutError("slow"),
    *(reply(status) for status in PASSING),
]


@for_each("fault", FAULTS)
async def test_a_read_succeeds_after_three_transient_faults(fault: Any) -> None:
    server = Timed(fault, fault, fault, OK)

    assert (await read(server)).id == "u1"
    assert len(server.moments) == 4


@for_each("status", [status for status in FINAL if status >= 400])
async def test_a_read_with_a_final_response_is_sent_once(status: int) -> None:
    server = Timed(status)

    with pytest.raises(APIStatusError) as caught:
        await read(server)

    assert caught.value.status_code == status
    assert len(server.moments) == 1


async def test_the_last_error_is_raised_when_the_attempts_are_used_up() -> None:
    server = Timed(httpx.ReadError("reset"), 502, 503, 504, OK)

    with pytest.raises(ServerError) as caught:
        await read(server)

    assert caught.value.status_code == 504
    assert len(server.moments) == 4


@pytest.mark.parametrize("fault", [httpx.ReadTimeout("slow"), TimeoutError("slow")], ids=repr)
async def test_a_transport_timeout_raises_api_timeout_error(fault: Exception) -> None:
    with pytest.raises(APITimeoutError):
        await read(Timed(fault), max_retries=0)


async def test_max_retries_zero_allows_one_attempt() -> None:
    server = Timed(httpx.ConnectError("refused"), OK)

    with pytest.raises(APIConnectionError):
        await read(server, max_retries=0)
    assert len(server.moments) == 1


@for_each(
    "fault",
    [
        httpx.ReadError("reset"),
        httpx.WriteError("reset"),
        httpx.ReadTimeout("slow"),
        OSError("broken"),
        TimeoutError("slow"),
    ],
)
async def test_a_write_with_a_connection_error_is_not_retried_and_may_have_been_sent(fault: Exception) -> None:
    server = Timed(fault)

    with pytest.raises(APIConnectionError) as caught:
        await write(server)

    assert caught.value.may_have_been_sent is True
    assert len(server.moments) == 1


@for_each("status", [500, 502, 503, 504, 520])
async def test_a_write_with_a_server_error_is_not_retried_and_may_have_been_sent(status: int) -> None:
    server = Timed(reply(status, headers=after("0")))

    with pytest.raises(ServerError) as caught:
        await write(server)

    assert caught.value.may_have_been_sent is True
    assert len(server.moments) == 1


@for_each("fault", [httpx.ConnectError("refused"), httpx.ConnectTimeout("slow"), httpx.ProxyError("no"), reply(429)])
async def test_a_write_that_was_certainly_not_processed_is_retried(fault: Any) -> None:
    server = Timed(fault, fault, 404)

    with pytest.raises(APIStatusError) as caught:
        await write(server)

    assert caught.value.status_code == 404
    assert len(server.moments) == 3


async def test_a_write_on_a_refused_connection_is_reported_as_not_sent() -> None:
    with pytest.raises(APIConnectionError) as caught:
        await write(httpx.ConnectError("refused"))

    assert caught.value.may_have_been_sent is False


async def test_a_write_that_timed_out_is_not_retried_and_may_have_been_sent() -> None:
    server = Timed(404, seconds=31)

    with pytest.raises(APITimeoutError) as caught:
        await write(server)

    assert caught.value.may_have_been_sent is True
    assert (len(server.moments), anyio.current_time() - server.moments[0]) == (1, 30.0)


async def test_after_a_503_the_client_waits_exactly_the_retry_after() -> None:
    server = Timed(reply(503, headers=after("7")), OK)

    await read(server)

    assert server.moments[1] - server.moments[0] == pytest.approx(7.0)


async def test_after_a_429_the_next_attempt_starts_soon_after_the_pause() -> None:
    server = Timed(reply(429, headers=after("7")), OK)

    await read(server)

    assert 7.0 <= server.moments[1] - server.moments[0] <= 8.0


@pytest.mark.parametrize("send", [read, write])
async def test_a_429_with_retry_after_beyond_the_deadline_is_raised_immediately(send: Any) -> None:
    server = Timed(reply(429, headers=after("200")))

    with pytest.raises(RateLimitError) as caught:
        await send(server)

    assert caught.value.retry_after == 200.0
    assert [anyio.current_time()] == server.moments


async def test_a_503_with_retry_after_beyond_the_deadline_is_raised_immediately() -> None:
    server = Timed(reply(503, headers=after("120")))

    with pytest.raises(ServerError):
        await read(server)
    assert [anyio.current_time()] == server.moments


async def test_without_a_deadline_any_retry_after_is_respected() -> None:
    server = Timed(reply(429, headers=after("86400")), OK)

    await read(server, deadline=None)

    assert server.moments[1] - server.moments[0] >= 86400


async def test_without_a_deadline_the_timeout_still_applies() -> None:
    server = Timed(OK, seconds=31)

    with pytest.raises(APITimeoutError, match="30 s"):
        await read(server, deadline=None)
    assert len(server.moments) == 4


async def test_waits_between_attempts_do_not_exceed_the_backoff_limits() -> None:
    server = Timed(*[503] * 8, OK)

    await read(server, max_retries=8)

    gaps = [later - sooner for sooner, later in zip(server.moments, server.moments[1:], strict=False)]
    assert all(0 <= gap <= longest for gap, longest in zip(gaps, [1, 2, 4, 8, 8, 8, 8, 8], strict=True))


async def test_the_deadline_ends_an_attempt_in_flight() -> None:
    server = Timed(OK, seconds=10)
    started = anyio.current_time()

    with pytest.raises(APITimeoutError, match="deadline of 5 s"):
        await read(server, deadline=5)
    assert anyio.current_time() - started == pytest.approx(5.0)


async def test_the_deadline_covers_all_attempts_and_the_cause_is_the_previous_error() -> None:
    server = Timed(reply(503, headers=after("1")), OK, seconds=3)
    started = anyio.current_time()

    with pytest.raises(APITimeoutError, match="2 attempts") as caught:
        await read(server, deadline=5)

    assert anyio.current_time() - started == pytest.approx(5.0)
    assert isinstance(caught.value.__cause__, ServerError)


async def test_the_deadline_ends_a_wait_for_a_slot() -> None:
    server = Timed(404, seconds=20)
    animo = Net({EVENT: server}).client(max_concurrency=1)
    waits: list[float] = []

    async def late() -> None:
        await anyio.sleep(1)
        orders = animo.with_options(deadline=3).company(COMPANY).event("demo-day").orders
        with pytest.raises(APITimeoutError, match="deadline of 3 s") as caught:
            await orders.approve("oRd3r")
        waits.append(anyio.current_time() - server.moments[0])
        assert caught.value.may_have_been_sent is False

    async with anyio.create_task_group() as group:
        group.start_soon(late)
        with pytest.raises(APIStatusError):
            await animo.company(COMPANY).event("demo-day").orders.approve("oRd3r")
    assert waits == [pytest.approx(4.0)]
    assert len(server.moments) == 1


async def test_the_deadline_ends_a_wait_during_the_pause_of_another_call() -> None:
    server = Timed(reply(429, headers=after("50")), OK)
    animo = Net({USER: server}).client(max_retries=1)

    async def late() -> None:
        await anyio.sleep(1)
        with pytest.raises(APITimeoutError, match="deadline of 3 s"):
            await animo.with_options(deadline=3).user()
        assert anyio.current_time() - server.moments[0] == pytest.approx(4.0)

    async with anyio.create_task_group() as group:
        group.start_soon(late)
        await animo.user()
    assert len(server.moments) == 2


async def test_the_deadline_includes_the_lookup_after_a_403() -> None:
    animo = Net({f"GET /{COMPANY}/events/a": reply(403), "GET /companies": Timed(OK, seconds=20)}).client(deadline=5)
    started = anyio.current_time()

    with pytest.raises(PermissionDeniedError, match="reason is unknown"):
        await animo.company(COMPANY).events.get("a")
    assert anyio.current_time() - started == pytest.approx(5.0)


async def test_each_page_of_a_pager_has_its_own_deadline() -> None:
    pages = Timed(*(envelope([event(slug)], number, 3, 3) for number, slug in enumerate("abc", 1)), seconds=4)
    animo = Net({f"GET /{COMPANY}/events": pages}).client(deadline=5)

    assert [item.id async for item in animo.company(COMPANY).events.list()] == ["a", "b", "c"]


class Dripping(httpx.AsyncByteStream):
    def __init__(self) -> None:
        self.closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            await anyio.sleep(5)
            yield b" "

    async def aclose(self) -> None:
        self.closed = True


# The call is cancelled inside httpx's async generators. trio warns about them, and callers cannot close them.
@pytest.mark.filterwarnings("ignore:.*was garbage collected before it had been exhausted:ResourceWarning")
async def test_the_timeout_ends_a_response_body_that_arrives_too_slowly() -> None:
    body = Dripping()
    started = anyio.current_time()

    with pytest.raises(APITimeoutError, match="30 s"):
        await read(lambda _: httpx.Response(200, stream=body), max_retries=0)
    assert anyio.current_time() - started == pytest.approx(30.0)
    assert body.closed


async def test_a_read_is_retried_after_a_timeout() -> None:
    hung = [True]

    async def server(_: httpx.Request) -> Any:
        if hung:
            hung.pop()
            await anyio.sleep_forever()
        return OK

    assert (await read(server)).id == "u1"


async def test_a_401_is_not_retried_with_a_fixed_token() -> None:
    server = Timed(401)

    with pytest.raises(AuthenticationError):
        await read(server)
    assert len(server.moments) == 1


@pytest.mark.parametrize("fault", FAULTS, ids=label)
@pytest.mark.parametrize(("send", "operation"), [(read, "get_user"), (write, "approve_order")])
async def test_every_error_names_its_request_and_can_be_pickled(send: Any, operation: str, fault: Any) -> None:
    with pytest.raises(AnimoError) as caught:
        await send(fault)

    error: Any = caught.value
    path = "/user" if send is read else EVENT.partition(" ")[2]
    assert (error.method, error.path, error.operation) == ("GET" if send is read else "POST", path, operation)
    for twin in (pickle.loads(pickle.dumps(error)), copy.deepcopy(error)):
        assert (type(twin), str(twin), vars(twin)) == (type(error), str(error), vars(error))
