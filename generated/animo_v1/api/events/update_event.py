from typing import Any

from ...models.event_response import EventResponse
from ...models.event_update import EventUpdate
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS


def request(company: str, event: str, *, body: EventUpdate) -> Request:
    """Update an event.

    Changes only the fields that you send. Here you can set the `slug`. This also changes the event's `id` and its
    public
    URL. Note the spelling: the venue's address is `venueAddress` here, but `venue_address` on create. Animo does not
    document whether the city, province and country can be changed, so other fields are allowed in the body.

    Needs the **Pro** plan and the scopes `events:update` and `events:read`.
    The scope `events:read` is inferred: Animo's page says that the route group of create event needs it.
    """
    if not isinstance(body, EventUpdate):
        raise TypeError(f"body must be of type EventUpdate, not {type(body).__name__}")
    company_ = path_segment("company", company)
    event_ = path_segment("event", event)
    path = f"/{company_}/events/{event_}"
    return Request(path, json=body.to_dict())


def parse(data: Any) -> EventResponse:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` if it does not match the spec."""
    return EventResponse.from_dict(data)


operation = Operation(OPERATIONS["update_event"], request, parse)
