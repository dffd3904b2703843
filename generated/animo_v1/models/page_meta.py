from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define

from ..open_model import OpenModel
from ..reading import FieldError

_FIELDS = frozenset(["current_page", "from", "last_page", "per_page", "to", "total"])


@define(kw_only=True, weakref_slot=False)
class PageMeta(OpenModel):
    """The position of this page in the list.

    Attributes:
        current_page: Number of this page, starting at 1.
        from_: Number of the first item on this page. Null on an empty page.
        last_page: Number of the last page.
        per_page: Number of items per page, which is 15.
        to: Number of the last item on this page. Null on an empty page.
        total: Total number of items on all pages.
    """

    current_page: int
    from_: int | None
    last_page: int
    per_page: int
    to: int | None
    total: int

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Read decoded JSON. Raises `FieldError` if it does not match the model."""
        self = cls.__new__(cls)
        at = ""
        try:
            self.current_page = src["current_page"]
            self.from_ = src["from"]
            self.last_page = src["last_page"]
            self.per_page = src["per_page"]
            self.to = src["to"]
            self.total = src["total"]
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise FieldError.from_exception(error, at, src) from None
        self._additional_properties = None
        if len(src) != 6:
            self._additional_properties = {key: value for key, value in src.items() if key not in _FIELDS}
        return self

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without the fields that are UNSET."""
        out: dict[str, Any] = dict(self._additional_properties or ())
        out["current_page"] = self.current_page
        out["from"] = self.from_
        out["last_page"] = self.last_page
        out["per_page"] = self.per_page
        out["to"] = self.to
        out["total"] = self.total
        return out
