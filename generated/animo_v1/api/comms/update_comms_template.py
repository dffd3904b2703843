from typing import Any

from ...checking import enum_member
from ...models.comms_template_name import CommsTemplateName
from ...models.comms_template_response import CommsTemplateResponse
from ...models.comms_template_update import CommsTemplateUpdate
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS


def request(company: str, organizing_event: str, template: str, *, body: CommsTemplateUpdate) -> Request:
    """Update a comms template.

    Saves a custom text for one email, and sets `is_default` to false. At least one of `subject` and `body`
    is required.

    Needs the **Pro** plan and the scope `events:update`.
    """
    if not isinstance(body, CommsTemplateUpdate):
        raise TypeError(f"body must be of type CommsTemplateUpdate, not {type(body).__name__}")
    company_ = path_segment("company", company)
    organizing_event_ = path_segment("organizing_event", organizing_event)
    template_ = path_segment("template", enum_member("template", CommsTemplateName, template))
    path = f"/{company_}/event/{organizing_event_}/comms/{template_}"
    return Request(path, json=body.to_dict())


def parse(data: Any) -> CommsTemplateResponse:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` if it does not match the spec."""
    return CommsTemplateResponse.from_dict(data)


operation = Operation(OPERATIONS["update_comms_template"], request, parse)
