"""The root command, and the handling of errors and exit codes."""

from __future__ import annotations

import logging
import os
import sys
import traceback
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from animo_async import __version__
from animo_async.cli import doctor, export, lists, tools, urls, watch
from animo_async.cli.problems import FAILED, INTERRUPTED, USAGE, Problem, problem
from animo_async.cli.screen import prepare_streams, show_problem, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

_DEBUG = "--debug"


class Animo(TyperGroup):
    """The root command. It turns every error into a one-line message, a hint and an exit code."""

    def main(self, args: Sequence[str] | None = None, *more: Any, **options: Any) -> Any:
        """Run a command and exit."""
        prepare_streams()
        given = list(sys.argv[1:] if args is None else args)
        debug = _DEBUG in given
        # Accepted at any position, because users often add it at the end.
        arguments = [_DEBUG] * debug + [argument for argument in given if argument != _DEBUG]
        try:
            code = super().main(arguments, *more, **{**options, "standalone_mode": False})
            sys.stdout.flush()
        except Exception as error:  # noqa: BLE001 - every error must become an exit code
            code = _ended_by(error, debug=debug)
        sys.exit(code if isinstance(code, int) else 0)


def _ended_by(error: Exception, *, debug: bool) -> int:
    if isinstance(error, typer.Abort | KeyboardInterrupt):
        sys.stderr.write("Stopped.\n")
        return INTERRUPTED
    if isinstance(error, BrokenPipeError):
        # The reader of the pipe, such as head, has exited. This prevents an error when Python closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    if debug:
        sys.stderr.write(visible("".join(traceback.format_exception(error))))
    found = problem(error) or _usage(error)
    show_problem(
        found
        or Problem(
            FAILED, f"{type(error).__name__}: {error}", "This is a bug in animo. Use --debug to see the traceback."
        )
    )
    return found.code if found else FAILED


def _usage(error: Exception) -> Problem | None:
    # Some versions of Typer bundle click, others depend on it, so click's errors are recognized by their methods.
    line = getattr(error, "format_message", None)
    if line is None:
        return None
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "animo"
    return Problem(USAGE, line(), f"Run `{command} --help` to see how to use it.")


_HELP = """Use the Animo events platform from a terminal. The token comes from ANIMO_TOKEN or a prompt. ANIMO_BASE_URL
selects another server, such as the sandbox.
"""
_EXIT_CODES = """In a pipe, a list is printed as one line per item, with tab-separated fields. In scripts, use --json.

\b
Exit codes:
  0  success
  1  the API failed or refused the token
  2  usage error
  3  the plan, a scope or access is missing
"""

app: typer.Typer = typer.Typer(
    cls=Animo,
    help=_HELP,
    epilog=_EXIT_CODES,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    *,
    debug: Annotated[bool, typer.Option(_DEBUG, help="Log each request, and show tracebacks of errors.")] = False,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Handle the options that all commands share."""
    if debug:
        logging.basicConfig(format="%(name)s: %(message)s")
        logging.getLogger("animo_async").setLevel(logging.DEBUG)
    if version:
        typer.echo(f"animo {__version__}")
    elif context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(USAGE)


for _part in (doctor, lists, urls, export, watch):
    _part.register(app)
if find_spec("animo_async.cli.verify"):
    import_module("animo_async.cli.verify").register(app)
tools.register(app)
