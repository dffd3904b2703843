from typing import Any

from ...checking import enum_member
from ...models.comms_template_name import CommsTemplateName
from ...models.status_response import StatusResponse
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS


def request(company: str, organizing_event: str, template: str) -> Request:
    """Reset a comms template.

    Deletes the custom text. The template then has the default text in the event's locale again.

    Needs the **Pro** plan and the scope `events:update`.
    """
    company_ = path_segment("company", company)
    organizing_event_ = path_segment("organizing_event", organizing_event)
    template_ = path_segment("template", enum_member("template", CommsTemplateName, template))
    path = f"/{company_}/event/{organizing_event_}/comms/{template_}"
    return Request(path)


def parse(data: Any) -> StatusResponse:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` if it does not match the spec."""
    return StatusResponse.from_dict(data)


operation = Operation(OPERATIONS["reset_comms_template"], request, parse)
