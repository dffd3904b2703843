from typing import Any

from ...models.form_response import FormResponse
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS


def request(company: str, form: str) -> Request:
    """Show a form.

    One form with its fields.

    Needs the **Pro** plan and the scope `forms:read`.

    **Inferred:** forms can be listed and have a public identifier. The path is the list's path, followed by this
    identifier.

    **Known gap:** If you render a form yourself, no endpoint accepts its answers, because activations are read-only.
    Link
    or embed the activation page that Animo hosts, and receive the data by webhook.
    """
    company_ = path_segment("company", company)
    form_ = path_segment("form", form)
    path = f"/{company_}/forms/{form_}"
    return Request(path)


def parse(data: Any) -> FormResponse:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` if it does not match the spec."""
    return FormResponse.from_dict(data)


operation = Operation(OPERATIONS["get_form"], request, parse)
