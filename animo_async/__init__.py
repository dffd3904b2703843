"""The async client of the Animo API: events, tickets, orders, attendee emails, forms and webhooks."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ._version import __version__

if TYPE_CHECKING:
    from . import models
    from ._http.attempts import Attempt
    from .client import AnimoClient, CompanyClient, EventClient
    from .dates import local_time, wall_clock
    from .entitlements import Entitlement, EntitlementState
    from .errors import (
        AnimoError,
        AnimoGapWarning,
        APIConnectionError,
        APIStatusError,
        APITimeoutError,
        AuthenticationError,
        CompanyAccessError,
        CompanyNotFoundError,
        ConfigurationError,
        IntegrationsRequiredError,
        MethodNotAllowedError,
        MissingScopeError,
        NotFoundError,
        PaginationDriftError,
        PaymentPendingError,
        PermissionDeniedError,
        PlanRequiredError,
        RateLimitError,
        ResponseFormatError,
        ServerError,
        SlugTakenError,
        ValidationError,
    )
    from .money import amount
    from .pagination import Page, Pager
    from .urls import PublicUrls
    from .watching import OrderChange, OrderWatcher

__all__ = [
    "APIConnectionError",
    "APIStatusError",
    "APITimeoutError",
    "AnimoClient",
    "AnimoError",
    "AnimoGapWarning",
    "Attempt",
    "AuthenticationError",
    "CompanyAccessError",
    "CompanyClient",
    "CompanyNotFoundError",
    "ConfigurationError",
    "Entitlement",
    "EntitlementState",
    "EventClient",
    "IntegrationsRequiredError",
    "MethodNotAllowedError",
    "MissingScopeError",
    "NotFoundError",
    "OrderChange",
    "OrderWatcher",
    "Page",
    "Pager",
    "PaginationDriftError",
    "PaymentPendingError",
    "PermissionDeniedError",
    "PlanRequiredError",
    "PublicUrls",
    "RateLimitError",
    "ResponseFormatError",
    "ServerError",
    "SlugTakenError",
    "ValidationError",
    "__version__",
    "amount",
    "local_time",
    "models",
    "wall_clock",
]

# The module that defines each name. It is loaded on first use: pytest loads animo_async.testing in every run, and that
# must not load an HTTP client. Names that are not listed are in `errors`.
_HOMES = {
    "AnimoClient": "client",
    "Attempt": "_http.attempts",
    "CompanyClient": "client",
    "Entitlement": "entitlements",
    "EntitlementState": "entitlements",
    "EventClient": "client",
    "OrderChange": "watching",
    "OrderWatcher": "watching",
    "Page": "pagination",
    "Pager": "pagination",
    "PublicUrls": "urls",
    "amount": "money",
    "local_time": "dates",
    "wall_clock": "dates",
}


if not TYPE_CHECKING:  # otherwise a type checker would accept every name

    def __getattr__(name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        if name == "models":
            return import_module(f"{__name__}.models")
        value = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES.get(name, 'errors')}"), name)
        return value


def __dir__() -> list[str]:
    return __all__
