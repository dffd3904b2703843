from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define

from ..open_model import OpenModel
from ..reading import FieldError

_FIELDS = frozenset(["name", "alpha2Code", "alpha3Code"])


@define(kw_only=True, weakref_slot=False)
class Country(OpenModel):
    """A country with its ISO 3166-1 codes."""

    name: str
    alpha_2_code: str
    alpha_3_code: str

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Read decoded JSON. Raises `FieldError` when it does not fit."""
        self = cls.__new__(cls)
        at = ""
        try:
            self.name = src["name"]
            self.alpha_2_code = src["alpha2Code"]
            self.alpha_3_code = src["alpha3Code"]
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise FieldError.from_exception(error, at, src) from None
        self._additional_properties = None
        if len(src) != 3:
            self._additional_properties = {key: value for key, value in src.items() if key not in _FIELDS}
        return self

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object. Fields that are left out stay out."""
        out: dict[str, Any] = dict(self._additional_properties or ())
        out["name"] = self.name
        out["alpha2Code"] = self.alpha_2_code
        out["alpha3Code"] = self.alpha_3_code
        return out
