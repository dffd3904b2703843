"""A local Animo server for development and tests."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Collection, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

import anyio.to_thread
import httpx
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from animo_async.client import AnimoClient
from animo_async.sandbox.access import Plan, Tokens
from animo_async.sandbox.app import PREFIX, build_app
from animo_async.sandbox.control import with_control
from animo_async.sandbox.faults import Faults, Received
from animo_async.sandbox.guard import Guard
from animo_async.sandbox.pages import with_pages
from animo_async.sandbox.seed import seeded_world
from animo_async.sandbox.server import Server
from animo_v1 import models

_YEARS = (1900, 9900)


class Sandbox:
    """A local Animo server that behaves as Animo's documentation says and keeps all data in memory.

    It has one user and three companies: `aidemodays` with several pages of data, `lumen-talks` with a few records, and
    `northwind-summits`, which the user does not belong to. Names, slugs and identifiers are the same in every run.
    The dates are around `now`, so there are always past and upcoming events. Tokens are random.

    Args:
        seed: Determines all identifiers.
        now: The time at which the sandbox starts, a datetime with a timezone. None means now. The clock then moves 67
            seconds with each timestamp.
        token: A token that allows everything, in addition to those that `token()` issues.
        mollie: Whether the companies have a connected Mollie account. Without one, pages of paid tickets return 404.
        pauses: True if clients should pause after a fault, as with Animo. False sends `Retry-After: 0` with each fault.
        cors: Origins, such as `http://localhost:3000`, whose pages may call the API from a browser.

    Raises:
        TypeError: `now` is not a datetime.
        ValueError: `now` has no timezone, its year is not between 1900 and 9900, or `token` cannot be in a header.
    """

    def __init__(
        self,
        seed: int = 1,
        *,
        now: datetime | None = None,
        token: str | None = None,
        mollie: bool = True,
        pauses: bool = True,
        cors: Collection[str] = (),
    ) -> None:
        self._world = seeded_world(seed, _in_utc(now or datetime.now(UTC)))
        self._tokens = Tokens(self._world)
        if token is not None:
            self._tokens.issue(None, "pro", None, token=_checked_token(token))
        self._faults = Faults(build_app(self._tokens), pauses)
        self._pauses = pauses
        api = CORSMiddleware(self._faults, list(cors), ["*"], ["*"]) if cors else self._faults
        pages = with_pages(api, self._world, mollie=mollie)
        self._app = Guard(with_control(pages, self._tokens, self._faults), cors)
        self._clients: list[AnimoClient] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        while self._clients:
            await self._clients.pop().aclose()

    @property
    def app(self) -> ASGIApp:
        """The ASGI application: the API under `/api/v1`, and the public pages, listed at `/`."""
        return self._app

    @property
    def warnings(self) -> list[str]:
        """The last thousand warnings about requests that the sandbox allowed but Animo may refuse."""
        return list(self._tokens.warnings)

    @property
    def requests(self) -> list[Received]:
        """The last thousand requests that reached the API, without their tokens."""
        return list(self._faults.received)

    def token(
        self, scopes: Iterable[str] | None = None, plan: Plan = "pro", companies: Iterable[str] | None = None
    ) -> str:
        """Issue a token.

        Args:
            scopes: The scopes of the token. None means all.
            plan: The plan of the companies, as this token sees them.
            companies: Slugs or sqids of the companies that its user belongs to. None means the first two.

        Returns:
            The token.

        Raises:
            ValueError: There is no such plan or company.
        """
        return self._tokens.issue(scopes, plan, companies)

    def client(
        self,
        scopes: Iterable[str] | None = None,
        plan: Plan = "pro",
        companies: Iterable[str] | None = None,
        **client_options: Any,
    ) -> AnimoClient:
        """Return a client that calls this sandbox without a socket. The sandbox closes it on exit.

        Args:
            scopes: As for `token`.
            plan: As for `token`.
            companies: As for `token`.
            **client_options: Further arguments of `AnimoClient`.

        Returns:
            The client.
        """
        options: dict[str, Any] = {
            "base_url": f"http://sandbox{PREFIX}",
            "transport": httpx.ASGITransport(self.app),
            **client_options,
        }
        client = AnimoClient(self.token(scopes, plan, companies), **options)
        if not self._pauses:
            client._requester = client._requester.with_jitter(_no_jitter)
        self._clients.append(client)
        return client

    def company_id(self, slug: str) -> str:
        """Return the sqid of a company, even if it is not listed.

        Args:
            slug: The slug of the company.

        Returns:
            The sqid.

        Raises:
            KeyError: There is no such company.
        """
        return {company.slug: company.id for company in self._world.companies}[slug]

    def mark_paid(self, order: str | models.Order) -> None:
        """Set `paid_at`, as Mollie's confirmation does. Does nothing to a free or paid order.

        Args:
            order: The order or its sqid.

        Raises:
            KeyError: There is no such order.
        """
        self._world.pay(self._world.orders()[order if isinstance(order, str) else order.id])

    def fail(self, status: int, times: int = 1, delay: float = 0) -> None:
        """Make the next requests to the API fail. The body is JSON, or HTML for 502, 503 and 504.

        Args:
            status: The status of the responses. A 429 has `Retry-After: 1` if `pauses` is true.
            times: The number of requests that fail.
            delay: Seconds to wait before each response.

        Raises:
            ValueError: `status`, `times` (at most 1,000,000) or `delay` is out of range.
        """
        self._faults.add(status, times, delay)

    @asynccontextmanager
    async def serve(self, port: int = 0, host: str = "127.0.0.1") -> AsyncIterator[str]:
        """Serve this sandbox on a real socket, from a separate thread, so that any event loop can call it.

        Args:
            port: The port. 0 for a free one.
            host: The address to listen on.

        Yields:
            The base URL.
        """
        server = Server(self.app, host, port)
        try:
            yield server.origin + PREFIX
        finally:
            with anyio.CancelScope(shield=True):
                await anyio.to_thread.run_sync(server.stop)


def _in_utc(now: datetime) -> datetime:
    if not isinstance(now, datetime):
        raise TypeError(f"now must be a datetime, not {type(now).__name__}")
    if now.tzinfo is None or now.utcoffset() is None:
        raise ValueError("now must have a timezone, such as datetime(2027, 1, 1, tzinfo=UTC)")
    if not _YEARS[0] <= now.year <= _YEARS[1]:
        raise ValueError(f"the year of now must be between {_YEARS[0]} and {_YEARS[1]}, not {now.year}")
    return now.astimezone(UTC)


def _checked_token(token: str) -> str:
    # The error does not contain the token, because it may be a real one.
    if not re.fullmatch(r"[\x21-\x7e]+", token):
        raise ValueError("token must be ASCII text without spaces, and not empty")
    return token


def _no_jitter() -> float:
    return 0.0
