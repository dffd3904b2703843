from typing import Any

from ...models.user_response import UserResponse
from ...operation import Operation, Request
from ...operations import OPERATIONS


def request() -> Request:
    """Get the user.

    Returns the owner of the token. If this succeeds and `GET /companies` returns an empty list, the token is valid, but
    no
    company is on the Pro plan.

    Needs no plan. Needs the scope `user:read`.
    """
    path = "/user"
    return Request(path)


def parse(data: Any) -> UserResponse:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` if it does not match the spec."""
    return UserResponse.from_dict(data)


operation = Operation(OPERATIONS["get_user"], request, parse)
