from typing import Any

from ...models.ticket_type_response import TicketTypeResponse
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS
from ...types import UNSET, Unset


def request(
    company: str, organizing_event: str, ticket_type: str, *, include_form: str | None | Unset = UNSET
) -> Request:
    """Show a ticket type.

    One ticket type. `include_form` adds its registration form.

    Needs the **Pro** plan and the scopes `ticket-types:read` and `events:read`.
    By convention: Animo's page says that the whole route group requires `events:read`.

    **By convention:** the Conventions page says that `include_form` also works when a single ticket type is shown. The
    path
    is the list's path, followed by the public identifier.

    **Known gap:** Resources do not contain the URL of their public page. Build the URL:
    https://app.animo.co/{company-slug}/event/{event-id}. For a ticket type, add /{ticket-type-slug}.
    """
    company_ = path_segment("company", company)
    organizing_event_ = path_segment("organizing_event", organizing_event)
    ticket_type_ = path_segment("ticket_type", ticket_type)
    path = f"/{company_}/event/{organizing_event_}/ticket-types/{ticket_type_}"
    params: dict[str, str | int] = {}
    if include_form is not None and include_form is not UNSET:
        params["include_form"] = include_form
    return Request(path, params=params)


def parse(data: Any) -> TicketTypeResponse:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` if it does not match the spec."""
    return TicketTypeResponse.from_dict(data)


operation = Operation(OPERATIONS["get_ticket_type"], request, parse)
