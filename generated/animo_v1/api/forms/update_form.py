from typing import Any

from ...models.form_response import FormResponse
from ...models.form_update import FormUpdate
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS


def request(company: str, form: str, *, body: FormUpdate) -> Request:
    """Update a form.

    Changes only the fields of the form that you send. Animo does not document whether `fields` replaces all fields of
    the
    form, so send all of them.

    Needs the **Pro** plan and the scope `forms:update`.

    **By convention:** updates are partial `PATCH` requests on the path of the resource, and the body has the fields of
    the
    resource.
    """
    if not isinstance(body, FormUpdate):
        raise TypeError(f"body must be of type FormUpdate, not {type(body).__name__}")
    company_ = path_segment("company", company)
    form_ = path_segment("form", form)
    path = f"/{company_}/forms/{form_}"
    return Request(path, json=body.to_dict())


def parse(data: Any) -> FormResponse:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` if it does not match the spec."""
    return FormResponse.from_dict(data)


operation = Operation(OPERATIONS["update_form"], request, parse)
