"""What an endpoint is given and what it gives back: no HTTP on either side."""

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
    """A bad answer: its status and message."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(status, message)


def not_found(what: str) -> RefusedError:
    """The 404 for something that the path names and that is not there."""
    return RefusedError(404, f"There is no such {what}.")


class Upload(NamedTuple):
    """A file that came with a form."""

    name: str
    content_type: str


class Answer(NamedTuple):
    """A good answer."""

    body: Json
    status: int = 200


@dataclass
class Call:
    """A request that passed the gates. `url` has no query; `entered` is the company of the path, if it names one."""

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
            raise LookupError(f"{self.url} is not below a company")
        return self.entered

    @property
    def body(self) -> Json:
        """What was sent. Laravel would take a body that it cannot read for an empty one; here it is refused."""
        if self.sent is None:
            message = "The body must be a JSON object."
            raise InvalidBodyError({"body": [message]})
        return self.sent

    def find(self, what: str, items: Iterable[T], key: Callable[[T], str]) -> T:
        """The one that the path names, or a 404."""
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
    """The envelope of a resource."""
    return Answer({"data": content}, status)


def paginated(call: Call, items: Sequence[T], show: Callable[[T], Json]) -> Answer:
    """One page of items in Laravel's envelope."""
    asked = call.query.get("page", "")
    # What is no page number counts as 1, and links repeat no other parameter: both as in Laravel.
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
