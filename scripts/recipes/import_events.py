"""Import events with their ticket types from a CSV file. You can run it again, even after an interruption.

    pip install ../..
    ANIMO_TOKEN=... python import_events.py events.csv

The columns are slug, name, date_start and date_end (2026-11-12 09:00, local time at the event), timezone, locale, city,
province, country, venue, and tickets, such as `visitor:Visitor:0:EUR;maker:Maker:24.50:EUR`.

The API cannot delete events, so the script must not create an event twice. `create(..., slug=...)` raises an error if
an event already has the slug. A journal next to the file (events.csv.journal) records the events in progress. If a run
is interrupted while it creates an event, that event may or may not exist. Later runs report its row as failed until you
check whether the event exists and correct its entry in the journal. Set ANIMO_COMPANY (a slug) if the token has access
to several companies.
"""

import csv
import json
import os
import sys
from pathlib import Path

import anyio

from animo_async import AnimoClient, AnimoError, CompanyClient, SlugTakenError
from animo_async.models import Event, EventCreate, EventUpdate, TicketTypeCreate

BEGUN = "begun"


class Journal:
    """The events in progress, by slug. An entry is BEGUN, or Animo's own slug if our slug could not be set yet."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.entries: dict[str, str] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}

    def write(self, slug: str, entry: str | None) -> None:
        """Set an entry. None removes it."""
        if entry is None:
            self.entries.pop(slug, None)
        else:
            self.entries[slug] = entry
        part = self._file.with_name(f"{self._file.name}.part")
        part.write_text(json.dumps(self.entries, indent=1), encoding="utf-8")
        part.replace(self._file)


async def event_of(acme: CompanyClient, row: dict[str, str], journal: Journal) -> tuple[Event, str]:
    """Return the event of a row, and what was done. Create the event if it does not exist."""
    slug = row["slug"]
    entry = journal.entries.get(slug)
    if entry == BEGUN:
        raise RuntimeError("an earlier run was interrupted while it created this event. Check whether it exists.")
    if entry is not None:
        event = await acme.events.update(entry, EventUpdate(slug=slug))
        journal.write(slug, None)
        return event, "slug set"
    fields = {name: row[name] for name in ("name", "date_start", "date_end", "timezone", "locale")}
    place = {name: row[name] for name in ("city", "province", "country", "venue") if row.get(name)}
    new = EventCreate(
        **fields,
        **place,
        attendance_mode="offline" if place else "online",
        company_role="organizing",
        requires_ticket_assignment=False,
    )
    journal.write(slug, BEGUN)
    try:
        event = await acme.events.create(new, slug=slug)
    except SlugTakenError as error:
        journal.write(slug, None)
        return error.event, "already exists"
    except AnimoError as error:
        if error.created is not None:
            journal.write(slug, error.created.id)
        elif not getattr(error, "may_have_been_sent", False):
            journal.write(slug, None)
        raise
    journal.write(slug, None)
    return event, "created"


async def import_row(acme: CompanyClient, row: dict[str, str], journal: Journal) -> str:
    """Create the event and ticket types of a row unless they exist. Return what was done."""
    event, done = await event_of(acme, row, journal)
    tickets = acme.event(event).ticket_types
    there = {ticket.slug async for ticket in tickets.list()}
    new = 0
    for part in filter(None, row["tickets"].split(";")):
        slug, name, price, currency = part.split(":")
        if slug not in there:
            await tickets.create(TicketTypeCreate(slug=slug, name=name, price=price, currency=currency))
            new += 1
    return f"{done}, {new} new ticket types"


async def import_events(acme: CompanyClient, file: Path) -> int:
    """Import all rows concurrently, print a line for each, and return how many failed."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    if len({row["slug"] for row in rows}) != len(rows):
        raise ValueError("Two rows have the same slug.")
    journal = Journal(file.with_name(f"{file.name}.journal"))
    failed = 0

    async def report(row: dict[str, str]) -> None:
        nonlocal failed
        try:
            print(f"{row['slug']}: {await import_row(acme, row, journal)}")
        except (AnimoError, ValueError, RuntimeError, KeyError) as error:  # one failed row must not stop the others
            failed += 1
            print(f"{row['slug']}: FAILED: {error}")

    async with anyio.create_task_group() as tasks:
        for row in rows:
            tasks.start_soon(report, row)
    return failed


async def main(file: str) -> None:
    """Import a file. The exit code is 1 if a row failed."""
    async with AnimoClient() as animo:
        acme = await animo.find_company(os.environ.get("ANIMO_COMPANY"))
        failed = await import_events(acme, Path(file))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    anyio.run(main, sys.argv[1])
