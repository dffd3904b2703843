"""What a token may do, found out by reads alone."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from animo_v1.api import events
from animo_v1.api import user as users
from animo_v1.operations import OPERATIONS

from .entitlements import Entitlement, EntitlementState, explain, lacks_scope
from .errors import AuthenticationError, NotFoundError, PermissionDeniedError

if TYPE_CHECKING:
    from animo_v1.models import Company, User

    from .call import Caller


async def probe(caller: Caller, company: str | None = None) -> Entitlement:
    """Read the user, the companies, and where that leaves doubt the company's events.

    Args:
        caller: Makes the calls.
        company: The sqid of the company that is asked about; None for the token as a whole.
    """
    caller = caller.undiagnosed()
    user: User | None = None
    listed: list[Company] | None = None
    try:
        with suppress(PermissionDeniedError):  # a token without user:read may still see companies
            user = (await caller.call(users.get_user.operation)).data
        with suppress(PermissionDeniedError):
            listed = await caller.companies()
        if company is None:
            state = _of_token(listed)
        elif listed and any(item.id == company for item in listed):
            state = EntitlementState.ENTITLED
        else:
            state = await _of_company(caller, company, listed)
    except AuthenticationError:
        state = EntitlementState.UNAUTHENTICATED
    scopes = OPERATIONS["list_companies"].scopes
    text = explain(
        state,
        f"{caller.public_url}/admin/settings/billing",
        company=company or "",
        listed=listed or (),
        scopes=scopes if company is None else (*scopes, *OPERATIONS["list_events"].scopes),
    )
    return Entitlement(state, text, user, tuple(listed or ()))


def _of_token(listed: list[Company] | None) -> EntitlementState:
    if listed is None:
        return EntitlementState.MISSING_SCOPE
    return EntitlementState.ENTITLED if listed else EntitlementState.NO_COMPANY


async def _of_company(caller: Caller, company: str, listed: list[Company] | None) -> EntitlementState:
    """Judge a company that is not listed, by a read of it."""
    refused = EntitlementState.COMPANY_NOT_LISTED if listed else EntitlementState.NO_COMPANY
    try:
        await caller.call(events.list_events.operation, company)
    except NotFoundError:
        return EntitlementState.UNKNOWN if listed is None else EntitlementState.COMPANY_NOT_LISTED
    except PermissionDeniedError as denied:
        if listed is not None:
            return refused
        return EntitlementState.MISSING_SCOPE if lacks_scope(denied) else EntitlementState.UNKNOWN
    return EntitlementState.ENTITLED
