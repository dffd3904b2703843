from __future__ import annotations

import copy
import inspect
import pickle
import traceback
import warnings
from typing import Any

import anyio
import httpx
import pytest
import respx

import fake_clock
from animo_async import (
    AnimoClient,
    AnimoGapWarning,
    APIConnectionError,
    APITimeoutError,
    AuthenticationError,
    CompanyAccessError,
    CompanyNotFoundError,
    ConfigurationError,
    MissingScopeError,
    NotFoundError,
    PermissionDeniedError,
    PlanRequiredError,
    ResponseFormatError,
    ServerError,
    SlugTakenError,
    __version__,
)
from animo_async.models import Company, Event
from helpers import (
    BILLING,
    COMPANY,
    ORIGIN,
    PASSPORT,
    TOKEN,
    Net,
    companies,
    company,
    denied,
    envelope,
    event,
    event_create,
    for_each,
    reply,
    user,
)

pytestmark = pytest.mark.anyio

USER = "GET /user"
COMPANIES = "GET /companies"
CREATE = f"POST /{COMPANY}/events/create"
PATCH = f"PATCH /{COMPANY}/events/demo-day"
LOOK = f"GET /{COMPANY}/events/spring"
MADE = reply(201, {"data": event()})


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> Any:
    return fake_clock.backend(request.param)


def users() -> Net:
    return Net({USER: {"data": user()}})


# -- configuration


async def test_the_token_is_sent_as_a_bearer_token() -> None:
    net = users()
    await net.client().user()

    assert net.requests[0].headers["Authorization"] == f"Bearer {TOKEN}"


async def test_without_a_token_argument_the_token_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANIMO_TOKEN", "from-the-environment")
    net = users()
    await net.client(token=None).user()

    assert net.requests[0].headers["Authorization"] == "Bearer from-the-environment"


async def test_a_token_argument_takes_precedence_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANIMO_TOKEN", "from-the-environment")
    net = users()
    await net.client().user()

    assert net.requests[0].headers["Authorization"] == f"Bearer {TOKEN}"


async def test_a_token_can_come_from_an_async_callable() -> None:
    async def fetch() -> str:
        return "fetched-just-now"

    net = users()
    await net.client(token=fetch).user()

    assert net.requests[0].headers["Authorization"] == "Bearer fetched-just-now"


async def test_requests_have_accept_and_user_agent_headers() -> None:
    net = users()
    await net.client().user()

    assert net.requests[0].headers["Accept"] == "application/json"
    assert net.requests[0].headers["User-Agent"].startswith(f"animo-async/{__version__} ")


async def test_a_body_is_sent_as_json() -> None:
    net = Net({CREATE: MADE})
    await net.client().company(COMPANY).events.create(event_create(city=None))

    assert net.requests[0].headers["Content-Type"] == "application/json"
    assert net.sent == [
        {
            "name": "Demo Day",
            "date_start": "2026-04-25 09:00",
            "date_end": "2026-04-25 17:00",
            "attendance_mode": "offline",
            "company_role": "organizing",
            "locale": "en",
            "city": None,
        }
    ]


async def test_a_get_request_has_no_body() -> None:
    net = users()
    await net.client().user()

    assert net.requests[0].content == b""
    assert "Content-Type" not in net.requests[0].headers


async def test_cookies_from_a_response_are_not_sent_back() -> None:
    net = Net({USER: reply(200, {"data": user()}, headers={"Set-Cookie": "session=1; Path=/"})})
    animo = net.client()
    await animo.user()
    await animo.user()

    assert "Cookie" not in net.requests[1].headers


@pytest.mark.parametrize(
    ("environment", "given", "expected"),
    [
        (None, None, "https://app.animo.co/api/v1/user"),
        ("http://127.0.0.1:8787/api/v1", None, "http://127.0.0.1:8787/api/v1/user"),
        ("http://127.0.0.1:8787/api/v1", "https://animo.test/api/v1", "https://animo.test/api/v1/user"),
        (None, "https://animo.test/api/v1/", "https://animo.test/api/v1/user"),
        (None, "http://[::1]:80/v1", "http://[::1]/v1/user"),
    ],
)
async def test_the_base_url_argument_overrides_the_environment_and_the_default(
    monkeypatch: pytest.MonkeyPatch, environment: str | None, given: str | None, expected: str
) -> None:
    if environment is not None:
        monkeypatch.setenv("ANIMO_BASE_URL", environment)
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200, json={"data": user()})

    await AnimoClient(TOKEN, base_url=given, transport=httpx.MockTransport(answer)).user()

    assert asked == [expected]


@for_each(
    ("options", "origin"),
    [
        ({}, ORIGIN),
        ({"base_url": "http://127.0.0.1:8787/api/v1"}, "http://127.0.0.1:8787"),
        ({"public_url": "https://pages.test"}, "https://pages.test"),
        ({"base_url": "http://127.0.0.1:8787/api/v1", "public_url": "https://pages.test/"}, "https://pages.test"),
    ],
)
async def test_public_urls_use_the_api_origin_unless_public_url_is_set(options: dict[str, str], origin: str) -> None:
    acme = Net().client(**options).company(Company.from_dict(company()))

    assert acme.urls.event("demo-day") == f"{origin}/acme/event/demo-day"
    assert acme.urls.billing == f"{origin}/admin/settings/billing"


async def test_respx_can_mock_the_default_transport() -> None:
    with respx.mock:
        route = respx.get("https://app.animo.co/api/v1/user").respond(json={"data": user()})
        async with AnimoClient(TOKEN) as animo:
            assert await animo.user()
    assert route.call_count == 1


# -- lifetime


async def test_a_client_is_closed_when_its_block_ends() -> None:
    async with users().client() as animo:
        await animo.user()

    with pytest.raises(RuntimeError, match="was closed"):
        await animo.user()


async def test_a_transport_that_was_passed_in_stays_open() -> None:
    class Shared(httpx.MockTransport):
        closed = 0

        async def aclose(self) -> None:
            self.closed += 1

    transport = Shared(lambda _: httpx.Response(200, json={"data": user()}))
    for _ in range(2):
        async with AnimoClient(TOKEN, transport=transport) as animo:
            await animo.user()

    assert transport.closed == 0


async def test_a_client_can_be_closed_twice() -> None:
    animo = users().client()
    await animo.aclose()
    await animo.aclose()


@for_each(
    "use",
    [
        lambda animo: animo.companies(),
        lambda animo: animo.find_company(),
        lambda animo: animo.entitlement(),
        lambda animo: animo.request("GET", "/user"),
        lambda animo: animo.company(COMPANY).entitlement(),
        lambda animo: animo.company(COMPANY).events.get("demo-day"),
        lambda animo: animo.company(COMPANY).events.list().collect(),
        lambda animo: animo.company(COMPANY).event("demo-day").orders.wait_until_paid("oRd3r"),
        lambda animo: animo.with_options(timeout=5).user(),
        lambda animo: animo.__aenter__(),
    ],
)
async def test_a_closed_client_cannot_be_used(use: Any) -> None:
    net = Net()
    animo = net.client()
    await animo.aclose()

    with pytest.raises(RuntimeError, match="was closed"):
        await use(animo)
    assert net.asked == []


async def test_a_client_can_be_opened_in_one_task_and_closed_in_another() -> None:
    animo = users().client()

    async def opening() -> None:
        await animo.__aenter__()
        await animo.user()

    for step in (opening, animo.aclose):
        async with anyio.create_task_group() as group:
            group.start_soon(step)

    with pytest.raises(RuntimeError):
        await animo.user()


async def test_a_client_can_be_created_without_an_event_loop() -> None:
    assert (await anyio.to_thread.run_sync(lambda: repr(Net().client()))).startswith("<AnimoClient")


# -- limits


async def test_a_response_that_starts_too_late_times_out() -> None:
    async def slow(_: httpx.Request) -> Any:
        await anyio.sleep(11)

    started = anyio.current_time()
    with pytest.raises(APITimeoutError) as caught:
        await Net({USER: slow}).client(timeout=10).user()

    assert anyio.current_time() - started == pytest.approx(10)
    assert (caught.value.method, caught.value.path, caught.value.operation) == ("GET", "/user", "get_user")


async def test_a_response_that_arrives_too_slowly_times_out() -> None:
    class Drip(httpx.AsyncByteStream):
        def __aiter__(self) -> Any:
            return self

        async def __anext__(self) -> bytes:
            await anyio.sleep(1)
            return b" "

    started = anyio.current_time()
    with pytest.raises(APITimeoutError):
        await Net({USER: lambda _: httpx.Response(200, stream=Drip())}).client(timeout=10).user()

    assert anyio.current_time() - started == pytest.approx(10)


async def test_with_options_does_not_change_the_original() -> None:
    async def slow(_: httpx.Request) -> Any:
        await anyio.sleep(20)
        return {"data": user()}

    animo = Net({USER: slow}).client(timeout=30)

    with pytest.raises(APITimeoutError):
        await animo.with_options(timeout=10).user()
    assert (await animo.user()).id == "u1"


# -- companies


@pytest.mark.parametrize("key", ["acme", COMPANY])
async def test_a_company_is_found_by_slug_or_sqid(key: str) -> None:
    net = Net({COMPANIES: companies(company("other", "zeta"), company())})

    acme = await net.client().find_company(key)

    assert (acme.id, acme.slug) == (COMPANY, "acme")
    assert acme.urls.event("demo-day") == f"{ORIGIN}/acme/event/demo-day"
    assert net.asked == [COMPANIES]


async def test_find_company_without_a_key_returns_the_only_company() -> None:
    acme = await Net({COMPANIES: companies(company())}).client().find_company()

    assert (acme.id, acme.slug) == (COMPANY, "acme")


async def test_find_company_without_a_key_fails_if_several_companies_are_listed() -> None:
    net = Net({COMPANIES: companies(company(), company("other", "zeta"))})

    with pytest.raises(CompanyNotFoundError, match=r"acme.*zeta") as caught:
        await net.client().find_company()

    assert (caught.value.key, caught.value.slugs) == (None, ("acme", "zeta"))


@pytest.mark.parametrize("key", ["nobody", "ACME", ""])
async def test_a_company_that_is_not_listed_is_not_found(key: str) -> None:
    net = Net({COMPANIES: companies(company(), company("other", "zeta"))})

    with pytest.raises(LookupError, match=r"acme.*zeta") as caught:
        await net.client().find_company(key)

    assert isinstance(caught.value, CompanyNotFoundError)
    assert caught.value.key == key


@pytest.mark.parametrize("key", ["acme", None])
async def test_find_company_raises_plan_required_error_if_no_company_is_listed(key: str | None) -> None:
    with pytest.raises(PlanRequiredError, match=BILLING) as caught:
        await Net({COMPANIES: companies()}).client().find_company(key)

    error = caught.value
    assert (error.status_code, error.method, error.path) == (200, "GET", "/companies")
    assert error.operation == "list_companies"
    assert error.entitlement is not None
    assert error.entitlement.state == "no_company"


async def test_find_company_without_the_scope_companies_read_names_the_scope() -> None:
    with pytest.raises(MissingScopeError) as caught:
        await Net({COMPANIES: denied(PASSPORT)}).client().find_company("acme")

    assert caught.value.scopes == ("companies:read",)


@pytest.mark.parametrize(("field", "value"), [("slug", None), ("slug", 5), ("id", None)], ids=str)
async def test_a_listed_company_without_an_id_or_slug_is_a_format_error(field: str, value: Any) -> None:
    listed = companies(company(), company("zQ7tY", "zeta") | {field: value})

    with pytest.raises(ResponseFormatError) as caught:
        await Net({COMPANIES: listed}).client().find_company("acme")

    assert (caught.value.operation, caught.value.field) == ("list_companies", f"data.1.{field}")


async def test_companies_returns_an_empty_list_if_there_are_none() -> None:
    assert await Net({COMPANIES: companies()}).client().companies() == []


async def test_a_handle_is_created_without_a_request() -> None:
    net = Net()
    acme = net.client().company(COMPANY)
    acme.event("demo-day")

    assert (acme.id, acme.slug) == (COMPANY, None)
    assert net.asked == []


async def test_a_company_handle_from_a_model_has_its_slug() -> None:
    acme = Net().client().company(Company.from_dict(company()))

    assert (acme.id, acme.slug, acme.urls.company) == (COMPANY, "acme", "acme")


@for_each(
    "build",
    [
        lambda urls: urls.event("demo-day"),
        lambda urls: urls.ticket("demo-day", "regular"),
        lambda urls: urls.checkout("demo-day", "oRd3r"),
        lambda urls: urls.activation("spring"),
    ],
)
async def test_a_handle_without_a_slug_cannot_build_public_urls(build: Any) -> None:
    with pytest.raises(ValueError, match="find_company"):
        build(Net().client().company(COMPANY).urls)


async def test_a_handle_without_a_slug_has_the_billing_url() -> None:
    assert Net().client().company(COMPANY).urls.billing == BILLING


# -- The request method


async def test_request_can_call_any_route() -> None:
    net = Net({"PATCH /x/y": {"anything": [1, None]}})

    assert await net.client().request("patch", "/x/y", params={"q": "a b"}, json={"a": [True]}) == {
        "anything": [1, None]
    }
    assert (net.requests[0].method, dict(net.requests[0].url.params)) == ("PATCH", {"q": "a b"})
    assert net.sent == [{"a": [True]}]
    assert net.requests[0].headers["Authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize("answer", [200, 204, reply(200, content=b" \n")], ids=["200", "204", "white space"])
async def test_request_returns_none_for_an_empty_response(answer: Any) -> None:
    assert await Net({"GET /x": answer}).client().request("GET", "/x") is None


async def test_request_sends_an_empty_list_as_a_body_but_no_body_for_none() -> None:
    net = Net({"POST /x": 204, "PUT /x": 204})
    await net.client().request("POST", "/x")
    await net.client().request("PUT", "/x", json=[])

    assert net.sent == [None, []]


async def test_an_error_raised_by_request_has_no_operation() -> None:
    with pytest.raises(NotFoundError) as caught:
        await Net({"GET /x/y": 404}).client().request("GET", "/x/y", params={"secret": "1"})

    assert (caught.value.method, caught.value.path, caught.value.operation) == ("GET", "/x/y", None)


async def test_closing_the_client_ends_a_call_that_is_waiting_for_a_retry() -> None:
    net = Net({USER: [reply(503, headers={"Retry-After": "5"}), {"data": user()}]})
    animo = net.client(max_retries=1)

    async def close() -> None:
        await anyio.sleep(1)
        await animo.aclose()

    async with anyio.create_task_group() as group:
        group.start_soon(close)
        with pytest.raises(RuntimeError, match="closed"):
            await animo.user()

    assert net.asked == [USER]


# -- the slug of a new event


async def test_the_slug_of_a_new_event_is_set_with_an_update() -> None:
    net = Net({LOOK: 404, CREATE: MADE, PATCH: {"data": event("spring")}})

    made = await net.client().company(COMPANY).events.create(event_create(), slug="spring")

    assert made.id == "spring"
    assert net.asked == [LOOK, CREATE, PATCH]
    assert net.sent[2] == {"slug": "spring"}


async def test_without_a_slug_no_update_is_sent() -> None:
    net = Net({CREATE: MADE})

    assert (await net.client().company(COMPANY).events.create(event_create())).id == "demo-day"
    assert net.asked == [CREATE]


async def test_the_slug_argument_overrides_the_slug_in_the_body_without_a_warning() -> None:
    net = Net({LOOK: 404, CREATE: MADE, PATCH: {"data": event("spring")}})

    await net.client().company(COMPANY).events.create(event_create(slug="ignored"), slug="spring")

    assert net.sent[2] == {"slug": "spring"}


@for_each(
    ("answer", "kind"),
    [
        (500, ServerError),
        (404, NotFoundError),
        (denied(PASSPORT), MissingScopeError),
        (httpx.ReadError("reset"), APIConnectionError),
    ],
)
async def test_if_setting_the_slug_fails_the_error_has_the_created_event(answer: Any, kind: type[Exception]) -> None:
    net = Net({LOOK: 404, CREATE: MADE, PATCH: answer})

    with pytest.raises(kind) as caught:
        await net.client().company(COMPANY).events.create(event_create(), slug="spring")

    error: Any = caught.value
    assert error.created == Event.from_dict(event())
    assert error.operation == "update_event"
    assert pickle.loads(pickle.dumps(error)).created == error.created
    assert [route.split(" ")[0] for route in net.asked] == ["GET", "POST", "PATCH"]


async def test_if_the_token_callable_fails_after_the_create_its_error_has_the_event() -> None:
    async def source() -> str:
        if CREATE in net.asked:
            raise LookupError("no such session")
        return TOKEN

    net = Net({LOOK: 404, CREATE: MADE})

    with pytest.raises(LookupError) as caught:
        await net.client(token=source).company(COMPANY).events.create(event_create(), slug="spring")

    assert caught.value.created == Event.from_dict(event())  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "fault", [ConfigurationError("no token"), LookupError("no such session")], ids=["ours", "theirs"]
)
async def test_when_concurrent_creates_fail_with_the_same_error_each_error_has_its_own_event(fault: Exception) -> None:
    made = iter("abc")
    failed: list[Any] = []

    async def source() -> str:
        await anyio.sleep(1)
        if net.asked.count(CREATE) == 3:
            raise fault
        return TOKEN

    net = Net({LOOK: 404, CREATE: lambda _: {"data": event(next(made))}})
    acme = net.client(token=source).company(COMPANY)

    async def create() -> None:
        with pytest.raises(type(fault)) as caught:
            await acme.events.create(event_create(), slug="spring")
        failed.append(caught.value)

    async with anyio.create_task_group() as group:
        for _ in range(3):
            group.start_soon(create)

    assert sorted(error.created.id for error in failed) == ["a", "b", "c"]
    assert {str(error) for error in failed} == {str(fault)}


async def test_if_the_create_fails_created_is_none() -> None:
    net = Net({LOOK: 404, CREATE: 500})

    with pytest.raises(ServerError) as caught:
        await net.client().company(COMPANY).events.create(event_create(), slug="spring")

    assert caught.value.created is None
    assert net.asked == [LOOK, CREATE]


async def test_a_slug_that_is_taken_is_refused_before_anything_is_created() -> None:
    net = Net({LOOK: {"data": event("spring", name="Spring Day")}})

    with pytest.raises(SlugTakenError) as caught:
        await net.client().company(COMPANY).events.create(event_create(), slug="spring")

    assert net.asked == [LOOK]
    assert (caught.value.slug, caught.value.event.name) == ("spring", "Spring Day")
    assert "'spring'" in str(caught.value)
    assert "Nothing was created" in str(caught.value)
    assert caught.value.__cause__ is None


@for_each(
    ("answer", "kind"),
    [
        (500, ServerError),
        (401, AuthenticationError),
        (denied(PASSPORT), MissingScopeError),
        (httpx.ReadError("reset"), APIConnectionError),
        (reply(200, content=b"<html>"), ResponseFormatError),
    ],
)
async def test_if_looking_up_the_slug_fails_nothing_is_created(answer: Any, kind: type[Exception]) -> None:
    net = Net({LOOK: answer})

    with pytest.raises(kind) as caught:
        await net.client().company(COMPANY).events.create(event_create(), slug="spring")

    assert net.asked == [LOOK]
    assert caught.value.created is None  # type: ignore[attr-defined]


async def test_a_slug_in_the_body_emits_a_warning_at_the_callers_line() -> None:
    net = Net({CREATE: MADE})
    acme = net.client().company(COMPANY)
    frame = inspect.currentframe()
    assert frame is not None

    with pytest.warns(AnimoGapWarning, match="slug=") as caught:
        line, made = frame.f_lineno, await acme.events.create(event_create(slug="spring"))

    assert [(warning.filename, warning.lineno) for warning in caught] == [(__file__, line)]
    assert made.id == "demo-day"
    assert net.asked == [CREATE]


async def test_no_request_is_sent_if_the_warning_is_turned_into_an_error() -> None:
    net = Net()

    with warnings.catch_warnings():
        warnings.simplefilter("error", AnimoGapWarning)
        with pytest.raises(AnimoGapWarning):
            await net.client().company(COMPANY).events.create(event_create(slug="spring"))
    assert net.asked == []


# -- secrets


def shown(thing: Any, depth: int = 6) -> str:
    """Return what a debugger shows: the repr and, recursively, the attributes."""
    inside = vars(thing).values() if hasattr(thing, "__dict__") and not isinstance(thing, type) else ()
    deeper = "".join(shown(value, depth - 1) for value in inside) if depth else ""
    return f"{thing!r} {thing!s} {deeper}"


async def test_the_token_does_not_appear_in_reprs_tracebacks_or_urls() -> None:
    net = Net({USER: {"data": user()}, f"GET /{COMPANY}/events": 500})
    animo = net.client()
    await animo.user()
    acme = animo.company(COMPANY)

    for thing in (animo, acme, acme.events, acme.event("demo-day"), acme.events.list(), acme.urls):
        assert TOKEN not in shown(thing)
    with pytest.raises(ServerError) as caught:
        await acme.events.list()
    frames = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert TOKEN not in "".join(frames.format())
    assert TOKEN not in str(net.requests[0].url)


@pytest.mark.parametrize("carry", [pickle.dumps, copy.deepcopy], ids=["pickle", "deepcopy"])
@pytest.mark.parametrize(
    "pick",
    [lambda animo: animo, lambda animo: animo.company(COMPANY), lambda animo: animo.company(COMPANY).event("demo-day")],
    ids=["client", "company", "event"],
)
async def test_a_client_and_its_handles_cannot_be_pickled(pick: Any, carry: Any) -> None:
    with pytest.raises(TypeError, match="pickled"):
        carry(pick(Net().client()))


# -- companies on several pages


def forty(request: httpx.Request) -> Any:
    everything = [company(f"c{number}", f"slug-{number}") for number in range(40)]
    number = int(request.url.params.get("page", "1"))
    return envelope(everything[15 * number - 15 : 15 * number], number=number, last=3, total=40)


@pytest.mark.parametrize("number", [0, 15, 39])
@pytest.mark.parametrize("key", ["c{}", "slug-{}"], ids=["sqid", "slug"])
async def test_a_company_is_found_on_any_page(key: str, number: int) -> None:
    net = Net({COMPANIES: forty})
    found = await net.client().find_company(key.format(number))

    assert (found.id, found.slug) == (f"c{number}", f"slug-{number}")
    assert len(net.asked) == 3


async def test_companies_and_entitlement_read_all_pages() -> None:
    net = Net({COMPANIES: forty, USER: {"data": user()}})
    animo = net.client()

    assert len(await animo.companies()) == 40
    assert len((await animo.entitlement()).companies) == 40
    assert (await animo.company("c39").entitlement()).ok


async def test_a_403_is_diagnosed_with_all_pages_of_companies() -> None:
    net = Net({COMPANIES: forty, "GET /c39/events/a": denied(), "GET /c40/events/a": denied()})
    animo = net.client()

    with pytest.raises(PermissionDeniedError) as listed:
        await animo.company("c39").events.get("a")
    with pytest.raises(CompanyAccessError):
        await animo.company("c40").events.get("a")
    assert type(listed.value) is PermissionDeniedError


@pytest.mark.parametrize("wrap", [companies, lambda *listed: envelope(listed)], ids=["without meta", "one page"])
async def test_a_single_page_of_companies_takes_one_request(wrap: Any) -> None:
    net = Net({COMPANIES: wrap(company())})
    await net.client().find_company("acme")

    assert net.asked == [COMPANIES]


@pytest.mark.parametrize("odd", ["a/b", "..", "", " ", "a\nb", "a?b", None, 7, ["a"]], ids=repr)
@pytest.mark.parametrize("name", ["id", "slug"])
async def test_a_company_with_an_unsafe_identifier_is_a_format_error(name: str, odd: Any) -> None:
    net = Net({COMPANIES: companies(company("good", "good"), {**company(), name: odd})})

    for call in (net.client().find_company, net.client().companies):
        with pytest.raises(ResponseFormatError) as caught:
            await call()
        assert (caught.value.field, caught.value.operation) == (f"data.1.{name}", "list_companies")


@for_each("odd", ["a/b", "..", "", None, 7])
async def test_a_new_event_with_an_unsafe_identifier_is_a_format_error(odd: Any) -> None:
    net = Net({f"GET /{COMPANY}/events/other": 404, CREATE: reply(201, {"data": event(odd)})})

    with pytest.raises(ResponseFormatError) as caught:
        await net.client().company(COMPANY).events.create(event_create(), slug="other")
    assert caught.value.field == "data.id"
    assert caught.value.created is not None
