"""One client in several event loops: one after another, in several threads and in a forked child."""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import pytest
import trio
import uvloop

from animo_async import AnimoClient, PermissionDeniedError
from fault_server import FaultServer, Visit, answer, slowly, stall
from helpers import TOKEN, user

RUN: dict[str, Callable[..., Any]] = {
    "asyncio": lambda call: asyncio.run(call()),
    "trio": trio.run,
    "uvloop": lambda call: uvloop.run(call()),
}
WELL = answer({"data": user()})

pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    yield
    gc.collect()  # collect the connections of ended loops while their warnings are still ignored


@pytest.fixture
def server() -> Iterator[FaultServer]:
    with FaultServer(WELL) as running:
        yield running


def client_of(server: FaultServer, **options: Any) -> AnimoClient:
    return AnimoClient(TOKEN, **{"base_url": server.base_url, "max_retries": 0, "deadline": 5, **options})


async def write(animo: AnimoClient) -> None:
    async with anyio.create_task_group() as tasks:
        for number in range(12):
            tasks.start_soon(partial(animo.request, "POST", f"/{number}", json={}))


@pytest.mark.parametrize(
    "kinds",
    [
        ("asyncio", "asyncio"),
        ("trio", "trio"),
        ("asyncio", "trio", "asyncio"),
        ("uvloop", "uvloop"),
    ],
    ids="-".join,
)
def test_one_client_works_in_several_loops_one_after_another(server: FaultServer, kinds: tuple[str, ...]) -> None:
    animo = client_of(server)

    for kind in kinds:
        RUN[kind](partial(write, animo))
    RUN[kinds[-1]](animo.aclose)

    written = Counter(path for method, path in server.requests if method == "POST")
    assert set(written.values()) == {len(kinds)}
    assert len(written) == 12


class ClockFrom(trio.abc.Clock):
    """A trio clock with a fixed start time. trio's own clock starts at a random time in each run."""

    def __init__(self, begin: float) -> None:
        self._begin = begin

    def start_clock(self) -> None:
        self._offset = self._begin - time.perf_counter()

    def current_time(self) -> float:
        return time.perf_counter() + self._offset

    def deadline_to_sleep_time(self, deadline: float) -> float:
        return deadline - self.current_time()


def test_a_pause_does_not_carry_over_to_the_next_trio_run(server: FaultServer) -> None:
    server.play(answer({"message": "slow"}, 429, {"Retry-After": "0.1"}))
    animo = client_of(server, deadline=3, max_retries=1)

    for begin in (900_000, 1_000):
        assert trio.run(animo.user, clock=ClockFrom(begin)).id == "u1"


def test_the_company_cache_does_not_carry_over_to_the_next_trio_run(server: FaultServer) -> None:
    async def refuse(visit: Visit) -> None:
        listing = visit.target.endswith("/companies")
        await (answer({"data": []}) if listing else answer({"message": "This action is unauthorized."}, 403))(visit)

    server.always(refuse)
    animo = client_of(server)

    async def denied() -> None:
        with pytest.raises(PermissionDeniedError):
            await animo.company("c1").events.get("e1")

    for begin in (900_000, 1_000):
        trio.run(denied, clock=ClockFrom(begin))

    assert server.requests.count(("GET", "/api/v1/companies")) == 2


def test_threads_with_separate_loops_can_share_one_client(server: FaultServer) -> None:
    server.always(slowly(WELL, 0.05))
    animo = client_of(server, max_concurrency=10)
    seen: list[str] = []
    threads = [threading.Thread(target=lambda: seen.append(asyncio.run(animo.user()).id)) for _ in range(16)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

    assert seen == ["u1"] * 16


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("kind", ["asyncio", "trio"])
def test_a_forked_child_does_not_disturb_a_request_of_its_parent(server: FaultServer, kind: str) -> None:
    animo = client_of(server)
    idle, go = threading.Event(), threading.Event()
    got: list[Any] = []

    async def parent() -> None:
        await animo.user()
        idle.set()
        await anyio.to_thread.run_sync(go.wait)
        got.append(await animo.request("POST", "/slow", json={}))

    def child() -> None:
        time.sleep(0.2)  # by then the parent's request is in flight, on a connection that was idle at the fork
        RUN[kind](animo.user)

    thread = threading.Thread(target=RUN[kind], args=(parent,))
    thread.start()
    assert idle.wait(5)
    server.always(slowly(WELL, 0.5))
    process = multiprocessing.get_context("fork").Process(target=child)
    process.start()
    go.set()
    process.join(5)
    thread.join(5)

    assert process.exitcode == 0
    assert got == [{"data": user()}]


def test_a_loop_closed_during_calls_leaves_the_client_usable(server: FaultServer) -> None:
    server.always(stall())
    animo = client_of(server, max_concurrency=1)
    loop = asyncio.new_event_loop()
    pending = [loop.create_task(animo.user()) for _ in range(3)]
    loop.run_until_complete(asyncio.sleep(0.1))
    for task in pending:
        task._log_destroy_pending = False  # type: ignore[attr-defined]
    loop.close()

    server.always(WELL)

    assert asyncio.run(animo.user()).id == "u1"


@pytest.mark.parametrize("proxied", [False, True], ids=["direct", "proxied"])
@pytest.mark.parametrize("kind", RUN)
def test_successive_loops_leak_no_file_descriptors(
    server: FaultServer, kind: str, proxied: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if proxied:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{server.port}")
    animo = client_of(server, base_url="http://animo.invalid/api/v1" if proxied else server.base_url)

    def descriptors() -> int:
        gc.collect()
        return len(list(Path("/proc/self/fd").iterdir()))

    RUN[kind](animo.user)
    before = descriptors()
    for _ in range(30):
        RUN[kind](animo.user)

    ends_at = time.monotonic() + 3
    while descriptors() > before + 2 and time.monotonic() < ends_at:  # the server thread needs time to close its ends
        time.sleep(0.01)
    assert descriptors() <= before + 2
