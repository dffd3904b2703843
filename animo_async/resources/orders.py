"""Registrations for an event."""

from __future__ import annotations

import random
import warnings
from collections.abc import Mapping
from typing import Any

import anyio

from animo_async._http.options import seconds
from animo_async._http.retries import is_transient
from animo_async.errors import AnimoError, AnimoGapWarning, PaymentPendingError
from animo_async.identifiers import identifier
from animo_async.pagination import Pager
from animo_async.resources._base import EventResource, flag
from animo_async.watching import OrderWatcher
from animo_v1 import models
from animo_v1.api import orders as operations
from animo_v1.types import UNSET

_FIRST_GAP = 1.0
_LONGEST_GAP = 20.0
_GROWTH = 1.5


class Orders(EventResource):
    """The orders of one event. Payment happens on a page that Animo hosts: `acme.urls.checkout(event, order)`.

    `AnimoClient` lists the errors that every request can raise.
    """

    def list(
        self, *, include_submission: bool = False, first_page: int = 1, concurrency: int | None = None
    ) -> Pager[models.Order]:
        """List the orders.

        Args:
            include_submission: True to include the submission (form and answers) and the lead of each order.
            first_page: The page to start with, from 1.
            concurrency: How many pages to fetch at a time. 4 by default, at most the client's `max_concurrency`.

        Returns:
            A pager. It sends nothing until you read it.

        Raises:
            ValueError: `first_page` or `concurrency` is below 1.

        Animo's documentation: Orders.
        """
        return self._list(
            operations.list_orders.operation,
            first_page=first_page,
            concurrency=concurrency,
            include_submission=flag(include_submission),
        )

    async def get(self, order: str | models.Order, *, include_submission: bool = False) -> models.Order:
        """Get one order. By convention: the path is like those of the other resources.

        Args:
            order: The order, or its sqid.
            include_submission: True to include its submission (form and answers) and its lead.

        Raises:
            NotFoundError: There is no order with this sqid.

        Animo's documentation: Orders, and Conventions: Optional includes.
        """
        sqid = identifier("order", order, "Order")
        return await self._fetch(operations.get_order.operation, sqid, include_submission=flag(include_submission))

    async def create(self, order: models.OrderCreate) -> models.Order:
        """Register a person. This takes no payment: send the person to the checkout page.

        Args:
            order: The new order. The names `ticket_type` and `quantity` are inferred.

        Returns:
            The order. `unit_amount` is its total in minor units (cents).

        Raises:
            ValidationError: Animo refused a field.
            APIConnectionError, ServerError: If `may_have_been_sent` is True, the order may exist.

        Animo's documentation: Orders.
        """
        if isinstance(order, models.OrderCreate) and order.form is not UNSET:
            warnings.warn(
                "Animo does not process the answers in `form` of a new order. Leave it out, and let the attendee "
                "answer on the page that Animo hosts.",
                AnimoGapWarning,
                stacklevel=2,
            )
        return await self._fetch(operations.create_order.operation, body=order)

    async def approve(self, order: str | models.Order) -> models.Order:
        """Approve a pending order. Inferred: Animo's page says that this is possible, but not how.

        Args:
            order: The order, or its sqid.

        Animo's documentation: Orders.
        """
        sqid = identifier("order", order, "Order")
        return await self._fetch(operations.approve_order.operation, sqid)

    async def reject(self, order: str | models.Order) -> models.Order:
        """Reject a pending order. Inferred: Animo's page says that this is possible, but not how.

        Args:
            order: The order, or its sqid.

        Animo's documentation: Orders.
        """
        sqid = identifier("order", order, "Order")
        return await self._fetch(operations.reject_order.operation, sqid)

    async def wait_until_paid(self, order: str | models.Order, timeout: float = 600.0) -> models.Order:
        """Wait until Mollie has confirmed the payment. Reads the order repeatedly, with increasing pauses.

        The API has no field for a rejection, so a rejected order looks like an unpaid one.

        Args:
            order: The order, or its sqid.
            timeout: The maximum wait in seconds.

        Returns:
            The order, with `paid_at` set.

        Raises:
            ValueError: The order is free, so its `paid_at` stays null.
            PaymentPendingError: The order was not paid in that time. The error's `order` is the order as last read.
            APIStatusError: Any status except 408, 425, 429 and 5xx. These and failed connections are retried until
                `timeout`.
            APIConnectionError: The server's certificate is not trusted. It is not retried.

        Animo's documentation: Orders.
        """
        seconds("timeout", timeout)
        sqid = identifier("order", order, "Order")
        seen = None if isinstance(order, str) else _payable(order)
        fault: Exception | None = None
        with anyio.move_on_after(timeout):
            gap = _FIRST_GAP
            while True:
                pause = gap * random.uniform(0.75, 1.0)  # noqa: S311 - jitter, not a secret
                try:
                    seen = _payable(await self.get(sqid))
                    if seen.paid_at is not None:
                        return seen
                    fault = None
                except AnimoError as error:
                    if not is_transient(error):
                        raise
                    fault = error
                    pause = max(pause, getattr(error, "retry_after", None) or 0.0)
                await anyio.sleep(pause)
                gap = min(gap * _GROWTH, _LONGEST_GAP)
        raise PaymentPendingError(order=seen, order_id=sqid, timeout=timeout) from fault

    def watch(
        self, state: Mapping[str, Any] | None = None, *, every: float = 30.0, existing: bool = True
    ) -> OrderWatcher:
        """Watch the orders: yield a change for each new, paid or changed order. The iterator never ends by itself.

        The API has no webhook for orders, so the whole list is read every `every` seconds. Save the `state` of the
        watcher at the start of each loop body, before you handle the change. After a restart with `watch(state)`
        nothing is missed, and at most the last change is yielded again.

        Args:
            state: The `state` of an earlier watcher of this event. None to start without a state.
            every: Seconds from the start of one pass to the start of the next.
            existing: True to yield the orders that exist at the start. It has no effect with a `state`.

        Returns:
            An async iterator of `OrderChange`. It sends nothing until you read it.

        Raises:
            ValueError: `every` is not above 0, or `state` is not the state of a watcher.
            TypeError: `every` is not a number, or `state` not a dict.

        Animo's documentation: Orders.
        """
        return OrderWatcher(self.list, state, every, existing=existing)


def _payable(order: models.Order) -> models.Order:
    if order.unit_amount == 0:
        raise ValueError(f"Order {order.id} is free, so there is nothing to wait for. Its paid_at stays null.")
    return order
