from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self

from attrs import define

from ..models.lead import Lead
from ..models.submission import Submission
from ..open_model import OpenModel
from ..reading import FieldError, read_datetime
from ..types import UNSET, Unset

_FIELDS = frozenset(
    [
        "id",
        "first_name",
        "last_name",
        "email",
        "unit_amount",
        "currency",
        "vat_percentage",
        "paid_at",
        "exemption_status",
        "created_at",
        "country",
        "is_business",
        "submission",
        "lead",
    ]
)


@define(kw_only=True, weakref_slot=False)
class Order(OpenModel):
    """A registration. It does not contain the URL of its checkout page.

    Attributes:
        id: Sqid. The checkout URL contains it.
        first_name: First name of the person who ordered.
        last_name: Last name of the person who ordered.
        email: Email address of the person who ordered.
        unit_amount: The order's total in minor units (cents).
        currency: ISO 4217 currency code.
        vat_percentage: VAT percentage as a decimal string, such as `21`.
        paid_at: Null until Mollie has confirmed the payment.
        exemption_status: VAT exemption status. Animo's example shows `none`. It is not known whether the field is always present.
        created_at: Inferred: other resources have this field.
        country: Display name. Inferred from the request.
        is_business: Display name. Inferred from the request.
        submission: Included only with `include_submission`.
        lead: Included only with `include_submission`.
    """

    id: str
    first_name: str
    last_name: str
    email: str
    unit_amount: int
    currency: str
    vat_percentage: str
    paid_at: datetime.datetime | None
    exemption_status: str | Unset = UNSET
    created_at: datetime.datetime | None | Unset = UNSET
    country: None | str | Unset = UNSET
    is_business: bool | None | Unset = UNSET
    submission: None | Submission | Unset = UNSET
    lead: Lead | None | Unset = UNSET

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Read decoded JSON. Raises `FieldError` if it does not match the model."""
        self = cls.__new__(cls)
        at = ""
        raw: Any
        found = 8
        try:
            self.id = src["id"]
            self.first_name = src["first_name"]
            self.last_name = src["last_name"]
            self.email = src["email"]
            self.unit_amount = src["unit_amount"]
            self.currency = src["currency"]
            self.vat_percentage = src["vat_percentage"]
            at = "paid_at"
            raw = src["paid_at"]
            self.paid_at = None if raw is None else read_datetime(raw)
            self.exemption_status = raw = src.get("exemption_status", UNSET)
            if raw is not UNSET:
                found += 1
            at = "created_at"
            raw = src.get("created_at", UNSET)
            if raw is UNSET:
                self.created_at = UNSET
            else:
                self.created_at = None if raw is None else read_datetime(raw)
                found += 1
            self.country = raw = src.get("country", UNSET)
            if raw is not UNSET:
                found += 1
            self.is_business = raw = src.get("is_business", UNSET)
            if raw is not UNSET:
                found += 1
            at = "submission"
            raw = src.get("submission", UNSET)
            if raw is UNSET:
                self.submission = UNSET
            else:
                self.submission = None if raw is None else Submission.from_dict({} if raw == [] else raw)
                found += 1
            at = "lead"
            raw = src.get("lead", UNSET)
            if raw is UNSET:
                self.lead = UNSET
            else:
                self.lead = None if raw is None else Lead.from_dict({} if raw == [] else raw)
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
        out["first_name"] = self.first_name
        out["last_name"] = self.last_name
        out["email"] = self.email
        out["unit_amount"] = self.unit_amount
        out["currency"] = self.currency
        out["vat_percentage"] = self.vat_percentage
        out["paid_at"] = None if self.paid_at is None else self.paid_at.isoformat()
        if self.exemption_status is not UNSET:
            out["exemption_status"] = self.exemption_status
        if self.created_at is not UNSET:
            out["created_at"] = None if self.created_at is None else self.created_at.isoformat()
        if self.country is not UNSET:
            out["country"] = self.country
        if self.is_business is not UNSET:
            out["is_business"] = self.is_business
        if self.submission is not UNSET:
            out["submission"] = None if self.submission is None else self.submission.to_dict()
        if self.lead is not UNSET:
            out["lead"] = None if self.lead is None else self.lead.to_dict()
        return out
