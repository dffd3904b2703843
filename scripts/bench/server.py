"""A list server with almost no overhead. It sends cached pages after a delay that the path sets.

`GET /{low}-{high}/{pages}/.../{kind}?page=3` returns page 3 of a list with that many pages. The delay is between `low`
and `high` milliseconds, and is always the same for the same page number. The server prints its port, and exits when its
stdin closes.

The server uses select, because epoll and poll round timeouts up to whole milliseconds. With epoll, responses are 0.5 to
0.8 ms late if several requests are in flight, and 0.3 ms late if there is only one. With select, they are 0.1 to 0.3 ms
late.
"""

import asyncio
import functools
import os
import random
import selectors
import socket
import sys
from typing import cast
from urllib.parse import parse_qs, urlsplit

from sample import PER_PAGE, page


@functools.cache
def answer(target: str, origin: str) -> tuple[bytes, float]:
    """Return the response to a request, and the delay before it in seconds. Results are cached."""
    url = urlsplit(target)
    delays, pages, *_, kind = url.path.strip("/").split("/")
    query = parse_qs(url.query)
    number = int(query["page"][0]) if "page" in query else 1
    for cursor in ("after", "starting_after"):
        if cursor in query:
            number = int(query[cursor][0].removeprefix("item-")) // PER_PAGE + 2
    body = page(kind, number, int(pages))
    low, high = map(float, delays.split("-"))
    delay = low if low == high else random.Random(number).uniform(low, high)  # noqa: S311 - reproducible, not secret
    head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n"
    if kind == "labels" and number < int(pages):  # GitHub sends the URL of the next page in a header
        head += f'link: <{origin}{url.path}?page={number + 1}>; rel="next"\r\n'
    return f"{head}\r\n".encode() + body, delay / 1000


class Connection(asyncio.Protocol):
    """A connection. It handles only requests that have no body."""

    def __init__(self) -> None:
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Disable Nagle's algorithm, so that small responses are sent immediately."""
        self._transport = cast("asyncio.Transport", transport)
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._origin = "http://{}:{}".format(*transport.get_extra_info("sockname"))

    def data_received(self, data: bytes) -> None:
        """Respond to every request that has arrived completely."""
        self._read += data
        while b"\r\n\r\n" in self._read:
            request, self._read = self._read.split(b"\r\n\r\n", 1)
            response, delay = answer(request.split(b" ", 2)[1].decode(), self._origin)
            if delay:
                asyncio.get_running_loop().call_later(delay, self._transport.write, response)
            else:
                self._transport.write(response)


async def serve() -> None:
    """Serve on a free loopback port."""
    server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", 0, backlog=1000)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    if hasattr(os, "sched_setaffinity") and len(sys.argv) > 1:
        os.sched_setaffinity(0, {int(sys.argv[1])})
    with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(selectors.SelectSelector())) as runner:
        runner.run(serve())
