"""`ConnectionPool`: which connection a request gets, and when connections are closed."""

from __future__ import annotations

from typing import Any

import anyio
import pytest

import fake_clock
from animo_async._http.pool import KEEPALIVE, ConnectionPool

pytestmark = [pytest.mark.anyio, pytest.mark.every_loop]


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> Any:
    return fake_clock.backend(request.param)


class Connection:
    def __init__(self) -> None:
        self.usable = True
        self.closed = False

    async def aclose(self) -> None:
        await anyio.lowlevel.checkpoint()
        self.closed = True


class Connections:
    """Creates fake connections, in place of the transport."""

    def __init__(self) -> None:
        self.closed = False
        self.made: list[Connection] = []

    def connect(self) -> Connection:
        self.made.append(Connection())
        return self.made[-1]


@pytest.fixture
def connections() -> Connections:
    return Connections()


@pytest.fixture
def pool(connections: Connections) -> ConnectionPool:
    return ConnectionPool(connections)  # type: ignore[arg-type]


async def test_the_most_recently_released_connection_is_used_first(pool: ConnectionPool) -> None:
    one, other = await pool.acquire(), await pool.acquire()
    await pool.release(one)
    await pool.release(other)

    assert await pool.acquire() is other
    assert await pool.acquire() is one


async def test_an_unusable_connection_is_closed_and_replaced(pool: ConnectionPool, connections: Connections) -> None:
    first = await pool.acquire()
    await pool.release(first)
    connections.made[0].usable = False

    assert await pool.acquire() is not first
    assert [one.closed for one in connections.made] == [True, False]


async def test_a_connection_idle_for_too_long_is_closed_on_the_next_release(
    pool: ConnectionPool, connections: Connections
) -> None:
    one, other = await pool.acquire(), await pool.acquire()
    await pool.release(one)
    await anyio.sleep(KEEPALIVE + 0.1)
    await pool.release(other)

    assert [each.closed for each in connections.made] == [True, False]


async def test_aclose_closes_idle_connections_and_release_closes_used_ones(
    pool: ConnectionPool, connections: Connections
) -> None:
    idle, used = await pool.acquire(), await pool.acquire()
    await pool.release(idle)
    connections.closed = True
    await pool.aclose()

    assert [each.closed for each in connections.made] == [True, False]
    await pool.release(used)
    assert [each.closed for each in connections.made] == [True, True]


async def test_a_cancelled_acquire_still_closes_an_unusable_connection(
    pool: ConnectionPool, connections: Connections
) -> None:
    await pool.release(await pool.acquire())
    connections.made[0].usable = False
    with anyio.CancelScope() as scope:
        scope.cancel()
        await pool.acquire()

    assert connections.made[0].closed
