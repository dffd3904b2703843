from typing import Any

from ...models.event_page_response import EventPageResponse
from ...models.event_page_update import EventPageUpdate
from ...models.event_page_upload import EventPageUpload
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS


def request(company: str, organizing_event: str, *, body: EventPageUpload | EventPageUpdate) -> Request:
    """Update an event page.

    Changes only the fields that you send. Creates the page if there is none. Send JSON, or send `multipart/form-data`
    to
    upload a `header_image`. In `multipart/form-data`, booleans are `1` or `0`, and null is an empty string.

    **Partly inferred:** The status code of the response is not known. 200 is inferred. Laravel returns 201 if the
    request
    created the page.

    Needs the **Pro** plan and the scope `events:update`.
    """
    if not isinstance(body, EventPageUpload | EventPageUpdate):
        raise TypeError(f"body must be of type EventPageUpload or EventPageUpdate, not {type(body).__name__}")
    company_ = path_segment("company", company)
    organizing_event_ = path_segment("organizing_event", organizing_event)
    path = f"/{company_}/event/{organizing_event_}/page"
    if isinstance(body, EventPageUpload):
        return Request(path, files=body.to_multipart())
    return Request(path, json=body.to_dict())


def parse(data: Any) -> EventPageResponse:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` if it does not match the spec."""
    return EventPageResponse.from_dict(data)


operation = Operation(OPERATIONS["update_event_page"], request, parse)
