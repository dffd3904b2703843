from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self

from attrs import define

from ..open_model import OpenModel
from ..reading import FieldError, read_datetime

_FIELDS = frozenset(["id", "avatar", "first_name", "job_title", "last_name", "linkedin_url", "email", "created_at"])


@define(kw_only=True, weakref_slot=False)
class User(OpenModel):
    """The user who owns the token.

    Attributes:
        id: Sqid.
        avatar: URL of a picture.
        first_name: First name.
        job_title: Job title.
        last_name: Last name.
        linkedin_url: URL of the LinkedIn profile.
        email: Email address.
        created_at: ISO 8601 timestamp with the offset `+00:00` and any number of fractional digits.
    """

    id: str
    avatar: None | str
    first_name: str
    job_title: None | str
    last_name: str
    linkedin_url: None | str
    email: str
    created_at: datetime.datetime

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Read decoded JSON. Raises `FieldError` if it does not match the model."""
        self = cls.__new__(cls)
        at = ""
        try:
            self.id = src["id"]
            self.avatar = src["avatar"]
            self.first_name = src["first_name"]
            self.job_title = src["job_title"]
            self.last_name = src["last_name"]
            self.linkedin_url = src["linkedin_url"]
            self.email = src["email"]
            at = "created_at"
            self.created_at = read_datetime(src["created_at"])
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise FieldError.from_exception(error, at, src) from None
        self._additional_properties = None
        if len(src) != 8:
            self._additional_properties = {key: value for key, value in src.items() if key not in _FIELDS}
        return self

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without the fields that are UNSET."""
        out: dict[str, Any] = dict(self._additional_properties or ())
        out["id"] = self.id
        out["avatar"] = self.avatar
        out["first_name"] = self.first_name
        out["job_title"] = self.job_title
        out["last_name"] = self.last_name
        out["linkedin_url"] = self.linkedin_url
        out["email"] = self.email
        out["created_at"] = self.created_at.isoformat()
        return out
