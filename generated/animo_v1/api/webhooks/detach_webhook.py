from typing import Any

from ...models.status_response import StatusResponse
from ...models.webhook_detach import WebhookDetach
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS


def request(company: str, *, body: WebhookDetach) -> Request:
    """Detach a webhook.

    Detaches a webhook, so that Animo stops sending events to it. The `token` in the body identifies the webhook,
    because
    the path contains no id. Some tools do
    not send a body with `DELETE`, but this operation needs one.

    Needs the **Pro** plan with integrations and the scope that matches each of the webhook's events:
    `activations:subscribe`, `submissions:subscribe`, `leads:subscribe` or `meetings:subscribe`.

    **Inferred:** the Webhooks page says that detaching needs the token. The path is modelled on those of attach and
    update.
    The method `DELETE` is a guess. The response is assumed to be like that of resetting a comms template, which is also
    a
    `DELETE`.
    """
    if not isinstance(body, WebhookDetach):
        raise TypeError(f"body must be of type WebhookDetach, not {type(body).__name__}")
    company_ = path_segment("company", company)
    path = f"/{company_}/webhooks/detach"
    return Request(path, json=body.to_dict())


def parse(data: Any) -> StatusResponse:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` if it does not match the spec."""
    return StatusResponse.from_dict(data)


operation = Operation(OPERATIONS["detach_webhook"], request, parse)
