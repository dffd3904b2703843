"""Reads the start time for `animo sandbox` and `python -m animo_async.sandbox`."""

from __future__ import annotations

from datetime import UTC, datetime


def read_now(text: str) -> datetime:
    """Parse the start time of a sandbox: `2027-01-31`, or a date and time. Without an offset, it is in UTC.

    Raises:
        ValueError: The text is not a date or time in this format.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"now must be a time like 2027-01-31 or 2027-01-31T12:00+00:00, not {text!r}") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
