"""Entitlements: what a token may do, and why Animo denied a request."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import anyio

from animo_v1 import models
from animo_v1.api import companies, events
from animo_v1.api import user as users
from animo_v1.operations import OPERATIONS, WEBHOOK_EVENT_SCOPES

from ._http.loop_state import PerLoop
from ._http.single_flight import SingleFlight
from .errors import (
    AuthenticationError,
    CompanyAccessError,
    IntegrationsRequiredError,
    MissingScopeError,
    NotFoundError,
    PermissionDeniedError,
    PlanRequiredError,
    StatusFields,
    printable,
)
from .identifiers import check_received
from .pagination import Listing, Pager

if TYPE_CHECKING:
    from animo_v1.operation import OperationInfo, Request

    from ._http.requester import Requester
    from ._http.token import Token

logger: logging.Logger = logging.getLogger("animo_async")

_PASSPORT_SCOPE_MESSAGE = "Invalid scope(s) provided."
_CACHE_SECONDS = 60.0


class EntitlementState(StrEnum):
    """What a token may do, in general or for one company, and otherwise what it lacks."""

    ENTITLED = "entitled"
    NO_COMPANY = "no_company"
    COMPANY_NOT_LISTED = "company_not_listed"
    MISSING_SCOPE = "missing_scope"
    MISSING_INTEGRATIONS = "missing_integrations"
    UNAUTHENTICATED = "unauthenticated"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Entitlement:
    """The result of checking what a token may do, with the evidence.

    Attributes:
        state: The result.
        explanation: What Animo returned, what it means, and what to do.
        user: The user of the token. None if it was not read.
        companies: The companies that `GET /companies` listed. All are on the Pro plan.
    """

    state: EntitlementState
    explanation: str
    user: models.User | None = None
    companies: tuple[models.Company, ...] = ()

    @property
    def ok(self) -> bool:
        """True if `state` is `ENTITLED`."""
        return self.state is EntitlementState.ENTITLED


_API_TOKENS = "in Animo's admin panel under User settings, API tokens"
_EXPLANATIONS = {
    EntitlementState.ENTITLED: "GET /companies lists {slugs}, so the token works and the Pro plan is active.",
    EntitlementState.NO_COMPANY: (
        "GET /companies returned 200 with an empty list. So the token works and has companies:read, but none of its "
        "user's companies is on the Pro plan. Companies on Free or Business are not listed. "
        "Activate the Pro plan at {billing_url}, or use the token of a user whose company has it."
    ),
    EntitlementState.COMPANY_NOT_LISTED: (
        "GET /companies does not list {company} (it lists: {slugs}). Either that company is on Free or Business, or "
        "this user does not belong to it. "
        "Check its plan at {billing_url} and the user's membership, or use one of the listed companies."
    ),
    EntitlementState.MISSING_SCOPE: (
        "Animo refused the request because the token lacks a scope (needed: {scopes}). "
        f"Create a token that has it {_API_TOKENS}."
    ),
    EntitlementState.MISSING_INTEGRATIONS: (
        "The company is on the Pro plan and listed for this token, but webhooks were refused: its plan lacks the "
        "integrations feature. Check the plan at {billing_url}."
    ),
    EntitlementState.UNAUTHENTICATED: (
        "Animo returned 401: the token is wrong, expired (a personal token lasts one year) or revoked. "
        f"Create a new one {_API_TOKENS}."
    ),
    EntitlementState.UNKNOWN: (
        "The reason is unknown, because GET /companies was refused, failed or took too long. It may be the plan, the "
        "membership, a scope or the user's role. A token with companies:read shows the reason. Check the plan at "
        "{billing_url}."
    ),
}
_READABLE = "The events of {company} could be read, so the token works and the company is on the Pro plan."


def explain(
    state: EntitlementState,
    billing_url: str,
    *,
    company: str = "",
    listed: Sequence[models.Company] = (),
    scopes: Sequence[str] = (),
) -> str:
    """Return an explanation: what Animo returned, what it means, and what to do."""
    readable = state is EntitlementState.ENTITLED and company and company not in [item.id for item in listed]
    return (_READABLE if readable else _EXPLANATIONS[state]).format(
        billing_url=billing_url,
        company=printable(company),
        slugs=printable(", ".join(item.slug for item in listed)) or "none",
        scopes=", ".join(scopes) or "not known",
    )


def lacks_scope(error: PermissionDeniedError) -> bool:
    """Return whether the message is the one that Laravel Passport sends for a missing scope."""
    return error.message.strip() == _PASSPORT_SCOPE_MESSAGE


def diagnose(
    denied: PermissionDeniedError,
    *,
    company: str,
    scopes: Sequence[str],
    webhook: bool,
    listed: Sequence[models.Company] | None,
    billing_url: str,
) -> PermissionDeniedError:
    """Return the error that says why a request was denied.

    Args:
        denied: The error for the 403.
        company: The sqid of the company in the path. Empty for `GET /companies` itself.
        scopes: The scopes that the operation needs.
        webhook: True if the operation needs the integrations feature.
        listed: The result of `GET /companies`. None if it was refused or failed.
        billing_url: The page where plans are managed.
    """
    seen: StatusFields = {
        "status_code": denied.status_code,
        "method": denied.method,
        "path": denied.path,
        "operation": denied.operation,
        "message": denied.message,
        "request_id": denied.request_id,
        "body": denied.body,
    }

    def found(
        kind: type[PermissionDeniedError], state: EntitlementState, text: str = "", **more: Any
    ) -> PermissionDeniedError:
        text = text or explain(state, billing_url, company=company, listed=listed or (), scopes=scopes)
        seen["hint"] = text
        return kind(entitlement=Entitlement(state, text, companies=tuple(listed or ())), **more, **seen)

    if lacks_scope(denied) or not company:
        return found(MissingScopeError, EntitlementState.MISSING_SCOPE, scopes=scopes)
    if listed is None:
        return found(PermissionDeniedError, EntitlementState.UNKNOWN)
    if not listed:
        return found(PlanRequiredError, EntitlementState.NO_COMPANY)
    if all(item.id != company for item in listed):
        return found(CompanyAccessError, EntitlementState.COMPANY_NOT_LISTED)
    if webhook:
        return found(IntegrationsRequiredError, EntitlementState.MISSING_INTEGRATIONS)
    return found(
        PermissionDeniedError,
        EntitlementState.UNKNOWN,
        "The company is on the Pro plan and listed for this token, so the cause is a missing scope "
        f"(needed: {', '.join(scopes) or 'not known'}) or the user's role in the company.",
    )


class _CachedCompanies:
    """The companies of one token in one event loop: one look-up at a time, cached for a minute."""

    def __init__(self) -> None:
        self._flight: SingleFlight[list[models.Company]] = SingleFlight()
        self._companies: list[models.Company] | None = None
        self._fetched_at = anyio.current_time()

    @property
    def expired(self) -> bool:
        return anyio.current_time() - self._fetched_at >= _CACHE_SECONDS

    async def get(self, requester: Requester) -> list[models.Company]:
        if self._companies is None or self.expired:
            self._companies = await self._flight.run(partial(list_companies, requester))
            self._fetched_at = anyio.current_time()
        return self._companies


class CompaniesCache:
    """The companies of each token that got a 403 within the last minute, in one event loop."""

    def __init__(self) -> None:
        self._of_token: dict[Token | None, _CachedCompanies] = {}

    async def get(self, requester: Requester, token: Token | None) -> list[models.Company]:
        """Return the companies that a token sees. Results are cached for a minute.

        Args:
            requester: Fetches them, with the token of the running task.
            token: The token that was sent with the denied request.
        """
        if token not in self._of_token:
            self._of_token = {key: cached for key, cached in self._of_token.items() if not cached.expired}
        return await self._of_token.setdefault(token, _CachedCompanies()).get(requester)


class Diagnosis:
    """Explains a 403 by looking up the companies that its token sees.

    Args:
        billing_url: The page where plans are managed.
        look_up: False to skip the look-up of the companies.
    """

    def __init__(self, billing_url: str, *, look_up: bool) -> None:
        self._billing_url = billing_url
        self._look_up = look_up
        self._caches = PerLoop(CompaniesCache)

    async def __call__(
        self,
        requester: Requester,
        denied: PermissionDeniedError,
        request: Request,
        info: OperationInfo | None,
        token: Token | None,
        time_left: float,
    ) -> PermissionDeniedError:
        """Return the error that says why a request was denied. The look-up takes at most `time_left` seconds."""
        company = _company_of(request.path, info)
        listed = None
        if not lacks_scope(denied) and request.path != "/companies":
            if not company or not self._look_up:
                return denied
            with anyio.move_on_after(time_left):
                try:
                    listed = await self._caches.get().get(requester, token)
                except Exception as error:  # noqa: BLE001 - the 403 is raised in any case
                    logger.info("GET /companies, to explain a 403, failed: %s", error)
        return diagnose(
            denied,
            company=company,
            scopes=_scopes(info, request.json),
            webhook=info is not None and info.gate == "USE_INTEGRATIONS",
            listed=listed,
            billing_url=self._billing_url,
        )


def _company_of(path: str, info: OperationInfo | None) -> str:
    """Return the sqid in the path of a company's route, or ""."""
    _, first, *rest = path.split("/")
    scoped = info.path.startswith("/{company}/") if info else bool(rest)
    return unquote(first) if scoped else ""


def _scopes(info: OperationInfo | None, json: Any) -> tuple[str, ...]:
    """Return the scopes that an operation needs. For a webhook, return the scopes that its events need."""
    if info is None:
        return ()
    events = json.get("events") if info.any_scope and isinstance(json, dict) else None
    needed = {WEBHOOK_EVENT_SCOPES.get(event) for event in events or ()}
    return tuple(scope for scope in info.scopes if scope in needed) or info.scopes


async def list_companies(requester: Requester) -> list[models.Company]:
    """Return the companies of all pages. The list may be empty."""
    listing = Listing(requester, companies.list_companies.operation, (), {}, "id")
    listed: dict[str, models.Company] = {}
    async for page in Pager(listing, 1, None).pages():
        for number, item in enumerate(page.items):
            for name in ("id", "slug"):  # the client uses them in paths and URLs
                check_received(f"data.{number}.{name}", getattr(item, name), **listing.where)
            listed.setdefault(item.id, item)
    return list(listed.values())


async def probe(requester: Requester, billing_url: str, company: str | None = None) -> Entitlement:
    """Read the user, the companies and, if the company is not listed, its events.

    Args:
        requester: Sends the requests.
        billing_url: The page where plans are managed.
        company: The sqid of the company in question. None for the token as a whole.
    """
    requester = requester.unexplained()
    user: models.User | None = None
    listed: list[models.Company] | None = None
    try:
        with suppress(PermissionDeniedError):  # a token without user:read may still list companies
            user = (await requester.call(users.get_user.operation)).data
        with suppress(PermissionDeniedError):
            listed = await list_companies(requester)
        if company is None:
            state = _of_token(listed)
        elif listed and any(item.id == company for item in listed):
            state = EntitlementState.ENTITLED
        else:
            state = await _of_company(requester, company, listed)
    except AuthenticationError:
        state = EntitlementState.UNAUTHENTICATED
    scopes = OPERATIONS["list_companies"].scopes
    text = explain(
        state,
        billing_url,
        company=company or "",
        listed=listed or (),
        scopes=scopes if company is None else (*scopes, *OPERATIONS["list_events"].scopes),
    )
    return Entitlement(state, text, user, tuple(listed or ()))


def _of_token(listed: list[models.Company] | None) -> EntitlementState:
    if listed is None:
        return EntitlementState.MISSING_SCOPE
    return EntitlementState.ENTITLED if listed else EntitlementState.NO_COMPANY


async def _of_company(requester: Requester, company: str, listed: list[models.Company] | None) -> EntitlementState:
    """Check a company that is not listed by reading its events."""
    refused = EntitlementState.COMPANY_NOT_LISTED if listed else EntitlementState.NO_COMPANY
    try:
        await requester.call(events.list_events.operation, company)
    except NotFoundError:
        return EntitlementState.UNKNOWN if listed is None else EntitlementState.COMPANY_NOT_LISTED
    except PermissionDeniedError as denied:
        if listed is not None:
            return refused
        return EntitlementState.MISSING_SCOPE if lacks_scope(denied) else EntitlementState.UNKNOWN
    return EntitlementState.ENTITLED
