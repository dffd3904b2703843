"""`animo sandbox` and `animo spec`, which need no token."""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from animo_async.cli.files import writing
from animo_async.cli.problems import FAILED, USAGE, CommandError
from animo_async.cli.screen import for_people, note, say

Workflows = Annotated[
    bool, typer.Option("--workflows", help="Print the Arazzo document with the main workflows instead.")
]
Target = Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write the document to FILE.")]
Port = Annotated[
    int, typer.Option(metavar="NUMBER", min=0, max=65535, help="The port to listen on, or 0 for a free one.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(sandbox)
    app.command()(spec)


def spec(*, workflows: Workflows = False, output: Target = None) -> None:
    """Print the OpenAPI document of the API, or write it to a file."""
    name = "animo-v1.arazzo.yaml" if workflows else "animo-v1.yaml"
    text = files("animo_v1").joinpath(name).read_text(encoding="utf-8")
    with writing(output or Path("-")) as file:
        file.write(text)
    if output is not None:
        note(f"Wrote {output}.")


def sandbox(
    *,
    port: Port = 8787,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="The address to listen on.")] = "127.0.0.1",
    token: Annotated[
        str | None, typer.Option(metavar="TEXT", help="A token that allows everything. Default: a random one.")
    ] = None,
    now: Annotated[
        str | None, typer.Option(metavar="TIME", help="The sandbox's start time, such as 2027-01-31. Default: now.")
    ] = None,
    cors: Annotated[
        list[str] | None,
        typer.Option(metavar="ORIGIN", help="A site whose pages may call the API. Can be given several times."),
    ] = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Write a line for each request to standard error.")
    ] = False,
) -> None:
    """Run a local Animo server for development and tests.

    It behaves as Animo's documentation says, and keeps all data in memory.
    """
    try:
        # Only this command needs the extra `sandbox`.
        from animo_async.sandbox.app import PREFIX  # noqa: PLC0415
        from animo_async.sandbox.box import Sandbox  # noqa: PLC0415
        from animo_async.sandbox.docs import with_docs  # noqa: PLC0415
        from animo_async.sandbox.server import Server  # noqa: PLC0415
        from animo_async.sandbox.start import read_now  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise CommandError(f"The sandbox needs {error.name}.", "pip install 'animo-async[sandbox]'") from None
    try:
        box = Sandbox(now=None if now is None else read_now(now), token=token, cors=cors or ())
    except ValueError as error:
        raise CommandError(f"The sandbox cannot start: {error}.", "See `animo sandbox --help`.", USAGE) from None
    try:
        server = Server(with_docs(box), host, port, verbose=verbose)
    except OSError as error:
        line = f"Cannot listen on {host}:{port}: {error.strerror}."
        raise CommandError(line, "`animo sandbox --port 0` chooses a free port.", FAILED) from None
    try:
        _announce(
            server.origin,
            PREFIX,
            token or box.token(),
            box.token(plan="none"),
            box.token(plan="pro-without-integrations"),
        )
        server.wait()
    except KeyboardInterrupt:
        note("Stopped.")
    finally:
        server.stop()


def _announce(origin: str, prefix: str, token: str, no_plan: str, no_integrations: str) -> None:
    if not for_people():
        say(f"base_url={origin}{prefix}\nopenapi={origin}/openapi.yaml\ntoken={token}")
        say(f"token_without_plan={no_plan}\ntoken_without_integrations={no_integrations}")
    else:
        say(("The sandbox is running. Stop it with Ctrl-C. In another terminal:\n", "bold"))
        say((f"  export ANIMO_BASE_URL={origin}{prefix}\n  export ANIMO_TOKEN={token}\n  animo doctor\n", "cyan"))
        say("Tokens whose calls fail:")
        say(f"  without the Pro plan   {no_plan}\n  without integrations   {no_integrations}\n")
        say("Its spec, for Postman or Swagger UI:")
        say(f"  {origin}/openapi.yaml")
    sys.stdout.flush()
