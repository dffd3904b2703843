from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define

from ..models.event_page import EventPage
from ..open_model import OpenModel
from ..reading import FieldError

_FIELDS = frozenset(["data"])


@define(kw_only=True, weakref_slot=False)
class EventPageResponse(OpenModel):
    """A single resource in `data`.

    Attributes:
        data: The content of the public page of an event.
    """

    data: EventPage

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Read decoded JSON. Raises `FieldError` if it does not match the model."""
        self = cls.__new__(cls)
        at = ""
        try:
            at = "data"
            self.data = EventPage.from_dict(src["data"])
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise FieldError.from_exception(error, at, src) from None
        self._additional_properties = None
        if len(src) != 1:
            self._additional_properties = {key: value for key, value in src.items() if key not in _FIELDS}
        return self

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without the fields that are UNSET."""
        out: dict[str, Any] = dict(self._additional_properties or ())
        out["data"] = self.data.to_dict()
        return out
