"""Fixtures that run the command against a sandbox served over HTTP."""

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
    """The `animo` command, with the URL and a token of a new sandbox.

    Args:
        base_url: The base URL of the sandbox.
        token: A token for the sandbox.
    """

    def __init__(self, base_url: str, token: str) -> None:
        self.base_url = base_url
        self.token = token
        self.command = COMMAND

    @property
    def environment(self) -> dict[str, str]:
        return {"ANIMO_BASE_URL": self.base_url, "ANIMO_TOKEN": self.token}

    def __call__(self, *args: object, **environment: str) -> Any:
        """Run the command in this process, with piped output."""
        return CliRunner().invoke(app, [str(arg) for arg in args], env={**self.environment, **environment})

    def start(self, *args: object, **options: Any) -> subprocess.Popen[bytes]:
        """Start the command in a subprocess."""
        # These variables would override the settings of the terminal.
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
        """Run the command on a pseudo-terminal. Return the exit code and the output.

        Args:
            *args: The arguments of the command.
            columns: The width of the terminal.
            keys: Input to type at the token prompt.
            interrupt_after: Send Ctrl-C once this text is in the output. Empty: do not send it.
            **environment: Additional environment variables.
        """
        ours, theirs = pty.openpty()
        ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
        streams = dict.fromkeys(("stdin", "stdout", "stderr"), theirs)
        process = self.start(*args, **streams, env={"TERM": "xterm-256color", **environment}, start_new_session=True)
        os.close(theirs)
        with open(ours, "r+b", buffering=0) as terminal:  # noqa: PTH123 - a file descriptor has no path
            sent = b""
            while chunk := _read(terminal.fileno()):
                sent += chunk
                if keys and b"hidden" in sent:
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
    except OSError:  # Linux raises this when the other side is closed
        return b""


@pytest.fixture
def box() -> Sandbox:
    return Sandbox(now=datetime(2026, 3, 1, 12, tzinfo=UTC))


@pytest.fixture
def serve() -> Iterator[Callable[[Any], str]]:
    """Return a function that serves an ASGI application and returns its base URL."""
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
    """Return a function that creates a token and returns it as an environment variable."""

    def make(scopes: Sequence[str] | None = None, **options: Any) -> dict[str, str]:
        return {"ANIMO_TOKEN": box.token(scopes, **options)}

    return make
