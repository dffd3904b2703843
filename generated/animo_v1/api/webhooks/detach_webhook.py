from typing import Any

from ...models.status_response import StatusResponse
from ...models.webhook_detach import WebhookDetach
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS


def request(company: str, *, body: WebhookDetach) -> Request:
    """Detach a webhook.

    Ends a subscription. The `token` in the body identifies the webhook. There is no id in the path. Some tools do
    not send a body with `DELETE`, but this operation needs one.

    Needs the **Pro** plan with integrations and one of the scopes `activations:subscribe`, `submissions:subscribe`,
    `leads:subscribe`, `meetings:subscribe` (the one for each of the events).

    **Inferred:** the Webhooks page says that detaching needs the token. Method and path are like those of attach
    and update. The response is like the one of the other documented DELETE, the reset of a comms template.
    """
    if not isinstance(body, WebhookDetach):
        raise TypeError(f"body must be of type WebhookDetach, not {type(body).__name__}")
    company_ = path_segment("company", company)
    path = f"/{company_}/webhooks/detach"
    return Request(path, json=body.to_dict())


def parse(data: Any) -> StatusResponse:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` when it is not what the spec says."""
    return StatusResponse.from_dict(data)


operation = Operation(OPERATIONS["detach_webhook"], request, parse)
