"""An application on a real socket, served from a thread of its own."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

import uvicorn

from animo_async.sandbox.guard import HostGuard, is_wildcard

if TYPE_CHECKING:
    from starlette.types import ASGIApp


class Server:
    """Listens from the moment it is made. `origin` says where."""

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        # Bound here, not by uvicorn: the port is known at once, and whoever connects before the thread runs waits.
        self._socket = socket.create_server((host, port), family=family)
        # Else a small answer waits 40 ms for the last one to be acknowledged.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        shown = f"[{host}]" if ":" in host else host
        self.origin: str = f"http://{shown}:{self._socket.getsockname()[1]}"
        guarded = app if is_wildcard(host) else HostGuard(app, host)
        config = uvicorn.Config(
            guarded, loop="asyncio", log_level="warning", lifespan="off", ws="none", timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(config)
        self._ended = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()

    def wait(self) -> None:
        """Returns when the server has ended; a signal may interrupt."""
        # Not by joining the thread: until Python 3.13 one whose join() was interrupted counts as ended.
        while not self._ended.wait(1):
            pass

    def stop(self) -> None:
        """Ends the server."""
        self._server.should_exit = True
        self.wait()
        self._socket.close()

    def _run(self) -> None:
        try:
            self._server.run([self._socket])
        finally:
            self._ended.set()
