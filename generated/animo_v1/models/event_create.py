from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define, field

from ..checking import enum_member, is_wall_clock, not_null
from ..model import Model
from ..models.attendance_mode import AttendanceMode
from ..models.company_role import CompanyRole
from ..reading import FieldError
from ..types import UNSET, Unset

_FIELDS = frozenset(
    [
        "name",
        "date_start",
        "date_end",
        "attendance_mode",
        "company_role",
        "locale",
        "city",
        "province",
        "country",
        "venue",
        "venue_address",
        "slug",
        "timezone",
        "privacy_policy",
        "tax_country",
        "requires_ticket_assignment",
    ]
)


def _convert_attendance_mode(value: str) -> AttendanceMode:
    return enum_member("attendance_mode", AttendanceMode, value)


def _convert_company_role(value: str) -> CompanyRole:
    return enum_member("company_role", CompanyRole, value)


@define(kw_only=True, weakref_slot=False)
class EventCreate(Model):
    """A new event. By convention, a field may be null here if it may be null in the response.

    Attributes:
        name: Display name.
        date_start: Format `Y-m-d H:i`.
        date_end: Format `Y-m-d H:i`. Must not be before `date_start`.
        attendance_mode: Whether the event is held online or at a venue.
        company_role: Whether the company organizes or attends the event. Only organized events have a page, comms templates,
            ticket types and orders.
        locale: Must be a locale that Animo supports. Animo does not document which ones.
        city: Name. Required when the event is offline.
        province: Required when the event is offline.
        country: Name. Required when the event is offline.
        venue: Name.
        venue_address: Street and number. In the JSON of an update, this field is called `venueAddress`.
        slug: Ignored: the event's `id` is derived from its name. Set the slug with an update.
        timezone: IANA time zone name. Required when the event is online.
        privacy_policy: URL of the privacy policy.
        tax_country: ISO 3166-1 alpha-2 country code.
        requires_ticket_assignment: Whether each ticket must be assigned to an attendee. Required when the company organizes the event.
    """

    name: str = field(validator=not_null)
    date_start: str = field(validator=is_wall_clock)
    date_end: str = field(validator=is_wall_clock)
    attendance_mode: AttendanceMode = field(converter=_convert_attendance_mode)
    company_role: CompanyRole = field(converter=_convert_company_role)
    locale: str = field(validator=not_null)
    city: None | str | Unset = UNSET
    province: str | Unset = field(default=UNSET, validator=not_null)
    country: None | str | Unset = UNSET
    venue: None | str | Unset = UNSET
    venue_address: str | Unset = field(default=UNSET, validator=not_null)
    slug: str | Unset = field(default=UNSET, validator=not_null)
    timezone: str | Unset = field(default=UNSET, validator=not_null)
    privacy_policy: None | str | Unset = UNSET
    tax_country: str | Unset = field(default=UNSET, validator=not_null)
    requires_ticket_assignment: bool | Unset = field(default=UNSET, validator=not_null)

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Read decoded JSON. Raises `FieldError` if it does not match the model."""
        self = cls.__new__(cls)
        at = ""
        raw: Any
        try:
            at = "name"
            self.name = src["name"]
            at = "date_start"
            self.date_start = src["date_start"]
            at = "date_end"
            self.date_end = src["date_end"]
            at = "attendance_mode"
            raw = src["attendance_mode"]
            self.attendance_mode = raw
            at = "company_role"
            raw = src["company_role"]
            self.company_role = raw
            at = "locale"
            self.locale = src["locale"]
            at = "city"
            self.city = src.get("city", UNSET)
            at = "province"
            self.province = src.get("province", UNSET)
            at = "country"
            self.country = src.get("country", UNSET)
            at = "venue"
            self.venue = src.get("venue", UNSET)
            at = "venue_address"
            self.venue_address = src.get("venue_address", UNSET)
            at = "slug"
            self.slug = src.get("slug", UNSET)
            at = "timezone"
            self.timezone = src.get("timezone", UNSET)
            at = "privacy_policy"
            self.privacy_policy = src.get("privacy_policy", UNSET)
            at = "tax_country"
            self.tax_country = src.get("tax_country", UNSET)
            at = "requires_ticket_assignment"
            self.requires_ticket_assignment = src.get("requires_ticket_assignment", UNSET)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise FieldError.from_exception(error, at, src, str(error)) from None
        if unknown := src.keys() - _FIELDS:
            raise FieldError(min(map(str, unknown)), "is not a field of EventCreate")
        return self

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without the fields that are UNSET."""
        out: dict[str, Any] = {}
        out["name"] = self.name
        out["date_start"] = self.date_start
        out["date_end"] = self.date_end
        out["attendance_mode"] = self.attendance_mode.value
        out["company_role"] = self.company_role.value
        out["locale"] = self.locale
        if self.city is not UNSET:
            out["city"] = self.city
        if self.province is not UNSET:
            out["province"] = self.province
        if self.country is not UNSET:
            out["country"] = self.country
        if self.venue is not UNSET:
            out["venue"] = self.venue
        if self.venue_address is not UNSET:
            out["venue_address"] = self.venue_address
        if self.slug is not UNSET:
            out["slug"] = self.slug
        if self.timezone is not UNSET:
            out["timezone"] = self.timezone
        if self.privacy_policy is not UNSET:
            out["privacy_policy"] = self.privacy_policy
        if self.tax_country is not UNSET:
            out["tax_country"] = self.tax_country
        if self.requires_ticket_assignment is not UNSET:
            out["requires_ticket_assignment"] = self.requires_ticket_assignment
        return out
