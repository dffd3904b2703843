from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define

from ..open_model import OpenModel
from ..reading import FieldError
from ..types import UNSET, Unset

_FIELDS = frozenset(["name", "google_place_id", "url", "maps_url", "address", "latitude", "longitude"])


@define(kw_only=True, weakref_slot=False)
class Venue(OpenModel):
    """The place of an offline event. Known from one example, so every field may be missing or null.

    Attributes:
        name: Name of the venue.
        google_place_id: Google place ID.
        url: URL of the venue's website.
        maps_url: URL of a map that shows the venue.
        address: Postal address.
        latitude: In degrees.
        longitude: In degrees.
    """

    name: None | str | Unset = UNSET
    google_place_id: None | str | Unset = UNSET
    url: None | str | Unset = UNSET
    maps_url: None | str | Unset = UNSET
    address: None | str | Unset = UNSET
    latitude: float | None | Unset = UNSET
    longitude: float | None | Unset = UNSET

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
            self.google_place_id = raw = src.get("google_place_id", UNSET)
            if raw is not UNSET:
                found += 1
            self.url = raw = src.get("url", UNSET)
            if raw is not UNSET:
                found += 1
            self.maps_url = raw = src.get("maps_url", UNSET)
            if raw is not UNSET:
                found += 1
            self.address = raw = src.get("address", UNSET)
            if raw is not UNSET:
                found += 1
            self.latitude = raw = src.get("latitude", UNSET)
            if raw is not UNSET:
                found += 1
            self.longitude = raw = src.get("longitude", UNSET)
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
        if self.google_place_id is not UNSET:
            out["google_place_id"] = self.google_place_id
        if self.url is not UNSET:
            out["url"] = self.url
        if self.maps_url is not UNSET:
            out["maps_url"] = self.maps_url
        if self.address is not UNSET:
            out["address"] = self.address
        if self.latitude is not UNSET:
            out["latitude"] = self.latitude
        if self.longitude is not UNSET:
            out["longitude"] = self.longitude
        return out
