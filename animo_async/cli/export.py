"""`animo export`: a list into a file."""

from __future__ import annotations

from contextlib import aclosing
from enum import StrEnum, auto
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from animo_async.cli import rows
from animo_async.cli.files import replacing
from animo_async.cli.problems import CommandError
from animo_async.cli.screen import note
from animo_async.cli.session import Listed, items, run

if TYPE_CHECKING:
    from animo_async import AnimoClient, Pager

_EXPLANATION = """Nothing stands under FILE before all of it is written.

csv: a column for each field, those of nested objects with a dot (city.name), lists as JSON; dates in ISO 8601. A
text that a spreadsheet would take for a formula (it begins with = + - or @) gets an apostrophe before it. jsonl:
each item as the API gives it, one on each line.
"""


class Format(StrEnum):
    """What an export can be."""

    csv = auto()
    jsonl = auto()


Target = Annotated[Path, typer.Option("-o", "--output", metavar="FILE", show_default=False, help="What to write.")]
AsFormat = Annotated[
    Format | None, typer.Option("--format", show_default=False, help="Not needed if FILE ends in .csv or .jsonl.")
]
OfCompany = Annotated[
    str | None,
    typer.Option(
        "--company", metavar="KEY", show_default=False, help="A slug or a sqid; not needed if you have only one."
    ),
]
OfEvent = Annotated[str, typer.Option("--event", metavar="SLUG", show_default=False, help="Whose orders.")]
WithSubmission = Annotated[
    bool, typer.Option("--include-submission", help="With the answers to the form, and the lead, as JSON.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="Write events or orders to a file.", rich_markup_mode=None)
    group.command("events", epilog=_EXPLANATION)(export_events)
    group.command("orders", epilog=_EXPLANATION)(export_orders)
    app.add_typer(group, name="export")


def export_events(output: Target, company: OfCompany = None, format_: AsFormat = None) -> None:
    """Write all events of a company to a file."""
    layout = _layout(format_, output)

    async def read(animo: AnimoClient) -> None:
        acme = await animo.find_company(company)
        await _write(acme.events.list(), "events", output, layout, rows.EVENT_COLUMNS)

    run(read)


def export_orders(
    output: Target,
    event: OfEvent,
    company: OfCompany = None,
    format_: AsFormat = None,
    *,
    include_submission: WithSubmission = False,
) -> None:
    """Write all orders of an event to a file."""
    layout = _layout(format_, output)
    columns = rows.ORDER_COLUMNS + rows.SUBMISSION_COLUMNS if include_submission else rows.ORDER_COLUMNS

    async def read(animo: AnimoClient) -> None:
        acme = await animo.find_company(company)
        pager = acme.event(event).orders.list(include_submission=include_submission)
        await _write(pager, "orders", output, layout, columns)

    run(read)


def _layout(given: Format | None, output: Path) -> Format:
    if given is not None:
        return given
    try:
        return Format(output.suffix.lower().removeprefix("."))
    except ValueError:
        raise CommandError(f"{output.name} does not say in which format.", "Add --format csv or jsonl.") from None


async def _write(pager: Pager[Listed], what: str, output: Path, layout: Format, columns: tuple[str, ...]) -> None:
    count = 0
    with replacing(output) as file:
        write = rows.csv_writer(file, columns) if layout == "csv" else rows.json_writer(file)
        async with aclosing(items(pager, what)) as found:
            async for item in found:
                write(item.to_dict())
                count += 1
    note(f"Wrote {count} {what} to {output}.")
