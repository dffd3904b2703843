from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define

from ..open_model import OpenModel
from ..reading import FieldError
from ..types import UNSET, Unset

_FIELDS = frozenset(["name", "latitude", "longitude", "google_place_id"])


@define(kw_only=True, weakref_slot=False)
class City(OpenModel):
    """The city where an offline event takes place. Known from one example, so every field may be missing or null.

    Attributes:
        name: Name of the city.
        latitude: In degrees.
        longitude: In degrees.
        google_place_id: Google place ID.
    """

    name: None | str | Unset = UNSET
    latitude: float | None | Unset = UNSET
    longitude: float | None | Unset = UNSET
    google_place_id: None | str | Unset = UNSET

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
            self.latitude = raw = src.get("latitude", UNSET)
            if raw is not UNSET:
                found += 1
            self.longitude = raw = src.get("longitude", UNSET)
            if raw is not UNSET:
                found += 1
            self.google_place_id = raw = src.get("google_place_id", UNSET)
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
        if self.latitude is not UNSET:
            out["latitude"] = self.latitude
        if self.longitude is not UNSET:
            out["longitude"] = self.longitude
        if self.google_place_id is not UNSET:
            out["google_place_id"] = self.google_place_id
        return out
