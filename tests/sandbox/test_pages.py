"""Test the public pages as a browser without JavaScript would request them."""

import html
import re
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from animo_async.sandbox import Sandbox
from animo_async.sandbox.pages.rendering import harmless
from animo_async.urls import PublicUrls

pytestmark = pytest.mark.anyio

EVENT = "/aidemodays/event/ai-demo-days-2026"
URLS = PublicUrls("aidemodays", "http://sandbox")
ADA = {"first_name": "Ada", "last_name": "Byron", "email": "ada@example.com", "country": "GB", "quantity": "1"}
NASTY = "\"><script>alert('x')</script>&amp;"


def visiting(box: Sandbox) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(box.app), base_url="http://sandbox")


@pytest.fixture
async def visitor(box: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    async with visiting(box) as visitor:
        yield visitor


async def registered(visitor: httpx.AsyncClient, ticket: str, **more: str) -> str:
    """Register for a ticket and return the URL that the response redirects to."""
    answer = await visitor.post(f"{EVENT}/{ticket}", data={**ADA, **more})
    assert answer.status_code == 303
    return answer.headers["location"]


async def last_order(http: httpx.AsyncClient, main_event: str, **query: str) -> dict[str, Any]:
    first = (await http.get(f"{main_event}/orders", params=query)).json()
    return (await http.get(f"{main_event}/orders", params={**query, "page": first["meta"]["last_page"]})).json()[
        "data"
    ][-1]


async def guest_details(http: httpx.AsyncClient, main_event: str) -> dict[str, str]:
    """Return the form fields of the regular ticket as a dict of labels to IDs."""
    ticket = (await http.get(f"{main_event}/ticket-types/regular", params={"include_form": "1"})).json()["data"]
    return {field["label"]: field["id"] for field in ticket["form"]["fields"]}


def links(page: httpx.Response) -> list[str]:
    return [html.unescape(each) for each in re.findall(r'(?:href|src|action)="([^"]*)"', page.text)]


# --- Available pages


@pytest.mark.parametrize(
    "url",
    [
        URLS.event("ai-demo-days-2026"),
        URLS.event("demo-night-1"),
        URLS.ticket("ai-demo-days-2026", "community"),
        URLS.ticket("ai-demo-days-2026", "regular", quantity=2),
        URLS.activation("demo-waitlist"),
        URLS.activation("demo-waitlist", event="ai-demo-days-2026"),
        URLS.billing,
    ],
)
async def test_every_kind_of_url_built_by_the_sdk_opens_a_page(visitor, url):
    answer = await visitor.get(url)

    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")


async def test_urls_from_a_sandbox_client_open_pages_of_that_sandbox(box, visitor):
    async with box.client() as animo:
        acme = await animo.find_company("aidemodays")
        async for event in acme.events.list(q="Demo Night"):
            page = await visitor.get(acme.urls.event(event))
            assert page.status_code == 200
            assert html.escape(event.name) in page.text


async def test_every_page_linked_from_the_index_opens(visitor):
    index = await visitor.get("/")
    pages = {link for link in links(index) if link != "/"}

    assert len(pages) > 60
    assert {link: status for link in pages if (status := (await visitor.get(link)).status_code) != 200} == {}


async def test_an_event_page_shows_what_was_sent_to_the_api(http, visitor, main_event):
    told = {"tagline": "Come & see", "description": "<h2>Why</h2><p>Because.</p>", "support_email": "a@b.example"}
    await http.post(f"{main_event}/page", json=told)
    await http.patch(f"{main_event}/ticket-types/regular", json={"price": "1250.50", "name": "Patron"})
    page = (await visitor.get(EVENT)).text

    for shown in (
        "Come &amp; see",
        "<h2>Why</h2><p>Because.</p>",
        "a@b.example",
        "€1,250.50",
        "Patron",
        "Model Makers",
    ):
        assert shown in page


@pytest.mark.parametrize("path", [EVENT, f"{EVENT}/regular", "/aidemodays/demo-waitlist", "/", "/nowhere"])
async def test_a_page_has_a_sandbox_label_and_loads_no_external_resources(visitor, path):
    page = await visitor.get(path)

    assert "<strong>Sandbox</strong>" in page.text
    assert "<script" not in page.text
    assert [link for link in links(page) if not link.startswith(("/", "mailto:"))] == []
    assert page.headers["content-security-policy"].startswith("default-src 'none';")


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/nowhere",
            "/aidemodays",
            "/nobody/event/ai-demo-days-2026",
            "/aidemodays/event/nothing",
            f"{EVENT}/nothing",
        ),
        *(f"{EVENT}/o/nothing/checkout", "/aidemodays/nothing", "/aidemodays/nothing/demo-waitlist", f"{EVENT}/"),
        *("/aidemodays/call-for-demos", "/aidemodays/newsletter/form", f"{EVENT}/community/form"),
    ],
)
async def test_an_unknown_path_returns_an_html_404_page(visitor, path):
    answer = await visitor.get(path)

    assert answer.status_code == 404
    assert "Page not found" in answer.text


@pytest.mark.parametrize("path", ["/", EVENT, "/admin/settings/billing", f"{EVENT}/community/thank-you"])
async def test_a_post_to_a_page_without_a_form_is_a_405(visitor, path):
    answer = await visitor.post(path)

    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]


async def test_an_unknown_path_under_api_returns_a_json_404_and_is_recorded(visitor, box):
    answer = await visitor.get("/api/v1/nowhere")

    assert (answer.status_code, "message" in answer.json()) == (404, True)
    assert [each.path for each in box.requests] == ["/api/v1/nowhere"]


async def test_an_injected_fault_affects_only_api_requests(visitor, http, box):
    box.fail(503)

    assert (await visitor.get(EVENT)).status_code == 200
    assert (await http.get("/user")).status_code == 503
    assert [each.path for each in box.requests] == ["/api/v1/user"]


# --- Signing up for a ticket


@pytest.mark.parametrize(
    ("asked", "shown"),
    [("2", "2"), ("1", "1"), ("0", "1"), ("-3", "1"), ("9" * 30, "1"), ("two", "1"), ("\u0662", "1"), ("", "1")],
)
async def test_the_ticket_quantity_in_the_url_is_preselected_if_it_is_valid(visitor, asked, shown):
    page = await visitor.get(f"{EVENT}/community", params={"qty": asked})

    assert re.search(r'type="number" value="(\d+)"', page.text)[1] == shown


async def test_the_preselected_quantity_is_limited_to_the_available_tickets(visitor, http, main_event):
    await http.post(f"{main_event}/ticket-types/create", json={"name": "Rare", "availability": 3})
    page = await visitor.get(URLS.ticket("ai-demo-days-2026", "rare", quantity=50))

    assert 'type="number" value="3"' in page.text


async def test_registering_creates_an_order_in_the_api(visitor, http, main_event):
    await registered(visitor, "regular", quantity="2", is_business="1")
    order = await last_order(http, main_event)

    known = {name: ADA[name] for name in ("first_name", "last_name", "email", "country")}
    assert {**order, **known, "unit_amount": 29800, "is_business": True, "paid_at": None} == order


async def test_registering_for_a_free_ticket_leads_to_the_thank_you_page(visitor):
    location = await registered(visitor, "community")
    page = await visitor.get(location)

    assert location == f"{EVENT}/community/thank-you"
    assert "Thank you, Ada" in page.text


async def test_an_order_that_needs_approval_is_pending_until_it_is_approved(visitor, http, main_event):
    page = await visitor.get(await registered(visitor, "press"))
    order = await last_order(http, main_event)

    assert "The organizer will review it" in page.text
    assert (await http.post(f"{main_event}/orders/{order['id']}/approve")).status_code == 200
    assert "You have a place" in (await visitor.get(f"{EVENT}/press/thank-you")).text


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"first_name": "  "}, "The first name field is required."),
        ({"email": "nobody"}, "The email field must be a valid email address."),
        ({"country": ""}, "The country field is required."),
        ({"quantity": "0"}, "The quantity field must be at least 1."),
        ({"quantity": "-5"}, "The quantity field must be at least 1."),
        ({"quantity": "many"}, "The quantity field must be an integer."),
        ({"quantity": "5000"}, "The quantity field must not be greater than"),
    ],
)
async def test_a_registration_is_validated_by_the_rules_of_the_api(visitor, http, main_event, given, complaint):
    before = await last_order(http, main_event)
    answer = await visitor.post(f"{EVENT}/regular", data={**ADA, "last_name": "Kept <b>", **given})

    assert answer.status_code == 422
    assert complaint in answer.text
    assert 'value="Kept &lt;b&gt;"' in answer.text
    assert await last_order(http, main_event) == before


async def test_a_sold_out_ticket_cannot_be_ordered(visitor, http, main_event):
    await http.patch(f"{main_event}/ticket-types/community", json={"availability": 0})
    page = await visitor.get(f"{EVENT}/community")

    assert "sold out" in page.text
    assert "<form" not in page.text
    assert "Sold out" in (await visitor.get(EVENT)).text
    assert (await visitor.post(f"{EVENT}/community", data=ADA)).status_code == 422


@pytest.mark.parametrize("step", ["form", "thank-you"])
async def test_visitors_without_a_registration_are_redirected_to_the_ticket_page(visitor, box, step):
    async with visiting(box) as somebody_else:
        await registered(somebody_else, "regular")
        assert (await somebody_else.get(f"{EVENT}/regular/{step}")).status_code == 200
    answer = await visitor.get(f"{EVENT}/regular/{step}")

    assert (answer.status_code, answer.headers["location"]) == (302, f"{EVENT}/regular")


async def test_posting_a_form_without_a_registration_redirects_to_the_ticket_page(visitor):
    answer = await visitor.post(f"{EVENT}/regular/form", data={"anything": "x"})

    assert (answer.status_code, answer.headers["location"]) == (302, f"{EVENT}/regular")


async def test_registrations_do_not_carry_over_to_an_event_that_reuses_a_slug(visitor, http, company, main_event):
    await registered(visitor, "community")
    await http.patch(f"{company}/events/ai-demo-days-2026", json={"slug": "moved"})
    await http.patch(f"{company}/events/demo-night-1", json={"slug": "ai-demo-days-2026"})
    await http.post(f"{main_event}/ticket-types/create", json={"name": "Community"})

    assert (await visitor.get(f"{EVENT}/community/thank-you")).headers["location"] == f"{EVENT}/community"


async def test_form_answers_are_stored_in_the_submission(visitor, http, main_event):
    fields = await guest_details(http, main_event)
    location = await registered(visitor, "regular")
    answers = {
        fields["Company"]: "Engines & Co",
        fields["Years with AI"]: "7",
        fields["I agree to the house rules."]: "1",
    }
    answer = await visitor.post(location, data=answers)
    order = await last_order(http, main_event, include_submission="1")

    assert location == f"{EVENT}/regular/form"
    assert answer.headers["location"] == f"{EVENT}/o/{order['id']}/checkout"
    assert order["submission"]["answers"] == answers


@pytest.mark.parametrize(
    ("label", "answer", "complaint"),
    [
        ("Company", " ", "Please answer this."),
        ("I agree to the house rules.", "", "Please answer this."),
        ("Diet", "Stones", "Choose one from the list."),
        ("Years with AI", "51", "At most 50."),
        ("Years with AI", "-1", "At least 0."),
        ("Years with AI", "1e999", "Enter a number."),
    ],
)
async def test_an_invalid_form_answer_is_refused_with_a_message(visitor, http, main_event, label, answer, complaint):
    fields = await guest_details(http, main_event)
    location = await registered(visitor, "regular")
    good = {fields["Company"]: "Engines", fields["I agree to the house rules."]: "1"}
    page = await visitor.post(location, data={**good, fields[label]: answer})

    assert page.status_code == 422
    assert complaint in page.text
    assert (await last_order(http, main_event, include_submission="1"))["submission"] is None


async def test_every_type_of_form_field_can_be_rendered(visitor, http, company, box):
    kinds = ["text", "textarea", "number", "date", "time", "url", "file", "toggle", "rating", "birthdate", "consent"]
    kinds += ["company_name", "company_url", "country", "gender", "job_title", "language", "phone", "social_url"]
    fields = [{"type": kind, "label": f"The {kind}", "required": True, "min": 0.5} for kind in kinds]
    fields += [{"type": kind, "label": f"The {kind}", "options": ["A&B", "C"]} for kind in ("option", "select")]
    for form in (await http.get(f"{company}/forms")).json()["data"]:
        await http.patch(f"{company}/forms/{form['id']}", json={"fields": fields})
    page = await visitor.get(await registered(visitor, "regular"))

    assert page.status_code == 200
    assert [each["label"] for each in fields if each["label"] not in page.text] == []
    assert page.text.count('value="A&amp;B"') == 2


# --- Paying


async def unpaid(visitor: httpx.AsyncClient, http: httpx.AsyncClient, main_event: str, ticket: str = "regular") -> str:
    await registered(visitor, ticket)
    return (await last_order(http, main_event))["id"]


async def test_paying_at_the_checkout_sets_paid_at_in_the_api(visitor, http, main_event):
    order = await unpaid(visitor, http, main_event)
    page = await visitor.get(f"{EVENT}/o/{order}/checkout")
    paid = await visitor.post(f"{EVENT}/o/{order}/checkout")

    assert "Pay €149.00" in page.text
    assert (paid.status_code, paid.headers["location"]) == (303, f"{EVENT}/o/{order}/checkout")
    assert (await http.get(f"{main_event}/orders/{order}")).json()["data"]["paid_at"] is not None
    assert "Paid, thank you" in (await visitor.get(f"{EVENT}/o/{order}/checkout")).text


async def test_opening_the_checkout_does_not_pay_the_order(visitor, http, main_event):
    order = await unpaid(visitor, http, main_event)
    for method in ("GET", "HEAD"):
        await visitor.request(method, f"{EVENT}/o/{order}/checkout")

    assert (await http.get(f"{main_event}/orders/{order}")).json()["data"]["paid_at"] is None


async def test_paying_a_second_time_does_not_change_paid_at(visitor, http, main_event):
    order = await unpaid(visitor, http, main_event)
    seen = []
    for _ in range(2):
        await visitor.post(f"{EVENT}/o/{order}/checkout")
        seen.append((await http.get(f"{main_event}/orders/{order}")).json()["data"]["paid_at"])

    assert seen[0] == seen[1] is not None


async def test_an_order_created_through_the_api_can_be_paid_at_the_checkout(visitor, http, main_event):
    body = {**ADA, "quantity": 1, "is_business": False, "ticket_type": "regular"}
    order = (await http.post(f"{main_event}/orders/create", json=body)).json()["data"]
    await visitor.post(URLS.checkout("ai-demo-days-2026", order["id"]))

    assert (await http.get(f"{main_event}/orders/{order['id']}")).json()["data"]["paid_at"] is not None


@pytest.mark.parametrize(("decision", "says"), [(None, "must approve"), ("reject", "request was declined")])
async def test_an_order_that_is_not_approved_cannot_be_paid(visitor, http, main_event, decision, says):
    order = await unpaid(visitor, http, main_event, "investor")
    if decision:
        await http.post(f"{main_event}/orders/{order}/{decision}")
    await visitor.post(f"{EVENT}/o/{order}/checkout")
    page = await visitor.get(f"{EVENT}/o/{order}/checkout")

    assert says in page.text
    assert "<button" not in page.text
    assert (await http.get(f"{main_event}/orders/{order}")).json()["data"]["paid_at"] is None


async def test_a_free_order_has_nothing_to_pay(visitor, http, main_event):
    order = await unpaid(visitor, http, main_event, "community")
    await visitor.post(f"{EVENT}/o/{order}/checkout")

    assert "Nothing to pay" in (await visitor.get(f"{EVENT}/o/{order}/checkout")).text
    assert (await http.get(f"{main_event}/orders/{order}")).json()["data"]["paid_at"] is None


async def test_without_a_mollie_account_paid_tickets_and_checkouts_return_404():
    box = Sandbox(mollie=False)
    async with visiting(box) as visitor, box.client() as animo:
        acme = await animo.find_company("aidemodays")
        listed = await acme.event("ai-demo-days-2026").ticket_types.list().collect()
        statuses = {
            each.slug: (await visitor.get(acme.urls.ticket("ai-demo-days-2026", each))).status_code for each in listed
        }
        unpaid = next(
            each
            for each in await acme.event("ai-demo-days-2026").orders.list().collect()
            if each.unit_amount and not each.paid_at
        )
        checkout = await visitor.get(acme.urls.checkout("ai-demo-days-2026", unpaid))

    assert statuses == {"community": 200, "press": 200, "regular": 404, "investor": 404}
    assert checkout.status_code == 404


# --- Activations


@pytest.mark.parametrize("base", ["/aidemodays/demo-waitlist", "/aidemodays/ai-demo-days-2026/demo-waitlist"])
async def test_an_activation_with_a_form_leads_to_the_form_and_then_to_a_thank_you_page(visitor, base):
    signup = await visitor.post(base, data=ADA)
    form = await visitor.get(signup.headers["location"])
    sent = await visitor.post(signup.headers["location"], data={})
    thanks = await visitor.get(sent.headers["location"])

    assert (signup.status_code, signup.headers["location"]) == (303, f"{base}/form")
    assert "What would you like to see?" in form.text
    assert (sent.status_code, sent.headers["location"]) == (303, f"{base}/thank-you")
    assert "ada@example.com" in thanks.text


async def test_an_activation_without_a_form_leads_directly_to_the_thank_you_page(visitor):
    signup = await visitor.post("/aidemodays/newsletter", data=ADA)
    thanks = await visitor.get(signup.headers["location"])

    assert signup.headers["location"] == "/aidemodays/newsletter/thank-you"
    assert "https://aidemodays.example/thanks" in thanks.text


@pytest.mark.parametrize("base", ["/aidemodays/demo-waitlist", "/aidemodays/ai-demo-days-2026/demo-waitlist"])
@pytest.mark.parametrize("step", ["form", "thank-you"])
async def test_visitors_who_did_not_sign_up_are_redirected_to_the_activation(visitor, base, step):
    await visitor.post("/aidemodays/become-a-sponsor", data=ADA)
    answer = await visitor.get(f"{base}/{step}")

    assert (answer.status_code, answer.headers["location"]) == (302, base)


@pytest.mark.parametrize("step", ["", "/form", "/thank-you"])
async def test_an_activation_not_attached_to_the_event_redirects_to_its_own_url(visitor, step):
    answer = await visitor.get(f"/aidemodays/ai-demo-days-2026/become-a-sponsor{step}")

    assert (answer.status_code, answer.headers["location"]) == (302, "/aidemodays/become-a-sponsor")


async def test_an_activation_stays_attached_when_the_event_slug_changes(visitor, http, company):
    await http.patch(f"{company}/events/ai-demo-days-2026", json={"slug": "renamed"})

    assert (await visitor.get("/aidemodays/renamed/demo-waitlist")).status_code == 200


async def test_a_sign_up_with_an_invalid_email_is_refused(visitor):
    answer = await visitor.post("/aidemodays/demo-waitlist", data={**ADA, "email": "nobody"})

    assert answer.status_code == 422
    assert "must be a valid email address" in answer.text


# --- Unsafe and invalid input


async def test_user_supplied_text_is_escaped(visitor, http, company, main_event):
    await http.patch(f"{company}/events/ai-demo-days-2026", json={"name": NASTY, "venue": NASTY, "venueAddress": NASTY})
    await http.post(f"{main_event}/page", json={"tagline": NASTY, "description": f"<p>{NASTY}</p>"})
    await http.post(f"{company}/events/ai-demo-days-2026/cohosts", json={"name": NASTY})
    for ticket in ("community", "regular"):
        await http.patch(f"{main_event}/ticket-types/{ticket}", json={"name": NASTY, "description": NASTY})
    fields = [{"type": "select", "label": NASTY, "description": NASTY, "placeholder": NASTY, "options": [NASTY]}]
    for form in (await http.get(f"{company}/forms")).json()["data"]:
        await http.patch(f"{company}/forms/{form['id']}", json={"name": NASTY, "fields": fields})
    form = await registered(visitor, "regular", first_name=NASTY, last_name=NASTY, email="<b>@x")
    thanks = await registered(visitor, "community", first_name=NASTY)
    order = (await last_order(http, main_event))["id"]
    wrong = await visitor.post(f"{EVENT}/regular", data={**ADA, "first_name": NASTY, "quantity": NASTY})
    pages = [wrong, *[await visitor.get(path) for path in ("/", EVENT, f"{EVENT}/regular", form, thanks)]]
    pages.append(await visitor.get(f"{EVENT}/o/{order}/checkout"))

    assert [page.status_code for page in pages] == [422, 200, 200, 200, 200, 200, 200]
    assert [page.url for page in pages if "<script" in page.text.lower() or "<b>@" in page.text] == []
    assert "&lt;script&gt;alert(" in pages[1].text


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ('<p onclick="x()">Hi <b>you</p>', "<p>Hi <b>you</b></p>"),
        (
            '<a href="https://x.example/?a=1&amp;b">x</a>',
            '<a href="https://x.example/?a=1&amp;b" rel="noopener nofollow">x</a>',
        ),
        ('<a href="javascript:x()">x</a><img src=x onerror=x()>', '<a rel="noopener nofollow">x</a>'),
        ("<script>a<b</script>after<style>p{}</style>", "after"),
        ("<svg><circle>in</circle></svg>out", "out"),
        ("2 < 3 & <unknown>4", "2 &lt; 3 &amp; 4"),
        ("</p></div>end", "<p></p>end"),
        ("<script>never closed <p>", ""),
        ("<ul><li>a<li>b", "<ul><li>a</li><li>b</li></ul>"),
        ("a<br/>b", "a<br>b"),
    ],
)
def test_a_description_keeps_only_safe_html(sent, shown):
    assert harmless(sent) == shown


@given(st.text(alphabet="<>/!-[]\"'= abpscritle&#;\n", max_size=60))
def test_any_sanitized_description_has_only_plain_tags_and_safe_attributes(text):
    found: list[tuple[str, list[tuple[str, str | None]]]] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attributes: found.append((tag, attributes))  # type: ignore[method-assign]
    parser.feed(harmless(text))

    for tag, attributes in found:
        assert re.fullmatch(r"[a-z1-6]+", tag)
        assert {name for name, _ in attributes} <= ({"href", "rel"} if tag == "a" else set())


@pytest.mark.parametrize(
    "target", ["javascript:x()", " javascript:x()", "java\nscript:x()", "data:text/html,x", "//x", "/x"]
)
def test_a_link_without_an_allowed_scheme_loses_its_href(target):
    assert harmless(f'<a href="{target}">x</a>') == '<a rel="noopener nofollow">x</a>'


FORM_TYPES = ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"]


@pytest.mark.parametrize("path", [f"{EVENT}/community", f"{EVENT}/regular/form", "/aidemodays/demo-waitlist"])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe%FF=%00&=&&;",
        b"a=b" * 5000 + b"&x" * 2000,
        b'{"email": 1}',
        b"email=%E9%00&quantity=%D9%A3",
        b"--x\r\n",
    ],
)
async def test_an_invalid_body_does_not_cause_a_server_error(visitor, path, content):
    await registered(visitor, "regular")
    answers = [await visitor.post(path, content=content, headers={"Content-Type": kind}) for kind in FORM_TYPES]

    assert {answer.status_code for answer in answers} <= {422, 303}


@pytest.mark.parametrize(
    "path", ["/%00", "/%FF/event/%FF", "/a%2Fb/c", "/../x", "//", "/aidemodays//", "/é/ü", "/.", "/x" * 3000]
)
async def test_an_invalid_url_does_not_cause_a_server_error(visitor, path):
    assert (await visitor.get(path)).status_code in {200, 404}


@pytest.mark.parametrize(
    "headers", [{"Host": "no host at all"}, {"Cookie": 'animo_sandbox_visitor="; ;=;,'}, {"Cookie": "x"}]
)
async def test_invalid_headers_do_not_cause_a_server_error(visitor, headers):
    assert (await visitor.post("/aidemodays/newsletter", data=ADA, headers=headers)).status_code == 303


@pytest.mark.parametrize("path", [f"{EVENT}/regular", f"{EVENT}/regular/form", "/aidemodays/demo-waitlist"])
async def test_every_form_control_has_a_name_and_a_label(visitor, path):
    await registered(visitor, "regular")
    page = (await visitor.get(path)).text
    controls = re.findall(r"<(?:input|select|textarea)\b([^>]*)>", page)

    assert len(controls) == page.count("<input") + page.count("<select") + page.count("<textarea") > 0
    for attributes in controls:
        name = re.search(r' name="([^"]+)"', attributes)[1]
        assert f'for="{name}"' in page or 'type="checkbox"' in attributes
