from typing import Any

from ...models.event_response import EventResponse
from ...models.event_update import EventUpdate
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS


def request(company: str, event: str, *, body: EventUpdate) -> Request:
    """Update an event.

    Changes the fields that are sent and leaves the others. `slug` works here, and changes the event's `id` and with
    it its public URL.

    Mind the spelling: the venue's address is `venueAddress` here, but `venue_address` on create. Whether city,
    province and country can be changed is not documented, so the body may carry more than is listed.

    Needs the **Pro** plan and the scopes `events:update` and `events:read`.
    That `events:read` is needed too is inferred: create says so for the route group.
    """
    if not isinstance(body, EventUpdate):
        raise TypeError(f"body must be of type EventUpdate, not {type(body).__name__}")
    company_ = path_segment("company", company)
    event_ = path_segment("event", event)
    path = f"/{company_}/events/{event_}"
    return Request(path, json=body.to_dict())


def parse(data: Any) -> EventResponse:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` when it is not what the spec says."""
    return EventResponse.from_dict(data)


operation = Operation(OPERATIONS["update_event"], request, parse)
