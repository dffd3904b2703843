from typing import Any

from ...models.cohost_update import CohostUpdate
from ...models.event_response import EventResponse
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS


def request(company: str, event: str, cohost: str, *, body: CohostUpdate) -> Request:
    """Update a cohost.

    Changes only the fields of the cohost that you send. Returns the event with all its cohosts.

    Needs the **Pro** plan and the scopes `events:update` and `events:read`.
    The scope `events:read` is inferred: Animo's page says that the route group of create event needs it.
    """
    if not isinstance(body, CohostUpdate):
        raise TypeError(f"body must be of type CohostUpdate, not {type(body).__name__}")
    company_ = path_segment("company", company)
    event_ = path_segment("event", event)
    cohost_ = path_segment("cohost", cohost)
    path = f"/{company_}/events/{event_}/cohosts/{cohost_}"
    return Request(path, json=body.to_dict())


def parse(data: Any) -> EventResponse:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` if it does not match the spec."""
    return EventResponse.from_dict(data)


operation = Operation(OPERATIONS["update_cohost"], request, parse)
