"""Dates as the API takes them. Pure: nothing here does I/O."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


def wall_clock(moment: datetime, timezone: str | None = None) -> str:
    """Write a moment the way the API takes dates: `Y-m-d H:i`, such as `2026-04-25 09:00`.

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
        moment: A datetime. Without a zone it is written as it is. With one it is converted to `timezone`.
        timezone: The IANA name of a zone. Required if `moment` has a zone.

    Returns:
        The text.

    Raises:
        ValueError: `moment` is aware and `timezone` missing, the zone is unknown, or there are seconds, which the
            API's format cannot hold.
        TypeError: `moment` is not a datetime, or `timezone` not a str.
    """
    if not isinstance(moment, datetime):
        raise TypeError(f"moment must be a datetime, not {type(moment).__name__}")
    zone = None if timezone is None else _zone(timezone)
    if moment.utcoffset() is not None:
        if zone is None:
            raise ValueError(
                f"{moment} is aware: say in which zone to write it, with timezone='Europe/Amsterdam' or such"
            )
        try:
            moment = moment.astimezone(zone)
        except OverflowError:
            raise ValueError(f"{moment} cannot be written in {timezone}: its year leaves the calendar") from None
    if moment.second or moment.microsecond:
        raise ValueError(
            f"{moment} has seconds, and the API takes whole minutes: use .replace(second=0, microsecond=0)"
        )
    return moment.replace(tzinfo=None).isoformat(sep=" ", timespec="minutes")


def local_time(stamp: datetime, timezone: str) -> datetime:
    """Read a timestamp of the API as the time on the wall clock of the event.

    The published examples suggest that the digits of `date_start` and `date_end` are wall-clock time in the timezone of
    the event, although the API writes them with the offset +00:00. Compare `local_time(event.date_start,
    event.timezone)` with the present. `event.date_start` itself is off by the offset of the zone. The API does not
    document this; if it is confirmed or refuted, this function will follow. Other timestamps, such as `created_at` and
    `paid_at`, are moments in UTC as far as is known.

    Args:
        stamp: The timestamp. Its offset is ignored.
        timezone: The IANA name of the zone, usually `event.timezone`.

    Returns:
        The moment with these digits in that zone; aware.

    Raises:
        ValueError: The zone is unknown.
        TypeError: `stamp` is not a datetime, or `timezone` not a str.

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
            f"No timezone {name!r} is known here. IANA names look like 'Europe/Amsterdam'; "
            "a system without a timezone database needs the package tzdata."
        ) from error
