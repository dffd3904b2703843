from typing import Any

from ...checking import enum_member
from ...models.comms_template_name import CommsTemplateName
from ...models.comms_template_response import CommsTemplateResponse
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS


def request(company: str, organizing_event: str, template: str) -> Request:
    """Show a comms template.

    One email template. Works for all six templates, including those that the list leaves out. Any other name returns
    `404`.

    Needs the **Pro** plan and the scope `events:read`.
    """
    company_ = path_segment("company", company)
    organizing_event_ = path_segment("organizing_event", organizing_event)
    template_ = path_segment("template", enum_member("template", CommsTemplateName, template))
    path = f"/{company_}/event/{organizing_event_}/comms/{template_}"
    return Request(path)


def parse(data: Any) -> CommsTemplateResponse:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` if it does not match the spec."""
    return CommsTemplateResponse.from_dict(data)


operation = Operation(OPERATIONS["get_comms_template"], request, parse)
