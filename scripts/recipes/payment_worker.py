"""A worker that waits for the payment of every order of an event that is unpaid now.

    pip install ../..
    ANIMO_TOKEN=... python payment_worker.py ai-demo-days-2026

It can wait for many orders: they share the client, which sends ten requests at a time and slows down if Animo
asks for it. To follow all orders, new ones included, use `orders.watch()` (watch_orders.py). Set ANIMO_COMPANY (a slug)
if the token sees several companies.
"""

import logging
import os
import sys
from collections.abc import Awaitable, Callable

import anyio

from animo_async import AnimoClient, AnimoError, EventClient, PaymentPendingError
from animo_async.models import Order

log = logging.getLogger("payment_worker")


async def watch(event: EventClient, paid: Callable[[Order], Awaitable[None]], timeout: float = 3600) -> list[Order]:
    """Wait for the payment of all orders that are unpaid now.

    Args:
        event: The event.
        paid: Called with each order as soon as it is paid. Its errors are logged.
        timeout: Seconds to wait for each.

    Returns:
        The orders whose payment was not seen. A rejected order is one of them: the API has no field for that. So is an
        order that cannot be read any more, which is logged.
    """
    unpaid: list[Order] = []

    async def settle(order: Order) -> None:
        # One order must not end the wait for the others, so every error is handled here.
        try:
            settled = await event.orders.wait_until_paid(order, timeout)
        except PaymentPendingError:
            unpaid.append(order)
        except AnimoError as error:
            log.warning("Order %s cannot be followed: %s", order.id, error)
            unpaid.append(order)
        else:
            try:
                await paid(settled)
            except Exception:
                log.exception("Order %s was paid, but what should follow failed", order.id)

    async with anyio.create_task_group() as tasks:
        async for order in event.orders.list():
            if order.unit_amount and order.paid_at is None:  # a free order is never paid
                tasks.start_soon(settle, order)
    return unpaid


async def greet(order: Order) -> None:
    """Do what should follow a payment. Here it prints a line."""
    print(f"{order.id} was paid at {order.paid_at}")


async def main(slug: str, timeout: float) -> None:
    """Watch the orders of an event."""
    async with AnimoClient() as animo:
        acme = await animo.find_company(os.environ.get("ANIMO_COMPANY"))
        unpaid = await watch(acme.event(slug), greet, timeout)
    print(f"{len(unpaid)} orders are still unpaid")


if __name__ == "__main__":
    anyio.run(main, sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 3600.0)
