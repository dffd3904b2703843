from typing import Any

from ...models.order_create import OrderCreate
from ...models.order_response import OrderResponse
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS


def request(company: str, organizing_event: str, *, body: OrderCreate) -> Request:
    """Create an order.

    Registers a person for an event. **It does not charge a paid order:** send the person to the checkout page that
    Animo hosts; its address is not in the answer and has to be built from the order's `id`.

    Do not repeat first name, last name or email inside `form`, and do not rely on `form` at all: its answers are
    not processed today.

    Needs the **Pro** plan and the scopes `orders:create` and `events:read`.
    By convention: the page says that its whole route group requires `events:read`.

    **Partly inferred:** The path and these fields of the body are documented: names, email, country, is_business.
    The page ends its list of required keys with "etc.", so there are more that are not known. The status 201, the
    response, the shape of `form`, and the keys `ticket_type` and `quantity` are inferred. The scope `orders:create`
    follows the naming rule of the others.

    **Known gap:** The JSON of a paid order has no link to its checkout. Build it:
    https://app.animo.co/{company-slug}/event/{event-id}/o/{order-id}/checkout.
    """
    if not isinstance(body, OrderCreate):
        raise TypeError(f"body must be of type OrderCreate, not {type(body).__name__}")
    company_ = path_segment("company", company)
    organizing_event_ = path_segment("organizing_event", organizing_event)
    path = f"/{company_}/event/{organizing_event_}/orders/create"
    return Request(path, json=body.to_dict())


def parse(data: Any) -> OrderResponse:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` when it is not what the spec says."""
    return OrderResponse.from_dict(data)


operation = Operation(OPERATIONS["create_order"], request, parse)
