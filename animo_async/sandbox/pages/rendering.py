"""Renders templates as responses."""

from __future__ import annotations

import re
from datetime import datetime
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import nh3
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse, RedirectResponse, Response

from animo_async.money import major_units
from animo_async.sandbox.endpoints.orders import tickets_left, total
from animo_async.sandbox.geography import COUNTRIES

if TYPE_CHECKING:
    from animo_async.sandbox.state import Company, Event

_SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$"}
_ABSOLUTE = re.compile(r"https?://|mailto:", re.IGNORECASE)
_HEADERS = {
    # A description must not load anything from other sites or run scripts.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Cache-Control": "no-store",
    # With `no-referrer`, browsers would send `Origin: null` when our own forms are submitted.
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}
_HARMLESS = nh3.Cleaner(
    tags={
        *("a", "b", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "hr", "i", "li", "ol", "p", "s", "small"),
        *("strong", "sub", "sup", "u", "ul"),
    },
    clean_content_tags={
        *("iframe", "math", "noscript", "object", "script", "style", "svg", "template", "textarea", "title"),
    },
    attributes={"a": {"href"}},
    attribute_filter=lambda _, name, value: value if name != "href" or _ABSOLUTE.match(value) else None,
    link_rel="noopener nofollow",
)


def shown(template: str, company: Company | None = None, status: int = 200, **context: Any) -> Response:
    """Render a template. The status is 422 if there are `errors`."""
    html = _ENVIRONMENT.get_template(template).render(company=company, status=status, **context)
    return HTMLResponse(html, 422 if context.get("errors") else status, _HEADERS)


def moved(address: str, status: int = 303) -> Response:
    """Return a redirect to another page."""
    return RedirectResponse(address, status, _HEADERS)


def path(*segments: str) -> str:
    """Return the path of a page."""
    return "/" + "/".join(quote(segment, safe="") for segment in segments)


def harmless(html: str) -> Markup:
    """Return HTML from users, reduced to text, structure and links."""
    return Markup(_HARMLESS.clean(html))  # noqa: S704 - cleaned by nh3


def money(minor: int, currency: str) -> str:
    """Return an amount in minor units as text, or "Free"."""
    symbol = _SYMBOLS.get(currency, f"{currency} ")
    return f"{symbol}{major_units(minor, currency):,}" if minor else "Free"


def when(event: Event) -> str:
    """Return the start and end of an event, with the digits that the API shows."""
    start, end = (datetime.fromisoformat(text[:16]) for text in (event.date_start, event.date_end))
    until = f"{end:%H:%M}" if start.date() == end.date() else f"{day(event.date_end)}, {end:%H:%M}"
    return f"{day(event.date_start)}, {start:%H:%M} to {until}"


def day(stamp: str) -> str:
    """Return the day of a timestamp."""
    moment = datetime.fromisoformat(stamp[:16])
    return f"{moment:%a} {moment.day} {moment:%b %Y}"


_ENVIRONMENT = Environment(
    loader=PackageLoader("animo_async.sandbox.pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.filters |= {"harmless": harmless, "money": money, "when": when, "day": day}
_STYLE = files("animo_async.sandbox.pages").joinpath("templates", "style.css").read_text(encoding="utf-8")
_ENVIRONMENT.globals |= {
    "countries": {codes[0]: name for name, codes in COUNTRIES.items()},
    "path": path,
    "style": Markup(_STYLE),  # noqa: S704 - a file of this package
    "tickets_left": tickets_left,
    "total": total,
}
