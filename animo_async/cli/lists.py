"""`animo companies`, `animo events`, `animo orders`."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from animo_async.cli.arguments import AsJson, Company, Places, Strict, company_and_event
from animo_async.cli.rows import money
from animo_async.cli.screen import for_people, number, say, show_json, show_lines, show_table
from animo_async.cli.session import every, organized, run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from animo_async import AnimoClient, CompanyClient, PublicUrls, models

SearchText = Annotated[
    str | None,
    typer.Option("--q", metavar="TEXT", help="Only events whose name contains TEXT (case-sensitive)."),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(companies)
    app.command()(events)
    app.command()(orders)


def companies(*, as_json: AsJson = False) -> None:
    """List your companies that are on the Pro plan."""

    async def read(animo: AnimoClient) -> None:
        listed = await animo.companies()
        if as_json:
            show_json(company.to_dict() for company in listed)
        elif listed and for_people():
            show_table(("COMPANY", "NAME", "SQID", "WEBSITE"), [(c.slug, c.name, c.id, c.url or "") for c in listed])
        else:
            show_lines((company.slug, company.name, company.id, company.url) for company in listed)
        if not listed:
            await animo.find_company()  # raises the error that explains an empty list

    run(read)


def events(company: Company = None, q: SearchText = None, *, as_json: AsJson = False, strict: Strict = False) -> None:
    """List the events of a company."""

    async def read(animo: AnimoClient) -> None:
        acme = await animo.find_company(company)
        found = await every(acme.events.list(q=q), "events", strict=strict)
        if as_json:
            show_json(event.to_dict() for event in found)
        elif for_people():
            _event_table(acme, found, q)
        else:
            show_lines(_event_line(event, acme.urls) for event in found)

    run(read)


def _event_line(event: models.Event, urls: PublicUrls) -> tuple[object, ...]:
    starts, ends = event.date_start.isoformat(), event.date_end.isoformat()
    url = ""
    with suppress(ValueError):  # an event without a slug has no page
        url = urls.event(event)
    return event.id, event.name, starts, ends, event.timezone, _where(event), event.company_role, url


def _event_table(acme: CompanyClient, found: Sequence[models.Event], q: str | None) -> None:
    if not found:
        where = f" has {q!r} in its name (case-sensitive)" if q else ""
        say(f"No event of {acme.slug}{where}.")
        return
    rows = [(str(e.id), str(e.name), _starts(e), str(_where(e)), str(e.company_role)) for e in found]
    show_table(("EVENT", "NAME", "STARTS", "WHERE", "ROLE"), rows, folding=("NAME", "STARTS", "WHERE"))
    say((f"\n{number(len(found), 'event')} of {acme.slug}", "dim"))


def _starts(event: models.Event) -> str:
    """Return the start of the event in wall-clock time, and its timezone."""
    return f"{event.date_start:%Y-%m-%d %H:%M} {event.timezone}"


def _where(event: models.Event) -> str:
    city = event.city.name if event.city is not None and event.attendance_mode != "online" else None
    return city or event.attendance_mode


def orders(places: Places, *, as_json: AsJson = False, strict: Strict = False) -> None:
    """List the orders of an event."""
    company, event = company_and_event(places)

    async def read(animo: AnimoClient) -> None:
        acme = await animo.find_company(company)
        async with organized(acme, event) as handle:
            found = await every(handle.orders.list(), "orders", strict=strict)
        if as_json:
            show_json(order.to_dict() for order in found)
        elif for_people():
            _order_table(event, found)
        else:
            show_lines(_order_line(order) for order in found)

    run(read)


def _order_line(order: models.Order) -> tuple[object, ...]:
    name, total = _name(order), money(order)
    return order.id, name, order.email, total, "free" if order.unit_amount == 0 else _paid(order)


def _paid(order: models.Order) -> str:
    return "not paid" if order.paid_at is None else order.paid_at.isoformat()


def _name(order: models.Order) -> str:
    return f"{order.first_name} {order.last_name}".strip()


def _order_table(event: str, found: Sequence[models.Order]) -> None:
    if not found:
        say(f"No orders for {event}.")
        return
    rows = [(str(o.id), _name(o), str(o.email), money(o), _paid_cell(o)) for o in found]
    show_table(("ORDER", "NAME", "EMAIL", "TOTAL", "PAID"), rows, right=("TOTAL",), folding=("NAME", "EMAIL"))
    paid = sum(order.paid_at is not None for order in found)
    free = sum(order.unit_amount == 0 for order in found)
    counts = f"{paid} paid, {free} free, {len(found) - paid - free} not paid"
    say((f"\n{number(len(found), 'order')} for {event}: {counts}", "dim"))


def _paid_cell(order: models.Order) -> Text:
    if order.unit_amount == 0:
        return Text("free", "dim")
    if order.paid_at is None:
        return Text("not paid", "yellow")
    return Text(f"{order.paid_at:%Y-%m-%d %H:%M %Z}", "green")
