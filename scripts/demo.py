"""Run the main tasks against a sandbox on a loopback port (`make demo`). Needs no token."""

import asyncio
import os
import re
import sys
import time
from base64 import b64decode
from collections.abc import Awaitable, Callable
from functools import wraps
from itertools import count, zip_longest
from textwrap import fill, wrap
from typing import ParamSpec, TypeVar

from animo_async import AnimoClient, AnimoError, CompanyClient, EventClient, PlanRequiredError, models
from animo_async.sandbox import Sandbox
from animo_v1.operations import OPERATIONS

PUBLIC_PAGES = "https://app.animo.co"
PICTURE = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
COLUMN = 47

P = ParamSpec("P")
T = TypeVar("T")
_numbers = count(1)


def chapter(tell: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """Print the function's docstring as a numbered title before each call."""

    @wraps(tell)
    def titled(*args: P.args, **kwargs: P.kwargs) -> Awaitable[T]:
        print(f"\n{next(_numbers)}. {(tell.__doc__ or '').rstrip('.')}")
        return tell(*args, **kwargs)

    return titled


async def demo() -> None:
    """Run the chapters in order, then print a summary and the time."""
    started = time.perf_counter()
    box = Sandbox()
    async with box.serve() as base_url:
        print(f"The sandbox is running on {base_url}")
        async with AnimoClient(box.token(), base_url=base_url, public_url=PUBLIC_PAGES) as animo:
            await main_job(animo, box)
        await two_ways_of_having_no_plan(base_url, box)
    print(f"\n{summary(box)}, {time.perf_counter() - started:.1f} s")


async def main_job(animo: AnimoClient, box: Sandbox) -> None:
    """Run the main tasks, from a token to a paid ticket."""
    acme = await who_am_i(animo)
    await all_events(acme)
    event = await new_event(acme)
    handle = acme.event(event)
    await page_and_cohost(handle)
    free, paid, vetted = await ticket_types(handle)
    await emails(handle)
    unpaid = await orders(handle, free, paid, vetted)
    await public_urls(acme, event, paid, unpaid)
    await payment(handle, unpaid, box)
    await form(acme)
    await webhook(acme)


@chapter
async def who_am_i(animo: AnimoClient) -> CompanyClient:
    """Who am I, and what can this token access?"""
    entitlement = await animo.entitlement()
    if entitlement.user:
        say("user", f"{entitlement.user.first_name} {entitlement.user.last_name} <{entitlement.user.email}>")
    say("entitled", f"{'yes' if entitlement.ok else 'no'}: {entitlement.explanation}")
    acme = await animo.find_company("aidemodays")
    say("company", f"{acme.slug}, found by its slug (its sqid is {acme.id})")
    return acme


@chapter
async def all_events(acme: CompanyClient) -> None:
    """Every event, page by page."""
    pages = [page async for page in acme.events.list().pages()]
    say("events", f"{sum(map(len, pages))} on {len(pages)} pages ({' + '.join(str(len(page)) for page in pages)})")
    say("first", pages[0].items[0].name)
    say("last", pages[-1].items[-1].name)
    say("with 'Night'", f"{len(await acme.events.list(q='Night').collect())} events")


@chapter
async def new_event(acme: CompanyClient) -> models.Event:
    """A new event with a slug of our choice."""
    event = await acme.events.create(
        models.EventCreate(
            name="Robots & Coffee",
            date_start="2026-11-12 09:00",
            date_end="2026-11-12 12:30",
            attendance_mode="offline",
            company_role="organizing",
            locale="en",
            city="Utrecht",
            province="Utrecht",
            country="Netherlands",
            venue="De Helling",
            timezone="Europe/Amsterdam",
            requires_ticket_assignment=False,
        ),
        slug="coffee-with-robots",
    )
    say("event", f"{event.name}, {event.date_start:%d %B %Y}, {event.venue.name if event.venue else 'online'}")
    say("slug", f"{event.id} (Animo ignores the slug on create, so the client set it with an update)")
    return event


@chapter
async def page_and_cohost(handle: EventClient) -> None:
    """The event page with a header image, and a cohost."""
    changes = models.EventPageUpdate(
        tagline="They pour, you talk",
        description="<p>Twelve machines, one barista.</p>",
        show_attendees=True,
    )
    page = await handle.page.update(changes, header_image=PICTURE)
    say("tagline", page.tagline)
    say("header image", page.header_image)
    event = await handle.cohosts.add(models.CohostCreate(name="Bean & Bolt"))
    say("cohosts", ", ".join(cohost.name or "" for cohost in event.cohosts))


@chapter
async def ticket_types(handle: EventClient) -> list[models.TicketType]:
    """Ticket types: free, paid, and one that needs approval."""
    wanted = (
        models.TicketTypeCreate(slug="visitor", name="Visitor", price="0", currency="EUR"),
        models.TicketTypeCreate(slug="maker", name="Maker", price="24.50", currency="EUR", vat_percentage="21"),
        models.TicketTypeCreate(slug="press", name="Press", price="0", currency="EUR", approval_required=True),
    )
    created = [await handle.ticket_types.create(ticket_type) for ticket_type in wanted]
    for ticket_type in created:
        price = "free" if not float(ticket_type.price) else f"{ticket_type.price} {ticket_type.currency}"
        say(ticket_type.slug, price + (", on approval" if ticket_type.approval_required else ""))
    return created


@chapter
async def emails(handle: EventClient) -> None:
    """An attendee email: changed, then reset."""
    name = models.CommsTemplateName.REGISTRATION_CONFIRMATION
    applying = await handle.comms.list()
    say("templates", f"{len(applying)} of {len(models.CommsTemplateName)} apply, as one ticket type needs approval")
    say("as it was", subject(await handle.comms.get(name)))
    changes = models.CommsTemplateUpdate(subject="Your cup at {event} is poured")
    say("changed", subject(await handle.comms.update(name, changes)))
    await handle.comms.reset(name)
    say("reset", subject(await handle.comms.get(name)))


@chapter
async def orders(
    handle: EventClient, free: models.TicketType, paid: models.TicketType, vetted: models.TicketType
) -> models.Order:
    """An order for each ticket type, and the approval of a pending order."""
    say("free", total(await handle.orders.create(registration("Ada", free))))
    unpaid = await handle.orders.create(registration("Grace", paid, quantity=2))
    say("paid, 2 tickets", f"{total(unpaid)}, not paid yet")
    pending = await handle.orders.create(registration("Nellie", vetted))
    approved = await handle.orders.approve(pending)
    say("on approval", f"{approved.first_name}'s order {approved.id} is approved")
    say("registered", f"{len(await handle.orders.list().collect())} orders")
    return unpaid


@chapter
async def public_urls(
    acme: CompanyClient, event: models.Event, ticket_type: models.TicketType, order: models.Order
) -> None:
    """The URLs of the public pages, which the API does not return."""
    activation = next(item for item in await acme.activations.list() if item.status == "published")
    say("event", acme.urls.event(event))
    say("ticket", acme.urls.ticket(event, ticket_type, quantity=2))
    say("checkout", acme.urls.checkout(event, order))
    say("activation", acme.urls.activation(activation))
    say("for one event", acme.urls.activation(activation, event=event))
    say("billing", acme.urls.billing)


@chapter
async def payment(handle: EventClient, order: models.Order, box: Sandbox) -> None:
    """Waiting until the order is paid."""
    paid, _ = await asyncio.gather(handle.orders.wait_until_paid(order, timeout=30), attendee_pays(box, order))
    say("before", f"paid_at is {order.paid_at}")
    say("after", f"paid_at is {paid.paid_at}")


async def attendee_pays(box: Sandbox, order: models.Order) -> None:
    """Simulate the payment at the checkout, shortly after the wait has begun."""
    await asyncio.sleep(0.3)
    box.mark_paid(order)


@chapter
async def form(acme: CompanyClient) -> None:
    """A form with two fields."""
    fields = [
        models.FormFieldInput(type_="company_name", label="Where do you work?", required=True),
        models.FormFieldInput(type_="select", label="Your coffee", options=["Black", "White", "Tea"]),
    ]
    created = await acme.forms.create(models.FormCreate(name="Barista's questions", fields=fields))
    say("form", f"{created.name}, {len(created.fields or ())} fields, {created.id}")


@chapter
async def webhook(acme: CompanyClient) -> None:
    """A webhook: attached, then detached."""
    hook = await acme.webhooks.attach(
        models.WebhookAttach(name="Demo", url="https://hooks.example.com/animo", events=["lead-created"])
    )
    say("attached", f"{hook.name}: {', '.join(hook.events)} to {hook.url}")
    say("secret", f"{len(hook.token or '')} characters, shown only once. You need it to detach the webhook")
    await acme.webhooks.detach(models.WebhookDetach(token=hook.token or ""))
    say("detached", hook.name)


@chapter
async def two_ways_of_having_no_plan(base_url: str, box: Sandbox) -> None:
    """No Pro plan: two different API responses, the same error."""
    async with AnimoClient(box.token(plan="none"), base_url=base_url, public_url=PUBLIC_PAGES) as animo:
        listed = await animo.companies()
        by_list = await refusal(animo.find_company("aidemodays"))
        by_route = await refusal(animo.company(box.company_id("aidemodays")).events.list())
    side_by_side("GET /companies", "GET /{company}/events")
    side_by_side(f"Animo says {by_list.status_code}, {len(listed)} companies", f"Animo says {by_route.status_code}")
    side_by_side('find_company("aidemodays") raises', "company(sqid).events.list() raises")
    side_by_side(f"{type(by_list).__name__}:", f"{type(by_route).__name__}:")
    side_by_side(str(by_list), str(by_route))


async def refusal(attempt: Awaitable[object]) -> PlanRequiredError:
    """Return the PlanRequiredError that an attempt must raise."""
    try:
        await attempt
    except PlanRequiredError as error:
        return error
    sys.exit("demo failed: a token without the Pro plan was accepted")


def registration(first_name: str, ticket_type: models.TicketType, quantity: int = 1) -> models.OrderCreate:
    """Return the data for a new order."""
    return models.OrderCreate(
        first_name=first_name,
        last_name="Example",
        email=f"{first_name.lower()}@example.com",
        country="NL",
        is_business=False,
        ticket_type=ticket_type.slug,
        quantity=quantity,
    )


def subject(template: models.CommsTemplate) -> str:
    """Return the subject of an email, and whether it is the default."""
    return f'"{template.subject}" ({"the default" if template.is_default else "our own"})'


def total(order: models.Order) -> str:
    """Return a text with the attendee and the total of an order. `unit_amount` is the total in minor units."""
    return f"{order.first_name}'s order {order.id} comes to {order.unit_amount / 100:.2f} {order.currency}"


def say(label: str, text: str | None) -> None:
    """Print a label and its text."""
    print(fill(text or "-", 100, initial_indent=f"   {label:<17}", subsequent_indent=" " * 20, break_long_words=False))


def side_by_side(left: str, right: str) -> None:
    """Print two texts next to each other, in columns."""
    columns = (wrap(text, COLUMN, break_long_words=False, break_on_hyphens=False) for text in (left, right))
    for one, other in zip_longest(*columns, fillvalue=""):
        print(f"   {one:<{COLUMN}} | {other}")


def summary(box: Sandbox) -> str:
    """Return how many operations were used and how many requests the sandbox received."""
    used = {
        operation.id
        for request in box.requests
        for operation in OPERATIONS.values()
        if request.method == operation.method
        and re.fullmatch("/api/v1" + re.sub(r"{\w+}", "[^/]+", operation.path), request.path)
    }
    return f"Demo done: {len(used)} operations of {len(OPERATIONS)} used, {len(box.requests)} requests"


if __name__ == "__main__":
    os.environ["no_proxy"] = "*"  # ignore proxies, so that all requests stay on this machine
    try:
        asyncio.run(demo())
    except (AnimoError, OSError) as error:
        sys.exit(f"demo failed: {type(error).__name__}: {error}")
