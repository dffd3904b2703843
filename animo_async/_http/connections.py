"""Connections to the API. Each carries one request at a time and is kept for the next one.

Only this module uses private attributes of other libraries (httpx, httpcore). If one of these attributes is gone,
connections are not reused, which is slower but still correct. Import this module late, because httpcore loads every
installed event loop.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from traceback import walk_tb
from typing import Any, cast

import anyio
import httpcore
import httpx
from anyio.abc import ByteStream

from .pool import KEEPALIVE

# asyncio delivers up to 256 KiB in one read, uvloop 256,000 bytes. Both are split into pieces of this size, so a
# smaller piece is the last one.
_READ_SIZE = 64_000


class Connection:
    """One connection, direct or through a proxy, in place of httpx's pool.

    The time that httpx's pool takes grows with the square of the number of connections, and under trio a cancellation
    can block the pool forever. Requests still go through httpx's transport class, because tracing libraries wrap it.
    httpx's client chooses the transport, because only it knows how to read the proxy variables.

    Args:
        url: The URL of the API.
        tls: How to secure the connection.

    Attributes:
        transport: Sends its requests.
    """

    def __init__(self, url: httpx.URL, tls: ssl.SSLContext) -> None:
        limits = httpx.Limits(max_connections=1, keepalive_expiry=KEEPALIVE)
        client: Any = httpx.AsyncClient(verify=tls, limits=limits, timeout=None)  # noqa: S113 - attempts have one
        self.transport: httpx.AsyncBaseTransport = _ClientTransport(client)
        self._network = _Network()
        self._http: httpcore.AsyncConnectionInterface | None = None
        with suppress(AttributeError):
            transport = client._transport_for_url(url)
            pool = transport._pool
            _ = pool._network_backend  # must exist, or replacing it has no effect
            pool._network_backend = self._network
            origin = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=b"/").origin
            connection: Any = pool.create_connection(origin)
            connection._request_lock = _FreeLock()
            self._http = transport._pool = connection
            self.transport = transport

    @property
    def usable(self) -> bool:
        """Whether the next request can use the connection: it is open, and no bytes follow the last response."""
        http = self._http
        return http is not None and http.is_available() and not http.has_expired() and not self._has_surplus()

    async def aclose(self) -> None:
        """Close the connection, and its stream: httpcore does not close it if connecting was cancelled."""
        await self.transport.aclose()
        if self._network.stream is not None:
            await self._network.stream.aclose()

    def _has_surplus(self) -> bool:
        """Return whether bytes follow the last response. Such bytes would be read as the next response.

        If there are unread bytes in the socket, httpcore itself drops the connection. Bytes that were already read may
        be in h11, in the TLS layer (still encrypted), or in the event loop's queue. Those are checked here.
        """
        http: Any = self._http
        while not hasattr(http, "_h11_state"):  # a proxied connection wraps another one
            http = getattr(http, "_connection", None)
            if http is None:
                return True
        socket = self._network.socket
        http._state_lock = _FreeLock()
        if http._h11_state.trailing_data != (b"", False) or socket is None or socket.more_may_follow:
            return True
        secure = http._network_stream.get_extra_info("ssl_object")
        if secure is None:
            return False
        try:
            secure.read(1)
        except ssl.SSLWantReadError:
            return False
        except (ssl.SSLError, OSError):
            pass
        return True


class _FreeLock:
    """Replaces httpcore's locks, which protect a connection that several requests share.

    They would yield to the event loop six times per request. When several responses arrive together, each yield would
    let the other requests run first, so all of them would finish about as late as the last one.
    """

    async def __aenter__(self) -> None: ...

    async def __aexit__(self, *_: object) -> None: ...


class _ClientTransport(httpx.AsyncBaseTransport):
    """Sends through a separate httpx client. Used if one of the private attributes is gone."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._client.send(request, stream=True)

    async def aclose(self) -> None:
        await self._client.aclose()


class _Network(httpcore.AsyncNetworkBackend):
    """Opens connections. Keeps a reference to the stream, so that it can be closed during the TLS handshake."""

    def __init__(self) -> None:
        self.stream: httpcore.AsyncNetworkStream | None = None
        self.socket: _Socket | None = None

    async def connect_tcp(self, *args: Any, **kwargs: Any) -> httpcore.AsyncNetworkStream:
        backend: Any = httpcore.AnyIOBackend()  # httpcore declares an empty class if anyio is missing
        try:
            stream: Any = await backend.connect_tcp(*args, **kwargs)
        except BaseException as error:
            await _close_leaked(error)
            raise
        self.stream = stream
        if hasattr(stream, "_stream"):
            self.socket = stream._stream = _Socket(stream._stream)
        return cast("httpcore.AsyncNetworkStream", stream)


async def _close_leaked(error: BaseException) -> None:
    """Close the stream that anyio before 4.14 leaves open when it is cancelled right after it connected."""
    for frame, _ in walk_tb(error.__traceback__):
        stream = frame.f_locals.get("connected_stream")
        if stream is not None:
            await anyio.aclose_forcefully(stream)


class _Socket(ByteStream):
    """A TCP stream that records if its last read was full. If so, the event loop's queue may have more bytes."""

    def __init__(self, stream: ByteStream) -> None:
        self._stream = stream
        self._attributes = stream.extra_attributes  # anyio rebuilds these attributes at each access
        self.more_may_follow = False

    async def receive(self, max_bytes: int = _READ_SIZE) -> bytes:
        limit = min(max_bytes, _READ_SIZE)
        data = await self._stream.receive(limit)
        self.more_may_follow = len(data) == limit
        return data

    async def send(self, item: bytes) -> None:
        await self._stream.send(item)

    async def send_eof(self) -> None:
        await self._stream.send_eof()

    async def aclose(self) -> None:
        await self._stream.aclose()

    @property
    def extra_attributes(self) -> Mapping[Any, Callable[[], Any]]:
        return self._attributes
