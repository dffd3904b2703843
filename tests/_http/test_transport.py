"""The client against a failing server, over real sockets."""

from __future__ import annotations

import gc
import json
import random
import tracemalloc
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import anyio
import pytest

from animo_async import (
    AnimoClient,
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    RateLimitError,
    ResponseFormatError,
    ServerError,
)
from fault_server import (
    MIB,
    Fault,
    FaultServer,
    Visit,
    answer,
    broken,
    drip,
    gzip_bomb,
    hang_on_accept,
    head,
    huge,
    reset_on_accept,
    reset_on_arrival,
    slowly,
    stall,
    whole,
    zeros,
)
from helpers import COMPANY, TOKEN, event, event_create

pytestmark = [pytest.mark.anyio, pytest.mark.every_loop]

READ = ("GET", f"/api/v1/{COMPANY}/events/demo-day")
WRITE = ("POST", f"/api/v1/{COMPANY}/events/create")
WELL = answer({"data": event()})
JSON = {"Content-Type": "application/json"}
ASKED_FOR = json.dumps({"data": event("asked-for")}).encode()
PAGE = b"<!doctype html><title>Sign in</title>"


@dataclass
class Case:
    """The error for a lasting fault, and the requests that reach the server with one retry allowed."""

    fault: Fault
    raised: type[Exception]
    reads: int
    writes: int = 1


def status(code: int, body: Any = b"", **headers: str) -> Fault:
    return answer(body, code, {name.replace("_", "-"): value for name, value in headers.items()})


def lying(length: object, *, body: bytes = b"{}") -> bytes:
    return head(200, {**JSON, "Content-Length": str(length)}) + body


TABLE = {
    "reset as the request arrives": Case(reset_on_arrival, APIConnectionError, 0, 0),
    "never reads the request": Case(hang_on_accept, APITimeoutError, 0, 0),
    "reset before the response": Case(broken(b"", reset=True), APIConnectionError, 2),
    "closed before the response": Case(broken(b""), APIConnectionError, 2),
    "reset in the headers": Case(broken(b"HTTP/1.1 200 OK\r\nConte", reset=True), APIConnectionError, 2),
    "reset in the body": Case(broken(lying(100), reset=True), APIConnectionError, 2),
    "truncated body": Case(broken(lying(100)), APIConnectionError, 2),
    "truncated chunked body": Case(
        broken(head(200, {"Transfer-Encoding": "chunked"}) + b"64\r\n{"), APIConnectionError, 2
    ),
    "content-length too small": Case(broken(lying(1)), ResponseFormatError, 1),
    "content-length no number": Case(broken(lying("many")), APIConnectionError, 2),
    "content-length negative": Case(broken(lying(-2)), APIConnectionError, 2),
    "two content-lengths": Case(broken(lying("2\r\nContent-Length: 3")), APIConnectionError, 2),
    "no headers in time": Case(stall(), APITimeoutError, 2),
    "half the headers in time": Case(stall(b"HTTP/1.1 200 OK\r\nContent-"), APITimeoutError, 2),
    "dripping headers": Case(drip(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"a"), APITimeoutError, 2),
    "no body in time": Case(stall(lying(100, body=b"")), APITimeoutError, 2),
    "dripping body": Case(drip(lying(10_000)), APITimeoutError, 2),
    "not HTTP": Case(broken(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"), APIConnectionError, 2),
    "garbage": Case(broken(bytes(range(256))), APIConnectionError, 2),
    "408": Case(status(408), APIStatusError, 2),
    "425": Case(status(425), APIStatusError, 2),
    "429": Case(status(429, Retry_After="0.001"), RateLimitError, 2, 2),
    "500": Case(status(500, {"message": "Server Error"}), ServerError, 1),
    "502": Case(status(502), ServerError, 2),
    "503": Case(status(503, Retry_After="0.001"), ServerError, 2),
    "504": Case(status(504), ServerError, 2),
    "520": Case(status(520), ServerError, 2),
    "521": Case(status(521), ServerError, 2),
    "525": Case(status(525), ServerError, 1),
    "529": Case(status(529), ServerError, 2),
    "502 with a page": Case(status(502, PAGE, Content_Type="text/html"), ServerError, 2),
    "500 that breaks off": Case(broken(head(500, {"Content-Length": "100"}) + b"{"), ServerError, 1),
    "switching protocols": Case(broken(head(101, {"Upgrade": "h2c"})), APIConnectionError, 2),
    "redirect to another host": Case(status(302, Location="http://127.0.0.2:9/"), APIStatusError, 1),
    "redirect to itself": Case(status(307, Location=READ[1]), APIStatusError, 1),
    "a page instead of JSON": Case(status(200, PAGE, Content_Type="text/html"), ResponseFormatError, 1),
    "invalid UTF-8": Case(status(200, b'{"data": "\xff\xfe"}', **JSON), ResponseFormatError, 1),
    "half a document": Case(status(200, b'{"data": ', **JSON), ResponseFormatError, 1),
    "nothing": Case(status(200, b""), ResponseFormatError, 1),
    "huge body": Case(huge(), ResponseFormatError, 1),
    "gzip bomb": Case(gzip_bomb(), ResponseFormatError, 1),
    "not gzip": Case(status(200, b"{}", Content_Encoding="gzip"), ResponseFormatError, 1),
    "half a gzip": Case(status(200, zeros(1000)[:9], Content_Encoding="gzip"), ResponseFormatError, 1),
}


# With this seed, the first random numbers, which are the jitter of the first backoffs, are close to zero.
SHORT_WAITS = 116882


@pytest.fixture(autouse=True)
def hardly_a_backoff() -> Iterator[None]:
    state = random.getstate()
    random.seed(SHORT_WAITS)
    yield
    random.setstate(state)


@pytest.fixture
def server() -> Iterator[FaultServer]:
    with FaultServer(WELL) as running:
        yield running


@asynccontextmanager
async def client_of(server: FaultServer, **options: Any) -> AsyncIterator[AnimoClient]:
    """Yield a client, then check that it leaves no connection open."""
    async with AnimoClient(TOKEN, base_url=server.base_url, **{"max_retries": 1, **options}) as animo:
        yield animo
    await open_connections(server, 0)


async def open_connections(server: FaultServer, count: int) -> None:
    with anyio.fail_after(2):
        while server.open != count:  # noqa: ASYNC110 - the server runs in a thread
            await anyio.sleep(0.001)


async def stalled(server: FaultServer) -> None:
    with anyio.fail_after(2):
        while not server.stalled.is_set():  # noqa: ASYNC110 - the server runs in a thread
            await anyio.sleep(0.001)


async def read(animo: AnimoClient) -> str:
    return (await animo.company(COMPANY).events.get("demo-day")).id


async def write(animo: AnimoClient) -> str:
    return (await animo.company(COMPANY).events.create(event_create())).id


@pytest.mark.parametrize("fault", TABLE)
async def test_a_read_raises_the_error_for_a_fault_and_the_client_recovers(server: FaultServer, fault: str) -> None:
    case = TABLE[fault]
    server.always(case.fault)
    async with client_of(server, timeout=patience(case)) as animo:
        with pytest.raises(case.raised) as caught:
            await read(animo)
        assert type(caught.value) is case.raised
        # On a slow machine, the timeout may expire before the request is sent.
        least = 0 if case.raised is APITimeoutError else case.reads
        assert least <= len(server.requests) <= case.reads
        assert set(server.requests) <= {READ}

        server.heal()
        assert await read(animo) == "demo-day"
        await open_connections(server, 1)


@pytest.mark.parametrize("fault", TABLE)
async def test_a_write_raises_the_error_for_a_fault_and_the_client_recovers(server: FaultServer, fault: str) -> None:
    case = TABLE[fault]
    server.always(case.fault)
    async with client_of(server, timeout=patience(case)) as animo:
        with pytest.raises(case.raised) as caught:
            await write(animo)
        assert type(caught.value) is case.raised
        # On a slow machine, the timeout may expire before the request is sent. The client then connects once more.
        slow = case.raised is APITimeoutError and server.connections > 1
        assert server.requests == [WRITE] * case.writes or (slow and len(server.requests) <= case.writes)
        assert server.connections == 1 or slow
        assert getattr(caught.value, "may_have_been_sent", True) is True or not server.requests

        server.heal()
        assert await write(animo) == "demo-day"
        await open_connections(server, 1)


def patience(case: Case) -> float:
    return 0.4 if case.raised is APITimeoutError else 5.0


async def test_a_refused_connection_means_not_sent_and_the_client_recovers() -> None:
    with FaultServer(WELL) as gone:
        pass
    async with AnimoClient(TOKEN, base_url=gone.base_url, max_retries=1) as animo:
        for call in (read, write):
            with pytest.raises(APIConnectionError) as caught:
                await call(animo)
            assert caught.value.may_have_been_sent is False
        with FaultServer(WELL, port=gone.port) as back:
            assert await write(animo) == "demo-day"
            assert back.requests == [WRITE]


@pytest.mark.parametrize("call", [read, write])
async def test_no_request_arrives_on_a_connection_that_is_reset_immediately(server: FaultServer, call: Any) -> None:
    server.always(reset_on_accept)
    async with client_of(server) as animo:
        with pytest.raises(APIConnectionError):
            await call(animo)
    assert server.requests == []


@pytest.mark.parametrize(
    "fault",
    [
        "reset before the response",
        "truncated body",
        "no headers in time",
        "dripping body",
        "no body in time",
        "503",
        "429",
    ],
)
async def test_a_read_succeeds_after_a_transient_fault(server: FaultServer, fault: str) -> None:
    server.play(TABLE[fault].fault)
    async with client_of(server, timeout=patience(TABLE[fault]), max_retries=2) as animo:
        assert await read(animo) == "demo-day"
    assert len(server.requests) >= 2


@pytest.mark.parametrize("call", [read, write])
async def test_a_connection_closed_between_two_calls_is_replaced(server: FaultServer, call: Any) -> None:
    server.play(broken(head(204)))
    async with client_of(server) as animo:
        assert await animo.request("GET", "/first") is None
        await open_connections(server, 0)
        assert await call(animo) == "demo-day"
    assert len(server.requests) == 2


STRANGE = whole({"data": event("not-asked-for")})


@pytest.mark.parametrize(
    "first",
    [
        whole({"data": event("asked-for")}) + STRANGE,
        whole({"data": event("asked-for")}) + b"\r\n",
        head(200, {"Transfer-Encoding": "chunked"}) + b"%x\r\n%b\r\n0\r\n\r\n" % (len(ASKED_FOR), ASKED_FOR) + STRANGE,
    ],
    ids=["an answer", "an empty line", "an answer after chunks"],
)
@pytest.mark.parametrize("call", [read, write])
async def test_extra_bytes_after_a_response_are_not_read_as_the_next_response(
    server: FaultServer, first: bytes, call: Any
) -> None:
    server.play(partial(Visit.send, data=first))
    async with client_of(server, max_retries=0) as animo:
        assert [await read(animo), await call(animo), await call(animo)] == ["asked-for", "demo-day", "demo-day"]
    assert server.connections == 2


# asyncio issues this warning for every connection that is open when a loop ends.
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_a_client_can_be_used_in_a_second_event_loop(server: FaultServer, anyio_backend_name: str) -> None:
    server.always(slowly(WELL, 0.02))
    animo = AnimoClient(TOKEN, base_url=server.base_url, max_retries=0)

    async def several() -> None:
        async with anyio.create_task_group() as tg:
            for call in (read, write, write):
                tg.start_soon(call, animo)

    for work in (several, several, animo.aclose):
        anyio.run(work, backend=anyio_backend_name)
    gc.collect()

    assert len(server.requests) == 6


async def test_a_write_on_a_reused_connection_that_is_reset_is_not_retried(server: FaultServer) -> None:
    async with client_of(server) as animo:
        await read(animo)
        server.play(broken(b"", reset=True))
        with pytest.raises(APIConnectionError) as caught:
            await write(animo)
    assert caught.value.may_have_been_sent is True
    assert server.requests == [READ, WRITE]


async def test_a_redirect_to_another_server_is_not_followed(server: FaultServer) -> None:
    with FaultServer(WELL) as elsewhere:
        server.play(status(302, Location=elsewhere.base_url + "/user"))
        async with client_of(server) as animo:
            with pytest.raises(APIStatusError, match="302"):
                await read(animo)
    assert elsewhere.connections == 0


@pytest.mark.parametrize("layers", [1, 2])
async def test_a_gzip_bomb_uses_limited_memory(server: FaultServer, layers: int) -> None:
    server.play(gzip_bomb(150 * MIB, layers))
    tracemalloc.start()
    try:
        async with client_of(server) as animo:
            with pytest.raises(ResponseFormatError):
                await read(animo)
        assert tracemalloc.get_traced_memory()[1] < 200 * MIB
    finally:
        tracemalloc.stop()


async def test_waiting_for_a_slot_does_not_count_towards_the_timeout(server: FaultServer) -> None:
    server.always(slowly(WELL, 0.1))
    async with (
        client_of(server, timeout=0.5, max_retries=0, max_concurrency=1) as animo,
        anyio.create_task_group() as tg,
    ):
        for _ in range(7):
            tg.start_soon(read, animo)
    assert (len(server.requests), server.busiest) == (7, 1)


async def test_waiting_for_a_slot_counts_towards_the_deadline(server: FaultServer) -> None:
    server.always(stall())
    async with client_of(server, max_concurrency=1) as animo, anyio.create_task_group() as tg:
        tg.start_soon(read, animo)
        await stalled(server)
        with pytest.raises(APITimeoutError, match="deadline") as caught:
            await write(animo.with_options(deadline=0.05))
        tg.cancel_scope.cancel()
    assert caught.value.may_have_been_sent is False
    assert server.requests == [READ]


@pytest.mark.parametrize("call", [read, write])
async def test_the_deadline_ends_a_request_in_flight(server: FaultServer, call: Any) -> None:
    server.always(drip(lying(10_000)))
    async with client_of(server, deadline=0.3) as animo:
        with pytest.raises(APITimeoutError, match="deadline") as caught:
            await call(animo)
    assert caught.value.may_have_been_sent is True
    assert len(server.requests) == 1


async def test_200_concurrent_calls_share_10_slots(server: FaultServer) -> None:
    server.always(slowly(WELL, 0.002))
    async with client_of(server, max_retries=0) as animo, anyio.create_task_group() as tg:
        for _ in range(200):
            tg.start_soon(read, animo)
    assert len(server.requests) == 200
    assert 1 < server.busiest <= 10
    assert 1 < server.connections <= 10


async def test_closing_a_client_during_a_call_leaves_no_connection_open(server: FaultServer) -> None:
    server.always(slowly(WELL, 0.02))
    async with client_of(server) as animo, anyio.create_task_group() as tg:
        tg.start_soon(read, animo)
        with anyio.fail_after(2):
            while not server.requests:  # noqa: ASYNC110 - the server runs in a thread
                await anyio.sleep(0.001)
        await animo.aclose()


async def test_idle_connections_are_closed_after_the_keepalive_time(
    server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("animo_async._http.pool.KEEPALIVE", 0.05)
    async with client_of(server) as animo:
        server.always(slowly(WELL, 0.02))
        async with anyio.create_task_group() as tg:
            for _ in range(3):
                tg.start_soon(read, animo)
        assert server.connections > 1
        with anyio.fail_after(2):
            while server.open > 1:
                assert await read(animo) == "demo-day"


STAGES = {
    "connected": hang_on_accept,
    "sent": stall(),
    "in the headers": stall(b"HTTP/1.1 200 OK\r\nContent-"),
    "in the body": stall(lying(100)),
}


@pytest.mark.parametrize("call", [read, write])
@pytest.mark.parametrize("stage", STAGES)
async def test_cancelling_a_request_at_any_stage_closes_its_connection(
    server: FaultServer, stage: str, call: Any
) -> None:
    server.play(STAGES[stage])
    async with client_of(server, max_concurrency=1) as animo:
        async with anyio.create_task_group() as tg:
            tg.start_soon(call, animo)
            await stalled(server)
            tg.cancel_scope.cancel()
        await open_connections(server, 0)
        assert await call(animo) == "demo-day"


@pytest.mark.parametrize("call", [read, write])
async def test_cancelling_after_any_number_of_steps_leaves_the_client_usable(server: FaultServer, call: Any) -> None:
    async with client_of(server, max_concurrency=1) as animo:
        for steps in range(60):
            async with anyio.create_task_group() as tg:
                tg.start_soon(call, animo)
                for _ in range(min(steps, 30)):
                    await anyio.lowlevel.checkpoint()
                await anyio.sleep(max(0, steps - 30) / 10_000)
                tg.cancel_scope.cancel()
            with anyio.fail_after(2):
                assert await call(animo) == "demo-day"
            await open_connections(server, 1)


async def test_cancelling_while_waiting_to_retry_leaves_the_client_usable(server: FaultServer) -> None:
    server.play(status(503, Retry_After="50"))
    async with client_of(server, max_concurrency=1) as animo:
        with anyio.move_on_after(0.1) as scope:
            await read(animo)
        assert scope.cancelled_caught
        assert await read(animo) == "demo-day"


async def test_many_cancellations_leave_the_client_usable(server: FaultServer) -> None:
    server.always(slowly(WELL, 0.003))

    async def impatient(animo: AnimoClient, patience: float) -> None:
        with anyio.move_on_after(patience):
            await read(animo)

    async with client_of(server, max_retries=0) as animo:
        async with anyio.create_task_group() as tg:
            for number in range(200):
                tg.start_soon(impatient, animo, 0.0005 * number)
        with anyio.fail_after(5):
            async with anyio.create_task_group() as tg:
                for _ in range(50):
                    tg.start_soon(read, animo)
        assert server.open <= 10
