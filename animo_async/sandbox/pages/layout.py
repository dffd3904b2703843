"""What all pages have in common: the frame around them, and how things are written on them."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, RedirectResponse, Response

from animo_async.money import major_units
from animo_async.sandbox.pages.markup import Html, el, joined, link
from animo_async.sandbox.pages.style import STYLE

if TYPE_CHECKING:
    from animo_async.sandbox.state import Company, Event

_SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$"}
_PLAIN_COLOR = re.compile(r"#[0-9a-fA-F]{6}", re.ASCII)
_HEADERS = {
    # What people put into a description reaches nobody outside, and runs nothing.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Cache-Control": "no-store",
    # With no-referrer, browsers would send `Origin: null` with a form of our own.
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}


def shown(title: str, *content: str | None, company: Company | None = None, status: int = 200) -> Response:
    """A page.

    Args:
        title: What it is called.
        *content: What is on it.
        company: Whose page it is.
        status: The HTTP status.
    """
    color = str(company.profile["brand_color"]) if company else ""
    brand = f":root{{--brand:{color}}}" if _PLAIN_COLOR.fullmatch(color) else ""
    name = str(company.profile["name"]) if company else "Animo"
    page = el(
        "html",
        el(
            "head",
            el("meta", charset="utf-8"),
            el("meta", name="viewport", content="width=device-width, initial-scale=1"),
            el("title", f"{title} · {name} · Animo sandbox"),
            el("style", Html(STYLE + brand)),
        ),
        el("body", _strip(), el("main", *content), _foot(name)),
        lang="en",
    )
    return HTMLResponse(f"<!doctype html>{page}", status, _HEADERS)


def moved(address: str, status: int = 303) -> Response:
    """The way to another page."""
    return RedirectResponse(address, status, _HEADERS)


def _strip() -> Html:
    says = joined(el("strong", "Sandbox"), " Nothing here is real: no place is booked and no money moves.")
    return el("aside", el("p", says), el("p", link("All pages")), class_="strip")


def _foot(name: str) -> Html:
    return el("footer", el("p", f"{name} · a page of the Animo sandbox, a stand-in for the one that Animo hosts"))


def card(*content: str | None, **attributes: str) -> Html:
    """A white area."""
    return el("section", *content, **{"class_": "card", **attributes})


def facts(*rows: tuple[str, str | None]) -> Html:
    """Names and values; a row without a value is left out."""
    return el("dl", *(joined(el("dt", name), el("dd", value)) for name, value in rows if value))


def note(text: str, kind: str = "") -> Html:
    """A remark: plain, `good` or `bad`."""
    return el("p", text, class_=f"note {kind}".strip(), role="alert" if kind == "bad" else "status")


def money(minor: int, currency: str) -> str:
    """An amount of minor units, or Free."""
    symbol = _SYMBOLS.get(currency, f"{currency} ")
    return f"{symbol}{major_units(minor, currency):,}" if minor else "Free"


def when(event: Event) -> str:
    """Begin and end of an event, with the digits that the API shows."""
    start, end = (datetime.fromisoformat(text[:16]) for text in (event.date_start, event.date_end))
    if start.date() == end.date():
        return f"{day(event.date_start)}, {start:%H:%M} to {end:%H:%M}"
    return f"{day(event.date_start)}, {start:%H:%M} to {day(event.date_end)}, {end:%H:%M}"


def day(stamp: str) -> str:
    """The day of a timestamp."""
    moment = datetime.fromisoformat(stamp[:16])
    return f"{moment:%a} {moment.day} {moment:%b %Y}"
