"""The server for soak.py. It responds with faults of the fault tests at random, and counts the writes it does.

It runs until its stdin closes, then prints its report as one line of JSON.
"""

import argparse
import json
import random
import sys
import threading
import time
from collections import Counter
from email.utils import formatdate
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from fault_server import (
    Fault,
    FaultServer,
    Visit,
    answer,
    broken,
    drip,
    gzip_bomb,
    hang_on_accept,
    head,
    huge,
    raw,
    reset_on_accept,
    reset_on_arrival,
    slowly,
    stall,
)

COMPANY = "Xk9mZ"
LONGEST = 600.0  # seconds; the server exits after this time in any case
BEGUN = head(200, {"Content-Type": "application/json", "Content-Length": "5000"}) + b"{"
PAGE = {"Content-Type": "text/html"}


def event(slug: str) -> dict[str, object]:
    """Return an event in the format of the API."""
    return {
        "id": slug,
        "name": f"Event {slug}",
        "date_start": "2026-04-25T09:00:00.000+00:00",
        "date_end": "2026-04-25T17:00:00.000+00:00",
        "created_at": "2026-03-01T10:00:00.000000+00:00",
        "attendance_mode": "offline",
        "company_role": "organizing",
        "timezone": "Europe/Amsterdam",
        "privacy_policy": None,
        "locale": "en",
        "requires_ticket_assignment": False,
        "city": None,
        "country": None,
        "venue": None,
        "cohosts": [],
    }


async def well(visit: Visit) -> None:
    """Respond with the requested event. The slug comes from the path, or from the name in the body."""
    slug = str(json.loads(visit.body)["name"]) if visit.body else visit.path.rpartition("/")[2]
    await answer({"data": event(slug)}, 201 if visit.body else 200)(visit)


async def well_then_closed(visit: Visit) -> None:
    """Respond, then close the connection although the client wants to reuse it."""
    await well(visit)
    visit.close()


def refusal(chance: random.Random) -> Fault:
    """Return a 429 whose Retry-After is a number of seconds or a date."""
    wait = chance.choice(["0", "0.02", "0.1", formatdate(time.time(), usegmt=True)])
    return answer({"message": "Too Many Attempts."}, 429, {"Retry-After": wait})


FAULTS: dict[str, tuple[float, Fault]] = {
    "closed after the response": (20, well_then_closed),
    "reset on accept": (6, reset_on_accept),
    "reset on arrival": (6, reset_on_arrival),
    "never reads": (1, hang_on_accept),
    "reset before": (10, broken(b"", reset=True)),
    "closed before": (10, broken(b"")),
    "reset in the headers": (4, broken(BEGUN[:20], reset=True)),
    "reset in the body": (6, broken(BEGUN, reset=True)),
    "truncated": (6, broken(BEGUN)),
    "length too small": (2, raw(head(200, {"Content-Length": "1"}) + b"{")),
    "length not a number": (2, broken(head(200, {"Content-Length": "many"}))),
    "slow": (20, slowly(well, 0.1)),
    "no headers": (2, stall()),
    "partial headers": (2, stall(BEGUN[:20])),
    "no body": (2, stall(BEGUN)),
    "dripping": (2, drip(BEGUN)),
    "not HTTP": (4, broken(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")),
    "408": (3, answer(b"", 408)),
    "425": (3, answer(b"", 425)),
    "500": (6, answer({"message": "Server Error"}, 500)),
    "502": (8, answer(b"<h1>Bad gateway</h1>", 502, PAGE)),
    "503": (8, answer(b"", 503, {"Retry-After": "0.001"})),
    "504": (8, answer(b"", 504)),
    "520": (3, answer(b"", 520)),
    "page": (4, answer(b"<!doctype html><title>Sign in</title>", 200, PAGE)),
    "invalid UTF-8": (3, answer(b'{"data": "\xff\xfe"}')),
    "redirect": (4, answer(b"", 302, {"Location": "http://127.0.0.2:9/"})),
    "not gzip": (2, answer(b"{}", 200, {"Content-Encoding": "gzip"})),
    "huge": (0.3, huge()),
    "gzip bomb": (0.5, gzip_bomb()),
}
AT_THE_DOOR = {"reset on accept", "reset on arrival", "never reads"}


class SoakServer(FaultServer):
    """A server that responds with random faults.

    Args:
        seed: The seed of the random number generator.
        share: The share of requests that get a fault, from 0 to 1.
    """

    def __init__(self, seed: int, share: float) -> None:
        super().__init__(self._random)
        self._share = share
        self._chance = random.Random(seed)  # noqa: S311 - reproducible, not secret
        self._names = list(FAULTS)
        self._weights = [weight for weight, _ in FAULTS.values()]
        self.played: Counter[str] = Counter()
        self.carried_out: Counter[str] = Counter()

    def at_the_door(self) -> Fault | None:
        """Return the fault for a new connection before its request is read. None to read the request."""
        name = self._pick()
        return self._fault(name) if name in AT_THE_DOOR else None

    async def _random(self, visit: Visit) -> None:
        self.visits.clear()  # not needed here; clearing them keeps memory constant
        if self._chance.random() < self._share / 20:
            self.played["429"] += 1
            await refusal(self._chance)(visit)
            return
        if visit.method != "GET":
            self.carried_out[str(json.loads(visit.body)["name"])] += 1
        name = self._pick()
        await (well if name is None or name in AT_THE_DOOR else self._fault(name))(visit)

    def _pick(self) -> str | None:
        if self._chance.random() >= self._share:
            return None
        return self._chance.choices(self._names, self._weights)[0]

    def _fault(self, name: str) -> Fault:
        self.played[name] += 1
        return FAULTS[name][1]


def _until_input_ends(ended: threading.Event) -> None:
    sys.stdin.read()
    ended.set()


def main() -> None:
    """Serve until stdin closes, then print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--share", type=float, default=0.15)
    arguments = parser.parse_args()
    ended = threading.Event()
    threading.Thread(target=_until_input_ends, args=[ended], daemon=True).start()
    ends_at = time.monotonic() + LONGEST
    refused = 0
    with SoakServer(arguments.seed, arguments.share) as server:
        print(server.port, flush=True)
        while not ended.wait(2.0) and time.monotonic() < ends_at:
            server.refuse(0.05)
            refused += 1
        patience = time.monotonic() + 2
        while server.open and time.monotonic() < patience:
            time.sleep(0.01)
        report = {
            "carried_out": server.carried_out,
            "faults": {**server.played, "refusing": refused},
            "open": server.open,
        }
    print(json.dumps(report), flush=True)


if __name__ == "__main__":
    main()
