"""The command against a sandbox that is really served."""

from __future__ import annotations

import os
import pty
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from fcntl import ioctl
from select import select
from typing import Any

import pytest
from typer.testing import CliRunner

from animo_async.cli.app import app
from animo_async.sandbox import Sandbox
from animo_async.sandbox.server import Server

COMMAND = (sys.executable, "-m", "animo_async.cli")


class Command:
    """The command, with a token for a new sandbox.

    Args:
        base_url: Where the sandbox is served.
        token: Its token.
    """

    def __init__(self, base_url: str, token: str) -> None:
        self.base_url = base_url
        self.token = token
        self.command = COMMAND

    @property
    def environment(self) -> dict[str, str]:
        return {"ANIMO_BASE_URL": self.base_url, "ANIMO_TOKEN": self.token}

    def __call__(self, *args: object, **environment: str) -> Any:
        """Run it in this process, its output piped."""
        return CliRunner().invoke(app, [str(arg) for arg in args], env={**self.environment, **environment})

    def start(self, *args: object, **options: Any) -> subprocess.Popen[bytes]:
        """Start the command in a subprocess."""
        # Else these would speak for the terminal.
        inherited = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES", "NO_COLOR"}}
        environment = {**inherited, **self.environment, **options.pop("env", {})}
        return subprocess.Popen([*COMMAND, *map(str, args)], env=environment, **options)

    def on_terminal(
        self,
        *args: object,
        columns: int = 100,
        keys: bytes = b"",
        interrupt_after: bytes = b"",
        **environment: str,
    ) -> tuple[int, str]:
        """Run it on a pseudo-terminal. Return the exit code, and everything that was printed.

        Args:
            *args: The command line.
            columns: How wide the terminal is.
            keys: What is typed at the prompt.
            interrupt_after: What the screen must show before Ctrl-C; empty for no Ctrl-C.
            **environment: More variables.
        """
        ours, theirs = pty.openpty()
        ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
        streams = dict.fromkeys(("stdin", "stdout", "stderr"), theirs)
        process = self.start(*args, **streams, env={"TERM": "xterm-256color", **environment}, start_new_session=True)
        os.close(theirs)
        with open(ours, "r+b", buffering=0) as terminal:  # noqa: PTH123 - a descriptor has no path
            sent = b""
            while chunk := _read(terminal.fileno()):
                sent += chunk
                if keys and b"not shown" in sent:
                    terminal.write(keys)
                    keys = b""
                if interrupt_after and interrupt_after in sent:
                    process.send_signal(signal.SIGINT)
                    interrupt_after = b""
        return process.wait(30), sent.decode().replace("\r\n", "\n")


def _read(descriptor: int) -> bytes:
    if not select([descriptor], [], [], 30)[0]:
        pytest.fail("the command says nothing, and does not end")
    try:
        return os.read(descriptor, 65536)
    except OSError:  # Linux says so when the other side is closed
        return b""


@pytest.fixture
def box() -> Sandbox:
    return Sandbox(now=datetime(2026, 3, 1, 12, tzinfo=UTC))


@pytest.fixture
def serve() -> Iterator[Callable[[Any], str]]:
    """Serve an ASGI application; returns its base URL."""
    servers: list[Server] = []

    def start(application: Any) -> str:
        servers.append(Server(application, "127.0.0.1", 0))
        return f"{servers[-1].origin}/api/v1"

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def animo(box: Sandbox, serve: Callable[[Any], str]) -> Command:
    return Command(serve(box.app), box.token())


@pytest.fixture
def token_for(box: Sandbox) -> Callable[..., dict[str, str]]:
    """Make the environment of another token."""

    def make(scopes: Sequence[str] | None = None, **options: Any) -> dict[str, str]:
        return {"ANIMO_TOKEN": box.token(scopes, **options)}

    return make
