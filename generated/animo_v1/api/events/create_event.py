from typing import Any

from ...models.event_create import EventCreate
from ...models.event_response import EventResponse
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS


def request(company: str, *, body: EventCreate) -> Request:
    """Create an event.

    Creates an event. **A `slug` in the body is ignored:** the new event's `id` is derived from its name. To choose
    the slug, update the event with a `PATCH` right after.

    `city`, `province` and `country` are required if `attendance_mode` is `offline`. `timezone` is required if
    `attendance_mode` is `online`. `requires_ticket_assignment` is required if `company_role` is `organizing`.

    Needs the **Pro** plan and the scopes `events:create` and `events:read`.

    **Known gap:** The event's id is derived from its name, not from the slug that you send. Use the id in the
    response. Set the slug with a PATCH on the event afterwards.
    """
    if not isinstance(body, EventCreate):
        raise TypeError(f"body must be of type EventCreate, not {type(body).__name__}")
    company_ = path_segment("company", company)
    path = f"/{company_}/events/create"
    return Request(path, json=body.to_dict())


def parse(data: Any) -> EventResponse:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` if it does not match the spec."""
    return EventResponse.from_dict(data)


operation = Operation(OPERATIONS["create_event"], request, parse)
