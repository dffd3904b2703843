"""A request for a page, and what its visitor registered earlier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from animo_async.sandbox.answers import not_found
from animo_async.sandbox.state import Company, Event, World

T = TypeVar("T")


class ElsewhereError(Exception):
    """The visitor must be redirected to another page."""


@dataclass
class Site:
    """The data of the pages. `visitors[cookie][path]` is the order id or email that was registered on that page."""

    world: World
    mollie: bool
    visitors: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass
class Visit:
    """A request. `sent` is the submitted form, or None."""

    site: Site
    params: Mapping[str, str]
    query: Mapping[str, str]
    sent: Mapping[str, str] | None
    signups: dict[str, str]

    def company(self) -> Company:
        """Return the company in the URL."""
        return self.find("company", self.site.world.companies, "slug")

    def event(self) -> Event:
        """Return the event in the URL."""
        return self.find("event", self.company().events, "id")

    def signup(self, base: str) -> str:
        """Return the order id or email that this visitor registered at a base page, or redirect there if none."""
        if base not in self.signups:
            raise ElsewhereError(base)
        return self.signups[base]

    def find(self, what: str, items: Iterable[T], key: str) -> T:
        """Return the item in the URL, or raise a 404."""
        wanted = self.params[what]
        found = next((item for item in items if getattr(item, key) == wanted), None)
        if found is None:
            raise not_found(what)
        return found
