"""Call the client from code that is not async, such as a Django view, a Flask app or a script.

    pip install ../..
    ANIMO_TOKEN=... python from_sync_code.py

One event loop runs in its own thread for the whole process, and the client in that loop. So connections are reused, and
any number of threads may call. `asyncio.run` for each call would open new connections each time, and does not work
inside a running loop. Set ANIMO_COMPANY (a slug) if the token sees several companies.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from anyio.from_thread import BlockingPortal, start_blocking_portal

from animo_async import AnimoClient, CompanyClient
from animo_async.models import Event


class BlockingAnimo:
    """The calls that this program needs, each of which waits for its result."""

    def __init__(self, portal: BlockingPortal, acme: CompanyClient) -> None:
        self._portal = portal
        self._acme = acme

    def events(self, q: str | None = None) -> list[Event]:
        """List the events."""
        return self._portal.call(self._acme.events.list(q=q).collect)

    def event(self, slug: str) -> Event:
        """Get one event."""
        return self._portal.call(self._acme.events.get, slug)


@contextmanager
def blocking_animo() -> Iterator[BlockingAnimo]:
    """Open the client. Do this once, when the process starts (in gunicorn: in each worker)."""
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(AnimoClient()) as animo:
        yield BlockingAnimo(portal, portal.call(animo.find_company, os.environ.get("ANIMO_COMPANY")))


def main() -> None:
    """Print the events."""
    with blocking_animo() as animo:
        for event in animo.events():
            print(event.id, event.name)


if __name__ == "__main__":
    main()
