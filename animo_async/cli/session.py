"""Runs a command with a client, and reads lists."""

from __future__ import annotations

import os
import sys
from contextlib import asynccontextmanager, suppress
from getpass import getpass
from typing import TYPE_CHECKING, TypeVar

import anyio

from animo_async import AnimoClient, AnimoError, NotFoundError
from animo_async.cli.problems import ENTITLEMENT, FAILED, NEW_TOKEN, CommandError
from animo_async.cli.screen import bar, note
from animo_v1.models import CompanyRole

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable

    from animo_async import CompanyClient, EventClient, Pager
    from animo_async.models import Activation, Event, Order

T = TypeVar("T")
Listed = TypeVar("Listed", "Activation", "Event", "Order")


def run(work: Callable[[AnimoClient], Awaitable[T]]) -> T:
    """Run a function with a client. The token comes from ANIMO_TOKEN or from a prompt on the terminal."""

    async def with_client() -> T:
        async with client:
            return await work(client)

    client = AnimoClient() if os.environ.get("ANIMO_TOKEN", "").strip() else AnimoClient(_asked_for())
    return anyio.run(with_client)


def _asked_for() -> str:
    # A stream that was closed when the program started is None.
    if not (sys.stdin and sys.stdin.isatty() and sys.stderr and sys.stderr.isatty()):
        raise CommandError("No token: ANIMO_TOKEN is not set.", f"If you have none, {NEW_TOKEN}.")
    return getpass("Animo token (input is hidden): ")


@asynccontextmanager
async def organized(acme: CompanyClient, slug: str) -> AsyncGenerator[EventClient, None]:
    """Yield the handle of an event. If a 404 occurs because the company only attends it, the error says so."""
    try:
        yield acme.event(slug)
    except NotFoundError:
        with suppress(AnimoError):
            event = await acme.events.get(slug)
            if event.company_role != CompanyRole.ORGANIZING:
                raise CommandError(
                    f"{acme.slug} only attends {slug} (company_role: {event.company_role}).",
                    "The API returns orders and ticket types only to the company that organizes the event.",
                    ENTITLEMENT,
                ) from None
        raise


async def items(pager: Pager[Listed], what: str, *, strict: bool = False) -> AsyncGenerator[Listed, None]:
    """Yield each item of a list once, and show the progress. Items without an id are never dropped.

    Raises:
        CommandError: `strict` is True, and the list changed while it was read or contained fewer items than its total.
    """
    seen: set[str] = set()
    count = 0
    with bar(what) as show:
        async for page in pager.pages():
            for item in page:
                key = repr(item.id)  # an id may have any type
                if item.id is None or key not in seen:
                    seen.add(key)
                    count += 1
                    yield item
            show(count, page.total)
    if pager.drifted:
        text = f"The list of {what} changed while it was read, or is shorter than its total. Items may be missing."
        if strict:
            raise CommandError(text, "Run it again. Without --strict, this is only a note.", FAILED)
        note(f"{text} Run it again to be sure.")


async def every(pager: Pager[Listed], what: str, *, strict: bool = False) -> list[Listed]:
    """Read a whole list. The arguments are those of `items`."""
    return [item async for item in items(pager, what, strict=strict)]
