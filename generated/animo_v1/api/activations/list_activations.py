from typing import Any

from ...models.activation_list import ActivationList
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS
from ...types import UNSET, Unset


def request(company: str, *, q: str | None | Unset = UNSET, page: int | None | Unset = UNSET) -> Request:
    """List activations.

    The company's activations (lead-generation pages), 15 per page. `form` is not included here. To get it, show a
    single
    activation.

    An activation does not say which event it belongs to. So its event-scoped URL
    (`/{company-slug}/{event-slug}/{activation-slug}`) cannot be built from this list alone. The company-scoped URL
    (`/{company-slug}/{activation-slug}`) always works.

    Needs the **Pro** plan and the scope `activations:read`.

    **Known gap:** The event-scoped URL of an activation cannot be built from the list of activations alone. Use the
    company-scoped URL, which always works, or take the event's slug from the list of events.
    """
    company_ = path_segment("company", company)
    path = f"/{company_}/activations"
    params: dict[str, str | int] = {}
    if q is not None and q is not UNSET:
        params["q"] = q
    if page is not None and page is not UNSET:
        params["page"] = page
    return Request(path, params=params)


def parse(data: Any) -> ActivationList:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` if it does not match the spec."""
    return ActivationList.from_dict(data)


operation = Operation(OPERATIONS["list_activations"], request, parse)
