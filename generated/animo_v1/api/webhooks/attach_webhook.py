from typing import Any

from ...models.webhook_attach import WebhookAttach
from ...models.webhook_response import WebhookResponse
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS


def request(company: str, *, body: WebhookAttach) -> Request:
    """Attach a webhook.

    Subscribes an HTTPS URL to events. **Store the `token` in the response:** it is a secret, shown once, and the
    only way to update or detach the webhook. No two webhooks of a user have the same `name`. Animo does not
    document what it sends to the URL.

    Needs the **Pro** plan with integrations and one of the scopes `activations:subscribe`, `submissions:subscribe`,
    `leads:subscribe`, `meetings:subscribe` (the one for each of the events).
    """
    if not isinstance(body, WebhookAttach):
        raise TypeError(f"body must be of type WebhookAttach, not {type(body).__name__}")
    company_ = path_segment("company", company)
    path = f"/{company_}/webhooks/attach"
    return Request(path, json=body.to_dict())


def parse(data: Any) -> WebhookResponse:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` when it is not what the spec says."""
    return WebhookResponse.from_dict(data)


operation = Operation(OPERATIONS["attach_webhook"], request, parse)
