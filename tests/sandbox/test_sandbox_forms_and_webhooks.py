import uuid

import httpx
import pytest

pytestmark = pytest.mark.anyio

HOOK = {"name": "Mine", "url": "https://example.com/hook", "events": ["lead-created", "meeting-booked"]}
ALL_TYPES = (
    *("text", "textarea", "number", "date", "time", "url", "file", "option", "select", "toggle", "rating"),
    *("birthdate", "company_name", "company_url", "consent", "country", "gender", "job_title", "language", "phone"),
    "social_url",
)


async def attach(http: httpx.AsyncClient, company: str, **changes: object) -> dict:
    answer = await http.post(f"{company}/webhooks/attach", json=HOOK | changes)
    assert answer.status_code == 201, answer.text
    return answer.json()["data"]


async def test_q_finds_forms_by_name(http, company):
    assert [each["name"] for each in (await http.get(f"{company}/forms?q=Guest")).json()["data"]] == ["Guest details"]


async def test_a_form_may_have_a_field_of_every_type(http, company):
    fields = [{"type": kind, "label": kind, "options": ["a", "b"]} for kind in ALL_TYPES]
    form = (await http.post(f"{company}/forms/create", json={"name": "All", "fields": fields})).json()["data"]

    assert [field["type"] for field in form["fields"]] == list(ALL_TYPES)
    assert (await http.get(f"{company}/forms/{form['id']}")).json()["data"] == form


async def test_a_form_may_have_no_fields(http, company):
    forms = [
        (await http.post(f"{company}/forms/create", json=body)).json()["data"]
        for body in ({"name": "A"}, {"name": "B", "fields": []})
    ]

    assert [form["fields"] for form in forms] == [[], []]


async def test_updating_fields_replaces_them_but_keeps_those_sent_with_their_id(http, company):
    fields = [{"type": "text", "label": "One"}, {"type": "text", "label": "Two"}]
    form = (await http.post(f"{company}/forms/create", json={"name": "A", "fields": fields})).json()["data"]
    kept, new = {**form["fields"][1], "label": "Second"}, {"type": "number", "label": "Three", "min": 1.5}
    url = f"{company}/forms/{form['id']}"
    changed = (await http.patch(url, json={"fields": [kept, new]})).json()["data"]

    assert (changed["name"], changed["fields"][0]) == ("A", kept)
    assert (changed["fields"][1]["min"], changed["fields"][1]["required"]) == (1.5, False)


async def test_updating_the_name_of_a_form_does_not_change_its_fields(http, company):
    form = (await http.get(f"{company}/forms")).json()["data"][0]
    changed = (await http.patch(f"{company}/forms/{form['id']}", json={"name": "New"})).json()["data"]

    assert changed == {**form, "name": "New"}


async def test_an_unknown_form_is_not_found(http, company):
    assert (await http.get(f"{company}/forms/unknown")).status_code == 404
    assert (await http.patch(f"{company}/forms/unknown", json={})).status_code == 404


async def test_attach_returns_the_secret_and_update_does_not(http, company):
    webhook = await attach(http, company)
    changed = (await http.patch(f"{company}/webhooks/update", json={"token": webhook["token"], "name": "New"})).json()

    assert uuid.UUID(webhook["id"]).version == 4
    assert changed["data"] == {name: value for name, value in {**webhook, "name": "New"}.items() if name != "token"}


async def test_a_detached_webhook_cannot_be_detached_again(http, company):
    token = {"token": (await attach(http, company))["token"]}
    first = await http.request("DELETE", f"{company}/webhooks/detach", json=token)
    again = await http.request("DELETE", f"{company}/webhooks/detach", json=token)

    assert (first.status_code, first.json()) == (200, {"status": "Deleted"})
    assert again.status_code == 404


@pytest.mark.parametrize(("method", "path"), [("PATCH", "update"), ("DELETE", "detach")])
async def test_updating_or_detaching_a_webhook_requires_its_secret(http, company, method, path):
    url = f"{company}/webhooks/{path}"
    missing = await http.request(method, url, json={})
    wrong = await http.request(method, url, json={"token": "wrong"})

    assert (missing.status_code, list(missing.json()["errors"])) == (422, ["token"])
    assert wrong.status_code == 404


async def test_a_webhook_name_must_be_unique_across_the_companies_of_a_user(http, box, company):
    await attach(http, company)
    other = await http.post(f"/{box.company_id('lumen-talks')}/webhooks/attach", json=HOOK)

    assert list(other.json()["errors"]) == ["name"]


async def test_a_webhook_update_may_send_the_current_name(http, company):
    webhook = await attach(http, company)
    body = {"token": webhook["token"], "name": webhook["name"], "events": ["lead-deleted"]}
    changed = await http.patch(f"{company}/webhooks/update", json=body)

    assert changed.json()["data"]["events"] == ["lead-deleted"]
