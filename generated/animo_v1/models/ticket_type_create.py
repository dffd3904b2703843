from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define, field

from ..checking import not_null
from ..open_model import OpenModel
from ..reading import FieldError
from ..types import UNSET, Unset

_FIELDS = frozenset(
    ["name", "slug", "description", "price", "currency", "vat_percentage", "availability", "approval_required"]
)


@define(kw_only=True, weakref_slot=False)
class TicketTypeCreate(OpenModel):
    """A new ticket type. By convention, it has the fields of the resource. Animo's field table could not be read, so
    other fields, such as a form, may be accepted. Only the name is required here, because every ticket type has
    one.

    Attributes:
        name: Display name.
        slug: Animo uses the slug that you send on create. An update can change it.
        description: Text about the ticket type.
        price: Price of one ticket in major units, as a decimal string or a number. `0` means free.
        currency: ISO 4217 currency code.
        vat_percentage: VAT percentage as a decimal string.
        availability: The maximum number of tickets.
        approval_required: Whether an organizer must approve each order.
    """

    name: str = field(validator=not_null)
    slug: str | Unset = field(default=UNSET, validator=not_null)
    description: None | str | Unset = UNSET
    price: float | str | Unset = field(default=UNSET, validator=not_null)
    currency: str | Unset = field(default=UNSET, validator=not_null)
    vat_percentage: str | Unset = field(default=UNSET, validator=not_null)
    availability: int | Unset = field(default=UNSET, validator=not_null)
    approval_required: bool | Unset = field(default=UNSET, validator=not_null)

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Read decoded JSON. Raises `FieldError` if it does not match the model."""
        self = cls.__new__(cls)
        at = ""
        try:
            at = "name"
            self.name = src["name"]
            at = "slug"
            self.slug = src.get("slug", UNSET)
            at = "description"
            self.description = src.get("description", UNSET)
            at = "price"
            self.price = src.get("price", UNSET)
            at = "currency"
            self.currency = src.get("currency", UNSET)
            at = "vat_percentage"
            self.vat_percentage = src.get("vat_percentage", UNSET)
            at = "availability"
            self.availability = src.get("availability", UNSET)
            at = "approval_required"
            self.approval_required = src.get("approval_required", UNSET)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise FieldError.from_exception(error, at, src, str(error)) from None
        self._additional_properties = None
        if src.keys() - _FIELDS:
            self._additional_properties = {key: value for key, value in src.items() if key not in _FIELDS}
        return self

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without the fields that are UNSET."""
        out: dict[str, Any] = dict(self._additional_properties or ())
        out["name"] = self.name
        if self.slug is not UNSET:
            out["slug"] = self.slug
        if self.description is not UNSET:
            out["description"] = self.description
        if self.price is not UNSET:
            out["price"] = self.price
        if self.currency is not UNSET:
            out["currency"] = self.currency
        if self.vat_percentage is not UNSET:
            out["vat_percentage"] = self.vat_percentage
        if self.availability is not UNSET:
            out["availability"] = self.availability
        if self.approval_required is not UNSET:
            out["approval_required"] = self.approval_required
        return out
