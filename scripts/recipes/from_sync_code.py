"""Call the client from code that is not async, such as a Django view, a Flask app or a script.

    pip install ../..
    ANIMO_TOKEN=... python from_sync_code.py

One event loop runs in a background thread for the whole process, and the client runs in that loop. Connections are
therefore reused, and any thread can make calls. Calling `asyncio.run` each time would open new connections for every
call, and fails inside a running loop. Set ANIMO_COMPANY (a slug) if the token has access to several companies.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from anyio.from_thread import BlockingPortal, start_blocking_portal

from animo_async import AnimoClient, CompanyClient
from animo_async.models import Event


class BlockingAnimo:
    """Blocking versions of the calls that this program needs."""

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
