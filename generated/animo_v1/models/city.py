from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define

from ..open_model import OpenModel
from ..reading import FieldError

_FIELDS = frozenset(["name", "latitude", "longitude", "google_place_id"])


@define(kw_only=True, weakref_slot=False)
class City(OpenModel):
    """Where an offline event takes place.

    Attributes:
        latitude: Degrees.
        longitude: Degrees.
    """

    name: str
    latitude: float
    longitude: float
    google_place_id: str

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Read decoded JSON. Raises `FieldError` when it does not fit."""
        self = cls.__new__(cls)
        at = ""
        try:
            self.name = src["name"]
            self.latitude = src["latitude"]
            self.longitude = src["longitude"]
            self.google_place_id = src["google_place_id"]
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise FieldError.from_exception(error, at, src) from None
        self._additional_properties = None
        if len(src) != 4:
            self._additional_properties = {key: value for key, value in src.items() if key not in _FIELDS}
        return self

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object. Fields that are left out stay out."""
        out: dict[str, Any] = dict(self._additional_properties or ())
        out["name"] = self.name
        out["latitude"] = self.latitude
        out["longitude"] = self.longitude
        out["google_place_id"] = self.google_place_id
        return out
