"""A landing page of your own for an event: content by GET, tickets and payment on the pages that Animo hosts.

    pip install ../..
    ANIMO_TOKEN=... python event_page.py ai-demo-days-2026 > index.html

ANIMO_COMPANY (a slug) is needed where the token sees several companies.
"""

import asyncio
import os
import sys
from html import escape

from animo_async import AnimoClient, CompanyClient
from animo_async.models import TicketType


async def landing_page(acme: CompanyClient, slug: str) -> str:
    """Write the page of an event as HTML.

    Args:
        acme: The company that organizes it.
        slug: The event's.
    """
    handle = acme.event(slug)
    event, page, tickets = await asyncio.gather(
        acme.events.get(slug), handle.page.get(), handle.ticket_types.list().collect()
    )
    offers = "\n".join(f"  <li>{offer(acme, slug, ticket)}</li>" for ticket in tickets)
    picture = f'<img src="{escape(page.header_image)}" alt="">' if page.header_image else ""
    # The description is HTML that Animo has sanitised; everything else is text.
    return f"""<!doctype html>
<html lang="{escape(event.locale)}">
<meta charset="utf-8">
<title>{escape(event.name)}</title>
{picture}
<h1>{escape(event.name)}</h1>
<p>{escape(page.tagline or "")}</p>
<p>{event.date_start:%d %B %Y}{escape(f", {event.city.name}") if event.city else ""}</p>
{page.description or ""}
<ul>
{offers}
</ul>
</html>
"""


def offer(acme: CompanyClient, slug: str, ticket: TicketType) -> str:
    """Link to where Animo registers people for a ticket, and takes their money."""
    price = "free" if float(ticket.price) == 0 else f"{ticket.price} {ticket.currency}"
    return f'<a href="{escape(acme.urls.ticket(slug, ticket))}">{escape(f"{ticket.name}, {price}")}</a>'


async def main(slug: str) -> None:
    """Print the page."""
    async with AnimoClient() as animo:
        print(await landing_page(await animo.find_company(os.environ.get("ANIMO_COMPANY")), slug))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
