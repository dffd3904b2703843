from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from ..open_model import Answer
from ..types import FieldError

_FIELDS = frozenset(["name", "alpha2Code", "alpha3Code"])


class Country(Answer):
    """A country with its ISO 3166-1 codes."""

    __slots__ = ("name", "alpha_2_code", "alpha_3_code")

    def __init__(
        self, *, name: str, alpha_2_code: str, alpha_3_code: str, additional_properties: dict[str, Any] | None = None
    ) -> None:
        self.name = name
        self.alpha_2_code = alpha_2_code
        self.alpha_3_code = alpha_3_code
        self._additional_properties = additional_properties

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Read decoded JSON; raises `FieldError` when it does not fit."""
        self = cls.__new__(cls)
        at = ""
        try:
            self.name = src["name"]
            self.alpha_2_code = src["alpha2Code"]
            self.alpha_3_code = src["alpha3Code"]
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise FieldError.caught(error, at, src) from None
        self._additional_properties = None
        if len(src) != 3:
            self._additional_properties = {key: value for key, value in src.items() if key not in _FIELDS}
        return self

    def to_dict(self) -> dict[str, Any]:
        """Make JSON; fields that are left out stay out."""
        out: dict[str, Any] = dict(self._additional_properties or ())
        out["name"] = self.name
        out["alpha2Code"] = self.alpha_2_code
        out["alpha3Code"] = self.alpha_3_code
        return out
