"""The async client of the Animo API: events, tickets, orders, attendee emails, forms and webhooks."""

from . import models
from ._version import __version__
from .client import AnimoClient
from .entitlements import Entitlement, EntitlementState
from .errors import (
    AnimoError,
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
    ValidationError,
)
from .gaps import AnimoGapWarning
from .handles import CompanyClient, EventClient
from .paging import Page, Pager
from .urls import PublicUrls, wall_clock

__all__ = [
    "APIConnectionError",
    "APIStatusError",
    "APITimeoutError",
    "AnimoClient",
    "AnimoError",
    "AnimoGapWarning",
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
    "ValidationError",
    "__version__",
    "models",
    "wall_clock",
]
