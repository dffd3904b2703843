from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define

from ..models.form_field_type import KNOWN_FORM_FIELD_TYPE, FormFieldType
from ..open_model import OpenModel
from ..reading import FieldError, plain_list
from ..types import UNSET, Unset

_FIELDS = frozenset(["id", "type", "label", "description", "placeholder", "required", "min", "max", "options"])


@define(kw_only=True, weakref_slot=False)
class FormField(OpenModel):
    """A field of a form. The names of its properties are inferred.

    Attributes:
        id: Sqid. Inferred.
        type_: The type of the field. Inferred.
        label: The label of the field. Up to 10,000 characters for `consent`. Inferred.
        description: Used by fields of all types except `consent` and `toggle`. Inferred.
        placeholder: Used by fields of type `text`, `textarea`, `number`, `url` and `social_url`. Inferred.
        required: Whether an answer is required. Inferred.
        min_: Used by fields of type `number`. Inferred.
        max_: Used by fields of type `number`. Inferred.
        options: Required for `option` and `select`. Other types do not use it. Inferred.
    """

    id: None | str | Unset = UNSET
    type_: FormFieldType | None | Unset = UNSET
    label: None | str | Unset = UNSET
    description: None | str | Unset = UNSET
    placeholder: None | str | Unset = UNSET
    required: bool | None | Unset = UNSET
    min_: float | None | Unset = UNSET
    max_: float | None | Unset = UNSET
    options: list[str] | None | Unset = UNSET

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Read decoded JSON. Raises `FieldError` if it does not match the model."""
        self = cls.__new__(cls)
        at = ""
        raw: Any
        found = 0
        try:
            self.id = raw = src.get("id", UNSET)
            if raw is not UNSET:
                found += 1
            at = "type"
            raw = src.get("type", UNSET)
            if raw is UNSET:
                self.type_ = UNSET
            else:
                self.type_ = None if raw is None else KNOWN_FORM_FIELD_TYPE.get(raw) or FormFieldType(raw)
                found += 1
            self.label = raw = src.get("label", UNSET)
            if raw is not UNSET:
                found += 1
            self.description = raw = src.get("description", UNSET)
            if raw is not UNSET:
                found += 1
            self.placeholder = raw = src.get("placeholder", UNSET)
            if raw is not UNSET:
                found += 1
            self.required = raw = src.get("required", UNSET)
            if raw is not UNSET:
                found += 1
            self.min_ = raw = src.get("min", UNSET)
            if raw is not UNSET:
                found += 1
            self.max_ = raw = src.get("max", UNSET)
            if raw is not UNSET:
                found += 1
            at = "options"
            raw = src.get("options", UNSET)
            if raw is UNSET:
                self.options = UNSET
            else:
                self.options = None if raw is None else plain_list(raw)
                found += 1
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise FieldError.from_exception(error, at, src) from None
        self._additional_properties = None
        if len(src) != found:
            self._additional_properties = {key: value for key, value in src.items() if key not in _FIELDS}
        return self

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without the fields that are UNSET."""
        out: dict[str, Any] = dict(self._additional_properties or ())
        if self.id is not UNSET:
            out["id"] = self.id
        if self.type_ is not UNSET:
            out["type"] = None if self.type_ is None else self.type_.value
        if self.label is not UNSET:
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
