"""The rules for each body. Each function raises InvalidBodyError if the body is invalid."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from animo_async.sandbox import validation as v
from animo_async.sandbox.state import Event, Json
from animo_async.sandbox.validation import Problems, Rule, rule, validate
from animo_v1.operations import WEBHOOK_EVENT_SCOPES

_TEXT = rule(v.text, v.filled)
_NULLABLE_TEXT = rule(v.text, nullable=True)
_BOOLEAN = rule(v.boolean)
_NAME = rule(v.text, v.filled, v.max_length(255))
_URL = rule(v.text, v.url, nullable=True)
_MOST = 1_000_000  # the limit for counts, so that totals of money fit into 64 bits
_CODE = "The selected {field} is invalid."
_SLUG = rule(
    v.text,
    v.like(r"[\w-]+", "The {field} field must only contain letters, numbers, dashes, and underscores."),
)


def _required(rules: Mapping[str, Rule], *names: str) -> dict[str, Rule]:
    return {name: replace(each, required=name in names) for name, each in rules.items()}


_EVENT = {
    "name": _NAME,
    "date_start": rule(v.text, v.date),
    "date_end": rule(v.text, v.date),
    "attendance_mode": rule(v.one_of(("offline", "online"))),
    "company_role": rule(v.one_of(("organizing", "attending"))),
    # The locales that Animo supports are not documented, so any text that looks like a locale is accepted.
    "locale": rule(v.text, v.like(r"[a-z]{2}([-_][A-Z]{2})?", _CODE)),
    "city": _NULLABLE_TEXT,
    "province": _TEXT,
    "country": _NULLABLE_TEXT,
    "venue": _NULLABLE_TEXT,
    "timezone": rule(v.text, v.timezone),
    "privacy_policy": _URL,
    "tax_country": rule(v.text, v.like(r"[A-Z]{2}", _CODE)),
    "requires_ticket_assignment": _BOOLEAN,
}
_EVENT_CREATE = {
    **_required(_EVENT, "name", "date_start", "date_end", "attendance_mode", "company_role", "locale"),
    "venue_address": _TEXT,
    # Ignored on create, so any text is accepted.
    "slug": _TEXT,
}
_EVENT_UPDATE = {
    **_EVENT,
    "venueAddress": _TEXT,
    "slug": _SLUG,
    "google_place_id": _TEXT,
    "venue_google_place_id": _TEXT,
}
_REQUIRED_IF = (
    ("city", "attendance_mode", "offline"),
    ("province", "attendance_mode", "offline"),
    ("country", "attendance_mode", "offline"),
    ("timezone", "attendance_mode", "online"),
    ("requires_ticket_assignment", "company_role", "organizing"),
)


def check_event_create(body: Json) -> None:
    """Check a new event."""
    problems = validate(body, _EVENT_CREATE)
    for name, other, value in _REQUIRED_IF:
        if body.get(other) == value and v.missing(body.get(name)):
            problems.errors.pop(name, None)
            problems.add(name, f"The {{field}} field is required when {other.replace('_', ' ')} is {value}.")
    _check_order_of_dates(problems, body.get("date_start"), body.get("date_end"), "date_end")
    problems.raise_if_any()


def check_event_update(body: Json, event: Event, taken: Collection[str]) -> None:
    """Check changes to an event. Unknown fields are allowed, because not all fields are documented."""
    problems = validate(body, _EVENT_UPDATE, closed=False)
    start = body.get("date_start", event.date_start[:16].replace("T", " "))
    end = body.get("date_end", event.date_end[:16].replace("T", " "))
    if "date_start" in body or "date_end" in body:
        _check_order_of_dates(problems, start, end, "date_end" if "date_end" in body else "date_start")
    _check_taken(problems, "slug", body, taken)
    problems.raise_if_any()


def _check_order_of_dates(problems: Problems, start: object, end: object, blame: str) -> None:
    sound = not problems.errors.keys() & {"date_start", "date_end"} and isinstance(start, str) and isinstance(end, str)
    if sound and str(end) < str(start):
        what = "after or equal to date start" if blame == "date_end" else "before or equal to date end"
        problems.add(blame, f"The {{field}} field must be a date {what}.")


def _check_taken(problems: Problems, name: str, body: Json, taken: Collection[str]) -> None:
    if name not in problems.errors and body.get(name) in taken:
        problems.add(name, "The {field} has already been taken.")


_COHOST = {
    "name": _TEXT,
    "privacy_policy": rule(v.text, v.url, v.max_length(512), nullable=True),
    "position": rule(v.integer, v.at_least(1), v.at_most(_MOST)),
}


def check_cohost_create(body: Json) -> None:
    """Check a new cohost."""
    validate(body, _required(_COHOST, "name")).raise_if_any()


def check_cohost_update(body: Json) -> None:
    """Check changes to a cohost."""
    validate(body, _COHOST).raise_if_any()


_PAGE = {
    "tagline": rule(v.text, v.max_length(255), nullable=True),
    "description": _NULLABLE_TEXT,
    "support_email": rule(v.text, v.email, v.max_length(255), nullable=True),
    "show_attendees": _BOOLEAN,
}
_IMAGE = "The {field} field must be an image."

PAGE_FIELDS = frozenset(_PAGE)


def check_page(body: Json, image_type: str | None) -> None:
    """Check changes to an event's page, and the content type of its image if there is one."""
    # The image is uploaded as a file, so it must not be in the body.
    problems = validate(body, {**_PAGE, "header_image": rule(lambda _: _IMAGE)}, closed=False)
    if image_type is not None and image_type not in {"image/jpeg", "image/png", "image/gif", "image/webp"}:
        problems.add("header_image", _IMAGE)
    problems.raise_if_any()


def check_message(body: Json) -> None:
    """Check a new text for a comms template."""
    problems = validate(body, {"subject": _NAME, "body": _TEXT})
    if "subject" not in body and "body" not in body:
        problems.add("subject", "The {field} field is required when body is not present.")
        problems.add("body", "The {field} field is required when subject is not present.")
    problems.raise_if_any()


_DECIMAL = v.like(r"\d{1,7}(\.\d{1,2})?", "The {field} field must have 0-2 decimal places.")


def _price(value: object) -> str | None:
    """Check a price: decimal text or a number."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return _DECIMAL(str(value)) if number else v.text(value) or _DECIMAL(value)


_TICKET_TYPE = {
    "slug": _SLUG,
    "name": _TEXT,
    "description": _NULLABLE_TEXT,
    "price": rule(_price),
    "currency": rule(v.text, v.like(r"[A-Z]{3}", _CODE)),
    "vat_percentage": rule(v.text, v.like(r"\d{1,2}(\.\d{1,2})?|100", "The {field} field must be a number.")),
    "availability": rule(v.integer, v.at_least(0), v.at_most(_MOST)),
    "approval_required": _BOOLEAN,
}


def check_ticket_type_create(body: Json, taken: Collection[str]) -> None:
    """Check a new ticket type."""
    _check_ticket_type(body, _required(_TICKET_TYPE, "name"), taken)


def check_ticket_type_update(body: Json, taken: Collection[str]) -> None:
    """Check changes to a ticket type."""
    _check_ticket_type(body, _TICKET_TYPE, taken)


def _check_ticket_type(body: Json, rules: Mapping[str, Rule], taken: Collection[str]) -> None:
    problems = validate(body, rules, closed=False)
    _check_taken(problems, "slug", body, taken)
    problems.raise_if_any()


ORDER = {
    "first_name": rule(v.text, required=True),
    "last_name": rule(v.text, required=True),
    "email": rule(v.text, v.email, required=True),
    "country": rule(v.text, required=True),
    "is_business": rule(v.boolean, required=True),
    "quantity": rule(v.integer, v.at_least(1), v.at_most(_MOST)),
    "form": rule(v.mapping),
}


def check_order(body: Json, left: Mapping[str, int]) -> None:
    """Check a new order. `left` is the number of tickets left of each type.

    The sandbox accepts an order without a ticket type if the event has only one. What Animo does is not documented.
    """
    needed = len(left) != 1
    problems = validate(body, {**ORDER, "ticket_type": rule(v.one_of(left), required=needed)}, closed=False)
    if not problems.errors.keys() & {"ticket_type", "quantity"}:
        available = left[body.get("ticket_type", next(iter(left)))]
        if body.get("quantity", 1) > available:
            problems.add("quantity", f"The {{field}} field must not be greater than {available}.")
    problems.raise_if_any()


COMMON_FIELD_TYPES = (
    "birthdate",
    "company_name",
    "company_url",
    "consent",
    "country",
    "gender",
    "job_title",
    "language",
    "phone",
    "social_url",
)
FIELD_TYPES = (
    *("text", "textarea", "number", "date", "time", "url", "file", "option", "select", "toggle", "rating"),
    *COMMON_FIELD_TYPES,
)
_FIELD = {
    "type": rule(v.one_of(FIELD_TYPES), required=True),
    "label": rule(v.text, required=True),
    "description": _NULLABLE_TEXT,
    "placeholder": _NULLABLE_TEXT,
    "required": _BOOLEAN,
    "min": rule(v.number, nullable=True),
    "max": rule(v.number, nullable=True),
    "options": rule(v.array, nullable=True),
}
_FORM = {"name": _TEXT, "fields": rule(v.array)}


def check_form_create(body: Json) -> None:
    """Check a new form with its fields."""
    _check_form(body, _required(_FORM, "name"))


def check_form_update(body: Json) -> None:
    """Check changes to a form."""
    _check_form(body, _FORM)


def _check_form(body: Json, rules: Mapping[str, Rule]) -> None:
    # An empty list of fields is allowed: a form without fields.
    fields = body.get("fields")
    shape = {name: value for name, value in body.items() if name != "fields" or value != []}
    problems = validate(shape, rules, closed=False)
    seen: set[str] = set()
    for index, item in enumerate(fields if isinstance(fields, list) else []):
        _check_field(problems, item, f"fields.{index}", seen)
    problems.raise_if_any()


def _check_field(problems: Problems, item: object, at: str, seen: set[str]) -> None:
    if not isinstance(item, dict):
        problems.add(at, "The {field} field must be an array.")
        return
    problems.errors |= validate(item, _FIELD, closed=False, at=f"{at}.").errors
    kind, label, options = str(item.get("type")), item.get("label"), item.get("options")
    if isinstance(label, str) and len(label) > (limit := 10_000 if kind == "consent" else 255):
        problems.add(f"{at}.label", f"The {{field}} field must not be greater than {limit} characters.")
    if kind in seen:
        problems.add(f"{at}.type", "The {field} field has a duplicate value.")
    if kind in COMMON_FIELD_TYPES:
        seen.add(kind)
    if kind in {"option", "select"} and options is None:
        problems.add(f"{at}.options", f"The {{field}} field is required when {at}.type is {kind}.")
    for index, option in enumerate(options if isinstance(options, list) else []):
        if message := v.text(option):
            problems.add(f"{at}.options.{index}", message)


_WEBHOOK = {
    "name": _NAME,
    "url": rule(v.text, v.url, v.https, v.max_length(255)),
    "events": rule(v.array),
}


def check_webhook_attach(body: Json, scopes: Collection[str], taken: Collection[str]) -> None:
    """Check a new webhook, for a token with the given scopes."""
    _check_webhook(validate(body, _required(_WEBHOOK, "name", "url", "events")), body, scopes, taken)


def check_webhook_token(body: Json) -> None:
    """Check that the body has a secret, which identifies the webhook."""
    validate(body, {"token": rule(v.text, required=True)}, closed=False).raise_if_any()


def check_webhook_update(body: Json, scopes: Collection[str], taken: Collection[str]) -> None:
    """Check changes to a webhook."""
    _check_webhook(validate(body, _WEBHOOK, closed=False), body, scopes, taken)


def _check_webhook(problems: Problems, body: Json, scopes: Collection[str], taken: Collection[str]) -> None:
    events = body.get("events")
    for index, event in enumerate(events if isinstance(events, list) else []):
        if not isinstance(event, str) or event not in WEBHOOK_EVENT_SCOPES:
            problems.add(f"events.{index}", _CODE)
        elif WEBHOOK_EVENT_SCOPES[event] not in scopes:
            problems.add(f"events.{index}", f"The {{field}} field needs the scope {WEBHOOK_EVENT_SCOPES[event]}.")
    _check_taken(problems, "name", body, taken)
    problems.raise_if_any()
