"""The sandbox's public pages in a real browser without JavaScript. The tests start at URLs built by the SDK."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

from animo_async import AnimoClient, CompanyClient
from animo_async.models import Order
from animo_async.sandbox import Sandbox
from animo_async.sandbox.app import PREFIX
from animo_async.sandbox.server import Server

BUILD = Path(__file__).resolve().parents[2] / "build"
EVENT = "ai-demo-days-2026"
PATIENCE = 30_000  # milliseconds; generous, because a busy machine is slow
SIZES = {"desktop": {"width": 1100, "height": 800}, "phone": {"width": 375, "height": 700}}


@pytest.fixture
def served() -> Iterator[tuple[str, str]]:
    box = Sandbox()
    server = Server(box.app, "127.0.0.1", 0)
    yield server.origin, box.token()
    server.stop()


@pytest.fixture
def portal() -> Iterator[BlockingPortal]:
    """Runs the client in another thread, because Playwright uses the event loop of this thread."""
    with start_blocking_portal() as portal:
        yield portal


@pytest.fixture
def acme(served: tuple[str, str], portal: BlockingPortal) -> Iterator[CompanyClient]:
    origin, token = served
    with portal.wrap_async_context_manager(AnimoClient(token, base_url=origin + PREFIX)) as animo:
        yield portal.call(animo.find_company, "aidemodays")


@pytest.fixture(params=SIZES)
def page(request: pytest.FixtureRequest, browser: Browser, served: tuple[str, str]) -> Iterator[Page]:
    problems: list[str] = []

    def said(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            problems.append(f"{message.type}: {message.text}")

    def asked(wanted: Request) -> None:
        if not wanted.url.startswith(served[0]):
            problems.append(f"elsewhere: {wanted.url}")

    context = browser.new_context(viewport=SIZES[request.param], java_script_enabled=False)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.on("console", said)
    page.on("request", asked)
    yield page
    context.close()
    assert problems == []


def look(page: Page, name: str) -> None:
    """Save a screenshot and check that the page fits the width of the screen."""
    size = next(key for key, size in SIZES.items() if size == page.viewport_size)
    page.screenshot(path=BUILD / f"page-{name}-{size}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size]["width"]


def sign_up(page: Page, button: str) -> None:
    page.get_by_label("First name").fill("Ada")
    page.get_by_label("Last name").fill("Byron")
    page.get_by_label("Email").fill("ada@example.com")
    if page.get_by_label("Country").count():
        page.get_by_label("Country").select_option("United Kingdom")
    page.get_by_role("button", name=button).click()


def test_a_visitor_can_open_a_ticket_link_and_pay_for_an_order(
    page: Page, acme: CompanyClient, portal: BlockingPortal
) -> None:
    orders = acme.event(EVENT).orders
    page.goto(acme.urls.ticket(EVENT, "regular", quantity=2))
    expect(page.get_by_label("Tickets")).to_have_value("2")
    look(page, "ticket")
    sign_up(page, "Continue")

    expect(page).to_have_url(acme.urls.ticket(EVENT, "regular", form=True))
    look(page, "ticket-form")
    page.get_by_label("Company").fill("Engines & Sons")
    page.get_by_label("Diet").select_option("Vegan")
    page.get_by_label("I agree").check()
    page.get_by_role("button", name="Continue").click()

    order: Order = portal.call(orders.list().collect)[-1]
    expect(page).to_have_url(acme.urls.checkout(EVENT, order))
    assert (order.first_name, order.unit_amount, order.paid_at) == ("Ada", 29800, None)
    look(page, "checkout")

    payment = portal.start_task_soon(orders.wait_until_paid, order)
    page.get_by_role("button", name="Pay €298.00").click()
    expect(page.get_by_role("status")).to_contain_text("Paid on")
    look(page, "paid")
    assert payment.result(timeout=PATIENCE / 1000).paid_at is not None


def test_a_visitor_can_get_a_free_ticket_from_the_event_page(page: Page, acme: CompanyClient) -> None:
    page.goto(acme.urls.event(EVENT))
    look(page, "event")
    page.get_by_role("link", name="Register: Community").click()
    expect(page).to_have_url(acme.urls.ticket(EVENT, "community"))
    sign_up(page, "Register")

    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, Ada")
    look(page, "ticket-thanks")


def test_a_visitor_can_sign_up_at_the_activation_url_of_an_event(page: Page, acme: CompanyClient) -> None:
    page.goto(acme.urls.activation("demo-waitlist", event=EVENT))
    look(page, "activation")
    sign_up(page, "Sign up")
    expect(page).to_have_url(acme.urls.activation("demo-waitlist", event=EVENT, step="form"))
    look(page, "activation-form")
    page.get_by_label("What would you like to see?").fill("Robots")
    page.get_by_role("button", name="Send").click()

    expect(page).to_have_url(acme.urls.activation("demo-waitlist", event=EVENT, step="thank-you"))


def test_opening_the_form_step_first_redirects_to_the_first_step(page: Page, acme: CompanyClient) -> None:
    page.goto(acme.urls.activation("become-a-sponsor", event=EVENT, step="form"))
    expect(page).to_have_url(acme.urls.activation("become-a-sponsor"))
    page.goto(acme.urls.ticket(EVENT, "regular", form=True))
    expect(page).to_have_url(acme.urls.ticket(EVENT, "regular"))


def test_the_browser_does_not_submit_a_form_without_its_required_fields(page: Page, acme: CompanyClient) -> None:
    page.goto(acme.urls.ticket(EVENT, "regular"))
    page.get_by_role("button", name="Continue").click()

    expect(page).to_have_url(acme.urls.ticket(EVENT, "regular"))
    expect(page.locator(":invalid").first).to_be_attached()


def test_the_billing_page_links_to_the_index_of_all_pages(page: Page, acme: CompanyClient) -> None:
    page.goto(acme.urls.billing)
    look(page, "billing")
    page.get_by_role("link", name="All pages").click()
    page.get_by_text(re.compile(r"\d+ more")).click()
    look(page, "index")
    expect(page.get_by_role("link", name="Demo waitlist")).to_be_visible()
