from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from animo_async import models
from animo_async.urls import PublicUrls, urls_without_slug
from helpers import for_each

Build = Callable[[Any], str]


def model(kind: type[Any], **fields: str) -> Any:
    """Return a model with only the fields that the URL builders read."""
    made = kind.__new__(kind)
    for name, value in fields.items():
        setattr(made, name, value)
    return made


NAIVE = datetime.fromisoformat("2026-04-25 09:00")
URLS = PublicUrls("acme")
COMPANY = model(models.Company, id="sqid", slug="acme")
EVENT = model(models.Event, id="demo-day")
TICKET = model(models.TicketType, slug="early-bird")
ORDER = model(models.Order, id="oRd3r")
ACTIVATION = model(models.Activation, id="waitlist", slug="waitlist")

# For each argument that takes a slug: its name, the index of its path segment, and a URL builder that uses it.
ARGUMENTS = [
    pytest.param("company", 0, lambda slug: PublicUrls(slug).event("demo-day"), id="company"),
    pytest.param("event", 2, URLS.event, id="event"),
    pytest.param("event", 2, lambda slug: URLS.ticket(slug, "early-bird"), id="ticket-event"),
    pytest.param("ticket_type", 3, lambda slug: URLS.ticket("demo-day", slug), id="ticket"),
    pytest.param("event", 2, lambda slug: URLS.checkout(slug, "oRd3r"), id="checkout-event"),
    pytest.param("order", 4, lambda slug: URLS.checkout("demo-day", slug), id="checkout-order"),
    pytest.param("activation", 1, URLS.activation, id="activation"),
    pytest.param("event", 1, lambda slug: URLS.activation("waitlist", event=slug), id="activation-event"),
]
each_argument = pytest.mark.parametrize(("name", "place", "build"), ARGUMENTS)
slugs = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="/\\"), min_size=1).filter(
    lambda text: text.strip() and text not in {".", ".."}
)


@for_each(
    ("url", "path"),
    [
        (URLS.event("demo-day"), "/acme/event/demo-day"),
        (URLS.ticket("demo-day", "early-bird"), "/acme/event/demo-day/early-bird"),
        (URLS.ticket("demo-day", "early-bird", quantity=2), "/acme/event/demo-day/early-bird?qty=2"),
        (URLS.ticket("demo-day", "early-bird", form=True), "/acme/event/demo-day/early-bird/form"),
        (URLS.ticket("demo-day", "early-bird", quantity=1, form=True), "/acme/event/demo-day/early-bird/form?qty=1"),
        (URLS.checkout("demo-day", "oRd3r"), "/acme/event/demo-day/o/oRd3r/checkout"),
        (URLS.activation("waitlist"), "/acme/waitlist"),
        (URLS.activation("waitlist", step="form"), "/acme/waitlist/form"),
        (URLS.activation("waitlist", step="thank-you"), "/acme/waitlist/thank-you"),
        (URLS.activation("waitlist", event="demo-day"), "/acme/demo-day/waitlist"),
        (URLS.activation("waitlist", event="demo-day", step="form"), "/acme/demo-day/waitlist/form"),
        (URLS.billing, "/admin/settings/billing"),
    ],
)
def test_each_page_has_its_documented_url(url: str, path: str) -> None:
    assert url == f"https://app.animo.co{path}"


def test_models_give_the_same_urls_as_their_slugs() -> None:
    urls = PublicUrls(COMPANY)

    assert urls == URLS
    assert urls.event(EVENT) == URLS.event("demo-day")
    assert urls.ticket(EVENT, TICKET, quantity=3) == URLS.ticket("demo-day", "early-bird", quantity=3)
    assert urls.checkout(EVENT, ORDER) == URLS.checkout("demo-day", "oRd3r")
    assert urls.activation(ACTIVATION, event=EVENT) == URLS.activation("waitlist", event="demo-day")


@each_argument
@given(slug=slugs)
def test_a_slug_becomes_one_path_segment_and_decodes_back(name: str, place: int, build: Build, slug: str) -> None:
    url = build(slug)
    parts = urlsplit(url)
    segments = parts.path.removeprefix("/").split("/")

    assert unquote(segments[place]) == slug
    assert url.count("/") == build("plain").count("/")
    assert (parts.scheme, parts.netloc, parts.query, parts.fragment) == ("https", "app.animo.co", "", "")
    assert url.isascii()
    assert url.isprintable()


@each_argument
def test_the_error_for_an_invalid_slug_names_the_argument(name: str, place: int, build: Build) -> None:
    with pytest.raises(ValueError, match=f"^{name} must"):
        build("a/b")


@for_each("slug", ["", " ", "\t", ".", "..", "a/b", "/", "a\\b", "a\rb", "a\nb", "a\0b", "a\x7fb", "a\x85b", "\ud800"])
def test_a_slug_that_would_change_the_path_is_refused(slug: str) -> None:
    with pytest.raises(ValueError, match=r"^event must"):
        URLS.event(slug)


@each_argument
@for_each("value", [7, b"slug", ["slug"], object()])
def test_anything_but_a_slug_or_a_model_is_a_type_error(name: str, place: int, build: Build, value: Any) -> None:
    with pytest.raises(TypeError, match=f"^{name} must be a str"):
        build(value)


@pytest.mark.parametrize("quantity", [0, -1])
def test_a_quantity_below_one_is_refused(quantity: int) -> None:
    with pytest.raises(ValueError, match="quantity must be at least 1"):
        URLS.ticket("demo-day", "early-bird", quantity=quantity)


@pytest.mark.parametrize("quantity", [True, False, 1.0, "1"])
def test_a_quantity_that_is_not_an_int_is_a_type_error(quantity: Any) -> None:
    with pytest.raises(TypeError, match="quantity must be a whole number"):
        URLS.ticket("demo-day", "early-bird", quantity=quantity)


@for_each("step", ["", "thankyou", "FORM", "form/..", 1])
def test_an_unknown_step_is_refused(step: Any) -> None:
    with pytest.raises(ValueError, match="step must be 'form', 'thank-you' or None"):
        URLS.activation("waitlist", step=step)


@pytest.mark.parametrize(
    ("base_url", "event"),
    [
        ("http://127.0.0.1:8787", "http://127.0.0.1:8787/acme/event/demo-day"),
        ("http://[::1]:8787/", "http://[::1]:8787/acme/event/demo-day"),
        ("https://pages.example.org/animo/", "https://pages.example.org/animo/acme/event/demo-day"),
    ],
)
def test_urls_start_with_the_given_base_url(base_url: str, event: str) -> None:
    assert PublicUrls("acme", base_url).event("demo-day") == event


@for_each(
    "base_url",
    [
        "",
        "app.animo.co",
        "//app.animo.co",
        "ftp://app.animo.co",
        "javascript:alert(1)",
        "https://",
        "https:///path",
        "https://:443",
        "https://user:hunter2@app.animo.co",
        "https://app.animo.co?a=hunter2",
        "https://app.animo.co?",
        "https://app.animo.co#hunter2",
        "https://app.animo.co#",
        "https://app.animo.co:port",
        "https://app.animo.co:0",
        "https://app.animo.co:99999",
        "https://[::1",
        "https://app.animo.co\\@evil.example",
        " https://app.animo.co",
        "https://app.animo.co\n",
        "https://app .animo.co",
        "https://app.animo.co/\0",
        "https://app.animo.co/\x7f",
    ],
)
def test_an_invalid_base_url_is_refused_and_not_shown(base_url: str) -> None:
    with pytest.raises(ValueError, match="base_url must be an http or https URL") as caught:
        PublicUrls("acme", base_url)
    assert "hunter2" not in str(caught.value)


def test_a_base_url_that_is_not_a_string_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="base_url must be a str"):
        PublicUrls("acme", b"https://app.animo.co")  # type: ignore[arg-type]


@pytest.mark.parametrize("urls", [PublicUrls("acme", "http://localhost:1"), urls_without_slug("http://localhost:1")])
def test_public_urls_are_immutable_and_compared_by_value(urls: PublicUrls) -> None:
    copies = [copy.copy(urls), copy.deepcopy(urls), pickle.loads(pickle.dumps(urls))]

    assert {urls, *copies} == {urls}
    assert urls != URLS
    with pytest.raises(AttributeError):
        urls.company = "other"  # type: ignore[misc]


def test_the_repr_of_urls_shows_the_company() -> None:
    assert repr(URLS) == "PublicUrls(company='acme', base_url='https://app.animo.co', params=())"


def test_without_a_slug_the_billing_url_is_available() -> None:
    urls = urls_without_slug()

    assert urls.billing == "https://app.animo.co/admin/settings/billing"
    assert urls.company is None


@pytest.mark.parametrize(
    "build",
    [
        lambda urls: urls.event("demo-day"),
        lambda urls: urls.ticket("demo-day", "early-bird"),
        lambda urls: urls.checkout("demo-day", "oRd3r"),
        lambda urls: urls.activation("waitlist"),
    ],
)
def test_without_a_slug_every_other_url_raises_an_error_naming_find_company(build: Any) -> None:
    with pytest.raises(ValueError, match="find_company"):
        build(urls_without_slug())


BUILDERS = [
    (lambda urls, **more: urls.event(EVENT, **more), "event/demo-day"),
    (lambda urls, **more: urls.ticket(EVENT, TICKET, **more), "event/demo-day/early-bird"),
    (lambda urls, **more: urls.ticket(EVENT, TICKET, form=True, **more), "event/demo-day/early-bird/form"),
    (lambda urls, **more: urls.checkout(EVENT, ORDER, **more), "event/demo-day/o/oRd3r/checkout"),
    (lambda urls, **more: urls.activation(ACTIVATION, **more), "waitlist"),
    (lambda urls, **more: urls.activation(ACTIVATION, event=EVENT, step="form", **more), "demo-day/waitlist/form"),
]
each_page = pytest.mark.parametrize(("build", "path"), BUILDERS)


@each_page
def test_every_url_can_have_query_parameters(build: Any, path: str) -> None:
    url = build(URLS, params={"utm_source": "news letter", "utm_campaign": "a&b=ü", "n": 5})

    assert url == f"https://app.animo.co/acme/{path}?utm_source=news%20letter&utm_campaign=a%26b%3D%C3%BC&n=5"


@each_page
def test_params_of_the_instance_are_added_to_every_url_except_billing(build: Any, path: str) -> None:
    urls = PublicUrls("acme", params={"utm_source": "site", "utm_medium": "web"})

    assert build(urls) == f"https://app.animo.co/acme/{path}?utm_source=site&utm_medium=web"
    assert parse_qsl(urlsplit(build(urls, params={"utm_medium": "mail", "x": "1"})).query) == [
        ("utm_source", "site"),
        ("utm_medium", "mail"),
        ("x", "1"),
    ]
    assert urls.billing == URLS.billing


def test_the_quantity_replaces_qty_from_params_and_comes_last() -> None:
    urls = PublicUrls("acme", params={"qty": 9, "utm_source": "site"})

    assert urlsplit(urls.ticket(EVENT, TICKET, quantity=2)).query == "utm_source=site&qty=2"
    assert urlsplit(urls.ticket(EVENT, TICKET)).query == "qty=9&utm_source=site"


@for_each("params", ["utm_source=x", [("a", "b")], 5, {5: "a"}, {b"a": "b"}, {"a": None}, {"a": True}, {"a": ["b"]}])
def test_params_of_the_wrong_type_are_a_type_error(params: Any) -> None:
    with pytest.raises(TypeError, match="params"):
        PublicUrls("acme", params=params)
    with pytest.raises(TypeError, match="params"):
        URLS.event(EVENT, params=params)


@pytest.mark.parametrize("params", [{"a": "\ud800"}, {"\udfff": "a"}])
def test_params_that_cannot_be_encoded_are_a_value_error(params: Any) -> None:
    with pytest.raises(ValueError, match="params"):
        URLS.event(EVENT, params=params)


def test_public_urls_with_params_are_compared_by_value() -> None:
    urls = PublicUrls("acme", params={"a": "b"})

    assert {urls, pickle.loads(pickle.dumps(urls)), copy.deepcopy(urls)} == {PublicUrls("acme", params={"a": "b"})}
    assert urls != URLS
