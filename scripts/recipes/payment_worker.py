"""Wait until the currently unpaid orders of an event are paid.

    pip install ../..
    ANIMO_TOKEN=... python payment_worker.py ai-demo-days-2026

It can wait for many orders at once: they share one client, which sends at most ten requests at a time and pauses when
Animo returns 429. To follow all orders, including new ones, use `orders.watch()` (watch_orders.py). Set ANIMO_COMPANY
(a slug) if the token has access to several companies.
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
    """Wait until all currently unpaid orders are paid, or the timeout has passed.

    Args:
        event: The event.
        paid: Called with each order as soon as it is paid. Its errors are logged.
        timeout: Seconds to wait for each order.

    Returns:
        The orders that were not paid in time. They include rejected orders, because the API does not show a rejection,
        and orders that could not be read, which are logged.
    """
    unpaid: list[Order] = []

    async def settle(order: Order) -> None:
        # An error with one order must not stop the others, so every error is handled here.
        try:
            settled = await event.orders.wait_until_paid(order, timeout)
        except PaymentPendingError:
            unpaid.append(order)
        except AnimoError as error:
            log.warning("Stopped waiting for order %s: %s", order.id, error)
            unpaid.append(order)
        else:
            try:
                await paid(settled)
            except Exception:
                log.exception("Order %s was paid, but the callback failed", order.id)

    async with anyio.create_task_group() as tasks:
        async for order in event.orders.list():
            if order.unit_amount and order.paid_at is None:  # a free order is never paid
                tasks.start_soon(settle, order)
    return unpaid


async def greet(order: Order) -> None:
    """React to a payment. This example prints a line."""
    print(f"{order.id} was paid at {order.paid_at}")


async def main(slug: str, timeout: float) -> None:
    """Wait for the payments of an event, and print how many orders are still unpaid."""
    async with AnimoClient() as animo:
        acme = await animo.find_company(os.environ.get("ANIMO_COMPANY"))
        unpaid = await watch(acme.event(slug), greet, timeout)
    print(f"{len(unpaid)} orders are still unpaid")


if __name__ == "__main__":
    anyio.run(main, sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 3600.0)
