"""Measure how long other API clients (peers) take to read a list of the same length.

Peers that cannot be imported are skipped. Peers fetch one page at a time. Their items are smaller than our events.
"""

import sys
from collections.abc import AsyncIterator, Callable
from importlib import import_module
from typing import Any

from measuring import Row, Work, compared, interleaved
from paging import COMPANY, MILLISECONDS, TOKEN

from animo_async import AnimoClient

# Untyped on purpose: the three packages are not dependencies, so type checkers may not find them.
Listing = Callable[[], AsyncIterator[Any]]


def openai(base_url: str) -> Listing:
    """List files with openai-python."""
    client = import_module("openai").AsyncOpenAI(api_key=TOKEN, base_url=base_url)
    return lambda: aiter(client.files.list(limit=15))


def stripe(base_url: str) -> Listing:
    """List customers with stripe-python over httpx, which it uses with its extra `async`."""
    module = import_module("stripe")
    client = module.StripeClient(TOKEN, base_addresses={"api": base_url}, http_client=module.HTTPXClient())

    async def customers() -> AsyncIterator[Any]:
        first = await client.v1.customers.list_async(params={"limit": 15})
        async for customer in first.auto_paging_iter():
            yield customer

    return customers


def githubkit(base_url: str) -> Listing:
    """List labels with githubkit."""
    github = import_module("githubkit").GitHub(TOKEN, base_url=base_url)
    return lambda: aiter(
        github.rest.paginate(github.rest.issues.async_list_labels_for_repo, owner="a", repo="b", per_page=15)
    )


PEERS: dict[str, Callable[[str], Listing]] = {"openai": openai, "stripe": stripe, "githubkit": githubkit}


def read_by(listing: Listing, items: int) -> Work:
    """Return work that reads the whole list of a peer."""

    async def work() -> None:
        count = 0
        async for _ in listing():
            count += 1
        if count != items:
            raise SystemExit(f"a peer read {count} of {items} items, so its paging does not work")

    return work


async def paging_of_peers(origin: str, pages: int, rounds: int) -> list[Row]:
    """Measure the installed peers against reading as many events with our default concurrency."""
    base_url = f"{origin}/20-20/{pages}"
    async with AnimoClient(TOKEN, base_url=base_url) as animo:

        async def events() -> None:
            async for _ in animo.company(COMPANY).events.list():
                pass

        contenders: dict[str, tuple[Work, int]] = {"animo_async": (events, 1)}
        for name, listing in PEERS.items():
            try:
                contenders[name] = (read_by(listing(base_url), pages * 15), 1)
            except ImportError as error:  # not installed, or broken by a newer release of a dependency
                print(f"\n{name} is skipped: {error}", file=sys.stderr)
        samples = await interleaved(contenders, rounds, warm_up=False)
    return [
        compared(
            f"{pages * 15:,} items at 20 ms per page",
            name,
            samples,
            "animo_async",
            name,
            basis="wall",
            scale=MILLISECONDS,
            compare="times faster",
        )
        for name in contenders
        if name != "animo_async"
    ]
