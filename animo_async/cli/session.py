"""One client for one command, and the lists that it reads."""

from __future__ import annotations

import os
import sys
from getpass import getpass
from typing import TYPE_CHECKING, TypeVar

import anyio

from animo_async import AnimoClient
from animo_async.cli.problems import NEW_TOKEN, CommandError
from animo_async.cli.screen import bar, note

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable

    from animo_async import Pager
    from animo_async.models import Activation, Event, Order

T = TypeVar("T")
Listed = TypeVar("Listed", "Activation", "Event", "Order")


def run(work: Callable[[AnimoClient], Awaitable[T]]) -> T:
    """Do something with a client whose token comes from ANIMO_TOKEN or from whoever sits at the terminal."""

    async def with_client() -> T:
        async with client:
            return await work(client)

    client = AnimoClient() if os.environ.get("ANIMO_TOKEN", "").strip() else AnimoClient(_asked_for())
    return anyio.run(with_client)


def _asked_for() -> str:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise CommandError("No token: ANIMO_TOKEN is not set.", f"If you have none, {NEW_TOKEN}.")
    return getpass("Animo token (not shown): ")


async def items(pager: Pager[Listed], what: str) -> AsyncGenerator[Listed, None]:
    """Read a list to its end, each item once, and show how far it is."""
    seen: set[str] = set()
    with bar(what) as show:
        async for page in pager.pages():
            for item in page:
                if item.id not in seen:
                    seen.add(item.id)
                    yield item
            show(len(seen), page.total)
    if pager.drifted:
        note(f"The list of {what} changed while it was read: something may be missing. Run it again to be sure.")


async def every(pager: Pager[Listed], what: str) -> list[Listed]:
    """Read a list whole."""
    return [item async for item in items(pager, what)]
