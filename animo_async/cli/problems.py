"""Turns an error into an exit code, an error line and a hint."""

from __future__ import annotations

import os
from dataclasses import dataclass

from animo_async import (
    AnimoError,
    APIConnectionError,
    APIStatusError,
    AuthenticationError,
    CompanyAccessError,
    CompanyNotFoundError,
    ConfigurationError,
    IntegrationsRequiredError,
    MissingScopeError,
    NotFoundError,
    PermissionDeniedError,
    PlanRequiredError,
    RateLimitError,
    ResponseFormatError,
    ServerError,
)
from animo_async.errors import READ_HINT

FAILED = 1
USAGE = 2
ENTITLEMENT = 3
INTERRUPTED = 130

NEW_TOKEN = "create a new token in Animo's admin panel under User settings → API tokens"  # noqa: S105 - not a secret


@dataclass(frozen=True)
class Problem:
    """How the command ends: its exit code, and what it prints.

    Attributes:
        code: The exit code.
        line: What happened.
        hint: What to do.
    """

    code: int
    line: str
    hint: str = ""


class CommandError(Exception):
    """An error that the command itself raises."""

    def __init__(self, line: str, hint: str = "", code: int = USAGE) -> None:
        super().__init__(line)
        self.problem: Problem = Problem(code, line, hint)


def problem(error: Exception) -> Problem | None:
    """Return the problem for an error, or None if the error is a bug in this program."""
    match error:
        case CommandError():
            return error.problem
        case ConfigurationError():
            return Problem(USAGE, str(error), "The token comes from ANIMO_TOKEN, the URL from ANIMO_BASE_URL.")
        case CompanyNotFoundError(key=None):
            line = f"This token can access several companies: {', '.join(error.slugs)}."
            return Problem(USAGE, line, "Give the slug or sqid of one of them.")
        case CompanyNotFoundError():
            return Problem(
                ENTITLEMENT,
                f"No company {error.key!r} is listed for this token. Listed companies: {', '.join(error.slugs)}.",
                "Check the spelling. If that is right, the company is not on the Pro plan or the token's user is not a "
                "member of it.",
            )
        case PermissionDeniedError():
            return Problem(ENTITLEMENT, _denied(error), _why_denied(error))
        case APIStatusError() | APIConnectionError() | ResponseFormatError():
            return Problem(FAILED, *_failed(error))
        case AnimoError() | OSError():
            return Problem(FAILED, str(error))
        case ValueError():  # the client checks arguments before it sends a request
            return Problem(USAGE, str(error))
    return None


def _denied(error: PermissionDeniedError) -> str:
    match error:
        case PlanRequiredError():
            return "No company of this token's user is on the Pro plan, which the API requires."
        case MissingScopeError():
            needed = ", ".join(error.scopes) or "unknown"
            return f"The token lacks {'one of these scopes' if len(error.scopes) > 1 else 'a scope'}: {needed}."
        case CompanyAccessError():
            return "This token has no access to that company."
        case IntegrationsRequiredError():
            return "The company's plan does not include integrations."
    return f"Animo refused {error.method} {error.path} (403)."


def _why_denied(error: PermissionDeniedError) -> str:
    if isinstance(error, MissingScopeError):
        return f"The scopes of a token cannot be changed, so {NEW_TOKEN}. `animo doctor` shows what else is missing."
    if error.entitlement is not None:
        return error.entitlement.explanation
    return "Run `animo doctor` to find the reason."


def _failed(error: APIStatusError | APIConnectionError | ResponseFormatError) -> tuple[str, str]:
    asked = f"{error.method} {error.path}"
    match error:
        case AuthenticationError():
            return (
                "Animo refused the token (401): it is wrong, expired or revoked.",
                f"A token lasts one year. If yours has expired, {NEW_TOKEN}, and set ANIMO_TOKEN.",
            )
        case NotFoundError():
            return (
                f"{asked}: not found (404).",
                "Check the slug. `animo events` lists the events with their slugs.",
            )
        case RateLimitError():
            pause = "a while" if error.retry_after is None else f"{error.retry_after:g} seconds"
            return f"Animo received too many requests ({asked}, 429).", f"Wait {pause}, then try again."
        case ServerError():
            return (
                f"Animo failed: {asked} returned {error.status_code}.",
                "This is a server error. Try again later.",
            )
        case APIStatusError():
            said = f": {error.message}" if error.message else ""
            return f"{asked} returned {error.status_code}{said}", ""
        case APIConnectionError():
            set_to = os.environ.get("ANIMO_BASE_URL")
            return str(error).removesuffix(f" {READ_HINT}"), (
                f"Check the network, and ANIMO_BASE_URL, which is {set_to}." if set_to else "Check the network."
            )
    return str(error), "The cause may be a proxy or a login page. `animo verify` compares the responses with the spec."
