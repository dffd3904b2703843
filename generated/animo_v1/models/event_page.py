from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define

from ..models.unsplash_data import UnsplashData
from ..open_model import OpenModel
from ..reading import FieldError
from ..types import UNSET, Unset

_FIELDS = frozenset(["tagline", "description", "support_email", "header_image", "show_attendees", "unsplash_data"])


@define(kw_only=True, weakref_slot=False)
class EventPage(OpenModel):
    """The content of the public page of an event.

    Attributes:
        tagline: One line below the event's name.
        description: HTML. Animo sanitizes it when it is read.
        support_email: Email address for attendees' questions.
        header_image: URL of the header image.
        show_attendees: True if the page lists the attendees. Null if there is no page yet.
        unsplash_data: Set only if the header image is from Unsplash.
    """

    tagline: None | str
    description: None | str
    support_email: None | str
    header_image: None | str
    show_attendees: bool | None
    unsplash_data: None | Unset | UnsplashData = UNSET

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Read decoded JSON. Raises `FieldError` if it does not match the model."""
        self = cls.__new__(cls)
        at = ""
        raw: Any
        found = 5
        try:
            self.tagline = src["tagline"]
            self.description = src["description"]
            self.support_email = src["support_email"]
            self.header_image = src["header_image"]
            self.show_attendees = src["show_attendees"]
            at = "unsplash_data"
            raw = src.get("unsplash_data", UNSET)
            if raw is UNSET:
                self.unsplash_data = UNSET
            else:
                self.unsplash_data = None if raw is None else UnsplashData.from_dict({} if raw == [] else raw)
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
        out["tagline"] = self.tagline
        out["description"] = self.description
        out["support_email"] = self.support_email
        out["header_image"] = self.header_image
        out["show_attendees"] = self.show_attendees
        if self.unsplash_data is not UNSET:
            out["unsplash_data"] = None if self.unsplash_data is None else self.unsplash_data.to_dict()
        return out
