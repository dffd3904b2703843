from typing import Any

from ...models.cohost_update import CohostUpdate
from ...models.event_response import EventResponse
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS


def request(company: str, event: str, cohost: str, *, body: CohostUpdate) -> Request:
    """Update a cohost.

    Changes the given fields of a cohost. Returns the event with all its cohosts.

    Needs the **Pro** plan and the scopes `events:update` and `events:read`.
    The scope `events:read` is inferred, because Animo's page names it for the route group of create.
    """
    if not isinstance(body, CohostUpdate):
        raise TypeError(f"body must be of type CohostUpdate, not {type(body).__name__}")
    company_ = path_segment("company", company)
    event_ = path_segment("event", event)
    cohost_ = path_segment("cohost", cohost)
    path = f"/{company_}/events/{event_}/cohosts/{cohost_}"
    return Request(path, json=body.to_dict())


def parse(data: Any) -> EventResponse:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` when it is not what the spec says."""
    return EventResponse.from_dict(data)


operation = Operation(OPERATIONS["update_cohost"], request, parse)
