"""The state of the sandbox: records in memory, a clock, and identifiers that are the same in each run."""

from __future__ import annotations

import random
import string
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import cycle
from typing import Any

Json = dict[str, Any]

# Fractions of a second, with the numbers of digits seen in real responses.
FRACTIONS = (".000", ".000000", ".4040", ".011", ".088")


def shown(moment: datetime, fraction: str) -> str:
    """Format a time in UTC as Animo does."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}{fraction}+00:00"


class Clock:
    """A clock that moves only when it is read, so that two sandboxes that start at the same time show the same times.

    Args:
        start: The time at which the clock starts, in UTC.
        step: How far each reading moves the clock.
    """

    def __init__(self, start: datetime, step: timedelta = timedelta(seconds=67)) -> None:
        self._now = start
        self._step = step
        self._fractions = cycle(FRACTIONS)

    def stamp(self) -> str:
        """Return the time in Animo's format, a little later at each call."""
        self._now += self._step
        return shown(self._now, next(self._fractions))


class Calendar:
    """Computes dates relative to the start of a sandbox.

    Args:
        now: The time at which the sandbox starts, in UTC.
    """

    def __init__(self, now: datetime) -> None:
        self._monday = datetime.combine(now.date() - timedelta(days=now.weekday()), time(), UTC)

    def at(self, weeks: int, weekday: int, hour: int, minute: int = 0) -> datetime:
        """Return a time in the week that is `weeks` weeks after the starting week. Weekday 0 is Monday."""
        return self._monday + timedelta(weeks=weeks, days=weekday, hours=hour, minutes=minute)


class Ids:
    """Generates identifiers from a seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def sqid(self) -> str:
        """Return a short opaque identifier."""
        return self.secret(8)

    def secret(self, length: int = 40) -> str:
        """Return a random alphanumeric secret."""
        return "".join(self._random.choices(string.ascii_letters + string.digits, k=length))

    def uuid(self) -> str:
        """Return a version 4 UUID."""
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))


@dataclass
class Form:
    """A form. Its fields are stored as responses show them."""

    id: str
    name: str
    created_at: str
    fields: list[Json] = field(default_factory=list)


@dataclass
class Activation:
    """A page that collects leads."""

    id: str
    title: str
    status: str
    created_at: str
    type: str = "Form"
    redirect_url: str | None = None
    form: Form | None = None
    # The event that the activation is attached to. It is not part of any response.
    event: Event | None = None


@dataclass
class Cohost:
    """Another host of an event."""

    id: str
    name: str
    privacy_policy: str | None = None
    position: int = 1


@dataclass
class Page:
    """The content of the public page of an event."""

    tagline: str | None = None
    description: str | None = None
    support_email: str | None = None
    header_image: str | None = None
    show_attendees: bool = False
    unsplash_data: Json | None = None


@dataclass
class TicketType:
    """A kind of ticket."""

    slug: str
    name: str
    description: str | None = None
    price: str = "0"
    currency: str = "EUR"
    vat_percentage: str = "21"
    availability: int = 100
    approval_required: bool = False
    form: Form | None = None


@dataclass
class Order:
    """A registration. `state` (`pending`, `approved`, `rejected`) is not part of any response."""

    id: str
    ticket_type: TicketType
    quantity: int
    first_name: str
    last_name: str
    email: str
    country: str
    is_business: bool
    unit_amount: int
    currency: str
    vat_percentage: str
    created_at: str
    lead_id: str
    state: str = "approved"
    paid_at: str | None = None
    answers: Json | None = None


@dataclass
class Event:
    """An event. Dates are stored as responses show them. Place names are resolved when the event is rendered."""

    id: str
    name: str
    date_start: str
    date_end: str
    created_at: str
    attendance_mode: str
    company_role: str
    locale: str
    timezone: str | None = None
    privacy_policy: str | None = None
    requires_ticket_assignment: bool = False
    city: str | None = None
    province: str | None = None
    country: str | None = None
    google_place_id: str | None = None
    venue: str | None = None
    venue_address: str | None = None
    venue_google_place_id: str | None = None
    tax_country: str | None = None
    cohosts: list[Cohost] = field(default_factory=list)
    page: Page | None = None
    messages: dict[str, dict[str, str]] = field(default_factory=dict)
    ticket_types: list[TicketType] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)


@dataclass
class Webhook:
    """A webhook."""

    id: str
    name: str
    token: str
    url: str
    events: list[str]
    created_at: str


@dataclass
class Company:
    """A company and all its records. `profile` is the company as the API shows it."""

    id: str
    slug: str
    profile: Json
    activations: list[Activation] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    webhooks: list[Webhook] = field(default_factory=list)


@dataclass
class World:
    """All data: one user, the companies, and the slugs of the companies that the user belongs to."""

    clock: Clock
    calendar: Calendar
    ids: Ids
    user: Json = field(default_factory=dict)
    companies: list[Company] = field(default_factory=list)
    memberships: frozenset[str] = frozenset()

    def orders(self) -> dict[str, Order]:
        """Return all orders, by identifier."""
        return {order.id: order for company in self.companies for event in company.events for order in event.orders}

    def pay(self, order: Order) -> None:
        """Set `paid_at`, as Mollie's confirmation does. Does nothing to a free or paid order."""
        if order.unit_amount and order.paid_at is None:
            order.paid_at = self.clock.stamp()
