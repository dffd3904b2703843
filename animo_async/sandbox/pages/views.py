"""The public pages, with one function for each page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from animo_async.sandbox import render, rules
from animo_async.sandbox.access import Grant
from animo_async.sandbox.answers import Call, RefusedError, not_found
from animo_async.sandbox.endpoints.orders import create_order, tickets_left, total
from animo_async.sandbox.pages import questions
from animo_async.sandbox.pages.rendering import moved, path, shown
from animo_async.sandbox.pages.visit import ElsewhereError
from animo_async.sandbox.validation import InvalidBodyError, validate

if TYPE_CHECKING:
    from starlette.responses import Response

    from animo_async.sandbox.pages.visit import Visit
    from animo_async.sandbox.state import Activation, Company, Event, Form, Json, Order, TicketType

_NOBODY = Grant(frozenset(), frozenset(), frozenset())
# It is not documented what Animo asks for. These three fields are also required for an order.
_PERSON = {name: rules.ORDER[name] for name in ("first_name", "last_name", "email")}


def index(visit: Visit) -> Response:
    """The list of all pages."""
    return shown("index.html", companies=visit.site.world.companies, mollie=visit.site.mollie)


def billing(_: Visit) -> Response:
    """The page with the plans."""
    return shown("billing.html")


def event(visit: Visit) -> Response:
    """The page of an event."""
    company, found = visit.company(), visit.event()
    going = sum(
        each.quantity for each in found.orders if each.state == "approved" and (each.paid_at or not each.unit_amount)
    )
    page = render.page(found.page)
    return shown("event.html", company, event=found, page=page, going=going, mollie=visit.site.mollie)


def ticket(visit: Visit) -> Response:
    """The page where people sign up."""
    company, event, wanted, base = _ticket(visit)
    left = tickets_left(event, wanted)
    errors: Mapping[str, list[str]] = {}
    sent = visit.sent or {"quantity": _preselected(visit.query.get("qty", ""), left)}
    if visit.sent is not None:
        try:
            order = _register(visit, company, event, _body(visit.sent, wanted))
        except InvalidBodyError as problem:
            errors = problem.args[1]
        else:
            visit.signups[base] = order.id
            return moved(f"{base}/form" if wanted.form else _after(company, event, order))
    return shown("ticket.html", company, event=event, ticket=wanted, left=left, sent=sent, errors=errors)


def ticket_form(visit: Visit) -> Response:
    """The questions of the ticket's form, for visitors who signed up."""
    company, event, wanted, base = _ticket(visit)
    if wanted.form is None:
        raise not_found("form on this ticket")
    order = _order(visit, event, base)
    given, errors = _answers(visit, wanted.form, order.answers or {})
    if visit.sent is not None and not errors:
        order.answers = dict(given)
        return moved(_after(company, event, order))
    return shown("form.html", company, event=event, order=order, form=wanted.form, sent=given, errors=errors)


def ticket_thanks(visit: Visit) -> Response:
    """The page after a registration without a payment."""
    company, event, _, base = _ticket(visit)
    return shown("ticket_thanks.html", company, event=event, order=_order(visit, event, base))


def checkout(visit: Visit) -> Response:
    """The page where an order is paid, and the confirmation afterwards."""
    company, event = visit.company(), visit.event()
    order = visit.find("order", event.orders, "id")
    due = bool(order.unit_amount and order.paid_at is None)
    if due and not visit.site.mollie:
        raise RefusedError(404, "This order must be paid, but the company has no connected Mollie account.")
    if visit.sent is not None:
        if due and order.state == "approved":
            visit.site.world.pay(order)
        return moved(path(company.slug, "event", event.id, "o", order.id, "checkout"))
    return shown("checkout.html", company, event=event, order=order, due=due)


def activation(visit: Visit) -> Response:
    """The page of an activation, where people sign up."""
    company, wanted, base = _activation(visit)
    sent = {name: text.strip() for name, text in (visit.sent or {}).items()}
    errors: Mapping[str, list[str]] = {}
    if visit.sent is not None:
        errors = validate(sent, _PERSON, closed=False).errors
        if not errors:
            visit.signups[base] = sent["email"]
            return moved(f"{base}/{'form' if wanted.form else 'thank-you'}")
    return shown("activation.html", company, activation=wanted, sent=sent, errors=errors)


def activation_form(visit: Visit) -> Response:
    """The questions of the activation's form, for visitors who signed up."""
    company, wanted, base = _activation(visit)
    if wanted.form is None:
        raise not_found("form on this activation")
    visit.signup(base)
    given, errors = _answers(visit, wanted.form, {})
    if visit.sent is not None and not errors:
        return moved(f"{base}/thank-you")
    return shown("form.html", company, activation=wanted, form=wanted.form, sent=given, errors=errors)


def activation_thanks(visit: Visit) -> Response:
    """The thank-you page, for visitors who signed up."""
    company, wanted, base = _activation(visit)
    return shown("activation_thanks.html", company, activation=wanted, email=visit.signup(base))


def _answers(visit: Visit, form: Form, before: Mapping[str, str]) -> tuple[Mapping[str, str], Mapping[str, list[str]]]:
    """Return the visitor's answers and their problems, or the earlier answers if nothing was sent."""
    if visit.sent is None:
        return before, {}
    given = questions.answers(form, visit.sent)
    return given, questions.mistakes(form, given)


def _ticket(visit: Visit) -> tuple[Company, Event, TicketType, str]:
    company, event = visit.company(), visit.event()
    wanted = visit.find("ticket", event.ticket_types, "slug")
    # The page of a paid ticket exists only if the company has a connected Mollie account.
    if total(wanted, 1) and not visit.site.mollie:
        raise RefusedError(404, "This ticket is not free, but the company has no connected Mollie account.")
    return company, event, wanted, path(company.slug, "event", event.id, wanted.slug)


def _activation(visit: Visit) -> tuple[Company, Activation, str]:
    company = visit.company()
    published = (each for each in company.activations if each.status == "published")
    wanted = visit.find("activation", published, "id")
    general = path(company.slug, wanted.id)
    if "event" not in visit.params:
        return company, wanted, general
    event = visit.event()
    if wanted.event is not event:
        raise ElsewhereError(general)
    return company, wanted, path(company.slug, event.id, wanted.id)


def _order(visit: Visit, event: Event, base: str) -> Order:
    """Return the order of this visitor at the base page. Other visitors are redirected there."""
    signup = visit.signup(base)
    for order in event.orders:
        if order.id == signup:
            return order
    raise ElsewhereError(base)  # another event now has this slug


def _after(company: Company, event: Event, order: Order) -> str:
    """Return the page after a registration: the checkout if there is something to pay now, or the thank-you page."""
    if order.unit_amount and order.state == "approved":
        return path(company.slug, "event", event.id, "o", order.id, "checkout")
    return path(company.slug, "event", event.id, order.ticket_type.slug, "thank-you")


def _body(sent: Mapping[str, str], wanted: TicketType) -> Json:
    """Return the submitted form as the body of an API request that creates an order."""
    body: Json = {name: sent[name].strip() for name in ("first_name", "last_name", "email", "country") if name in sent}
    number = sent.get("quantity", "1").strip()
    body["quantity"] = int(number) if re.fullmatch(r"-?\d{1,9}", number, re.ASCII) else number
    return {**body, "is_business": "is_business" in sent, "ticket_type": wanted.slug}


def _register(visit: Visit, company: Company, event: Event, body: Json) -> Order:
    # This calls the endpoint, so that the pages and the API handle orders in the same way.
    create_order(Call(visit.site.world, _NOBODY, "", {"organizingEvent": event.id}, {}, company, body, None))
    return event.orders[-1]


def _preselected(asked: str, left: int) -> str:
    number = int(asked) if re.fullmatch(r"\d{1,9}", asked, re.ASCII) else 1
    return str(max(1, min(number, left)))
