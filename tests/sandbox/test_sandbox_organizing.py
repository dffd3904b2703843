import httpx
import pytest

pytestmark = pytest.mark.anyio

PNG = b"\x89PNG\r\n\x1a\n"
PERSON = {"first_name": "Sam", "last_name": "de Wit", "email": "sam@example.com", "country": "NL", "is_business": False}


async def attended_event(http: httpx.AsyncClient, company: str) -> str:
    events = (await http.get(f"{company}/events")).json()["data"]
    return next(event["id"] for event in events if event["company_role"] == "attending")


async def add_ticket_type(http: httpx.AsyncClient, event: str, **fields: object) -> dict:
    answer = await http.post(f"{event}/ticket-types/create", json={"name": "Gold", **fields})
    assert answer.status_code == 201, answer.text
    return answer.json()["data"]


async def order(http: httpx.AsyncClient, event: str, ticket_type: str, **fields: object) -> dict:
    answer = await http.post(f"{event}/orders/create", json={**PERSON, "ticket_type": ticket_type, **fields})
    assert answer.status_code == 201, answer.text
    return answer.json()["data"]


@pytest.mark.parametrize("rest", ["page", "comms", "comms/pending_approval", "ticket-types", "orders"])
async def test_attended_events_have_no_page_tickets_orders_or_emails(http, company, rest):
    attended = await attended_event(http, company)

    assert (await http.get(f"{company}/event/{attended}/{rest}")).status_code == 404
    assert (await http.get(f"{company}/event/unknown/{rest}")).status_code == 404


async def test_the_page_of_an_event_is_empty_until_it_is_first_updated(http, company):
    page = (await http.get(f"{company}/event/demo-night-1/page")).json()["data"]

    assert page == {
        "tagline": None,
        "description": None,
        "support_email": None,
        "header_image": None,
        "show_attendees": False,
    }


async def test_a_page_update_keeps_the_fields_that_are_not_sent(http, company):
    url = f"{company}/event/demo-night-1/page"
    await http.post(url, json={"tagline": "Come", "show_attendees": True})
    page = (await http.post(url, json={"support_email": "help@example.com"})).json()["data"]

    assert (page["tagline"], page["support_email"], page["show_attendees"]) == ("Come", "help@example.com", True)
    assert (await http.get(url)).json()["data"] == page


async def test_null_clears_a_field_of_the_page(http, main_event):
    page = (await http.post(f"{main_event}/page", json={"tagline": None})).json()["data"]

    assert page["tagline"] is None


async def test_scripts_are_removed_from_a_description(http, main_event):
    sent = "<p>Hi</p><SCRIPT src=x>alert(1)</script ><p>there</p><script>left open"
    page = (await http.post(f"{main_event}/page", json={"description": sent})).json()["data"]

    assert page["description"] == "<p>Hi</p><p>there</p>"


async def test_a_header_image_is_uploaded_as_multipart_form_data(http, main_event):
    fields = {"tagline": "New", "show_attendees": "0", "support_email": ""}
    image = {"header_image": ("h.png", PNG, "image/png")}
    page = (await http.post(f"{main_event}/page", data=fields, files=image)).json()["data"]

    assert page["header_image"].endswith(".png")
    assert (page["tagline"], page["show_attendees"], page["support_email"]) == ("New", False, None)
    assert page["description"] is not None


@pytest.mark.parametrize("value", ["true", "false", "True", "2"])
async def test_a_boolean_in_multipart_form_data_must_be_1_or_0(http, main_event, value):
    image = {"header_image": ("h.png", PNG, "image/png")}
    answer = await http.post(f"{main_event}/page", data={"show_attendees": value}, files=image)

    assert list(answer.json()["errors"]) == ["show_attendees"]


async def test_a_header_image_must_be_an_image(http, main_event):
    answer = await http.post(f"{main_event}/page", files={"header_image": ("h.txt", b"text", "text/plain")})

    assert answer.json()["errors"] == {"header_image": ["The header image field must be an image."]}


# Starlette stops reading the body halfway and leaves its generator unclosed. Trio then warns about it.
@pytest.mark.filterwarnings("ignore:.*was garbage collected before it had been exhausted:ResourceWarning")
@pytest.mark.parametrize("content_type", ["multipart/form-data", "multipart/form-data; boundary=x"])
async def test_malformed_multipart_form_data_is_refused(http, main_event, content_type):
    answer = await http.post(f"{main_event}/page", content=b"--y nonsense", headers={"Content-Type": content_type})

    assert answer.status_code == 422


async def test_an_uploaded_header_image_replaces_an_unsplash_image(http, company):
    url = f"{company}/event/ai-demo-days-hr-edition/page"
    before = (await http.get(url)).json()["data"]
    image = {"header_image": ("h.jpg", b"\xff\xd8\xff", "image/jpeg")}
    after = (await http.post(url, files=image)).json()["data"]

    assert "unsplash_data" in before
    assert "unsplash_data" not in after


async def test_approval_templates_are_listed_only_if_a_ticket_type_needs_approval(http, company):
    event = f"{company}/event/demo-night-1"
    before = (await http.get(f"{event}/comms")).json()["data"]
    await add_ticket_type(http, event, approval_required=True)
    after = (await http.get(f"{event}/comms")).json()["data"]

    assert [each["template"] for each in before] == ["registration_confirmation", "registration_abandoned"]
    assert len(after) == 6


async def test_an_approval_template_can_be_read_even_if_it_is_not_listed(http, company):
    answer = await http.get(f"{company}/event/demo-night-1/comms/pending_approval")

    assert answer.json()["data"]["is_default"] is True


async def test_a_template_can_be_partly_overridden_and_reset(http, main_event):
    url = f"{main_event}/comms/registration_confirmation"
    default = (await http.get(url)).json()["data"]
    changed = (await http.patch(url, json={"subject": "You're in! {event}"})).json()["data"]
    reset = await http.delete(url)

    assert changed == {**default, "subject": "You're in! {event}", "is_default": False}
    assert reset.json() == {"status": "Deleted"}
    assert (await http.get(url)).json()["data"] == default


async def test_default_template_texts_depend_on_the_language_of_the_event(http, company, main_event):
    dutch = (await http.get(f"{company}/event/demo-night-1/comms")).json()["data"]
    english = (await http.get(f"{main_event}/comms")).json()["data"]

    assert dutch[0]["subject"] != english[0]["subject"]


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
async def test_an_unknown_template_is_not_found(http, main_event, method):
    assert (await http.request(method, f"{main_event}/comms/unknown", json={"body": "x"})).status_code == 404


async def test_ticket_types_are_not_paginated_and_include_forms_only_on_request(http, main_event):
    plain = (await http.get(f"{main_event}/ticket-types")).json()
    full = (await http.get(f"{main_event}/ticket-types?include_form")).json()

    assert list(plain) == ["data"]
    assert [each["slug"] for each in plain["data"]] == ["community", "regular", "press", "investor"]
    assert all("form" not in each for each in plain["data"])
    assert [bool(each["form"]) for each in full["data"]] == [False, True, False, True]


async def test_the_slug_of_a_new_ticket_type_is_used(http, main_event):
    assert (await add_ticket_type(http, main_event, slug="my-own"))["slug"] == "my-own"


async def test_without_a_slug_the_slug_of_a_ticket_type_is_derived_from_its_name(http, main_event):
    slugs = [(await add_ticket_type(http, main_event, name="Early Bird"))["slug"] for _ in range(2)]

    assert slugs == ["early-bird", "early-bird-2"]


async def test_an_update_can_change_the_slug_of_a_ticket_type(http, main_event):
    changed = await http.patch(f"{main_event}/ticket-types/community", json={"slug": "open", "availability": 5})

    assert (changed.json()["data"]["slug"], changed.json()["data"]["availability"]) == ("open", 5)
    assert (await http.get(f"{main_event}/ticket-types/open?include_form=0")).json()["data"]["form"] is None
    assert (await http.get(f"{main_event}/ticket-types/community")).status_code == 404


async def test_orders_fill_more_than_three_pages(http, main_event):
    last = (await http.get(f"{main_event}/orders?page=4")).json()

    assert (last["meta"]["last_page"], last["meta"]["total"], len(last["data"])) == (4, 53, 8)


async def test_orders_include_their_submission_only_on_request(http, main_event):
    plain = (await http.get(f"{main_event}/orders")).json()["data"]
    full = (await http.get(f"{main_event}/orders?include_submission=1")).json()["data"]
    answered = next(each for each in full if each["submission"])

    assert all("submission" not in each and "lead" not in each for each in plain)
    assert set(answered["submission"]) == {"form", "answers"}
    assert answered["lead"]["email"] == answered["email"]


async def test_the_seeded_orders_include_paid_unpaid_and_free_orders(http, main_event):
    orders = (await http.get(f"{main_event}/orders")).json()["data"]

    assert {(each["unit_amount"] > 0, each["paid_at"] is not None) for each in orders} == {
        (True, True),
        (True, False),
        (False, False),
    }


async def test_the_unit_amount_of_an_order_is_its_total_in_minor_units(http, main_event):
    await add_ticket_type(http, main_event, slug="gold", price="19.99", currency="USD", vat_percentage="9")
    placed = await order(http, main_event, "gold", quantity=3)

    assert (placed["unit_amount"], placed["currency"], placed["vat_percentage"]) == (5997, "USD", "9")
    assert (await http.get(f"{main_event}/orders/{placed['id']}")).json()["data"] == placed


async def test_an_order_is_unpaid_until_it_is_marked_as_paid(http, box, main_event):
    placed = await order(http, main_event, "regular")
    box.mark_paid(placed["id"])
    paid = (await http.get(f"{main_event}/orders/{placed['id']}")).json()["data"]

    assert placed["paid_at"] is None
    assert paid["paid_at"] is not None


async def test_paid_at_of_a_free_order_is_never_set(http, box, main_event):
    placed = await order(http, main_event, "community")
    box.mark_paid(placed["id"])

    assert (await http.get(f"{main_event}/orders/{placed['id']}")).json()["data"]["paid_at"] is None


async def test_paid_at_is_set_only_once(http, box, main_event):
    placed = await order(http, main_event, "regular")
    dates = []
    for _ in range(2):
        box.mark_paid(placed["id"])
        dates.append((await http.get(f"{main_event}/orders/{placed['id']}")).json()["data"]["paid_at"])

    assert dates[0] == dates[1]


async def test_form_answers_in_a_new_order_are_ignored(http, main_event):
    placed = await order(http, main_event, "regular", form={"company_name": "Acme"})
    shown = (await http.get(f"{main_event}/orders/{placed['id']}?include_submission=1")).json()["data"]

    assert shown["submission"] is None


async def test_an_order_may_omit_the_ticket_type_if_there_is_only_one(http, company):
    answer = await http.post(f"{company}/event/demo-night-1/orders/create", json=PERSON)

    assert (answer.status_code, answer.json()["data"]["unit_amount"]) == (201, 1250)


async def test_tickets_cannot_be_oversold(http, main_event):
    await add_ticket_type(http, main_event, slug="rare", availability=2)
    await order(http, main_event, "rare", quantity=2)
    answer = await http.post(f"{main_event}/orders/create", json={**PERSON, "ticket_type": "rare"})

    assert answer.json()["errors"] == {"quantity": ["The quantity field must not be greater than 0."]}


@pytest.mark.parametrize("decision", ["approve", "reject"])
async def test_a_pending_order_can_be_approved_or_rejected_only_once(http, main_event, decision):
    placed = await order(http, main_event, "press")
    url = f"{main_event}/orders/{placed['id']}"
    first = await http.post(f"{url}/{decision}")
    again = [(await http.post(f"{url}/{each}")).status_code for each in ("approve", "reject")]

    assert (first.status_code, first.json()["data"]["id"]) == (200, placed["id"])
    assert again == [404, 404]


async def test_an_order_that_needs_no_approval_cannot_be_approved(http, main_event):
    placed = await order(http, main_event, "community")

    assert (await http.post(f"{main_event}/orders/{placed['id']}/approve")).status_code == 404


async def test_rejecting_an_order_makes_its_tickets_available_again(http, main_event):
    await add_ticket_type(http, main_event, slug="rare", availability=1, approval_required=True)
    placed = await order(http, main_event, "rare")
    await http.post(f"{main_event}/orders/{placed['id']}/reject")

    assert await order(http, main_event, "rare")


async def test_unknown_ticket_types_and_orders_are_not_found(http, main_event):
    for path in ("ticket-types/unknown", "orders/unknown"):
        assert (await http.get(f"{main_event}/{path}")).status_code == 404
