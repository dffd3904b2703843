from typing import Any

from ...models.ticket_type_list import TicketTypeList
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS
from ...types import UNSET, Unset


def request(
    company: str, organizing_event: str, *, include_form: str | None | Unset = UNSET, page: int | None | Unset = UNSET
) -> Request:
    """List ticket types.

    The ticket types of an event. The response may have no `links` and no `meta`. It does not contain the URL of a
    ticket's
    sign-up page. The sign-up page of a paid ticket returns `404` until the company has connected a Mollie account.

    Needs the **Pro** plan and the scopes `ticket-types:read` and `events:read`.

    **Known gap:** Resources do not contain the URL of their public page. Build the URL:
    https://app.animo.co/{company-slug}/event/{event-id}. For a ticket type, add /{ticket-type-slug}.
    """
    company_ = path_segment("company", company)
    organizing_event_ = path_segment("organizing_event", organizing_event)
    path = f"/{company_}/event/{organizing_event_}/ticket-types"
    params: dict[str, str | int] = {}
    if include_form is not None and include_form is not UNSET:
        params["include_form"] = include_form
    if page is not None and page is not UNSET:
        params["page"] = page
    return Request(path, params=params)


def parse(data: Any) -> TicketTypeList:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` if it does not match the spec."""
    return TicketTypeList.from_dict(data)


operation = Operation(OPERATIONS["list_ticket_types"], request, parse)
