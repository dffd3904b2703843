"""State that belongs to one running event loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

T = TypeVar("T")


class PerLoop(Generic[T]):
    """One value for each running event loop, created when it is first needed in that loop.

    Connections, locks, events and times of one loop are not valid in another. A client that is used from several loops,
    one after the other or in several threads, keeps a value for each. A forked child runs another loop, so it does not
    touch the connections of its parent.

    Args:
        make: Makes the value. It runs inside the loop.
    """

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._values: WeakKeyDictionary[object, T] = WeakKeyDictionary()

    def get(self) -> T:
        """Return the value of the running loop."""
        from anyio.lowlevel import current_token  # noqa: PLC0415 - takes a millisecond to load

        token = current_token()
        loop = getattr(token, "native_token", token)  # before anyio 4.11, the token is the loop
        value = self._values.get(loop)
        if value is None:
            self._drop_closed()
            value = self._values[loop] = self._make()
        return value

    def _drop_closed(self) -> None:
        # asyncio's connections refer to their loop, so the weak reference alone would keep a closed loop alive.
        # keyrefs() copies the references in one step, so other threads cannot interfere.
        for reference in self._values.keyrefs():
            loop = reference()
            if loop is not None and getattr(loop, "is_closed", bool)():
                self._values.pop(loop, None)
