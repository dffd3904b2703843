from typing import Any

from ...models.order_response import OrderResponse
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS
from ...types import UNSET, Unset


def request(
    company: str, organizing_event: str, order: str, *, include_submission: str | None | Unset = UNSET
) -> Request:
    """Show an order.

    One order. `include_submission` adds the attendee's submission. To wait for a payment, poll the order until
    `paid_at` is
    set.

    Needs the **Pro** plan and the scopes `orders:read` and `events:read`.
    By convention: Animo's page says that the whole route group requires `events:read`.

    **By convention:** the Conventions page says that `include_submission` also works when a single order is shown. The
    path
    is the list's path, followed by the public identifier.

    **Known gap:** A paid order does not contain the URL of its checkout page. Build the URL:
    https://app.animo.co/{company-slug}/event/{event-id}/o/{order-id}/checkout.
    """
    company_ = path_segment("company", company)
    organizing_event_ = path_segment("organizing_event", organizing_event)
    order_ = path_segment("order", order)
    path = f"/{company_}/event/{organizing_event_}/orders/{order_}"
    params: dict[str, str | int] = {}
    if include_submission is not None and include_submission is not UNSET:
        params["include_submission"] = include_submission
    return Request(path, params=params)


def parse(data: Any) -> OrderResponse:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` if it does not match the spec."""
    return OrderResponse.from_dict(data)


operation = Operation(OPERATIONS["get_order"], request, parse)
