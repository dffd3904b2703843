"""`/docs` in a real browser: users can read it and send requests, and it contacts only the sandbox."""

import base64
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Route, expect

from animo_async.sandbox import Sandbox
from animo_async.sandbox.docs import with_docs
from animo_async.sandbox.server import Server
from animo_v1.operations import OPERATIONS

ROOT = Path(__file__).resolve().parents[2]
SWAGGER_UI = ROOT / "tests" / "ecosystem" / "node_modules" / "swagger-ui-dist"
BUILD = ROOT / "build"
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
PATIENCE = 30_000  # milliseconds; generous, because a busy machine is slow


@dataclass
class Docs:
    """The page in the browser. `problems` lists console errors and warnings, and requests to other hosts."""

    box: Sandbox
    origin: str
    page: Page
    problems: list[str] = field(default_factory=list)

    def open(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        self.page.route(lambda url: not url.startswith((self.origin, "data:", "blob:")), self._elsewhere)
        self.page.goto(f"{self.origin}/docs")
        expect(self.page.locator(".opblock").first).to_be_visible()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.problems.append(f"{message.type}: {message.text}")

    def _elsewhere(self, route: Route) -> None:
        self.problems.append(f"elsewhere: {route.request.url}")
        route.abort()

    def operations(self) -> set[str]:
        ids = self.page.locator(".opblock").evaluate_all("blocks => blocks.map(block => block.id)")
        return {each.rpartition("-")[2] for each in ids}

    def authorize(self) -> None:
        self.page.locator(".auth-wrapper .btn.authorize").click()
        dialog = self.page.locator(".modal-ux")
        bearer = dialog.locator(".auth-container", has_text="bearer (http, Bearer)")
        bearer.locator("input").fill(self.box.token())
        bearer.get_by_role("button", name="Apply credentials").click()
        expect(bearer).to_contain_text("Authorized")
        self.page.locator(".modal-ux .close-modal").click()

    def operation(self, name: str) -> Locator:
        block = self.page.locator(f"#operations-{OPERATIONS[name].tag}-{name}")
        body = block.locator(".opblock-body")
        block.locator(".opblock-summary-control").click()
        try:
            expect(body).to_be_visible(timeout=10_000)
        except AssertionError:  # on a busy machine, Swagger UI loses a click while it renders
            block.locator(".opblock-summary-control").click()
            expect(body).to_be_visible()
        return block

    def try_out(self, name: str) -> Locator:
        block = self.operation(name)
        block.get_by_role("button", name="Try it out").click()
        return block

    def execute(self, block: Locator) -> str:
        """Send the request. Return the status and the body that the page shows."""
        block.get_by_role("button", name="Execute").click()
        answer = block.locator(".live-responses-table tr.response").first
        body = answer.locator(".microlight").first
        expect(body).to_be_visible()
        return f"{answer.locator('.response-col_status').inner_text()} {body.inner_text()}"

    def asked(self) -> list[str]:
        return [f"{each.method} {each.path}" for each in self.box.requests]


@contextmanager
def served(browser: Browser) -> Iterator[Docs]:
    box = Sandbox()
    server = Server(with_docs(box, SWAGGER_UI), "127.0.0.1", 0)
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.set_default_timeout(PATIENCE)
    try:
        yield Docs(box, server.origin, page)
    finally:
        page.close()
        server.stop()


@pytest.fixture(scope="module")
def docs(browser: Browser) -> Iterator[Docs]:
    """A shared page for tests that only read it."""
    with served(browser) as docs:
        docs.open()
        yield docs
        assert docs.problems == []


@pytest.fixture(scope="module")
def phone(browser: Browser) -> Iterator[Docs]:
    with served(browser) as docs:
        docs.page.set_viewport_size({"width": 400, "height": 800})
        docs.open()
        yield docs


@pytest.fixture
def unopened(browser: Browser) -> Iterator[Docs]:
    with served(browser) as docs:
        yield docs


@pytest.fixture
def fresh(unopened: Docs) -> Docs:
    unopened.open()
    return unopened


def test_the_page_shows_every_operation(docs):
    assert docs.operations() == set(OPERATIONS)
    docs.page.screenshot(path=BUILD / "docs.png", full_page=True)


def test_a_missing_operation_is_detected(unopened):
    def without_one(route: Route) -> None:
        spec = route.fetch().json()
        del spec["paths"]["/{company}/webhooks/detach"]
        route.fulfill(json=spec)

    unopened.page.route("**/openapi.json", without_one)
    unopened.open()

    assert set(OPERATIONS) - unopened.operations() == {"detach_webhook"}


def test_a_console_error_and_a_request_to_another_host_are_detected(unopened):
    unopened.open()
    unopened.page.evaluate("console.error('broken')")
    unopened.page.evaluate("fetch('http://elsewhere.example/').catch(() => 0)")

    assert "error: broken" in unopened.problems
    # The Content-Security-Policy of the page blocks the request.
    assert any("http://elsewhere.example/" in problem for problem in unopened.problems)


def test_the_introduction_explains_plans_scopes_and_gaps(docs):
    welcome = docs.page.locator(".info")
    titles = welcome.locator("h2").all_inner_texts()

    assert {"First steps", "Plans", "Scopes", "Known gaps", "Not available"} <= set(titles)
    expect(welcome).to_contain_text("An order does not contain its payment URL")


def test_tags_are_in_workflow_order_and_have_descriptions(docs):
    tags = docs.page.locator(".opblock-tag")
    names = tags.evaluate_all("tags => tags.map(tag => tag.dataset.tag)")
    descriptions = tags.locator("small").all_inner_texts()

    assert names == [
        *("user", "companies", "activations", "events", "event-pages", "comms", "ticket-types", "orders", "forms"),
        "webhooks",
    ]
    assert all(each.strip() for each in descriptions)
    assert len(descriptions) == len(names)


def test_models_are_collapsed(docs):
    expect(docs.page.locator("section.models")).not_to_have_class(re.compile("is-open"))


def test_both_servers_are_listed_with_the_sandbox_first(docs):
    offered = docs.page.locator(".servers option").evaluate_all("options => options.map(option => option.value)")

    assert offered == [f"{docs.origin}/api/v1", "https://app.animo.co/api/v1"]


def test_an_operation_shows_its_gap_or_its_provenance(docs):
    gap, guess = docs.operation("create_event"), docs.operation("approve_order")

    expect(gap).to_contain_text("Known gap:")
    expect(gap).to_contain_text("event-slug-ignored-on-create")
    expect(guess).to_contain_text("Inferred:")
    expect(guess.locator(".opblock-section", has_text="x-animo-provenance").last).to_contain_text("inferred")


def test_without_a_token_the_response_is_401(fresh):
    answer = fresh.execute(fresh.try_out("get_user"))

    assert answer.startswith("401")
    assert len(fresh.problems) == 1  # the browser logs each 4xx response to the console


def test_a_read_returns_data_from_the_sandbox(fresh):
    fresh.authorize()
    answer = fresh.execute(fresh.try_out("list_events"))

    assert answer.startswith("200")
    assert '"AI Demo Days 2026"' in answer
    assert fresh.asked() == [f"GET /api/v1/{fresh.box.company_id('aidemodays')}/events"]
    assert fresh.problems == []


def test_a_create_returns_the_new_object(fresh):
    fresh.authorize()
    block = fresh.try_out("create_event")
    answer = fresh.execute(block)
    block.screenshot(path=BUILD / "docs-create-event.png")

    assert answer.startswith("201")
    assert '"id": "lantern-night-2026"' in answer
    assert fresh.asked() == [f"POST /api/v1/{fresh.box.company_id('aidemodays')}/events/create"]
    assert fresh.problems == []


def test_a_header_image_is_uploaded(fresh):
    fresh.authorize()
    block = fresh.try_out("update_event_page")
    block.locator(".opblock-section-request-body .content-type").select_option("multipart/form-data")
    picture = {"name": "lantern.png", "mimeType": "image/png", "buffer": PICTURE}
    block.locator("input[type=file]").set_input_files(picture)
    answer = fresh.execute(block)
    block.screenshot(path=BUILD / "docs-upload.png")

    assert answer.startswith("200")
    assert re.search(r'"header_image": "https://media\.sandbox\.example/\w+\.png"', answer)
    assert fresh.box.requests[-1].headers["content-type"].startswith("multipart/form-data; boundary=")
    assert fresh.problems == []


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_fits_the_width_of_a_phone(phone, name):
    phone.try_out(name)

    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 400
    phone.page.locator(f"#operations-{OPERATIONS[name].tag}-{name} .opblock-summary-control").click()
