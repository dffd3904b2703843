"""Paying for an order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from animo_async.sandbox.answers import RefusedError, not_found
from animo_async.sandbox.pages.layout import card, day, money, moved, note, shown
from animo_async.sandbox.pages.markup import Html, el, joined, link, path
from animo_async.sandbox.pages.tickets import summary

if TYPE_CHECKING:
    from starlette.responses import Response

    from animo_async.sandbox.pages.visit import Visit
    from animo_async.sandbox.state import Order


def checkout(visit: Visit) -> Response:
    """The page where an order is paid, and that says so once it is."""
    company, event = visit.company(), visit.event()
    order = next((each for each in event.orders if each.id == visit.params["order"]), None)
    if order is None:
        raise not_found("order")
    due = order.unit_amount and order.paid_at is None
    if due and not visit.site.mollie:
        raise RefusedError(404, "This order is to be paid, and the company has no connected Mollie account.")
    if visit.sent is not None:
        if due and order.state == "approved":
            visit.site.world.pay(order)
        return moved(path(company.slug, "event", event.id, "o", order.id, "checkout"))
    amount = joined(el("span", "Total"), el("span", money(order.unit_amount, order.currency), class_="big"))
    body = card(
        el("h1", _title(order)),
        _state(order),
        summary(event, order),
        el("div", amount, class_="total"),
        _button(order) if due and order.state == "approved" else None,
    )
    crumb = el("p", joined("← ", link(event.name, company.slug, "event", event.id)), class_="crumb")
    return shown(_title(order), crumb, body, company=company)


def _title(order: Order) -> str:
    if order.paid_at:
        return "Paid, thank you"
    return "Checkout" if order.unit_amount else "Nothing to pay"


def _state(order: Order) -> Html | None:
    if order.paid_at:
        return note(f"Paid on {day(order.paid_at)} at {order.paid_at[11:16]}. The API shows it as paid_at.", "good")
    if order.state == "rejected":
        return note("The organizer has no place for you this time: there is nothing to pay.", "bad")
    if order.state == "pending":
        return note("The organizer has to approve this order before it can be paid.")
    return None if order.unit_amount else note("This order is free.", "good")


def _button(order: Order) -> Html:
    text = f"Pay {money(order.unit_amount, order.currency)}"
    says = el("p", "In the sandbox this button is Mollie: it confirms the payment at once.", class_="soft small")
    return el("form", el("button", text), says, method="post")
