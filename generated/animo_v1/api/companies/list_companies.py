from typing import Any

from ...models.company_list import CompanyList
from ...operation import Operation, Request
from ...operations import OPERATIONS


def request() -> Request:
    """List the companies.

    The companies that the user belongs to **and that are on the Pro plan**. Not paginated, no parameters.

    A user without such a company gets `200` and `"data": []`, not an error: check the plan before you look for a
    fault in token or scopes. A `403` here means that the token lacks the scope.

    Needs no plan and the scope `companies:read`.
    """
    path = "/companies"
    return Request(path)


def parse(data: Any) -> CompanyList:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` when it is not what the spec says."""
    return CompanyList.from_dict(data)


operation = Operation(OPERATIONS["list_companies"], request, parse)
