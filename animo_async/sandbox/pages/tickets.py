"""Signing up for a ticket: the page, the questions of its form, and the thanks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from animo_async.sandbox.access import Grant
from animo_async.sandbox.answers import Call, RefusedError, not_found
from animo_async.sandbox.endpoints.orders import create_order, tickets_left, total
from animo_async.sandbox.pages import fields
from animo_async.sandbox.pages.layout import card, facts, money, moved, note, shown, when
from animo_async.sandbox.pages.markup import Html, el, joined, link, path
from animo_async.sandbox.pages.visit import ElsewhereError
from animo_async.sandbox.state import Company, Event, Json, Order, TicketType
from animo_async.sandbox.validation import InvalidBodyError

if TYPE_CHECKING:
    from starlette.responses import Response

    from animo_async.sandbox.pages.visit import Visit

_NOBODY = Grant(frozenset(), frozenset(), frozenset())


def ticket(visit: Visit) -> Response:
    """The page where people sign up."""
    company, event, wanted = _wanted(visit)
    base = _base(company, event, wanted)
    left = tickets_left(event, wanted)
    sent, errors = visit.sent, {}
    if sent is not None:
        try:
            order = _register(visit, company, event, _body(sent, wanted))
        except InvalidBodyError as problem:
            errors = problem.args[1]
        else:
            visit.signups[base] = order.id
            return moved(f"{base}/form" if wanted.form else after(company, event, order))
    filled = {"quantity": _preselected(visit.query.get("qty", ""), left)} if sent is None else sent
    content = [card(_offer(event, wanted), class_="card")]
    content.append(_signup(wanted, filled, errors, left) if left > 0 else note("This ticket is sold out.", "bad"))
    status = 422 if errors else 200
    return shown(wanted.name, _crumb(company, event), *content, company=company, status=status)


def ticket_form(visit: Visit) -> Response:
    """The questions of the ticket's form, for those who signed up."""
    company, event, wanted = _wanted(visit)
    if wanted.form is None:
        raise not_found("form on this ticket")
    base = _base(company, event, wanted)
    order = _order(visit, event, base)
    given: Mapping[str, str] = order.answers or {}
    errors: dict[str, list[str]] = {}
    if visit.sent is not None:
        given = fields.answers(wanted.form, visit.sent)
        errors = fields.mistakes(wanted.form, given)
        if not errors:
            order.answers = dict(given)
            return moved(after(company, event, order))
    asked = el("form", fields.questions(wanted.form, given, errors), el("button", "Continue"), method="post")
    body = card(el("h1", wanted.form.name), el("p", f"For your registration, {order.first_name}."), asked)
    return shown(wanted.form.name, _crumb(company, event), body, company=company, status=422 if errors else 200)


def ticket_thanks(visit: Visit) -> Response:
    """What follows a registration without a payment."""
    company, event, wanted = _wanted(visit)
    base = _base(company, event, wanted)
    order = _order(visit, event, base)
    body = card(
        el("h1", f"Thank you, {order.first_name}"),
        note(*_thanks(order)),
        summary(event, order),
        el("p", link("Back to the event", company.slug, "event", event.id)),
    )
    return shown("Thank you", body, company=company)


def _thanks(order: Order) -> tuple[str, str]:
    if order.state == "pending":
        return "We received your request. The organizer will look at it and you will hear by email.", ""
    if order.state == "rejected":
        return "The organizer has no place for you this time.", "bad"
    return f"You have {'a place' if order.quantity == 1 else f'{order.quantity} places'}.", "good"


def after(company: Company, event: Event, order: Order) -> str:
    """Where the visitor of a registration goes next: to pay, where there is something to pay now."""
    if order.unit_amount and order.state == "approved":
        return path(company.slug, "event", event.id, "o", order.id, "checkout")
    return f"{_base(company, event, order.ticket_type)}/thank-you"


def summary(event: Event, order: Order) -> Html:
    """What was registered."""
    return facts(
        ("Event", event.name),
        ("When", when(event)),
        ("Ticket", joined(f"{order.quantity} ", Html("&times;"), f" {order.ticket_type.name}")),
        ("Name", f"{order.first_name} {order.last_name}"),
        ("Email", order.email),
        ("Order", el("code", order.id)),
    )


def on_sale(ticket_type: TicketType, *, mollie: bool) -> bool:
    """Whether its page exists: that of a paid ticket does once the company has a connected Mollie account."""
    return mollie or total(ticket_type, 1) == 0


def _wanted(visit: Visit) -> tuple[Company, Event, TicketType]:
    company, event = visit.company(), visit.event()
    wanted = next((each for each in event.ticket_types if each.slug == visit.params["ticket"]), None)
    if wanted is None:
        raise not_found("ticket")
    if not on_sale(wanted, mollie=visit.site.mollie):
        raise RefusedError(404, "This ticket costs money, and the company has no connected Mollie account.")
    return company, event, wanted


def _base(company: Company, event: Event, ticket_type: TicketType) -> str:
    return path(company.slug, "event", event.id, ticket_type.slug)


def _order(visit: Visit, event: Event, base: str) -> Order:
    """What this visitor registered at the base page, to which everybody else is sent back."""
    signup = visit.signup(base)
    for order in event.orders:
        if order.id == signup:
            return order
    raise ElsewhereError(base)  # another event has this address by now


def _body(sent: Mapping[str, str], wanted: TicketType) -> Json:
    """What the form says, as the body of the API's create order."""
    body: Json = {name: sent[name].strip() for name in ("first_name", "last_name", "email", "country") if name in sent}
    number = sent.get("quantity", "1").strip()
    body["quantity"] = int(number) if re.fullmatch(r"-?\d{1,9}", number, re.ASCII) else number
    return {**body, "is_business": "is_business" in sent, "ticket_type": wanted.slug}


def _register(visit: Visit, company: Company, event: Event, body: Json) -> Order:
    # The endpoint itself, so that page and API cannot differ on what an order is.
    create_order(Call(visit.site.world, _NOBODY, "", {"organizingEvent": event.id}, {}, company, body, None))
    return event.orders[-1]


def _preselected(asked: str, left: int) -> str:
    number = int(asked) if re.fullmatch(r"\d{1,9}", asked, re.ASCII) else 1
    return str(max(1, min(number, left)))


def _crumb(company: Company, event: Event) -> Html:
    back = link(event.name, company.slug, "event", event.id)
    return el("p", joined("← ", back), class_="crumb")


def _offer(event: Event, wanted: TicketType) -> Html:
    price = el("p", money(total(wanted, 1), wanted.currency), class_="big")
    described = el("p", wanted.description, class_="soft") if wanted.description else None
    return joined(el("h1", wanted.name), described, price, facts(("Event", event.name), ("When", when(event))))


def _signup(wanted: TicketType, filled: Mapping[str, str], errors: fields.Messages, left: int) -> Html:
    other = [text for name, texts in errors.items() if name == "ticket_type" for text in texts]
    label = "Request a place" if wanted.approval_required else "Register"
    form = el(
        "form",
        *(note(text, "bad") for text in other),
        fields.quantity(filled, errors, left),
        fields.person(filled, errors),
        fields.billing(filled, errors),
        el("button", "Continue" if wanted.form or total(wanted, 1) else label),
        method="post",
    )
    says = "The organizer looks at each request." if wanted.approval_required else None
    return card(el("h2", label), el("p", says, class_="soft") if says else None, form)
