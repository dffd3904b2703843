"""`animo verify`: compares the API with the spec, using only reads."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
import yaml

from animo_async._http.options import DEFAULT_BASE_URL
from animo_async.cli.problems import ENTITLEMENT, FAILED, CommandError
from animo_async.cli.screen import console, for_people, json_text
from animo_async.cli.session import run
from animo_async.cli.verify_compare import CONTRADICTIONS
from animo_async.cli.verify_dates import read_dates
from animo_async.cli.verify_reads import Answers, Reads
from animo_async.cli.verify_report import issue_text, show
from animo_async.cli.verify_traffic import read_har
from animo_async.errors import AnimoError, CompanyNotFoundError, PermissionDeniedError
from animo_v1.operations import OPERATIONS

if TYPE_CHECKING:
    from animo_async.client import AnimoClient

_UNBROKEN = 100_000  # columns


def register(app: typer.Typer) -> None:
    """Add the command to an app."""
    app.command("verify")(verify)


def verify(
    company: Annotated[
        str | None, typer.Argument(help="The slug or sqid. Optional if you have only one.", show_default=False)
    ] = None,
    traffic: Annotated[
        Path | None,
        typer.Option(metavar="FILE", show_default=False, help="Compare the responses in a HAR file. Nothing is sent."),
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    report: Annotated[
        bool, typer.Option("--report", help="Print the findings as text for an issue, without any values.")
    ] = False,
) -> None:
    """Compare the API with the spec, and show what differs and what is new. It only reads.

    It compares a few responses from every GET operation, field by field. The output contains names of fields, new enum
    values, and the slug, timezone and start of a few events. It contains no personal data. With --report it contains no
    values at all.

    Exit code 0: nothing contradicts the spec (unknown fields are allowed). 1: something contradicts it, or a read
    failed. 3: something could not be read because the plan or a scope is missing.
    """
    reads: Answers
    stopped: AnimoError | None
    if traffic is None:
        reads, stopped = run(lambda animo: _read_all(animo, load_spec(), company))
    else:
        reads, stopped = Answers(load_spec(), "it is not in the HAR file"), None
        for response in read_har(traffic):
            reads.keep(response.operation, response.json)
        if not reads.answers:
            raise CommandError(f"{traffic} contains no response that matches the spec.", "", FAILED)
    if reads.answers and not isinstance(stopped, CompanyNotFoundError):
        if as_json:
            typer.echo(json_text(_as_data(reads), indent=2))
        elif report:
            sys.stdout.write(issue_text(reads))
        else:
            screen = console()
            if not for_people():
                screen.width = _UNBROKEN  # one line per item
            show(screen, os.environ.get("ANIMO_BASE_URL") or DEFAULT_BASE_URL, reads)
    if stopped:
        raise stopped
    if code := _exit_code(reads):
        raise typer.Exit(code)


def load_spec() -> Any:
    """Load the spec from the package."""
    text = (files("animo_v1") / "animo-v1.yaml").read_text(encoding="utf-8")
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both loaders are safe


async def _read_all(animo: AnimoClient, spec: Any, company: str | None) -> tuple[Reads, AnimoError | None]:
    """Read everything. If an error ends the reads, return it with the findings so far."""
    screen = console(sys.stderr)
    with screen.status("Reading …") as status:
        reads = Reads(animo, spec, lambda operation: status.update(f"Reading: {operation}"))
        try:
            await reads.company_wide(company)
        except AnimoError as error:
            return reads, error
    return reads, None


def _as_data(reads: Answers) -> dict[str, Any]:
    refused = {item.operation: item.reason for item in reads.refusals}
    return {
        "company": reads.company or None,
        "contradictions": sum(item.kind in CONTRADICTIONS for item in reads.findings),
        "operations": [
            {
                "operation": info.id,
                "path": info.path,
                "provenance": info.provenance,
                "seen": info.seen,
                "answers": reads.answers.get(info.id, 0),
                "not_read": refused.get(info.id),
            }
            for info in OPERATIONS.values()
            if info.method == "GET"
        ],
        "findings": [asdict(item) for item in reads.findings],
        "dates": asdict(read_dates(reads.events)) if reads.events else None,
    }


def _exit_code(reads: Answers) -> int:
    errors = [item.error for item in reads.refusals if item.error]
    if any(item.kind in CONTRADICTIONS for item in reads.findings):
        return FAILED
    if any(not isinstance(error, PermissionDeniedError) for error in errors):
        return FAILED
    return ENTITLEMENT if errors else 0
