from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self

from attrs import define

from ..models.form_field import FormField
from ..open_model import OpenModel
from ..reading import FieldError, read_datetime, read_list
from ..types import UNSET, Unset

_FIELDS = frozenset(["id", "name", "fields", "created_at"])


@define(kw_only=True, weakref_slot=False)
class Form(OpenModel):
    """A form of the company. The names of its properties are inferred.

    Attributes:
        id: Sqid. Inferred.
        name: Name. The `q` parameter of the list searches it. Inferred.
        fields: The fields, in order. Inferred.
        created_at: ISO 8601 timestamp with the offset `+00:00` and any number of fractional digits. Inferred.
    """

    id: None | str | Unset = UNSET
    name: None | str | Unset = UNSET
    fields: list[FormField] | None | Unset = UNSET
    created_at: datetime.datetime | None | Unset = UNSET

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
            self.name = raw = src.get("name", UNSET)
            if raw is not UNSET:
                found += 1
            at = "fields"
            raw = src.get("fields", UNSET)
            if raw is UNSET:
                self.fields = UNSET
            else:
                self.fields = None if raw is None else read_list(FormField.from_dict, raw)
                found += 1
            at = "created_at"
            raw = src.get("created_at", UNSET)
            if raw is UNSET:
                self.created_at = UNSET
            else:
                self.created_at = None if raw is None else read_datetime(raw)
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
        if self.name is not UNSET:
            out["name"] = self.name
        if self.fields is not UNSET:
            out["fields"] = None if self.fields is None else [item.to_dict() for item in self.fields]
        if self.created_at is not UNSET:
            out["created_at"] = None if self.created_at is None else self.created_at.isoformat()
        return out
