"""`python -m animo_async.sandbox`: the sandbox as a server."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from animo_async.sandbox.app import PREFIX
from animo_async.sandbox.box import Sandbox
from animo_async.sandbox.docs import with_docs
from animo_async.sandbox.server import Server
from animo_async.sandbox.start import read_now

if TYPE_CHECKING:
    from datetime import datetime

_LAST_PORT = 65535


def main() -> None:
    """Run the server until it is interrupted or terminated."""
    parser = argparse.ArgumentParser(prog="python -m animo_async.sandbox", description="An embedded Animo API.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=_port, default=8787, help="the port, or 0 for a free one (default: 8787)")
    parser.add_argument(
        "--cors",
        action="append",
        default=[],
        metavar="ORIGIN",
        help="a site whose pages may call the API (can be given several times)",
    )
    parser.add_argument("--token", metavar="TEXT", help="a token that allows everything (default: a random one)")
    parser.add_argument("--now", type=_now, metavar="TIME", help="the start time, such as 2027-01-31 (default: now)")
    parser.add_argument("--verbose", action="store_true", help="write a line for each request to standard error")
    parser.add_argument("--docs", type=Path, metavar="FOLDER", help="serve Swagger UI from this swagger-ui-dist folder")
    arguments = parser.parse_args()
    if sys.stdout is None:  # standard output is closed
        parser.exit(1, "standard output is closed, so the base URL and the token cannot be printed\n")
    for ending in (signal.SIGINT, signal.SIGTERM):  # SIGINT is ignored in a shell's background jobs
        signal.signal(ending, signal.default_int_handler)
    try:
        box = Sandbox(now=arguments.now, token=arguments.token, cors=arguments.cors)
        app = with_docs(box, arguments.docs)
    except ValueError as problem:
        parser.error(str(problem))
    try:
        server = Server(app, arguments.host, arguments.port, verbose=arguments.verbose)
    except OSError as problem:
        parser.exit(1, f"cannot listen on {arguments.host}:{arguments.port}: {problem.strerror}\n")
    try:
        with suppress(KeyboardInterrupt):
            print(f"base_url={server.origin}{PREFIX}")
            if arguments.docs:
                print(f"docs={server.origin}/docs")
                print(f"openapi={server.origin}/openapi.yaml")
            print(f"token={arguments.token or box.token()}")
            print(f"token_without_plan={box.token(plan='none')}")
            print(f"token_without_integrations={box.token(plan='pro-without-integrations')}")
            print("Press Ctrl-C to stop.", flush=True)
            server.wait()
    except BrokenPipeError:
        sys.stderr.write("standard output has no reader, so the base URL and the token cannot be printed\n")
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # so that Python does not try to write again when it exits
        sys.exit(1)
    finally:
        server.stop()


def _now(text: str) -> datetime:
    try:
        return read_now(text)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(str(problem)) from None


def _port(text: str) -> int:
    if not (text.isdecimal() and int(text) <= _LAST_PORT):
        raise argparse.ArgumentTypeError(f"must be a number from 0 to {_LAST_PORT}, not {text!r}")
    return int(text)


if __name__ == "__main__":
    main()
