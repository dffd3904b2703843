"""What existing events show of how the API takes input dates, and what they cannot show.

A date is sent as digits without a zone and served with `+00:00`. Either the digits are kept as they were sent, or they
were read in the event's time zone and converted to UTC. What was sent is not in an answer, so reads alone prove it in
rare cases only; elsewhere both readings are shown, for a person who knows the event to compare.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

_SHOWN = 3
_LAST_YEAR = 9999
_CLOCK = "%Y-%m-%d %H:%M"


class Verdict(StrEnum):
    """What the events show."""

    CONVERTED = "converted"
    OFFSET = "served with an offset"
    UNKNOWN = "cannot be told"


@dataclass(frozen=True)
class Reading:
    """One start of an event, read in both ways.

    Attributes:
        event: Its slug.
        timezone: Its zone.
        served: The text of the answer.
        if_kept: What the clock in the zone shows if the digits were kept as sent.
        if_converted: What it shows if they were converted to UTC.
    """

    event: str
    timezone: str
    served: str
    if_kept: str
    if_converted: str


@dataclass(frozen=True)
class DatesFound:
    """What was found of input dates.

    Attributes:
        verdict: What the events show.
        explanation: Why, and how to find out more.
        readings: A few events, those in different zones first.
    """

    verdict: Verdict
    explanation: str
    readings: list[Reading]


def read_dates(events: Iterable[Mapping[str, Any]]) -> DatesFound:
    """Judge how input dates are taken, from raw events.

    Args:
        events: As answered.

    Returns:
        The verdict, which is `UNKNOWN` unless an event proves more.
    """
    readable = {item[0]: item for item in map(_moment, events) if item}
    readings: dict[str, Reading] = {}
    for event, zone, served, moment in readable.values():
        if moment.utcoffset():
            why = f"{event} is served as {served}: an answer carries an offset, so it names an instant."
            return DatesFound(Verdict.OFFSET, why, [_reading(event, zone, served, moment)])
        digits = moment.replace(tzinfo=None)
        if digits.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) != digits:
            why = (
                f"{event} is served as {served}, an hour that clocks in {zone.key} skip on that day: "
                "these digits cannot be what was entered there, so they were converted."
            )
            return DatesFound(Verdict.CONVERTED, why, [_reading(event, zone, served, moment)])
        if digits.replace(tzinfo=zone).utcoffset():
            readings.setdefault(zone.key, _reading(event, zone, served, moment))
    shown = list(readings.values())[:_SHOWN]
    return DatesFound(Verdict.UNKNOWN, _unknown(shown), shown)


def _unknown(shown: list[Reading]) -> str:
    if not shown:
        return (
            "No event was seen whose time zone differs from UTC at its start, "
            "so kept and converted digits would look the same."
        )
    first = shown[0]
    return (
        "Answers say +00:00 whatever the event's zone is, and do not hold what was sent, so reading cannot tell. "
        f"You can: if {first.event} begins at {first.if_kept[-5:]} by the clock in {first.timezone}, digits are kept "
        f"as sent; if at {first.if_converted[-5:]}, they were converted to UTC."
    )


def _moment(event: Mapping[str, Any]) -> tuple[str, ZoneInfo, str, datetime] | None:
    slug, name, served = (event.get(key) for key in ("id", "timezone", "date_start"))
    try:
        zone, moment = ZoneInfo(str(name)), datetime.fromisoformat(str(served))
    except (ValueError, OSError, KeyError):  # the last is a zone that is not known here
        return None
    if moment.tzinfo is None or not 1 < moment.year < _LAST_YEAR:  # the first and last mean "never", and have no zone
        return None
    return str(slug), zone, str(served), moment


def _reading(event: str, zone: ZoneInfo, served: str, moment: datetime) -> Reading:
    kept = f"{moment:{_CLOCK}}"
    return Reading(event, zone.key, served, kept, f"{moment.astimezone(zone):{_CLOCK}}")
