"""The JSON on Animo's pages and every example in the spec pass through the client unchanged."""

import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import httpx
import pytest
import respx

import animo_async
import animo_v1.models
from animo_async import AnimoClient, CompanyClient, EventClient
from animo_async.models import (
    CohostCreate,
    CohostUpdate,
    CommsTemplateUpdate,
    EventCreate,
    EventUpdate,
)
from animo_v1.operation import Operation
from animo_v1.operations import OPERATIONS
from documented import (
    ANSWERS,
    BODIES,
    COHOST,
    COMMS_LIST,
    COMMS_RESET,
    COMMS_UPDATE,
    EVENT,
    EVENT_CREATE,
    EVENT_LIST,
    EVENT_SHOWN,
    EVENT_UPDATE,
    EVENT_WITH_COHOST,
    FRACTIONS,
    REFUSALS,
    SPEC,
    Example,
    operations,
    resolved,
)
from helpers import for_each

pytestmark = pytest.mark.anyio

BASE_URL = "https://animo.test/api/v1"
COMPANY = "/Kp3xWq9d"
ONE_EVENT = f"{COMPANY}/events/product-launch-2026"
COMMS = f"{COMPANY}/event/product-launch-2026/comms"


@pytest.fixture
def api() -> Any:
    with respx.mock(base_url=BASE_URL) as router:
        yield router


@pytest.fixture
async def animo() -> AsyncIterator[AnimoClient]:
    transport = httpx.AsyncHTTPTransport(verify=False)  # loading CA certificates takes longer than any of the tests
    async with AnimoClient("personal-access-token", base_url=BASE_URL, max_retries=0, transport=transport) as client:
        yield client


@pytest.fixture
def acme(animo: AnimoClient) -> CompanyClient:
    return animo.company("Kp3xWq9d")


@pytest.fixture
def event(acme: CompanyClient) -> EventClient:
    return acme.event("product-launch-2026")


def canonical(value: Any) -> Any:
    """Return JSON as text for comparison. Equal times give the same text. 1, 1.0 and true give different texts."""
    return json.dumps(with_instants(value), indent=1, sort_keys=True, ensure_ascii=False)


def with_instants(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: with_instants(each) for name, each in value.items()}
    if isinstance(value, list):
        return [with_instants(each) for each in value]
    if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\dT", value):
        return datetime.fromisoformat(value).astimezone(UTC).isoformat()
    return value


def sent(route: respx.Route) -> Any:
    assert route.call_count == 1
    request = route.calls.last.request
    assert request.headers["content-type"] == "application/json"
    return json.loads(request.content)


# --- JSON from Animo's pages


async def test_the_documented_events_round_trip(api: respx.Router, acme: CompanyClient) -> None:
    api.get(f"{COMPANY}/events").respond(json=EVENT_LIST)
    page = await acme.events.list()
    assert canonical([item.to_dict() for item in page]) == canonical(EVENT_LIST["data"])


async def test_the_documented_meta_sets_the_page_number_and_the_totals(api: respx.Router, acme: CompanyClient) -> None:
    api.get(f"{COMPANY}/events").respond(json=EVENT_LIST)
    page = await acme.events.list()
    assert (page.number, page.last, page.per_page, page.total) == (1, 3, 15, 42)


async def test_an_empty_page_with_null_bounds_has_no_items(api: respx.Router, acme: CompanyClient) -> None:
    meta = {"current_page": 1, "from": None, "last_page": 1, "per_page": 15, "to": None, "total": 0}
    api.get(f"{COMPANY}/events").respond(json={**EVENT_LIST, "data": [], "meta": meta})
    assert [item async for item in acme.events.list()] == []


async def test_a_documented_event_with_page_and_cohosts_round_trips(api: respx.Router, acme: CompanyClient) -> None:
    api.get(ONE_EVENT).respond(json={"data": EVENT_SHOWN})
    shown = await acme.events.get("product-launch-2026")
    assert canonical(shown.to_dict()) == canonical(EVENT_SHOWN)


async def test_creating_the_documented_event_sends_the_documented_body(api: respx.Router, acme: CompanyClient) -> None:
    route = api.post(f"{COMPANY}/events/create").respond(201, json={"data": EVENT})
    with pytest.warns(animo_async.AnimoGapWarning, match="slug"):
        created = await acme.events.create(EventCreate(**EVENT_CREATE))
    assert canonical(sent(route)) == canonical(EVENT_CREATE)
    assert canonical(created.to_dict()) == canonical(EVENT)


async def test_updating_the_documented_event_sends_the_documented_body(api: respx.Router, acme: CompanyClient) -> None:
    route = api.patch(ONE_EVENT).respond(json={"data": EVENT_SHOWN})
    spelled = {name: value for name, value in EVENT_UPDATE.items() if name != "venueAddress"}
    changes = EventUpdate(**spelled, venue_address=EVENT_UPDATE["venueAddress"])
    updated = await acme.events.update("product-launch-2026", changes)
    assert canonical(sent(route)) == canonical(EVENT_UPDATE)
    assert canonical(updated.to_dict()) == canonical(EVENT_SHOWN)


async def test_adding_the_documented_cohost_sends_it_and_returns_the_event(
    api: respx.Router, event: EventClient
) -> None:
    route = api.post(f"{ONE_EVENT}/cohosts").respond(json={"data": EVENT_WITH_COHOST})
    parent = await event.cohosts.add(CohostCreate(**COHOST))
    assert canonical(sent(route)) == canonical(COHOST)
    assert canonical(parent.to_dict()) == canonical(EVENT_WITH_COHOST)


@pytest.mark.parametrize("left_out", [None, *COHOST])
async def test_updating_a_cohost_sends_only_the_given_fields(
    api: respx.Router, event: EventClient, left_out: str | None
) -> None:
    body = {name: value for name, value in COHOST.items() if name != left_out}
    route = api.patch(f"{ONE_EVENT}/cohosts/Vx9cLr3n").respond(json={"data": EVENT_WITH_COHOST})
    parent = await event.cohosts.update("Vx9cLr3n", CohostUpdate(**body))
    assert canonical(sent(route)) == canonical(body)
    assert canonical(parent.to_dict()) == canonical(EVENT_WITH_COHOST)


async def test_deleting_a_cohost_returns_the_event_without_it(api: respx.Router, event: EventClient) -> None:
    api.delete(f"{ONE_EVENT}/cohosts/Vx9cLr3n").respond(json={"data": EVENT})
    assert canonical((await event.cohosts.delete("Vx9cLr3n")).to_dict()) == canonical(EVENT)


async def test_the_documented_templates_round_trip(api: respx.Router, event: EventClient) -> None:
    api.get(COMMS).respond(json=COMMS_LIST)
    listed = await event.comms.list()
    assert canonical([template.to_dict() for template in listed]) == canonical(COMMS_LIST["data"])


async def test_updating_the_documented_template_sends_the_documented_body(
    api: respx.Router, event: EventClient
) -> None:
    answer = {"template": "registration_confirmation", **COMMS_UPDATE, "is_default": False}
    route = api.patch(f"{COMMS}/registration_confirmation").respond(json={"data": answer})
    changed = await event.comms.update("registration_confirmation", CommsTemplateUpdate(**COMMS_UPDATE))
    assert canonical(sent(route)) == canonical(COMMS_UPDATE)
    assert canonical(changed.to_dict()) == canonical(answer)


async def test_the_documented_response_to_a_template_reset_is_accepted(api: respx.Router, event: EventClient) -> None:
    route = api.delete(f"{COMMS}/registration_confirmation").respond(json=COMMS_RESET)
    await event.comms.reset("registration_confirmation")
    assert route.calls.last.request.content == b""


@pytest.mark.parametrize(("fraction", "microseconds"), FRACTIONS.items())
async def test_timestamps_with_different_numbers_of_decimals_are_parsed_exactly(
    api: respx.Router, acme: CompanyClient, fraction: str, microseconds: int
) -> None:
    text = f"2026-03-01T12:00:00{fraction}+00:00"
    api.get(ONE_EVENT).respond(json={"data": {**EVENT, "created_at": text}})
    shown = await acme.events.get("product-launch-2026")
    assert shown.created_at == datetime(2026, 3, 1, 12, microsecond=microseconds, tzinfo=UTC)
    assert canonical(shown.to_dict()["created_at"]) == canonical(text)


def test_canonical_returns_different_texts_for_different_values() -> None:
    for one, other in [(1, True), (0, None), ("2026-03-01T12:00:00.011+00:00", "2026-03-01T12:00:00.110+00:00")]:
        assert canonical({"a": one}) != canonical({"a": other})


# --- Examples from the spec


def operation_of(example: Example) -> Operation[..., Any]:
    tag = OPERATIONS[example.operation].tag.replace("-", "_")
    operation: Operation[..., Any] = import_module(f"animo_v1.api.{tag}.{example.operation}").operation
    return operation


def serve(api: respx.Router, example: Example, **headers: str) -> respx.Route:
    return api.request(example.method, example.path).respond(example.status, json=example.value, headers=headers)


@for_each("example", ANSWERS)
async def test_every_response_of_the_spec_round_trips(example: Example, api: respx.Router, animo: AnimoClient) -> None:
    serve(api, example)
    data = await animo.request(example.method, example.path)
    assert canonical(operation_of(example).parse(data).to_dict()) == canonical(example.value)


@for_each("example", BODIES)
def test_every_request_body_of_the_spec_round_trips(example: Example) -> None:
    body = getattr(animo_v1.models, example.schema).from_dict(example.value)
    assert canonical(body.to_dict()) == canonical(example.value)


@pytest.mark.parametrize("example", [each for each in BODIES if each.media_type == "application/json"], ids=str)
async def test_every_json_body_of_the_spec_is_sent_unchanged(
    api: respx.Router, animo: AnimoClient, example: Example
) -> None:
    route = api.request(example.method, example.path).respond(json={})
    body = getattr(animo_v1.models, example.schema).from_dict(example.value)
    request = operation_of(example).request(**arguments(example), body=body)
    await animo.request(example.method, request.path, json=request.json)
    assert canonical(sent(route)) == canonical(example.value)


def arguments(example: Example) -> dict[str, str]:
    """Return the path arguments of the example's operation, by name."""
    template = OPERATIONS[example.operation].path.split("/")
    given = zip(template, example.path.split("/"), strict=True)
    return {re.sub(r"([A-Z])", r"_\1", name[1:-1]).lower(): value for name, value in given if name.startswith("{")}


ERRORS = {
    401: animo_async.AuthenticationError,
    403: animo_async.MissingScopeError,
    404: animo_async.NotFoundError,
    422: animo_async.ValidationError,
    429: animo_async.RateLimitError,
}


@for_each("example", REFUSALS)
async def test_every_error_response_of_the_spec_raises_its_error_class(
    example: Example, api: respx.Router, animo: AnimoClient
) -> None:
    serve(api, example)
    with pytest.raises(animo_async.APIStatusError) as caught:
        await animo.request(example.method, example.path)
    error = caught.value
    assert type(error) is ERRORS[example.status]
    assert (error.status_code, error.message, error.body) == (example.status, example.value["message"], example.value)


@for_each("example", [each for each in REFUSALS if each.status == 422])
async def test_a_422_error_names_the_fields_from_the_spec_example(
    example: Example, api: respx.Router, animo: AnimoClient
) -> None:
    serve(api, example)
    with pytest.raises(animo_async.ValidationError) as caught:
        await animo.request(example.method, example.path)
    assert caught.value.errors == example.value["errors"]


async def test_a_429_error_has_the_retry_after_from_the_spec_example(api: respx.Router, animo: AnimoClient) -> None:
    example = next(each for each in REFUSALS if each.status == 429)
    wait = resolved(SPEC["components"]["responses"]["TooManyRequests"]["headers"]["Retry-After"])["example"]
    serve(api, example, **{"Retry-After": wait})
    with pytest.raises(animo_async.RateLimitError) as caught:
        await animo.request(example.method, example.path)
    assert caught.value.retry_after == float(wait)


# --- The lists of examples are complete


def test_each_operation_has_a_response_example() -> None:
    assert sorted({example.operation for example in ANSWERS}) == sorted(OPERATIONS)


def test_each_request_body_of_each_media_type_has_an_example() -> None:
    declared = [
        (operation["operationId"], media_type)
        for _, _, operation in operations()
        if "requestBody" in operation
        for media_type in operation["requestBody"]["content"]
    ]
    assert [(example.operation, example.media_type) for example in BODIES] == declared


def test_each_error_response_of_each_operation_has_an_example() -> None:
    declared = [
        (operation["operationId"], int(status))
        for _, _, operation in operations()
        for status in operation["responses"]
        if not status.startswith("2")
    ]
    assert [(example.operation, example.status) for example in REFUSALS] == declared


def test_each_shared_error_response_of_the_spec_is_used_and_tested() -> None:
    served = {example.status for example in REFUSALS}
    assert served == set(ERRORS)
    names = {
        refusal["$ref"] for _, _, each in operations() for refusal in each["responses"].values() if "$ref" in refusal
    }
    assert {name.rpartition("/")[2] for name in names} == set(SPEC["components"]["responses"])
