from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define, field

from ..checking import not_null
from ..model import Model
from ..reading import FieldError
from ..types import UNSET, Unset

_FIELDS = frozenset(["name", "privacy_policy", "position"])


@define(kw_only=True, weakref_slot=False)
class CohostCreate(Model):
    """A new cohost.

    Attributes:
        name: Display name.
        privacy_policy: URL of the privacy policy.
        position: Position in the list, starting at 1.
    """

    name: str = field(validator=not_null)
    privacy_policy: None | str | Unset = UNSET
    position: int | Unset = field(default=UNSET, validator=not_null)

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Read decoded JSON. Raises `FieldError` if it does not match the model."""
        self = cls.__new__(cls)
        at = ""
        try:
            at = "name"
            self.name = src["name"]
            at = "privacy_policy"
            self.privacy_policy = src.get("privacy_policy", UNSET)
            at = "position"
            self.position = src.get("position", UNSET)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise FieldError.from_exception(error, at, src, str(error)) from None
        if unknown := src.keys() - _FIELDS:
            raise FieldError(min(map(str, unknown)), "is not a field of CohostCreate")
        return self

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without the fields that are UNSET."""
        out: dict[str, Any] = {}
        out["name"] = self.name
        if self.privacy_policy is not UNSET:
            out["privacy_policy"] = self.privacy_policy
        if self.position is not UNSET:
            out["position"] = self.position
        return out
