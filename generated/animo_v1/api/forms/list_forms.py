from typing import Any

from ...models.form_list import FormList
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS
from ...types import UNSET, Unset


def request(company: str, *, q: str | None | Unset = UNSET, page: int | None | Unset = UNSET) -> Request:
    """List forms.

    The company's forms, 15 per page.

    Needs the **Pro** plan and the scope `forms:read`.

    **Known gap:** If you render a form yourself, no endpoint accepts its answers, because activations are read-only.
    Link
    or embed the activation page that Animo hosts, and receive the data by webhook.
    """
    company_ = path_segment("company", company)
    path = f"/{company_}/forms"
    params: dict[str, str | int] = {}
    if q is not None and q is not UNSET:
        params["q"] = q
    if page is not None and page is not UNSET:
        params["page"] = page
    return Request(path, params=params)


def parse(data: Any) -> FormList:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` if it does not match the spec."""
    return FormList.from_dict(data)


operation = Operation(OPERATIONS["list_forms"], request, parse)
