"""Sample pages of a list, in the format of each API. A page has 15 items. A page of events has about 13 KB."""

import functools
import json
from collections.abc import Callable
from typing import Any

PER_PAGE = 15


def event(number: int) -> dict[str, Any]:
    """Make an event with every field that the documentation shows."""
    return {
        "id": f"product-launch-montevideo-{number}",
        "name": f"Product Launch 2026, Part {number}",
        "date_start": "2026-04-25T09:00:00.000+00:00",
        "date_end": "2026-04-26T18:00:00.000+00:00",
        "created_at": "2026-03-01T12:00:00.000000+00:00",
        "attendance_mode": "offline",
        "company_role": "organizing",
        "timezone": "America/Montevideo",
        "privacy_policy": "https://aidemodays.example/privacy",
        "locale": "en",
        "requires_ticket_assignment": False,
        "city": {
            "name": "Montevideo",
            "latitude": -34.9011127,
            "longitude": -56.1645314,
            "google_place_id": "ChIJX4gp0WYloJUR1YLjXVm7oNc",
        },
        "country": {"name": "Uruguay", "alpha2Code": "UY", "alpha3Code": "URY"},
        "venue": {
            "name": "Convention Center",
            "google_place_id": "ChIJN1t_tDeuEmsRUsoyG83frY4",
            "url": "https://convention.example/halls/main",
            "maps_url": "https://maps.example/?cid=10281119596374313554",
            "address": "Avenida 18 de Julio 1453, Montevideo",
            "latitude": -34.9058,
            "longitude": -56.1913,
        },
        "cohosts": [{"id": "bD3kL", "name": "Animo Labs", "privacy_policy": None, "position": 1}] if number % 3 else [],
    }


# The items of each kind of list. Those of the peers are the smallest that their models accept.
KINDS: dict[str, Callable[[int], dict[str, Any]]] = {
    "events": event,
    "files": lambda number: {
        "id": f"item-{number}",
        "object": "file",
        "bytes": 1,
        "created_at": 1,
        "filename": "a.txt",
        "purpose": "assistants",
        "status": "processed",
    },
    "customers": lambda number: {"id": f"item-{number}", "object": "customer"},
    "labels": lambda number: {
        "id": number,
        "node_id": "n",
        "url": "https://labels.example/1",
        "name": "bug",
        "description": None,
        "color": "ffffff",
        "default": False,
        "archived_at": None,
        "archived_by": None,
    },
}


@functools.cache
def page(kind: str, number: int, last: int) -> bytes:
    """Make a page of a list in the format that the client expects: an envelope or a bare array."""
    first = (number - 1) * PER_PAGE
    items = [KINDS[kind](first + index) for index in range(PER_PAGE if number <= last else 0)]
    if kind == "labels":
        return json.dumps(items).encode()
    here = "https://app.animo.example/api/v1/Xk9mZ/events?page="
    links = {
        "first": f"{here}1",
        "last": f"{here}{last}",
        "prev": f"{here}{number - 1}" if number > 1 else None,
        "next": f"{here}{number + 1}" if number < last else None,
    }
    meta = {
        "current_page": number,
        "from": first + 1,
        "last_page": last,
        "per_page": PER_PAGE,
        "to": first + PER_PAGE,
        "total": last * PER_PAGE,
    }
    cursor = {"object": "list", "has_more": number < last, "url": "/v1/customers"}
    return json.dumps({"data": items, **({"links": links, "meta": meta} if kind == "events" else cursor)}).encode()
