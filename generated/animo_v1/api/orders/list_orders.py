from typing import Any

from ...models.order_list import OrderList
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS
from ...types import UNSET, Unset


def request(
    company: str,
    organizing_event: str,
    *,
    include_submission: str | None | Unset = UNSET,
    page: int | None | Unset = UNSET,
) -> Request:
    """List orders.

    The orders of an event, 15 per page. `unit_amount` is the **total** in minor units. `paid_at` is null until
    Mollie has confirmed the payment. For free orders it stays null.

    Needs the **Pro** plan and the scopes `orders:read` and `events:read`.

    **Known gap:** A paid order does not contain the URL of its checkout page. Build the URL:
    https://app.animo.co/{company-slug}/event/{event-id}/o/{order-id}/checkout.
    """
    company_ = path_segment("company", company)
    organizing_event_ = path_segment("organizing_event", organizing_event)
    path = f"/{company_}/event/{organizing_event_}/orders"
    params: dict[str, str | int] = {}
    if include_submission is not None and include_submission is not UNSET:
        params["include_submission"] = include_submission
    if page is not None and page is not UNSET:
        params["page"] = page
    return Request(path, params=params)


def parse(data: Any) -> OrderList:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` if it does not match the spec."""
    return OrderList.from_dict(data)


operation = Operation(OPERATIONS["list_orders"], request, parse)
