"""`animo doctor`: shows what a token may do."""

from __future__ import annotations

import os
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer
from rich.table import Table
from rich.text import Text

from animo_async._http.options import DEFAULT_BASE_URL
from animo_async.cli import examination
from animo_async.cli.arguments import AsJson, Company
from animo_async.cli.examination import FAILED_READ, MISSING, NOT_CHECKED, OK, REFUSED
from animo_async.cli.problems import ENTITLEMENT, FAILED
from animo_async.cli.screen import clean, console, for_people, say, show_json, show_lines, tell
from animo_async.cli.session import run

if TYPE_CHECKING:
    from animo_async import AnimoClient
    from animo_async.cli.examination import Finding

_MARKS = {
    OK: ("✓", "green"),
    MISSING: ("✗", "bold red"),
    REFUSED: ("✗", "bold red"),
    FAILED_READ: ("!", "bold red"),
    NOT_CHECKED: ("?", "yellow"),
}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(doctor)


def doctor(company: Company = None, *, as_json: AsJson = False) -> None:
    """Check a token: its owner, companies, plan and scopes.

    It only sends reads, one for each scope that a read can check. It checks scopes in COMPANY or in your first company.
    """

    async def examine(animo: AnimoClient) -> list[Finding]:
        return await examination.examine(animo, company)

    findings = run(examine)
    if as_json:
        show_json(map(asdict, findings))
    elif for_people():
        _show(findings)
    else:
        show_lines((item.state, item.subject, item.detail, item.advice) for item in findings)
    raise typer.Exit(_code(findings))


def _code(findings: list[Finding]) -> int:
    states = {item.state for item in findings}
    if any(item.subject == "token" and item.state == MISSING for item in findings):
        return FAILED
    if states & {MISSING, REFUSED}:
        return ENTITLEMENT
    return FAILED if FAILED_READ in states else 0


def _show(findings: list[Finding]) -> None:
    say((f"Animo at {clean(os.environ.get('ANIMO_BASE_URL') or DEFAULT_BASE_URL)}\n", "dim"))
    table = Table.grid(padding=(0, 2, 0, 0))
    for item in findings:
        detail = Text(clean(item.detail), "dim" if item.state == NOT_CHECKED else "")
        table.add_row(Text(*_MARKS[item.state]), Text(item.subject, "bold"), detail)
    console().print(table)
    if advice := dict.fromkeys(item.advice for item in findings if item.advice):
        say(("\nWhat to do", "bold"))
        for text in advice:
            tell(clean(text), label=("  ", ""))
    elif all(item.state in {OK, NOT_CHECKED} for item in findings):
        say(("\nEverything that can be checked with reads is fine.", "green"))
