"""The models, each loaded on first use."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .activation import Activation
    from .activation_list import ActivationList
    from .activation_response import ActivationResponse
    from .attendance_mode import AttendanceMode
    from .city import City
    from .cohost import Cohost
    from .cohost_create import CohostCreate
    from .cohost_update import CohostUpdate
    from .comms_template import CommsTemplate
    from .comms_template_list import CommsTemplateList
    from .comms_template_name import CommsTemplateName
    from .comms_template_response import CommsTemplateResponse
    from .comms_template_update import CommsTemplateUpdate
    from .company import Company
    from .company_list import CompanyList
    from .company_role import CompanyRole
    from .country import Country
    from .error import Error
    from .event import Event
    from .event_create import EventCreate
    from .event_list import EventList
    from .event_page import EventPage
    from .event_page_response import EventPageResponse
    from .event_page_update import EventPageUpdate
    from .event_page_upload import EventPageUpload
    from .event_response import EventResponse
    from .event_update import EventUpdate
    from .form import Form
    from .form_create import FormCreate
    from .form_field import FormField
    from .form_field_input import FormFieldInput
    from .form_field_type import FormFieldType
    from .form_list import FormList
    from .form_response import FormResponse
    from .form_update import FormUpdate
    from .lead import Lead
    from .order import Order
    from .order_create import OrderCreate
    from .order_form_answers import OrderFormAnswers
    from .order_list import OrderList
    from .order_response import OrderResponse
    from .page_links import PageLinks
    from .page_meta import PageMeta
    from .status_response import StatusResponse
    from .submission import Submission
    from .ticket_type import TicketType
    from .ticket_type_create import TicketTypeCreate
    from .ticket_type_list import TicketTypeList
    from .ticket_type_response import TicketTypeResponse
    from .ticket_type_update import TicketTypeUpdate
    from .unsplash_data import UnsplashData
    from .user import User
    from .user_response import UserResponse
    from .validation_error_body import ValidationErrorBody
    from .validation_errors import ValidationErrors
    from .venue import Venue
    from .webhook import Webhook
    from .webhook_attach import WebhookAttach
    from .webhook_detach import WebhookDetach
    from .webhook_event import WebhookEvent
    from .webhook_response import WebhookResponse
    from .webhook_update import WebhookUpdate

_MODULES = {
    "Activation": ".activation",
    "ActivationList": ".activation_list",
    "ActivationResponse": ".activation_response",
    "AttendanceMode": ".attendance_mode",
    "City": ".city",
    "Cohost": ".cohost",
    "CohostCreate": ".cohost_create",
    "CohostUpdate": ".cohost_update",
    "CommsTemplate": ".comms_template",
    "CommsTemplateList": ".comms_template_list",
    "CommsTemplateName": ".comms_template_name",
    "CommsTemplateResponse": ".comms_template_response",
    "CommsTemplateUpdate": ".comms_template_update",
    "Company": ".company",
    "CompanyList": ".company_list",
    "CompanyRole": ".company_role",
    "Country": ".country",
    "Error": ".error",
    "Event": ".event",
    "EventCreate": ".event_create",
    "EventList": ".event_list",
    "EventPage": ".event_page",
    "EventPageResponse": ".event_page_response",
    "EventPageUpdate": ".event_page_update",
    "EventPageUpload": ".event_page_upload",
    "EventResponse": ".event_response",
    "EventUpdate": ".event_update",
    "Form": ".form",
    "FormCreate": ".form_create",
    "FormField": ".form_field",
    "FormFieldInput": ".form_field_input",
    "FormFieldType": ".form_field_type",
    "FormList": ".form_list",
    "FormResponse": ".form_response",
    "FormUpdate": ".form_update",
    "Lead": ".lead",
    "Order": ".order",
    "OrderCreate": ".order_create",
    "OrderFormAnswers": ".order_form_answers",
    "OrderList": ".order_list",
    "OrderResponse": ".order_response",
    "PageLinks": ".page_links",
    "PageMeta": ".page_meta",
    "StatusResponse": ".status_response",
    "Submission": ".submission",
    "TicketType": ".ticket_type",
    "TicketTypeCreate": ".ticket_type_create",
    "TicketTypeList": ".ticket_type_list",
    "TicketTypeResponse": ".ticket_type_response",
    "TicketTypeUpdate": ".ticket_type_update",
    "UnsplashData": ".unsplash_data",
    "User": ".user",
    "UserResponse": ".user_response",
    "ValidationErrorBody": ".validation_error_body",
    "ValidationErrors": ".validation_errors",
    "Venue": ".venue",
    "Webhook": ".webhook",
    "WebhookAttach": ".webhook_attach",
    "WebhookDetach": ".webhook_detach",
    "WebhookEvent": ".webhook_event",
    "WebhookResponse": ".webhook_response",
    "WebhookUpdate": ".webhook_update",
}

__all__ = (
    "Activation",
    "ActivationList",
    "ActivationResponse",
    "AttendanceMode",
    "City",
    "Cohost",
    "CohostCreate",
    "CohostUpdate",
    "CommsTemplate",
    "CommsTemplateList",
    "CommsTemplateName",
    "CommsTemplateResponse",
    "CommsTemplateUpdate",
    "Company",
    "CompanyList",
    "CompanyRole",
    "Country",
    "Error",
    "Event",
    "EventCreate",
    "EventList",
    "EventPage",
    "EventPageResponse",
    "EventPageUpdate",
    "EventPageUpload",
    "EventResponse",
    "EventUpdate",
    "Form",
    "FormCreate",
    "FormField",
    "FormFieldInput",
    "FormFieldType",
    "FormList",
    "FormResponse",
    "FormUpdate",
    "Lead",
    "Order",
    "OrderCreate",
    "OrderFormAnswers",
    "OrderList",
    "OrderResponse",
    "PageLinks",
    "PageMeta",
    "StatusResponse",
    "Submission",
    "TicketType",
    "TicketTypeCreate",
    "TicketTypeList",
    "TicketTypeResponse",
    "TicketTypeUpdate",
    "UnsplashData",
    "User",
    "UserResponse",
    "ValidationErrorBody",
    "ValidationErrors",
    "Venue",
    "Webhook",
    "WebhookAttach",
    "WebhookDetach",
    "WebhookEvent",
    "WebhookResponse",
    "WebhookUpdate",
)


if not TYPE_CHECKING:  # otherwise a type checker would accept every name

    def __getattr__(name: str) -> Any:
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = value = getattr(import_module(_MODULES[name], __name__), name)
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
