from typing import Any

from ...models.webhook_response import WebhookResponse
from ...models.webhook_update import WebhookUpdate
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS


def request(company: str, *, body: WebhookUpdate) -> Request:
    """Update a webhook.

    Changes a webhook. The `token` in the body identifies it. There is no id in the path.

    Needs the **Pro** plan with integrations and one of the scopes `activations:subscribe`, `submissions:subscribe`,
    `leads:subscribe`, `meetings:subscribe` (the one for each of the events).

    **Partly inferred:** The path and the need for the token are documented. The other fields, taken from attach,
    and the response are inferred.
    """
    if not isinstance(body, WebhookUpdate):
        raise TypeError(f"body must be of type WebhookUpdate, not {type(body).__name__}")
    company_ = path_segment("company", company)
    path = f"/{company_}/webhooks/update"
    return Request(path, json=body.to_dict())


def parse(data: Any) -> WebhookResponse:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` when it is not what the spec says."""
    return WebhookResponse.from_dict(data)


operation = Operation(OPERATIONS["update_webhook"], request, parse)
