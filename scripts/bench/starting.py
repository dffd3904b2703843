"""Measures imports and the first call, in fresh processes, compared with the dependencies alone."""

import importlib.metadata
import os
import shutil
import subprocess
import venv
from collections.abc import Iterator
from pathlib import Path

from measuring import Row, Sample, Samples, compared
from packaging.requirements import Requirement
from sample import page

ROOT = Path(__file__).resolve().parents[2]
MILLISECONDS = ("ms", 1e3)

# Each prints the seconds of CPU and wall that it took.
IMPORT = """
from time import perf_counter, process_time
cpu, wall = process_time(), perf_counter()
{statement}
print(process_time() - cpu, perf_counter() - wall)
"""
# A mock transport for both sides, so that neither makes a TLS context; asyncio.run, as in the README, so that what
# anyio loads for the loop is in it.
FIRST = """
import asyncio, json, sys
from time import perf_counter, process_time
import httpx
from animo_async import AnimoClient

content, base_url = sys.stdin.buffer.read(), sys.argv[1]
transport = httpx.MockTransport(lambda request: httpx.Response(200, content=content))

async def main():
    cpu, wall = process_time(), perf_counter()
    {first}
    print(process_time() - cpu, perf_counter() - wall)

asyncio.run(main())
"""
SCRIPTS = {
    "import httpx": IMPORT.format(statement="import httpx"),
    "package": IMPORT.format(statement="import animo_async"),
    "client": IMPORT.format(statement="from animo_async import AnimoClient"),
    "dependencies": IMPORT.format(statement="import httpx, anyio, attrs, orjson"),
    "make a client": FIRST.format(first="client = httpx.AsyncClient(transport=transport)"),
    "first call": FIRST.format(first="await AnimoClient('t', transport=transport).company('Xk9mZ').events.list()"),
    "first raw call, loopback": FIRST.format(
        first="json.loads((await httpx.AsyncClient().get(base_url + '/Xk9mZ/events')).content)"
    ),
    "first call, loopback": FIRST.format(
        first="await AnimoClient('t', base_url=base_url).company('Xk9mZ').events.list()"
    ),
}


def distributions(requirement: str) -> Iterator[str]:
    """Name a distribution and all that it requires without extras."""
    name = Requirement(requirement).name
    yield name
    for needed in importlib.metadata.requires(name) or ():
        marker = Requirement(needed).marker
        if marker is None or marker.evaluate({"extra": ""}):
            yield from distributions(needed)


def clean_python(folder: Path) -> Path:
    """Make an environment like that of `pip install animo-async`: httpx would load rich and click where they are."""
    environment = folder / "venv"
    venv.create(environment, clear=True, with_pip=False, symlinks=os.name != "nt")
    python = environment / ("Scripts" if os.name == "nt" else "bin") / "python"
    site = next(environment.rglob("site-packages"))
    for name in set(distributions("animo-async")) - {"animo-async"}:
        for file in importlib.metadata.files(name) or ():
            if ".." not in file.parts and file.suffix != ".pyc":
                (site / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(str(file.locate()), site / file)
    for package in (ROOT / "animo_async", ROOT / "generated" / "animo_v1"):
        shutil.copytree(package, site / package.name, ignore=shutil.ignore_patterns("__pycache__"))
    return python


def fresh(python: Path, script: str, content: bytes, base_url: str) -> Sample:
    """Run a script in a fresh process."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [str(python), "-c", script, base_url], input=content, env=environment, capture_output=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr.decode())
    cpu, wall = map(float, done.stdout.split())
    return Sample(cpu, wall)


def imports_and_first_call(origin: str, folder: Path, rounds: int) -> list[Row]:
    """Measure alternately. The first round, which writes the bytecode, does not count."""
    python = clean_python(folder)
    content = page("events", 1, 1)
    samples: Samples = {name: [] for name in SCRIPTS}
    for turn in range(rounds + 1):
        for name, script in SCRIPTS.items():
            sample = fresh(python, script, content, f"{origin}/0-0/1")
            if turn:
                samples[name].append(sample)
    # The package loads its parts when they are asked for: alone, its import says nothing of what a user of it pays.
    usable = "from animo_async import AnimoClient, CPU"
    dependencies = "import httpx, anyio, attrs, orjson"
    return [
        compared(usable, "import httpx", samples, "client", "import httpx", 1.35, scale=MILLISECONDS),
        compared(usable, dependencies, samples, "client", "dependencies", scale=MILLISECONDS),
        compared(
            "import animo_async alone (loads no client, nor httpx), CPU",
            "import httpx",
            samples,
            "package",
            "import httpx",
            scale=MILLISECONDS,
        ),
        compared(
            "making the first client and a typed call, no network, CPU",
            "making an httpx client",
            samples,
            "first call",
            "make a client",
            scale=MILLISECONDS,
            compare="beyond",
        ),
        compared(
            "making the first client and a typed call, loopback, CPU",
            "the same with raw httpx",
            samples,
            "first call, loopback",
            "first raw call, loopback",
            scale=MILLISECONDS,
            compare="beyond",
        ),
    ]
