from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define

from ..open_model import OpenModel
from ..reading import FieldError
from ..types import UNSET, Unset

_FIELDS = frozenset(["name", "alpha2Code", "alpha3Code"])


@define(kw_only=True, weakref_slot=False)
class Country(OpenModel):
    """A country with its ISO 3166-1 codes. Known from one example, so every field may be missing or null.

    Attributes:
        name: Name of the country.
        alpha_2_code: ISO 3166-1 alpha-2 code, such as `UY`.
        alpha_3_code: ISO 3166-1 alpha-3 code, such as `URY`.
    """

    name: None | str | Unset = UNSET
    alpha_2_code: None | str | Unset = UNSET
    alpha_3_code: None | str | Unset = UNSET

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Read decoded JSON. Raises `FieldError` if it does not match the model."""
        self = cls.__new__(cls)
        at = ""
        raw: Any
        found = 0
        try:
            self.name = raw = src.get("name", UNSET)
            if raw is not UNSET:
                found += 1
            self.alpha_2_code = raw = src.get("alpha2Code", UNSET)
            if raw is not UNSET:
                found += 1
            self.alpha_3_code = raw = src.get("alpha3Code", UNSET)
            if raw is not UNSET:
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
        if self.name is not UNSET:
            out["name"] = self.name
        if self.alpha_2_code is not UNSET:
            out["alpha2Code"] = self.alpha_2_code
        if self.alpha_3_code is not UNSET:
            out["alpha3Code"] = self.alpha_3_code
        return out
