from typing import Any

from ...models.event_response import EventResponse
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS


def request(company: str, event: str) -> Request:
    """Show an event.

    One event. Events that the company organizes have `page`, the content of their public page. Events that it
    attends do not.

    Needs the **Pro** plan and the scope `events:read`.

    **Known gap:** Resources do not contain the URL of their public page. Build the URL:
    https://app.animo.co/{company-slug}/event/{event-id}. For a ticket type, add /{ticket-type-slug}.
    """
    company_ = path_segment("company", company)
    event_ = path_segment("event", event)
    path = f"/{company_}/events/{event_}"
    return Request(path)


def parse(data: Any) -> EventResponse:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` if it does not match the spec."""
    return EventResponse.from_dict(data)


operation = Operation(OPERATIONS["get_event"], request, parse)
