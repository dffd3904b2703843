"""Soak test: make thousands of calls from hundreds of tasks to a server that fails at random (`make soak`).

The last line is a summary. The exit code is 1 if one of these promises is broken: Every call returns the right data or
raises a documented error. No write is carried out twice. No write that was reported as not sent is carried out. No
task, connection or file descriptor is left at the end. Memory grows by at most MEMORY_ALLOWED.
"""

import argparse
import asyncio
import contextlib
import ctypes
import gc
import json
import logging
import random
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import anyio
import trio

from animo_async import AnimoClient, AnimoError, APIConnectionError, APIStatusError, ResponseFormatError
from animo_async.models import EventCreate

COMPANY = "Xk9mZ"
TOKEN = "31|soak"  # noqa: S105 - a fake token
DOCUMENTED = (APIConnectionError, APIStatusError, ResponseFormatError)
WARM_UP = 0.2  # share of the calls that run before memory is measured
MEMORY_ALLOWED = 16.0  # MiB


@dataclass
class Tally:
    """The results of the calls."""

    done: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    written: set[str] = field(default_factory=set)
    never_sent: set[str] = field(default_factory=set)

    async def call(self, animo: AnimoClient, number: int) -> None:
        """Make one call and record its result."""
        key = f"call-{number}"
        events = animo.company(COMPANY).events
        try:
            if number % 3:
                got = await events.get(key)
            else:
                got = await events.create(_named(key))
                self.written.add(key)
            if got.id != key:
                self.lost.append(f"{key} got the response for {got.id}")
        except DOCUMENTED as error:
            self.errors[type(error).__name__] += 1
            if not number % 3 and getattr(error, "may_have_been_sent", True) is False:
                self.never_sent.add(key)
        except AnimoError as error:
            self.lost.append(f"{key} raised {type(error).__name__}: {error}")
        finally:
            self.done += 1


def _named(name: str) -> EventCreate:
    return EventCreate(
        name=name,
        date_start="2026-04-25 09:00",
        date_end="2026-04-25 17:00",
        attendance_mode="offline",
        company_role="organizing",
        locale="en",
    )


async def soak(loop: str, port: int, calls: int, tasks: int, pause: float) -> tuple[Tally, float, int]:
    """Make the calls. Return the tally, the memory growth after the warm-up in MiB, and the number of tasks left."""
    tally = Tally()
    before = running_tasks(loop)
    warm = int(calls * WARM_UP)
    async with AnimoClient(TOKEN, base_url=f"http://127.0.0.1:{port}/api/v1", timeout=1.0, max_concurrency=20) as animo:
        await share_out(animo, tally, range(warm), tasks, pause)
        grown = -memory()
        await share_out(animo, tally, range(warm, calls), tasks, pause)
        grown += memory()
    await anyio.sleep(0.1)
    return tally, grown, running_tasks(loop) - before


async def share_out(animo: AnimoClient, tally: Tally, numbers: range, tasks: int, pause: float) -> None:
    """Share the calls among the tasks. Each task pauses between its calls."""
    left = iter(numbers)
    chance = random.Random(numbers.start)  # noqa: S311 - reproducible, not secret

    async def work() -> None:
        for number in left:
            await tally.call(animo, number)
            if tally.done % 2000 == 0:
                print(f"  {tally.done} calls, {sum(tally.errors.values())} errors", flush=True)
            await anyio.sleep(chance.random() * 2 * pause)

    async with anyio.create_task_group() as tg:
        for _ in range(tasks):
            tg.start_soon(work)


def memory() -> float:
    """Return the resident memory of this process in MiB."""
    gc.collect()
    with contextlib.suppress(AttributeError):
        ctypes.CDLL(None).malloc_trim(0)  # return unused memory to the system, so that it is not counted
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / (1 << 20)


def running_tasks(loop: str) -> int:
    """Return the number of tasks in this event loop."""
    if loop == "trio":
        return trio.lowlevel.current_statistics().tasks_living
    return len(asyncio.all_tasks())


def file_descriptors() -> int:
    """Return the number of open file descriptors."""
    return len(list(Path("/proc/self/fd").iterdir()))


@contextlib.contextmanager
def server(seed: int) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """Run the server in a subprocess. Yield its port, and a list that gets the server's report at the end."""
    command = [sys.executable, str(Path(__file__).with_name("soak_server.py")), "--seed", str(seed)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None and process.stdout is not None  # noqa: PT018, S101 - for type checkers
        report: list[dict[str, Any]] = []
        yield int(process.stdout.readline()), report
        process.stdin.close()
        report.append(json.loads(process.stdout.readline()))


def main() -> None:
    """Run the soak test, print the result, and exit with 1 if a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=20_000)
    parser.add_argument("--tasks", type=int, default=200)
    parser.add_argument("--loop", choices=["asyncio", "trio"], default="asyncio")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pause", type=float, default=0.4, help="mean seconds between the calls of a task")
    given = parser.parse_args()
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    started = time.monotonic()
    descriptors = file_descriptors()
    with server(given.seed) as (port, reports):
        tally, grown, tasks_left = anyio.run(
            soak, given.loop, port, given.calls, given.tasks, given.pause, backend=given.loop
        )
    descriptors = file_descriptors() - descriptors
    report = reports[0]
    done: dict[str, int] = report["carried_out"]
    doubled = [key for key, times in done.items() if times > 1]
    untrue = sorted(tally.never_sent & done.keys()) + sorted(tally.written - done.keys())
    lost = given.calls - tally.done + len(tally.lost)
    for line in (*tally.lost, *(f"{key}: done twice" for key in doubled), *(f"{key}: false report" for key in untrue)):
        print(f"  {line}")
    print("  faults:", ", ".join(f"{times} {name}" for name, times in sorted(report["faults"].items())))
    print("  errors:", ", ".join(f"{times} {name}" for name, times in sorted(tally.errors.items())))
    print(
        f"{given.calls} calls by {given.tasks} tasks in {time.monotonic() - started:.0f} s on {given.loop}: "
        f"{sum(report['faults'].values())} faults, {sum(tally.errors.values())} errors raised, {lost} lost, "
        f"{len(doubled)} duplicates, {len(untrue)} false reports, {tasks_left} tasks, {report['open']} connections and "
        f"{descriptors} file descriptors left, RSS {grown:+.1f} MiB"
    )
    broken = lost or doubled or untrue or tasks_left or report["open"] or descriptors or grown > MEMORY_ALLOWED
    raise SystemExit(bool(broken))


if __name__ == "__main__":
    main()
