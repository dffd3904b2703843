"""Paginated lists. A pager yields items or pages, or returns the whole list."""

from __future__ import annotations

import logging
import re
from abc import abstractmethod
from collections import deque
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from dataclasses import dataclass
from itertools import takewhile
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

import anyio

from animo_v1.operation import Operation
from animo_v1.types import UNSET

from ._http.options import check_whole
from .errors import PaginationDriftError, ResponseFormatError, printable

if TYPE_CHECKING:
    from animo_v1.models import PageMeta

    from ._http.requester import Requester

logger: logging.Logger = logging.getLogger("animo_async")

T = TypeVar("T")


_PASSES = 3
_CONCURRENCY = 4
_EMPTY_PAGES = 3  # a pass ends after this many in a row
_MOST_AHEAD = 4  # times the concurrency; limits the pages held in memory


class Envelope(Protocol[T]):
    """The response of a list operation: the items, and `meta` with the position of the page if there are pages."""

    @property
    def data(self) -> list[T]: ...  # noqa: D102


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list, as the API returned it.

    Attributes:
        items: Its items.
        number: Its number, from 1.
        last: The number of the last page, as reported with this page.
        per_page: Number of items per page. None if the API sent no meta.
        total: Number of items on all pages. None if the API sent no meta.
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
        key: The attribute that identifies an item.
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
        self.identify: Callable[[Any], Any] = attrgetter(key)
        self.path: str = operation.request(*arguments).path
        self.max_concurrency: int = requester.max_concurrency

    @property
    def where(self) -> dict[str, Any]:
        """Method, path and operation, for errors."""
        return {"method": "GET", "path": self.path, "operation": self._operation.info.id}

    async def page(self, number: int) -> Page[T]:
        """Fetch one page."""
        page = {} if number == 1 else {"page": number}  # as in the API's documentation
        envelope = await self._requester.call(self._operation, *self._arguments, **self._query, **page)
        meta = getattr(envelope, "meta", None)  # a list without pages has no meta
        if meta is UNSET or meta is None:
            return Page(envelope.data, number, number)
        last, per_page, total = (self._whole(meta, name) for name in ("last_page", "per_page", "total"))
        return Page(envelope.data, number, last, per_page, total)

    def _whole(self, meta: PageMeta, name: str) -> int:
        """Return a number from the meta. Laravel returns a number from the query as a string."""
        value: object = getattr(meta, name)
        if isinstance(value, str) and re.fullmatch(r"\d{1,15}", value, re.ASCII):
            return int(value)
        if isinstance(value, float) and value.is_integer():
            return int(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        raise ResponseFormatError(reason="expected a whole number", field=f"meta.{name}", **self.where)


class Pager(Generic[T]):
    """A list that is fetched page by page, a few pages ahead of the reader.

    - `async for item in pager` yields each item once.
    - `await pager` returns the first page.
    - `async for page in pager.pages()` yields the pages as the API returned them.
    - `await pager.collect()` returns all items.

    Each of these is a new pass over the list. Several tasks may read one iterator; each item goes to one of them.

    The list may change during a pass. An item that is seen again on a later page is delivered once. `drifted` is set if
    the total or the last page changes, if an item appears twice, or if there are fewer items than the total. The pass
    continues to the last page that was reported most recently. After several empty pages in a row, the pass ends, and
    `drifted` is set. Changes that cancel each other out, such as one item removed and another added, cannot be
    detected.

    If a page cannot be fetched, the items of the pages before it are delivered first. Then the error is raised.

    Animo's documentation: Conventions ("Pagination").
    """

    def __init__(self, listing: Listing[T], first_page: int, concurrency: int | None) -> None:
        check_whole("first_page", first_page, 1)
        if concurrency is not None:
            check_whole("concurrency", concurrency, 1)
        self._listing = listing
        self._first_page = first_page
        # More pages would only wait for a slot while their deadlines run.
        self._concurrency = min(_CONCURRENCY if concurrency is None else concurrency, listing.max_concurrency)
        self._last_pass: _Pass[T] | None = None

    @property
    def drifted(self) -> bool:
        """True if the list changed during the last pass, or if the pass delivered fewer items than the total."""
        return self._last_pass is not None and self._last_pass.drifted

    def __await__(self) -> Generator[Any, Any, Page[T]]:
        return self._new_pass().__anext__().__await__()

    def __aiter__(self) -> PagerIterator[T]:
        return _Items(self._new_pass())

    def pages(self) -> PagerIterator[Page[T]]:
        """Return an iterator of the pages as the API returned them, including duplicates."""
        return self._new_pass()

    async def collect(self, consistent: bool = False) -> list[T]:  # noqa: FBT001, FBT002 - public API
        """Read the whole list.

        Args:
            consistent: True to read the list again until it does not change during a pass, three times at most.

        Returns:
            All items, each once.

        Raises:
            PaginationDriftError: `consistent` is True and the list changed during every pass.
        """
        for _ in range(_PASSES):
            reading = self._new_pass()
            items = [item async for item in _Items(reading)]
            if not (consistent and reading.drifted):
                return items
        raise PaginationDriftError(passes=_PASSES, **self._listing.where)

    def _new_pass(self) -> _Pass[T]:
        self._last_pass = _Pass(self._listing, self._first_page, self._concurrency)
        return self._last_pass


class PagerIterator(AsyncIterator[T]):
    """An iterator of a `Pager`. You can stop iterating at any point."""

    @abstractmethod
    async def aclose(self) -> None:
        """End the iteration. Calling this again does nothing."""


class _Pass(PagerIterator[Page[T]]):
    """One pass over the list. It fetches a few pages concurrently, ahead of the reader.

    The tasks that fetch pages end before a page is delivered (PEP 789), so a loop can be left at any point. This is a
    class and not a generator, so there is nothing to clean up. A lock lets several tasks read it.
    """

    def __init__(self, listing: Listing[T], first_page: int, concurrency: int) -> None:
        self._listing = listing
        self._concurrency = concurrency
        self._refill = 2 * concurrency
        self._next = first_page
        self._last: int | None = None
        self._ready: deque[Page[T] | Exception] = deque()
        self._seen: set[str] = set()
        self._delivered = 0
        self._empty_pages = 0
        self._first = first_page
        self._previous: Page[T] | None = None
        self.lock = anyio.Lock(fast_acquire=True)
        self.fresh: list[T] = []  # the items of the page just delivered that were on no earlier page
        self.drifted = False
        self.closed = False

    async def __anext__(self) -> Page[T]:
        async with self.lock:
            return await self.next_page()

    async def aclose(self) -> None:
        self.closed = True
        self._ready.clear()

    async def next_page(self) -> Page[T]:
        """Return the next page. The caller holds the lock."""
        before = self._previous
        if self.closed or (self._last is not None and self._next > self._last):
            raise StopAsyncIteration
        if not self._ready:
            await self._fetch_ahead()
            if self.closed:  # another task closed it
                raise StopAsyncIteration
        page = self._ready.popleft()
        if isinstance(page, Exception):  # reading on starts with the page that failed
            self._ready.clear()
            raise page
        self._next += 1
        self._previous = page
        if self._last is None or page.total is not None:  # a page without meta does not end a longer list
            self._last = page.last
        if before is not None and (before.total, before.last) != (page.total, page.last):
            self._drift(f"{before.total} items on {before.last} pages became {page.total} on {page.last}")
        self.fresh = [item for item in page.items if self._is_new(item)]
        self._delivered += len(self.fresh)
        self._check_complete(page)
        return page

    def _check_complete(self, page: Page[T]) -> None:
        """Detect a list that ends early, and stop reading a list that does not end."""
        self._empty_pages = 0 if page.items else self._empty_pages + 1
        if self._empty_pages >= _EMPTY_PAGES and self._last is not None and self._next <= self._last:
            self._drift(f"{self._empty_pages} empty pages in a row, although {self._last} pages were announced")
            self._last = page.number
            self._ready.clear()
        if page.total is None or page.per_page is None or self._last is None or self._next <= self._last:
            return
        expected = page.total - (self._first - 1) * page.per_page
        if self._delivered < expected:
            self._drift(f"{self._delivered} of {expected} items were delivered")

    async def _fetch_ahead(self) -> None:
        """Fetch the first page, then a few pages, then many at a time.

        A reader that continues after a few pages probably wants the rest. Later fetches are larger, because each one
        waits for its slowest page.
        """
        if self._last is not None and self._concurrency > 1:
            await self._fetch(range(self._next, min(self._next + self._refill, self._last + 1)))
            self._refill = _MOST_AHEAD * self._concurrency
        if not self._ready:  # also true if the tasks were cancelled while they waited, for example for a token
            self._ready.append(await self._listing.page(self._next))

    async def _fetch(self, numbers: range) -> None:
        """Fetch pages concurrently. The pages before the first missing one are always kept."""
        waiting = iter(numbers)
        scopes: dict[int, anyio.CancelScope] = {}
        fetched: dict[int, Page[T] | Exception] = {}

        async def fetch() -> None:
            for number in waiting:
                with anyio.CancelScope() as scopes[number]:
                    try:
                        fetched[number] = await self._listing.page(number)
                    except Exception as error:  # noqa: BLE001 - raised after the pages before it are delivered
                        fetched[number] = error
                        deque(waiting, maxlen=0)  # the pages after it are not needed
                        for later in range(number + 1, numbers.stop):
                            if later in scopes:
                                scopes[later].cancel()

        try:
            async with anyio.create_task_group() as tasks:
                for _ in numbers[: self._concurrency]:
                    tasks.start_soon(fetch)
        except BaseExceptionGroup as group:  # only interrupts such as KeyboardInterrupt leave a task
            interrupt, *more = group.exceptions
            if more:
                raise
            raise interrupt from None
        finally:
            self._ready.extend(fetched[number] for number in takewhile(fetched.__contains__, numbers))

    def _is_new(self, item: T) -> bool:
        value = self._listing.identify(item)
        if value is None or value is UNSET:
            return True
        key = repr(value)  # a list or a dict cannot be in a set, and True equals 1
        if key in self._seen:
            self._drift(f"{value} was listed twice")
            return False
        self._seen.add(key)
        return True

    def _drift(self, what: str) -> None:
        self.drifted = True
        logger.info("GET %s changed while it was read: %s", self._listing.path, printable(what))


class _Items(PagerIterator[T]):
    """The items of a pass, each once."""

    def __init__(self, reading: _Pass[T]) -> None:
        self._reading = reading
        self._items: deque[T] = deque()

    async def __anext__(self) -> T:
        while not self._items:
            async with self._reading.lock:
                if not self._items:  # another task may have fetched some
                    await self._reading.next_page()
                    self._items.extend(self._reading.fresh)
        return self._items.popleft()

    async def aclose(self) -> None:
        await self._reading.aclose()
        self._items.clear()
