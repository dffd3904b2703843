"""Serves an application on a real socket, from a separate thread."""

from __future__ import annotations

import logging
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

import uvicorn
import uvicorn.config

from animo_async.sandbox.guard import HostGuard, is_wildcard

if TYPE_CHECKING:
    from starlette.types import ASGIApp


_LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "access": {"()": "uvicorn.logging.AccessFormatter", "fmt": "%(asctime)s  %(request_line)s  %(status_code)s"}
    },
    # Not on standard output, because programs read the base URL there.
    "handlers": {"access": {"formatter": "access", "class": "logging.StreamHandler", "stream": "ext://sys.stderr"}},
    "loggers": {"uvicorn.access": {"handlers": ["access"], "propagate": False}},
}


class Server:
    """A server. It listens as soon as it is created.

    Args:
        app: The application.
        host: The address to listen on.
        port: The port. 0 for a free one.
        verbose: True to write a line for each request to standard error.

    Attributes:
        origin: The URL of the server, such as `http://127.0.0.1:8787`.
    """

    def __init__(self, app: ASGIApp, host: str, port: int, *, verbose: bool = False) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        # The socket is bound here, not by uvicorn, so that the port is known immediately and early connections wait.
        self._socket = socket.create_server((host, port), family=family)
        # Otherwise a small response waits 40 ms for the acknowledgement of the previous one.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        shown = f"[{host}]" if ":" in host else host
        self.origin: str = f"http://{shown}:{self._socket.getsockname()[1]}"
        guarded = app if is_wildcard(host) else HostGuard(app, host)
        config = uvicorn.Config(
            guarded,
            loop="asyncio",
            log_config=_LOGGING if verbose else uvicorn.config.LOGGING_CONFIG,
            log_level="warning",
            access_log=verbose,
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=1,
        )
        if verbose:
            logging.getLogger("uvicorn.access").setLevel(logging.INFO)
        self._server = uvicorn.Server(config)
        self._ended = False
        threading.Thread(target=self._run, daemon=True).start()

    def wait(self) -> None:
        """Wait until the server has ended. A signal can interrupt the wait."""
        self._wait(0.1)

    def stop(self) -> None:
        """Stop the server."""
        self._server.should_exit = True
        self._wait(0.01)
        self._socket.close()

    def _wait(self, interval: float) -> None:
        # Polls, because a signal can interrupt Event or join() while they hold a lock, and the server would never end.
        while not self._ended:
            time.sleep(interval)

    def _run(self) -> None:
        try:
            self._server.run([self._socket])
        finally:
            self._ended = True
