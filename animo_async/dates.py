"""Converts dates to and from the formats of the API. Sends no requests."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


def wall_clock(moment: datetime, timezone: str | None = None) -> str:
    """Format a datetime as the API accepts it: `Y-m-d H:i`, such as `2026-04-25 09:00`.

    Animo does not document in which zone the API reads these digits. Its published examples keep the digits: an event
    in America/Montevideo is created with `2026-04-25 09:00` and listed as `2026-04-25T09:00:00.000+00:00`. So pass the
    timezone of the event, and check the dates in the response.

    Example:
        ```python
        from datetime import UTC, datetime

        from animo_async import wall_clock

        wall_clock(datetime(2026, 4, 25, 12, 0, tzinfo=UTC), "America/Montevideo")  # "2026-04-25 09:00"
        ```

    Args:
        moment: A datetime. If it has a zone, it is converted to `timezone`. If not, it is written as it is.
        timezone: The IANA name of a zone. Required if `moment` has a zone.

    Returns:
        The text.

    Raises:
        ValueError: `moment` has a zone and `timezone` is missing, the zone is unknown, or `moment` has seconds or is
            out of range.
        TypeError: `moment` is not a datetime, or `timezone` is not a str.
    """
    if not isinstance(moment, datetime):
        raise TypeError(f"moment must be a datetime, not {type(moment).__name__}")
    zone = None if timezone is None else _zone(timezone)
    if moment.utcoffset() is not None:
        if zone is None:
            raise ValueError(
                f"{moment} has a zone. Pass the zone to convert it to, for example timezone='Europe/Amsterdam'"
            )
        try:
            moment = moment.astimezone(zone)
        except OverflowError:
            raise ValueError(f"{moment} cannot be converted to {timezone}: the year is out of range") from None
    if moment.second or moment.microsecond:
        raise ValueError(
            f"{moment} has seconds, but the API accepts whole minutes only: use .replace(second=0, microsecond=0)"
        )
    return moment.replace(tzinfo=None).isoformat(sep=" ", timespec="minutes")


def local_time(stamp: datetime, timezone: str) -> datetime:
    """Read a date of an event as local time at the event.

    The published examples suggest that the digits of `date_start` and `date_end` are wall-clock time in the timezone of
    the event, although the API writes them with the offset +00:00. Compare `local_time(event.date_start,
    event.timezone)` with the current time. `event.date_start` itself is off by the offset of the zone. Animo does not
    document this. If the API turns out to work differently, this function will change. Other timestamps, such as
    `created_at` and `paid_at`, seem to be in UTC.

    Args:
        stamp: The timestamp. Its offset is ignored.
        timezone: The IANA name of the zone, usually `event.timezone`.

    Returns:
        The datetime with these digits in that zone.

    Raises:
        ValueError: The zone is unknown.
        TypeError: `stamp` is not a datetime, or `timezone` is not a str.

    Animo's documentation: Events, and Conventions.
    """
    if not isinstance(stamp, datetime):
        raise TypeError(f"stamp must be a datetime, not {type(stamp).__name__}")
    return stamp.replace(tzinfo=_zone(timezone))


def _zone(name: str) -> ZoneInfo:
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - most programs never need it

    if not isinstance(name, str):
        raise TypeError(f"timezone must be an IANA name such as 'Europe/Amsterdam', not {type(name).__name__}")
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(
            f"The timezone {name!r} is unknown. IANA names look like 'Europe/Amsterdam'. A system without a time zone "
            "database needs the package tzdata."
        ) from error
