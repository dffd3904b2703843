import httpx
import pytest

from helpers import for_each, one_at_a_time

pytestmark = pytest.mark.anyio

EVENT = {
    "name": "Spring Gathering",
    "date_start": "2026-04-25 09:00",
    "date_end": "2026-04-26 18:00",
    "attendance_mode": "online",
    "company_role": "attending",
    "locale": "en",
    "timezone": "Europe/Amsterdam",
}
OFFLINE = {**EVENT, "attendance_mode": "offline", "city": "Utrecht", "province": "Utrecht", "country": "Netherlands"}
TICKET = {"name": "Gold"}
ORDER = {
    "first_name": "Sam",
    "last_name": "de Wit",
    "email": "sam@example.com",
    "country": "NL",
    "is_business": False,
    "ticket_type": "community",
}
WEBHOOK = {"name": "Mine", "url": "https://example.com/hook", "events": ["lead-created"]}
FIELD = {"type": "text", "label": "Why?"}
GONE = object()


def of_form(**field: object) -> dict[str, object]:
    return {"name": "Form", "fields": [FIELD, {**FIELD, **field}]}


def cases(base: dict[str, object], table: dict[str, list[object]]) -> list[tuple[dict[str, object], str]]:
    return [({**base, name: value}, name) for name, values in table.items() for value in values]


async def refused(http: httpx.AsyncClient, method: str, url: str, body: dict[str, object]) -> dict[str, list[str]]:
    sent = {name: value for name, value in body.items() if value is not GONE}
    answer = await http.request(method, url, json=sent)
    assert answer.status_code == 422, answer.text
    return answer.json()["errors"]


NEW_EVENT = cases(
    EVENT,
    {
        "name": [GONE, None, "", "  ", "x" * 256, 5, ["x"]],
        "date_start": [GONE, None, "2026-04-25", "2026-04-25T09:00", "2026-02-30 09:00", "25-04-2026 09:00", 20260425],
        "date_end": [GONE, "2026-04-25 08:59", "2026-04-26 24:00", "2026-04-26 18:00 "[:-2], "٢٠٢٦-04-26 18:00"],
        "attendance_mode": [GONE, None, "hybrid", True, []],
        "company_role": [GONE, "watching", 1],
        "locale": [GONE, None, "English", 1],
        "timezone": [GONE, None, "Mars/Olympus", "", 3],
        "privacy_policy": ["example.com", "ftp://example.com", "https://", "https://[", "https://a b", 7],
        "tax_country": ["NLD", "nl", None, 31],
        "requires_ticket_assignment": ["yes", "1", 1, 0, None],
        "city": [1, ["Utrecht"]],
        "slug": [5, None],
        "surprise": ["x"],
    },
)


@for_each(("body", "field"), NEW_EVENT)
async def test_a_new_event_with_an_invalid_field_is_refused(body, field, http, company):
    assert list(await refused(http, "POST", f"{company}/events/create", body)) == [field]


@pytest.mark.parametrize("field", ["city", "province", "country"])
@pytest.mark.parametrize("value", [GONE, None])
async def test_a_new_offline_event_requires_city_province_and_country(http, company, field, value):
    errors = await refused(http, "POST", f"{company}/events/create", {**OFFLINE, field: value})

    assert errors == {field: [f"The {field} field is required when attendance mode is offline."]}


async def test_a_new_offline_event_does_not_require_a_timezone(http, company):
    body = {name: value for name, value in OFFLINE.items() if name != "timezone"}

    assert (await http.post(f"{company}/events/create", json=body)).status_code == 201


async def test_a_new_organized_event_must_set_requires_ticket_assignment(http, company):
    errors = await refused(http, "POST", f"{company}/events/create", {**EVENT, "company_role": "organizing"})

    assert list(errors) == ["requires_ticket_assignment"]


async def test_the_message_of_a_422_is_the_first_error_and_the_number_of_others(http, company):
    one = await http.post(f"{company}/events/create", json={**EVENT, "name": None})
    two = await http.post(f"{company}/events/create", json={**EVENT, "name": None, "locale": None})
    more = await http.post(f"{company}/events/create", json={**EVENT, "name": None, "locale": None, "timezone": None})

    assert one.json() == {
        "message": "The name field is required.",
        "errors": {"name": ["The name field is required."]},
    }
    assert two.json()["message"] == "The name field is required. (and 1 more error)"
    assert more.json()["message"] == "The name field is required. (and 2 more errors)"


async def test_a_refused_event_is_not_created(http, company):
    await refused(http, "POST", f"{company}/events/create", {**EVENT, "locale": GONE})

    assert (await http.get(f"{company}/events")).json()["meta"]["total"] == 60


CHANGES = [
    ({"name": ""}, "name"),
    ({"slug": "has space"}, "slug"),
    ({"slug": "a/b"}, "slug"),
    ({"slug": "demo-night-1"}, "slug"),
    ({"slug": None}, "slug"),
    ({"date_end": "1999-10-15 08:00"}, "date_end"),
    ({"date_start": "9998-10-17 08:00"}, "date_start"),
    ({"date_start": "2026-10-17 08:00", "date_end": "2026-10-17 07:00"}, "date_end"),
    ({"attendance_mode": "hybrid"}, "attendance_mode"),
    ({"venueAddress": 5}, "venueAddress"),
    ({"google_place_id": None}, "google_place_id"),
]


@for_each(("body", "field"), CHANGES)
async def test_an_event_update_with_an_invalid_field_is_refused(body, field, http, company):
    assert list(await refused(http, "PATCH", f"{company}/events/ai-demo-days-2026", body)) == [field]


async def test_an_event_update_may_send_the_current_slug(http, company):
    answer = await http.patch(f"{company}/events/ai-demo-days-2026", json={"slug": "ai-demo-days-2026"})

    assert answer.status_code == 200


COHOSTS = cases(
    {"name": "Partner"},
    {
        "name": [GONE, "", 5],
        "privacy_policy": ["no url", "https://example.com/" + "x" * 493],
        "position": [0, -1, "1", 1.5, True, None, 1e300],
        "surprise": [1],
    },
)


@for_each(("body", "field"), COHOSTS)
async def test_a_cohost_with_an_invalid_field_is_refused(body, field, http, company):
    assert list(await refused(http, "POST", f"{company}/events/ai-demo-days-2026/cohosts", body)) == [field]


PAGES = cases(
    {},
    {
        "tagline": ["x" * 256, 5],
        "description": [["<p>"]],
        "support_email": ["nobody", "a@" + "b" * 254, 1],
        "show_attendees": [None, "1", 1, "true"],
        "header_image": ["https://example.com/a.png"],
    },
)


@for_each(("body", "field"), PAGES)
async def test_an_event_page_with_an_invalid_field_is_refused(body, field, http, main_event):
    assert list(await refused(http, "POST", f"{main_event}/page", body)) == [field]


MESSAGES = [
    ({}, ["subject", "body"]),
    ({"subject": ""}, ["subject"]),
    ({"subject": "x" * 256}, ["subject"]),
    ({"body": None}, ["body"]),
    ({"subject": "Hi", "is_default": False}, ["is_default"]),
]


@for_each(("body", "fields"), MESSAGES)
async def test_a_template_update_with_an_invalid_field_is_refused(body, fields, http, main_event):
    assert list(await refused(http, "PATCH", f"{main_event}/comms/pending_approval", body)) == fields


TICKETS = cases(
    TICKET,
    {
        "name": [GONE, None, ""],
        "slug": ["a b", "community", None],
        "price": ["free", "-1", "1.005", "1,50", -1, 1.005, True, [], None],
        "currency": ["euro", "eur", 978],
        "vat_percentage": ["101", "21%", 21],
        "availability": [-1, "many", 1.5, None],
        "approval_required": ["yes", 1],
    },
)


@for_each(("body", "field"), TICKETS)
async def test_a_ticket_type_with_an_invalid_field_is_refused(body, field, http, main_event):
    assert list(await refused(http, "POST", f"{main_event}/ticket-types/create", body)) == [field]


ORDERS = cases(
    ORDER,
    {
        "first_name": [GONE, ""],
        "last_name": [GONE, 5],
        "email": [GONE, "sam", "a b@c"],
        "country": [GONE],
        "is_business": [GONE, "no", 0],
        "ticket_type": [GONE, None, "unknown", ["community"]],
        "quantity": [0, 10_000, "2", None],
        "form": ["text", ["list"], None],
    },
)


@for_each(("body", "field"), ORDERS)
async def test_an_order_with_an_invalid_field_is_refused(body, field, http, main_event):
    assert list(await refused(http, "POST", f"{main_event}/orders/create", body)) == [field]


FORMS = [
    ({}, ["name"]),
    ({"name": ["x"]}, ["name"]),
    ({"name": "Form", "fields": "text"}, ["fields"]),
    ({"name": "Form", "fields": None}, ["fields"]),
    ({"name": "Form", "fields": ["text"]}, ["fields.0"]),
    (of_form(type="slider"), ["fields.1.type"]),
    (of_form(type={}), ["fields.1.type"]),
    (of_form(type=None), ["fields.1.type"]),
    (of_form(label=""), ["fields.1.label"]),
    (of_form(label="x" * 256), ["fields.1.label"]),
    (of_form(type="consent", label="x" * 10_001), ["fields.1.label"]),
    (of_form(required="yes"), ["fields.1.required"]),
    (of_form(type="number", min="0"), ["fields.1.min"]),
    (of_form(type="option"), ["fields.1.options"]),
    (of_form(type="select", options=None), ["fields.1.options"]),
    (of_form(type="select", options=[]), ["fields.1.options"]),
    (of_form(type="select", options=["a", 5]), ["fields.1.options.1"]),
    ({"name": "Form", "fields": [{"type": "phone", "label": "Phone"}] * 2}, ["fields.1.type"]),
]


@for_each(("body", "fields"), FORMS)
async def test_a_form_with_an_invalid_field_is_refused(body, fields, http, company):
    assert list(await refused(http, "POST", f"{company}/forms/create", body)) == fields


async def test_the_label_of_a_consent_field_may_have_10000_characters(http, company):
    body = {"name": "Form", "fields": [{"type": "consent", "label": "x" * 10_000}]}

    assert (await http.post(f"{company}/forms/create", json=body)).status_code == 201


WEBHOOKS = [
    ({**WEBHOOK, "name": GONE}, ["name"]),
    ({**WEBHOOK, "name": "x" * 256}, ["name"]),
    ({**WEBHOOK, "name": "Lead feed"}, ["name"]),
    ({**WEBHOOK, "url": "http://example.com"}, ["url"]),
    ({**WEBHOOK, "url": "https://example.com/" + "x" * 236}, ["url"]),
    ({**WEBHOOK, "url": None}, ["url"]),
    ({**WEBHOOK, "events": GONE}, ["events"]),
    ({**WEBHOOK, "events": []}, ["events"]),
    ({**WEBHOOK, "events": "lead-created"}, ["events"]),
    ({**WEBHOOK, "events": ["lead-created", "lead-lost"]}, ["events.1"]),
    ({**WEBHOOK, "events": [{}]}, ["events.0"]),
    ({**WEBHOOK, "surprise": 1}, ["surprise"]),
]


@for_each(("body", "fields"), WEBHOOKS)
async def test_a_webhook_with_an_invalid_field_is_refused(body, fields, http, company):
    assert list(await refused(http, "POST", f"{company}/webhooks/attach", body)) == fields


async def test_a_webhook_may_subscribe_only_to_events_that_the_scopes_allow(connect, company):
    body = {**WEBHOOK, "events": ["lead-created", "meeting-booked"]}
    async with connect(scopes=["meetings:subscribe"]) as http:
        errors = await refused(http, "POST", f"{company}/webhooks/attach", body)

    assert errors == {"events.0": ["The events.0 field needs the scope leads:subscribe."]}


HOSTILE = [
    b"",
    b"{",
    b"null",
    b"[]",
    b'"text"',
    b"17",
    b"\xff\xfe",
    b'{"name": NaN}',
    b'{"name": "\\ud800"}',
    b"[" * 5000,
    b'{"name": 1e999}',
]


WRITES = [
    ("POST", "/events/create"),
    ("PATCH", "/events/ai-demo-days-2026"),
    ("POST", "/event/ai-demo-days-2026/page"),
    ("PATCH", "/event/ai-demo-days-2026/comms/pending_approval"),
    ("POST", "/event/ai-demo-days-2026/orders/create"),
    ("DELETE", "/webhooks/detach"),
]


@for_each(("write", "content"), one_at_a_time(WRITES, HOSTILE))
async def test_a_body_that_is_not_a_json_object_is_refused(write, content, http, company):
    method, path = write
    headers = {"Content-Type": "application/json"}
    answer = await http.request(method, company + path, content=content, headers=headers)

    assert answer.status_code == 422
    assert answer.json()["errors"] == {"body": ["The body must be a JSON object."]}


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
async def test_a_body_with_another_content_type_is_refused(http, company, content_type):
    answer = await http.post(
        f"{company}/forms/create", content=b'{"name": "x"}', headers={"Content-Type": content_type}
    )

    assert list(answer.json()["errors"]) == ["body"]
