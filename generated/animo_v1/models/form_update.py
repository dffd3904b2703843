from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

from attrs import define, field

from ..checking import nested_models, not_null
from ..models.form_field_input import FormFieldInput
from ..open_model import OpenModel
from ..reading import FieldError, read_list
from ..types import UNSET, Unset

_FIELDS = frozenset(["name", "fields"])


def _convert_fields(value: Sequence[FormFieldInput | Mapping[str, Any]] | Unset) -> list[FormFieldInput] | Unset:
    if value is UNSET:
        return value
    return nested_models("fields", FormFieldInput, value)


@define(kw_only=True, weakref_slot=False)
class FormUpdate(OpenModel):
    """Changes to a form. Every property is optional. The names of the properties are inferred, so others may be
    accepted.

    Attributes:
        name: Name. Inferred.
        fields: The fields, in order. Inferred.
    """

    name: str | Unset = field(default=UNSET, validator=not_null)
    fields: list[FormFieldInput] | Unset = field(default=UNSET, converter=_convert_fields)

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Read decoded JSON. Raises `FieldError` if it does not match the model."""
        self = cls.__new__(cls)
        at = ""
        raw: Any
        try:
            at = "name"
            self.name = src.get("name", UNSET)
            at = "fields"
            raw = src.get("fields", UNSET)
            if raw is UNSET:
                self.fields = UNSET
            else:
                self.fields = read_list(FormFieldInput.from_dict, raw)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise FieldError.from_exception(error, at, src, str(error)) from None
        self._additional_properties = None
        if src.keys() - _FIELDS:
            self._additional_properties = {key: value for key, value in src.items() if key not in _FIELDS}
        return self

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without the fields that are UNSET."""
        out: dict[str, Any] = dict(self._additional_properties or ())
        if self.name is not UNSET:
            out["name"] = self.name
        if self.fields is not UNSET:
            out["fields"] = [item.to_dict() for item in self.fields]
        return out
