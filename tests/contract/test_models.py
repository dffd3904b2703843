"""How the generated models read JSON, check values and write JSON."""

import contextlib
import copy
import json
import pickle
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, get_type_hints
from urllib.parse import unquote

import attrs
import cattrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from animo_v1 import models
from animo_v1.api.comms import get_comms_template
from animo_v1.api.event_pages import update_event_page
from animo_v1.api.events import create_event, get_event, list_events
from animo_v1.model import Model
from animo_v1.models import (
    AttendanceMode,
    City,
    CohostCreate,
    Event,
    EventCreate,
    EventList,
    EventPageUpdate,
    EventPageUpload,
    EventResponse,
    EventUpdate,
    FormCreate,
    Lead,
    Order,
    Submission,
    UnsplashData,
    Webhook,
    WebhookAttach,
    WebhookEvent,
    WebhookUpdate,
)
from animo_v1.operation import path_segment
from animo_v1.reading import FieldError
from animo_v1.types import UNSET, File, Unset
from helpers import for_each

CITY = {"name": "Montevideo", "latitude": -34.9, "longitude": -56.2, "google_place_id": "x"}
EVENT = {
    "id": "demo",
    "name": "Demo",
    "date_start": "2026-04-25T09:00:00.000+00:00",
    "date_end": "2026-04-26T18:00:00.4040+00:00",
    "created_at": "2026-03-01T12:00:00.011+00:00",
    "attendance_mode": "offline",
    "company_role": "organizing",
    "timezone": "America/Montevideo",
    "privacy_policy": None,
    "locale": "en",
    "requires_ticket_assignment": False,
    "city": CITY,
    "country": None,
    "venue": None,
    "cohosts": [{"id": "a", "position": 1}],
}
ORDER = {
    "id": "o",
    "first_name": "A",
    "last_name": "B",
    "email": "a@b.example",
    "unit_amount": 0,
    "currency": "EUR",
    "vat_percentage": "21",
    "paid_at": None,
}
WEBHOOK = {
    "id": "1",
    "name": "n",
    "url": "https://a.example",
    "events": ["lead-created"],
    "created_at": "2026-03-01T12:00:00Z",
    "token": "s3cret",
}
NEW = {
    "name": "Demo",
    "date_start": "2026-04-25 09:00",
    "date_end": "2026-04-26 18:00",
    "attendance_mode": "offline",
    "company_role": "organizing",
    "locale": "en",
}
COPIES: list[Callable[[Any], Any]] = [copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))]


def event(**changes: Any) -> Event:
    return Event.from_dict(EVENT | changes)


def new(**changes: Any) -> EventCreate:
    return EventCreate(**(NEW | changes))


# Parsing responses


def test_a_timestamp_with_four_fractional_digits_is_read() -> None:
    assert event().date_end == datetime(2026, 4, 26, 18, 0, 0, 404000, UTC)


def test_to_dict_returns_the_input_of_from_dict() -> None:
    out = event().to_dict()
    for name in ("date_start", "date_end", "created_at"):
        out[name] = EVENT[name]
    assert out == EVENT


def test_a_missing_field_is_unset_and_is_not_written() -> None:
    assert event().page is UNSET
    assert "page" not in event().to_dict()


def test_null_is_none_and_is_written_as_null() -> None:
    assert Order.from_dict(ORDER).paid_at is None
    assert Order.from_dict(ORDER).to_dict() == ORDER


def test_an_unknown_field_is_kept_and_written_back() -> None:
    it = event(weather={"rain": True}, cohosts=[{"id": "a", "badge": 1}])
    assert it.additional_properties == {"weather": {"rain": True}}
    assert it.cohosts[0].additional_properties == {"badge": 1}
    assert it.to_dict()["weather"] == {"rain": True}


def test_an_unknown_field_is_kept_beside_an_optional_field() -> None:
    order = Order.from_dict(ORDER | {"country": "NL", "new": 1})
    assert (order.country, order.additional_properties) == ("NL", {"new": 1})


def test_additional_properties_is_a_dict_even_without_unknown_fields() -> None:
    it = event()
    it.additional_properties["mine"] = 1
    assert it.to_dict()["mine"] == 1


def test_reading_additional_properties_does_not_change_equality() -> None:
    looked_at = event()
    assert looked_at.additional_properties == {}
    assert looked_at == event() != event(weather="fine")


def test_an_object_of_unknown_shape_keeps_all_fields() -> None:
    assert Lead.from_dict({"a": [1]}).to_dict() == {"a": [1]}


HELD: list[tuple[type[Mapping[str, Any]], dict[str, Any]]] = [
    (Lead, {"email": "ada@acme.example", "tags": ["vip"]}),
    (UnsplashData, {"id": "u-1"}),
    (Submission, {"source": "page", "form": None, "answers": {"diet": "none"}}),
    (Submission, {}),
    (Lead, {}),
]


@for_each(("kind", "data"), HELD)
def test_an_object_of_unknown_shape_is_a_mapping_and_its_repr_shows_all_fields(kind: Any, data: dict[str, Any]) -> None:
    held = kind.from_dict(data)

    assert dict(held) == data == dict(held.items())
    assert list(held) == list(data)
    assert len(held) == len(data)
    assert all(name in held and held[name] == value for name, value in data.items())
    assert ("missing" in held, held.get("missing", 5)) == (False, 5)
    with pytest.raises(KeyError):
        held["missing"]
    assert repr(held) == f"{kind.__name__}({data})"
    assert pickle.loads(pickle.dumps(held)) == copy.deepcopy(held) == kind.from_dict(data)


@pytest.mark.parametrize("again", COPIES)
def test_a_copy_of_a_model_is_equal_and_keeps_unknown_fields(again: Callable[[Any], Any]) -> None:
    it = event(weather="fine", attendance_mode="hybrid")
    assert again(it) == it
    assert again(it).additional_properties == {"weather": "fine"}


def test_a_response_model_can_be_built_and_compared_and_has_a_repr() -> None:
    city = City(**CITY, additional_properties={"secret": "s3cret"})
    assert city == City.from_dict(CITY | {"secret": "s3cret"})
    assert city != City(**CITY)
    assert city != City(**CITY | {"name": "Salto"}, additional_properties={"secret": "s3cret"})
    assert city != CITY
    assert repr(city) == "City(name='Montevideo', latitude=-34.9, longitude=-56.2, google_place_id='x')"
    assert event().page is UNSET
    with pytest.raises(TypeError, match="unhashable"):
        hash(city)


@pytest.mark.parametrize("again", [*COPIES, attrs.evolve])
def test_a_copy_of_a_body_is_equal_and_keeps_additional_properties(again: Callable[[Any], Any]) -> None:
    body = EventUpdate(name="Demo", additional_properties={"mine": 1})
    assert again(body) == body
    assert again(body).additional_properties == {"mine": 1}
    assert body != EventUpdate(name="Demo")


@for_each(
    ("broken", "field"),
    [
        ({}, "data"),
        ({"data": None}, "data"),
        ({"data": [EVENT]}, "data"),
        ({"data": {key: value for key, value in EVENT.items() if key != "locale"}}, "data.locale"),
        ({"data": EVENT | {"cohosts": [{"name": "x"}]}}, "data.cohosts.0.id"),
        ({"data": EVENT | {"city": "Montevideo"}}, "data.city"),
        ({"data": EVENT | {"city": []}}, "data.city"),
        ({"data": EVENT | {"cohosts": None}}, "data.cohosts"),
        ({"data": EVENT | {"cohosts": {"id": "a"}}}, "data.cohosts"),
        ({"data": EVENT | {"cohosts": [{"id": "a"}, {}]}}, "data.cohosts.1.id"),
        ({"data": EVENT | {"cohosts": [None]}}, "data.cohosts.0"),
        ({"data": EVENT | {"date_start": "soon"}}, "data.date_start"),
        ({"data": EVENT | {"date_start": None}}, "data.date_start"),
        ({"data": EVENT | {"attendance_mode": 1}}, "data.attendance_mode"),
        ({"data": EVENT | {"attendance_mode": ["offline"]}}, "data.attendance_mode"),
        ({"data": EVENT | {"attendance_mode": None}}, "data.attendance_mode"),
        ({"data": EVENT | {"page": None}}, "data.page"),
        ([], ""),
        (None, ""),
        ("data", ""),
        (3, ""),
    ],
)
def test_an_invalid_response_names_the_field(broken: Any, field: str) -> None:
    with pytest.raises(FieldError) as caught:
        get_event.parse(broken)
    assert caught.value.field == field
    assert field in str(caught.value)


def test_the_path_of_a_field_in_a_list_includes_the_index() -> None:
    with pytest.raises(FieldError) as caught:
        list_events.parse({"data": [EVENT, EVENT | {"cohosts": [{}]}]})
    assert (caught.value.field, caught.value.reason) == ("data.1.cohosts.0.id", "is missing")


@pytest.mark.parametrize("name", ["submission", "lead"])
def test_an_empty_list_for_an_object_of_unknown_shape_is_an_empty_object(name: str) -> None:
    read = getattr(Order.from_dict(ORDER | {name: []}), name)
    assert (type(read).__name__.lower(), read.to_dict()) == (name, {})


@pytest.mark.parametrize("value", [[1], "", 0, False])
def test_any_other_value_instead_of_an_object_is_a_field_error(value: Any) -> None:
    with pytest.raises(FieldError) as caught:
        Order.from_dict(ORDER | {"submission": value})
    assert caught.value.field == "submission"


@pytest.mark.parametrize("text", ["2026-10-25 02:30:00", "2026-10-25T02:30:00", "2026-10-25T02:30:00Z"])
def test_a_timestamp_without_an_offset_is_read_as_utc(text: str) -> None:
    assert Order.from_dict(ORDER | {"paid_at": text}).paid_at == datetime(2026, 10, 25, 2, 30, tzinfo=UTC)


@pytest.mark.parametrize("price", ["0", "12.50", 0, 12.5])
def test_a_price_is_sent_as_the_given_string_or_number(price: Any) -> None:
    body = models.TicketTypeCreate(name="n", price=price)
    body.additional_properties["form"] = "sqid"
    assert body.to_dict() == {"name": "n", "price": price, "form": "sqid"}


@pytest.mark.parametrize("model", [City, models.Country, models.Venue], ids=lambda model: model.__name__)
def test_every_field_of_a_place_may_be_missing_or_null(model: Any) -> None:
    keys = [field.alias for field in attrs.fields(model) if field.name != "_additional_properties"]
    assert model.from_dict({}).to_dict() == {}
    nothing = {
        "alpha2Code" if key == "alpha_2_code" else "alpha3Code" if key == "alpha_3_code" else key: None for key in keys
    }
    assert model.from_dict(nothing).to_dict() == nothing


def test_the_error_names_an_invalid_item_of_a_list_of_strings() -> None:
    with pytest.raises(FieldError) as caught:
        Webhook.from_dict(WEBHOOK | {"events": ["lead-created", {}]})
    assert caught.value.field == "events.1"


@pytest.mark.parametrize("value", ["s3cret", {"a": "s3cret"}])
def test_a_field_error_does_not_show_the_value(value: Any) -> None:
    with pytest.raises(FieldError) as caught:
        event(date_start=value)
    assert "s3cret" not in repr(caught.value)
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("again", COPIES)
def test_a_field_error_can_be_copied_and_pickled(again: Callable[[Any], Any]) -> None:
    error = again(FieldError("data.city", "is missing"))
    assert (error.field, error.reason, str(error)) == ("data.city", "is missing", "data.city: is missing")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from([*EVENT, "data"]), inner),
    max_leaves=8,
)


@given(JSON)
def test_any_json_response_gives_a_model_or_a_field_error(data: Any) -> None:
    for parse in (EventResponse.from_dict, EventList.from_dict, Order.from_dict, Webhook.from_dict):
        with contextlib.suppress(FieldError):
            parse(data)


@given(st.sampled_from(sorted(EVENT)), JSON)
def test_an_unusual_field_is_read_or_named_in_a_field_error(name: str, value: Any) -> None:
    field = name
    try:
        event(**{name: value}).to_dict()
    except FieldError as error:
        field = error.field.split(".")[0]
    assert field == name


def test_the_repr_of_a_webhook_does_not_show_secrets() -> None:
    webhook = Webhook.from_dict(WEBHOOK | {"new_secret": "hush"})
    assert webhook.token == "s3cret"
    assert "s3cret" not in repr(webhook)
    assert "hush" not in repr(webhook)
    assert "s3cret" not in repr(WebhookUpdate(token="s3cret"))


# Open enums


def test_a_known_enum_value_is_read_as_the_member() -> None:
    assert event().attendance_mode is AttendanceMode.OFFLINE


def test_an_unknown_enum_value_is_a_member_equal_to_its_text() -> None:
    mode = event(attendance_mode="hybrid").attendance_mode
    assert isinstance(mode, AttendanceMode)
    assert mode == "hybrid"
    assert (str(mode), mode.value, f"{mode}", {mode: 1}["hybrid"]) == ("hybrid", "hybrid", "hybrid", 1)
    assert "hybrid" in repr(mode)
    assert event(attendance_mode="hybrid").to_dict()["attendance_mode"] == "hybrid"


def test_an_unknown_enum_value_is_not_added_to_the_known_ones() -> None:
    AttendanceMode("hybrid")
    assert list(AttendanceMode) == ["offline", "online"]
    assert AttendanceMode("hybrid") is not AttendanceMode("hybrid")


@pytest.mark.parametrize("again", COPIES)
@pytest.mark.parametrize("text", ["offline", "hybrid", ""])
def test_an_enum_member_can_be_copied_and_pickled(again: Callable[[Any], Any], text: str) -> None:
    mode = again(AttendanceMode(text))
    assert isinstance(mode, AttendanceMode)
    assert mode == text
    assert json.dumps(mode) == f'"{text}"'


@pytest.mark.parametrize("value", [1, None, b"offline"])
def test_only_strings_become_enum_members(value: Any) -> None:
    with pytest.raises(ValueError, match="is not a valid"):
        AttendanceMode(value)


# Building request bodies


def test_a_field_that_is_left_out_is_not_sent() -> None:
    assert new().to_dict() == NEW


def test_none_is_sent_as_null_if_the_field_is_nullable_in_responses() -> None:
    assert new(city=None).to_dict() == NEW | {"city": None}


@for_each("name", ["name", "slug", "timezone", "requires_ticket_assignment", "attendance_mode", "date_end"])
def test_none_for_other_fields_raises_an_error_that_names_the_field(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        new(**{name: None})


def test_none_for_a_list_raises_an_error_that_names_the_field() -> None:
    with pytest.raises(ValueError, match="events"):
        WebhookUpdate(token="t", events=None)  # type: ignore[arg-type]


def test_assigning_none_raises_an_error_that_names_the_field() -> None:
    body = new()
    with pytest.raises(ValueError, match="locale"):
        body.locale = None  # type: ignore[assignment]


@pytest.mark.parametrize("value", ["online", AttendanceMode.ONLINE])
def test_an_enum_field_accepts_a_string_or_a_member(value: Any) -> None:
    assert new(attendance_mode=value).attendance_mode is AttendanceMode.ONLINE
    body = new()
    body.attendance_mode = value
    assert body.attendance_mode is AttendanceMode.ONLINE


def test_an_unknown_enum_value_is_rejected_and_the_known_ones_are_listed() -> None:
    with pytest.raises(ValueError, match="attendance_mode cannot be 'hybrid'; known are 'offline', 'online'"):
        new(attendance_mode="hybrid")


def test_an_unknown_enum_value_is_rejected_on_assignment() -> None:
    body = new()
    with pytest.raises(ValueError, match="hybrid"):
        body.attendance_mode = "hybrid"  # type: ignore[assignment]


def test_an_unknown_enum_value_from_the_api_can_be_sent_back() -> None:
    mode = event(attendance_mode="hybrid").attendance_mode
    assert new(attendance_mode=mode).to_dict()["attendance_mode"] == "hybrid"


def test_a_number_for_an_enum_raises_type_error() -> None:
    with pytest.raises(TypeError, match="attendance_mode must be text or a member of AttendanceMode, not int"):
        new(attendance_mode=1)


def test_a_list_of_enums_accepts_strings_and_members() -> None:
    body = WebhookAttach(name="n", url="u", events=["lead-created", WebhookEvent.LEAD_DELETED])
    assert body.events == [WebhookEvent.LEAD_CREATED, WebhookEvent.LEAD_DELETED]
    assert body.to_dict()["events"] == ["lead-created", "lead-deleted"]


def test_a_list_of_enums_rejects_an_unknown_value() -> None:
    with pytest.raises(ValueError, match="events cannot be 'lead-lost'"):
        WebhookAttach(name="n", url="u", events=["lead-lost"])


def test_a_string_for_a_list_raises_type_error() -> None:
    with pytest.raises(TypeError, match="events must be a list"):
        WebhookAttach(name="n", url="u", events="lead-created")


@for_each(
    "text",
    [
        "2026-04-25",
        "2026-04-25T09:00",
        "2026-04-25 09:00:00",
        "2026-04-25 9:00",
        "2026-02-30 09:00",
        "2026-04-25 24:00",
        "0000-01-01 00:00",
        " 2026-04-25 09:00",
        "2026-04-25 09:00\n",
        "٢٠٢٦-04-25 09:00",
        "",
    ],
)
def test_an_invalid_date_or_another_date_format_is_rejected(text: str) -> None:
    with pytest.raises(ValueError, match="date_start must be a real date"):
        new(date_start=text)
    body = EventUpdate()
    with pytest.raises(ValueError, match="date_start"):
        body.date_start = text


def test_a_datetime_for_a_date_raises_a_type_error_that_names_wall_clock() -> None:
    with pytest.raises(TypeError, match="wall_clock"):
        new(date_start=datetime(2026, 4, 25, 9, 0, tzinfo=UTC))


def test_a_number_for_a_date_raises_type_error() -> None:
    with pytest.raises(TypeError, match="date_start"):
        new(date_start=20260425)


def test_a_closed_body_rejects_unknown_fields() -> None:
    assert not hasattr(new(), "additional_properties")
    with pytest.raises(FieldError, match="colour: is not a field of EventCreate"):
        EventCreate.from_dict(NEW | {"colour": "red"})


def test_an_open_body_accepts_additional_fields() -> None:
    body = EventUpdate(name="x", additional_properties={"city": "Montevideo"})
    body.additional_properties["province"] = "M"
    assert body.to_dict() == {"name": "x", "city": "Montevideo", "province": "M"}
    assert EventUpdate.from_dict(body.to_dict()) == body


def test_a_body_read_from_json_is_also_checked() -> None:
    with pytest.raises(FieldError, match="known are") as caught:
        EventCreate.from_dict(NEW | {"attendance_mode": "hybrid"})
    assert caught.value.field == "attendance_mode"


def test_the_error_for_a_nested_body_has_the_full_path_of_the_field() -> None:
    with pytest.raises(FieldError, match="known are") as caught:
        FormCreate.from_dict({"name": "f", "fields": [{"type": "texd", "label": "l"}]})
    assert caught.value.field == "fields.0.type"


@pytest.mark.parametrize("again", COPIES)
def test_a_copy_of_unset_is_the_same_object(again: Callable[[Any], Any]) -> None:
    assert again(UNSET) is UNSET
    assert again(CohostCreate(name="x")).position is UNSET


def test_unset_is_falsy_and_its_repr_is_its_name() -> None:
    assert not UNSET
    assert repr(UNSET) == "UNSET"
    assert isinstance(UNSET, Unset)


# Building requests


def test_a_query_value_that_is_none_or_unset_is_not_sent() -> None:
    assert list_events.request("acme", q=None).params == {}
    assert list_events.request("acme", q="Demo", page=2).params == {"q": "Demo", "page": 2}


@given(st.text(min_size=1))
def test_a_path_segment_decodes_to_the_original_text_and_stays_one_segment(text: str) -> None:
    with contextlib.suppress(ValueError):
        segment = path_segment("event", text)
        assert unquote(segment) == text
        assert not set(segment) & set("/\\?#")


@for_each(
    "text",
    ["", " ", "\t", ".", "..", "a/b", "a\\b", "a?b", "a#b", "a\rb", "a\nb", "a\0b", "a\x7fb", "a\x85b", "\ud800"],
)
def test_the_error_names_an_unsafe_path_argument(text: str) -> None:
    with pytest.raises(ValueError, match=r"^event "):
        get_event.request("acme", text)


@pytest.mark.parametrize("value", [None, 5, b"acme", ["acme"]])
def test_a_path_argument_that_is_not_a_string_raises_type_error(value: Any) -> None:
    with pytest.raises(TypeError, match=r"^company "):
        get_event.request(value, "demo")


def test_an_enum_path_argument_must_have_a_known_value() -> None:
    assert get_comms_template.request("a", "e", "pending_approval").path == "/a/event/e/comms/pending_approval"
    with pytest.raises(ValueError, match="template cannot be 'x'; known are 'registration_confirmation'"):
        get_comms_template.request("a", "e", "x")


def test_a_body_of_the_wrong_type_raises_type_error() -> None:
    with pytest.raises(TypeError, match="body must be of type EventCreate, not dict"):
        create_event.request("acme", body=NEW)  # type: ignore[arg-type]


def test_a_page_update_is_sent_as_json() -> None:
    sent = update_event_page.request("a", "e", body=EventPageUpdate(tagline=None, show_attendees=True))
    assert (sent.json, sent.files) == ({"tagline": None, "show_attendees": True}, None)


def test_a_page_upload_is_sent_as_a_form_without_unset_fields() -> None:
    image = File(payload=b"png", file_name="a.png", mime_type="image/png")
    body = EventPageUpload(tagline="Ünder", support_email="", show_attendees="1", header_image=image)
    sent = update_event_page.request("a", "e", body=body)
    assert sent.json is None
    assert sent.files == [
        ("tagline", (None, "Ünder".encode())),
        ("support_email", (None, b"")),
        ("show_attendees", (None, b"1")),
        ("header_image", ("a.png", b"png", "image/png")),
    ]


def test_a_city_can_be_null_or_an_object() -> None:
    assert event(city=None).city is None
    assert event().city == City(**CITY)


# attrs


MODELS = [value for name in models.__all__ if not issubclass(value := getattr(models, name), StrEnum)]


@for_each("model", MODELS)
def test_every_model_is_an_attrs_class_whose_types_resolve(model: Any) -> None:
    own = {field.name: field for field in attrs.fields(model) if not field.name.startswith("_")}
    hints = get_type_hints(model)

    assert attrs.has(model)
    assert own.keys() == hints.keys() - {"_additional_properties"}
    assert all(hints[name] is not type(None) for name in own)
    assert attrs.resolve_types(model) is model


def test_field_types_match_the_spec() -> None:
    hints = get_type_hints(Event)
    assert hints["date_start"] is datetime
    assert hints["city"] == City | None
    assert hints["cohosts"] == list[models.Cohost]
    assert hints["page"] == models.EventPage | Unset
    assert get_type_hints(EventUpdate)["attendance_mode"] == AttendanceMode | Unset


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Event.from_dict(EVENT | {"kept": 1}), {"name": "Other"}),
        (Order.from_dict(ORDER), {"paid_at": datetime(2026, 4, 26, tzinfo=UTC)}),
        (EventCreate(**NEW), {"city": "Paris"}),
        (EventUpdate(slug="a"), {"privacy_policy": None}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_evolve_changes_a_copy(model: Any, change: dict[str, Any]) -> None:
    before = model.to_dict()
    changed = attrs.evolve(model, **change)

    assert type(changed) is type(model)
    assert {name: getattr(changed, name) for name in change} == change
    assert changed.to_dict().keys() == before.keys() | change.keys()
    assert model.to_dict() == before


def test_evolve_validates_a_request_body() -> None:
    with pytest.raises(ValueError, match="date_start must be a real date"):
        attrs.evolve(new(), date_start="2026-02-30 09:00")


def test_asdict_includes_unset_fields_and_nested_models() -> None:
    read = attrs.asdict(event())
    assert read["city"]["name"] == "Montevideo"
    assert read["cohosts"][0]["position"] == 1
    assert read["date_start"] == event().date_start
    body = attrs.asdict(new(city="Paris"))
    assert (body["city"], body["slug"]) == ("Paris", UNSET)


def test_the_repr_of_an_evolved_copy_hides_the_secret() -> None:
    changed = attrs.evolve(Webhook.from_dict(WEBHOOK), name="other")
    assert changed.token == WEBHOOK["token"]
    assert WEBHOOK["token"] not in repr(changed)


def test_cattrs_reads_and_writes_models_with_two_hooks() -> None:
    converter = cattrs.Converter()
    converter.register_structure_hook_func(
        lambda kind: isinstance(kind, type) and issubclass(kind, Model), lambda value, kind: kind.from_dict(value)
    )
    converter.register_unstructure_hook_func(
        lambda kind: isinstance(kind, type) and issubclass(kind, Model), lambda value: value.to_dict()
    )
    assert converter.structure([ORDER], list[Order]) == [Order.from_dict(ORDER)]
    assert converter.unstructure({"order": Order.from_dict(ORDER)}) == {"order": ORDER}
