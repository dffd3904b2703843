"""The idle connections of one event loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio

if TYPE_CHECKING:
    from .connections import Connection
    from .transport import Transport

KEEPALIVE = 5.0  # seconds, as in httpx


class ConnectionPool:
    """Gives each request a separate connection: the most recently used idle one, or a new one.

    The limiter bounds how many requests there are, and so how many connections.

    Args:
        transport: Creates connections, and knows whether the client was closed.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._idle: list[tuple[float, Connection]] = []

    async def acquire(self) -> Connection:
        """Return a connection for one request. Release it afterwards, or `close()` it if the request failed."""
        while self._idle:
            connection = self._idle.pop()[1]
            if connection.usable:
                return connection
            await close(connection)
        return self._transport.connect()

    async def release(self, connection: Connection) -> None:
        """Keep a connection for the next request, and close the oldest one if it was idle for too long."""
        now = anyio.current_time()
        self._idle.append((now, connection))
        if self._transport.closed:
            await self.aclose()
        elif now - self._idle[0][0] > KEEPALIVE:
            await close(self._idle.pop(0)[1])  # nothing else would close it

    async def aclose(self) -> None:
        """Close every idle connection. A connection in use is closed when it is released."""
        while self._idle:
            await close(self._idle.pop()[1])


async def close(connection: Connection) -> None:
    """Close a connection, even if the task is cancelled."""
    with anyio.CancelScope(shield=True):
        await connection.aclose()
