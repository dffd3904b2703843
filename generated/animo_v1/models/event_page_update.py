from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define, field

from ..checking import not_null
from ..open_model import OpenModel
from ..reading import FieldError
from ..types import UNSET, Unset

_FIELDS = frozenset(["tagline", "description", "support_email", "show_attendees"])


@define(kw_only=True, weakref_slot=False)
class EventPageUpdate(OpenModel):
    """Changes to an event's page. Every field is optional. `show_attendees` is inferred, and other fields may be
    accepted.

    Attributes:
        tagline: One line below the event's name.
        description: HTML.
        support_email: Email address for attendees' questions.
        show_attendees: Whether the page lists the attendees. Inferred from the response.
    """

    tagline: None | str | Unset = UNSET
    description: None | str | Unset = UNSET
    support_email: None | str | Unset = UNSET
    show_attendees: bool | Unset = field(default=UNSET, validator=not_null)

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Read decoded JSON. Raises `FieldError` if it does not match the model."""
        self = cls.__new__(cls)
        at = ""
        try:
            at = "tagline"
            self.tagline = src.get("tagline", UNSET)
            at = "description"
            self.description = src.get("description", UNSET)
            at = "support_email"
            self.support_email = src.get("support_email", UNSET)
            at = "show_attendees"
            self.show_attendees = src.get("show_attendees", UNSET)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise FieldError.from_exception(error, at, src, str(error)) from None
        self._additional_properties = None
        if src.keys() - _FIELDS:
            self._additional_properties = {key: value for key, value in src.items() if key not in _FIELDS}
        return self

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without the fields that are UNSET."""
        out: dict[str, Any] = dict(self._additional_properties or ())
        if self.tagline is not UNSET:
            out["tagline"] = self.tagline
        if self.description is not UNSET:
            out["description"] = self.description
        if self.support_email is not UNSET:
            out["support_email"] = self.support_email
        if self.show_attendees is not UNSET:
            out["show_attendees"] = self.show_attendees
        return out
