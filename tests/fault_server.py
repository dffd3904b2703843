"""A raw HTTP server on loopback that fails on demand. It runs in a separate thread with another event loop."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import struct
import threading
import zlib
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self

MIB = 1 << 20
_AGES = 10.0


@dataclass
class Visit:
    """A request and its connection, as passed to a fault."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    stalled: threading.Event
    method: str = ""
    target: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    def close(self) -> None:
        self.writer.close()

    def reset(self) -> None:
        linger = struct.pack("ii", 1, 0)
        self.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.writer.transport.abort()

    async def hang(self) -> None:
        """Wait until the client disconnects."""
        self.stalled.set()
        async with asyncio.timeout(_AGES):
            while await self.reader.read(4096):
                pass
        self.close()


Fault = Callable[[Visit], Awaitable[None]]


def head(status: int = 200, headers: Mapping[str, str] | None = None) -> bytes:
    phrase = HTTPStatus(status).phrase if status in set(HTTPStatus) else "Unknown"
    lines = [f"HTTP/1.1 {status} {phrase}", *(f"{name}: {value}" for name, value in (headers or {}).items())]
    return "\r\n".join([*lines, "", ""]).encode()


def whole(body: Any = b"", status: int = 200, headers: Mapping[str, str] | None = None) -> bytes:
    """Return a complete response as bytes. A body other than bytes is sent as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    kind = {} if isinstance(body, bytes) else {"Content-Type": "application/json"}
    return head(status, {**kind, "Content-Length": str(len(content)), **(headers or {})}) + content


def answer(body: Any = b"", status: int = 200, headers: Mapping[str, str] | None = None) -> Fault:
    """Send a complete response. A body other than bytes is sent as JSON."""
    message = whole(body, status, headers)

    async def fault(visit: Visit) -> None:
        await visit.send(message)

    return fault


def raw(message: bytes) -> Fault:
    """Send the given bytes and keep the connection open."""

    async def fault(visit: Visit) -> None:
        await visit.send(message)

    return fault


def broken(message: bytes, *, reset: bool = False) -> Fault:
    """Send the given bytes, then close or reset the connection."""

    async def fault(visit: Visit) -> None:
        await visit.send(message)
        if reset:
            # A reset discards data that is still in transit, so let the client receive it first.
            await asyncio.sleep(0.01 if message else 0)
            visit.reset()
        else:
            visit.close()

    return fault


def stall(message: bytes = b"") -> Fault:
    """Send the given bytes, then stall."""

    async def fault(visit: Visit) -> None:
        await visit.send(message)
        await visit.hang()

    return fault


def drip(message: bytes, piece: bytes = b" ", every: float = 0.02) -> Fault:
    """Send the given bytes, then `piece` every `every` seconds until the client disconnects."""

    async def fault(visit: Visit) -> None:
        await visit.send(message)
        while not (visit.reader.at_eof() or visit.writer.is_closing()):
            await visit.send(piece)
            await asyncio.sleep(every)
        visit.close()

    return fault


def slowly(then: Fault, seconds: float) -> Fault:
    """Wait, then run the other fault."""

    async def fault(visit: Visit) -> None:
        await asyncio.sleep(seconds)
        await then(visit)

    return fault


def huge(size: int = 70 * MIB) -> Fault:
    """Send a JSON string of `size` bytes."""

    async def fault(visit: Visit) -> None:
        await visit.send(head(200, {"Content-Type": "application/json", "Content-Length": str(size)}) + b'"')
        for _ in range(size // MIB - 1):
            await visit.send(b"x" * MIB)
        await visit.send(b"x" * (MIB - 2) + b'"')

    return fault


@cache
def zeros(size: int, layers: int = 1) -> bytes:
    packer = zlib.compressobj(wbits=31)
    content = b"".join([*(packer.compress(bytes(min(MIB, size))) for _ in range(max(1, size // MIB))), packer.flush()])
    for _ in range(layers - 1):
        content = gzip.compress(content)
    return content


def gzip_bomb(size: int = 100 * MIB, layers: int = 1) -> Fault:
    """Send a small response that decompresses to `size` bytes."""
    headers = {"Content-Type": "application/json", "Content-Encoding": ", ".join(["gzip"] * layers)}
    return answer(zeros(size, layers), headers=headers)


async def tunnel(visit: Visit) -> None:
    """Forward the connection like a proxy that receives CONNECT."""
    host, _, port = visit.target.partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    await visit.send(head(200))
    there = asyncio.create_task(pump(visit.reader, writer))
    await pump(reader, visit.writer)
    await there
    with suppress(OSError):
        await writer.wait_closed()


async def pump(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    while data := await source.read(65536):
        target.write(data)
        await target.drain()
    target.close()


async def reset_on_accept(visit: Visit) -> None:
    """Reset before any byte of the request is read. The server handles faults in `AT_THE_DOOR` before it reads."""
    visit.reset()


async def reset_on_arrival(visit: Visit) -> None:
    """Reset when the first bytes of the request arrive."""
    await visit.reader.read(1)
    visit.reset()


async def hang_on_accept(visit: Visit) -> None:
    """Never read the request."""
    await visit.hang()


AT_THE_DOOR: tuple[Fault, ...] = (reset_on_accept, reset_on_arrival, hang_on_accept)


class FaultServer:
    """Responds with `well` unless a test has set other faults.

    Args:
        well: The normal response.
        port: The port to listen on. 0 selects a free port.
        ssl: The TLS context, or None for plain HTTP.
    """

    def __init__(self, well: Fault, *, port: int = 0, ssl: Any = None) -> None:
        self._well = well
        self._ssl = ssl
        self._script: deque[Fault] = deque()
        self._always: Fault | None = None
        self._handlers: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._listener = socket.create_server(("127.0.0.1", port), backlog=512)
        self._thread = threading.Thread(target=self._run, name="fault server", daemon=True)
        self.port: int = self._listener.getsockname()[1]
        self.visits: list[Visit] = []
        self.connections = 0
        self.open = 0
        self.busy = 0
        self.busiest = 0
        self.stalled = threading.Event()
        self._started = threading.Event()

    @property
    def base_url(self) -> str:
        return f"{'https' if self._ssl else 'http'}://127.0.0.1:{self.port}/api/v1"

    @property
    def requests(self) -> list[tuple[str, str]]:
        """Method and target of every request that arrived completely."""
        return [(visit.method, visit.target) for visit in self.visits]

    def play(self, *faults: Fault) -> None:
        """Use these faults for the next requests, one fault for each request."""
        self.stalled.clear()
        self._script.extend(faults)

    def always(self, fault: Fault) -> None:
        """Use this fault for every request until `heal` is called."""
        self.stalled.clear()
        self._always = fault

    def heal(self) -> None:
        self._always = None
        self._script.clear()

    def __enter__(self) -> Self:
        self._thread.start()
        self._started.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def refuse(self, seconds: float) -> None:
        """Refuse new connections for the given number of seconds."""
        asyncio.run_coroutine_threadsafe(self._refuse(seconds), self._loop).result()

    async def _refuse(self, seconds: float) -> None:
        self._server.close()
        await asyncio.sleep(seconds)
        await self._listen(socket.create_server(("127.0.0.1", self.port), backlog=512))

    async def _listen(self, listener: socket.socket) -> None:
        self._server = await asyncio.start_server(self._serve, sock=listener, ssl=self._ssl)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._listen(self._listener))
        self._loop.call_soon(self._started.set)
        self._loop.run_forever()
        self._server.close()
        for task in self._handlers:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*self._handlers, return_exceptions=True))
        self._loop.run_until_complete(asyncio.sleep(0))  # transports close in the next iteration of the event loop
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._handlers.add(task)
        self.connections += 1
        self.open += 1
        try:
            while not writer.is_closing():
                await self._meet(Visit(reader, writer, self.stalled))
        except (OSError, EOFError, TimeoutError):
            pass  # the client disconnected
        finally:
            self._handlers.discard(task)
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()  # close() only starts the closing
            self.open -= 1

    async def _meet(self, visit: Visit) -> None:
        fault = self.at_the_door()
        if fault is not None:
            await fault(visit)
            return
        start, _, lines = (await visit.reader.readuntil(b"\r\n\r\n")).decode("latin-1").partition("\r\n")
        visit.method, visit.target, _ = start.split(" ")
        pairs = (line.partition(":") for line in lines.split("\r\n") if line)
        visit.headers = {name.lower(): value.strip() for name, _, value in pairs}
        visit.body = await visit.reader.readexactly(int(visit.headers.get("content-length", "0")))
        self.visits.append(visit)
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        try:
            await self._next()(visit)
        finally:
            self.busy -= 1

    def at_the_door(self) -> Fault | None:
        """Return the fault to run before a request is read, or None to read the request."""
        ahead = self._script[0] if self._script else self._always
        return self._next() if ahead in AT_THE_DOOR else None

    def _next(self) -> Fault:
        return self._script.popleft() if self._script else self._always or self._well
