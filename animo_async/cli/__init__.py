"""The `animo` command (extra: `cli`)."""

from __future__ import annotations

import signal
import sys

_BROUGHT_BY_THE_EXTRA = {"click", "rich", "typer", "yaml"}


def main() -> None:
    """Run the command, or say in one line what it lacks."""
    try:
        from animo_async.cli.app import app  # noqa: PLC0415 - importing this package must not need the extra
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _BROUGHT_BY_THE_EXTRA:
            raise
        sys.stderr.write(f"error: the animo command needs {error.name}: pip install 'animo-async[cli]'\n")
        sys.exit(2)
    for name in ("SIGTERM", "SIGHUP"):
        if number := getattr(signal, name, None):  # Windows has no SIGHUP
            signal.signal(number, _end)
    app(prog_name="animo")


def _end(number: int, _: object) -> None:
    sys.exit(128 + number)  # an exception, so that a half-written file is removed
