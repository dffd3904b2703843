import httpx
import pytest

pytestmark = pytest.mark.anyio

OFFLINE = {
    "name": "Spring Gathering",
    "date_start": "2026-04-25 09:00",
    "date_end": "2026-04-26 18:00",
    "attendance_mode": "offline",
    "company_role": "organizing",
    "locale": "en",
    "city": "Montevideo",
    "province": "Montevideo",
    "country": "Uruguay",
    "venue": "Convention Center",
    "venue_address": "Main St 1",
    "timezone": "America/Montevideo",
    "tax_country": "UY",
    "requires_ticket_assignment": False,
}


async def create(http: httpx.AsyncClient, company: str, **changes: object) -> dict:
    answer = await http.post(f"{company}/events/create", json=OFFLINE | changes)
    assert answer.status_code == 201, answer.text
    return answer.json()["data"]


async def test_events_fill_more_than_three_pages_of_fifteen(http, company):
    first = (await http.get(f"{company}/events")).json()

    assert len(first["data"]) == 15
    assert first["meta"]["last_page"] > 3
    assert first["meta"]["per_page"] == 15


async def test_pages_do_not_overlap_and_add_up_to_the_total(http, company):
    pages = [(await http.get(f"{company}/events", params={"page": number})).json() for number in (1, 2, 3, 4)]
    seen = [event["id"] for page in pages for event in page["data"]]

    assert len(seen) == len(set(seen)) == pages[0]["meta"]["total"] == 60


async def test_pagination_links_are_absolute_and_null_at_the_ends(http, company):
    first = (await http.get(f"{company}/events")).json()["links"]
    last = (await http.get(f"{company}/events?page=4")).json()["links"]

    url = f"http://sandbox/api/v1{company}/events?page="
    assert first == {"first": f"{url}1", "last": f"{url}4", "prev": None, "next": f"{url}2"}
    assert last == {"first": f"{url}1", "last": f"{url}4", "prev": f"{url}3", "next": None}


async def test_a_page_beyond_the_last_is_empty_with_null_from_and_to(http, company):
    answer = (await http.get(f"{company}/events?page=9")).json()

    assert answer["data"] == []
    assert (answer["meta"]["from"], answer["meta"]["to"], answer["meta"]["last_page"]) == (None, None, 4)


@pytest.mark.parametrize("page", ["0", "-1", "x", "", "1.5", "٣", "9" * 5000])
async def test_an_invalid_page_number_is_treated_as_1(http, company, page):
    answer = (await http.get(f"{company}/events", params={"page": page})).json()

    assert answer["meta"]["current_page"] == 1


async def test_q_finds_events_whose_name_contains_the_text(http, company):
    found = (await http.get(f"{company}/events?q=Demo")).json()

    assert found["meta"]["last_page"] > 1
    assert all("Demo" in event["name"] for event in found["data"])


async def test_q_is_case_sensitive(http, company):
    found = (await http.get(f"{company}/events?q=demo")).json()

    assert (found["data"], found["meta"]["total"]) == ([], 0)


async def test_dates_have_every_format_of_fractional_seconds_seen_in_the_api(http, company):
    pages = [(await http.get(f"{company}/events", params={"page": number})).json() for number in (1, 2)]
    stamps = {event["date_start"][19:-6] for page in pages for event in page["data"]}

    assert stamps == {".000", ".000000", ".4040", ".011", ".088"}


async def test_the_seeded_events_cover_every_attendance_mode_and_company_role(http, company):
    events = (await http.get(f"{company}/events")).json()["data"]

    assert {event["attendance_mode"] for event in events} == {"online", "offline"}
    assert {event["company_role"] for event in events} == {"organizing", "attending"}


async def test_an_event_includes_its_page_when_read_by_id_but_not_in_lists(http, company):
    shown = (await http.get(f"{company}/events/ai-demo-days-2026")).json()["data"]
    listed = (await http.get(f"{company}/events")).json()["data"]

    assert shown["page"]["tagline"] == "Two days of things that work"
    assert all("page" not in event for event in listed)


async def test_an_attended_event_has_no_page(http, company):
    events = (await http.get(f"{company}/events")).json()["data"]
    attended = next(event["id"] for event in events if event["company_role"] == "attending")

    assert "page" not in (await http.get(f"{company}/events/{attended}")).json()["data"]


async def test_a_new_event_can_be_read_back(http, company):
    event = await create(http, company)

    shown = (await http.get(f"{company}/events/{event['id']}")).json()["data"]
    assert {name: shown[name] for name in event} == event


async def test_input_dates_are_returned_unchanged_with_a_utc_offset(http, company):
    event = await create(http, company)

    assert event["date_start"] == "2026-04-25T09:00:00.000+00:00"
    assert event["date_end"] == "2026-04-26T18:00:00.000+00:00"


async def test_place_names_in_the_input_become_place_objects(http, company):
    event = await create(http, company)

    assert event["city"]["latitude"] == -34.9011
    assert event["country"] == {"name": "Uruguay", "alpha2Code": "UY", "alpha3Code": "URY"}
    assert event["venue"]["address"] == "Main St 1"


async def test_an_online_event_has_no_place(http, company):
    event = await create(http, company, attendance_mode="online")

    assert (event["city"], event["country"], event["venue"]) == (None, None, None)


async def test_the_slug_of_a_new_event_is_ignored(http, company):
    event = await create(http, company, slug="my-own")

    assert event["id"] == "spring-gathering"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("AI Demo Days · Sales Edition", "ai-demo-days-sales-edition"),
        ("Café_Über  Größe!", "cafe-uber-grosse"),
        ("mail@home", "mail-at-home"),
        ("🎉", "event"),
        ("Create", "create"),
    ],
)
async def test_the_id_of_a_new_event_is_derived_from_its_name(http, company, name, expected):
    assert (await create(http, company, name=name))["id"] == expected


async def test_the_id_of_an_event_with_a_taken_name_gets_a_number(http, company):
    ids = [(await create(http, company, name="AI Demo Days · HR Edition"))["id"] for _ in range(2)]

    assert ids == ["ai-demo-days-hr-edition-2", "ai-demo-days-hr-edition-3"]


async def test_an_update_changes_only_the_fields_that_are_sent(http, company):
    before = await create(http, company)
    answer = await http.patch(f"{company}/events/{before['id']}", json={"name": "Autumn Gathering", "locale": "nl"})

    after = answer.json()["data"]
    assert after.pop("page") is not None
    assert after == before | {"name": "Autumn Gathering", "locale": "nl"}


async def test_an_update_sets_the_slug(http, company):
    event = await create(http, company)
    changed = await http.patch(f"{company}/events/{event['id']}", json={"slug": "my-own"})

    assert changed.json()["data"]["id"] == "my-own"
    assert (await http.get(f"{company}/events/my-own")).status_code == 200
    assert (await http.get(f"{company}/events/{event['id']}")).status_code == 404


async def test_an_update_accepts_venue_address_only_in_camel_case(http, company):
    event = await create(http, company)
    url = f"{company}/events/{event['id']}"
    changed = await http.patch(url, json={"venueAddress": "Elsewhere 2", "venue_address": "ignored"})

    assert changed.json()["data"]["venue"]["address"] == "Elsewhere 2"


async def test_an_update_accepts_google_place_ids(http, company):
    event = await create(http, company)
    url = f"{company}/events/{event['id']}"
    changed = await http.patch(url, json={"google_place_id": "city", "venue_google_place_id": "venue"})

    found = changed.json()["data"]
    assert (found["city"]["google_place_id"], found["venue"]["google_place_id"]) == ("city", "venue")


async def test_required_if_rules_apply_only_to_new_events(http, company):
    event = await create(http, company, attendance_mode="online", city=None, country=None)
    changed = await http.patch(f"{company}/events/{event['id']}", json={"attendance_mode": "offline"})

    assert (changed.status_code, changed.json()["data"]["city"]) == (200, None)


async def test_adding_changing_or_removing_a_cohost_returns_the_event(http, company):
    event = await create(http, company)
    url = f"{company}/events/{event['id']}/cohosts"
    first = (await http.post(url, json={"name": "First"})).json()["data"]["cohosts"]
    both = (await http.post(url, json={"name": "Second", "position": 1})).json()["data"]["cohosts"]
    moved = await http.patch(f"{url}/{first[0]['id']}", json={"position": 5, "privacy_policy": "https://a.example"})
    left = await http.delete(f"{url}/{first[0]['id']}")

    assert [cohost["name"] for cohost in both] == ["First", "Second"]
    assert [cohost["name"] for cohost in moved.json()["data"]["cohosts"]] == ["Second", "First"]
    assert moved.json()["data"]["id"] == event["id"]
    assert [cohost["name"] for cohost in left.json()["data"]["cohosts"]] == ["Second"]


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
async def test_an_unknown_cohost_is_not_found(http, company, method):
    answer = await http.request(method, f"{company}/events/ai-demo-days-2026/cohosts/unknown", json={})

    assert answer.status_code == 404


async def test_an_unknown_event_is_not_found(http, company):
    assert (await http.get(f"{company}/events/unknown")).status_code == 404
    assert (await http.patch(f"{company}/events/unknown", json={})).status_code == 404


async def test_an_activation_includes_its_form_when_read_by_id_but_not_in_lists(http, company):
    listed = (await http.get(f"{company}/activations?q=wait")).json()["data"]
    shown = (await http.get(f"{company}/activations/demo-waitlist")).json()["data"]

    assert [each["id"] for each in listed] == ["demo-waitlist"]
    assert "form" not in listed[0]
    assert shown["form"]["fields"][0]["type"] == "textarea"
    assert (await http.get(f"{company}/activations/unknown")).status_code == 404
