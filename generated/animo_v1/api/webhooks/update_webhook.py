from typing import Any

from ...models.webhook_response import WebhookResponse
from ...models.webhook_update import WebhookUpdate
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS


def request(company: str, *, body: WebhookUpdate) -> Request:
    """Update a webhook.

    Changes a webhook. The `token` in the body identifies it, because the path contains no id.

    Needs the **Pro** plan with integrations and the scope that matches each of the webhook's events:
    `activations:subscribe`, `submissions:subscribe`, `leads:subscribe` or `meetings:subscribe`.

    **Partly inferred:** The path is documented, and so is the need for the token. The other fields are assumed to be
    those
    of attach. They and the response are inferred.
    """
    if not isinstance(body, WebhookUpdate):
        raise TypeError(f"body must be of type WebhookUpdate, not {type(body).__name__}")
    company_ = path_segment("company", company)
    path = f"/{company_}/webhooks/update"
    return Request(path, json=body.to_dict())


def parse(data: Any) -> WebhookResponse:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` if it does not match the spec."""
    return WebhookResponse.from_dict(data)


operation = Operation(OPERATIONS["update_webhook"], request, parse)
