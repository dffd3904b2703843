from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from animo_async import local_time, wall_clock
from animo_async.models import Event
from helpers import event, for_each

NAIVE = datetime.fromisoformat("2026-04-25 09:00")


@pytest.mark.parametrize(
    ("zone", "instant"),
    [
        ("Europe/Amsterdam", datetime(2026, 4, 25, 7, tzinfo=UTC)),
        ("America/Montevideo", datetime(2026, 4, 25, 12, tzinfo=UTC)),
        ("Asia/Kolkata", datetime(2026, 4, 25, 3, 30, tzinfo=UTC)),
        ("UTC", datetime(2026, 4, 25, 9, tzinfo=UTC)),
    ],
)
def test_local_time_treats_the_timestamp_as_local_time_in_the_zone(zone: str, instant: datetime) -> None:
    listed = Event.from_dict(event(timezone=zone))

    starts = local_time(listed.date_start, listed.timezone)

    assert starts == instant
    assert starts.tzinfo == ZoneInfo(zone)
    assert f"{starts:%Y-%m-%d %H:%M}" == "2026-04-25 09:00"


@pytest.mark.parametrize("zone", ["Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe"])
@pytest.mark.parametrize(
    "text", ["2026-03-29 02:30", "2026-10-25 02:30", "2026-01-01 00:00", "0001-01-01 00:00", "9999-12-31 23:59"]
)
def test_wall_clock_is_the_inverse_of_local_time(zone: str, text: str) -> None:
    listed = datetime.fromisoformat(f"{text}:00+00:00")

    assert wall_clock(local_time(listed, zone), zone) == text


@pytest.mark.parametrize("offset", [UTC, timezone(timedelta(hours=5)), None])
def test_local_time_ignores_the_offset_of_the_timestamp(offset: Any) -> None:
    assert (
        local_time(datetime(2026, 7, 1, 9, tzinfo=offset), "Europe/Amsterdam").isoformat()
        == "2026-07-01T09:00:00+02:00"
    )


@for_each("zone", ["", "Mars/Olympus", "../etc/passwd", "Europe/amsterdam2", "\0"])
def test_local_time_refuses_an_unknown_zone(zone: str) -> None:
    with pytest.raises(ValueError, match="timezone"):
        local_time(datetime(2026, 4, 25, tzinfo=UTC), zone)


@pytest.mark.parametrize("stamp", ["2026-04-25T09:00:00.000+00:00", None, 0])
def test_local_time_refuses_a_timestamp_that_is_not_a_datetime(stamp: Any) -> None:
    with pytest.raises(TypeError, match="stamp"):
        local_time(stamp, "Europe/Amsterdam")


@pytest.mark.parametrize("zone", [None, ZoneInfo("Europe/Amsterdam"), 2])
def test_local_time_refuses_a_zone_that_is_not_a_string(zone: Any) -> None:
    with pytest.raises(TypeError, match="timezone"):
        local_time(datetime(2026, 4, 25, tzinfo=UTC), zone)


def test_wall_clock_does_not_convert_a_naive_datetime() -> None:
    assert wall_clock(NAIVE) == "2026-04-25 09:00"
    assert wall_clock(NAIVE, "America/Montevideo") == "2026-04-25 09:00"


def test_wall_clock_converts_an_aware_datetime_to_the_given_zone() -> None:
    assert wall_clock(datetime(2026, 4, 25, 12, 0, tzinfo=UTC), "America/Montevideo") == "2026-04-25 09:00"
    assert wall_clock(datetime(2026, 7, 1, 23, 30, tzinfo=UTC), "Europe/Amsterdam") == "2026-07-02 01:30"


def test_wall_clock_requires_a_zone_for_an_aware_datetime() -> None:
    with pytest.raises(ValueError, match="timezone="):
        wall_clock(datetime(2026, 4, 25, 9, 0, tzinfo=UTC))


@pytest.mark.parametrize("tzinfo", [None, UTC])
@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd", "/etc/passwd", "America", "a\0b", "CEST+x"])
def test_wall_clock_refuses_an_unknown_zone(zone: str, tzinfo: timezone | None) -> None:
    with pytest.raises(ValueError, match="is unknown"):
        wall_clock(datetime(2026, 4, 25, 9, 0, tzinfo=tzinfo), zone)


def test_wall_clock_refuses_a_zone_that_is_not_a_string() -> None:
    with pytest.raises(TypeError, match="IANA name"):
        wall_clock(NAIVE, UTC)  # type: ignore[arg-type]


@pytest.mark.parametrize("rest", [timedelta(seconds=1), timedelta(microseconds=1)])
@pytest.mark.parametrize(("tzinfo", "zone"), [(None, None), (UTC, "UTC")])
def test_wall_clock_refuses_seconds(rest: timedelta, tzinfo: timezone | None, zone: str | None) -> None:
    with pytest.raises(ValueError, match="whole minutes"):
        wall_clock(datetime(2026, 4, 25, 9, 0, tzinfo=tzinfo) + rest, zone)


def test_wall_clock_refuses_a_datetime_that_is_out_of_range_in_the_zone() -> None:
    with pytest.raises(ValueError, match="out of range"):
        wall_clock(datetime.min.replace(tzinfo=UTC), "America/Montevideo")


@pytest.mark.parametrize("moment", ["2026-04-25 09:00", date(2026, 4, 25), None])
def test_wall_clock_refuses_anything_but_a_datetime(moment: Any) -> None:
    with pytest.raises(TypeError, match="moment must be a datetime"):
        wall_clock(moment)


@given(st.datetimes(), st.sampled_from(["UTC", "America/Montevideo", "Asia/Kathmandu", "Europe/Amsterdam"]))
def test_wall_clock_of_a_datetime_in_the_zone_is_its_local_time(moment: datetime, zone: str) -> None:
    local = moment.replace(second=0, microsecond=0, tzinfo=ZoneInfo(zone))

    text = wall_clock(local, zone)

    assert text == wall_clock(local.replace(tzinfo=None))
    assert len(text) == len("2026-04-25 09:00")
    assert datetime.fromisoformat(text) == local.replace(tzinfo=None)
