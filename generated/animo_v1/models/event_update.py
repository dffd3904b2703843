from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define, field

from ..checking import enum_member, is_wall_clock, not_null
from ..models.attendance_mode import AttendanceMode
from ..models.company_role import CompanyRole
from ..open_model import OpenModel
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
        "google_place_id",
        "venue_google_place_id",
        "venue",
        "venueAddress",
        "slug",
        "timezone",
        "privacy_policy",
        "tax_country",
        "requires_ticket_assignment",
    ]
)


def _convert_attendance_mode(value: str | Unset) -> AttendanceMode | Unset:
    if value is UNSET:
        return value
    return enum_member("attendance_mode", AttendanceMode, value)


def _convert_company_role(value: str | Unset) -> CompanyRole | Unset:
    if value is UNSET:
        return value
    return enum_member("company_role", CompanyRole, value)


@define(kw_only=True, weakref_slot=False)
class EventUpdate(OpenModel):
    """Changes to an event. Every field is optional. Other fields may be accepted. Animo does not document whether the
    city, province and country can be changed.

    Attributes:
        name: Display name.
        date_start: Format `Y-m-d H:i`.
        date_end: Format `Y-m-d H:i`. Must not be before `date_start`.
        attendance_mode: Whether the event is held online or at a venue.
        company_role: Whether the company organizes or attends the event. Only organized events have a page, comms templates,
            ticket types and orders.
        locale: Must be a locale that Animo supports. Animo does not document which ones.
        google_place_id: Google place ID of the city.
        venue_google_place_id: Google place ID of the venue.
        venue: Name.
        venue_address: Street and number. In the JSON of a create, this field is called `venue_address`.
        slug: Changes the event's `id` and its public URL.
        timezone: IANA time zone name.
        privacy_policy: URL of the privacy policy.
        tax_country: ISO 3166-1 alpha-2 country code.
        requires_ticket_assignment: Whether each ticket must be assigned to an attendee.
    """

    name: str | Unset = field(default=UNSET, validator=not_null)
    date_start: str | Unset = field(default=UNSET, validator=is_wall_clock)
    date_end: str | Unset = field(default=UNSET, validator=is_wall_clock)
    attendance_mode: AttendanceMode | Unset = field(default=UNSET, converter=_convert_attendance_mode)
    company_role: CompanyRole | Unset = field(default=UNSET, converter=_convert_company_role)
    locale: str | Unset = field(default=UNSET, validator=not_null)
    google_place_id: str | Unset = field(default=UNSET, validator=not_null)
    venue_google_place_id: str | Unset = field(default=UNSET, validator=not_null)
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
            self.name = src.get("name", UNSET)
            at = "date_start"
            self.date_start = src.get("date_start", UNSET)
            at = "date_end"
            self.date_end = src.get("date_end", UNSET)
            at = "attendance_mode"
            raw = src.get("attendance_mode", UNSET)
            if raw is UNSET:
                self.attendance_mode = UNSET
            else:
                self.attendance_mode = raw
            at = "company_role"
            raw = src.get("company_role", UNSET)
            if raw is UNSET:
                self.company_role = UNSET
            else:
                self.company_role = raw
            at = "locale"
            self.locale = src.get("locale", UNSET)
            at = "google_place_id"
            self.google_place_id = src.get("google_place_id", UNSET)
            at = "venue_google_place_id"
            self.venue_google_place_id = src.get("venue_google_place_id", UNSET)
            at = "venue"
            self.venue = src.get("venue", UNSET)
            at = "venueAddress"
            self.venue_address = src.get("venueAddress", UNSET)
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
        self._additional_properties = None
        if src.keys() - _FIELDS:
            self._additional_properties = {key: value for key, value in src.items() if key not in _FIELDS}
        return self

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without the fields that are UNSET."""
        out: dict[str, Any] = dict(self._additional_properties or ())
        if self.name is not UNSET:
            out["name"] = self.name
        if self.date_start is not UNSET:
            out["date_start"] = self.date_start
        if self.date_end is not UNSET:
            out["date_end"] = self.date_end
        if self.attendance_mode is not UNSET:
            out["attendance_mode"] = self.attendance_mode.value
        if self.company_role is not UNSET:
            out["company_role"] = self.company_role.value
        if self.locale is not UNSET:
            out["locale"] = self.locale
        if self.google_place_id is not UNSET:
            out["google_place_id"] = self.google_place_id
        if self.venue_google_place_id is not UNSET:
            out["venue_google_place_id"] = self.venue_google_place_id
        if self.venue is not UNSET:
            out["venue"] = self.venue
        if self.venue_address is not UNSET:
            out["venueAddress"] = self.venue_address
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
