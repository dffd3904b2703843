"""Copy events, ticket types and orders to SQLite, for reports and searches.

    pip install ../..
    ANIMO_TOKEN=... python mirror.py animo.sqlite

Ticket types and orders are copied only for events that the company organizes. You can stop the script at any time: each
list is written in one transaction, and the next run updates the copy. Rows that no longer exist in Animo are deleted.
The file contains personal data. Set ANIMO_COMPANY (a slug) if the token has access to several companies.
"""

import asyncio
import json
import os
import sqlite3
import sys
from contextlib import closing

from animo_async import AnimoClient, CompanyClient, EventClient, NotFoundError, amount
from animo_async.models import CompanyRole, Event, Order, TicketType

TABLES = """
CREATE TABLE IF NOT EXISTS events (id TEXT PRIMARY KEY, name TEXT, starts TEXT, timezone TEXT, json TEXT);
CREATE TABLE IF NOT EXISTS ticket_types (event TEXT, slug TEXT, name TEXT, price TEXT, currency TEXT, json TEXT,
    PRIMARY KEY (event, slug));
CREATE TABLE IF NOT EXISTS orders (event TEXT, id TEXT, email TEXT, amount TEXT, currency TEXT, paid_at TEXT, json TEXT,
    PRIMARY KEY (event, id));
"""


def event_row(event: Event) -> tuple[object, ...]:
    """Return the columns of an event. `starts` is the local time in `timezone`, without an offset."""
    return event.id, event.name, f"{event.date_start:%Y-%m-%d %H:%M}", event.timezone, json.dumps(event.to_dict())


def ticket_row(event: str, ticket: TicketType) -> tuple[object, ...]:
    """Return the columns of a ticket type."""
    price = str(amount(ticket))
    return event, ticket.slug, ticket.name, price, ticket.currency, json.dumps(ticket.to_dict())


def order_row(event: str, order: Order) -> tuple[object, ...]:
    """Return the columns of an order."""
    paid = None if order.paid_at is None else order.paid_at.isoformat()
    return event, order.id, order.email, str(amount(order)), order.currency, paid, json.dumps(order.to_dict())


async def mirror(acme: CompanyClient, db: sqlite3.Connection) -> None:
    """Copy everything. If a list changes while it is read, it is read again."""
    db.executescript(TABLES)
    events = await acme.events.list().collect(consistent=True)
    with db:
        db.execute("DELETE FROM events")
        db.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?)", map(event_row, events))
    for event in events:
        if event.company_role == CompanyRole.ORGANIZING:  # only organizers see orders
            await mirror_event(acme.event(event), event.id, db)
    with db:  # delete the rows of events that were deleted or renamed
        db.execute("DELETE FROM ticket_types WHERE event NOT IN (SELECT id FROM events)")
        db.execute("DELETE FROM orders WHERE event NOT IN (SELECT id FROM events)")


async def mirror_event(handle: EventClient, event: str, db: sqlite3.Connection) -> None:
    """Copy the ticket types and orders of an event."""
    try:
        tickets, orders = await asyncio.gather(
            handle.ticket_types.list().collect(consistent=True), handle.orders.list().collect(consistent=True)
        )
    except NotFoundError:  # deleted since it was listed
        return
    with db:
        db.execute("DELETE FROM ticket_types WHERE event = ?", (event,))
        db.executemany(
            "INSERT INTO ticket_types VALUES (?, ?, ?, ?, ?, ?)", [ticket_row(event, each) for each in tickets]
        )
        db.execute("DELETE FROM orders WHERE event = ?", (event,))
        db.executemany("INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?)", [order_row(event, each) for each in orders])


async def main(file: str) -> None:
    """Copy everything into a file that only its owner can read."""
    os.close(os.open(file, os.O_CREAT, 0o600))
    async with AnimoClient(deadline=600) as animo:
        acme = await animo.find_company(os.environ.get("ANIMO_COMPANY"))
        with closing(sqlite3.connect(file)) as db:
            await mirror(acme, db)
            (events,) = db.execute("SELECT COUNT(*) FROM events").fetchone()
            (orders,) = db.execute("SELECT COUNT(*) FROM orders").fetchone()
    print(f"{events} events, {orders} orders in {file}")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
