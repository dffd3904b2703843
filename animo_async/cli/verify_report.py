"""The report of `animo verify`."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from animo_async.cli.screen import clean
from animo_async.cli.verify_compare import CONTRADICTIONS, Finding, Kind
from animo_async.cli.verify_dates import DatesFound, read_dates
from animo_v1.operations import OPERATIONS

if TYPE_CHECKING:
    from rich.console import Console

    from animo_async.cli.verify_reads import Answers


def show(console: Console, base_url: str, reads: Answers) -> None:
    """Print what was found.

    Args:
        console: The console to print to.
        base_url: The URL of the API.
        reads: The responses and findings.
    """
    findings = reads.findings
    wrong = [item for item in findings if item.kind in CONTRADICTIONS]
    new = [item for item in findings if item.kind is Kind.UNKNOWN_FIELD]
    console.print(Text.assemble(("The API compared with the spec", "bold"), f"  {base_url}"))
    _overview(console, reads, findings)
    _departures(console, "Contradicts the spec", "red", wrong)
    _departures(console, "Not in the spec", "yellow", new)
    _names(console, "Inferred, and now seen", "green", _of(findings, Kind.INFERRED_SEEN))
    _names(console, "Described, but not seen in these responses", "dim", _of(findings, Kind.NOT_SEEN))
    _refusals(console, reads)
    if reads.events:
        _dates(console, read_dates(reads.events))
    _summary(console, reads, findings, wrong, new)
    console.print(Text(f"\n{age(datetime.now(UTC).date())}", "dim"))


def issue_text(reads: Answers) -> str:
    """Return the findings as text for an issue: operation, field and type. It contains no response values."""
    text = ["What `animo verify` found:", "", age(datetime.now(UTC).date()), ""]
    for kind in Kind:
        found = [item for item in reads.findings if item.kind is kind and kind is not Kind.AS_DESCRIBED]
        if found and kind is not Kind.NOT_SEEN:
            text += [f"### {kind.capitalize()}", ""]
            for item in found:
                # New enum values come from responses, so they are left out. In a map, a field name may be a value too.
                detail = "" if kind is Kind.NEW_ENUM_VALUE else f": {item.detail}" if item.detail else ""
                text.append(f"- `{item.operation}` `{clean(item.field) or '(the response)'}`{detail}")
            text.append("")
    return "\n".join(text)


def age(today: date) -> str:
    """Return a sentence that says when the spec was last compared with Animo's pages."""
    oldest, newest = (find(info.seen for info in OPERATIONS.values()) for find in (min, max))
    days = (today - date.fromisoformat(oldest)).days
    since = {0: "today", 1: "1 day ago"}.get(days, f"{days} days ago")
    if oldest == newest:
        return f"The spec was last compared with Animo's pages on {oldest}, {since}."
    return f"The spec was last compared with Animo's pages between {oldest}, {since}, and {newest}."


def _of(findings: list[Finding], kind: Kind) -> list[Finding]:
    return [item for item in findings if item.kind is kind]


def _overview(console: Console, reads: Answers, findings: list[Finding]) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("Operation", no_wrap=True)
    for title in ("Answers", "As described", "Inferred, seen", "New", "Wrong"):
        table.add_column(title, justify="right")
    counts = Counter((item.operation, item.kind) for item in findings)
    for operation, answers in reads.answers.items():
        wrong = sum(counts[operation, kind] for kind in CONTRADICTIONS)
        new = counts[operation, Kind.UNKNOWN_FIELD]
        table.add_row(
            operation,
            str(answers),
            str(counts[operation, Kind.AS_DESCRIBED]),
            _number(counts[operation, Kind.INFERRED_SEEN], "green"),
            _number(new, "yellow"),
            _number(wrong, "red"),
        )
    console.print(Padding(table, (1, 0, 0, 2), expand=False))


def _number(count: int, style: str) -> Text:
    return Text(str(count), style) if count else Text("·", "dim")


def _heading(console: Console, title: str, style: str) -> None:
    console.print(Text(f"\n{title}", f"bold {style}"))


def _departures(console: Console, title: str, style: str, found: list[Finding]) -> None:
    if not found:
        return
    _heading(console, title, style)
    table = _plain_table(3)
    for item in found:
        known = f" [{item.provenance}]" if item.provenance not in {"", "documented"} else ""
        what = ": ".join(text for text in (item.kind, item.detail) if text)
        if item.kind is Kind.UNKNOWN_FIELD:  # the heading already says the kind
            what = item.detail
        where = Text(clean(item.field) or ("the route" if item.kind is Kind.NO_ROUTE else "the response itself"), style)
        table.add_row(item.operation, where, Text(f"{what}{known}{_times(item.seen)}"))
    console.print(Padding(table, (0, 0, 0, 2), expand=False))


def _times(seen: int) -> str:
    return f", {seen} times" if seen > 1 else ""


def _names(console: Console, title: str, style: str, found: list[Finding]) -> None:
    """Print fields grouped by the object that they belong to."""
    if not found:
        return
    _heading(console, title, style)
    grouped: dict[tuple[str, str], list[str]] = {}
    for item in found:
        parent, _, name = item.field.rpartition(".")
        if not name.endswith("[]"):
            as_what = f" ({item.detail})" if item.detail.startswith("as ") else ""
            grouped.setdefault((item.operation, parent), []).append((name or "the route") + as_what)
    table = _plain_table(3)
    before = ""
    for (operation, parent), names in grouped.items():
        table.add_row(
            "" if operation == before else operation, Text(clean(parent), "dim"), Text(clean(", ".join(names)))
        )
        before = operation
    console.print(Padding(table, (0, 0, 0, 2), expand=False))


def _plain_table(columns: int) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(no_wrap=True)
    for _ in range(columns - 1):
        table.add_column(overflow="fold")
    return table


def _refusals(console: Console, reads: Answers) -> None:
    if not reads.refusals:
        return
    _heading(console, "Not read", "yellow")
    by_reason: dict[str, list[str]] = {}
    for item in reads.refusals:
        by_reason.setdefault(item.reason, []).append(item.operation)
    for reason, operations in by_reason.items():
        console.print(Padding(Text(clean(f"{', '.join(operations)}: {reason}")), (0, 0, 0, 2), expand=False))


def _dates(console: Console, found: DatesFound) -> None:
    _heading(console, f"Input dates: {found.verdict}", "cyan")
    console.print(Padding(Text(clean(found.explanation)), (0, 0, 0, 2), expand=False))
    if not found.readings:
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for title in ("Event", "Time zone", "Served as", "If kept", "If converted"):
        table.add_column(title, overflow="fold")
    for item in found.readings:
        table.add_row(
            *(Text(clean(cell)) for cell in (item.event, item.timezone, item.served, item.if_kept, item.if_converted))
        )
    console.print(Padding(table, (1, 0, 0, 2), expand=False))


def _summary(
    console: Console, reads: Answers, findings: list[Finding], wrong: list[Finding], new: list[Finding]
) -> None:
    described = len(_of(findings, Kind.AS_DESCRIBED))
    seen = len(_of(findings, Kind.INFERRED_SEEN))
    parts = [
        f"{sum(reads.answers.values())} responses from {len(reads.answers)} operations",
        f"{described} fields as described",
        f"{seen} inferred and now seen",
        f"{len(new)} unknown",
        f"{len(wrong)} against the spec",
    ]
    console.print(Text(f"\n{', '.join(parts)}.", f"bold {'red' if wrong else 'green'}"))
