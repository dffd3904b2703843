from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define, field

from ..checking import not_null
from ..open_model import OpenModel
from ..reading import FieldError
from ..types import UNSET, File, FormPart, Unset

_FIELDS = frozenset(["tagline", "description", "support_email", "show_attendees", "header_image"])


@define(kw_only=True, weakref_slot=False)
class EventPageUpload(OpenModel):
    """Changes to an event's page as a multipart form, with an image. An empty string means null. `show_attendees` is
    inferred, and other fields may be accepted.

    Attributes:
        tagline: One line below the event's name.
        description: HTML.
        support_email: Email address for attendees' questions.
        show_attendees: Whether the page lists the attendees, as `1` or `0`. Inferred from the response.
        header_image: The image file.
    """

    tagline: str | Unset = field(default=UNSET, validator=not_null)
    description: str | Unset = field(default=UNSET, validator=not_null)
    support_email: str | Unset = field(default=UNSET, validator=not_null)
    show_attendees: str | Unset = field(default=UNSET, validator=not_null)
    header_image: File | Unset = field(default=UNSET, validator=not_null)

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Read decoded JSON. Raises `FieldError` if it does not match the model."""
        self = cls.__new__(cls)
        at = ""
        try:
            at = "tagline"
            self.tagline = src.get("tagline", UNSET)
            at = "description"
            self.description = src.get("description", UNSET)
            at = "support_email"
            self.support_email = src.get("support_email", UNSET)
            at = "show_attendees"
            self.show_attendees = src.get("show_attendees", UNSET)
            at = "header_image"
            self.header_image = src.get("header_image", UNSET)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise FieldError.from_exception(error, at, src, str(error)) from None
        self._additional_properties = None
        if src.keys() - _FIELDS:
            self._additional_properties = {key: value for key, value in src.items() if key not in _FIELDS}
        return self

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without the fields that are UNSET."""
        out: dict[str, Any] = dict(self._additional_properties or ())
        if self.tagline is not UNSET:
            out["tagline"] = self.tagline
        if self.description is not UNSET:
            out["description"] = self.description
        if self.support_email is not UNSET:
            out["support_email"] = self.support_email
        if self.show_attendees is not UNSET:
            out["show_attendees"] = self.show_attendees
        if self.header_image is not UNSET:
            out["header_image"] = self.header_image
        return out

    def to_multipart(self) -> list[FormPart]:
        """Return the parts of the form for httpx's `files=`. Null becomes an empty text, and a boolean becomes `1` or `0`."""
        parts: list[FormPart] = []
        if self.tagline is not UNSET:
            parts.append(("tagline", (None, str(self.tagline).encode())))
        if self.description is not UNSET:
            parts.append(("description", (None, str(self.description).encode())))
        if self.support_email is not UNSET:
            parts.append(("support_email", (None, str(self.support_email).encode())))
        if self.show_attendees is not UNSET:
            parts.append(("show_attendees", (None, str(self.show_attendees).encode())))
        if self.header_image is not UNSET:
            parts.append(
                ("header_image", (self.header_image.file_name, self.header_image.payload, self.header_image.mime_type))
            )
        for key, value in (self._additional_properties or {}).items():
            parts.append((key, (None, str(value).encode())))
        return parts
