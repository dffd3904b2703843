from typing import Any

from ...models.activation_response import ActivationResponse
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS


def request(company: str, activation: str) -> Request:
    """Show an activation.

    One activation with its form and the form's fields. Visitors fill in the form on the page that Animo hosts.

    Needs the **Pro** plan and the scope `activations:read`.

    **Known gap:** If you render a form yourself, no endpoint accepts its answers, because activations are read-only.
    Link
    or embed the activation page that Animo hosts, and receive the data by webhook.
    """
    company_ = path_segment("company", company)
    activation_ = path_segment("activation", activation)
    path = f"/{company_}/activations/{activation_}"
    return Request(path)


def parse(data: Any) -> ActivationResponse:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` if it does not match the spec."""
    return ActivationResponse.from_dict(data)


operation = Operation(OPERATIONS["get_activation"], request, parse)
