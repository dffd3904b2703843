"""Writes items as CSV rows, as JSON lines or as one JSON array."""

from __future__ import annotations

import csv
import json
import re
from contextlib import contextmanager, suppress
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from animo_async.cli.screen import json_text
from animo_async.money import amount, major_units

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TextIO

    from animo_async.models import Order

# Fixed, so that every file has the same columns. A dot separates an object and its field. A list is one cell.
EVENT_COLUMNS = (
    "id",
    "name",
    "date_start",
    "date_end",
    "timezone",
    "attendance_mode",
    "company_role",
    "locale",
    "requires_ticket_assignment",
    "city.name",
    "city.latitude",
    "city.longitude",
    "city.google_place_id",
    "country.name",
    "country.alpha2Code",
    "country.alpha3Code",
    "venue.name",
    "venue.address",
    "venue.url",
    "venue.maps_url",
    "venue.latitude",
    "venue.longitude",
    "venue.google_place_id",
    "cohosts",
    "privacy_policy",
    "created_at",
)
# `amount` is `unit_amount` in major units.
ORDER_COLUMNS = (
    "id",
    "first_name",
    "last_name",
    "email",
    "unit_amount",
    "amount",
    "currency",
    "vat_percentage",
    "exemption_status",
    "paid_at",
    "country",
    "is_business",
    "created_at",
)
SUBMISSION_COLUMNS = ("submission", "lead")
# The column for fields that Animo added later and that have no column of their own.
OTHERS = "others"

# The start of a cell that a spreadsheet would read as a formula. A cell may also start after a semicolon, tab or line
# break, because a program may split the file there. White space and zero-width characters may precede a formula.
# Spreadsheets treat full-width signs like normal ones.
_FORMULA = re.compile(
    r"(^|[;\t\r\n])"
    r"(?=[\s\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]*"
    r"[=+\-@＝＋－＠﹢﹣﹦﹫])"  # noqa: RUF001
)


def money(order: Order) -> str:
    """Return the total of an order, such as `149.00 EUR`. A total that cannot be converted is shown in minor units."""
    try:
        return f"{amount(order)} {order.currency}"
    except ValueError:
        return f"{order.unit_amount!r} minor units of {order.currency}"


def csv_writer(file: TextIO, columns: tuple[str, ...]) -> Callable[[dict[str, Any]], None]:
    """Write the names of the columns, and return a function that writes an item."""
    # With its default line endings (RFC 4180), the writer also quotes text that contains a carriage return.
    writer = csv.writer(file)
    writer.writerow([*columns, OTHERS])

    def write(item: dict[str, Any]) -> None:
        cells = dict(_flat(item, columns))
        if "amount" in columns:
            with suppress(ValueError):
                cells["amount"] = major_units(item["unit_amount"], item["currency"])
        others = {name: value for name, value in cells.items() if name not in columns and value is not None}
        writer.writerow([*(_cell(cells.get(name)) for name in columns), _cell(others or None)])

    return write


def json_writer(file: TextIO) -> Callable[[dict[str, Any]], None]:
    """Return a function that writes an item as a line of JSON."""
    return lambda item: print(json_text(item), file=file)


@contextmanager
def json_array(file: TextIO) -> Iterator[Callable[[dict[str, Any]], None]]:
    """Write one JSON array, one item per line. Yields a function that writes an item."""
    between = iter(["[\n"])

    def write(item: dict[str, Any]) -> None:
        file.write(next(between, ",\n") + json_text(item))

    yield write
    file.write("[]\n" if next(between, "") else "\n]\n")


def _flat(item: dict[str, Any], columns: tuple[str, ...], before: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the dotted name and value of each field. An object is flattened only if its fields have columns."""
    for name, value in item.items():
        at = before + name
        if isinstance(value, dict) and any(column.startswith(f"{at}.") for column in columns):
            yield from _flat(value, columns, f"{at}.")
        else:
            yield at, value


def _cell(value: object) -> object:
    match value:
        case None | int() | float() | Decimal() if not isinstance(value, bool):
            return value
        case str():
            return _harmless(value)
    return _harmless(json.dumps(value, ensure_ascii=False))


def _harmless(text: str) -> str:
    """Put an apostrophe before a formula, so that a spreadsheet does not execute untrusted text."""
    harmless = _FORMULA.sub(r"\1'", text)
    return f"'{harmless}" if harmless[:1] in {"\t", "\r", "\n"} else harmless
