from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self

from attrs import define

from ..models.form import Form
from ..open_model import OpenModel
from ..reading import FieldError, read_datetime
from ..types import UNSET, Unset

_FIELDS = frozenset(["id", "redirect_url", "slug", "status", "title", "type", "created_at", "form"])


@define(kw_only=True, weakref_slot=False)
class Activation(OpenModel):
    """A lead-generation page. It does not say which event it belongs to.

    Attributes:
        id: Slug.
        redirect_url: The URL that visitors are redirected to after they complete the activation.
        slug: The activation's slug. Public URLs contain it.
        status: Status, such as `published`, which is the only value seen so far.
        title: Title. The `q` parameter of the list searches it.
        type_: A human-readable label, such as `Form`, which is the only value seen so far.
        created_at: ISO 8601 timestamp with the offset `+00:00` and any number of fractional digits.
        form: Included only when a single activation is shown.
    """

    id: str
    redirect_url: None | str
    slug: str
    status: str
    title: str
    type_: str
    created_at: datetime.datetime
    form: Form | None | Unset = UNSET

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Read decoded JSON. Raises `FieldError` if it does not match the model."""
        self = cls.__new__(cls)
        at = ""
        raw: Any
        found = 7
        try:
            self.id = src["id"]
            self.redirect_url = src["redirect_url"]
            self.slug = src["slug"]
            self.status = src["status"]
            self.title = src["title"]
            self.type_ = src["type"]
            at = "created_at"
            self.created_at = read_datetime(src["created_at"])
            at = "form"
            raw = src.get("form", UNSET)
            if raw is UNSET:
                self.form = UNSET
            else:
                self.form = None if raw is None else Form.from_dict(raw)
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
        out["redirect_url"] = self.redirect_url
        out["slug"] = self.slug
        out["status"] = self.status
        out["title"] = self.title
        out["type"] = self.type_
        out["created_at"] = self.created_at.isoformat()
        if self.form is not UNSET:
            out["form"] = None if self.form is None else self.form.to_dict()
        return out
