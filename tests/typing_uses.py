# pyright: strict, reportUnnecessaryTypeIgnoreComment=true
"""Typical uses, type-checked but never run. mypy --strict and pyright must reject the lines marked `type: ignore`."""

from contextlib import aclosing
from datetime import datetime
from typing import Any, assert_type

import httpx

from animo_async import (
    AnimoClient,
    AnimoError,
    APIConnectionError,
    APIStatusError,
    CompanyClient,
    CompanyNotFoundError,
    Entitlement,
    EntitlementState,
    EventClient,
    MethodNotAllowedError,
    MissingScopeError,
    Page,
    Pager,
    PaymentPendingError,
    PermissionDeniedError,
    PublicUrls,
    RateLimitError,
    ResponseFormatError,
    ServerError,
    ValidationError,
    models,
    wall_clock,
)
from animo_async.models import (
    UNSET,
    Activation,
    AttendanceMode,
    City,
    CohostCreate,
    CommsTemplate,
    CommsTemplateUpdate,
    Company,
    CompanyRole,
    Event,
    EventCreate,
    EventPage,
    EventPageUpdate,
    EventUpdate,
    Form,
    FormCreate,
    FormFieldInput,
    FormFieldType,
    Order,
    OrderCreate,
    TicketType,
    TicketTypeCreate,
    Unset,
    User,
    Webhook,
    WebhookAttach,
    WebhookDetach,
    WebhookEvent,
)
from animo_async.pagination import PagerIterator


async def fetch_token() -> str:
    return "token"


async def clients() -> None:
    async with AnimoClient() as animo:
        assert_type(animo, AnimoClient)
    AnimoClient("token", timeout=5, deadline=None, max_retries=0, max_concurrency=3, diagnose=False)
    client = AnimoClient(fetch_token, base_url="http://127.0.0.1:8787/api/v1", transport=httpx.AsyncHTTPTransport())
    assert_type(client.with_options(timeout=1.5, deadline=None, max_retries=0), AnimoClient)
    assert_type(await client.aclose(), None)


async def root(animo: AnimoClient) -> None:
    assert_type(await animo.user(), User)
    assert_type(await animo.companies(), list[Company])
    assert_type(await animo.find_company(), CompanyClient)
    assert_type(await animo.find_company("acme"), CompanyClient)
    assert_type(animo.company("Xk9mZ"), CompanyClient)
    assert_type(await animo.request("GET", "/user", params={"a": 1}), Any)
    entitlement = await animo.entitlement()
    assert_type(entitlement, Entitlement)
    assert_type(entitlement.state, EntitlementState)
    assert_type(entitlement.ok, bool)
    assert_type(entitlement.user, User | None)
    assert_type(entitlement.companies, tuple[Company, ...])
    assert_type(entitlement.explanation, str)


async def paging(acme: CompanyClient) -> None:
    pager = acme.events.list(q="Demo", first_page=2)
    assert_type(pager, Pager[Event])
    assert_type(await pager, Page[Event])
    assert_type(await pager.collect(), list[Event])
    assert_type(await pager.collect(consistent=True), list[Event])
    assert_type(pager.pages(), PagerIterator[Page[Event]])
    async with aclosing(aiter(pager)) as items, aclosing(pager.pages()) as pages:
        assert_type(await anext(items), Event)
        assert_type(await anext(pages), Page[Event])
    assert_type(pager.drifted, bool)
    async for event in pager:
        assert_type(event, Event)
    async for page in pager.pages():
        assert_type(page.items, list[Event])
        assert_type(page.total, int | None)
        assert_type(len(page), int)
        for item in page:
            assert_type(item, Event)
    assert_type([event.name async for event in pager], list[str])


async def resources(acme: CompanyClient) -> None:
    assert_type(acme.slug, str | None)
    assert_type(acme.urls, PublicUrls)
    assert_type(acme.activations.list(), Pager[Activation])
    assert_type(await acme.activations.get("lead-form"), Activation)
    assert_type(acme.forms.list(q="x"), Pager[Form])
    field = FormFieldInput(type_="text", label="Why?", required=True)
    assert_type(await acme.forms.create(FormCreate(name="Survey", fields=[field])), Form)
    hook = await acme.webhooks.attach(
        WebhookAttach(name="crm", url="https://crm.example/hook", events=["form-submitted", WebhookEvent.LEAD_CREATED])
    )
    assert_type(hook, Webhook)
    if not isinstance(hook.token, Unset):
        assert_type(await acme.webhooks.detach(WebhookDetach(token=hook.token)), None)


async def of_an_event(acme: CompanyClient, event: Event) -> None:
    handle = acme.event(event)
    assert_type(handle, EventClient)
    assert_type(acme.event("demo-day"), EventClient)
    assert_type(await handle.cohosts.add(CohostCreate(name="Partner")), Event)
    assert_type(await handle.page.get(), EventPage)
    assert_type(await handle.page.update(EventPageUpdate(tagline=None), header_image="header.png"), EventPage)
    assert_type(await handle.page.update(EventPageUpdate(tagline="Come!"), header_image=b"..."), EventPage)
    assert_type(handle.comms.list(), Pager[CommsTemplate])
    assert_type(await handle.comms.list().collect(), list[CommsTemplate])
    changed = await handle.comms.update("registration_approved", CommsTemplateUpdate(subject="Hi"))
    assert_type(changed, CommsTemplate)
    assert_type(await handle.comms.reset(changed), None)
    assert_type(handle.ticket_types.list(include_form=True), Pager[TicketType])
    assert_type(await handle.ticket_types.create(TicketTypeCreate(slug="vip", name="VIP", price="25.00")), TicketType)
    assert_type(handle.orders.list(include_submission=True), Pager[Order])
    order = await handle.orders.wait_until_paid("oRd3r", timeout=60)
    assert_type(order, Order)
    assert_type(order.paid_at, datetime | None)
    assert_type(await handle.orders.approve(order), Order)
    assert_type(acme.urls.checkout(event, order), str)


async def bodies(acme: CompanyClient) -> None:
    body = EventCreate(
        name="Demo Day",
        date_start=wall_clock(datetime(2026, 4, 25, 9)),  # noqa: DTZ001 - a wall-clock time has no time zone
        date_end="2026-04-25 17:00",
        attendance_mode="offline",
        company_role=CompanyRole.ORGANIZING,
        locale="en",
        timezone="Europe/Amsterdam",
    )
    assert_type(body.attendance_mode, AttendanceMode)
    assert_type(await acme.events.create(body, slug="demo-day"), Event)
    assert_type(await acme.events.update("demo-day", EventUpdate(name="New", privacy_policy=None)), Event)
    FormFieldInput(type_=FormFieldType.NUMBER, label="Age", required=False, min_=1)
    OrderCreate(first_name="Ada", last_name="Byron", email="ada@acme.example", country="NL", is_business=False)


def narrowing(event: Event, order: Order) -> None:
    assert_type(event.city, City | None)
    assert_type(event.date_start, datetime)
    page = event.page
    assert_type(page, EventPage | Unset)
    if page is not UNSET:
        assert_type(page, EventPage)
        assert_type(page.tagline, str | None)
    if page:
        assert_type(page, EventPage)
    created_at = order.created_at
    if not isinstance(created_at, Unset):
        assert_type(created_at, datetime | None)


async def errors(animo: AnimoClient) -> None:  # noqa: C901 - one branch for each error
    try:
        await animo.user()
    except ValidationError as error:
        assert_type(error.errors, dict[str, list[str]])
    except RateLimitError as error:
        assert_type(error.retry_after, float | None)
    except MethodNotAllowedError as error:
        assert_type(error.allowed, tuple[str, ...])
    except MissingScopeError as error:
        assert_type(error.scopes, tuple[str, ...])
    except PermissionDeniedError as error:
        assert_type(error.entitlement, Entitlement | None)
    except ServerError as error:
        assert_type(error.may_have_been_sent, bool)
    except APIStatusError as error:
        assert_type(error.status_code, int)
        assert_type(error.message, str)
        assert_type(error.method, str)
        assert_type(error.path, str)
        assert_type(error.operation, str | None)
        assert_type(error.request_id, str | None)
        assert_type(error.body, object)
    except (APIConnectionError, ResponseFormatError) as error:
        assert_type(error.may_have_been_sent, bool)
        assert_type(error.operation, str | None)
    except PaymentPendingError as error:
        assert_type(error.order, Order | None)
    except CompanyNotFoundError as error:
        assert_type(error.slugs, tuple[str, ...])
    except AnimoError as error:
        assert_type(error.created, Event | None)


async def refused(animo: AnimoClient, acme: CompanyClient, event: Event) -> None:
    from animo_async import AnimoClint  # type: ignore[attr-defined]  # noqa: F401
    from animo_async.models import Evnt  # type: ignore[attr-defined]  # noqa: F401

    models.Evnt  # type: ignore[attr-defined]  # noqa: B018
    AnimoClient(lambda: "token")  # type: ignore[arg-type]
    AnimoClient(headers={"X-A": 1})  # type: ignore[dict-item]
    AnimoClient(observe=lambda: None)  # type: ignore[arg-type, misc]
    AnimoClient(b"token")  # type: ignore[arg-type]
    AnimoClient("token", 30.0)  # type: ignore[call-arg, arg-type]
    animo.with_options(max_concurrency=3)  # type: ignore[call-arg]
    animo.with_options(timeout=None)  # type: ignore[arg-type]
    animo.company(event)  # type: ignore[arg-type]
    acme.event(7)  # type: ignore[arg-type]
    for _ in acme.events.list():  # type: ignore[attr-defined]
        pass
    await acme.events.create(EventUpdate(name="x"))  # type: ignore[arg-type]
    EventCreate(name="x")  # type: ignore[call-arg]
    EventUpdate(name=None)  # type: ignore[arg-type]
    EventUpdate(date_start=datetime(2026, 4, 25))  # type: ignore[arg-type]  # noqa: DTZ001
    CohostCreate(name="x", nickname="y")  # type: ignore[call-arg]
    event.page.tagline  # type: ignore[union-attr]  # noqa: B018
    await acme.urls.billing  # type: ignore[misc]
