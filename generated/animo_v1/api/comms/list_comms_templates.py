from typing import Any

from ...models.comms_template_list import CommsTemplateList
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS


def request(company: str, organizing_event: str) -> Request:
    """List comms templates.

    The email templates that apply to an event: saved texts, and defaults for the others. Not paginated: `data`
    only. The four templates about approval are listed only when a ticket type of the event has `approval_required`.

    Placeholders in `subject` and `body`: `{event}`, `{first_name}`, `{last_name}`, `{email}`, `{ticket_type}`,
    `{order_url}`, `{order_button}`.

    Needs the **Pro** plan and the scope `events:read`.
    """
    company_ = path_segment("company", company)
    organizing_event_ = path_segment("organizing_event", organizing_event)
    path = f"/{company_}/event/{organizing_event_}/comms"
    return Request(path)


def parse(data: Any) -> CommsTemplateList:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` when it is not what the spec says."""
    return CommsTemplateList.from_dict(data)


operation = Operation(OPERATIONS["list_comms_templates"], request, parse)
