import ast
import csv
import json
import re
import runpy
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import anyio
import httpx
import icalendar
import pytest

import fake_clock
from animo_async import AnimoClient, NotFoundError, ServerError, local_time
from animo_async.models import EventUpdate
from animo_async.sandbox import Sandbox
from animo_async.sandbox.server import Server

RECIPES = Path(__file__).parents[2] / "scripts" / "recipes"
EVENT = "ai-demo-days-2026"


def recipe(name):
    return SimpleNamespace(**runpy.run_path(str(RECIPES / name)))


@pytest.fixture
def box(monkeypatch):
    """A sandbox on a local port. Environment variables point to it."""
    box = Sandbox()
    server = Server(box.app, "127.0.0.1", 0)
    monkeypatch.setenv("ANIMO_BASE_URL", f"{server.origin}/api/v1")
    monkeypatch.setenv("ANIMO_TOKEN", box.token(companies=["aidemodays"]))
    yield box
    server.stop()


def run(monkeypatch, name, *arguments):
    monkeypatch.setattr("sys.argv", [name, *map(str, arguments)])
    runpy.run_path(str(RECIPES / name), run_name="__main__")


def test_each_recipe_says_how_to_run_it():
    for path in RECIPES.glob("*.py"):
        told = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        assert "    pip install " in told, path.name
        assert re.search(rf"    ANIMO_.*=\.\.\. .*{path.stem}", told), path.name


# fastapi_service.py


@asynccontextmanager
async def service():
    """Start and stop the service as a server would, but without a socket."""
    app = recipe("fastapi_service.py").app
    async with app.router.lifespan_context(app) as state:

        async def with_state(scope, receive, send):
            await app({**scope, "state": dict(state)}, receive, send)

        async with httpx.AsyncClient(transport=httpx.ASGITransport(with_state), base_url="http://service") as visitor:
            yield visitor


PERSON = {"first_name": "Ada", "last_name": "Byron", "email": "ada@acme.example", "country": "NL"}
REGULAR = {**PERSON, "ticket_type": "regular"}


@pytest.mark.anyio
async def test_the_service_lists_events_with_their_urls(box):
    async with service() as visitor:
        listed = (await visitor.get("/events", params={"q": "Demo Days"})).json()
    assert listed[0]["url"].endswith(f"/aidemodays/event/{EVENT}?utm_source=service")


@pytest.mark.anyio
async def test_the_service_registers_a_person_and_returns_the_checkout_url(box):
    async with service() as visitor:
        answer = await visitor.post(f"/events/{EVENT}/orders", json=REGULAR)
    assert answer.status_code == 201
    assert answer.json()["checkout"].endswith(f"/event/{EVENT}/o/{answer.json()['order']}/checkout")


@pytest.mark.anyio
async def test_the_service_returns_animos_error_messages_by_field(box):
    async with service() as visitor:
        answer = await visitor.post(f"/events/{EVENT}/orders", json={**PERSON, "ticket_type": "no-such"})
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["ticket_type"]


@pytest.mark.anyio
async def test_the_service_returns_404_for_a_missing_event_and_503_for_a_server_error(box):
    async with service() as visitor:
        assert (await visitor.post("/events/nowhere/orders", json=REGULAR)).status_code == 404
        box.fail(500)
        assert (await visitor.get("/events")).status_code == 503


@pytest.mark.anyio
async def test_the_service_opens_one_client_for_all_requests(box):
    async with service() as visitor:
        for _ in range(3):
            await visitor.get("/events", params={"q": "Demo Days"})
    assert [received.path for received in box.requests].count("/api/v1/companies") == 1


@pytest.mark.anyio
async def test_the_service_shows_the_local_start_time_of_an_event(box):
    async with service() as visitor:
        (listed,) = (await visitor.get("/events", params={"q": "AI Demo Days 2026"})).json()
    async with AnimoClient() as animo:
        event = await (await animo.find_company()).events.get(EVENT)
    starts = datetime.fromisoformat(listed["starts"])
    assert f"{starts:%Y-%m-%d %H:%M}" == f"{event.date_start:%Y-%m-%d %H:%M}"
    assert starts.utcoffset() == starts.astimezone(ZoneInfo(event.timezone)).utcoffset() != timedelta(0)


# event_page.py


def test_the_landing_page_shows_the_event_and_links_to_animos_ticket_pages(box, monkeypatch, tmp_path):
    run(monkeypatch, "event_page.py", EVENT, tmp_path)
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "<h1>AI Demo Days 2026</h1>" in page
    assert f"/aidemodays/event/{EVENT}/regular" in page
    assert "149.00 EUR" in page
    assert {received.method for received in box.requests} == {"GET"}
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])
    assert (data["@type"], data["name"]) == ("Event", "AI Demo Days 2026")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d[+-]\d\d:\d\d", data["startDate"])
    assert {"name": "Regular", "price": "149.00", "priceCurrency": "EUR"}.items() <= data["offers"][1].items()


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_an_event_name_cannot_inject_html_or_calendar_properties():
    name = "</script><script>alert(1)</script><!-- \r\nATTENDEE:evil"
    async with Sandbox() as box:
        acme = await box.client().find_company("aidemodays")
        await acme.events.update(EVENT, EventUpdate(name=name))
        files = await recipe("event_page.py").event_files(acme, EVENT)
    page = files["index.html"].decode()
    assert page.count("<script") == page.count("</script>") == 1
    assert "<!--" not in page
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])
    calendar = icalendar.Calendar.from_ical(files["event.ics"])
    assert "ATTENDEE" not in calendar.events[0]
    assert data["name"].startswith("</script>")


@pytest.mark.anyio
async def test_a_calendar_entry_keeps_its_uid_when_the_slug_changes():
    async with Sandbox() as box:
        acme = await box.client().find_company("aidemodays")
        make = recipe("event_page.py").calendar
        events = [await acme.events.get(EVENT), await acme.events.update(EVENT, EventUpdate(slug="renamed"))]
        before, after = (icalendar.Calendar.from_ical(make(acme, event)).events[0] for event in events)
        uids = {
            str(icalendar.Calendar.from_ical(make(acme, event)).events[0]["UID"])
            for event in await acme.events.list().collect()
        }
        total = len(await acme.events.list().collect())
    assert before["UID"] == after["UID"]
    assert before["URL"] != after["URL"]
    assert len(uids) == total
    assert before["DTSTART"].dt == local_time(events[0].date_start, events[0].timezone)


# export_orders.py


def test_the_export_contains_every_order_of_every_organized_event(box, monkeypatch, capsys, tmp_path):
    target = tmp_path / "orders.jsonl"
    run(monkeypatch, "export_orders.py", target)
    orders = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert capsys.readouterr().out == f"{len(orders)} orders in {target}\n"
    assert len({order["id"] for order in orders}) == len(orders) > 45
    assert EVENT in {order["event"] for order in orders}


@pytest.mark.anyio
async def test_a_failed_export_keeps_the_old_file(tmp_path):
    target = tmp_path / "orders.jsonl"
    target.write_text("yesterday", encoding="utf-8")
    async with Sandbox() as box:
        acme = await box.client().find_company("aidemodays")
        box.fail(500)
        with pytest.raises(ServerError):
            await recipe("export_orders.py").export(acme, target)
    assert [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()] == ["yesterday"]


# payment_worker.py


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", [fake_clock.backend("asyncio"), fake_clock.backend("trio")])
async def test_the_worker_reports_paid_and_unpaid_orders():
    paid = []

    async def note(order):
        paid.append(order)

    async with Sandbox() as box:
        event = (await box.client().find_company("aidemodays")).event(EVENT)
        open_ones = [order async for order in event.orders.list() if order.unit_amount and order.paid_at is None]

        async def mollie():
            await anyio.sleep(30)
            box.mark_paid(open_ones[0])

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(mollie)
            unpaid = await recipe("payment_worker.py").watch(event, note, timeout=120)
    assert [order.id for order in paid] == [open_ones[0].id]
    assert {order.id for order in unpaid} == {order.id for order in open_ones[1:]}


def test_the_worker_prints_how_many_orders_are_unpaid(box, monkeypatch, capsys):
    run(monkeypatch, "payment_worker.py", EVENT, 0.01)
    assert re.fullmatch(r"\d+ orders are still unpaid\n", capsys.readouterr().out)


class Vanished(httpx.AsyncBaseTransport):
    """A transport that responds like the sandbox, except for some paths."""

    def __init__(self, box, broken):
        self._real, self._broken = httpx.ASGITransport(box.app), broken

    async def handle_async_request(self, request):
        for end, status in self._broken.items():
            if request.url.path.endswith(end):
                return httpx.Response(status, json={"message": "No."})
        return await self._real.handle_async_request(request)


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", [fake_clock.backend("asyncio"), fake_clock.backend("trio")])
@pytest.mark.parametrize("status", [404, 403, 401, 418])
async def test_an_order_that_cannot_be_read_does_not_stop_the_wait_for_the_others(status, caplog):
    paid = []

    async def note(order):
        paid.append(order.id)
        if len(paid) == 1:
            raise ZeroDivisionError("greeting failed")

    async with Sandbox() as box:
        listed = await (await box.client().find_company("aidemodays")).event(EVENT).orders.list().collect()
        gone, *others = [order for order in listed if order.unit_amount and order.paid_at is None]
        for order in others[:3]:
            box.mark_paid(order)
        others_paid = {order.id for order in others[:3]}
        transport = Vanished(box, {f"/orders/{gone.id}": status})

        animo = AnimoClient(box.token(), base_url="http://sandbox/api/v1", transport=transport)
        event = (await animo.find_company("aidemodays")).event(EVENT)
        event.orders.list = lambda: _Listed([gone, *others])
        unpaid = await recipe("payment_worker.py").watch(event, note, timeout=60)

    assert set(paid) == others_paid
    assert {order.id for order in unpaid} == {gone.id, *(order.id for order in others[3:])}
    assert gone.id in caplog.text
    assert "greeting failed" in caplog.text


class _Listed:
    """A list of orders as it was before the payments."""

    def __init__(self, orders):
        self._orders = iter(orders)

    def __aiter__(self):
        return self

    async def __anext__(self):
        for order in self._orders:
            return order
        raise StopAsyncIteration


@pytest.mark.anyio
async def test_the_export_skips_an_event_that_is_deleted_during_the_export(tmp_path, capsys):
    target = tmp_path / "orders.jsonl"
    async with Sandbox() as box:
        transport = Vanished(box, {f"/event/{EVENT}/orders": 404})
        animo = AnimoClient(box.token(), base_url="http://sandbox/api/v1", transport=transport)
        await recipe("export_orders.py").export(await animo.find_company("aidemodays"), target)
    assert EVENT in capsys.readouterr().err
    assert EVENT not in target.read_text(encoding="utf-8")


# watch_orders.py


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", [fake_clock.backend("asyncio"), fake_clock.backend("trio")])
async def test_each_change_is_posted_and_the_last_one_again_after_a_restart(tmp_path):
    texts, failures = [], iter([500, httpx.ConnectError("down")])

    def hooked(request):
        fault = next(failures, None)
        if isinstance(fault, Exception):
            raise fault
        if fault is None:
            texts.append(json.loads(request.content)["text"])
        return httpx.Response(fault or 200)

    follow, file = recipe("watch_orders.py").follow, tmp_path / "orders.state.json"
    async with (
        Sandbox() as box,
        httpx.AsyncClient(base_url="https://hook", transport=httpx.MockTransport(hooked)) as hook,
    ):
        acme = await box.client().find_company("aidemodays")
        orders = await acme.event(EVENT).orders.list().collect()
        first, second, *_ = [order for order in orders if order.unit_amount and order.paid_at is None]

        async def pay(order, after):
            await anyio.sleep(after)
            box.mark_paid(order)

        for order in (first, second):
            with anyio.move_on_after(400):
                async with anyio.create_task_group() as tasks:
                    tasks.start_soon(pay, order, 45)
                    await follow(acme, EVENT, hook, file)
    assert [text.partition(":")[0] for text in texts] == ["Paid", "Paid", "Paid"]
    assert texts[0] == texts[1] != texts[2]  # the last change is posted again after the restart
    assert first.first_name in texts[0]
    assert first.email not in texts[0]


# The importer: import_events.py

ROW = {
    "name": "Robot Brunch",
    "date_start": "2027-03-01 11:00",
    "date_end": "2027-03-01 14:00",
    "timezone": "Europe/Amsterdam",
    "locale": "en",
    "city": "Utrecht",
    "province": "Utrecht",
    "country": "Netherlands",
    "venue": "De Helling",
    "tickets": "visitor:Visitor:0:EUR;maker:Maker:24.50:EUR",
}


def table(path, count, **fields):
    rows = [{"slug": f"brunch-{number}", **ROW, "name": f"Robot Brunch {number}", **fields} for number in range(count)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.anyio
async def test_running_an_import_twice_creates_each_event_once(tmp_path, capsys):
    file = tmp_path / "events.csv"
    table(file, 12)
    run_import = recipe("import_events.py").import_events
    async with Sandbox() as box:
        acme = await box.client().find_company("aidemodays")
        assert await run_import(acme, file) == 0
        first = capsys.readouterr().out
        assert await run_import(acme, file) == 0
        again = capsys.readouterr().out
        made = await acme.events.list(q="Robot Brunch").collect()
        tickets = await acme.event("brunch-3").ticket_types.list().collect()
    assert sorted(event.id for event in made) == sorted(f"brunch-{number}" for number in range(12))
    assert [ticket.slug for ticket in tickets] == ["visitor", "maker"]
    assert sorted(first.splitlines()) == sorted(f"brunch-{n}: created, 2 new ticket types" for n in range(12))
    assert sorted(again.splitlines()) == sorted(f"brunch-{n}: already exists, 0 new ticket types" for n in range(12))


@pytest.mark.anyio
async def test_a_second_import_run_sets_a_slug_that_could_not_be_set(tmp_path, capsys):
    file = tmp_path / "events.csv"
    table(file, 2)
    run_import = recipe("import_events.py").import_events
    async with Sandbox() as box:
        broken = {"/events/robot-brunch-0": 503}
        animo = AnimoClient(
            box.token(), base_url="http://sandbox/api/v1", transport=Vanished(box, broken), max_retries=0
        )
        acme = await animo.find_company("aidemodays")
        assert await run_import(acme, file) == 1
        assert "brunch-0: FAILED" in capsys.readouterr().out
        broken.clear()
        assert await run_import(acme, file) == 0
        assert "brunch-0: slug set, 2 new ticket types" in capsys.readouterr().out
        made = await acme.events.list(q="Robot Brunch").collect()
    assert sorted(event.id for event in made) == ["brunch-0", "brunch-1"]


@pytest.mark.anyio
async def test_an_import_does_not_retry_a_create_with_an_unknown_outcome(tmp_path, capsys):
    file = tmp_path / "events.csv"
    table(file, 1)
    run_import = recipe("import_events.py").import_events
    async with Sandbox() as box:
        broken = {"/events/create": 502}
        animo = AnimoClient(
            box.token(), base_url="http://sandbox/api/v1", transport=Vanished(box, broken), max_retries=0
        )
        acme = await animo.find_company("aidemodays")
        assert await run_import(acme, file) == 1
        broken.clear()
        assert await run_import(acme, file) == 1
        assert "Check whether it exists" in capsys.readouterr().out
        assert await acme.events.list(q="Robot Brunch").collect() == []


@pytest.mark.anyio
async def test_an_invalid_row_does_not_stop_the_import_of_the_others(tmp_path, capsys):
    file = tmp_path / "events.csv"
    table(file, 2)
    text = file.read_text(encoding="utf-8").replace("2027-03-01 11:00", "soon", 1)
    file.write_text(text, encoding="utf-8")
    async with Sandbox() as box:
        assert await recipe("import_events.py").import_events(await box.client().find_company("aidemodays"), file) == 1
    told = capsys.readouterr().out
    assert "brunch-0: FAILED: date_start" in told
    assert "brunch-1: created" in told


# mirror.py


def test_the_mirror_contains_all_records_and_is_updated_with_changes(box, monkeypatch, capsys, tmp_path):
    file = tmp_path / "animo.sqlite"

    def copied():
        run(monkeypatch, "mirror.py", file)
        with closing(sqlite3.connect(file)) as db:
            return {
                name: db.execute(f"SELECT * FROM {name}").fetchall() for name in ("events", "ticket_types", "orders")
            }

    async def change():
        async with AnimoClient() as animo:
            acme = await animo.find_company()
            order = next(o for o in await acme.event(EVENT).orders.list().collect() if o.unit_amount and not o.paid_at)
            box.mark_paid(order)
            await acme.events.update(EVENT, EventUpdate(slug="renamed"))
            return order.id

    first, again = copied(), copied()
    paid = anyio.run(change)
    changed = copied()

    assert first == again
    assert len(first["orders"]) > 45
    assert [len(rows) for rows in changed.values()] == [len(rows) for rows in first.values()]
    assert {row[0] for row in changed["orders"]} >= {"renamed"}
    assert EVENT not in {row[0] for rows in changed.values() for row in rows}
    assert [row[5] is not None for row in changed["orders"] if row[1] == paid] == [True]
    assert file.stat().st_mode & 0o077 == 0
    assert "events," in capsys.readouterr().out


# webhook_receiver.py


@pytest.fixture
async def receiver(monkeypatch, tmp_path):
    monkeypatch.setenv("ANIMO_WEBHOOK_SECRET", "s3cr3t-path")
    monkeypatch.setenv("ANIMO_WEBHOOK_FOLDER", str(tmp_path))
    app = recipe("webhook_receiver.py").app
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hooks") as sender:
        yield sender


BODY = {"event": "lead-created", "lead": {"email": "ada@acme.example", "tags": ["a", "b", 5], "age": None, "ok": True}}


@pytest.mark.anyio
async def test_a_webhook_is_stored_once_and_its_shape_is_stored_without_values(receiver, tmp_path):
    bodies = [json.dumps(BODY), json.dumps(BODY), json.dumps({**BODY, "event": "other"}), "<html>", "[" * 100_000]
    for body in bodies:
        assert (await receiver.post("/animo/s3cr3t-path", content=body)).status_code == 204

    kept = [file.read_text(encoding="utf-8") for file in (tmp_path / "inbox").iterdir()]
    shapes = [json.loads(line) for line in (tmp_path / "shapes.jsonl").read_text(encoding="utf-8").splitlines()]
    assert sorted(kept) == sorted(set(bodies))
    lead = {"age": "null", "email": "text", "ok": "boolean", "tags": ["number", "text"]}
    assert shapes == [{"event": "text", "lead": lead}, "not JSON"]
    assert {file.stat().st_mode & 0o077 for file in (tmp_path / "inbox").iterdir()} == {0}


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("path", "body", "status"),
    [("wrong", "{}", 404), ("%C3%BC", "{}", 404), ("s3cr3t-path", "x" * (1024 * 1024 + 1), 413)],
)
@pytest.mark.parametrize("anyio_backend", ["asyncio"])  # under trio, httpx leaves an unread body unclosed
async def test_a_webhook_with_a_wrong_path_or_a_too_large_body_is_rejected(receiver, tmp_path, path, body, status):
    assert (await receiver.post(f"/animo/{path}", content=body)).status_code == status
    assert list(tmp_path.iterdir()) == []


# from_sync_code.py


def test_the_client_can_be_called_from_sync_code_in_several_threads(box, monkeypatch, capsys):
    run(monkeypatch, "from_sync_code.py")
    assert EVENT in capsys.readouterr().out

    with recipe("from_sync_code.py").blocking_animo() as animo, ThreadPoolExecutor(4) as threads:
        assert {event.id for event in threads.map(animo.event, [EVENT] * 8)} == {EVENT}
        with pytest.raises(NotFoundError):
            animo.event("nowhere")


# tracing.py


@contextmanager
def spans():
    from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    exporter = InMemorySpanExporter()
    provider = recipe("tracing.py").instrument(exporter)
    try:
        yield provider.get_tracer("test"), exporter.get_finished_spans
    finally:
        HTTPXClientInstrumentor().uninstrument()


@pytest.mark.anyio
async def test_clients_created_before_and_after_the_instrumentation_are_traced(box):
    async with AnimoClient() as before:
        await before.user()
        with spans() as (_, finished):
            await before.user()
            async with AnimoClient() as after:
                await after.user()
            assert [span.attributes["http.url"].rpartition("/")[2] for span in finished()] == ["user", "user"]


@pytest.mark.anyio
async def test_requests_for_prefetched_pages_are_children_of_the_callers_span(box):
    with spans() as (tracer, finished):
        async with AnimoClient() as animo:
            acme = await animo.find_company("aidemodays")
            with tracer.start_as_current_span("all events") as mine:
                pages = [page async for page in acme.events.list(concurrency=3).pages()]
        children = [span for span in finished() if span.parent and span.parent.span_id == mine.context.span_id]
    assert len(children) == len(pages) > 3


@pytest.mark.anyio
async def test_every_attempt_has_a_span_and_no_span_contains_the_token(box):
    tokens = ["expired", box.token()]
    left = iter(tokens)

    async def renewed():
        return next(left)

    with spans() as (_, finished):
        async with AnimoClient(renewed) as animo:
            await animo.user()
        told = finished()
    assert [span.attributes["http.status_code"] for span in told] == [401, 200]
    assert not any(token in span.to_json() for span in told for token in tokens)


def test_the_recipe_prints_its_spans(box, monkeypatch, capsys):
    run(monkeypatch, "tracing.py")
    names = re.findall(r'"name": "([^"]*)"', capsys.readouterr().out)
    assert names == ["GET", "GET", "who am I"]


# aiohttp_transport.py


def test_the_aiohttp_recipe_sends_its_requests(box, monkeypatch, capsys):
    run(monkeypatch, "aiohttp_transport.py")
    assert re.search(r"AI Demo Days: \d+ events", capsys.readouterr().out)
    assert {received.method for received in box.requests} == {"GET"}
