from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define

from ..models.company import Company
from ..models.page_links import PageLinks
from ..models.page_meta import PageMeta
from ..open_model import OpenModel
from ..reading import FieldError, read_list
from ..types import UNSET, Unset

_FIELDS = frozenset(["data", "links", "meta"])


@define(kw_only=True, weakref_slot=False)
class CompanyList(OpenModel):
    """One page of the list. If it has no `links` and `meta`, it is the whole list.

    Attributes:
        data: The companies on this page.
        links: The URLs of other pages.
        meta: The position of this page in the list.
    """

    data: list[Company]
    links: None | PageLinks | Unset = UNSET
    meta: None | PageMeta | Unset = UNSET

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Read decoded JSON. Raises `FieldError` if it does not match the model."""
        self = cls.__new__(cls)
        at = ""
        raw: Any
        found = 1
        try:
            at = "data"
            self.data = read_list(Company.from_dict, src["data"])
            at = "links"
            raw = src.get("links", UNSET)
            if raw is UNSET:
                self.links = UNSET
            else:
                self.links = None if raw is None else PageLinks.from_dict(raw)
                found += 1
            at = "meta"
            raw = src.get("meta", UNSET)
            if raw is UNSET:
                self.meta = UNSET
            else:
                self.meta = None if raw is None else PageMeta.from_dict(raw)
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
        out["data"] = [item.to_dict() for item in self.data]
        if self.links is not UNSET:
            out["links"] = None if self.links is None else self.links.to_dict()
        if self.meta is not UNSET:
            out["meta"] = None if self.meta is None else self.meta.to_dict()
        return out
