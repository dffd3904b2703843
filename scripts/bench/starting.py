"""Measure imports and the first call in fresh processes, compared with the dependencies alone."""

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

# Each script prints its CPU time and its wall-clock time in seconds.
IMPORT = """
from time import perf_counter, process_time
cpu, wall = process_time(), perf_counter()
{statement}
print(process_time() - cpu, perf_counter() - wall)
"""
# Both sides use a mock transport, so neither creates a TLS context. They run under asyncio.run, as in the README, so
# the time includes what anyio imports for the event loop.
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
    """Yield the names of a distribution and all its dependencies, without extras."""
    name = Requirement(requirement).name
    yield name
    for needed in importlib.metadata.requires(name) or ():
        marker = Requirement(needed).marker
        if marker is None or marker.evaluate({"extra": ""}):
            yield from distributions(needed)


def clean_python(folder: Path) -> Path:
    """Make a venv with only the runtime dependencies. httpx imports rich and click if they are installed."""
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
    """Run a script in a fresh process, and return the times that it prints."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [str(python), "-c", script, base_url], input=content, env=environment, capture_output=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr.decode())
    cpu, wall = map(float, done.stdout.split())
    return Sample(cpu, wall)


def imports_and_first_call(origin: str, folder: Path, rounds: int) -> list[Row]:
    """Run every script once per round. The first round writes the bytecode and is not recorded."""
    python = clean_python(folder)
    content = page("events", 1, 1)
    samples: Samples = {name: [] for name in SCRIPTS}
    for turn in range(rounds + 1):
        for name, script in SCRIPTS.items():
            sample = fresh(python, script, content, f"{origin}/0-0/1")
            if turn:
                samples[name].append(sample)
    # `import animo_async` loads submodules only on first use. So a user needs longer than this import alone takes.
    usable = "from animo_async import AnimoClient, CPU"
    dependencies = "import httpx, anyio, attrs, orjson"
    return [
        compared(usable, "import httpx", samples, "client", "import httpx", 1.35, scale=MILLISECONDS),
        compared(usable, dependencies, samples, "client", "dependencies", scale=MILLISECONDS),
        compared(
            "import animo_async alone (loads neither the client nor httpx), CPU",
            "import httpx",
            samples,
            "package",
            "import httpx",
            scale=MILLISECONDS,
        ),
        compared(
            "creating a client and making the first typed call, no network, CPU",
            "creating an httpx client",
            samples,
            "first call",
            "make a client",
            scale=MILLISECONDS,
            compare="beyond",
        ),
        compared(
            "creating a client and making the first typed call, loopback, CPU",
            "the same with raw httpx",
            samples,
            "first call, loopback",
            "first raw call, loopback",
            scale=MILLISECONDS,
            compare="beyond",
        ),
    ]
