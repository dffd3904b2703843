from typing import Any

from ...models.company_list import CompanyList
from ...operation import Operation, Request
from ...operations import OPERATIONS
from ...types import UNSET, Unset


def request(*, page: int | None | Unset = UNSET) -> Request:
    """List the companies.

    Returns the companies that the user belongs to **and that are on the Pro plan**. Companies on Free or Business do
    not
    appear.

    If there are none, the response is `200` with `"data": []`, not an error. In that case, check the plan first.
    A `403` here means that the token lacks the scope.

    **Partly by convention:** Animo's page lists no query parameters, but its example has `links` and `meta`, and the
    Conventions page says that lists are paginated, with 15 items per page. So read all pages. If a response has no
    `links`
    and `meta`, it is the whole list.

    Needs no plan. Needs the scope `companies:read`.
    """
    path = "/companies"
    params: dict[str, str | int] = {}
    if page is not None and page is not UNSET:
        params["page"] = page
    return Request(path, params=params)


def parse(data: Any) -> CompanyList:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` if it does not match the spec."""
    return CompanyList.from_dict(data)


operation = Operation(OPERATIONS["list_companies"], request, parse)
