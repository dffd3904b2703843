from __future__ import annotations

import pickle
from typing import Any

import anyio
import httpx
import pytest

import fake_clock
from animo_async import (
    AnimoError,
    APIConnectionError,
    CompanyAccessError,
    EntitlementState,
    IntegrationsRequiredError,
    MissingScopeError,
    PermissionDeniedError,
    PlanRequiredError,
    ServerError,
)
from animo_async.entitlements import diagnose
from animo_async.models import Company, User, WebhookAttach, WebhookDetach, WebhookUpdate
from helpers import BILLING, COMPANY, PASSPORT, Net, companies, company, denied, envelope, for_each, reply, user

pytestmark = pytest.mark.anyio

USER = "GET /user"
COMPANIES = "GET /companies"
EVENTS = f"GET /{COMPANY}/events"
ATTACH = f"POST /{COMPANY}/webhooks/attach"
MINE = companies(company())
OTHERS = companies(company("other", "zeta"))
NONE = companies()
EVERY_SUBSCRIBE_SCOPE = ("activations:subscribe", "submissions:subscribe", "leads:subscribe", "meetings:subscribe")


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> Any:
    return fake_clock.backend(request.param)


async def refusal(net: Net, call: Any = None, **options: Any) -> Any:
    """Make a call that is refused and return the error. By default, list the events."""
    acme = net.client(**options).company(COMPANY)
    with pytest.raises(PermissionDeniedError) as caught:
        await (acme.events.list() if call is None else call(acme))
    error: Any = caught.value
    return error


def attach(*events: str) -> Any:
    hook = WebhookAttach(name="crm", url="https://acme.example/hook", events=list(events))
    return lambda acme: acme.webhooks.attach(hook)


# -- a 403 on a company's route


async def test_a_403_with_the_scope_message_of_passport_is_a_missing_scope_error() -> None:
    net = Net({EVENTS: denied(PASSPORT)})

    error: Any = await refusal(net)

    assert (type(error), error.scopes) == (MissingScopeError, ("events:read",))
    assert error.entitlement.state is EntitlementState.MISSING_SCOPE
    assert "events:read" in str(error)
    assert net.asked == [EVENTS]


@for_each(
    ("call", "route", "scopes"),
    [
        (
            lambda acme: acme.event("demo-day").orders.list(),
            f"GET /{COMPANY}/event/demo-day/orders",
            ("orders:read", "events:read"),
        ),
        (
            attach("lead-created", "lead-deleted", "form-submitted"),
            ATTACH,
            ("submissions:subscribe", "leads:subscribe"),
        ),
        (attach("meeting-booked"), ATTACH, ("meetings:subscribe",)),
        (
            lambda acme: acme.webhooks.update(WebhookUpdate(token="whsec", events=["activation-submitted"])),
            f"PATCH /{COMPANY}/webhooks/update",
            ("activations:subscribe",),
        ),
        (
            lambda acme: acme.webhooks.update(WebhookUpdate(token="whsec", name="crm")),
            f"PATCH /{COMPANY}/webhooks/update",
            EVERY_SUBSCRIBE_SCOPE,
        ),
        (
            lambda acme: acme.webhooks.detach(WebhookDetach(token="whsec")),
            f"DELETE /{COMPANY}/webhooks/detach",
            EVERY_SUBSCRIBE_SCOPE,
        ),
    ],
)
async def test_a_missing_scope_error_names_the_scopes_that_the_request_needs(
    call: Any, route: str, scopes: tuple[str, ...]
) -> None:
    error: Any = await refusal(Net({route: denied(PASSPORT)}), call)

    assert type(error) is MissingScopeError
    assert error.scopes == scopes


async def test_a_403_with_an_empty_list_of_companies_is_a_plan_required_error() -> None:
    error: Any = await refusal(Net({EVENTS: denied(), COMPANIES: NONE}))

    assert (type(error), error.status_code) == (PlanRequiredError, 403)
    assert error.entitlement.state is EntitlementState.NO_COMPANY
    assert BILLING in str(error)


async def test_a_403_for_a_company_that_is_not_listed_is_a_company_access_error() -> None:
    error: Any = await refusal(Net({EVENTS: denied(), COMPANIES: OTHERS}))

    assert (type(error), error.entitlement.state) == (CompanyAccessError, EntitlementState.COMPANY_NOT_LISTED)
    assert [item.slug for item in error.entitlement.companies] == ["zeta"]
    assert COMPANY in str(error)
    assert "zeta" in str(error)


@pytest.mark.parametrize(
    ("call", "route"),
    [
        (attach("lead-created"), ATTACH),
        (lambda acme: acme.webhooks.update(WebhookUpdate(token="whsec")), f"PATCH /{COMPANY}/webhooks/update"),
        (lambda acme: acme.webhooks.detach(WebhookDetach(token="whsec")), f"DELETE /{COMPANY}/webhooks/detach"),
    ],
    ids=["attach", "update", "detach"],
)
async def test_a_webhook_403_for_a_listed_company_is_an_integrations_required_error(call: Any, route: str) -> None:
    error: Any = await refusal(Net({route: denied(), COMPANIES: MINE}), call)

    assert (type(error), error.entitlement.state) == (IntegrationsRequiredError, EntitlementState.MISSING_INTEGRATIONS)


async def test_any_other_403_for_a_listed_company_mentions_scope_and_role() -> None:
    error: Any = await refusal(Net({EVENTS: denied("Forbidden."), COMPANIES: MINE}))

    assert (type(error), error.message) == (PermissionDeniedError, "Forbidden.")
    assert error.entitlement.state is EntitlementState.UNKNOWN
    assert "events:read" in str(error)
    assert "role" in str(error)


async def test_an_event_named_webhooks_is_not_treated_as_a_webhook() -> None:
    net = Net({f"GET /{COMPANY}/event/webhooks/orders": denied(), COMPANIES: MINE})

    assert type(await refusal(net, lambda acme: acme.event("webhooks").orders.list())) is PermissionDeniedError


@for_each(
    "look",
    [
        denied(PASSPORT),
        denied(),
        401,
        500,
        503,
        reply(200, content=b"<html>"),
        companies(company("zQ7tY", slug=None)),  # type: ignore[arg-type]
        httpx.ConnectError("refused"),
    ],
)
async def test_a_failed_lookup_leaves_the_reason_unknown(look: Any) -> None:
    error: Any = await refusal(Net({EVENTS: denied("Forbidden."), COMPANIES: look}))

    assert (type(error), error.message) == (PermissionDeniedError, "Forbidden.")
    assert error.entitlement.state is EntitlementState.UNKNOWN
    assert "reason is unknown" in str(error)


async def test_the_lookup_stops_at_the_deadline_of_the_call() -> None:
    async def hang(_: httpx.Request) -> Any:
        await anyio.sleep_forever()

    started = anyio.current_time()
    net = Net({EVENTS: slowly(15, denied()), COMPANIES: hang})
    error = await refusal(net, deadline=20, timeout=100)

    assert anyio.current_time() - started == pytest.approx(20)
    assert "reason is unknown" in str(error)


async def test_a_403_for_the_list_of_companies_is_a_missing_scope_error() -> None:
    net = Net({COMPANIES: denied("Forbidden.")})

    with pytest.raises(MissingScopeError) as caught:
        await net.client().companies()

    assert caught.value.scopes == ("companies:read",)
    assert net.asked == [COMPANIES]


async def test_a_403_for_the_user_is_raised_without_a_lookup() -> None:
    net = Net({USER: denied("Forbidden.")})

    with pytest.raises(PermissionDeniedError) as caught:
        await net.client().user()

    assert type(caught.value) is PermissionDeniedError
    assert net.asked == [USER]


async def test_a_403_for_a_custom_route_is_diagnosed_too() -> None:
    net = Net({f"GET /{COMPANY}/leads": denied(), COMPANIES: NONE})

    with pytest.raises(PlanRequiredError):
        await net.client().request("GET", f"/{COMPANY}/leads")


async def test_diagnose_false_sends_no_lookup() -> None:
    net = Net({EVENTS: denied("Forbidden.")})

    error: Any = await refusal(net, diagnose=False)

    assert (type(error), error.message, error.entitlement) == (PermissionDeniedError, "Forbidden.", None)
    assert net.asked == [EVENTS]


@for_each(
    ("answer", "listed"),
    [(denied(PASSPORT), NONE), (denied(), NONE), (denied(), OTHERS), (denied(), MINE), (denied(), 500)],
)
async def test_a_diagnosed_error_keeps_the_response_and_can_be_pickled(answer: Any, listed: Any) -> None:
    said = answer(None)
    fields = {"X-Request-Id": "req-1"}
    error: Any = await refusal(Net({EVENTS: reply(403, content=said.content, headers=fields), COMPANIES: listed}))

    assert (error.status_code, error.request_id, error.body) == (403, "req-1", said.json())
    assert (error.method, error.path, error.operation) == ("GET", f"/{COMPANY}/events", "list_events")
    assert isinstance(error.entitlement.explanation, str)
    twin = pickle.loads(pickle.dumps(error))
    assert (type(twin), str(twin), vars(twin)) == (type(error), str(error), vars(error))


# -- the shared lookup


def looks(net: Net) -> int:
    return net.asked.count(COMPANIES)


async def refusals(net: Net, count: int) -> list[Any]:
    """Make `count` calls concurrently that are all refused, and return their errors."""
    acme = net.client(max_concurrency=100).company(COMPANY)
    errors: list[Any] = []

    async def one() -> None:
        with pytest.raises(PermissionDeniedError) as caught:
            await acme.events.list()
        errors.append(caught.value)

    async with anyio.create_task_group() as group:
        for _ in range(count):
            group.start_soon(one)
    return errors


def slowly(seconds: float, answer: Any) -> Any:
    async def reply(request: httpx.Request) -> Any:
        await anyio.sleep(seconds)
        return answer(request) if callable(answer) else answer

    return reply


async def test_concurrent_refusals_share_one_lookup() -> None:
    net = Net({EVENTS: denied(), COMPANIES: slowly(1, OTHERS)})

    errors = await refusals(net, 50)

    assert [type(error) for error in errors] == [CompanyAccessError] * 50
    assert looks(net) == 1


async def test_concurrent_refusals_share_a_failing_lookup() -> None:
    net = Net({EVENTS: denied(), COMPANIES: slowly(1, reply(500))})

    errors = await refusals(net, 50)

    assert [type(error) for error in errors] == [PermissionDeniedError] * 50
    assert looks(net) == 1


async def test_a_failed_lookup_is_not_cached() -> None:
    net = Net({EVENTS: denied(), COMPANIES: [500, NONE]})
    acme = net.client().company(COMPANY)

    with pytest.raises(PermissionDeniedError, match="reason is unknown"):
        await acme.events.list()
    with pytest.raises(PlanRequiredError):
        await acme.events.list()


async def test_a_lookup_is_cached_for_a_minute() -> None:
    net = Net({EVENTS: denied(), COMPANIES: [OTHERS, NONE]})
    acme = net.client().company(COMPANY)

    for pause, kind, count in ((0, CompanyAccessError, 1), (59, CompanyAccessError, 1), (2, PlanRequiredError, 2)):
        await anyio.sleep(pause)
        with pytest.raises(kind):
            await acme.events.list()
        assert looks(net) == count


async def test_an_empty_list_of_companies_is_cached_too() -> None:
    net = Net({EVENTS: denied(), COMPANIES: NONE})
    acme = net.client().company(COMPANY)

    for _ in range(3):
        with pytest.raises(PlanRequiredError):
            await acme.events.list()
    assert looks(net) == 1


async def test_a_client_from_with_options_shares_the_lookup() -> None:
    net = Net({EVENTS: denied(), COMPANIES: NONE})
    animo = net.client()

    for one in (animo, animo.with_options(timeout=5)):
        with pytest.raises(PlanRequiredError):
            await one.company(COMPANY).events.list()
    assert looks(net) == 1


async def test_cancelling_the_lookup_does_not_block_the_other_callers() -> None:
    net = Net({EVENTS: denied(), COMPANIES: slowly(10, OTHERS)})
    acme = net.client().company(COMPANY)
    told: list[type[Exception]] = []

    async def waiting() -> None:
        with pytest.raises(PermissionDeniedError) as caught:
            await acme.events.list()
        told.append(type(caught.value))

    async with anyio.create_task_group() as group:
        with anyio.move_on_after(5) as scope:
            async with anyio.create_task_group() as first:
                first.start_soon(waiting)
                await anyio.sleep(1)
                for _ in range(5):
                    group.start_soon(waiting)
                await anyio.sleep_forever()

    assert scope.cancelled_caught
    assert told == [CompanyAccessError] * 5
    assert looks(net) == 2


# -- What a token may do

S = EntitlementState
TOKEN_TABLE: dict[str, tuple[dict[str, Any], EntitlementState]] = {
    "a company": ({USER: {"data": user()}, COMPANIES: MINE}, S.ENTITLED),
    "two companies": ({USER: {"data": user()}, COMPANIES: companies(company(), company("other", "zeta"))}, S.ENTITLED),
    "no user:read": ({USER: denied(PASSPORT), COMPANIES: MINE}, S.ENTITLED),
    "no company": ({USER: {"data": user()}, COMPANIES: NONE}, S.NO_COMPANY),
    "no companies:read": ({USER: {"data": user()}, COMPANIES: denied(PASSPORT)}, S.MISSING_SCOPE),
    "refused": ({USER: {"data": user()}, COMPANIES: denied()}, S.MISSING_SCOPE),
    "no scope at all": ({USER: denied(PASSPORT), COMPANIES: denied(PASSPORT)}, S.MISSING_SCOPE),
    "unauthenticated": ({USER: 401, COMPANIES: 401}, S.UNAUTHENTICATED),
    "revoked meanwhile": ({USER: {"data": user()}, COMPANIES: 401}, S.UNAUTHENTICATED),
}
OPEN = envelope([])
COMPANY_TABLE: dict[str, tuple[dict[str, Any], EntitlementState]] = {
    "listed": ({COMPANIES: MINE}, S.ENTITLED),
    "not listed but readable": ({COMPANIES: OTHERS, EVENTS: OPEN}, S.ENTITLED),
    "list refused but readable": ({COMPANIES: denied(PASSPORT), EVENTS: OPEN}, S.ENTITLED),
    "none listed": ({COMPANIES: NONE, EVENTS: denied()}, S.NO_COMPANY),
    "others listed": ({COMPANIES: OTHERS, EVENTS: denied()}, S.COMPANY_NOT_LISTED),
    "others listed, unknown": ({COMPANIES: OTHERS, EVENTS: 404}, S.COMPANY_NOT_LISTED),
    "list and read lack a scope": ({COMPANIES: denied(PASSPORT), EVENTS: denied(PASSPORT)}, S.MISSING_SCOPE),
    "list and read refused": ({COMPANIES: denied(PASSPORT), EVENTS: denied()}, S.UNKNOWN),
    "unauthenticated": ({USER: 401, COMPANIES: 401, EVENTS: 401}, S.UNAUTHENTICATED),
}


@for_each(("routes", "state"), TOKEN_TABLE.values())
async def test_entitlement_returns_the_right_state(routes: dict[str, Any], state: EntitlementState) -> None:
    found = await Net(routes).client().entitlement()

    assert (found.state, found.ok) == (state, state is S.ENTITLED)
    assert pickle.loads(pickle.dumps(found)) == found


@for_each(("routes", "state"), COMPANY_TABLE.values())
async def test_company_entitlement_returns_the_right_state(routes: dict[str, Any], state: EntitlementState) -> None:
    found = await Net({USER: {"data": user()}, **routes}).client().company(COMPANY).entitlement()

    assert (found.state, found.ok) == (state, state is S.ENTITLED)


async def test_an_entitlement_has_the_user_and_the_companies() -> None:
    found = await Net({USER: {"data": user()}, COMPANIES: OTHERS}).client().entitlement()

    assert found.user == User.from_dict(user())
    assert found.companies == (Company.from_dict(company("other", "zeta")),)


async def test_an_entitlement_has_no_user_if_the_user_cannot_be_read() -> None:
    found = await Net({USER: denied(PASSPORT), COMPANIES: NONE}).client().entitlement()

    assert (found.user, found.companies) == (None, ())


@for_each(
    ("routes", "words"),
    [
        (TOKEN_TABLE["a company"][0], ["acme", "Pro"]),
        (TOKEN_TABLE["no company"][0], ["empty list", "Pro", BILLING]),
        (TOKEN_TABLE["no companies:read"][0], ["companies:read", "API tokens"]),
        (TOKEN_TABLE["unauthenticated"][0], ["401", "one year", "API tokens"]),
    ],
)
async def test_the_explanation_of_an_entitlement_fits_its_state(routes: dict[str, Any], words: list[str]) -> None:
    explanation = (await Net(routes).client().entitlement()).explanation

    assert [word for word in words if word not in explanation] == []


@for_each(
    ("name", "words"),
    [
        ("others listed", [COMPANY, "zeta", BILLING]),
        ("none listed", ["empty list", BILLING]),
        ("list and read lack a scope", ["companies:read", "events:read"]),
        ("list and read refused", ["reason is unknown", "companies:read"]),
    ],
)
async def test_the_explanation_of_a_company_entitlement_fits_its_state(name: str, words: list[str]) -> None:
    net = Net({USER: {"data": user()}, **COMPANY_TABLE[name][0]})
    explanation = (await net.client().company(COMPANY).entitlement()).explanation

    assert [word for word in words if word not in explanation] == []


@pytest.mark.parametrize("name", ["list refused but readable", "not listed but readable"])
async def test_a_company_that_is_only_readable_is_not_reported_as_listed(name: str) -> None:
    net = Net({USER: {"data": user()}, **COMPANY_TABLE[name][0]})
    explanation = (await net.client().company(COMPANY).entitlement()).explanation

    assert "lists" not in explanation
    assert COMPANY in explanation


async def test_if_the_list_is_refused_the_company_is_not_reported_as_unlisted() -> None:
    net = Net({USER: {"data": user()}, COMPANIES: denied(PASSPORT), EVENTS: 404})
    found = await net.client().company(COMPANY).entitlement()

    assert not found.ok
    assert "does not list" not in found.explanation


async def test_the_billing_url_in_the_explanation_uses_public_url() -> None:
    net = Net({USER: {"data": user()}, COMPANIES: NONE})

    found = await net.client(public_url="https://pages.test").entitlement()

    assert "https://pages.test/admin/settings/billing" in found.explanation


async def test_an_entitlement_is_never_cached() -> None:
    net = Net({USER: {"data": user()}, COMPANIES: [NONE, MINE], EVENTS: denied()})
    animo = net.client()
    with pytest.raises(PlanRequiredError):
        await animo.company(COMPANY).events.list()

    assert (await animo.entitlement()).ok
    assert looks(net) == 2


async def test_entitlement_sends_only_get_requests() -> None:
    net = Net({USER: {"data": user()}, COMPANIES: OTHERS, EVENTS: denied()})
    animo = net.client()

    await animo.entitlement()
    await animo.company(COMPANY).entitlement()

    assert {request.method for request in net.requests} == {"GET"}


async def test_entitlement_sends_each_request_once() -> None:
    net = Net({USER: {"data": user()}, COMPANIES: OTHERS, EVENTS: denied()})

    await net.client().company(COMPANY).entitlement()

    assert net.asked == [USER, COMPANIES, EVENTS]


async def test_entitlement_works_with_diagnose_false() -> None:
    net = Net({USER: {"data": user()}, COMPANIES: NONE})

    assert (await net.client(diagnose=False).entitlement()).state is S.NO_COMPANY


@pytest.mark.parametrize(
    ("fault", "kind"), [(500, ServerError), (httpx.ConnectError("refused"), APIConnectionError)], ids=["500", "refused"]
)
async def test_entitlement_raises_the_error_of_a_failed_request(fault: Any, kind: type[AnimoError]) -> None:
    with pytest.raises(kind):
        await Net({USER: {"data": user()}, COMPANIES: fault}).client().entitlement()


# -- The diagnosis of a 403

REFUSED = {"status_code": 403, "method": "GET", "path": f"/{COMPANY}/events", "operation": "list_events"}


@for_each(
    ("message", "of", "webhook", "listed", "kind", "state"),
    [
        (PASSPORT, COMPANY, False, None, MissingScopeError, S.MISSING_SCOPE),
        (PASSPORT, COMPANY, True, [COMPANY], MissingScopeError, S.MISSING_SCOPE),
        (f" {PASSPORT}\n", COMPANY, False, None, MissingScopeError, S.MISSING_SCOPE),
        ("", "", False, None, MissingScopeError, S.MISSING_SCOPE),
        ("", COMPANY, False, None, PermissionDeniedError, S.UNKNOWN),
        ("", COMPANY, True, None, PermissionDeniedError, S.UNKNOWN),
        ("", COMPANY, False, [], PlanRequiredError, S.NO_COMPANY),
        ("", COMPANY, True, [], PlanRequiredError, S.NO_COMPANY),
        ("", COMPANY, False, ["other"], CompanyAccessError, S.COMPANY_NOT_LISTED),
        ("", COMPANY, True, ["other", COMPANY.lower()], CompanyAccessError, S.COMPANY_NOT_LISTED),
        ("", COMPANY, False, ["other", COMPANY], PermissionDeniedError, S.UNKNOWN),
        ("", COMPANY, True, ["other", COMPANY], IntegrationsRequiredError, S.MISSING_INTEGRATIONS),
    ],
)
def test_diagnose_returns_the_right_error_and_state(
    message: str, of: str, webhook: bool, listed: list[str] | None, kind: type[Exception], state: EntitlementState
) -> None:
    error = diagnose(
        PermissionDeniedError(message=message, **REFUSED),  # type: ignore[arg-type]
        company=of,
        scopes=("events:read",),
        webhook=webhook,
        listed=None if listed is None else [Company.from_dict(company(sqid, sqid.lower())) for sqid in listed],
        billing_url=BILLING,
    )

    assert type(error) is kind
    assert error.entitlement is not None
    assert error.entitlement.state is state
    assert [item.id for item in error.entitlement.companies] == (listed or [])
    assert (error.status_code, error.message, error.path) == (403, message, f"/{COMPANY}/events")
    assert error.entitlement.explanation in str(error)
