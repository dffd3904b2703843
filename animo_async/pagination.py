"""Lists that come in pages: one object for items, pages, and the whole."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import AsyncIterator, Generator, Iterator
from dataclasses import dataclass
from itertools import takewhile
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

import anyio

from animo_v1.operation import Operation
from animo_v1.types import UNSET, Unset

from ._http.options import check_whole
from .errors import PaginationDriftError, ResponseFormatError

if TYPE_CHECKING:
    from animo_v1.models import PageMeta

    from ._http.requester import Requester

logger = logging.getLogger("animo_async")

T = TypeVar("T")


_PASSES = 3
_CONCURRENCY = 4
_MOST_AHEAD = 4  # times the concurrency: what bounds the memory


class Envelope(Protocol[T]):
    """What a list operation answers with: the items, and where the page stands, which the API may leave out."""

    @property
    def data(self) -> list[T]: ...  # noqa: D102
    @property
    def meta(self) -> PageMeta | Unset | None: ...  # noqa: D102


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list, as served.

    Attributes:
        items: What is on it.
        number: Which page, from 1.
        last: The last page, as far as was known when this one was served.
        per_page: How many items a page has; None where the API sent no meta.
        total: How many items all pages have; None where the API sent no meta.
    """

    items: list[T]
    number: int
    last: int
    per_page: int | None = None
    total: int | None = None

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


class Listing(Generic[T]):
    """A list operation with its arguments.

    Args:
        requester: Sends the requests.
        operation: The list operation.
        arguments: Its path arguments.
        query: Its query, without the page.
        key: The attribute that tells items apart.
    """

    def __init__(
        self,
        requester: Requester,
        operation: Operation[..., Envelope[T]],
        arguments: tuple[str, ...],
        query: dict[str, str | None],
        key: str,
    ) -> None:
        self._requester = requester
        self._operation = operation
        self._arguments = arguments
        self._query = query
        self.identify = attrgetter(key)
        self.path = operation.request(*arguments, **query).path
        self.max_concurrency = requester.max_concurrency

    @property
    def where(self) -> dict[str, Any]:
        """Method, path and operation, for errors."""
        return {"method": "GET", "path": self.path, "operation": self._operation.info.id}

    async def page(self, number: int) -> Page[T]:
        """Fetch one page."""
        page = {} if number == 1 else {"page": number}  # the API documents the first page without a number
        envelope = await self._requester.call(self._operation, *self._arguments, **self._query, **page)
        meta = envelope.meta
        if meta is UNSET or meta is None:
            return Page(envelope.data, number, number)
        for name in ("last_page", "per_page", "total"):
            if type(getattr(meta, name)) is not int:
                raise ResponseFormatError(reason="expected a whole number", field=f"meta.{name}", **self.where)
        return Page(envelope.data, number, meta.last_page, meta.per_page, meta.total)


class Pager(Generic[T]):
    """A list that is fetched page by page, a few pages ahead of what is read.

    `async for item in pager` gives items, each once; `await pager` the first page; `async for page in pager.pages()`
    the pages as served; `await pager.collect()` all items at once. Each of them is a new pass over the list. Several
    tasks may read one iterator: each item goes to one of them.

    While a list is read it may change. An item that moved to a later page and is seen again is delivered once. A total
    or a last page that changes, or an item seen twice, sets `drifted`; the pass goes on to the newest last page.
    Changes that balance out, such as one item gone and another come, cannot be seen.

    Rests on the page "Conventions: Pagination" of Animo's documentation. Any of them may raise what a request raises,
    after the items of the pages before have been delivered.
    """

    def __init__(self, listing: Listing[T], first_page: int, concurrency: int | None) -> None:
        check_whole("first_page", first_page, 1)
        if concurrency is not None:
            check_whole("concurrency", concurrency, 1)
        self._listing = listing
        self._first_page = first_page
        # More would only wait in the client's queue, at the expense of their deadlines.
        self._concurrency = min(_CONCURRENCY if concurrency is None else concurrency, listing.max_concurrency)
        self._last_pass: _Pass[T] | None = None

    @property
    def drifted(self) -> bool:
        """Whether the list was seen to change during the last pass."""
        return self._last_pass is not None and self._last_pass.drifted

    def __await__(self) -> Generator[Any, Any, Page[T]]:
        return self._new_pass().__anext__().__await__()

    def __aiter__(self) -> AsyncIterator[T]:
        return _Items(self._new_pass())

    def pages(self) -> AsyncIterator[Page[T]]:
        """Return an iterator of the pages as served, duplicates included."""
        return self._new_pass()

    async def collect(self, consistent: bool = False) -> list[T]:  # noqa: FBT001, FBT002 - reads well by name or alone
        """Read the whole list.

        Args:
            consistent: Read again, three times at most, until a pass saw no change.

        Returns:
            All items, each once.

        Raises:
            PaginationDriftError: With `consistent`, when the list changed during every pass.
        """
        for _ in range(_PASSES if consistent else 1):
            reading = self._new_pass()
            items = [item async for item in _Items(reading)]
            if not (consistent and reading.drifted):
                return items
        raise PaginationDriftError(passes=_PASSES, **self._listing.where)

    def _new_pass(self) -> _Pass[T]:
        self._last_pass = _Pass(self._listing, self._first_page, self._concurrency)
        return self._last_pass


class _Pass(AsyncIterator[Page[T]]):
    """One reading of the list. Pages are fetched a few at a time, ahead of the one that is delivered.

    The tasks that fetch them are over before any page is delivered (PEP 789), so a pass can be left anywhere. It is a
    class, not a generator, for the same reason: there is nothing to clean up. Several tasks may read it, in turns.
    """

    def __init__(self, listing: Listing[T], first_page: int, concurrency: int) -> None:
        self._listing = listing
        self._concurrency = concurrency
        self._refill = 2 * concurrency
        self._next = first_page
        self._last: int | None = None
        self._ready: deque[Page[T] | Exception] = deque()
        self._seen: set[object] = set()
        self._previous: Page[T] | None = None
        self.lock = anyio.Lock(fast_acquire=True)
        self.fresh: list[T] = []  # the items of the page just delivered that no page before had
        self.drifted = False

    async def __anext__(self) -> Page[T]:
        async with self.lock:
            return await self.next_page()

    async def next_page(self) -> Page[T]:
        """Return the next page, to whoever holds the lock."""
        before = self._previous
        if self._last is not None and self._next > self._last:
            raise StopAsyncIteration
        if not self._ready:
            await self._fetch_ahead()
        page = self._ready.popleft()
        if isinstance(page, Exception):  # whoever goes on, begins with the page that failed
            self._ready.clear()
            raise page
        self._next += 1
        self._previous = page
        if self._last is None or page.total is not None:  # a page without meta does not end a list that has more
            self._last = page.last
        if before is not None and (before.total, before.last) != (page.total, page.last):
            self._drift(f"{before.total} items on {before.last} pages became {page.total} on {page.last}")
        self.fresh = [item for item in page.items if self._is_new(item)]
        return page

    async def _fetch_ahead(self) -> None:
        """Fetch the next pages: the first, which tells how many there are, then a few, then many at a time.

        After a few pages whoever reads on wants the rest. Each fetch costs the time for the last answers to trickle in.
        """
        if self._last is not None and self._concurrency > 1:
            await self._fetch(range(self._next, min(self._next + self._refill, self._last + 1)))
            self._refill = _MOST_AHEAD * self._concurrency
        if not self._ready:  # also when what they wait for, such as a token, was cancelled under them
            self._ready.append(await self._listing.page(self._next))

    async def _fetch(self, numbers: range) -> None:
        """Fetch pages side by side; those before a gap are ready, whatever ends it."""
        waiting = iter(numbers)
        scopes: dict[int, anyio.CancelScope] = {}
        fetched: dict[int, Page[T] | Exception] = {}

        async def fetch() -> None:
            for number in waiting:
                with anyio.CancelScope() as scopes[number]:
                    try:
                        fetched[number] = await self._listing.page(number)
                    except Exception as error:  # noqa: BLE001 - raised in its turn, when the pages before are delivered
                        fetched[number] = error
                        deque(waiting, maxlen=0)  # there is no use for those after it
                        for later in range(number + 1, numbers.stop):
                            if later in scopes:
                                scopes[later].cancel()

        try:
            async with anyio.create_task_group() as tasks:
                for _ in numbers[: self._concurrency]:
                    tasks.start_soon(fetch)
        except BaseExceptionGroup as group:  # an interrupt: nothing else leaves a task
            interrupt, *more = group.exceptions
            if more:
                raise
            raise interrupt from None
        finally:
            self._ready.extend(fetched[number] for number in takewhile(fetched.__contains__, numbers))

    def _is_new(self, item: T) -> bool:
        key = self._listing.identify(item)
        if not isinstance(key, str):  # nothing to tell it by
            return True
        if key in self._seen:
            self._drift(f"{key} was listed twice")
            return False
        self._seen.add(key)
        return True

    def _drift(self, what: str) -> None:
        self.drifted = True
        logger.info("GET %s changed while it was read: %s", self._listing.path, what)


class _Items(AsyncIterator[T]):
    """The items of a pass, each once."""

    def __init__(self, reading: _Pass[T]) -> None:
        self._reading = reading
        self._items: deque[T] = deque()

    async def __anext__(self) -> T:
        while not self._items:
            async with self._reading.lock:
                if not self._items:  # else another task has fetched some meanwhile
                    await self._reading.next_page()
                    self._items.extend(self._reading.fresh)
        return self._items.popleft()
