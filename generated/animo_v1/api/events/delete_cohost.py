from typing import Any

from ...models.event_response import EventResponse
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS


def request(company: str, event: str, cohost: str) -> Request:
    """Remove a cohost.

    Removes a cohost. Returns the event with the remaining cohosts.

    Needs the **Pro** plan and the scopes `events:update` and `events:read`.
    The scope `events:read` is inferred, because Animo's page names it for the route group of create.
    """
    company_ = path_segment("company", company)
    event_ = path_segment("event", event)
    cohost_ = path_segment("cohost", cohost)
    path = f"/{company_}/events/{event_}/cohosts/{cohost_}"
    return Request(path)


def parse(data: Any) -> EventResponse:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` when it is not what the spec says."""
    return EventResponse.from_dict(data)


operation = Operation(OPERATIONS["delete_cohost"], request, parse)
