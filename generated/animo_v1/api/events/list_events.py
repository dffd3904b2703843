from typing import Any

from ...models.event_list import EventList
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS
from ...types import UNSET, Unset


def request(company: str, *, q: str | None | Unset = UNSET, page: int | None | Unset = UNSET) -> Request:
    """List events.

    The company's events, 15 per page. The items do not include `page`, which is the content of the event's public page.
    The
    `id` of an
    event is its slug. The response does not contain the event's public URL.

    Needs the **Pro** plan and the scope `events:read`.

    **Known gap:** Resources do not contain the URL of their public page. Build the URL:
    https://app.animo.co/{company-slug}/event/{event-id}. For a ticket type, add /{ticket-type-slug}.
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
    """Read the decoded JSON of a 2xx response. Raises `FieldError` if it does not match the spec."""
    return EventList.from_dict(data)


operation = Operation(OPERATIONS["list_events"], request, parse)
