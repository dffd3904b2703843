"""Follows the orders of an event. The API has no webhook for orders, so this reads their list repeatedly."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

import anyio
import orjson

from animo_v1 import models
from animo_v1.api import orders as operations

from ._http.loop_state import PerLoop
from ._http.options import seconds
from ._http.retries import is_transient
from .errors import AnimoError
from .identifiers import check_received
from .pagination import Pager, PagerIterator

logger: logging.Logger = logging.getLogger("animo_async")

_VERSION = 1
_BASELINE_PASSES = 3


@dataclass(frozen=True, slots=True)
class OrderChange:
    """What happened to an order.

    Attributes:
        kind: `"created"` if the order is new, paid or not. `"paid"` if its `paid_at` is now set. `"changed"` if
            something else changed.
        order: The order as it is now.
    """

    kind: Literal["created", "paid", "changed"]
    order: models.Order


class OrderWatcher(AsyncIterator[OrderChange]):
    """An endless iterator over the changes to the orders of an event, from `orders.watch()`.

    Each pass reads the whole list. It yields at most one change per order, in list order. If an order changes twice
    between two passes, that is one change. If an order disappears from the list, nothing is yielded.

    Failed connections and the statuses 408, 425, 429 and 5xx are logged as warnings and retried. Every other error is
    raised, including a certificate that cannot be verified. After an error, you can iterate over the watcher again. If
    you leave a loop before its body has finished, the next loop yields the same change again.

    Animo's documentation: Orders.
    """

    def __init__(
        self,
        orders: Callable[[], Pager[models.Order]],
        state: Mapping[str, Any] | None,
        every: float,
        *,
        existing: bool,
    ) -> None:
        seconds("every", every)
        self._orders = orders
        self._every = every
        self._known = ({} if existing else None) if state is None else _read(state)
        self._reading: PagerIterator[models.Order] | None = None
        self._schedules = PerLoop(_Schedule)
        self._delivered: OrderChange | None = None  # the loop body for this change may still be running
        self._again: OrderChange | None = None
        self._closed = False

    @property
    def state(self) -> dict[str, Any]:
        """The state to save, so that `watch(state)` continues here. A dict of ids and digests, valid as JSON.

        The state covers every change whose loop body has finished. Save it at the start of a loop body. At that point
        it covers all earlier changes. It contains no personal data.
        """
        return {"version": _VERSION, "orders": None if self._known is None else dict(self._known)}

    def __aiter__(self) -> Self:
        self._again, self._delivered = self._delivered or self._again, None
        return self

    async def __anext__(self) -> OrderChange:
        if self._delivered is not None and self._known is not None:
            self._known[self._delivered.order.id] = _digest(self._delivered.order)
        self._delivered, change = None, self._again
        while change is None:
            if self._closed:
                raise StopAsyncIteration
            try:
                change = await self._next_change()
            except AnimoError as error:
                self._reading = None
                if not is_transient(error):
                    raise
                pause = max(self._every, getattr(error, "retry_after", None) or 0.0)
                logger.warning("The orders could not be read, trying again in %.0f s: %s", pause, error)
                self._schedules.get().next_pass_at = anyio.current_time() + pause
        self._delivered, self._again = change, None
        return change

    async def aclose(self) -> None:
        """End the iteration. The state stays available."""
        self._closed = True
        self._reading = None

    async def _next_change(self) -> OrderChange | None:
        """Return the next change of this pass, or None at the end of the pass."""
        if self._reading is None:
            await self._wait()
            if self._known is None:
                self._known = await self._baseline()
                return None
            self._reading = aiter(self._orders())
        async for order in self._reading:
            change = _change(order, (self._known or {}).get(_id(order)))
            if change is not None:
                return change
        self._reading = None
        return None

    async def _wait(self) -> None:
        """Wait until the next pass is due."""
        schedule = self._schedules.get()
        await anyio.sleep(max(0.0, schedule.next_pass_at - anyio.current_time()))
        schedule.next_pass_at = anyio.current_time() + self._every

    async def _baseline(self) -> dict[str, str]:
        """Return the state of the orders that exist already."""
        known: dict[str, str] = {}
        for _ in range(_BASELINE_PASSES):
            pager = self._orders()
            known |= {_id(order): _digest(order) async for order in pager}
            if not pager.drifted:
                break
        return known


class _Schedule:
    next_pass_at = 0.0  # on the clock of one event loop


def _change(order: models.Order, before: str | None) -> OrderChange | None:
    now = _digest(order)
    if before == now:
        return None
    if before is None:
        return OrderChange("created", order)
    return OrderChange("paid" if (before[0], now[0]) == ("u", "p") else "changed", order)


def _id(order: models.Order) -> str:
    info = operations.list_orders.operation.info
    check_received("data.id", order.id, method=info.method, path=info.path, operation=info.id)
    return order.id


def _digest(order: models.Order) -> str:
    """Return `p` or `u` for paid or unpaid, and a digest of all fields."""
    content = orjson.dumps(order.to_dict(), option=orjson.OPT_SORT_KEYS)
    return ("p" if order.paid_at else "u") + hashlib.blake2b(content, digest_size=8).hexdigest()


def _read(state: Mapping[str, Any]) -> dict[str, str] | None:
    if not isinstance(state, Mapping):
        raise TypeError(f"state must be the dict of a watcher, not {type(state).__name__}.")
    known = state.get("orders", ())
    if state.get("version") != _VERSION or not isinstance(known, Mapping | None):
        raise ValueError("state was not made by a watcher of this version.")
    if known is None:
        return None
    if not all(isinstance(key, str) and re.fullmatch("[pu][0-9a-f]{16}", str(known[key])) for key in known):
        raise ValueError("state has entries that a watcher did not write.")
    return dict(known)
