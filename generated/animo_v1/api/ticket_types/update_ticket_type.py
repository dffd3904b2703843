from typing import Any

from ...models.ticket_type_response import TicketTypeResponse
from ...models.ticket_type_update import TicketTypeUpdate
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS


def request(company: str, organizing_event: str, ticket_type: str, *, body: TicketTypeUpdate) -> Request:
    """Update a ticket type.

    Changes only the fields that you send. A new `slug` changes the URL of the sign-up page.

    Needs the **Pro** plan and the scopes `ticket-types:update` and `events:read`.
    By convention: Animo's page says that the whole route group requires `events:read`.

    **By convention:** the Conventions page says that `PATCH` can change the slug. Updates are partial and use the
    path of the resource. The name of the scope follows the pattern of the others.
    """
    if not isinstance(body, TicketTypeUpdate):
        raise TypeError(f"body must be of type TicketTypeUpdate, not {type(body).__name__}")
    company_ = path_segment("company", company)
    organizing_event_ = path_segment("organizing_event", organizing_event)
    ticket_type_ = path_segment("ticket_type", ticket_type)
    path = f"/{company_}/event/{organizing_event_}/ticket-types/{ticket_type_}"
    return Request(path, json=body.to_dict())


def parse(data: Any) -> TicketTypeResponse:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` if it does not match the spec."""
    return TicketTypeResponse.from_dict(data)


operation = Operation(OPERATIONS["update_ticket_type"], request, parse)
