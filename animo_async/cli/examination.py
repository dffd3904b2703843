"""Checks what a token may do. Sends one read for each scope that a read can check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from animo_async import (
    APIConnectionError,
    APIStatusError,
    AuthenticationError,
    EntitlementState,
    MissingScopeError,
    PermissionDeniedError,
    ResponseFormatError,
)
from animo_async.cli.problems import NEW_TOKEN
from animo_async.cli.screen import number
from animo_v1.operations import OPERATIONS

if TYPE_CHECKING:
    from animo_async import AnimoClient, CompanyClient, Entitlement, Page, Pager, models

_T = TypeVar("_T")

OK, MISSING, REFUSED, FAILED_READ, NOT_CHECKED = "ok", "missing", "refused", "failed", "not checked"

_CHECKED_BY_READS = (
    "user:read",
    "companies:read",
    "activations:read",
    "events:read",
    "forms:read",
    "ticket-types:read",
    "orders:read",
)
_ADVICE = f"The scopes of a token cannot be changed. If you need more, {NEW_TOKEN}."


@dataclass(frozen=True)
class Finding:
    """One thing that was checked.

    Attributes:
        subject: `token`, `plan`, a scope, `integrations`, or `other scopes`.
        state: `ok`, `missing`, `refused` (for a reason other than the scope), `failed` (the read failed), or `not
            checked`.
        detail: What the check found.
        advice: What to do, or an empty string.
    """

    subject: str
    state: str
    detail: str
    advice: str = ""


async def examine(animo: AnimoClient, key: str | None) -> list[Finding]:
    """Check a token.

    Args:
        animo: The client.
        key: The slug or sqid of the company in which scopes are checked. None means the first one.
    """
    told = await animo.entitlement()
    if told.state is EntitlementState.UNAUTHENTICATED:
        return [Finding("token", MISSING, "refused: it is wrong, expired or revoked", told.explanation)]
    findings = [_token(told), _plan(told, key), *_basic_scopes(told)]
    company = _chosen(animo, told, key)
    findings += (
        [_not_checked(scope, "no company to check it with") for scope in _CHECKED_BY_READS[2:]]
        if company is None
        else (await _scopes(company))
    )
    others = sorted({scope for each in OPERATIONS.values() for scope in each.scopes}.difference(_CHECKED_BY_READS))
    return [
        *findings,
        _not_checked("integrations", "it can only be checked by attaching a webhook"),
        _not_checked("other scopes", f"these can only be checked with a write: {', '.join(others)}"),
    ]


def _token(told: Entitlement) -> Finding:
    if told.user is None:
        return Finding("token", OK, "valid (its owner is unknown without user:read)")
    return Finding("token", OK, f"{told.user.first_name} {told.user.last_name} <{told.user.email}>")


def _plan(told: Entitlement, key: str | None) -> Finding:
    if told.state is EntitlementState.NO_COMPANY:
        return Finding("plan", MISSING, "no company of this user is on the Pro plan", told.explanation)
    if told.state is not EntitlementState.ENTITLED:
        return _not_checked("plan", "needs companies:read")
    slugs = ", ".join(item.slug for item in told.companies)
    if key is not None and _listed(told, key) is None:
        advice = (
            f"Check the spelling of {key}. If that is right, it is not on the Pro plan, or you are not a member of it."
        )
        return Finding("plan", MISSING, f"{key} is not among your companies on the Pro plan: {slugs}", advice)
    return Finding("plan", OK, f"Pro: {slugs}")


def _basic_scopes(told: Entitlement) -> list[Finding]:
    seen = {"user:read": told.user is not None, "companies:read": told.state is not EntitlementState.MISSING_SCOPE}
    return [
        Finding(scope, OK, "") if had else Finding(scope, MISSING, "missing", _ADVICE) for scope, had in seen.items()
    ]


def _listed(told: Entitlement, key: str) -> models.Company | None:
    return next((item for item in told.companies if key in (item.slug, item.id)), None)


def _chosen(animo: AnimoClient, told: Entitlement, key: str | None) -> CompanyClient | None:
    if told.state is EntitlementState.MISSING_SCOPE:  # companies cannot be listed, but a sqid works without the list
        return animo.company(key) if key else None
    company = next(iter(told.companies), None) if key is None else _listed(told, key)
    return animo.company(company) if company else None


async def _scopes(acme: CompanyClient) -> list[Finding]:
    activations, _ = await _read("activations:read", acme.activations.list(), "activation")
    listed, page = await _read("events:read", acme.events.list(), "event")
    forms, _ = await _read("forms:read", acme.forms.list(), "form")
    organized = next((event for event in page or () if event.company_role == "organizing"), None)
    if organized is None:
        why = "the company organizes no event on the first page" if page is not None else "no event to check it with"
        return [activations, listed, forms, _not_checked("ticket-types:read", why), _not_checked("orders:read", why)]
    event = acme.event(organized)
    kinds, _ = await _read("ticket-types:read", event.ticket_types.list(), "ticket type", event.id)
    orders, _ = await _read("orders:read", event.orders.list(), "order", event.id)
    return [activations, listed, forms, kinds, orders]


async def _read(scope: str, pager: Pager[_T], what: str, event: str = "") -> tuple[Finding, Page[_T] | None]:
    try:
        page = await pager
    except MissingScopeError:
        return Finding(scope, MISSING, "missing", _ADVICE), None
    except PermissionDeniedError as error:
        why = error.entitlement.explanation if error.entitlement else ""
        return Finding(scope, REFUSED, "refused, and Animo gave no reason", why), None
    except AuthenticationError:
        raise
    except (APIStatusError, APIConnectionError, ResponseFormatError) as error:
        return Finding(scope, FAILED_READ, f"could not be read: {error}"), None
    count = number(len(page) if page.total is None else page.total, what)
    return Finding(scope, OK, f"{count} of {event}" if event else count), page


def _not_checked(subject: str, why: str) -> Finding:
    return Finding(subject, NOT_CHECKED, why)
