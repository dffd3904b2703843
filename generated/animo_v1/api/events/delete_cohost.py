from typing import Any

from ...models.event_response import EventResponse
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS


def request(company: str, event: str, cohost: str) -> Request:
    """Remove a cohost.

    Removes a cohost. Returns the event with the remaining cohosts.

    Needs the **Pro** plan and the scopes `events:update` and `events:read`.
    The scope `events:read` is inferred: Animo's page says that the route group of create event needs it.
    """
    company_ = path_segment("company", company)
    event_ = path_segment("event", event)
    cohost_ = path_segment("cohost", cohost)
    path = f"/{company_}/events/{event_}/cohosts/{cohost_}"
    return Request(path)


def parse(data: Any) -> EventResponse:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` if it does not match the spec."""
    return EventResponse.from_dict(data)


operation = Operation(OPERATIONS["delete_cohost"], request, parse)
