from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define, field

from ..checking import not_null
from ..model import Model
from ..reading import FieldError
from ..types import UNSET, Unset

_FIELDS = frozenset(["subject", "body"])


@define(kw_only=True, weakref_slot=False)
class CommsTemplateUpdate(Model):
    """The custom text of an email. At least one of the two fields is required.

    Attributes:
        subject: May contain placeholders.
        body: HTML. May contain placeholders.
    """

    subject: str | Unset = field(default=UNSET, validator=not_null)
    body: str | Unset = field(default=UNSET, validator=not_null)

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Read decoded JSON. Raises `FieldError` if it does not match the model."""
        self = cls.__new__(cls)
        at = ""
        try:
            at = "subject"
            self.subject = src.get("subject", UNSET)
            at = "body"
            self.body = src.get("body", UNSET)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise FieldError.from_exception(error, at, src, str(error)) from None
        if unknown := src.keys() - _FIELDS:
            raise FieldError(min(map(str, unknown)), "is not a field of CommsTemplateUpdate")
        return self

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without the fields that are UNSET."""
        out: dict[str, Any] = {}
        if self.subject is not UNSET:
            out["subject"] = self.subject
        if self.body is not UNSET:
            out["body"] = self.body
        return out
