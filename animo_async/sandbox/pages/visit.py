"""A visitor before a page: what was asked, and what this visitor did before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from animo_async.sandbox.answers import not_found
from animo_async.sandbox.state import Company, Event, World

T = TypeVar("T")


class ElsewhereError(Exception):
    """This page is not for this visitor: another one is, whose address is given."""


@dataclass
class Site:
    """All that the pages show. `visitors` has, by cookie, where each signed up: page address → order or email."""

    world: World
    mollie: bool
    visitors: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass
class Visit:
    """A request. `sent` is the form that came with it, None where the page is only looked at."""

    site: Site
    params: Mapping[str, str]
    query: Mapping[str, str]
    sent: Mapping[str, str] | None
    signups: dict[str, str]

    def company(self) -> Company:
        """The company in the address."""
        return self.find("company", self.site.world.companies, "slug")

    def event(self) -> Event:
        """The event in the address."""
        return self.find("event", self.company().events, "id")

    def signup(self, base: str) -> str:
        """What this visitor left at a base page; who left nothing is sent back there."""
        if base not in self.signups:
            raise ElsewhereError(base)
        return self.signups[base]

    def find(self, what: str, items: Iterable[T], key: str) -> T:
        """Return the item that the address names, or raise a 404."""
        wanted = self.params[what]
        found = next((item for item in items if getattr(item, key) == wanted), None)
        if found is None:
            raise not_found(what)
        return found
