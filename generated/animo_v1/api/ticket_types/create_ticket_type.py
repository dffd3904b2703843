from typing import Any

from ...models.ticket_type_create import TicketTypeCreate
from ...models.ticket_type_response import TicketTypeResponse
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS


def request(company: str, organizing_event: str, *, body: TicketTypeCreate) -> Request:
    """Create a ticket type.

    Creates a ticket type. Animo uses the `slug` that you send, unlike when you create an event. `price` is a decimal
    string, `"0"`
    for a free ticket.

    Needs the **Pro** plan and the scopes `ticket-types:create` and `events:read`.
    By convention: Animo's page says that the whole route group requires `events:read`.

    **By convention:** create endpoints are `POST …/create`, the body has the fields of the resource, and the name of
    the
    scope follows the pattern of the others.
    """
    if not isinstance(body, TicketTypeCreate):
        raise TypeError(f"body must be of type TicketTypeCreate, not {type(body).__name__}")
    company_ = path_segment("company", company)
    organizing_event_ = path_segment("organizing_event", organizing_event)
    path = f"/{company_}/event/{organizing_event_}/ticket-types/create"
    return Request(path, json=body.to_dict())


def parse(data: Any) -> TicketTypeResponse:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` if it does not match the spec."""
    return TicketTypeResponse.from_dict(data)


operation = Operation(OPERATIONS["create_ticket_type"], request, parse)
