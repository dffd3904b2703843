from __future__ import annotations

import asyncio
import itertools
import json
import types
from collections.abc import AsyncIterator, Coroutine, Generator
from typing import Any

import anyio
import httpx
import pytest

import fake_clock
from animo_async import AnimoError, MissingScopeError, NotFoundError, OrderChange, ResponseFormatError
from animo_async.models import Order
from animo_async.resources.orders import Orders
from animo_async.sandbox import Sandbox
from helpers import COMPANY, PASSPORT, Net, companies, company, denied, envelope, for_each, order, reply

pytestmark = pytest.mark.anyio

LIST = f"GET /{COMPANY}/event/demo/orders"
PAID = "2026-04-01T12:00:00.000000+00:00"


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> Any:
    return fake_clock.backend(request.param)


def orders_of(net: Net, **options: Any) -> Orders:
    return net.client(**options).company(COMPANY).event("demo").orders


def world(*passes: list[dict[str, Any]]) -> Net:
    """Return a fake API whose orders change with each pass. After the last list, nothing changes."""
    return Net({LIST: [envelope(orders) for orders in passes]})


async def taken(watcher: AsyncIterator[OrderChange], number: int) -> list[tuple[str, str]]:
    return [(change.kind, change.order.id) for change in [await anext(watcher) for _ in range(number)]]


async def quiet_for(watcher: AsyncIterator[OrderChange], seconds: float) -> bool:
    with anyio.move_on_after(seconds):
        await anext(watcher)
        return False
    return True


async def test_existing_orders_are_reported_as_created_in_list_order() -> None:
    watcher = orders_of(world([order("b", paid_at=PAID), order("a"), order("c", unit_amount=0)])).watch()

    assert await taken(watcher, 3) == [("created", "b"), ("created", "a"), ("created", "c")]
    assert await quiet_for(watcher, 200)


async def test_later_changes_are_reported_with_the_right_kind() -> None:
    first = [order("a"), order("b"), order("c"), order("d", paid_at=PAID)]
    second = [
        order("new", paid_at=PAID),
        order("a", paid_at=PAID, email="other@acme.example"),
        order("b", email="b@acme.example"),
        order("c", weather="fine"),
        order("d"),
    ]
    watcher = orders_of(world(first, second)).watch()
    await taken(watcher, 4)

    assert await taken(watcher, 5) == [
        ("created", "new"),
        ("paid", "a"),
        ("changed", "b"),
        ("changed", "c"),
        ("changed", "d"),
    ]
    assert await quiet_for(watcher, 200)


async def test_existing_orders_can_be_skipped() -> None:
    watcher = orders_of(world([order("a"), order("b")], [order("a", paid_at=PAID), order("b")])).watch(existing=False)

    assert await taken(watcher, 1) == [("paid", "a")]


async def test_an_order_that_disappears_and_comes_back_is_not_reported() -> None:
    watcher = orders_of(world([order("a"), order("b")], [order("b")], [order("a"), order("b")])).watch()
    await taken(watcher, 2)

    assert await quiet_for(watcher, 200)


@pytest.mark.parametrize("every", [5, 30.0, 0.5])
async def test_passes_start_at_the_given_interval(every: float) -> None:
    at: list[float] = []

    async def answer(_: httpx.Request) -> Any:
        at.append(anyio.current_time())
        await anyio.sleep(every / 4)
        return envelope([])

    await quiet_for(orders_of(Net({LIST: answer})).watch(every=every), every * 3.5)

    assert [moment - at[0] for moment in at] == [pytest.approx(every * turn) for turn in range(4)]


async def test_a_pass_sends_one_request_for_each_page() -> None:
    def page(request: httpx.Request) -> Any:
        number = int(request.url.params.get("page", 1))
        return envelope([order(f"{number}-{index}") for index in range(15)], number=number, last=34, total=510)

    net = Net({LIST: page})
    watcher = orders_of(net).watch()

    await taken(watcher, 510)
    assert len(net.requests) == 34
    assert await quiet_for(watcher, 45)
    assert len(net.requests) == 68


@pytest.mark.parametrize("fault", [503, 500, 429, 408, httpx.ReadError("reset"), httpx.ConnectError("refused")])
async def test_a_temporary_fault_is_logged_and_retried(fault: Any, caplog: pytest.LogCaptureFixture) -> None:
    net = Net({LIST: [fault, fault, envelope([order("a")])]})
    started = anyio.current_time()

    assert await taken(orders_of(net).watch(every=20), 1) == [("created", "a")]

    assert anyio.current_time() - started == pytest.approx(40, abs=3)
    assert [record.levelname for record in caplog.records].count("WARNING") == 2
    assert "20 s" in caplog.text


async def test_a_retry_after_longer_than_the_interval_is_respected() -> None:
    net = Net({LIST: [reply(429, headers={"Retry-After": "300"}), envelope([order("a")])]})
    started = anyio.current_time()

    await taken(orders_of(net).watch(), 1)

    assert anyio.current_time() - started >= 300


async def test_an_interrupted_pass_continues_without_duplicates_or_gaps() -> None:
    failing = iter([True])

    def page(request: httpx.Request) -> Any:
        number = int(request.url.params.get("page", 1))
        if number == 2 and next(failing, False):
            return 503
        return envelope([order(f"p{number}")], number=number, last=2, total=2)

    watcher = orders_of(Net({LIST: page})).watch()

    assert await taken(watcher, 2) == [("created", "p1"), ("created", "p2")]
    assert await quiet_for(watcher, 100)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [(404, NotFoundError), (denied(PASSPORT), MissingScopeError), (reply(200, content=b"<"), ResponseFormatError)],
)
async def test_a_permanent_error_is_raised_and_the_state_stays_valid(answer: Any, kind: type[AnimoError]) -> None:
    net = Net(
        {
            LIST: [envelope([order("a")]), answer, envelope([order("a"), order("b")])],
            "GET /companies": companies(company()),
        }
    )
    watcher = orders_of(net).watch()
    await taken(watcher, 1)

    with pytest.raises(kind):
        await anext(watcher)

    assert await taken(orders_of(net).watch(watcher.state), 1) == [("created", "b")]
    assert await taken(watcher, 1) == [("created", "b")]


@for_each("odd", [None, 7, "", ["x"]])
async def test_an_order_without_an_identifier_is_a_format_error(odd: Any) -> None:
    with pytest.raises(ResponseFormatError, match="id"):
        await anext(orders_of(world([{**order(), "id": odd}])).watch())


# -- the state


async def test_the_state_covers_only_changes_whose_loop_body_has_finished() -> None:
    orders = orders_of(world([order("a"), order("b"), order("c")]))
    watcher = orders.watch()

    covered = []
    async for change in watcher:
        covered.append(set(watcher.state["orders"]))
        if change.order.id == "c":
            break

    assert covered == [set(), {"a"}, {"a", "b"}]
    assert await taken(orders.watch(json.loads(json.dumps(watcher.state))), 1) == [("created", "c")]


async def test_a_change_is_delivered_again_if_its_loop_body_failed() -> None:
    watcher = orders_of(world([order("a"), order("b")])).watch()

    async def fail() -> None:
        async for _ in watcher:
            raise LookupError

    with pytest.raises(LookupError):
        await fail()

    again = []
    async for change in watcher:
        again.append(change.order.id)
        if len(again) == 2:
            break
    assert again == ["a", "b"]


async def test_the_state_contains_only_ids_and_digests() -> None:
    watcher = orders_of(
        world([order("a", first_name="Ada", email="ada@acme.example"), order("b", paid_at=PAID)])
    ).watch()
    await taken(watcher, 2)
    await quiet_for(watcher, 1)

    text = json.dumps(watcher.state)

    assert set(watcher.state["orders"]) == {"a", "b"}
    assert not any(part in text for part in ("Ada", "acme", "2500", "EUR", "2026"))


async def test_the_state_of_ten_thousand_orders_is_smaller_than_a_megabyte() -> None:
    listed = [order(f"oRd3r{number:06}") for number in range(10_000)]
    watcher = orders_of(world(listed)).watch(existing=False)
    await quiet_for(watcher, 1)

    assert len(watcher.state["orders"]) == 10_000
    assert len(json.dumps(watcher.state)) < 1_000_000


async def test_changing_a_returned_state_does_not_affect_the_watcher() -> None:
    watcher = orders_of(world([order("a")])).watch()
    await taken(watcher, 1)
    await quiet_for(watcher, 1)

    watcher.state["orders"].clear()

    assert set(watcher.state["orders"]) == {"a"}


async def test_existing_false_survives_a_restart_before_the_first_pass() -> None:
    state = orders_of(world([])).watch(existing=False).state

    watcher = orders_of(world([order("a")], [order("a"), order("b")])).watch(json.loads(json.dumps(state)))

    assert await taken(watcher, 1) == [("created", "b")]


async def test_the_existing_argument_has_no_effect_if_a_state_is_given() -> None:
    state = orders_of(world([])).watch().state

    assert await taken(orders_of(world([order("a")])).watch(state, existing=False), 1) == [("created", "a")]


@for_each(
    "state",
    [
        {},
        {"orders": {}},
        {"version": 2, "orders": {}},
        {"version": 1},
        {"version": 1, "orders": []},
        {"version": 1, "orders": {"a": "x"}},
        {"version": 1, "orders": {"a": 5}},
        {"version": 1, "orders": {5: "u0123456789abcdef"}},
    ],
)
def test_an_invalid_state_is_a_value_error(state: Any) -> None:
    with pytest.raises(ValueError, match="state"):
        orders_of(world([])).watch(state)


@pytest.mark.parametrize("state", ["{}", [], 5, b"{}"])
def test_a_state_that_is_not_a_dict_is_a_type_error(state: Any) -> None:
    with pytest.raises(TypeError, match="state"):
        orders_of(world([])).watch(state)


@for_each(
    ("every", "kind"),
    [
        (0, ValueError),
        (-1, ValueError),
        (float("nan"), ValueError),
        ("30", TypeError),
        (None, TypeError),
        (True, TypeError),
    ],
)
def test_an_invalid_interval_is_refused(every: Any, kind: type[Exception]) -> None:
    with pytest.raises(kind, match="every"):
        orders_of(world([])).watch(every=every)


# -- interruptions


async def test_cancelling_the_wait_loses_no_changes() -> None:
    def page(request: httpx.Request) -> Any:
        number = int(request.url.params.get("page", 1))
        return envelope([order(f"{number}-{index}") for index in range(3)], number=number, last=9, total=27)

    async def slowly(request: httpx.Request) -> Any:
        await anyio.sleep(0.3)
        return page(request)

    watcher = orders_of(Net({LIST: slowly})).watch(every=1)
    seen: list[str] = []
    for _ in range(1000):
        with anyio.move_on_after(0.5):
            seen.append((await anext(watcher)).order.id)
        if len(seen) == 27:
            break

    assert seen == [f"{number}-{index}" for number in range(1, 10) for index in range(3)]


async def test_a_closed_watcher_stops_and_keeps_its_state() -> None:
    watcher = orders_of(world([order("a"), order("b")])).watch()
    await taken(watcher, 2)

    await watcher.aclose()

    with pytest.raises(StopAsyncIteration):
        await anext(watcher)
    assert set(watcher.state["orders"]) == {"a", "b"}


class Killed(BaseException):
    pass


@types.coroutine
def killed_after(steps: int, coroutine: Coroutine[Any, Any, None]) -> Generator[Any, Any, None]:
    """Run a coroutine, let it suspend `steps` times, close it at the next suspension and raise `Killed`."""
    for step in itertools.count():
        try:
            waiting = coroutine.send(None)
        except StopIteration:
            return
        if step == steps:
            coroutine.close()
            raise Killed
        yield waiting


class History:
    """Serve two pages of orders that change up to the third pass and then stay the same."""

    def __init__(self) -> None:
        self._pass = 0

    def __call__(self, request: httpx.Request) -> Any:
        number = int(request.url.params.get("page", 1))
        self._pass += number == 1
        first = [order("a", paid_at=PAID if self._pass > 1 else None), order("b")]
        second = [order("c", email=f"{'c' if self._pass > 2 else 'old'}@acme.example")]
        second += [order("d")] if self._pass > 1 else []
        return envelope(first if number == 1 else second, number=number, last=2, total=len(first + second))


class Service:
    """Handles changes as the documentation says: saves the state, then processes the change."""

    def __init__(self) -> None:
        self.handled: list[tuple[str, str]] = []
        self.saved: str | None = None

    async def run(self, orders: Orders, changes: int) -> None:
        watcher = orders.watch(None if self.saved is None else json.loads(self.saved))
        async for change in watcher:
            await asyncio.sleep(0)
            self.saved = json.dumps(watcher.state)
            await asyncio.sleep(0)
            self.handled.append((change.kind, change.order.id))
            await asyncio.sleep(0)
            if len(self.handled) == changes:
                return


ALL = [("created", "a"), ("created", "b"), ("created", "c"), ("paid", "a"), ("created", "d"), ("changed", "c")]


async def steps_of_a_whole_run() -> int:
    steps = 0
    while True:
        try:
            await killed_after(steps, Service().run(orders_of(Net({LIST: History()})), len(ALL)))
        except Killed:
            steps += 1
        else:
            return steps


@pytest.mark.parametrize("anyio_backend", [fake_clock.backend("asyncio")])
async def test_after_a_kill_no_order_is_lost_and_at_most_the_last_change_repeats(anyio_backend: Any) -> None:
    whole = await steps_of_a_whole_run()
    assert whole > 20

    for steps in range(whole):
        service, orders = Service(), orders_of(Net({LIST: History()}))
        with pytest.raises(Killed):
            await killed_after(steps, service.run(orders, len(ALL)))
        before = list(service.handled)

        with anyio.move_on_after(300):
            await service.run(orders, 100)

        after = service.handled[len(before) :]
        assert [change for change in after if change in before] in ([], before[-1:])
        assert {identifier for _, identifier in service.handled} == {"a", "b", "c", "d"}
        # A change made before the order was first reported is included in its `created` change.
        assert set(ALL) - set(service.handled) <= {("paid", "a"), ("changed", "c")}


async def test_watching_a_sandbox_reports_an_order_that_was_paid() -> None:
    async with Sandbox() as box:
        acme = await box.client().find_company("aidemodays")
        orders = acme.event("ai-demo-days-2026").orders
        listed = await orders.list().collect()
        watcher = orders.watch(existing=False)
        assert await quiet_for(watcher, 1)

        unpaid = next(each for each in listed if each.unit_amount and each.paid_at is None)
        box.mark_paid(unpaid)

        change = await anext(watcher)
        assert (change.kind, change.order.id) == ("paid", unpaid.id)
        assert isinstance(change.order, Order)
