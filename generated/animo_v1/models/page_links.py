from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define

from ..open_model import OpenModel
from ..reading import FieldError
from ..types import UNSET, Unset

_FIELDS = frozenset(["first", "last", "prev", "next"])


@define(kw_only=True, weakref_slot=False)
class PageLinks(OpenModel):
    """Absolute URLs of other pages. Null if there is none.

    Attributes:
        first: URL of the first page.
        last: URL of the last page.
        prev: URL of the previous page. Null on the first page.
        next_: URL of the next page. Null on the last page.
    """

    first: None | str | Unset = UNSET
    last: None | str | Unset = UNSET
    prev: None | str | Unset = UNSET
    next_: None | str | Unset = UNSET

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Read decoded JSON. Raises `FieldError` if it does not match the model."""
        self = cls.__new__(cls)
        at = ""
        raw: Any
        found = 0
        try:
            self.first = raw = src.get("first", UNSET)
            if raw is not UNSET:
                found += 1
            self.last = raw = src.get("last", UNSET)
            if raw is not UNSET:
                found += 1
            self.prev = raw = src.get("prev", UNSET)
            if raw is not UNSET:
                found += 1
            self.next_ = raw = src.get("next", UNSET)
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
        if self.first is not UNSET:
            out["first"] = self.first
        if self.last is not UNSET:
            out["last"] = self.last
        if self.prev is not UNSET:
            out["prev"] = self.prev
        if self.next_ is not UNSET:
            out["next"] = self.next_
        return out
