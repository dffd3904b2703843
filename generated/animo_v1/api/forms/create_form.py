from typing import Any

from ...models.form_create import FormCreate
from ...models.form_response import FormResponse
from ...operation import Operation, Request, path_segment
from ...operations import OPERATIONS


def request(company: str, *, body: FormCreate) -> Request:
    """Create a form.

    Creates a form with its fields. `option` and `select` fields need `options`. Each of the common field types
    (`birthdate`, `company_name`, `company_url`, `consent`, `country`, `gender`, `job_title`, `language`, `phone`,
    `social_url`) may appear at most once.

    Needs the **Pro** plan and the scope `forms:create`.

    **By convention:** create endpoints are `POST …/create`, and the body has the fields of the resource.
    """
    if not isinstance(body, FormCreate):
        raise TypeError(f"body must be of type FormCreate, not {type(body).__name__}")
    company_ = path_segment("company", company)
    path = f"/{company_}/forms/create"
    return Request(path, json=body.to_dict())


def parse(data: Any) -> FormResponse:
    """Read the decoded JSON of a 2xx response. Raises `FieldError` if it does not match the spec."""
    return FormResponse.from_dict(data)


operation = Operation(OPERATIONS["create_form"], request, parse)
