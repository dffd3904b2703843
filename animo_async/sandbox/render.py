"""Renders records as JSON for responses."""

from __future__ import annotations

import re
from dataclasses import asdict
from urllib.parse import quote_plus

from animo_async.sandbox.geography import country_codes, place
from animo_async.sandbox.messages import default_message
from animo_async.sandbox.slugs import slugify
from animo_async.sandbox.state import Activation, Event, Form, Json, Order, Page, TicketType, Webhook

_ACTIVE = re.compile(r"<(script|style|iframe)\b.*?(</\1\s*>|$)", re.IGNORECASE | re.DOTALL)


def form(record: Form) -> Json:
    """Return a form with its fields."""
    return asdict(record)


def activation(record: Activation) -> Json:
    """Return an activation as in list responses."""
    names = ("id", "redirect_url", "status", "title", "type", "created_at")
    return {"slug": record.id, **{name: getattr(record, name) for name in names}}


def activation_with_form(record: Activation) -> Json:
    """Return an activation as in the response to a single read."""
    return {**activation(record), "form": form(record.form) if record.form else None}


def event(record: Event) -> Json:
    """Return an event as in list responses."""
    names = ("id", "name", "date_start", "date_end", "created_at", "attendance_mode", "company_role", "timezone")
    more = ("privacy_policy", "locale", "requires_ticket_assignment")
    return {**{name: getattr(record, name) for name in (*names, *more)}, **_where(record), "cohosts": _cohosts(record)}


def event_with_page(record: Event) -> Json:
    """Return an event as in the response to a single read or update, with its page if the company organizes it."""
    organizing = record.company_role == "organizing"
    return {**event(record), **({"page": page(record.page)} if organizing else {})}


def _cohosts(record: Event) -> list[Json]:
    return [asdict(cohost) for cohost in sorted(record.cohosts, key=lambda cohost: cohost.position)]


def _where(record: Event) -> Json:
    offline = record.attendance_mode == "offline"
    return {
        "timezone": record.timezone or (place(record.city).timezone if record.city else "UTC"),
        "city": _city(record.city, record.google_place_id) if offline and record.city else None,
        "country": _country(record.country) if offline and record.country else None,
        "venue": _venue(record.venue, record) if offline and record.venue else None,
    }


def _city(name: str, google_place_id: str | None) -> Json:
    spot = place(name)
    return {
        "name": name,
        "latitude": spot.latitude,
        "longitude": spot.longitude,
        "google_place_id": google_place_id or spot.google_place_id,
    }


def _country(name: str) -> Json:
    alpha_2, alpha_3 = country_codes(name)
    return {"name": name, "alpha2Code": alpha_2, "alpha3Code": alpha_3}


def _venue(name: str, record: Event) -> Json:
    spot = place(name)
    around = place(record.city) if record.city else spot
    return {
        "name": name,
        "google_place_id": record.venue_google_place_id or spot.google_place_id,
        "url": f"https://{slugify(name, fallback='venue')}.example",
        "maps_url": f"https://maps.google.com/?q={quote_plus(name)}",
        "address": record.venue_address or "",
        "latitude": around.latitude,
        "longitude": around.longitude,
    }


def page(record: Page | None) -> Json:
    """Return the page of an event, or an empty one."""
    shown = asdict(record or Page())
    if shown["description"]:
        # The description is stored as sent, and cleaned when it is read.
        shown["description"] = _ACTIVE.sub("", shown["description"])
    if shown["unsplash_data"] is None:
        del shown["unsplash_data"]
    return shown


def message(record: Event, template: str) -> Json:
    """Return an email of an event: the custom text or the default."""
    override = record.messages.get(template)
    return {
        "template": template,
        **default_message(template, record.locale),
        **(override or {}),
        "is_default": override is None,
    }


def ticket_type(record: TicketType, *, with_form: bool) -> Json:
    """Return a ticket type."""
    shown = asdict(record)
    if not with_form:
        del shown["form"]
    return shown


def order(record: Order, *, with_submission: bool) -> Json:
    """Return an order."""
    names = ("id", "first_name", "last_name", "email", "unit_amount", "currency", "vat_percentage", "paid_at")
    more = ("created_at", "country", "is_business")
    shown = {**{name: getattr(record, name) for name in (*names, *more)}, "exemption_status": "none"}
    if with_submission:
        asked = record.ticket_type.form
        shown["submission"] = {"form": form(asked), "answers": record.answers} if asked and record.answers else None
        shown["lead"] = {"id": record.lead_id, **{name: shown[name] for name in ("first_name", "last_name", "email")}}
    return shown


def webhook(record: Webhook, *, with_token: bool) -> Json:
    """Return a webhook. Only the response to attaching it contains its secret."""
    shown = asdict(record)
    if not with_token:
        del shown["token"]
    return shown
