"""Measure decoding a page of events: our generated code against code from the generator's stock templates."""

import gc
import importlib
import json
import shutil
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
from measuring import Row, Work, compared, interleaved
from sample import PER_PAGE, page

from animo_v1.models import EventList

ROOT = Path(__file__).resolve().parents[2]
STOCK = "stock_animo_v1"
DECODES = 40
EVENTS_KEPT = 10_000

Decode = Callable[[bytes], Any]


def stock_event_list(folder: Path) -> Any:
    """Generate the client with the generator's stock templates, and return its EventList class."""
    package = folder / STOCK
    shutil.rmtree(package, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    spec = ("--path", ROOT / "openapi" / "animo-v1.yaml", "--config", ROOT / "openapi" / "generator" / "config.yaml")
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none", "--output-path", package]
    done = subprocess.run([*map(str, [*command, *spec])], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"openapi_python_client failed:\n{done.stdout}{done.stderr}")
    sys.path.append(str(folder))
    return importlib.import_module(f"{STOCK}.models").EventList


async def decode_and_build(folder: Path, rounds: int) -> list[Row]:
    """Measure the time and memory that decoding takes."""
    stock = stock_event_list(folder)
    content = page("events", 1, 3)

    def ours(content: bytes) -> Any:
        return EventList.from_dict(orjson.loads(content))

    def theirs(content: bytes) -> Any:
        return stock.from_dict(json.loads(content))

    decoders: dict[str, Decode] = {"ours": ours, "stock": theirs, "orjson": orjson.loads}
    samples = await interleaved(
        {name: (repeated(decode, content), DECODES) for name, decode in decoders.items()}, rounds
    )
    what = f"decode and build a page of {len(ours(content).data)} events"
    return [
        compared(what, "stock generated code", samples, "ours", "stock", 0.45),
        compared(what, "orjson.loads alone", samples, "ours", "orjson", 3.5),
        Row(
            f"memory of {EVENTS_KEPT:,} parsed events",
            "stock generated code",
            [kept(ours)],
            [kept(theirs)],
            "MiB",
            0.7,
        ),
    ]


def repeated(decode: Decode, content: bytes) -> Work:
    """Return work that decodes a page DECODES times."""

    async def work() -> None:
        for _ in range(DECODES):
            decode(content)

    return work


def kept(decode: Decode) -> float:
    """Return how many MiB EVENTS_KEPT parsed events take. Each page is decoded separately."""
    contents = [page("events", number, 1000) for number in range(1, -(-EVENTS_KEPT // PER_PAGE) + 1)]
    decode(contents[0])  # so that one-time allocations are not measured
    events: list[Any] = []
    gc.collect()
    tracemalloc.start()
    try:
        for content in contents:
            events += decode(content).data
        del events[EVENTS_KEPT:]
        gc.collect()
        return tracemalloc.get_traced_memory()[0] / (1 << 20)
    finally:
        tracemalloc.stop()
