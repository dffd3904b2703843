from typing import Any

from ...models.order_response import OrderResponse
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS


def request(company: str, organizing_event: str, order: str) -> Request:
    """Reject a pending order.

    Rejects an order for a ticket type that requires approval. The attendee gets the matching email.

    Needs the **Pro** plan and the scopes `orders:update` and `events:read`.
    By convention: Animo's page says that the whole route group requires `events:read`.

    **Inferred:** the Orders page says that pending orders can be approved or rejected. The path is modelled on that of
    the
    cancel route, which Animo defines but does not expose. The method `POST` is a guess. The name of the scope follows
    the
    pattern of the others. The
    response is assumed to be the order.
    """
    company_ = path_segment("company", company)
    organizing_event_ = path_segment("organizing_event", organizing_event)
    order_ = path_segment("order", order)
    path = f"/{company_}/event/{organizing_event_}/orders/{order_}/reject"
    return Request(path)


def parse(data: Any) -> OrderResponse:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` if it does not match the spec."""
    return OrderResponse.from_dict(data)


operation = Operation(OPERATIONS["reject_order"], request, parse)
