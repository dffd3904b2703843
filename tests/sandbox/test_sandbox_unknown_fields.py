"""Unknown fields in a body are refused if all fields of the body are documented, and ignored otherwise."""

from typing import Any

import pytest

from animo_async.sandbox.docs import seeded_examples
from animo_v1.operations import OPERATIONS
from documented import SPEC
from helpers import one_at_a_time

pytestmark = pytest.mark.anyio

_ODD: list[Any] = ["text", None, 5, {"a": [1]}]


def body_of(operation_id: str) -> dict[str, Any] | None:
    """Return the schema of the JSON body of an operation, if it has one."""
    info = OPERATIONS[operation_id]
    content = SPEC["paths"][info.path][info.method.lower()].get("requestBody", {}).get("content", {})
    name = content.get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
    return SPEC["components"]["schemas"][name] if name else None


BODIES = [name for name in OPERATIONS if body_of(name)]
EXAMPLES = {
    "create_event": {
        "name": "Evening",
        "date_start": "2031-04-25 09:00",
        "date_end": "2031-04-26 18:00",
        "attendance_mode": "offline",
        "company_role": "organizing",
        "locale": "en",
        "city": "Utrecht",
        "province": "Utrecht",
        "country": "Netherlands",
        "requires_ticket_assignment": False,
    },
    "add_cohost": {"name": "Partner"},
    "update_comms_template": {"subject": "Hello"},
    "create_ticket_type": {"name": "VIP"},
    "create_order": {
        "first_name": "A",
        "last_name": "B",
        "email": "a@acme.example",
        "country": "NL",
        "is_business": False,
        "ticket_type": "community",
    },
    "create_form": {"name": "Mine"},
    "attach_webhook": {"name": "Mine", "url": "https://acme.example", "events": ["lead-created"]},
}


def test_some_request_bodies_allow_unknown_fields_and_some_do_not():
    closed = {name for name in BODIES if body_of(name)["additionalProperties"] is False}

    assert {"create_event", "attach_webhook"} <= closed
    assert {"update_event", "update_event_page", "create_order"} <= set(BODIES) - closed


@pytest.mark.parametrize(("operation_id", "value"), one_at_a_time(BODIES, _ODD))
async def test_an_unknown_field_is_refused_only_if_the_schema_forbids_it(http, box, operation_id, value):
    info, seeded = OPERATIONS[operation_id], seeded_examples(box)
    body = EXAMPLES.get(operation_id, {"token": seeded["webhook_token"]} if "webhook" in operation_id else {})
    response = await http.request(info.method, info.path.format(**seeded), json={**body, "no_such_field": value})

    if body_of(operation_id)["additionalProperties"] is False:
        assert (response.status_code, list(response.json()["errors"])) == (422, ["no_such_field"])
    else:
        assert response.status_code in (200, 201)


@pytest.mark.parametrize("value", _ODD, ids=repr)
async def test_unknown_fields_that_are_ignored_are_not_stored(http, main_event, value):
    before = (await http.get(f"{main_event}/page")).json()
    response = await http.post(f"{main_event}/page", json={"unsplash_data": value, "x": value})

    assert response.json() == before
