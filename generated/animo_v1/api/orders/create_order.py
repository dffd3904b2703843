from typing import Any

from ...models.order_create import OrderCreate
from ...models.order_response import OrderResponse
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS


def request(company: str, organizing_event: str, *, body: OrderCreate) -> Request:
    """Create an order.

    Registers a person for an event. **Creating an order does not take a payment.** If there is something to pay, send
    the
    person to the checkout page that Animo hosts. Do not send `form`, because Animo does not process the answers today.

    Needs the **Pro** plan and the scopes `orders:create` and `events:read`.
    By convention: Animo's page says that the whole route group requires `events:read`.

    **Partly inferred:** The path is documented, and so are these fields of the body: first_name, last_name, email,
    country
    and is_business.
    The page ends its list of required fields with "etc.", so more fields are required, and they are not known. The
    status
    code 201, the response, the shape of `form`, and the field names `ticket_type` and `quantity` are inferred. The name
    of
    the scope `orders:create` follows the pattern of the others.

    **Known gap:** A paid order does not contain the URL of its checkout page. Build the URL:
    https://app.animo.co/{company-slug}/event/{event-id}/o/{order-id}/checkout.
    """
    if not isinstance(body, OrderCreate):
        raise TypeError(f"body must be of type OrderCreate, not {type(body).__name__}")
    company_ = path_segment("company", company)
    organizing_event_ = path_segment("organizing_event", organizing_event)
    path = f"/{company_}/event/{organizing_event_}/orders/create"
    return Request(path, json=body.to_dict())


def parse(data: Any) -> OrderResponse:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` if it does not match the spec."""
    return OrderResponse.from_dict(data)


operation = Operation(OPERATIONS["create_order"], request, parse)
