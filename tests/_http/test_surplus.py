"""Extra bytes after a response are not read as the response to the next request."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import anyio
import anyio.to_thread
import pytest
import trio
import uvloop

from animo_async import AnimoClient
from fault_server import FaultServer, Visit, answer, tunnel
from helpers import TOKEN, event

RUN: dict[str, Callable[..., Any]] = {
    "asyncio": lambda call: asyncio.run(call()),
    "trio": trio.run,
    "uvloop": lambda call: uvloop.run(call()),
}
WELL = answer({"data": event()})
# Sizes at and near the buffer sizes of h11 and the event loops, the TLS record size and the size of one TLS read.
TCP_SIZES = [300, 64_000, 65_535, 65_536, 65_537, 128_000, 131_072, 256_000, 262_144]
TLS_SIZES = [300, 16_384, 16_385, 64_000, 65_536, 131_072]
HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n"
FORGED = HEAD.format(13).encode() + b'{"forged": 1}'


def cases(sizes: list[int]) -> list[tuple[int, str, bool, bool]]:
    """Return every size, on every kind of loop, and one size through a proxy and in separate writes."""
    direct = [(size, kind, False, False) for size in sizes for kind in RUN]
    return direct + [(65_536, kind, *way) for kind in RUN for way in [(False, True), (True, False)]]


class Surplus:
    """Sends a response of an exact size, followed by a second one in the same write or in the next.

    Wait for `sent` before the next request. A response that arrives after that request cannot be recognised as extra.
    """

    def __init__(self, size: int, *, apart: bool) -> None:
        room = next(room for room in range(size) if len(HEAD.format(room)) + room == size)
        self.response = HEAD.format(room).encode() + b'{"mine": 1}'.ljust(room)
        self.apart = apart
        self.sent = threading.Event()

    async def __call__(self, visit: Visit) -> None:
        # Nagle's algorithm would delay the second write.
        visit.writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for data in (self.response, FORGED) if self.apart else (self.response + FORGED,):
            await visit.send(data)
        self.sent.set()


async def forward(visit: Visit) -> None:
    await (tunnel if visit.method == "CONNECT" else WELL)(visit)


@pytest.fixture
def server() -> Iterator[FaultServer]:
    with FaultServer(forward) as running:
        yield running


def send_two(kind: str, base_url: str, surplus: Surplus) -> list[Any]:
    async def two() -> list[Any]:
        async with AnimoClient(TOKEN, base_url=base_url, max_retries=0) as animo:
            first = await animo.request("GET", "/first")
            await anyio.to_thread.run_sync(surplus.sent.wait, 5)
            await anyio.sleep(0.02)
            return [first, await animo.request("POST", "/second", json={})]

    answers: list[Any] = RUN[kind](two)
    return answers


@pytest.mark.parametrize(("size", "kind", "proxied", "apart"), cases(TCP_SIZES))
def test_extra_bytes_are_not_read_as_the_next_response(
    server: FaultServer, kind: str, size: int, proxied: bool, apart: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if proxied:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{server.port}")
    surplus = Surplus(size, apart=apart)
    server.play(surplus)

    answers = send_two(kind, "http://animo.invalid/api/v1" if proxied else server.base_url, surplus)

    assert answers == [{"mine": 1}, {"data": event()}]


@pytest.mark.parametrize(("size", "kind", "proxied", "apart"), cases(TLS_SIZES))
def test_extra_bytes_over_tls_are_not_read_as_the_next_response(
    server: FaultServer,
    secure: FaultServer,
    trusted: str,
    kind: str,
    size: int,
    proxied: bool,
    apart: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", trusted)
    if proxied:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{server.port}")
    surplus = Surplus(size, apart=apart)
    secure.play(surplus)

    assert send_two(kind, secure.base_url, surplus) == [{"mine": 1}, {"data": event()}]
    assert len(server.visits) == 2 * proxied
