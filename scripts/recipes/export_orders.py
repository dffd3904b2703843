"""A nightly export: the orders of every event that the company organizes, as JSON Lines.

    pip install ../..
    ANIMO_TOKEN=... python export_orders.py orders.jsonl

The file is complete or missing: it gets its name at the end. If a list changes while it is read, it is read again. An
event that was deleted in the meantime is skipped. Set ANIMO_COMPANY (a slug) if the token sees several companies.
"""

import asyncio
import json
import os
import sys
from pathlib import Path

from animo_async import AnimoClient, CompanyClient, NotFoundError
from animo_async.models import CompanyRole


async def export(acme: CompanyClient, target: Path) -> int:
    """Write all orders.

    Args:
        acme: The company.
        target: The file. A file of an earlier night is replaced.

    Returns:
        How many orders there are.
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
                    print(f"{event.id} is gone", file=sys.stderr)
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
    async with AnimoClient(max_retries=8, deadline=600) as animo:  # no one waits for it at night
        count = await export(await animo.find_company(os.environ.get("ANIMO_COMPANY")), Path(target))
    print(f"{count} orders in {target}")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
