from typing import Any

from ...models.event_page_response import EventPageResponse
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS


def request(company: str, organizing_event: str) -> Request:
    """Show an event page.

    The content of an event's public page. If the event has no page yet, the fields are null or have default values.
    `404` means that the company does not organize an event with this slug. Note the singular `/event/` in the path.

    Needs the **Pro** plan and the scope `events:read`.
    """
    company_ = path_segment("company", company)
    organizing_event_ = path_segment("organizing_event", organizing_event)
    path = f"/{company_}/event/{organizing_event_}/page"
    return Request(path)


def parse(data: Any) -> EventPageResponse:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` if it does not match the spec."""
    return EventPageResponse.from_dict(data)


operation = Operation(OPERATIONS["get_event_page"], request, parse)
