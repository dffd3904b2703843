"""`animo export`: writes a list to a file."""

from __future__ import annotations

from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from enum import StrEnum, auto
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from animo_async import CompanyNotFoundError
from animo_async.cli import rows
from animo_async.cli.arguments import Strict
from animo_async.cli.files import writing
from animo_async.cli.problems import CommandError
from animo_async.cli.screen import note, number
from animo_async.cli.session import items, organized, run

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterator

    from animo_async import AnimoClient, CompanyClient
    from animo_async.models import Event, Order

_EXPLANATION = """FILE is replaced only when the export is complete. A new file is readable only by you.

csv: one column per field. Nested fields have dotted names (city.name), lists are JSON, dates are ISO 8601. The
    amount column is the total in major units. An apostrophe precedes text that a spreadsheet would read as a formula.
    jsonl: one item per line, as the API returned it. json: one array of these items.
"""


class Format(StrEnum):
    """The formats of an export."""

    csv = auto()
    jsonl = auto()
    json = auto()


Target = Annotated[
    Path,
    typer.Option(
        "-o", "--output", metavar="FILE", show_default=False, help="The file to write, or - for standard output."
    ),
]
AsFormat = Annotated[
    Format | None,
    typer.Option("--format", show_default=False, help="Optional if FILE ends in .csv, .jsonl or .json."),
]
OfCompany = Annotated[
    str | None,
    typer.Option(
        "--company", metavar="KEY", show_default=False, help="The slug or sqid. Optional if you have only one."
    ),
]
OfEvent = Annotated[str, typer.Option("--event", metavar="SLUG", show_default=False, help="The event of the orders.")]
ForExcel = Annotated[
    bool, typer.Option("--excel", help="Begin a CSV with a byte order mark, so that Excel reads it as UTF-8.")
]
WithSubmission = Annotated[
    bool, typer.Option("--include-submission", help="Include the form answers and the lead, as JSON.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="Write events or orders to a file.", rich_markup_mode=None)
    group.command("events", epilog=_EXPLANATION)(export_events)
    group.command("orders", epilog=_EXPLANATION)(export_orders)
    app.add_typer(group, name="export")


def export_events(
    output: Target,
    company: OfCompany = None,
    format_: AsFormat = None,
    *,
    excel: ForExcel = False,
    strict: Strict = False,
) -> None:
    """Write all events of a company to a file."""
    to = _Target(output, _layout(format_, output), rows.EVENT_COLUMNS, excel=excel)

    async def read(animo: AnimoClient) -> None:
        acme = await _company(animo, company)
        await _write(items(acme.events.list(), "events", strict=strict), "event", to)

    run(read)


def export_orders(
    output: Target,
    event: OfEvent,
    company: OfCompany = None,
    format_: AsFormat = None,
    *,
    include_submission: WithSubmission = False,
    excel: ForExcel = False,
    strict: Strict = False,
) -> None:
    """Write all orders of an event to a file."""
    columns = rows.ORDER_COLUMNS + rows.SUBMISSION_COLUMNS if include_submission else rows.ORDER_COLUMNS
    to = _Target(output, _layout(format_, output), columns, excel=excel)

    async def read(animo: AnimoClient) -> None:
        acme = await _company(animo, company)
        async with organized(acme, event) as handle:
            pager = handle.orders.list(include_submission=include_submission)
            await _write(items(pager, "orders", strict=strict), "order", to)

    run(read)


def _layout(given: Format | None, output: Path) -> Format:
    if given is not None:
        return given
    try:
        return Format(output.suffix.lower().removeprefix("."))
    except ValueError:
        raise CommandError(f"The format of {output} is unknown.", "Add --format csv, jsonl or json.") from None


async def _company(animo: AnimoClient, key: str | None) -> CompanyClient:
    try:
        return await animo.find_company(key)
    except CompanyNotFoundError as error:
        if key is not None:
            raise
        several = f"This token can access several companies: {', '.join(error.slugs)}."
        raise CommandError(several, "Select one with --company.") from None


@dataclass(frozen=True)
class _Target:
    path: Path
    layout: Format
    columns: tuple[str, ...]
    excel: bool

    @contextmanager
    def opened(self) -> Iterator[Callable[[dict[str, Any]], None]]:
        """Yield a function that writes an item."""
        with writing(self.path, "utf-8-sig" if self.excel and self.layout == "csv" else "utf-8") as file:
            if self.layout == "json":
                with rows.json_array(file) as write:
                    yield write
            else:
                yield rows.csv_writer(file, self.columns) if self.layout == "csv" else rows.json_writer(file)


async def _write(found: AsyncGenerator[Event | Order, None], what: str, to: _Target) -> None:
    count = 0
    with to.opened() as write:
        async with aclosing(found):
            async for item in found:
                write(item.to_dict())
                count += 1
    where = "." if str(to.path) == "-" else f" to {to.path}."
    note(f"Wrote {number(count, what)}{where}")
