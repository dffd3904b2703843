from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define

from ..models.activation import Activation
from ..models.page_links import PageLinks
from ..models.page_meta import PageMeta
from ..open_model import OpenModel
from ..reading import FieldError, read_list
from ..types import UNSET, Unset

_FIELDS = frozenset(["data", "links", "meta"])


@define(kw_only=True, weakref_slot=False)
class ActivationList(OpenModel):
    """One page of a list.

    Attributes:
        data: The activations on this page.
        links: Absolute URLs of other pages. Null if there is none.
        meta: The position of this page in the list.
    """

    data: list[Activation]
    links: PageLinks | Unset = UNSET
    meta: PageMeta | Unset = UNSET

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Read decoded JSON. Raises `FieldError` if it does not match the model."""
        self = cls.__new__(cls)
        at = ""
        raw: Any
        found = 1
        try:
            at = "data"
            self.data = read_list(Activation.from_dict, src["data"])
            at = "links"
            raw = src.get("links", UNSET)
            if raw is UNSET:
                self.links = UNSET
            else:
                self.links = PageLinks.from_dict(raw)
                found += 1
            at = "meta"
            raw = src.get("meta", UNSET)
            if raw is UNSET:
                self.meta = UNSET
            else:
                self.meta = PageMeta.from_dict(raw)
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
            out["links"] = self.links.to_dict()
        if self.meta is not UNSET:
            out["meta"] = self.meta.to_dict()
        return out
