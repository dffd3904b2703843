"""Items as rows of CSV, or lines of JSON."""

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

# Fixed, so that a file has the same columns whatever is in it. A dot leads into an object; a list is one cell.
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
# `amount` is the `unit_amount` in major units.
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
# What no column is there for: fields that Animo added since.
OTHERS = "others"

# Where a cell starts, also if the file is split at semicolons or tabs, or a line end inside a cell ends a row: then a
# formula may follow, after white space and characters without a width. Spreadsheets take the wide signs for the same.
_FORMULA = re.compile(
    r"(^|[;\t\r\n])"
    r"(?=[\s\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]*"
    r"[=+\-@＝＋－＠﹢﹣﹦﹫])"  # noqa: RUF001
)


def money(order: Order) -> str:
    """Return the total of an order, such as `149.00 EUR`. What is no amount is shown as it came."""
    try:
        return f"{amount(order)} {order.currency}"
    except ValueError:
        return f"{order.unit_amount!r} minor units of {order.currency}"


def csv_writer(file: TextIO, columns: tuple[str, ...]) -> Callable[[dict[str, Any]], None]:
    """Write the names of the columns, and return what writes an item."""
    # With the line ends of RFC 4180, its default, it also quotes a text that has a carriage return.
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
    """Return what writes an item as a line of JSON."""
    return lambda item: print(json_text(item), file=file)


@contextmanager
def json_array(file: TextIO) -> Iterator[Callable[[dict[str, Any]], None]]:
    """Write one JSON array, an item on each line. Yields what writes an item."""
    between = iter(["[\n"])

    def write(item: dict[str, Any]) -> None:
        file.write(next(between, ",\n") + json_text(item))

    yield write
    file.write("[]\n" if next(between, "") else "\n]\n")


def _flat(item: dict[str, Any], columns: tuple[str, ...], before: str = "") -> Iterator[tuple[str, Any]]:
    """Give what is in an object by dotted name, as deep as there are columns for."""
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
    """Put an apostrophe before a formula, so that a text that others wrote does not run in a spreadsheet."""
    harmless = _FORMULA.sub(r"\1'", text)
    return f"'{harmless}" if harmless[:1] in {"\t", "\r", "\n"} else harmless
