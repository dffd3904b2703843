"""What all resources share: where they are, one call that returns the data, and one way to list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from animo_async.pagination import Listing, Pager

if TYPE_CHECKING:
    from animo_async._http.requester import Requester
    from animo_async.pagination import Envelope
    from animo_v1.operation import Operation

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Response(Protocol[T_co]):
    """A generated response model: the resource is under `data`."""

    @property
    def data(self) -> T_co: ...


class Resource:
    """The operations of one page of Animo's documentation, for one company or one of its events.

    Args:
        requester: Sends the requests.
        path: The first path arguments of every operation: the company's sqid, and the event's slug where there is one.
    """

    def __init__(self, requester: Requester, *path: str) -> None:
        self._requester = requester
        self._path = path

    async def _fetch(self, operation: Operation[..., Response[T]], /, *args: Any, **kwargs: Any) -> T:
        """Run an operation and return its `data`."""
        return (await self._requester.call(operation, *self._path, *args, **kwargs)).data

    async def _run(self, operation: Operation[..., Any], /, *args: Any, **kwargs: Any) -> None:
        """Run an operation whose response body does not matter."""
        request = operation.request(*self._path, *args, **kwargs)
        await self._requester.send(operation.info.method, request, operation.info)

    def _list(
        self,
        operation: Operation[..., Envelope[T]],
        *,
        first_page: int,
        concurrency: int | None,
        key: str = "id",
        **query: str | None,
    ) -> Pager[T]:
        """Return a pager over a list operation. The attribute `key` tells its items apart."""
        return Pager(Listing(self._requester, operation, self._path, query, key), first_page, concurrency)


def flag(value: bool) -> str | None:  # noqa: FBT001 - it converts one
    """Return a query flag as Laravel reads it: `1`, or nothing."""
    return "1" if value else None
