import ast
import json
import re
import runpy
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from types import SimpleNamespace

import anyio
import httpx
import pytest

import fake_clock
from animo_async import AnimoClient, ServerError
from animo_async.sandbox import Sandbox
from animo_async.sandbox.server import Server

RECIPES = Path(__file__).parents[2] / "scripts" / "recipes"
EVENT = "ai-demo-days-2026"


def recipe(name):
    return SimpleNamespace(**runpy.run_path(str(RECIPES / name)))


@pytest.fixture
def box(monkeypatch):
    """A sandbox on a socket, found by whoever reads the environment."""
    box = Sandbox()
    server = Server(box.app, "127.0.0.1", 0)
    monkeypatch.setenv("ANIMO_BASE_URL", f"{server.origin}/api/v1")
    monkeypatch.setenv("ANIMO_TOKEN", box.token(companies=["aidemodays"]))
    yield box
    server.stop()


def run(monkeypatch, name, *arguments):
    monkeypatch.setattr("sys.argv", [name, *map(str, arguments)])
    runpy.run_path(str(RECIPES / name), run_name="__main__")


def test_each_recipe_begins_with_how_to_run_it():
    for path in RECIPES.glob("*.py"):
        told = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        assert "    pip install " in told, path.name
        assert re.search(rf"    ANIMO_.*=\.\.\. .*{path.stem}", told), path.name


# fastapi_service.py


@asynccontextmanager
async def service():
    """Start and end it as a server would, without a socket."""
    app = recipe("fastapi_service.py").app
    async with app.router.lifespan_context(app) as state:

        async def with_state(scope, receive, send):
            await app({**scope, "state": dict(state)}, receive, send)

        async with httpx.AsyncClient(transport=httpx.ASGITransport(with_state), base_url="http://service") as visitor:
            yield visitor


PERSON = {"first_name": "Ada", "last_name": "Byron", "email": "ada@acme.example", "country": "NL"}
REGULAR = {**PERSON, "ticket_type": "regular"}


@pytest.mark.anyio
async def test_the_service_lists_events_with_their_pages(box):
    async with service() as visitor:
        listed = (await visitor.get("/events", params={"q": "Demo Days"})).json()
    assert listed[0]["url"].endswith(f"/aidemodays/event/{EVENT}")


@pytest.mark.anyio
async def test_the_service_registers_a_person_and_answers_with_the_checkout(box):
    async with service() as visitor:
        answer = await visitor.post(f"/events/{EVENT}/orders", json=REGULAR)
    assert answer.status_code == 201
    assert answer.json()["checkout"].endswith(f"/event/{EVENT}/o/{answer.json()['order']}/checkout")


@pytest.mark.anyio
async def test_the_service_hands_on_what_animo_says_of_a_field(box):
    async with service() as visitor:
        answer = await visitor.post(f"/events/{EVENT}/orders", json={**PERSON, "ticket_type": "no-such"})
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["ticket_type"]


@pytest.mark.anyio
async def test_the_service_tells_a_missing_event_from_a_fault(box):
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


# event_page.py


def test_the_landing_page_shows_the_content_and_links_to_animos_tickets(box, monkeypatch, capsys):
    run(monkeypatch, "event_page.py", EVENT)
    page = capsys.readouterr().out
    assert "<h1>AI Demo Days 2026</h1>" in page
    assert f"/aidemodays/event/{EVENT}/regular" in page
    assert {received.method for received in box.requests} == {"GET"}


# export_orders.py


def test_the_export_holds_every_order_of_every_organized_event(box, monkeypatch, capsys, tmp_path):
    target = tmp_path / "orders.jsonl"
    run(monkeypatch, "export_orders.py", target)
    orders = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert capsys.readouterr().out == f"{len(orders)} orders in {target}\n"
    assert len({order["id"] for order in orders}) == len(orders) > 45
    assert EVENT in {order["event"] for order in orders}


@pytest.mark.anyio
async def test_an_export_that_fails_leaves_the_last_one_as_it_was(tmp_path):
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
async def test_the_worker_tells_of_payments_as_they_come_and_of_those_that_do_not():
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


def test_the_worker_ends_by_saying_how_many_are_unpaid(box, monkeypatch, capsys):
    run(monkeypatch, "payment_worker.py", EVENT, 0.01)
    assert re.fullmatch(r"\d+ orders are still unpaid\n", capsys.readouterr().out)


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
async def test_a_client_made_before_the_instrumentation_is_traced_as_one_made_after(box):
    async with AnimoClient() as before:
        await before.user()
        with spans() as (_, finished):
            await before.user()
            async with AnimoClient() as after:
                await after.user()
            assert [span.attributes["http.url"].rpartition("/")[2] for span in finished()] == ["user", "user"]


@pytest.mark.anyio
async def test_pages_that_are_fetched_ahead_are_traced_below_the_callers_span(box):
    with spans() as (tracer, finished):
        async with AnimoClient() as animo:
            acme = await animo.find_company("aidemodays")
            with tracer.start_as_current_span("all events") as mine:
                pages = [page async for page in acme.events.list(concurrency=3).pages()]
        children = [span for span in finished() if span.parent and span.parent.span_id == mine.context.span_id]
    assert len(children) == len(pages) > 3


@pytest.mark.anyio
async def test_every_attempt_is_a_span_and_none_holds_the_token(box):
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


def test_aiohttp_carries_the_requests(box, monkeypatch, capsys):
    run(monkeypatch, "aiohttp_transport.py")
    assert re.search(r"AI Demo Days: \d+ events", capsys.readouterr().out)
    assert {received.method for received in box.requests} == {"GET"}
