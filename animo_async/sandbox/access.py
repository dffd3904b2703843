"""Tokens, and the checks of their scopes, plan and companies, in the same order as in Animo."""

from __future__ import annotations

import math
import secrets
import string
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

import anyio

from animo_async.sandbox.answers import RefusedError, not_found
from animo_async.sandbox.state import Company, World
from animo_v1.operation import OperationInfo
from animo_v1.operations import OPERATIONS

Plan = Literal["none", "pro", "pro-without-integrations"]

_ALL_SCOPES = frozenset(scope for operation in OPERATIONS.values() for scope in operation.scopes)
_FEATURES = {
    "none": frozenset[str](),
    "pro": frozenset({"USE_API", "USE_INTEGRATIONS"}),
    "pro-without-integrations": frozenset({"USE_API"}),
}


def secret(length: int = 40) -> str:
    """Return a random string of letters and digits."""
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(length))


@dataclass(frozen=True)
class Grant:
    """The rights of a token: scopes, features of the plan, and the slugs of the companies that its user belongs to."""

    scopes: frozenset[str]
    features: frozenset[str]
    companies: frozenset[str]
    expires_at: float = math.inf  # in the time of the event loop's clock


@dataclass
class Tokens:
    """The tokens that were issued."""

    world: World
    _grants: dict[str, Grant] = field(default_factory=dict)
    # Bounded, because a server may run for days.
    warnings: deque[str] = field(default_factory=lambda: deque(maxlen=1000))

    def issue(
        self,
        scopes: Iterable[str] | None,
        plan: Plan,
        companies: Iterable[str] | None,
        *,
        expires_at: float = math.inf,
        token: str | None = None,
    ) -> str:
        """Issue a token. It is random unless one is given.

        If `scopes` is None, the token has all scopes. If `companies` is None, it has the companies of the seeded user.
        """
        if isinstance(scopes, str) or isinstance(companies, str):
            raise TypeError("scopes and companies must be lists of strings, not one string")
        if plan not in _FEATURES:
            raise ValueError(f"unknown plan {plan!r}, choose one of: {', '.join(_FEATURES)}")
        known = {key: company.slug for company in self.world.companies for key in (company.id, company.slug)}
        if unknown := [key for key in companies or () if key not in known]:
            raise ValueError(f"no such company: {', '.join(unknown)}")
        token = token or f"sandbox-{secret()}"
        self._grants[token] = Grant(
            _ALL_SCOPES if scopes is None else frozenset(scopes),
            _FEATURES[plan],
            self.world.memberships if companies is None else frozenset(known[key] for key in companies),
            expires_at,
        )
        return token

    def revoke(self, token: str) -> None:
        """Revoke a token."""
        self._grants.pop(token, None)

    def grant(self, authorization: str) -> Grant:
        """Return what the token in an Authorization header allows. Raises RefusedError (401) without a valid token."""
        scheme, _, token = authorization.partition(" ")
        grant = self._grants.get(token.strip())
        if grant is None or scheme.lower() != "bearer" or _expired(grant):
            raise RefusedError(401, "Unauthenticated.")
        return grant

    def check_scopes(self, operation: OperationInfo, grant: Grant) -> None:
        """Raise RefusedError (403) if a needed scope is missing. If the scope is inferred, only add a warning."""
        enough = any if operation.any_scope else all
        if not enough(scope in grant.scopes for scope in operation.scopes if scope not in operation.inferred_scopes):
            raise RefusedError(403, "Invalid scope(s) provided.")
        for scope in operation.inferred_scopes:
            if scope not in grant.scopes:
                self.warnings.append(f"{operation.id}: the token lacks {scope}, which Animo may require (inferred).")


def _expired(grant: Grant) -> bool:
    return grant.expires_at < math.inf and anyio.current_time() >= grant.expires_at


def enter(operation: OperationInfo, grant: Grant, world: World, sqid: str) -> Company:
    """Return the company in a path. Raises RefusedError if it does not exist or the grant does not allow access."""
    company = next((each for each in world.companies if each.id == sqid), None)
    if company is None:
        raise not_found("company")
    if company.slug not in grant.companies:
        # Like `abort(403)` without a message in Laravel.
        raise RefusedError(403, "")
    if not {"USE_API", operation.gate} <= grant.features:
        raise RefusedError(403, "This action is unauthorized.")
    return company
