from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self

from attrs import define

from ..models.attendance_mode import KNOWN_ATTENDANCE_MODE, AttendanceMode
from ..models.city import City
from ..models.cohost import Cohost
from ..models.company_role import KNOWN_COMPANY_ROLE, CompanyRole
from ..models.country import Country
from ..models.event_page import EventPage
from ..models.venue import Venue
from ..open_model import OpenModel
from ..reading import FieldError, read_datetime, read_list
from ..types import UNSET, Unset

_FIELDS = frozenset(
    [
        "id",
        "name",
        "date_start",
        "date_end",
        "created_at",
        "attendance_mode",
        "company_role",
        "timezone",
        "privacy_policy",
        "locale",
        "requires_ticket_assignment",
        "city",
        "country",
        "venue",
        "cohosts",
        "page",
    ]
)


@define(kw_only=True, weakref_slot=False)
class Event(OpenModel):
    """An event. It does not contain its public URL.

    Attributes:
        id: The event's slug. Public URLs contain it.
        name: Display name. The `q` parameter of the list searches it.
        date_start: ISO 8601 timestamp with the offset `+00:00` and any number of fractional digits.
        date_end: ISO 8601 timestamp with the offset `+00:00` and any number of fractional digits.
        created_at: ISO 8601 timestamp with the offset `+00:00` and any number of fractional digits.
        attendance_mode: Whether the event is held online or at a venue.
        company_role: Whether the company organizes or attends the event. Only organized events have a page, comms templates,
            ticket types and orders.
        timezone: IANA time zone name.
        privacy_policy: URL of the privacy policy.
        locale: Language of the event's page and emails.
        requires_ticket_assignment: Whether each ticket must be assigned to an attendee.
        city: The city of an offline event.
        country: The country of an offline event.
        venue: The venue of an offline event.
        cohosts: The other organizations that host the event.
        page: The content of the public page of an event.
    """

    id: str
    name: str
    date_start: datetime.datetime
    date_end: datetime.datetime
    created_at: datetime.datetime
    attendance_mode: AttendanceMode
    company_role: CompanyRole
    timezone: str
    privacy_policy: None | str
    locale: str
    requires_ticket_assignment: bool
    city: City | None
    country: Country | None
    venue: None | Venue
    cohosts: list[Cohost]
    page: EventPage | Unset = UNSET

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Read decoded JSON. Raises `FieldError` if it does not match the model."""
        self = cls.__new__(cls)
        at = ""
        raw: Any
        found = 15
        try:
            self.id = src["id"]
            self.name = src["name"]
            at = "date_start"
            self.date_start = read_datetime(src["date_start"])
            at = "date_end"
            self.date_end = read_datetime(src["date_end"])
            at = "created_at"
            self.created_at = read_datetime(src["created_at"])
            at = "attendance_mode"
            raw = src["attendance_mode"]
            self.attendance_mode = KNOWN_ATTENDANCE_MODE.get(raw) or AttendanceMode(raw)
            at = "company_role"
            raw = src["company_role"]
            self.company_role = KNOWN_COMPANY_ROLE.get(raw) or CompanyRole(raw)
            self.timezone = src["timezone"]
            self.privacy_policy = src["privacy_policy"]
            self.locale = src["locale"]
            self.requires_ticket_assignment = src["requires_ticket_assignment"]
            at = "city"
            raw = src["city"]
            self.city = None if raw is None else City.from_dict(raw)
            at = "country"
            raw = src["country"]
            self.country = None if raw is None else Country.from_dict(raw)
            at = "venue"
            raw = src["venue"]
            self.venue = None if raw is None else Venue.from_dict(raw)
            at = "cohosts"
            self.cohosts = read_list(Cohost.from_dict, src["cohosts"])
            at = "page"
            raw = src.get("page", UNSET)
            if raw is UNSET:
                self.page = UNSET
            else:
                self.page = EventPage.from_dict(raw)
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
        out["name"] = self.name
        out["date_start"] = self.date_start.isoformat()
        out["date_end"] = self.date_end.isoformat()
        out["created_at"] = self.created_at.isoformat()
        out["attendance_mode"] = self.attendance_mode.value
        out["company_role"] = self.company_role.value
        out["timezone"] = self.timezone
        out["privacy_policy"] = self.privacy_policy
        out["locale"] = self.locale
        out["requires_ticket_assignment"] = self.requires_ticket_assignment
        out["city"] = None if self.city is None else self.city.to_dict()
        out["country"] = None if self.country is None else self.country.to_dict()
        out["venue"] = None if self.venue is None else self.venue.to_dict()
        out["cohosts"] = [item.to_dict() for item in self.cohosts]
        if self.page is not UNSET:
            out["page"] = self.page.to_dict()
        return out
