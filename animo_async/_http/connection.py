"""One connection of httpcore's, and what is to be known of it before it is used again.

Imported when the first connection is made, as httpx itself does: httpcore loads every event loop that is installed.
"""

from __future__ import annotations

import socket
import ssl
from contextlib import suppress
from typing import Any, cast

import httpcore


class Connection(httpcore.AsyncHTTPConnection):
    """A connection that is closed whole, and not used again where its next answer might not be the right one.

    Args:
        scheme: `http` or `https`.
        host: Where it leads.
        port: None for that of the scheme.
        tls: How it is secured.
        keepalive: Seconds that it may be idle.
    """

    def __init__(self, scheme: bytes, host: bytes, port: int | None, tls: ssl.SSLContext, keepalive: float) -> None:
        self._network = _Network()
        self._secured = scheme == b"https"
        origin = httpcore.URL(scheme=scheme, host=host, port=port, target=b"/").origin
        super().__init__(origin, tls, keepalive, network_backend=self._network)

    @property
    def usable(self) -> bool:
        """Whether the next request can go over it: neither side has closed it, and no answer of another is on it."""
        return self.is_available() and not self.has_expired() and not self._surplus()

    async def aclose(self) -> None:
        """Close it, also when the making of it was cancelled, which httpcore leaves to the garbage collector."""
        await super().aclose()
        if self._network.stream is not None:
            await self._network.stream.aclose()

    def forget(self) -> None:
        """Tell the server that it is over, without the event loop that it was made in."""
        if self._network.stream is not None:
            raw = self._network.stream.get_extra_info("socket")
            with suppress(OSError):
                raw.shutdown(socket.SHUT_RDWR)
            if isinstance(raw, socket.socket):  # asyncio's cannot be closed from here
                raw.close()

    def _surplus(self) -> bool:
        """Whether more came than the last answer; it would be taken for the next one.

        What has not been read from the socket makes httpcore drop the connection. What has been read lies in h11, or
        still encrypted in the TLS layer. Where a later httpcore keeps them elsewhere, nothing is found.
        """
        inner: Any = getattr(self, "_connection", None)
        http = getattr(inner, "_h11_state", None)
        if http is not None and http.trailing_data != (b"", False):
            return True
        stream = getattr(inner, "_network_stream", None) if self._secured else None
        secure = stream and stream.get_extra_info("ssl_object")
        if secure is None:
            return False
        try:
            secure.read(1)
        except ssl.SSLWantReadError:
            return False
        except (ssl.SSLError, OSError):
            return True
        return True


class _Network(httpcore.AsyncNetworkBackend):
    """Makes the connection, and keeps hold of it while it is being secured."""

    def __init__(self) -> None:
        self.stream: httpcore.AsyncNetworkStream | None = None

    async def connect_tcp(self, *args: Any, **kwargs: Any) -> httpcore.AsyncNetworkStream:
        backend = cast("httpcore.AsyncNetworkBackend", httpcore.AnyIOBackend())
        self.stream = await backend.connect_tcp(*args, **kwargs)
        return self.stream
