from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define

from ..models.form import Form
from ..open_model import OpenModel
from ..reading import FieldError
from ..types import UNSET, Unset

_FIELDS = frozenset(
    ["slug", "name", "description", "price", "currency", "vat_percentage", "availability", "approval_required", "form"]
)


@define(kw_only=True, weakref_slot=False)
class TicketType(OpenModel):
    """A kind of ticket. It does not contain its public URL. Animo's field table is cut off after `availability`, so
    there may be more fields.

    Attributes:
        slug: The ticket type's identifier. Public URLs contain it.
        name: Display name.
        description: Text about the ticket type.
        price: Price of one ticket as a decimal string. `0` means free.
        currency: ISO 4217 currency code.
        vat_percentage: VAT percentage as a decimal string, such as `21`.
        availability: The maximum number of tickets.
        approval_required: Whether an organizer must approve each order. The Comms templates page mentions this field.
        form: Included only with `include_form`.
    """

    slug: str
    name: str
    description: None | str
    price: str
    currency: str
    vat_percentage: str
    availability: int
    approval_required: bool | Unset = UNSET
    form: Form | None | Unset = UNSET

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Read decoded JSON. Raises `FieldError` if it does not match the model."""
        self = cls.__new__(cls)
        at = ""
        raw: Any
        found = 7
        try:
            self.slug = src["slug"]
            self.name = src["name"]
            self.description = src["description"]
            self.price = src["price"]
            self.currency = src["currency"]
            self.vat_percentage = src["vat_percentage"]
            self.availability = src["availability"]
            self.approval_required = raw = src.get("approval_required", UNSET)
            if raw is not UNSET:
                found += 1
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
        out["slug"] = self.slug
        out["name"] = self.name
        out["description"] = self.description
        out["price"] = self.price
        out["currency"] = self.currency
        out["vat_percentage"] = self.vat_percentage
        out["availability"] = self.availability
        if self.approval_required is not UNSET:
            out["approval_required"] = self.approval_required
        if self.form is not UNSET:
            out["form"] = None if self.form is None else self.form.to_dict()
        return out
