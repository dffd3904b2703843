"""The models work as types in pydantic 2 and FastAPI."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated, Any, Generic, TypeVar

import httpx
import pydantic
import pytest
import yaml
from fastapi import Body, FastAPI
from pydantic import BaseModel, ConfigDict, Discriminator, Tag, TypeAdapter, ValidationError

import animo_v1
from animo_async.models import (
    UNSET,
    AttendanceMode,
    City,
    Event,
    EventCreate,
    EventUpdate,
    FormCreate,
    FormUpdate,
    Order,
    OrderCreate,
    Webhook,
    WebhookUpdate,
)
from animo_v1 import models
from animo_v1.reading import FieldError
from helpers import event, for_each, order

SPEC = yaml.safe_load(Path(str(animo_v1.__file__)).with_name("animo-v1.yaml").read_bytes())
COMPONENTS = SPEC["components"]["schemas"]
SECRET = "whsec-do-not-tell"

CITY = {"name": "Montevideo", "latitude": -34.9, "longitude": -56.1, "google_place_id": "ChIJX4"}
EVENT = event(city=CITY, unheard_of={"kept": [1, None]})
PERSON = {"first_name": "Ada", "last_name": "Byron", "email": "a@b.example", "country": "GB", "is_business": False}
WEBHOOK = {"id": "w", "name": "n", "url": "https://a.example", "events": ["form-submitted"], "token": SECRET}
WEBHOOK["created_at"] = EVENT["created_at"]

T = TypeVar("T")


def without_ours(node: Any) -> Any:
    """Return a schema of the spec without the `x-animo-` extensions."""
    if isinstance(node, dict):
        return {key: without_ours(value) for key, value in node.items() if not key.startswith("x-animo-")}
    return [without_ours(item) for item in node] if isinstance(node, list) else node


def spec_schema(name: str) -> Any:
    return without_ours(COMPONENTS[name])


def errors(type_: Any, value: Any) -> list[tuple[Any, ...]]:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(type_).validate_python(value)
    return [(error["loc"], error["type"], error["msg"]) for error in caught.value.errors()]


# Import


def test_using_the_models_does_not_import_pydantic() -> None:
    code = """
import sys
from animo_async import AnimoClient, models
models.Event, models.OrderCreate(first_name="", last_name="", email="", country="", is_business=True).to_dict()
print({"pydantic", "pydantic_core"} & sys.modules.keys())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_a_model_has_no_instance_dict() -> None:
    assert not hasattr(Event.from_dict(EVENT), "__dict__")
    assert not hasattr(EventUpdate(), "__dict__")


# Validation


@pytest.mark.parametrize("model", [Event, Order, OrderCreate, EventUpdate], ids=lambda model: model.__name__)
def test_a_model_is_validated_from_a_dict_json_or_an_instance(model: Any) -> None:
    data = {Event: EVENT, Order: order(), OrderCreate: PERSON, EventUpdate: {"venueAddress": "x"}}[model]
    made = model.from_dict(data)
    adapter = TypeAdapter(model)
    assert adapter.validate_python(data) == made
    assert adapter.validate_json(json.dumps(data)) == made
    assert adapter.validate_python(made) is made
    assert adapter.validate_python(made, strict=True) is made


def test_a_model_can_be_a_field_of_a_pydantic_model() -> None:
    class Kept(BaseModel):
        one: Event
        maybe: Event | None = None
        several: list[Event] = []
        named: dict[str, Event] = {}

    kept = Kept.model_validate({"one": EVENT, "several": [EVENT], "named": {"a": EVENT}})
    assert isinstance(kept.one, Event)
    assert kept.model_dump(exclude_unset=True) == {"one": EVENT_OUT, "several": [EVENT_OUT], "named": {"a": EVENT_OUT}}
    assert json.loads(kept.model_dump_json()) == kept.model_dump() == kept.model_dump(mode="json")
    assert Kept.model_validate_json(kept.model_dump_json()) == kept
    assert kept.model_copy(deep=True) == kept


EVENT_OUT = Event.from_dict(EVENT).to_dict()


def test_a_model_can_be_a_field_of_a_pydantic_dataclass_or_a_generic_model() -> None:
    @pydantic.dataclasses.dataclass
    class Held:
        one: Event

    class Answer(BaseModel, Generic[T]):
        data: list[T]

    assert isinstance(Held(one=EVENT).one, Event)  # type: ignore[arg-type]
    assert Answer[Event](data=[EVENT]).model_dump() == {"data": [EVENT_OUT]}  # type: ignore[list-item]


def test_a_pydantic_model_with_from_attributes_accepts_a_model() -> None:
    class Shown(BaseModel):
        model_config = ConfigDict(from_attributes=True)
        name: str
        city: City | None

    class Outer(BaseModel):
        model_config = ConfigDict(from_attributes=True)
        event: Event

    read = Event.from_dict(EVENT)
    shown = Shown.model_validate(read)
    assert (shown.name, shown.city) == ("Demo Day", read.city)
    assert Outer.model_validate(SimpleNamespace(event=read)).event is read


def test_a_union_keeps_the_class_of_an_instance() -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(Event | Order | OrderCreate | FormCreate | dict[str, int])
    for value in (Event.from_dict(EVENT), Order.from_dict(order()), OrderCreate(**PERSON), FormCreate(name="f")):
        assert adapter.validate_python(value) is value
        assert adapter.dump_python(value) == value.to_dict() == json.loads(adapter.dump_json(value))
    assert isinstance(adapter.validate_python(order()), Order)
    assert adapter.validate_python({"a": 1}) == adapter.dump_python({"a": 1}) == {"a": 1}


def test_a_discriminator_function_selects_the_model_in_a_union() -> None:
    def kind(value: Any) -> str:
        return "form" if isinstance(value, FormUpdate) or (isinstance(value, dict) and "fields" in value) else "event"

    changes = Annotated[EventUpdate, Tag("event")] | Annotated[FormUpdate, Tag("form")]
    adapter: TypeAdapter[Any] = TypeAdapter(Annotated[changes, Discriminator(kind)])
    assert isinstance(adapter.validate_python({"fields": []}), FormUpdate)
    assert isinstance(adapter.validate_python({"slug": "a"}), EventUpdate)


def test_an_enum_accepts_unknown_values() -> None:
    assert TypeAdapter(AttendanceMode).validate_python("hybrid") == "hybrid"
    assert TypeAdapter(Event).validate_python(event(attendance_mode="hybrid")).attendance_mode == "hybrid"


# Serialization


def test_pydantic_serializes_a_model_like_to_dict() -> None:
    sparse = Event.from_dict(EVENT)
    assert sparse.page is UNSET
    adapter = TypeAdapter(Event)
    for dumped in (adapter.dump_python(sparse), adapter.dump_python(sparse, mode="json")):
        assert dumped == sparse.to_dict()
        assert dumped["unheard_of"] == {"kept": [1, None]}
        assert "UNSET" not in repr(dumped)
    assert json.loads(adapter.dump_json(sparse)) == sparse.to_dict()
    assert dict(sparse) == sparse.to_dict()


def test_a_secret_is_in_the_dump_but_not_in_the_repr() -> None:
    class Kept(BaseModel):
        webhook: Webhook

    kept = Kept.model_validate({"webhook": WEBHOOK})
    assert kept.model_dump()["webhook"]["token"] == SECRET
    assert SECRET not in repr(kept)


def test_dumping_a_value_of_the_wrong_type_warns_and_does_not_fail() -> None:
    class Kept(BaseModel):
        one: Event

    with pytest.warns(UserWarning, match="Expected Event, got dict"):
        assert Kept.model_construct(one={"a": 1}).model_dump() == {"one": {"a": 1}}


# Errors


@pytest.mark.parametrize(
    ("type_", "value", "expected"),
    [
        (Event, EVENT | {"cohosts": [{}]}, (("cohosts", 0, "id"), "missing", "Field required")),
        (
            Event,
            EVENT | {"date_start": "soon"},
            (("date_start",), "value_error", "Value error, cannot be read from text"),
        ),
        (
            Event,
            EVENT | {"cohosts": [None]},
            (("cohosts", 0), "value_error", "Value error, expected an object, got null"),
        ),
        (Event, "x", ((), "value_error", "Value error, expected an object, got text")),
        (list[Event], [EVENT, {}], ((1, "id"), "missing", "Field required")),
        (OrderCreate, OrderCreate, ((), "value_error", "Value error, expected an object, got type")),
        (Event, FormCreate(name="x"), ((), "value_error", "Value error, expected an object, got FormCreate")),
        (EventCreate, {"slugg": 1}, None),
    ],
)
def test_a_validation_error_has_the_path_of_the_field(type_: Any, value: Any, expected: Any) -> None:
    found = errors(type_, value)
    if expected is not None:
        assert found == [expected]
    assert len(found) == 1


def test_an_invalid_value_in_a_body_is_reported_with_the_allowed_values() -> None:
    [(loc, _, told)] = errors(EventUpdate, {"attendance_mode": "hybrid {braces}"})
    assert loc == ("attendance_mode",)
    assert "'hybrid {braces}'; known are 'offline', 'online'" in told


def test_a_validation_error_in_a_union_names_the_model() -> None:
    locs = [loc for loc, _, _ in errors(Event | OrderCreate, {})]
    assert locs == [("function-plain[Event()]", "id"), ("function-plain[OrderCreate()]", "first_name")]


def test_a_validation_error_does_not_show_the_input() -> None:
    class Kept(BaseModel):
        webhook: Webhook | None = None
        update: WebhookUpdate | None = None

    with pytest.raises(ValidationError) as caught:
        Kept.model_validate({"webhook": WEBHOOK | {"url": SECRET, "created_at": SECRET}, "update": {"name": SECRET}})
    assert [error["loc"] for error in caught.value.errors()] == [("webhook", "created_at"), ("update", "token")]
    for told in (str(caught.value), repr(caught.value.errors()), caught.value.json(), repr(caught.value.__cause__)):
        assert SECRET not in told


def test_a_request_body_model_is_not_a_mapping() -> None:
    body = OrderCreate(**PERSON)

    assert not isinstance(body, Mapping)
    match body:
        case {"first_name": _}:
            pytest.fail("a body matches a mapping pattern")
        case OrderCreate(first_name="Ada"):
            pass
        case _:
            pytest.fail("a body does not match its own class")


def test_a_model_of_the_wrong_class_raises_an_error() -> None:
    with pytest.raises(TypeError, match="form must be of type OrderFormAnswers or a mapping, not FormCreate"):
        OrderCreate(**PERSON, form=FormCreate(name="x"))  # type: ignore[arg-type]
    for model in (Event, OrderCreate, EventUpdate):
        with pytest.raises(FieldError, match="expected an object, got FormCreate"):
            model.from_dict(FormCreate(name="x"))  # type: ignore[arg-type]


# JSON schema


@for_each("name", sorted(COMPONENTS))
def test_the_json_schema_of_a_model_matches_the_spec(name: str) -> None:
    modes: list[Any] = ["validation", "serialization"]
    for mode in modes:
        template = "#/components/schemas/{model}"
        schema = TypeAdapter(getattr(models, name)).json_schema(mode=mode, ref_template=template)
        nested = schema.pop("$defs", {})
        assert schema == spec_schema(name)
        assert nested == {other: spec_schema(other) for other in nested}
        assert {ref.rpartition("/")[2] for ref in refs([schema, *nested.values()])} == set(nested)


def refs(node: Any) -> list[str]:
    inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    own = [node["$ref"]] if isinstance(node, dict) and "$ref" in node else []
    return own + [ref for value in inner for ref in refs(value)]


def test_every_schema_in_the_spec_has_a_model_or_an_enum() -> None:
    assert set(COMPONENTS) == set(models.__all__)


def test_a_subclass_has_the_schema_of_its_base_model() -> None:
    class Mine(Event):
        pass

    assert TypeAdapter(Mine).json_schema()["properties"].keys() == spec_schema("Event")["properties"].keys()
    assert type(TypeAdapter(Mine).validate_python(EVENT)) is Mine


# FastAPI


app = FastAPI()
READ = Event.from_dict(EVENT)


@app.get("/model", response_model=Event)
async def return_an_instance() -> Any:
    return READ


@app.get("/dict", response_model=Event)
async def return_a_dict() -> Any:
    return EVENT


@app.get("/annotated")
async def return_what_is_annotated() -> Event:
    return READ


@app.get("/list")
async def return_a_list() -> list[Event]:
    return [READ]


@app.get("/plain")
async def return_without_a_model():  # type: ignore[no-untyped-def]
    return {"event": READ, "order": OrderCreate(**PERSON)}


@app.get("/filtered", response_model=Event, response_model_exclude={"unheard_of": True, "city": {"name"}})
async def return_a_part() -> Any:
    return READ


@app.get("/union")
async def return_one_of_two() -> Event | Order:
    return Order.from_dict(order())


@app.post("/body")
async def take_one(body: Annotated[OrderCreate, Body()]) -> OrderCreate:
    return body


@app.post("/maybe")
async def take_one_or_none(body: Annotated[EventUpdate | None, Body()] = None) -> str:
    return type(body).__name__


@app.post("/closed/{slug}")
async def take_path_query_and_body(slug: str, body: Annotated[EventCreate, Body()], dry: bool = False) -> str:
    return f"{slug} {dry} {body.name}"


@app.post("/two")
async def take_two(order: Annotated[OrderCreate, Body()], changes: Annotated[EventUpdate, Body()]) -> list[str]:
    return [order.first_name, *changes.to_dict()]


@app.post("/several")
async def take_a_list(orders: Annotated[list[OrderCreate], Body()]) -> int:
    return len(orders)


@app.post("/told")
async def take_what_is_no_body(event: Annotated[Event, Body()]) -> str:
    return event.id


async def call(method: str, path: str, body: Any = None) -> Any:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://service") as http:
        answer = await http.request(method, path, json=body)
    return answer.status_code, answer.json()


@pytest.mark.anyio
@pytest.mark.parametrize("path", ["/model", "/dict", "/annotated"])
async def test_a_route_returns_a_model(path: str) -> None:
    assert await call("GET", path) == (200, EVENT_OUT)


@pytest.mark.anyio
async def test_a_route_can_return_a_list_a_dict_or_a_union_of_models() -> None:
    assert await call("GET", "/list") == (200, [EVENT_OUT])
    assert await call("GET", "/plain") == (200, {"event": EVENT_OUT, "order": PERSON})
    expected = EVENT_OUT | {"city": {key: value for key, value in CITY.items() if key != "name"}}
    del expected["unheard_of"]
    assert await call("GET", "/filtered") == (200, expected)
    assert await call("GET", "/union") == (200, Order.from_dict(order()).to_dict())


@pytest.mark.anyio
async def test_a_parameter_marked_as_body_is_read_from_the_body() -> None:
    assert await call("POST", "/body", PERSON | {"extra": 1}) == (200, {"extra": 1, **PERSON})
    assert await call("POST", "/maybe", {"slug": "x"}) == (200, "EventUpdate")
    assert await call("POST", "/maybe") == (200, "NoneType")
    create = {"name": "N", "date_start": "2026-04-25 09:00", "date_end": "2026-04-25 09:00"}
    create |= {"attendance_mode": "offline", "company_role": "organizing", "locale": "en"}
    assert await call("POST", "/closed/s?dry=1", create) == (200, "s True N")
    assert await call("POST", "/two", {"order": PERSON, "changes": {"slug": "x"}}) == (200, ["Ada", "slug"])
    assert await call("POST", "/several", [PERSON, PERSON]) == (200, 2)
    assert await call("POST", "/told", EVENT) == (200, "demo-day")


@pytest.mark.anyio
async def test_an_invalid_body_returns_422_with_the_field_path_but_not_the_input() -> None:
    status, told = await call("POST", "/several", [PERSON, {"first_name": SECRET}])
    assert (status, told["detail"][0]["loc"]) == (422, ["body", 1, "last_name"])
    assert SECRET not in json.dumps(told)
    status, told = await call("POST", "/closed/s", {"name": "N", "typo": 1})
    assert (status, told["detail"][0]["loc"][0]) == (422, "body")
    status, told = await call("POST", "/body", "text")
    assert (status, told["detail"][0]["loc"]) == (422, ["body"])


@pytest.mark.anyio
async def test_openapi_json_has_the_schemas_of_the_spec() -> None:
    status, told = await call("GET", "/openapi.json")
    # pydantic before 2.13 defines each model that refers to others twice, with the suffixes -Input and -Output.
    told = json.loads(re.sub(r"-(Input|Output)\b", "", json.dumps(told)))
    schemas = told["components"]["schemas"]

    assert status == 200
    assert {"Event", "City", "AttendanceMode", "OrderCreate", "EventCreate", "EventUpdate"} <= schemas.keys()
    for name in schemas.keys() & COMPONENTS.keys():
        assert schemas[name] == spec_schema(name)


@pytest.mark.parametrize(
    ("path", "model", "others"), [("/body", "OrderCreate", []), ("/closed/{slug}", "EventCreate", ["slug", "dry"])]
)
def test_openapi_json_has_a_request_body_with_the_schema(path: str, model: str, others: list[str]) -> None:
    told = app.openapi()["paths"][path]["post"]

    schema = told["requestBody"]["content"]["application/json"]["schema"]
    assert re.sub(r"-Input$", "", schema["$ref"]) == f"#/components/schemas/{model}"
    assert [parameter["name"] for parameter in told.get("parameters", [])] == others


def test_a_model_of_the_service_can_have_the_same_name_as_one_of_ours() -> None:
    theirs = pydantic.create_model("City", zip=(str, ...), __module__="service")
    service = FastAPI()
    service.get("/event", response_model=Event)(return_a_dict)
    service.get("/city", response_model=theirs)(return_a_dict)

    schemas = service.openapi()["components"]["schemas"]

    assert schemas["animo_v1__models__city__City"] == spec_schema("City")
    assert schemas["service__City"]["properties"].keys() == {"zip"}
    assert {ref for ref in refs(schemas["Event"]) if ref.endswith("City")} == {
        "#/components/schemas/animo_v1__models__city__City"
    }
