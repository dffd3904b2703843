from typing import Any

from ...models.event_list import EventList
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS
from ...types import UNSET, Unset


def request(company: str, *, q: str | None | Unset = UNSET, page: int | None | Unset = UNSET) -> Request:
    """List events.

    The company's events, 15 to a page. The items have no `page` (the content of the public page). The `id` of an
    event is its slug. The response does not contain the URL of the public page, so build it.

    Needs the **Pro** plan and the scope `events:read`.

    **Known gap:** Resources do not contain the URL of their public page. Build it:
    https://app.animo.co/{company-slug}/event/{event-id}, and /{ticket-type-slug} under it for a ticket.
    """
    company_ = path_segment("company", company)
    path = f"/{company_}/events"
    params: dict[str, str | int] = {}
    if q is not None and q is not UNSET:
        params["q"] = q
    if page is not None and page is not UNSET:
        params["page"] = page
    return Request(path, params=params)


def parse(data: Any) -> EventList:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` when it is not what the spec says."""
    return EventList.from_dict(data)


operation = Operation(OPERATIONS["list_events"], request, parse)
