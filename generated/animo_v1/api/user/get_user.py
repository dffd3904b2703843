from typing import Any

from ...models.user_response import UserResponse
from ...operation import Operation, Request
from ...operations import OPERATIONS


def request() -> Request:
    """Get the user.

    The owner of the token. Works without any plan. If this succeeds and `GET /companies` returns an empty list, the
    token is valid and the plan is missing.

    Needs no plan, but the scope `user:read`.
    """
    path = "/user"
    return Request(path)


def parse(data: Any) -> UserResponse:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` when it is not what the spec says."""
    return UserResponse.from_dict(data)


operation = Operation(OPERATIONS["get_user"], request, parse)
