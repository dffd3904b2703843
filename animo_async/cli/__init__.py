"""The `animo` command (extra: `cli`)."""

from __future__ import annotations

import sys

from animo_async.cli.signals import ending_in_order

_BROUGHT_BY_THE_EXTRA = {"click", "rich", "typer", "yaml"}


def main() -> None:
    """Run the command, or print one line if its extra is not installed."""
    try:
        from animo_async.cli.app import app  # noqa: PLC0415 - importing this package must not need the extra
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _BROUGHT_BY_THE_EXTRA:
            raise
        sys.stderr.write(f"error: the animo command needs {error.name}: pip install 'animo-async[cli]'\n")
        sys.exit(2)
    with ending_in_order():
        app(prog_name="animo")
