"""Connections that are kept for the next request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

import anyio

KEEPALIVE = 5.0  # seconds, as httpx has it


class Kept(Protocol):
    """A connection that carries one request at a time."""

    @property
    def usable(self) -> bool:
        """Whether the next request can go over it."""
        ...

    def forget(self) -> None:
        """Leave it without closing it, which only its own event loop could do."""

    async def aclose(self) -> None:
        """Close it."""


K = TypeVar("K", bound=Kept)


class Stack(Generic[K]):
    """Gives each request a connection to itself: the one that was used last, else a new one.

    httpx's own pool takes time that grows with the square of its connections, hands one connection to several requests,
    and can be wedged by cancellations under trio. How many there are here is bounded by the pacing before it.

    Args:
        make: Makes a connection.
    """

    def __init__(self, make: Callable[[], K]) -> None:
        self._make = make
        self._idle: list[tuple[float, K]] = []
        self._loop: object = None
        self._closed = False

    async def take(self) -> K:
        """Return a connection for one request, to be put back, or closed when the request fails."""
        self._forget_other_loops()
        while self._idle:
            connection = self._idle.pop()[1]
            if connection.usable:
                return connection
            await close(connection)
        return self._make()

    async def put_back(self, connection: K) -> None:
        """Keep a connection for the next request, and close the one that has been idle for too long."""
        now = anyio.current_time()
        self._idle.append((now, connection))
        if self._closed:
            await self.aclose()
        elif now - self._idle[0][0] > KEEPALIVE:
            await close(self._idle.pop(0)[1])  # nothing else would close it

    async def aclose(self) -> None:
        """Close every connection; one that is in use is closed when it comes back."""
        self._closed = True
        if self._idle:
            self._forget_other_loops()
        while self._idle:
            await close(self._idle.pop()[1])

    def _forget_other_loops(self) -> None:
        """Leave the connections of an event loop that is over: a request on one would be sent, and its answer lost."""
        from anyio.lowlevel import current_token  # noqa: PLC0415 - takes a millisecond to load

        loop = current_token()
        if loop != self._loop:
            self._loop = loop
            for _, connection in self._idle:
                connection.forget()
            self._idle.clear()


async def close(connection: Kept) -> None:
    """Close a connection, whatever is cancelled."""
    with anyio.CancelScope(shield=True):
        await connection.aclose()
