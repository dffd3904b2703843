from typing import Any

from ...models.order_create import OrderCreate
from ...models.order_response import OrderResponse
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS


def request(company: str, organizing_event: str, *, body: OrderCreate) -> Request:
    """Create an order.

    Registers a person for an event. **This takes no payment:** send the person to the checkout page that Animo
    hosts. Its URL is not in the response, so build it from the order's `id`. Do not send `form`: Animo does not
    process its answers today.

    Needs the **Pro** plan and the scopes `orders:create` and `events:read`.
    By convention: Animo's page says that its whole route group requires `events:read`.

    **Partly inferred:** The path and these fields of the body are documented: names, email, country, is_business.
    The page ends its list of required fields with "etc.", so there are others that are not known. The status 201,
    the response, the shape of `form`, and the keys `ticket_type` and `quantity` are inferred. The scope
    `orders:create` is named like the others.

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
