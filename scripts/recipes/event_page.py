"""Create your own landing page and a calendar file for an event. Tickets and payment stay on Animo's pages.

    pip install ../.. icalendar
    ANIMO_TOKEN=... python event_page.py ai-demo-days-2026 site

It writes site/index.html, with schema.org data for search engines, and site/event.ics. Set ANIMO_COMPANY (a
slug) if the token has access to several companies.
"""

import asyncio
import json
import os
import sys
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

import icalendar

from animo_async import AnimoClient, CompanyClient, amount, local_time
from animo_async.models import Event, EventPage, TicketType

MODES = {"offline": "Offline", "online": "Online", "hybrid": "Mixed"}


def structured(acme: CompanyClient, event: Event, page: EventPage, tickets: list[TicketType]) -> dict[str, Any]:
    """Return the event as schema.org data. Times have the UTC offset of the event's timezone."""
    url = acme.urls.event(event)
    places: list[dict[str, Any]] = []
    if event.venue is not None:
        name, *address = texts(event.venue.name, event.venue.address)
        places.append({"@type": "Place", "name": name, "address": ", ".join(address) or name})
    elif event.city is not None:
        places.append({"@type": "Place", "name": event.city.name, "address": event.city.name})
    if event.attendance_mode != "offline":
        places.append({"@type": "VirtualLocation", "url": url})
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": event.name,
        "startDate": local_time(event.date_start, event.timezone).isoformat(timespec="minutes"),
        "endDate": local_time(event.date_end, event.timezone).isoformat(timespec="minutes"),
        "eventAttendanceMode": f"https://schema.org/{MODES.get(event.attendance_mode, 'Mixed')}EventAttendanceMode",
        "location": places,
        "url": url,
        **({"image": page.header_image} if page.header_image else {}),
        **({"description": page.tagline} if page.tagline else {}),
        "offers": [
            {
                "@type": "Offer",
                "name": ticket.name,
                "price": str(amount(ticket)),
                "priceCurrency": ticket.currency,
                "url": acme.urls.ticket(event, ticket),
            }
            for ticket in tickets
        ],
    }


def texts(*values: object) -> list[str]:
    """Return the values that are non-empty strings."""
    return [value for value in values if isinstance(value, str) and value]


def calendar(acme: CompanyClient, event: Event) -> bytes:
    """Return the event as an iCalendar file.

    The UID contains the company and the creation time, but not the slug. If the slug changed, a calendar would
    otherwise show the event twice.
    """
    entry = icalendar.Event()
    entry.add("uid", f"{event.created_at.astimezone(UTC):%Y%m%dT%H%M%S%f}-{acme.id}")
    entry.add("dtstamp", datetime.now(UTC))
    entry.add("dtstart", local_time(event.date_start, event.timezone))
    entry.add("dtend", local_time(event.date_end, event.timezone))
    entry.add("summary", event.name)
    entry.add("url", acme.urls.event(event))
    if event.venue is not None:
        entry.add("location", ", ".join(texts(event.venue.name, event.venue.address)))
    file = icalendar.Calendar()
    file.add("prodid", "-//animo-async//event page//EN")
    file.add("version", "2.0")
    file.add_component(entry)
    file.add_missing_timezones()
    content: bytes = file.to_ical()
    return content


async def event_files(acme: CompanyClient, slug: str) -> dict[str, bytes]:
    """Return the content of both files, by file name."""
    handle = acme.event(slug)
    event, page, tickets = await asyncio.gather(
        acme.events.get(slug), handle.page.get(), handle.ticket_types.list().collect()
    )
    return {
        "index.html": landing_page(acme, event, page, tickets).encode(),
        "event.ics": calendar(acme, event),
    }


def landing_page(acme: CompanyClient, event: Event, page: EventPage, tickets: list[TicketType]) -> str:
    """Return the page of an event as HTML."""
    offers = "\n".join(f"  <li>{offer(acme, event, ticket)}</li>" for ticket in tickets)
    picture = f'<img src="{escape(page.header_image)}" alt="">' if page.header_image else ""
    starts = local_time(event.date_start, event.timezone)
    # "</script>" ends a script and "<!--" starts a comment, even inside a string.
    data = json.dumps(structured(acme, event, page, tickets)).replace("<", "\\u003c")
    # The description is HTML that Animo has sanitised. Everything else is text.
    return f"""<!doctype html>
<html lang="{escape(event.locale)}">
<meta charset="utf-8">
<title>{escape(event.name)}</title>
<script type="application/ld+json">{data}</script>
{picture}
<h1>{escape(event.name)}</h1>
<p>{escape(page.tagline or "")}</p>
<p>{starts:%d %B %Y, %H:%M}{escape(f", {event.city.name}") if event.city else ""} (<a href="event.ics">calendar</a>)</p>
{page.description or ""}
<ul>
{offers}
</ul>
</html>
"""


def offer(acme: CompanyClient, event: Event, ticket: TicketType) -> str:
    """Return a link to Animo's page for a ticket, where attendees register and pay."""
    price = f"{amount(ticket)} {ticket.currency}" if amount(ticket) else "free"
    return f'<a href="{escape(acme.urls.ticket(event, ticket))}">{escape(f"{ticket.name}, {price}")}</a>'


async def main(slug: str) -> dict[str, bytes]:
    """Open a client, and return the landing page and the calendar file of an event."""
    async with AnimoClient() as animo:
        return await event_files(await animo.find_company(os.environ.get("ANIMO_COMPANY")), slug)


if __name__ == "__main__":
    for name, content in asyncio.run(main(sys.argv[1])).items():
        file = Path(sys.argv[2], name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        print(file)
