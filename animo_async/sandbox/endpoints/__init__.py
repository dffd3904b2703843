"""The endpoints, named by operationId. Each returns an answer, or raises RefusedError or InvalidBodyError."""

from animo_async.sandbox.answers import Endpoint
from animo_async.sandbox.endpoints import (
    account,
    activations,
    comms,
    event_pages,
    events,
    forms,
    orders,
    ticket_types,
    webhooks,
)

_MODULES = {
    "user": account,
    "companies": account,
    "activations": activations,
    "events": events,
    "event-pages": event_pages,
    "comms": comms,
    "ticket-types": ticket_types,
    "orders": orders,
    "forms": forms,
    "webhooks": webhooks,
}


def endpoint(tag: str, operation: str) -> Endpoint:
    """Return the function named after an operation, from the module for its tag."""
    module = _MODULES[tag]
    found: Endpoint | None = getattr(module, operation, None)
    if found is None:
        raise NotImplementedError(f"Add {operation} to {module.__name__.replace('.', '/')}.py")
    return found
