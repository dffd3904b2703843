from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define

from ..open_model import OpenModel
from ..reading import FieldError
from ..types import UNSET, Unset

_FIELDS = frozenset(["id", "name", "privacy_policy", "position"])


@define(kw_only=True, weakref_slot=False)
class Cohost(OpenModel):
    """Another organization that co-hosts an event.

    Attributes:
        id: Sqid.
        name: Display name. Inferred from the request.
        privacy_policy: URL of the privacy policy. Inferred from the request.
        position: Position in the list, starting at 1. Inferred from the request.
    """

    id: str
    name: None | str | Unset = UNSET
    privacy_policy: None | str | Unset = UNSET
    position: int | None | Unset = UNSET

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Read decoded JSON. Raises `FieldError` if it does not match the model."""
        self = cls.__new__(cls)
        at = ""
        raw: Any
        found = 1
        try:
            self.id = src["id"]
            self.name = raw = src.get("name", UNSET)
            if raw is not UNSET:
                found += 1
            self.privacy_policy = raw = src.get("privacy_policy", UNSET)
            if raw is not UNSET:
                found += 1
            self.position = raw = src.get("position", UNSET)
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
        out["id"] = self.id
        if self.name is not UNSET:
            out["name"] = self.name
        if self.privacy_policy is not UNSET:
            out["privacy_policy"] = self.privacy_policy
        if self.position is not UNSET:
            out["position"] = self.position
        return out
