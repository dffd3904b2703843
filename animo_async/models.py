"""The models of the API: resources, bodies and enums, each loaded when it is first used.

They are generated from the spec. In a body, a field that you leave out is not sent, and `None` is sent as null.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import animo_v1.models
from animo_v1.types import UNSET, Unset

if TYPE_CHECKING:
    from animo_v1.models import (
        Activation,
        AttendanceMode,
        City,
        Cohost,
        CohostCreate,
        CohostUpdate,
        CommsTemplate,
        CommsTemplateName,
        CommsTemplateUpdate,
        Company,
        CompanyRole,
        Country,
        Event,
        EventCreate,
        EventPage,
        EventPageUpdate,
        EventUpdate,
        Form,
        FormCreate,
        FormField,
        FormFieldInput,
        FormFieldType,
        FormUpdate,
        Order,
        OrderCreate,
        TicketType,
        TicketTypeCreate,
        TicketTypeUpdate,
        User,
        Venue,
        Webhook,
        WebhookAttach,
        WebhookDetach,
        WebhookEvent,
        WebhookUpdate,
    )

__all__ = [
    "UNSET",
    "Activation",
    "AttendanceMode",
    "City",
    "Cohost",
    "CohostCreate",
    "CohostUpdate",
    "CommsTemplate",
    "CommsTemplateName",
    "CommsTemplateUpdate",
    "Company",
    "CompanyRole",
    "Country",
    "Event",
    "EventCreate",
    "EventPage",
    "EventPageUpdate",
    "EventUpdate",
    "Form",
    "FormCreate",
    "FormField",
    "FormFieldInput",
    "FormFieldType",
    "FormUpdate",
    "Order",
    "OrderCreate",
    "TicketType",
    "TicketTypeCreate",
    "TicketTypeUpdate",
    "Unset",
    "User",
    "Venue",
    "Webhook",
    "WebhookAttach",
    "WebhookDetach",
    "WebhookEvent",
    "WebhookUpdate",
]


if not TYPE_CHECKING:  # otherwise a type checker would accept every name

    def __getattr__(name: str) -> Any:
        if name in __all__:
            value = globals()[name] = getattr(animo_v1.models, name)
            return value
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
