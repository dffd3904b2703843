from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define

from ..open_model import UnknownShape
from ..reading import FieldError


@define(kw_only=True, weakref_slot=False, repr=False)
class UnsplashData(UnknownShape):
    """Data about an image from Unsplash. Its fields are not documented."""

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Read decoded JSON. Raises `FieldError` if it does not match the model."""
        if not isinstance(src, Mapping):
            raise FieldError.from_exception(TypeError(), "", src)
        self = cls.__new__(cls)
        self._additional_properties = dict(src) or None
        return self

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without the fields that are UNSET."""
        out: dict[str, Any] = dict(self._additional_properties or ())
        return out
