from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define

from ..models.comms_template_name import KNOWN_COMMS_TEMPLATE_NAME, CommsTemplateName
from ..open_model import OpenModel
from ..reading import FieldError

_FIELDS = frozenset(["template", "subject", "body", "is_default"])


@define(kw_only=True, weakref_slot=False)
class CommsTemplate(OpenModel):
    """One of the emails that attendees of an event get.

    Attributes:
        template: These emails are sent, in this order of the values: after a registration that needs no approval, after
            one that needs approval, when an organizer approves a registration, when the payment of an approved
            registration fails, when an organizer rejects a registration, and when the attendee abandons the
            checkout.
        subject: May contain placeholders.
        body: HTML. May contain placeholders.
        is_default: True if no custom text is saved.
    """

    template: CommsTemplateName
    subject: str
    body: str
    is_default: bool

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Read decoded JSON. Raises `FieldError` if it does not match the model."""
        self = cls.__new__(cls)
        at = ""
        raw: Any
        try:
            at = "template"
            raw = src["template"]
            self.template = KNOWN_COMMS_TEMPLATE_NAME.get(raw) or CommsTemplateName(raw)
            self.subject = src["subject"]
            self.body = src["body"]
            self.is_default = src["is_default"]
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise FieldError.from_exception(error, at, src) from None
        self._additional_properties = None
        if len(src) != 4:
            self._additional_properties = {key: value for key, value in src.items() if key not in _FIELDS}
        return self

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without the fields that are UNSET."""
        out: dict[str, Any] = dict(self._additional_properties or ())
        out["template"] = self.template.value
        out["subject"] = self.subject
        out["body"] = self.body
        out["is_default"] = self.is_default
        return out
