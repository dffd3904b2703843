"""Limits for the cost of the client. The tests count and do not measure time, so they also pass on a slow machine."""

from __future__ import annotations

import gc
import inspect
import json
import re
import subprocess
import sys
import tracemalloc
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any

import httpcore
import httpx
import orjson
import pytest

import animo_async
import animo_v1
from animo_async import AnimoClient, NotFoundError
from animo_v1.models import EventList
from fault_server import FaultServer, answer
from helpers import COMPANY, TOKEN, Net, companies, company, envelope, event

# Not `import animo_async`, which loads almost nothing until a name is used.
IMPORT = "from animo_async import AnimoClient"
EVENTS = f"GET /{COMPANY}/events"
OURS = tuple(str(Path(str(package.__file__)).parent) for package in (animo_async, animo_v1))

# Each limit is the current count plus a small margin. Raise a limit only for a feature that is worth the cost.
CALLS_PER_CALL = 57
AWAITS_PER_READ = 7
CALLS_PER_EVENT = 12  # the event, its nested objects, three timestamps, the list of cohosts, the duplicate check
BYTES_PER_EVENT = 1700
BLOCKS_PER_EVENT = 29
MODULES_ALLOWED = 52
LINES_OF_CORE = 2950
LINES_OF_HTTP = 1260


def page_of_events(number: int = 1, last: int = 1) -> dict[str, Any]:
    city = {"name": "Montevideo", "latitude": -34.9, "longitude": -56.1, "google_place_id": "ChIJX4"}
    venue = {**city, "url": None, "maps_url": None, "address": "Avenida 18 de Julio 1453"}
    country = {"name": "Uruguay", "alpha2Code": "UY", "alpha3Code": "URY"}
    cohosts = [{"id": "bD3kL", "name": "Labs", "privacy_policy": None, "position": 1}]
    places = {"city": city, "country": country, "venue": venue, "cohosts": cohosts}
    items = [event(f"e{number}-{index}", **places) for index in range(15)]
    return envelope(items, number=number, last=last, total=15 * last)


def pages(last: int) -> Callable[[httpx.Request], dict[str, Any]]:
    return lambda request: page_of_events(int(request.url.params.get("page", "1")), last)


def run(code: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.split()


def loaded_after(code: str) -> set[str]:
    return set(run(f"import sys\n{code}\nprint(*sys.modules)"))


# Size


def test_the_core_stays_within_its_line_limits() -> None:
    done = subprocess.run(
        [sys.executable, str(Path(__file__).parents[2] / "scripts" / "code_size.py")],
        capture_output=True,
        text=True,
        check=True,
    )
    sizes = {name: int(size.replace(",", "")) for size, name in re.findall(r"([\d,]+)  (.+)", done.stdout)}

    assert sizes["in all"] == sum(size for name, size in sizes.items() if name.endswith(".py")) <= LINES_OF_CORE
    assert sizes["_http/"] <= LINES_OF_HTTP


# Requests


@pytest.mark.anyio
@pytest.mark.parametrize("last", [1, 2, 5, 33])
async def test_a_list_sends_one_request_for_each_page(last: int) -> None:
    net = Net({EVENTS: pages(last)})

    items = await net.client().company(COMPANY).events.list().collect()

    assert len(items) == 15 * last
    assert len(net.asked) == last == len(set(net.asked))


@pytest.mark.anyio
async def test_breaking_out_of_a_list_on_its_first_page_sends_one_request() -> None:
    net = Net({EVENTS: pages(5)})

    async for _ in net.client().company(COMPANY).events.list():
        break

    assert len(net.asked) == 1


@pytest.mark.anyio
async def test_breaking_out_of_a_list_on_its_second_page_prefetches_two_batches() -> None:
    net = Net({EVENTS: pages(50)})

    async for item in net.client().company(COMPANY).events.list(concurrency=4):
        if item.id == "e2-0":
            break

    assert len(net.asked) == 1 + 2 * 4


@pytest.mark.anyio
async def test_a_typed_call_sends_one_request() -> None:
    net = Net({"GET /companies": companies(company()), f"{EVENTS}/demo-day": {"data": event()}})
    animo = net.client()

    acme = await animo.find_company("acme")
    await acme.events.get("demo-day")

    assert net.asked == ["GET /companies", f"{EVENTS}/demo-day"]


@pytest.mark.anyio
async def test_creating_clients_and_handles_sends_no_request() -> None:
    net = Net()

    net.client().company(COMPANY).event("demo-day").orders.list()

    assert net.asked == []


@pytest.mark.anyio
async def test_a_request_does_not_use_the_connection_pool_of_httpcore(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(httpcore.AsyncConnectionPool, "handle_async_request", None)
    with FaultServer(answer({"data": event()})) as server:
        async with AnimoClient(TOKEN, base_url=server.base_url) as animo:
            for _ in range(3):
                await animo.company(COMPANY).events.get("demo-day")

        assert server.connections == 1


# Modules


def test_importing_the_client_loads_few_modules_beyond_its_dependencies() -> None:
    dependencies = loaded_after("import httpx, anyio, attrs, orjson")
    ours = loaded_after(IMPORT) - dependencies

    packages = {name for name in ours if name.partition(".")[0] in {"animo_async", "animo_v1"}}
    assert ours - packages == set()
    assert len(packages) <= MODULES_ALLOWED, sorted(packages)


def test_importing_the_client_loads_no_model_and_no_operation() -> None:
    loaded = loaded_after(IMPORT)

    assert {name for name in loaded if name.startswith("animo_v1.models.")} == set()
    assert {name for name in loaded if name.startswith("animo_v1.api.") and name.count(".") > 2} == set()


def test_importing_the_client_loads_no_event_loop() -> None:
    loaded = loaded_after(IMPORT)

    assert {name for name in loaded if name.startswith(("anyio._backends.", "trio"))} == set()


def test_an_operation_loads_only_its_own_models() -> None:
    code = f"{IMPORT}\nfrom animo_v1.api import companies\ncompanies.list_companies.operation"
    loaded = loaded_after(code)

    operations = {name for name in loaded if name.startswith("animo_v1.api.") and name.count(".") > 2}
    models = {name.removeprefix("animo_v1.models.") for name in loaded if name.startswith("animo_v1.models.")}
    assert operations == {"animo_v1.api.companies.list_companies"}
    assert models == {"company", "company_list", "page_links", "page_meta"}
    # Besides our own code, the first call loads attrs and the standard library modules that attrs needs.
    others = loaded - loaded_after(f"{IMPORT}\nimport attrs\nfrom animo_v1.api import companies")
    assert {name for name in others if not name.startswith("animo_v1.")} == set()
    assert "pydantic" not in loaded


# These tests count only calls of our own functions, because calls inside dependencies change with their versions.


async def calls_of_ours(work: Callable[[], Awaitable[object]]) -> Counter[str]:
    """Count the calls of our functions by name. The work runs once before counting, to exclude one-time costs."""
    # Count frames, not profiler events: a coroutine causes an event each time it resumes.
    frames: set[FrameType] = set()

    def count(frame: FrameType, what: str, _: object) -> None:
        if what == "call" and frame.f_code.co_filename.startswith(OURS):
            frames.add(frame)

    await work()
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        await work()
    finally:
        sys.setprofile(before)
    return Counter(frame.f_code.co_qualname for frame in frames)


def instant(last: int = 1) -> AnimoClient:
    bodies = [json.dumps(page_of_events(number, last)).encode() for number in range(1, last + 1)]

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=bodies[int(request.url.params.get("page", "1")) - 1])

    return AnimoClient(TOKEN, transport=httpx.MockTransport(answer))


@pytest.mark.anyio
async def test_a_typed_call_makes_few_function_calls() -> None:
    events = instant().company(COMPANY).events

    async def first_page() -> None:
        await events.list()

    counted = await calls_of_ours(first_page)

    assert counted.total() <= CALLS_PER_CALL + 15 * CALLS_PER_EVENT, counted.most_common()


@pytest.mark.anyio
@pytest.mark.parametrize(
    "read",
    [
        lambda animo: animo.user(),
        lambda animo: animo.company(COMPANY).events.get("e1"),
        lambda animo: animo.company(COMPANY).event("e1").orders.get("o"),
        lambda animo: animo.request("GET", "/user"),
    ],
    ids=["user", "event", "order", "request"],
)
async def test_a_read_passes_through_at_most_seven_of_our_coroutines(read: Callable[[AnimoClient], Any]) -> None:
    depths: list[int] = []

    async def count(_: httpx.Request) -> httpx.Response:
        frame: FrameType | None = sys._getframe(1)
        depth = 0
        while frame is not None:
            coroutine = frame.f_code.co_flags & inspect.CO_COROUTINE
            depth += bool(coroutine) and frame.f_code.co_filename.startswith(OURS)
            frame = frame.f_back
        depths.append(depth)
        return httpx.Response(404, json={"message": "Not found."})

    with suppress(NotFoundError):
        await read(AnimoClient(TOKEN, transport=httpx.MockTransport(count)))

    assert 0 < depths[0] <= AWAITS_PER_READ


@pytest.mark.anyio
async def test_iterating_over_pages_makes_few_extra_function_calls() -> None:
    events = instant(9).company(COMPANY).events

    async def nine_pages() -> None:
        async for _ in events.list(concurrency=1):
            pass

    counted = await calls_of_ours(nine_pages)

    assert counted.total() <= 9 * (CALLS_PER_CALL + 15 * (CALLS_PER_EVENT + 1)), counted.most_common()


# Memory


def parsed(count: int) -> list[Any]:
    content = json.dumps(page_of_events()).encode()
    return [item for _ in range(count // 15) for item in EventList.from_dict(orjson.loads(content)).data]


def test_parsed_events_use_little_memory() -> None:
    parsed(15)
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.take_snapshot()
        kept = parsed(600)
        gc.collect()
        growth = tracemalloc.take_snapshot().compare_to(before, "filename")
    finally:
        tracemalloc.stop()

    held = sum(entry.size_diff for entry in growth) / len(kept)
    blocks = sum(entry.count_diff for entry in growth) / len(kept)
    assert held <= BYTES_PER_EVENT
    assert blocks <= BLOCKS_PER_EVENT


def test_a_parsed_model_has_no_instance_dict() -> None:
    item = parsed(15)[0]

    parts = [item, item.city, item.country, item.venue, *item.cohosts]
    assert [part for part in parts if hasattr(part, "__dict__")] == []


def test_without_unknown_fields_no_dict_is_created() -> None:
    items = parsed(15)
    gc.collect()

    parts = [part for item in items for part in (item, item.city, item.country, item.venue, *item.cohosts)]
    held = [kept for part in parts for kept in gc.get_referents(part) if isinstance(kept, dict)]
    assert held == []


def test_an_unknown_field_is_kept() -> None:
    body = page_of_events()
    body["data"][0]["later"] = 1

    assert EventList.from_dict(body).data[0].additional_properties == {"later": 1}
