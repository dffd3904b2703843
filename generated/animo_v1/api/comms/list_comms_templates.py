from typing import Any

from ...models.comms_template_list import CommsTemplateList
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS


def request(company: str, organizing_event: str) -> Request:
    """List comms templates.

    The email templates that apply to an event. A template without a saved text has its default text. The list is not
    paginated, so the response contains only `data`. The four templates about approval are listed only if a ticket type
    of
    the event has `approval_required`.

    `subject` and `body` may contain these placeholders: `{event}`, `{first_name}`, `{last_name}`, `{email}`,
    `{ticket_type}`,
    `{order_url}`, `{order_button}`.

    Needs the **Pro** plan and the scope `events:read`.
    """
    company_ = path_segment("company", company)
    organizing_event_ = path_segment("organizing_event", organizing_event)
    path = f"/{company_}/event/{organizing_event_}/comms"
    return Request(path)


def parse(data: Any) -> CommsTemplateList:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` if it does not match the spec."""
    return CommsTemplateList.from_dict(data)


operation = Operation(OPERATIONS["list_comms_templates"], request, parse)
