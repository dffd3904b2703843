"""Measure the client against its alternatives (`make bench`).

Client and server run in separate processes. If there are two CPUs, each process gets its own. Background processes keep
these CPUs from sleeping. In each round, the two sides of a row take turns. A row shows the median and the quartiles of
the comparison over all rounds. On a busy machine the quartiles move apart, but the median changes little. The table is
printed, and written as JSON to build/bench.json.
"""

import argparse
import contextlib
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import IO

import anyio
from calls import typed_calls
from decoding import decode_and_build
from measuring import Row
from paging import fan_out, ordered_delivery
from starting import imports_and_first_call
from table import render

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"


def beside(stack: contextlib.ExitStack, script: str, *arguments: str) -> IO[str]:
    """Start a script from this folder in a subprocess that exits when its stdin closes. Return its stdout."""
    command = [sys.executable, str(Path(__file__).with_name(script)), *arguments]
    process = stack.enter_context(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
    assert process.stdin is not None and process.stdout is not None  # noqa: PT018, S101 - for type checkers
    stack.callback(process.stdin.close)
    return process.stdout


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Run the server in a subprocess, and yield its origin."""
    with contextlib.ExitStack() as stack:
        its_own: list[str] = []
        if hasattr(os, "sched_setaffinity"):
            cpus = sorted(os.sched_getaffinity(0))
            for cpu in cpus[:2]:
                beside(stack, "awake.py", str(cpu))
            if len(cpus) > 1:
                os.sched_setaffinity(0, {cpus[0]})
                its_own = [str(cpus[1])]
        yield f"http://127.0.0.1:{int(beside(stack, 'server.py', *its_own).readline())}"


async def measure(*, quick: bool, peers: bool) -> list[Row]:
    """Measure all rows. Print a dot after each group."""
    rows: list[Row] = []

    def done(more: list[Row]) -> None:
        rows.extend(more)
        print(".", end="", file=sys.stderr, flush=True)

    with server() as origin:
        done(await typed_calls(origin, rounds=2 if quick else 14))
        done(await ordered_delivery(origin, rounds=2 if quick else 14))
        done(await fan_out(origin, pages=60 if quick else 200, rounds=1 if quick else 5))
        if peers:
            from peers import paging_of_peers  # noqa: PLC0415 - only needed with --peers

            done(await paging_of_peers(origin, pages=60 if quick else 200, rounds=1 if quick else 3))
        done(await decode_and_build(BUILD / "bench", rounds=10 if quick else 40))
        done(imports_and_first_call(origin, BUILD / "bench", rounds=2 if quick else 11))
    print(file=sys.stderr)
    return rows


def main() -> None:
    """Run the benchmark, print the table, and write the JSON file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="run fewer rounds and pages, for rough results in 20 s")
    parser.add_argument("--loop", choices=("asyncio", "trio"), default="asyncio")
    parser.add_argument("--peers", action="store_true", help="also measure openai, stripe and githubkit, if installed")
    options = parser.parse_args()
    rows = anyio.run(lambda: measure(quick=options.quick, peers=options.peers), backend=options.loop)
    about = {
        "python": platform.python_version(),
        "machine": f"{platform.machine()}, {os.cpu_count()} CPUs",
        "loop": options.loop,
        "quick": options.quick,
        **{name: version(name) for name in ("animo-async", "anyio", "attrs", "httpx", "orjson")},
    }
    print(render(rows))
    print("\n" + ", ".join(f"{name} {value}" for name, value in about.items()))
    BUILD.mkdir(exist_ok=True)
    report = {**about, "rows": [row.as_json() for row in rows]}
    (BUILD / "bench.json").write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
