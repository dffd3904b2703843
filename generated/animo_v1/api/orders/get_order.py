from typing import Any

from ...models.order_response import OrderResponse
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS
from ...types import UNSET, Unset


def request(
    company: str, organizing_event: str, order: str, *, include_submission: str | None | Unset = UNSET
) -> Request:
    """Show an order.

    One order, with the attendee's submission on request. Poll it until `paid_at` is set.

    Needs the **Pro** plan and the scopes `orders:read` and `events:read`.
    By convention: Animo's page says that its whole route group requires `events:read`.

    **By convention:** the Conventions page says that `include_submission` works on show. The path is the one of the
    list plus the public identifier.

    **Known gap:** The JSON of a paid order has no link to its checkout. Build it:
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
    """Read the decoded JSON of a 2xx response. Raises `FieldError` when it is not what the spec says."""
    return OrderResponse.from_dict(data)


operation = Operation(OPERATIONS["get_order"], request, parse)
