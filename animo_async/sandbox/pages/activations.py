"""Activations: the page, the questions of its form, and the thanks. Each has two addresses, with and without event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from animo_async.sandbox import validation as v
from animo_async.sandbox.answers import not_found
from animo_async.sandbox.pages import fields
from animo_async.sandbox.pages.layout import card, moved, note, shown
from animo_async.sandbox.pages.markup import el, path
from animo_async.sandbox.pages.visit import ElsewhereError
from animo_async.sandbox.validation import rule, validate

if TYPE_CHECKING:
    from starlette.responses import Response

    from animo_async.sandbox.pages.visit import Visit
    from animo_async.sandbox.state import Activation, Company

# What Animo asks for is not documented; an order's person is known by the same three.
_PERSON = {
    "first_name": rule(v.text, required=True),
    "last_name": rule(v.text, required=True),
    "email": rule(v.text, v.email, required=True),
}


def activation(visit: Visit) -> Response:
    """The page where people sign up."""
    company, wanted, base = _wanted(visit)
    sent = {name: text.strip() for name, text in (visit.sent or {}).items()}
    errors: Mapping[str, list[str]] = {}
    if visit.sent is not None:
        errors = validate(sent, _PERSON, closed=False).errors
        if not errors:
            visit.signups[base] = sent["email"]
            return moved(f"{base}/{'form' if wanted.form else 'thank-you'}")
    form = el("form", fields.person(sent, errors), el("button", "Sign up"), method="post")
    who = el("p", str(company.profile["name"]), class_="crumb")
    body = card(who, el("h1", wanted.title), form)
    return shown(wanted.title, body, company=company, status=422 if errors else 200)


def activation_form(visit: Visit) -> Response:
    """The questions of its form, for those who signed up."""
    company, wanted, base = _wanted(visit)
    if wanted.form is None:
        raise not_found("form on this activation")
    visit.signup(base)
    given: Mapping[str, str] = {}
    errors: dict[str, list[str]] = {}
    if visit.sent is not None:
        given = fields.answers(wanted.form, visit.sent)
        errors = fields.mistakes(wanted.form, given)
        if not errors:
            return moved(f"{base}/thank-you")
    form = el("form", fields.questions(wanted.form, given, errors), el("button", "Send"), method="post")
    body = card(el("p", wanted.title, class_="crumb"), el("h1", wanted.form.name), form)
    return shown(wanted.form.name, body, company=company, status=422 if errors else 200)


def activation_thanks(visit: Visit) -> Response:
    """The end, for those who signed up."""
    company, wanted, base = _wanted(visit)
    email = visit.signup(base)
    onward = wanted.redirect_url and el("p", "Animo sends people on to ", el("code", wanted.redirect_url), ".")
    body = card(el("h1", "Thank you"), note(f"{wanted.title}: we noted {email}.", "good"), onward or None)
    return shown("Thank you", body, company=company)


def _wanted(visit: Visit) -> tuple[Company, Activation, str]:
    company = visit.company()
    slug = visit.params["activation"]
    wanted = next((each for each in company.activations if each.id == slug and each.status == "published"), None)
    if wanted is None:
        raise not_found("published activation")
    general = path(company.slug, wanted.id)
    if "event" not in visit.params:
        return company, wanted, general
    event = visit.event()
    if wanted.event is not event:
        raise ElsewhereError(general)
    return company, wanted, path(company.slug, event.id, wanted.id)
