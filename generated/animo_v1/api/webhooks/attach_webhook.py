from typing import Any

from ...models.webhook_attach import WebhookAttach
from ...models.webhook_response import WebhookResponse
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS


def request(company: str, *, body: WebhookAttach) -> Request:
    """Attach a webhook.

    Subscribes an HTTPS URL to events. **Store the `token` from the response.** It is a secret, and you need it to
    update or
    detach the webhook. Inferred: it is shown only once. Each webhook of a user needs a different `name`. Animo does not
    document what it sends to the URL.

    Needs the **Pro** plan with integrations and the scope that matches each of the webhook's events:
    `activations:subscribe`, `submissions:subscribe`, `leads:subscribe` or `meetings:subscribe`.
    """
    if not isinstance(body, WebhookAttach):
        raise TypeError(f"body must be of type WebhookAttach, not {type(body).__name__}")
    company_ = path_segment("company", company)
    path = f"/{company_}/webhooks/attach"
    return Request(path, json=body.to_dict())


def parse(data: Any) -> WebhookResponse:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` if it does not match the spec."""
    return WebhookResponse.from_dict(data)


operation = Operation(OPERATIONS["attach_webhook"], request, parse)
