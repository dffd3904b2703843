"""Finds out how the API interprets input dates, as far as existing events show it.

A date is sent without a zone and returned with `+00:00`. Either the digits are kept, or they were read in the event's
timezone and converted to UTC. A response does not contain what was sent, so reads rarely prove which one happens.
Otherwise both interpretations are shown, and a person who knows the event can tell which one is right.
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
    """The conclusion from the events."""

    CONVERTED = "converted"
    OFFSET = "served with an offset"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Reading:
    """The start of an event, in both interpretations.

    Attributes:
        event: The slug of the event.
        timezone: The timezone of the event.
        served: The text in the response.
        if_kept: The local time if the digits were kept.
        if_converted: The local time if they were converted to UTC.
    """

    event: str
    timezone: str
    served: str
    if_kept: str
    if_converted: str


@dataclass(frozen=True)
class DatesFound:
    """The findings about input dates.

    Attributes:
        verdict: The conclusion from the events.
        explanation: The reason for the verdict, and how to find out more.
        readings: A few events, in different zones if possible.
    """

    verdict: Verdict
    explanation: str
    readings: list[Reading]


def read_dates(events: Iterable[Mapping[str, Any]]) -> DatesFound:
    """Find out from raw events how the API interprets input dates.

    Args:
        events: The decoded JSON of the events.

    Returns:
        The verdict. It is `UNKNOWN` unless an event proves more.
    """
    readable = {item[0]: item for item in map(_moment, events) if item}
    readings: dict[str, Reading] = {}
    for event, zone, served, moment in readable.values():
        if moment.utcoffset():
            why = f"{event} is returned as {served}. This has an offset, so it is an exact moment."
            return DatesFound(Verdict.OFFSET, why, [_reading(event, zone, served, moment)])
        digits = moment.replace(tzinfo=None)
        if digits.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) != digits:
            why = (
                f"{event} is returned as {served}, an hour that clocks in {zone.key} skip on that day. "
                "Nobody can have entered these digits there, so they were converted."
            )
            return DatesFound(Verdict.CONVERTED, why, [_reading(event, zone, served, moment)])
        if digits.replace(tzinfo=zone).utcoffset():
            readings.setdefault(zone.key, _reading(event, zone, served, moment))
    shown = list(readings.values())[:_SHOWN]
    return DatesFound(Verdict.UNKNOWN, _unknown(shown), shown)


def _unknown(shown: list[Reading]) -> str:
    if not shown:
        return (
            "No event was seen whose timezone differs from UTC at its start, "
            "so kept and converted digits would look the same."
        )
    first = shown[0]
    return (
        "Responses contain +00:00 for every timezone and do not contain what was sent. But you can check one event. "
        f"If {first.event} begins at {first.if_kept[-5:]} local time in {first.timezone}, the digits are kept. "
        f"If it begins at {first.if_converted[-5:]}, they were converted to UTC."
    )


def _moment(event: Mapping[str, Any]) -> tuple[str, ZoneInfo, str, datetime] | None:
    slug, name, served = (event.get(key) for key in ("id", "timezone", "date_start"))
    try:
        zone, moment = ZoneInfo(str(name)), datetime.fromisoformat(str(served))
    except (ValueError, OSError, KeyError):  # KeyError: this machine does not know the zone
        return None
    if moment.tzinfo is None or not 1 < moment.year < _LAST_YEAR:  # years 1 and 9999 mean "never" and are skipped
        return None
    return str(slug), zone, str(served), moment


def _reading(event: str, zone: ZoneInfo, served: str, moment: datetime) -> Reading:
    kept = f"{moment:{_CLOCK}}"
    return Reading(event, zone.key, served, kept, f"{moment.astimezone(zone):{_CLOCK}}")
