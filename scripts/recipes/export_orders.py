"""Export the orders of every event that the company organizes as JSON Lines, for example every night.

    pip install ../..
    ANIMO_TOKEN=... python export_orders.py orders.jsonl

The file is replaced only when the export is complete. If the orders of an event change while they are read, they are
read again. An event that is deleted during the export is skipped. Set ANIMO_COMPANY (a slug) if the token has access to
several companies.
"""

import asyncio
import json
import os
import sys
from pathlib import Path

from animo_async import AnimoClient, CompanyClient, NotFoundError
from animo_async.models import CompanyRole


async def export(acme: CompanyClient, target: Path) -> int:
    """Write all orders to a file.

    Args:
        acme: The company.
        target: The file to write. An existing file is replaced.

    Returns:
        The number of orders written.
    """
    count = 0
    half = target.with_name(f".{target.name}.part")
    try:
        with half.open("w", encoding="utf-8") as file:
            async for event in acme.events.list():
                if event.company_role != CompanyRole.ORGANIZING:
                    continue  # only organizers see orders
                try:
                    orders = await acme.event(event).orders.list().collect(consistent=True)
                except NotFoundError:  # deleted since it was listed
                    print(f"{event.id} was deleted, skipping it", file=sys.stderr)
                    continue
                for order in orders:
                    file.write(json.dumps({"event": event.id, **order.to_dict()}) + "\n")
                    count += 1
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)
    return count


async def main(target: str) -> None:
    """Export the orders, and print the result."""
    async with AnimoClient(max_retries=8, deadline=600) as animo:  # a nightly job can wait longer
        count = await export(await animo.find_company(os.environ.get("ANIMO_COMPANY")), Path(target))
    print(f"{count} orders in {target}")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
