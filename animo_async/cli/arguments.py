"""Arguments that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

from animo_async.cli.problems import CommandError

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON array.")]
Strict = Annotated[bool, typer.Option("--strict", help="Fail if the list changed while it was read.")]
Company = Annotated[
    str | None,
    typer.Argument(metavar="[COMPANY]", show_default=False, help="The slug or sqid. Optional if you have only one."),
]
Places = Annotated[
    list[str],
    typer.Argument(
        metavar="[COMPANY] EVENT",
        show_default=False,
        help="The company's slug or sqid (optional if you have only one company), and the event's slug.",
    ),
]


def company_and_event(places: list[str]) -> tuple[str | None, str]:
    """Split the arguments: the event is last, and the company before it is optional."""
    if len(places) == 1:
        return None, places[0]
    if len(places) == 2:
        return places[0], places[1]
    raise CommandError(f"Give a company and an event, not {len(places)} names.", "A slug contains no spaces.")
