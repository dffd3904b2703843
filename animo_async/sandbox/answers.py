"""The arguments and results of endpoints, without HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from animo_async.sandbox.state import Company, Event, Json, World
from animo_async.sandbox.validation import InvalidBodyError

if TYPE_CHECKING:
    from animo_async.sandbox.access import Grant

T = TypeVar("T")
PER_PAGE = 15


class RefusedError(Exception):
    """An error response: its status and message."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(status, message)


def not_found(what: str) -> RefusedError:
    """Return the 404 error for an item in the path that does not exist."""
    return RefusedError(404, f"There is no such {what}.")


class Upload(NamedTuple):
    """An uploaded file."""

    name: str
    content_type: str


class Answer(NamedTuple):
    """A successful response."""

    body: Json
    status: int = 200


@dataclass
class Call:
    """A request that passed the access checks. `entered` is the company in the path, if there is one."""

    world: World
    grant: Grant
    url: str
    params: Mapping[str, str]
    query: Mapping[str, str]
    entered: Company | None
    sent: Json | None
    upload: Upload | None

    @property
    def company(self) -> Company:
        """The company in the path."""
        if self.entered is None:
            raise LookupError(f"{self.url} has no company in its path")
        return self.entered

    @property
    def body(self) -> Json:
        """The decoded body. Laravel treats an unreadable body as empty, but the sandbox refuses it."""
        if self.sent is None:
            message = "The body must be a JSON object."
            raise InvalidBodyError({"body": [message]})
        return self.sent

    def find(self, what: str, items: Iterable[T], key: Callable[[T], str]) -> T:
        """Return the item that the path names, or raise a 404."""
        wanted = self.params[what]
        for item in items:
            if key(item) == wanted:
                return item
        raise not_found(re.sub("[A-Z]", lambda capital: f" {capital[0].lower()}", what))

    def event(self) -> Event:
        """The event in the path."""
        return self.find("event", self.company.events, lambda event: event.id)

    def organizing_event(self) -> Event:
        """The event in the path, which the company must organize."""
        organizing = (event for event in self.company.events if event.company_role == "organizing")
        return self.find("organizingEvent", organizing, lambda event: event.id)


Endpoint = Callable[[Call], Answer]


def data(content: Json | list[Json], status: int = 200) -> Answer:
    """Return a resource in its envelope."""
    return Answer({"data": content}, status)


def paginated(call: Call, items: Sequence[T], show: Callable[[T], Json]) -> Answer:
    """Return one page of items in Laravel's envelope."""
    asked = call.query.get("page", "")
    # As in Laravel, an invalid page number counts as 1, and links contain no other parameter.
    page = int(asked) if re.fullmatch(r"[1-9]\d{0,8}", asked, re.ASCII) else 1
    last = max(1, -(-len(items) // PER_PAGE))
    start = (page - 1) * PER_PAGE
    shown = [show(item) for item in items[start : start + PER_PAGE]]
    return Answer(
        {
            "data": shown,
            "links": {
                "first": f"{call.url}?page=1",
                "last": f"{call.url}?page={last}",
                "prev": f"{call.url}?page={page - 1}" if page > 1 else None,
                "next": f"{call.url}?page={page + 1}" if page < last else None,
            },
            "meta": {
                "current_page": page,
                "from": start + 1 if shown else None,
                "last_page": last,
                "per_page": PER_PAGE,
                "to": start + len(shown) if shown else None,
                "total": len(items),
            },
        }
    )
