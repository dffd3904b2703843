"""A worker that waits for payments: every unpaid order of an event is watched until Mollie has confirmed it.

    pip install ../..
    ANIMO_TOKEN=... python payment_worker.py ai-demo-days-2026

Any number of orders can be waited for at once: they share the client, which sends ten requests at a time and slows down
when Animo asks for it. ANIMO_COMPANY (a slug) is needed where the token sees several companies.
"""

import os
import sys
from collections.abc import Awaitable, Callable

import anyio

from animo_async import AnimoClient, EventClient, PaymentPendingError
from animo_async.models import Order


async def watch(event: EventClient, paid: Callable[[Order], Awaitable[None]], timeout: float = 3600) -> list[Order]:
    """Wait for the payment of all orders that are unpaid now.

    Args:
        event: The event.
        paid: Called with each order as soon as it is paid.
        timeout: Seconds to wait for each.

    Returns:
        Those that stayed unpaid. A rejected order is one of them: the API does not tell it apart.
    """
    unpaid: list[Order] = []

    async def settle(order: Order) -> None:
        try:
            settled = await event.orders.wait_until_paid(order, timeout)
        except PaymentPendingError:
            unpaid.append(order)
        else:
            await paid(settled)

    async with anyio.create_task_group() as tasks:
        async for order in event.orders.list():
            if order.unit_amount and order.paid_at is None:  # a free order is never paid
                tasks.start_soon(settle, order)
    return unpaid


async def greet(order: Order) -> None:
    """Do what a payment starts; here it is a line on the screen."""
    print(f"{order.id} was paid at {order.paid_at}")


async def main(slug: str, timeout: float) -> None:
    """Watch the orders of an event."""
    async with AnimoClient() as animo:
        acme = await animo.find_company(os.environ.get("ANIMO_COMPANY"))
        unpaid = await watch(acme.event(slug), greet, timeout)
    print(f"{len(unpaid)} orders are still unpaid")


if __name__ == "__main__":
    anyio.run(main, sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 3600.0)
