from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import aclosing
from typing import Any

import anyio.lowlevel
import httpx
import pytest

from animo_async import Page, PaginationDriftError, ResponseFormatError, ServerError
from helpers import COMPANY, Net, envelope, event, for_each, reply

pytestmark = pytest.mark.anyio

EVENTS = f"GET /{COMPANY}/events"


def page(*slugs: Any, last: Any = 1, total: Any = None) -> dict[str, Any]:
    return envelope([event(slug) for slug in slugs], last=last, total=total)


def book(pages: Sequence[Any]) -> Callable[[httpx.Request], Any]:
    """Return a handler that serves the requested page."""
    return lambda request: pages[int(request.url.params.get("page", "1")) - 1]


def three() -> list[Any]:
    return [page("a", "b", last=3, total=5), page("c", "d", last=3, total=5), page("e", last=3, total=5)]


def listing(net: Net, **arguments: Any) -> Any:
    return net.client().company(COMPANY).events.list(**arguments)


def events(reply: Any, **arguments: Any) -> Any:
    return listing(Net({EVENTS: reply}), **arguments)


async def slugs(items: Any) -> list[Any]:
    return [item.id async for item in items]


async def test_a_pager_yields_the_items_of_all_pages_in_order() -> None:
    assert await slugs(events(book(three()))) == ["a", "b", "c", "d", "e"]


async def test_awaiting_a_pager_returns_the_first_page() -> None:
    net = Net({EVENTS: book(three())})

    first = await listing(net)

    assert isinstance(first, Page)
    assert [item.id for item in first] == ["a", "b"]
    assert net.asked == [EVENTS]


async def test_pages_yields_each_page_as_served_with_duplicates() -> None:
    pager = events(book([page("a", "b", last=2, total=4), page("b", "c", last=2, total=4)]))

    assert [[item.id for item in served] async for served in pager.pages()] == [["a", "b"], ["b", "c"]]


async def test_collect_returns_a_list_of_all_items() -> None:
    assert [item.id for item in await events(book(three())).collect()] == ["a", "b", "c", "d", "e"]


async def test_a_page_has_its_number_and_the_numbers_from_meta() -> None:
    served = [item async for item in events(book(three())).pages()]

    assert [(one.number, one.last, one.per_page, one.total, len(one)) for one in served] == [
        (1, 3, 15, 5, 2),
        (2, 3, 15, 5, 2),
        (3, 3, 15, 5, 1),
    ]
    assert list(served[0]) == served[0].items


async def test_a_response_without_meta_is_the_only_page() -> None:
    net = Net({EVENTS: {"data": [event("a"), event("b")]}})

    only = await listing(net)
    assert (only.number, only.last, only.per_page, only.total, len(only)) == (1, 1, None, None, 2)
    assert await slugs(listing(net)) == ["a", "b"]
    assert net.asked == [EVENTS] * 2


async def test_collecting_an_empty_list_takes_one_request() -> None:
    net = Net({EVENTS: page()})

    assert await listing(net).collect() == []
    assert net.asked == [EVENTS]


async def test_a_pager_can_start_at_a_later_page() -> None:
    net = Net({EVENTS: book(three())})

    assert await slugs(listing(net, first_page=2)) == ["c", "d", "e"]
    assert net.asked == [f"{EVENTS}?page=2", f"{EVENTS}?page=3"]


async def test_a_first_page_beyond_the_last_page_yields_no_items() -> None:
    net = Net({EVENTS: page(last=3, total=5)})

    assert await listing(net, first_page=9).collect() == []
    assert net.asked == [f"{EVENTS}?page=9"]


async def test_no_request_is_sent_until_a_pager_is_read() -> None:
    net = Net()

    aiter(listing(net).pages())
    aiter(listing(net))

    assert net.asked == []


async def test_the_first_page_is_requested_without_a_page_parameter() -> None:
    net = Net({EVENTS: book(three())})

    await listing(net, q="Demo").collect()

    assert net.asked == [f"{EVENTS}?q=Demo", f"{EVENTS}?q=Demo&page=2", f"{EVENTS}?q=Demo&page=3"]


async def test_reading_the_first_item_fetches_only_the_first_page() -> None:
    net = Net({EVENTS: book(three())})

    assert (await anext(aiter(listing(net)))).id == "a"

    assert net.asked == [EVENTS]


async def test_no_request_is_in_flight_while_the_callers_loop_body_runs() -> None:
    under_way = 0

    async def slow(request: httpx.Request) -> Any:
        nonlocal under_way
        under_way += 1
        await anyio.lowlevel.checkpoint()
        under_way -= 1
        return book(three())(request)

    async for _ in events(slow):
        await anyio.wait_all_tasks_blocked()
        assert under_way == 0


async def test_an_item_seen_twice_is_delivered_once_and_sets_drifted(caplog: pytest.LogCaptureFixture) -> None:
    pager = events(book([page("a", "b", last=2, total=4), page("b", "c", last=2, total=4)]))

    with caplog.at_level(logging.INFO, "animo_async"):
        assert await slugs(pager) == ["a", "b", "c"]

    assert pager.drifted
    assert caplog.messages == [
        f"{EVENTS} changed while it was read: b was listed twice",
        f"{EVENTS} changed while it was read: 3 of 4 items were delivered",
    ]


async def test_drifted_stays_false_if_the_list_does_not_change(caplog: pytest.LogCaptureFixture) -> None:
    pager = events(book(three()))

    with caplog.at_level(logging.INFO, "animo_async"):
        assert not pager.drifted
        await pager.collect()

    assert not pager.drifted
    assert caplog.messages == []


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ([page("a", last=2, total=2), page("b", last=3, total=3), page("c", last=3, total=3)], ["a", "b", "c"]),
        ([page("a", last=3, total=3), page("b", last=2, total=2)], ["a", "b"]),
        ([page("a", last=2, total=2), page("b", last=2, total=3)], ["a", "b"]),
    ],
    ids=["grew by a page", "shrank by a page", "another total"],
)
async def test_a_list_that_changes_is_read_to_its_new_end_and_sets_drifted(
    pages: list[Any], expected: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    pager = events(book(pages))

    with caplog.at_level(logging.INFO, "animo_async"):
        assert await slugs(pager) == expected

    assert pager.drifted
    assert any("changed while it was read" in message for message in caplog.messages)


async def test_drifted_refers_to_the_last_pass() -> None:
    twice = [page("a", last=2, total=2), page("a", last=2, total=2)]
    pager = events([*twice, page("a", last=2, total=2), page("b", last=2, total=2)])

    await pager.collect()
    assert pager.drifted
    await pager.collect()
    assert not pager.drifted


async def test_each_iteration_of_a_pager_reads_the_list_again() -> None:
    net = Net({EVENTS: book(three())})
    pager = listing(net)

    assert await slugs(pager) == await slugs(pager) == [item.id for item in await pager.collect()]
    assert len(net.requests) == 9


async def test_consistent_collect_reads_the_list_again_until_nothing_changes() -> None:
    net = Net({EVENTS: [page("a", last=2, total=2), page("a", "b", last=2, total=3), *three()]})

    assert [item.id for item in await listing(net).collect(consistent=True)] == ["a", "b", "c", "d", "e"]
    assert len(net.requests) == 5


async def test_a_list_that_keeps_changing_is_an_error_after_three_passes() -> None:
    net = Net({EVENTS: book([page("a", last=2, total=2), page("a", last=2, total=2)])})

    with pytest.raises(PaginationDriftError) as caught:
        await listing(net).collect(consistent=True)

    assert (caught.value.method, caught.value.path) == ("GET", f"/{COMPANY}/events")
    assert (caught.value.operation, caught.value.passes) == ("list_events", 3)
    assert len(net.requests) == 6


async def test_links_in_a_response_are_never_followed() -> None:
    poisoned = dict.fromkeys(("first", "last", "prev", "next"), "https://evil.example/api/v1/steal?page=2")
    net = Net({EVENTS: book([{**one, "links": poisoned} for one in three()])})

    await listing(net).collect()

    assert {request.url.host for request in net.requests} == {"app.animo.co"}
    assert net.asked == [EVENTS, f"{EVENTS}?page=2", f"{EVENTS}?page=3"]


async def test_a_loop_that_is_left_early_requests_no_more_pages() -> None:
    net = Net({EVENTS: book(three())})

    async with net.client() as animo:
        async for _ in animo.company(COMPANY).events.list():
            break

    assert net.asked == [EVENTS]


@pytest.mark.parametrize("concurrency", [1, 2, 4])
@pytest.mark.parametrize(("odd", "kind"), [(500, ServerError), ({"data": [{}]}, ResponseFormatError)], ids=repr)
async def test_an_error_is_raised_after_the_items_of_the_pages_before_it(odd: Any, kind: Any, concurrency: int) -> None:
    pages = [page(f"a{number}", last=9, total=9) for number in range(1, 10)]
    pages[4] = odd
    iterator = aiter(events(book(pages), concurrency=concurrency))

    assert [(await anext(iterator)).id for _ in range(4)] == ["a1", "a2", "a3", "a4"]
    with pytest.raises(kind) as caught:
        await anext(iterator)
    assert (caught.value.operation, caught.value.path) == ("list_events", f"/{COMPANY}/events")
    pages[4] = page("a5", last=9, total=9)
    assert await slugs(iterator) == ["a5", "a6", "a7", "a8", "a9"]


async def test_a_pass_that_failed_can_be_resumed_with_first_page() -> None:
    pages = [*three()[:2], 500]
    net = Net({EVENTS: book(pages)})
    with pytest.raises(ServerError):
        await listing(net).collect()
    pages[2] = three()[2]

    assert await slugs(listing(net, first_page=3)) == ["e"]


async def test_an_iterator_continues_with_the_page_that_failed() -> None:
    net = Net({EVENTS: [page("a", last=2, total=2), 500, page("b", last=2, total=2)]})
    iterator = aiter(listing(net))

    assert (await anext(iterator)).id == "a"
    with pytest.raises(ServerError):
        await anext(iterator)
    assert [item.id async for item in iterator] == ["b"]


@pytest.mark.parametrize("iterate", [aiter, lambda pager: pager.pages()], ids=["items", "pages"])
async def test_an_exhausted_iterator_stays_exhausted(iterate: Callable[[Any], Any]) -> None:
    net = Net({EVENTS: page("a")})
    iterator = iterate(listing(net))
    await anext(iterator)

    for _ in range(2):
        with pytest.raises(StopAsyncIteration):
            await anext(iterator)
    assert net.asked == [EVENTS]


@pytest.mark.parametrize("odd", ["three", "3.5", "-3", "٣", None, True, 3.5, [3], {}], ids=repr)
@pytest.mark.parametrize("name", ["last_page", "per_page", "total"])
async def test_the_error_for_an_invalid_number_in_meta_names_the_field(name: str, odd: Any) -> None:
    broken = page("a")
    broken["meta"][name] = odd

    with pytest.raises(ResponseFormatError, match=rf"meta\.{name} of list_events.*expected a whole number") as caught:
        await events(broken).collect()

    assert (caught.value.field, caught.value.operation) == (f"meta.{name}", "list_events")


@pytest.mark.parametrize("name", ["last_page", "per_page", "total"])
async def test_the_error_for_a_missing_number_in_meta_names_the_field(name: str) -> None:
    broken = page("a")
    del broken["meta"][name]

    with pytest.raises(ResponseFormatError, match=rf"meta\.{name} of list_events"):
        await events(broken).collect()


@for_each("odd", [None, "text", 7, []])
async def test_a_meta_that_is_not_an_object_is_a_format_error(odd: Any) -> None:
    with pytest.raises(ResponseFormatError, match="meta of list_events"):
        await events({**page("a"), "meta": odd}).collect()


async def test_items_without_an_identifier_are_all_delivered() -> None:
    pager = events(page(None, None, "b"))

    assert await slugs(pager) == [None, None, "b"]
    assert not pager.drifted


@for_each("same", [7, 0, 1.5, True, ["a"], {"a": 1}])
async def test_an_item_seen_twice_is_delivered_once_for_any_type_of_identifier(same: Any) -> None:
    pager = events(page(same, same, "b"))

    assert await slugs(pager) == [same, "b"]
    assert pager.drifted


async def test_identifiers_of_different_types_are_different_items() -> None:
    different = [1, "1", True, [1], [2], {"a": 1}, {"a": 2}]
    pager = events(page(*different))

    assert await slugs(pager) == different
    assert not pager.drifted


@pytest.mark.parametrize(("last", "per_page", "total"), [("2", "2", "3"), (2.0, 2, 3.0), (2, "2", 3)])
async def test_numbers_in_meta_may_be_text_or_whole_floats(last: Any, per_page: Any, total: Any) -> None:
    pages = [page("a", "b", last=last, total=total), page("c", last=last, total=total)]
    for each in pages:
        each["meta"]["per_page"] = per_page
    pager = events(book(pages))
    first = await pager

    assert (first.last, first.per_page, first.total) == (2, 2, 3)
    assert await slugs(pager) == ["a", "b", "c"]
    assert not pager.drifted


@for_each(
    "pages",
    [
        [page("a", "b", last=2, total=5), page("c", last=2, total=5)],
        [page("a", "b", last=2, total=3), page(last=2, total=3)],
        [page("a", "b", last=1, total=3)],
        [page(last=1, total=1)],
    ],
)
async def test_fewer_items_than_the_total_set_drifted(pages: list[Any]) -> None:
    for each in pages:
        each["meta"]["per_page"] = 2
    pager = events(book(pages))
    await pager.collect()

    assert pager.drifted
    with pytest.raises(PaginationDriftError):
        await events(book(pages)).collect(consistent=True)


@for_each("first_page", [1, 2, 3, 9])
async def test_starting_at_a_later_page_does_not_set_drifted(first_page: int) -> None:
    def answer(request: httpx.Request) -> Any:
        number = int(request.url.params.get("page", "1"))
        each = [page("a", "b", last=3, total=5), page("c", "d", last=3, total=5), page("e", last=3, total=5)]
        read = each[number - 1] if number < 4 else page(last=3, total=5)
        read["meta"]["per_page"] = 2
        return read

    pager = listing(Net({EVENTS: answer}), first_page=first_page)
    await pager.collect()

    assert not pager.drifted


@pytest.mark.parametrize("concurrency", [1, 4])
async def test_reading_a_list_with_endless_empty_pages_stops(concurrency: int) -> None:
    net = Net({EVENTS: lambda request: page(*["a"][: "page" not in request.url.params], last=10**9, total=10**10)})
    pager = listing(net, concurrency=concurrency)

    assert len(await pager.collect()) == 1
    assert pager.drifted
    assert len(net.asked) <= 1 + 2 * concurrency + 4


async def test_three_empty_pages_in_a_row_end_a_list() -> None:
    net = Net({EVENTS: book([page("a", last=5), page(last=5), page(last=5), page(last=5), page("b", last=5)])})
    pager = listing(net, concurrency=1)

    assert await slugs(pager) == ["a"]
    assert pager.drifted
    assert len(net.asked) == 4


async def test_collect_reads_a_list_that_changes_only_once() -> None:
    net = Net({EVENTS: book([page("a", last=2, total=2), page("a", last=2, total=2)])})

    assert [item.id for item in await listing(net).collect()] == ["a"]
    assert len(net.asked) == 2


@for_each(("concurrency", "kind"), [(0, ValueError), (-1, ValueError), (True, TypeError), ("1", TypeError)])
def test_an_invalid_concurrency_is_refused_immediately(concurrency: Any, kind: type[Exception]) -> None:
    with pytest.raises(kind, match=r"^concurrency "):
        events([], concurrency=concurrency)


async def test_an_empty_page_in_the_middle_does_not_end_a_list() -> None:
    pages = [page("a", last=4, total=2), page(last=4, total=2), page(last=4, total=2), page("b", last=4, total=2)]

    assert await slugs(events(book(pages))) == ["a", "b"]


async def test_a_line_break_in_an_identifier_is_escaped_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    await events(page("a\nERROR forged\u202e", "a\nERROR forged\u202e")).collect()

    (line,) = [record.getMessage() for record in caplog.records if "twice" in record.getMessage()]
    assert line.isprintable()


async def test_the_list_of_comms_templates_is_a_pager_too() -> None:
    template = {"template": "registration_approved", "subject": "s", "body": "b", "is_default": True}
    net = Net({f"GET /{COMPANY}/event/a/comms": {"data": [template, {**template, "template": "new_one"}]}})
    pager = net.client().company(COMPANY).event("a").comms.list()

    assert [each.template async for each in pager] == ["registration_approved", "new_one"]
    assert len(await pager) == len(await pager.collect()) == 2
    assert not pager.drifted


async def test_two_pagers_can_be_read_alternately() -> None:
    def answer(request: httpx.Request) -> Any:
        of, number = request.url.params["q"], request.url.params.get("page", "1")
        return page(f"{of}{number}", last=3, total=3)

    acme = Net({EVENTS: answer}).client().company(COMPANY)
    one, other = aiter(acme.events.list(q="x")), aiter(acme.events.list(q="y"))

    turns = [(await anext(iterator)).id for _ in range(3) for iterator in (one, other)]

    assert turns == ["x1", "y1", "x2", "y2", "x3", "y3"]


async def test_two_iterations_of_one_pager_are_independent() -> None:
    pager = events(book(three()))
    one, other = aiter(pager), aiter(pager)

    await anext(one)
    assert await slugs(other) == ["a", "b", "c", "d", "e"]
    assert await slugs(one) == ["b", "c", "d", "e"]


@pytest.mark.parametrize(("asked", "query"), [(True, "?{flag}=1"), (False, "")])
@pytest.mark.parametrize(
    ("resource", "flag"), [("orders", "include_submission"), ("ticket_types", "include_form")], ids=str
)
async def test_a_flag_is_sent_as_1_or_left_out(resource: str, flag: str, asked: bool, query: str) -> None:
    route = f"GET /{COMPANY}/event/demo-day/{resource.replace('_', '-')}"
    net = Net({route: envelope([])})

    await getattr(net.client().company(COMPANY).event("demo-day"), resource).list(**{flag: asked})

    assert net.asked == [route + query.format(flag=flag)]


async def test_a_flag_is_sent_with_every_page() -> None:
    route = f"GET /{COMPANY}/event/demo-day/orders"
    net = Net({route: envelope([], last=2)})

    await net.client().company(COMPANY).event("demo-day").orders.list(include_submission=True).collect()

    assert net.asked == [f"{route}?include_submission=1", f"{route}?include_submission=1&page=2"]


@pytest.mark.parametrize("resource", ["activations", "events", "forms"])
async def test_a_search_text_is_encoded(resource: str) -> None:
    route = f"GET /{COMPANY}/{resource}"
    net = Net({route: envelope([])})

    await getattr(net.client().company(COMPANY), resource).list(q="a&b=c é")

    assert dict(net.requests[0].url.params) == {"q": "a&b=c é"}


async def test_the_error_for_an_unreadable_item_names_its_position_and_field() -> None:
    broken = page("a", "b")
    broken["data"][1]["date_start"] = "yesterday"

    with pytest.raises(ResponseFormatError) as caught:
        await events(reply(200, broken)).collect()

    assert caught.value.field == "data.1.date_start"


@pytest.mark.parametrize("read", [aiter, lambda pager: pager.pages()], ids=["items", "pages"])
async def test_an_iterator_can_be_closed(read: Any) -> None:
    pager = events(book(three()))

    async with aclosing(read(pager)) as reading:
        async for _ in reading:
            break

    assert [each async for each in reading] == []
    await reading.aclose()
    assert len(await pager.collect()) == len(await slugs(pager)) > 2
