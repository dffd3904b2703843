"""JSON from Animo's documentation pages and the examples from the spec, as data.

Parts that a page abbreviates with dots (`links`, `meta`) are filled in from the Conventions page.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

SPEC: dict[str, Any] = yaml.safe_load((Path(__file__).parents[1] / "openapi" / "animo-v1.yaml").read_bytes())

# --- Events

EVENT: dict[str, Any] = {
    "id": "product-launch-2026",
    "name": "Product Launch 2026",
    "date_start": "2026-04-25T09:00:00.000+00:00",
    "date_end": "2026-04-26T18:00:00.000+00:00",
    "created_at": "2026-03-01T12:00:00.000+00:00",
    "attendance_mode": "offline",
    "company_role": "organizing",
    "timezone": "America/Montevideo",
    "privacy_policy": "https://example.com/privacy",
    "locale": "en",
    "requires_ticket_assignment": False,
    "city": {
        "name": "Montevideo",
        "latitude": -34.9011,
        "longitude": -56.1645,
        "google_place_id": "ChIJ...",
    },
    "country": {"name": "Uruguay", "alpha2Code": "UY", "alpha3Code": "URY"},
    "venue": {
        "name": "Convention Center",
        "google_place_id": "ChIJ...",
        "url": "https://example.com",
        "maps_url": "https://maps.google.com/...",
        "address": "Main St 1",
        "latitude": -34.9011,
        "longitude": -56.1645,
    },
    "cohosts": [],
}

EVENT_LIST: dict[str, Any] = {
    "data": [EVENT],
    "links": {
        "first": "https://app.animo.co/api/v1/Kp3xWq9d/events?page=1",
        "last": "https://app.animo.co/api/v1/Kp3xWq9d/events?page=3",
        "prev": None,
        "next": "https://app.animo.co/api/v1/Kp3xWq9d/events?page=2",
    },
    "meta": {"current_page": 1, "from": 1, "last_page": 3, "per_page": 15, "to": 15, "total": 42},
}

EVENT_CREATE: dict[str, Any] = {
    "date_start": "2026-04-25 09:00",
    "date_end": "2026-04-26 18:00",
    "city": "Montevideo",
    "province": "Montevideo",
    "country": "Uruguay",
    "venue": "Convention Center",
    "venue_address": "Main St 1",
    "name": "Product Launch 2026",
    "slug": "product-launch-2026",
    "attendance_mode": "offline",
    "timezone": "America/Montevideo",
    "locale": "en",
    "company_role": "organizing",
    "privacy_policy": "https://example.com/privacy",
    "tax_country": "UY",
    "requires_ticket_assignment": False,
}

EVENT_UPDATE: dict[str, Any] = {
    "name": "Updated Event Name",
    "date_start": "2026-05-01 10:00",
    "date_end": "2026-05-01 18:00",
    "google_place_id": "ChIJ...",
    "venue_google_place_id": "ChIJ...",
    "venue": "New Venue",
    "venueAddress": "New Address",
    "slug": "updated-slug",
    "attendance_mode": "online",
    "timezone": "Europe/Amsterdam",
    "locale": "nl",
    "company_role": "organizing",
    "privacy_policy": "https://example.com/privacy",
    "tax_country": "NL",
    "requires_ticket_assignment": True,
}

# The page shows this body for adding a cohost. Updating a cohost takes the same fields.
COHOST: dict[str, Any] = {
    "name": "Partner Org",
    "privacy_policy": "https://partner.example.com/privacy",
    "position": 1,
}

# Animo's page describes `cohosts` and `page` but does not show them in its JSON.
EVENT_WITH_COHOST: dict[str, Any] = {**EVENT, "cohosts": [{"id": "Vx9cLr3n", **COHOST}]}
EVENT_SHOWN: dict[str, Any] = {
    **EVENT_WITH_COHOST,
    "page": {
        "tagline": None,
        "description": None,
        "support_email": None,
        "header_image": None,
        "show_attendees": False,
        "unsplash_data": None,
    },
}

# --- Comms templates

COMMS_LIST: dict[str, Any] = {
    "data": [
        {
            "template": "registration_confirmation",
            "subject": "🎫 Your registration for {event} has been confirmed!",
            "body": "<p>Hi {first_name},</p><p>You're registered for {event}.</p>",
            "is_default": True,
        },
        {
            "template": "pending_approval",
            "subject": "⏳ Registration pending approval for {event}",
            "body": "<p>Hi {first_name}, your registration is being reviewed.</p>",
            "is_default": False,
        },
    ]
}

COMMS_UPDATE: dict[str, Any] = {
    "subject": "🎫 You're in! {event}",
    "body": "<p>Hi {first_name},</p><p>Your spot at {event} is confirmed.</p><p>{order_button}</p>",
}

COMMS_RESET: dict[str, Any] = {"status": "Deleted"}

# --- Conventions

# Fractions of seconds found in Animo's timestamps, with their values in microseconds.
FRACTIONS: dict[str, int] = {".000": 0, ".000000": 0, ".4040": 404_000, ".011": 11_000, ".088": 88_000}


# --- Examples from the spec


class Example(NamedTuple):
    operation: str
    method: str
    path: str
    status: int
    media_type: str
    schema: str
    value: Any

    def __str__(self) -> str:
        return f"{self.operation}-{self.status or self.media_type}"


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield the method, path and definition of each operation in the spec."""
    for path, item in SPEC["paths"].items():
        for method, operation in item.items():
            if method in {"get", "put", "post", "delete", "options", "head", "patch", "trace"}:
                yield method.upper(), path, operation


def resolved(node: dict[str, Any]) -> dict[str, Any]:
    """Return the object that a `$ref` points to, or the object itself if it has none."""
    while "$ref" in node:
        target: Any = SPEC
        for step in node["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        node = target
    return node


def example_path(path: str, operation: dict[str, Any]) -> str:
    """Return the path with example values for its parameters."""
    values = {known["name"]: known["example"] for known in map(resolved, operation.get("parameters", ()))}
    return re.sub(r"\{(\w+)\}", lambda match: str(values[match[1]]), path)


def _examples() -> Iterator[Example]:
    for method, path, operation in operations():
        places = [(0, operation.get("requestBody", {}))]
        places += [(int(status), resolved(response)) for status, response in operation["responses"].items()]
        for status, place in places:
            for media_type, media in place.get("content", {}).items():
                yield Example(
                    operation["operationId"],
                    method,
                    example_path(path, operation),
                    status,
                    media_type,
                    media["schema"]["$ref"].rpartition("/")[2],
                    media["example"],
                )


EXAMPLES = list(_examples())
BODIES = [example for example in EXAMPLES if example.status == 0]
ANSWERS = [example for example in EXAMPLES if 200 <= example.status < 300]
REFUSALS = [example for example in EXAMPLES if example.status >= 300]
