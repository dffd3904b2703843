"""The `animo` command (extra: `cli`)."""

from __future__ import annotations

import sys

from animo_async.cli.signals import ending_in_order

_BROUGHT_BY_THE_EXTRA = {"click", "rich", "typer", "yaml"}


def main() -> None:
    """Run the command. If its extra is not installed, print a one-line error."""
    try:
        from animo_async.cli.app import app  # noqa: PLC0415 - this package must be importable without the extra
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _BROUGHT_BY_THE_EXTRA:
            raise
        sys.stderr.write(f"error: the animo command needs {error.name}: pip install 'animo-async[cli]'\n")
        sys.exit(2)
    with ending_in_order():
        app(prog_name="animo")
