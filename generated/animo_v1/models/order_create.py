from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define, field

from ..checking import nested_model, not_null
from ..models.order_form_answers import OrderFormAnswers
from ..open_model import OpenModel
from ..reading import FieldError
from ..types import UNSET, Unset

_FIELDS = frozenset(["first_name", "last_name", "email", "country", "is_business", "ticket_type", "quantity", "form"])


def _convert_form(value: OrderFormAnswers | Mapping[str, Any] | Unset) -> OrderFormAnswers | Unset:
    if value is UNSET:
        return value
    return nested_model("form", OrderFormAnswers, value)


@define(kw_only=True, weakref_slot=False)
class OrderCreate(OpenModel):
    """A new order. The field names `ticket_type` and `quantity` are inferred, and other fields may be accepted.

    Attributes:
        first_name: First name of the person who orders.
        last_name: Last name of the person who orders.
        email: Email address of the person who orders.
        country: Country for billing.
        is_business: Whether a business places the order.
        ticket_type: Slug of the ticket type. Inferred.
        quantity: The number of tickets. Inferred.
        form: Answers to a registration form. Animo does not process them today. Inferred: this is an object of
            answers.
    """

    first_name: str = field(validator=not_null)
    last_name: str = field(validator=not_null)
    email: str = field(validator=not_null)
    country: str = field(validator=not_null)
    is_business: bool = field(validator=not_null)
    ticket_type: str | Unset = field(default=UNSET, validator=not_null)
    quantity: int | Unset = field(default=UNSET, validator=not_null)
    form: OrderFormAnswers | Unset = field(default=UNSET, converter=_convert_form)

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Read decoded JSON. Raises `FieldError` if it does not match the model."""
        self = cls.__new__(cls)
        at = ""
        raw: Any
        try:
            at = "first_name"
            self.first_name = src["first_name"]
            at = "last_name"
            self.last_name = src["last_name"]
            at = "email"
            self.email = src["email"]
            at = "country"
            self.country = src["country"]
            at = "is_business"
            self.is_business = src["is_business"]
            at = "ticket_type"
            self.ticket_type = src.get("ticket_type", UNSET)
            at = "quantity"
            self.quantity = src.get("quantity", UNSET)
            at = "form"
            raw = src.get("form", UNSET)
            if raw is UNSET:
                self.form = UNSET
            else:
                self.form = OrderFormAnswers.from_dict(raw)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise FieldError.from_exception(error, at, src, str(error)) from None
        self._additional_properties = None
        if src.keys() - _FIELDS:
            self._additional_properties = {key: value for key, value in src.items() if key not in _FIELDS}
        return self

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without the fields that are UNSET."""
        out: dict[str, Any] = dict(self._additional_properties or ())
        out["first_name"] = self.first_name
        out["last_name"] = self.last_name
        out["email"] = self.email
        out["country"] = self.country
        out["is_business"] = self.is_business
        if self.ticket_type is not UNSET:
            out["ticket_type"] = self.ticket_type
        if self.quantity is not UNSET:
            out["quantity"] = self.quantity
        if self.form is not UNSET:
            out["form"] = self.form.to_dict()
        return out
