"""The base classes of the resources, which call operations and list items."""

from __future__ import annotations

from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from animo_async._http.requester import Requester
from animo_async.pagination import Envelope, Listing, Pager
from animo_v1.operation import Operation

P = ParamSpec("P")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Response(Protocol[T_co]):
    """A generated response model: the resource is under `data`."""

    @property
    def data(self) -> T_co: ...


class Resource:
    """The operations of one page of Animo's documentation.

    Every request may raise `APIStatusError`, `APIConnectionError` or `ResponseFormatError`. Each method lists its
    additional errors.

    Args:
        requester: Sends the requests.
        path: The path arguments that all operations start with: the company's sqid, then the event's slug if there is
            one.
    """

    def __init__(self, requester: Requester, *path: str) -> None:
        self._requester = requester
        self._path = path

    async def _run(self, operation: Operation[..., Any], /, *args: Any, **kwargs: Any) -> None:
        """Run an operation and ignore its response body."""
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
        """Return a pager over a list operation. The attribute `key` identifies an item."""
        return Pager(Listing(self._requester, operation, self._path, query, key), first_page, concurrency)


class CompanyResource(Resource):
    """The operations of a company: their first path argument is its sqid."""

    async def _fetch(
        self, operation: Operation[Concatenate[str, P], Response[T]], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run an operation and return its `data`."""
        (company,) = self._path
        return (await self._requester.call(operation, company, *args, **kwargs)).data


class EventResource(Resource):
    """The operations of an event: their first path arguments are the company's sqid and the event's slug."""

    async def _fetch(
        self, operation: Operation[Concatenate[str, str, P], Response[T]], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run an operation and return its `data`."""
        company, event = self._path
        return (await self._requester.call(operation, company, event, *args, **kwargs)).data


def flag(value: bool) -> str | None:  # noqa: FBT001 - it converts a bool
    """Return a query flag as Laravel reads it: `1`, or None to send nothing."""
    return "1" if value else None
