"""Connections are reused through private names of httpcore. Without them, each request opens a new connection."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import httpcore
import pytest

from animo_async import AnimoClient
from fault_server import FaultServer, answer
from helpers import TOKEN, user

pytestmark = pytest.mark.anyio


@pytest.fixture
def server() -> Iterator[FaultServer]:
    with FaultServer(answer({"data": user()})) as running:
        yield running


async def three_reads(server: FaultServer) -> int:
    async with AnimoClient(TOKEN, base_url=server.base_url, max_retries=0) as animo:
        for _ in range(3):
            await animo.user()
    return server.connections


async def test_a_connection_is_reused(server: FaultServer) -> None:
    assert await three_reads(server) == 1


async def test_without_httpcore_internals_each_request_opens_a_new_connection(
    server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = httpcore.AsyncConnectionPool.create_connection

    def gone_for_us(pool: Any, origin: Any) -> Any:
        if sys._getframe(1).f_code.co_filename.endswith("connections.py"):
            raise AttributeError("renamed")
        return create(pool, origin)

    monkeypatch.setattr(httpcore.AsyncConnectionPool, "create_connection", gone_for_us)

    assert await three_reads(server) == 3


async def test_httpcore_has_the_private_locks_that_the_client_replaces(server: FaultServer) -> None:
    async with httpcore.AsyncConnectionPool() as pool:
        await pool.request("GET", server.base_url)
        (connection,) = pool.connections
        assert hasattr(connection, "_request_lock")
        assert hasattr(connection._connection, "_state_lock")  # type: ignore[attr-defined]
