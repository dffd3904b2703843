"""Invalid arguments must raise a clear error before any request is sent."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import httpx
import pytest

import animo_async
import animo_async.oauth
from animo_async import AnimoClient, ConfigurationError
from animo_async.models import (
    CohostCreate,
    CommsTemplateUpdate,
    Company,
    Event,
    EventCreate,
    EventPageUpdate,
    EventUpdate,
    FormCreate,
    FormFieldInput,
    Order,
    OrderCreate,
    TicketTypeCreate,
    WebhookAttach,
    WebhookDetach,
    WebhookUpdate,
)
from animo_async.sandbox import Sandbox
from helpers import COMPANY, TOKEN, Net, company, event, event_create, for_each, one_at_a_time, order, reply, user
from public_calls import BY_OPERATION, CALLS, Call

pytestmark = pytest.mark.anyio

PERSON: dict[str, Any] = {
    "first_name": "Ada",
    "last_name": "B",
    "email": "a@b.c",
    "country": "NL",
    "is_business": False,
}

# -- the client


@pytest.mark.parametrize("token", ["", " ", "\t\n"], ids=repr)
def test_a_blank_token_is_refused_with_an_error_that_names_animo_token(token: str) -> None:
    with pytest.raises(ConfigurationError, match="ANIMO_TOKEN"):
        AnimoClient(token)


def test_a_missing_token_is_refused_with_an_error_that_names_animo_token() -> None:
    with pytest.raises(ConfigurationError, match="ANIMO_TOKEN"):
        AnimoClient()


def test_an_empty_token_argument_does_not_fall_back_to_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANIMO_TOKEN", TOKEN)
    with pytest.raises(ConfigurationError):
        AnimoClient("")


def test_an_empty_token_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANIMO_TOKEN", "")
    with pytest.raises(ConfigurationError, match="ANIMO_TOKEN"):
        AnimoClient()


@for_each(
    "token",
    [f"{TOKEN}\n", f"{TOKEN}\r\nX-Evil: 1", f"{TOKEN} x", f" {TOKEN}", f"{TOKEN}é", f"{TOKEN}\0", f"{TOKEN}\u200b"],
)
def test_a_token_that_is_not_a_valid_header_value_is_refused_and_not_shown(token: str) -> None:
    with pytest.raises(ConfigurationError, match="token") as caught:
        AnimoClient(token)

    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize("token", [7, TOKEN.encode(), ["x"], object()], ids=lambda token: type(token).__name__)
def test_a_token_of_the_wrong_type_is_refused_and_not_shown(token: Any) -> None:
    with pytest.raises(ConfigurationError, match="token must be a str") as caught:
        AnimoClient(token)

    assert TOKEN not in str(caught.value)


IMPOSSIBLE_ADDRESSES = [
    "",
    " ",
    "app.animo.co/api/v1",
    "//app.animo.co/api/v1",
    "/api/v1",
    "ftp://app.animo.co/api/v1",
    "file:///etc/passwd",
    "https://",
    "https:///api/v1",
    "https://:443/api/v1",
    "https://app.animo.co:0/api/v1",
    "https://app.animo.co:99999/api/v1",
    "https://app.animo.co:x/api/v1",
    "https://user:password@app.animo.co/api/v1",
    "https://token@app.animo.co/api/v1",
    "https://app.animo.co/api/v1?page=2",
    "https://app.animo.co/api/v1#top",
    "https://app.animo.co\\api\\v1",
    "https://app animo.co/api/v1",
    "https://app.animo.co/api/v1\n",
    "https://app.animo.co/\r\nX-Evil: 1",
    "https://app.animo.co/\0",
    "https://[::1/api/v1",
]
NO_HOSTS = ["https://\u2026/api/v1", "https://\u200b.example/api/v1", "https://xn--/api/v1"]
NO_HOSTS += [f"https://{host}/api/v1" for host in (".", "..", "a..b", ".a", "a..", f"{'a' * 64}.example")]
each_impossible_address = for_each("address", IMPOSSIBLE_ADDRESSES)


@for_each("address", [*IMPOSSIBLE_ADDRESSES, *NO_HOSTS])
def test_an_invalid_base_url_is_refused(address: str) -> None:
    with pytest.raises(ConfigurationError, match="base_url") as caught:
        AnimoClient(TOKEN, base_url=address)

    assert "password" not in str(caught.value)


@pytest.mark.parametrize("address", ["app.animo.co", "https://token@app.animo.co", "https://app.animo.co/?x"])
def test_an_invalid_base_url_in_the_environment_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANIMO_BASE_URL", address)

    with pytest.raises(ConfigurationError, match="base_url"):
        AnimoClient(TOKEN)


@each_impossible_address
def test_an_invalid_public_url_is_refused(address: str) -> None:
    with pytest.raises(ConfigurationError, match="public_url"):
        AnimoClient(TOKEN, public_url=address)


class HttpUrl:
    """Stands in for pydantic's HttpUrl, which settings classes often contain."""

    def __str__(self) -> str:
        return "https://app.animo.co/api/v1"


@pytest.mark.parametrize(
    "url", [7, b"https://app.animo.co", ["x"], httpx.URL("https://app.animo.co"), HttpUrl()], ids=type
)
@pytest.mark.parametrize("name", ["base_url", "public_url"])
def test_a_url_of_the_wrong_type_is_a_type_error_that_names_the_argument(name: str, url: Any) -> None:
    with pytest.raises(TypeError, match=f"^{name} must be a str, not {type(url).__name__}\\.$"):
        AnimoClient(TOKEN, **{name: url})


QUOTED = [f"{quote}12|abcDEF0123456789{quote}" for quote in "\"'`"]
PLACEHOLDERS = ["${ANIMO_TOKEN}", "$ANIMO_TOKEN", "{{ animo_token }}", "<token>", "<your token here>", "%ANIMO_TOKEN%"]


@pytest.mark.parametrize(
    ("token", "named"), [*((token, "quotes") for token in QUOTED), *((token, "placeholder") for token in PLACEHOLDERS)]
)
@pytest.mark.parametrize("origin", ["argument", "environment", "callable"])
async def test_a_quoted_token_or_a_placeholder_is_refused(
    token: str, named: str, origin: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def source() -> str:
        return token

    async def use() -> None:
        given: Any = {"argument": token, "environment": None, "callable": source}[origin]
        await net.client(token=given).user()

    monkeypatch.setenv("ANIMO_TOKEN", token)
    net = Net()

    with pytest.raises(ConfigurationError, match=named) as caught:
        await use()

    assert net.asked == []
    assert token not in str(caught.value)


@for_each("token", ['12|a"b', "a'b'c", "12|<x>y", "a${b}", "1%2%3", "$", "<>x"])
def test_a_token_with_quote_or_placeholder_characters_inside_is_accepted(token: str) -> None:
    AnimoClient(token)


class SecretStr:
    """Stands in for pydantic's SecretStr."""

    def __init__(self, value: str) -> None:
        self._value = value

    def get_secret_value(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "SecretStr('**********')"


class Secret:
    """Stands in for Starlette's Secret."""

    def __init__(self, value: str) -> None:
        self._value = value

    def __str__(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "Secret('**********')"


@pytest.mark.parametrize(("token", "way"), [(SecretStr(TOKEN), "get_secret_value"), (Secret(TOKEN), "str")], ids=type)
async def test_a_secret_object_is_a_type_error_that_says_to_pass_its_text(token: Any, way: str) -> None:
    async def source() -> Any:
        return token

    for make in (lambda: AnimoClient(token).user(), Net().client(token=source).user):
        with pytest.raises(TypeError, match=f"Pass its text.*{way}") as caught:
            await make()
        assert TOKEN not in str(caught.value)


HANDLES = ("AnimoClient", "CompanyClient", "EventClient", "Pager", "Page", "PublicUrls")
PUBLIC = [
    *(getattr(animo_async, name) for name in HANDLES),
    animo_async.Entitlement,
    animo_async.amount,
    animo_async.local_time,
    animo_async.wall_clock,
    *(getattr(animo_async.oauth, name) for name in animo_async.oauth.__all__ if name != "Save"),
    *(
        kind
        for module in ("activations", "comms", "event_pages", "events", "forms", "orders", "ticket_types", "webhooks")
        for kind in vars(import_module(f"animo_async.resources.{module}")).values()
        if isinstance(kind, type) and kind.__module__.endswith(module)
    ),
    Sandbox,
]


@for_each("public", PUBLIC)
def test_type_hints_can_be_resolved_at_run_time(public: Any) -> None:
    methods = [member for name, member in vars(public).items() if inspect.isfunction(member) and name[0] != "_"]
    given = [public, *methods, public.__init__] if isinstance(public, type) else [public]
    for member in given:
        typing.get_type_hints(member)


@for_each(
    ("limits", "kind"),
    [
        ({"timeout": 0}, ValueError),
        ({"timeout": -1}, ValueError),
        ({"timeout": float("nan")}, ValueError),
        ({"timeout": True}, TypeError),
        ({"timeout": "30"}, TypeError),
        ({"timeout": None}, TypeError),
        ({"deadline": 0}, ValueError),
        ({"deadline": -1.5}, ValueError),
        ({"deadline": float("nan")}, ValueError),
        ({"deadline": True}, TypeError),
        ({"max_retries": -1}, ValueError),
        ({"max_retries": 1.5}, TypeError),
        ({"max_retries": True}, TypeError),
        ({"max_retries": None}, TypeError),
    ],
)
def test_an_invalid_limit_is_refused(limits: dict[str, Any], kind: type[Exception]) -> None:
    (name,) = limits
    with pytest.raises(kind, match=name):
        AnimoClient(TOKEN, **limits)
    with pytest.raises(kind, match=name):
        AnimoClient(TOKEN).with_options(**limits)


@pytest.mark.parametrize(("places", "kind"), [(0, ValueError), (-1, ValueError), (True, TypeError), ("1", TypeError)])
def test_an_invalid_max_concurrency_is_refused(places: Any, kind: type[Exception]) -> None:
    with pytest.raises(kind, match="max_concurrency"):
        AnimoClient(TOKEN, max_concurrency=places)


def test_a_transport_of_the_wrong_type_is_refused() -> None:
    with pytest.raises(TypeError, match="transport"):
        AnimoClient(TOKEN, transport=object())  # type: ignore[arg-type]


# -- path arguments


def with_identifier(call: Call, place: int) -> Callable[[AnimoClient, Any], Any]:
    def made(animo: AnimoClient, bad: Any) -> Any:
        arguments = [*call.arguments[:place], bad, *call.arguments[place + 1 :]]
        return call.method(animo)(*arguments)

    return made


PATH_ARGUMENTS: dict[str, Callable[[AnimoClient, Any], Any]] = {
    "company": lambda animo, bad: animo.company(bad),
    "event": lambda animo, bad: animo.company(COMPANY).event(bad),
    "slug of create_event": lambda animo, bad: animo.company(COMPANY).events.create(event_create(), slug=bad),
    **{call.name.rpartition(".")[2]: with_identifier(call, 0) for call in CALLS if call.name.endswith("until_paid")},
    **{name: with_identifier(call, place) for name, call in BY_OPERATION.items() for place in call.identifiers},
}
each_path_argument = pytest.mark.parametrize("call", PATH_ARGUMENTS.values(), ids=PATH_ARGUMENTS)
UNSAFE = [
    "",
    " ",
    "\t",
    ".",
    "..",
    "a/b",
    "/",
    "../user",
    "a\\b",
    "a?b",
    "a#b",
    "a\r\nb",
    "a\nb",
    "a\0b",
    "a\x7fb",
    "a\x85b",
    "\ud800",
]


def demo(animo: AnimoClient) -> Any:
    return animo.company(COMPANY).event("demo-day")


async def refused(kind: type[Exception], call: Callable[[AnimoClient], Any], match: str = ".") -> None:
    """Assert that a call raises this error before any request is sent."""
    net = Net()
    with pytest.raises(kind, match=match) as caught:
        await done(call, net.client())
    assert type(caught.value) is kind
    assert net.asked == []


async def done(call: Callable[[AnimoClient], Any], animo: AnimoClient) -> None:
    """Run a call and await its result if it is awaitable."""
    result = call(animo)
    if hasattr(result, "__await__"):
        await result


@for_each(("call", "bad"), one_at_a_time(PATH_ARGUMENTS.values(), UNSAFE))
async def test_a_path_argument_cannot_change_the_route(call: Callable[[AnimoClient, Any], Any], bad: str) -> None:
    await refused(ValueError, lambda animo: call(animo, bad))


@for_each(("call", "bad"), one_at_a_time(PATH_ARGUMENTS.values(), [7, b"demo-day", ["demo-day"], True]))
async def test_a_path_argument_of_the_wrong_type_is_refused(call: Callable[[AnimoClient, Any], Any], bad: Any) -> None:
    await refused(TypeError, lambda animo: call(animo, bad), "must be a str")


@for_each(
    ("name", "model"),
    [
        ("company", Event.from_dict(event())),
        ("event", Company.from_dict(company())),
        ("get_event", Order.from_dict(order())),
        ("update_event", Order.from_dict(order())),
        ("get_activation", Event.from_dict(event())),
        ("get_form", Event.from_dict(event())),
        ("update_form", Event.from_dict(event())),
        ("update_cohost", Event.from_dict(event())),
        ("delete_cohost", Event.from_dict(event())),
        ("get_comms_template", Event.from_dict(event())),
        ("get_ticket_type", Event.from_dict(event())),
        ("get_order", Event.from_dict(event())),
        ("approve_order", Event.from_dict(event())),
        ("wait_until_paid", Event.from_dict(event())),
    ],
)
async def test_a_model_of_the_wrong_type_is_refused(name: str, model: Any) -> None:
    await refused(TypeError, lambda animo: PATH_ARGUMENTS[name](animo, model), f"not {type(model).__name__}")


async def test_a_model_with_an_unsafe_identifier_is_refused() -> None:
    await refused(ValueError, lambda animo: animo.company(Company.from_dict(company("../user"))))
    await refused(ValueError, lambda animo: animo.company(COMPANY).event(Event.from_dict(event("a/b"))))


@for_each(
    ("odd", "encoded"), [("a b", "a%20b"), ("%2e%2e", "%252e%252e"), ("%2F", "%252F"), ("é", "%C3%A9"), ("...", "...")]
)
async def test_special_characters_in_a_path_argument_are_encoded(odd: str, encoded: str) -> None:
    net = Net({f"GET /{COMPANY}/events/{encoded}": {"data": event()}})

    await net.client().company(COMPANY).events.get(odd)

    assert net.asked == [f"GET /{COMPANY}/events/{encoded}"]


@for_each(
    "path",
    [
        "",
        "user",
        "//evil.example/x",
        "https://evil.example/x",
        "/user?x=1",
        "/user#x",
        "/../x",
        "/a/../../x",
        "/a/.",
        "/%2e%2e/x",
        "/a%2f..%2f..%2fx",
        "/a\\b",
        "/a\nb",
        "/a b",
        "/\0",
    ],
)
async def test_a_custom_route_cannot_leave_the_base_url(path: str) -> None:
    await refused(ValueError, lambda animo: animo.request("GET", path), "path")


@for_each("method", ["", "G ET", "GET\r\nX: 1", "GÉT"])
async def test_an_invalid_http_method_is_refused(method: str) -> None:
    await refused(ValueError, lambda animo: animo.request(method, "/user"), "method")


async def test_the_error_for_an_unknown_template_names_the_known_ones() -> None:
    for name in ("get_comms_template", "update_comms_template", "reset_comms_template"):
        await refused(ValueError, lambda animo, name=name: PATH_ARGUMENTS[name](animo, "welcome"), "pending_approval")  # type: ignore[misc]


# -- bodies


@for_each(
    ("make", "known"),
    [
        (lambda: event_create(attendance_mode="underwater"), "offline"),
        (lambda: event_create(attendance_mode="Offline"), "offline"),
        (lambda: event_create(company_role="boss"), "organizing"),
        (lambda: EventUpdate(attendance_mode="underwater"), "offline"),
        (lambda: WebhookAttach(name="x", url="https://a.b", events=["lead-eaten"]), "lead-created"),
        (lambda: WebhookUpdate(token="x", events=["lead-created", ""]), "lead-created"),
        (lambda: FormFieldInput(type_="essay", label="x"), "textarea"),
    ],
)
def test_the_error_for_an_unknown_choice_names_the_known_ones(make: Callable[[], Any], known: str) -> None:
    with pytest.raises(ValueError, match=known):
        make()


@for_each(
    "date",
    [
        "2026-2-5 09:00",
        "2026-02-30 09:00",
        "2026-02-05 9:00",
        "2026-02-05 24:00",
        "2026-02-05 09:00:00",
        "2026-02-05T09:00",
        "2026-02-05",
        "05-02-2026 09:00",
        " 2026-02-05 09:00",
        "2026-02-05 09:00\n",
        "2026-02-05 09:00+00:00",
        "\uff12026-02-05 09:00",
        "0000-01-01 00:00",
        "tomorrow",
        "",
    ],
)
@pytest.mark.parametrize("name", ["date_start", "date_end"])
def test_a_date_that_the_api_does_not_accept_is_refused(name: str, date: str) -> None:
    fields: Any = {name: date}
    with pytest.raises(ValueError, match=name):
        event_create(**fields)
    with pytest.raises(ValueError, match=name):
        EventUpdate(**fields)


@pytest.mark.parametrize("name", ["date_start", "date_end"])
@pytest.mark.parametrize("moment", [datetime(2026, 4, 25, 9, 0), datetime(2026, 4, 25, 9, 0, tzinfo=UTC)], ids=str)  # noqa: DTZ001
def test_the_error_for_a_datetime_names_the_wall_clock_helper(name: str, moment: datetime) -> None:
    fields: Any = {name: moment}
    with pytest.raises(TypeError, match="wall_clock"):
        event_create(**fields)
    with pytest.raises(TypeError, match="wall_clock"):
        EventUpdate(**fields)


@for_each(
    ("make", "name"),
    [
        (lambda: event_create(name=None), "name"),
        (lambda: event_create(date_start=None), "date_start"),
        (lambda: event_create(attendance_mode=None), "attendance_mode"),
        (lambda: event_create(timezone=None), "timezone"),
        (lambda: event_create(requires_ticket_assignment=None), "requires_ticket_assignment"),
        (lambda: EventUpdate(name=None), "name"),  # type: ignore[arg-type]
        (lambda: EventUpdate(date_end=None), "date_end"),  # type: ignore[arg-type]
        (lambda: CohostCreate(name=None), "name"),  # type: ignore[arg-type]
        (lambda: EventPageUpdate(show_attendees=None), "show_attendees"),  # type: ignore[arg-type]
        (lambda: CommsTemplateUpdate(subject=None), "subject"),  # type: ignore[arg-type]
        (lambda: TicketTypeCreate(name=None), "name"),  # type: ignore[arg-type]
        (lambda: OrderCreate(**{**PERSON, "email": None}), "email"),
        (lambda: OrderCreate(**PERSON, ticket_type=None), "ticket_type"),  # type: ignore[arg-type]
        (lambda: FormCreate(name=None), "name"),  # type: ignore[arg-type]
        (lambda: FormCreate(name="x", fields=None), "fields"),  # type: ignore[arg-type]
        (lambda: WebhookAttach(name="x", url="https://a.b", events=None), "events"),  # type: ignore[arg-type]
        (lambda: WebhookDetach(token=None), "token"),  # type: ignore[arg-type]
    ],
)
def test_none_is_refused_if_the_field_cannot_be_null(make: Callable[[], Any], name: str) -> None:
    with pytest.raises(ValueError, match=name):
        make()


def test_assigning_an_invalid_value_to_a_field_is_refused() -> None:
    body = event_create()

    with pytest.raises(ValueError, match="date_end"):
        body.date_end = "2026-04-31 09:00"
    with pytest.raises(ValueError, match="offline"):
        body.attendance_mode = "underwater"  # type: ignore[assignment]


BODIES: dict[str, Callable[[AnimoClient, Any], Any]] = {
    "create_event": lambda animo, body: animo.company(COMPANY).events.create(body),
    "create_event with a slug": lambda animo, body: animo.company(COMPANY).events.create(body, slug="x"),
    "update_event": lambda animo, body: animo.company(COMPANY).events.update("demo-day", body),
    "add_cohost": lambda animo, body: demo(animo).cohosts.add(body),
    "update_cohost": lambda animo, body: demo(animo).cohosts.update("c1", body),
    "update_event_page": lambda animo, body: demo(animo).page.update(body),
    "update_event_page with an image": lambda animo, body: demo(animo).page.update(body, header_image=b"GIF89a"),
    "update_comms_template": lambda animo, body: demo(animo).comms.update("pending_approval", body),
    "create_ticket_type": lambda animo, body: demo(animo).ticket_types.create(body),
    "update_ticket_type": lambda animo, body: demo(animo).ticket_types.update("regular", body),
    "create_order": lambda animo, body: demo(animo).orders.create(body),
    "create_form": lambda animo, body: animo.company(COMPANY).forms.create(body),
    "update_form": lambda animo, body: animo.company(COMPANY).forms.update("f1", body),
    "attach_webhook": lambda animo, body: animo.company(COMPANY).webhooks.attach(body),
    "update_webhook": lambda animo, body: animo.company(COMPANY).webhooks.update(body),
    "detach_webhook": lambda animo, body: animo.company(COMPANY).webhooks.detach(body),
}


@for_each(
    ("call", "body"),
    one_at_a_time(BODIES.values(), [None, {"name": "x"}, "x", FormFieldInput(type_="text", label="x"), EventCreate]),
)
async def test_a_body_of_the_wrong_type_is_refused(call: Callable[[AnimoClient, Any], Any], body: Any) -> None:
    await refused(TypeError, lambda animo: call(animo, body), f"not {type(body).__name__}")


@pytest.mark.parametrize("image", [7, object(), ["x"]], ids=lambda image: type(image).__name__)
async def test_an_image_of_the_wrong_type_is_refused(image: Any) -> None:
    await refused(
        TypeError, lambda animo: demo(animo).page.update(EventPageUpdate(), header_image=image), "header_image"
    )


async def test_an_empty_image_is_refused() -> None:
    await refused(
        ValueError, lambda animo: demo(animo).page.update(EventPageUpdate(), header_image=b""), "header_image"
    )


# -- lists

LISTS: dict[str, Callable[[AnimoClient], Any]] = {
    "activations": lambda animo: animo.company(COMPANY).activations,
    "events": lambda animo: animo.company(COMPANY).events,
    "forms": lambda animo: animo.company(COMPANY).forms,
    "ticket_types": lambda animo: demo(animo).ticket_types,
    "orders": lambda animo: demo(animo).orders,
}


@pytest.mark.parametrize(
    ("resource", "invalid"),
    one_at_a_time(
        LISTS.values(), [(0, ValueError), (-1, ValueError), (True, TypeError), ("1", TypeError), (1.0, TypeError)]
    ),
)
def test_an_invalid_first_page_is_refused_immediately(
    resource: Callable[[AnimoClient], Any], invalid: tuple[Any, type[Exception]]
) -> None:
    first, kind = invalid
    with pytest.raises(kind, match="first_page"):
        resource(Net().client()).list(first_page=first)


# -- checks that are left to the server


async def test_text_lengths_and_urls_are_not_checked_before_sending() -> None:
    net = Net({f"POST /{COMPANY}/events/create": reply(201, {"data": event()})})

    await net.client().company(COMPANY).events.create(event_create(name="x" * 5000, privacy_policy="no address"))

    assert len(net.requests) == 1


async def test_a_valid_call_succeeds() -> None:
    assert (await Net({"GET /user": {"data": user()}}).client().user()).id == "u1"


async def test_a_search_text_that_is_too_long_for_a_url_is_refused() -> None:
    net = Net()

    with pytest.raises(ValueError, match="URL"):
        await net.client().company("x").events.list(q="x" * 70_000)

    assert net.asked == []
