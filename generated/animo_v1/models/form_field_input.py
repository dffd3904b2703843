from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define, field

from ..checking import enum_member, not_null
from ..models.form_field_type import FormFieldType
from ..open_model import OpenModel
from ..reading import FieldError, plain_list
from ..types import UNSET, Unset

_FIELDS = frozenset(["type", "label", "description", "placeholder", "required", "min", "max", "options"])


def _convert_type_(value: str) -> FormFieldType:
    return enum_member("type_", FormFieldType, value)


@define(kw_only=True, weakref_slot=False)
class FormFieldInput(OpenModel):
    """A field of a new or changed form. The names of its properties are inferred, so others may be accepted.

    Attributes:
        type_: The types from `birthdate` onwards are the common types. Each of these may appear at most once per form.
            Inferred.
        label: The label of the field. Up to 10,000 characters for `consent`. Inferred.
        description: Used by fields of all types except `consent` and `toggle`. Inferred.
        placeholder: Used by fields of type `text`, `textarea`, `number`, `url` and `social_url`. Inferred.
        required: Whether an answer is required. Inferred.
        min_: Used by fields of type `number`. Inferred.
        max_: Used by fields of type `number`. Inferred.
        options: Required for `option` and `select`. Other types do not use it. Inferred.
    """

    type_: FormFieldType = field(converter=_convert_type_)
    label: str = field(validator=not_null)
    description: None | str | Unset = UNSET
    placeholder: None | str | Unset = UNSET
    required: bool | Unset = field(default=UNSET, validator=not_null)
    min_: float | None | Unset = UNSET
    max_: float | None | Unset = UNSET
    options: list[str] | None | Unset = UNSET

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Read decoded JSON. Raises `FieldError` if it does not match the model."""
        self = cls.__new__(cls)
        at = ""
        raw: Any
        try:
            at = "type"
            raw = src["type"]
            self.type_ = raw
            at = "label"
            self.label = src["label"]
            at = "description"
            self.description = src.get("description", UNSET)
            at = "placeholder"
            self.placeholder = src.get("placeholder", UNSET)
            at = "required"
            self.required = src.get("required", UNSET)
            at = "min"
            self.min_ = src.get("min", UNSET)
            at = "max"
            self.max_ = src.get("max", UNSET)
            at = "options"
            raw = src.get("options", UNSET)
            if raw is UNSET:
                self.options = UNSET
            else:
                self.options = None if raw is None else plain_list(raw)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise FieldError.from_exception(error, at, src, str(error)) from None
        self._additional_properties = None
        if src.keys() - _FIELDS:
            self._additional_properties = {key: value for key, value in src.items() if key not in _FIELDS}
        return self

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without the fields that are UNSET."""
        out: dict[str, Any] = dict(self._additional_properties or ())
        out["type"] = self.type_.value
        out["label"] = self.label
        if self.description is not UNSET:
            out["description"] = self.description
        if self.placeholder is not UNSET:
            out["placeholder"] = self.placeholder
        if self.required is not UNSET:
            out["required"] = self.required
        if self.min_ is not UNSET:
            out["min"] = self.min_
        if self.max_ is not UNSET:
            out["max"] = self.max_
        if self.options is not UNSET:
            out["options"] = None if self.options is None else list(self.options)
        return out
