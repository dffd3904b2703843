"""The events of the first company: one with all features, and a long programme."""

from __future__ import annotations

from datetime import timedelta
from itertools import cycle, islice

from animo_async.sandbox.endpoints.orders import total
from animo_async.sandbox.slugs import unique_slug
from animo_async.sandbox.state import FRACTIONS, Cohost, Event, Form, Order, Page, TicketType, World, shown

_FIRST_NAMES = ("Ada", "Bram", "Chiara", "Daan", "Elif", "Femke", "Goran", "Hana", "Ilse", "João", "Karim")
_LAST_NAMES = ("Bakker", "Costa", "Dekker", "Eriksen", "Fischer", "García", "Hughes", "İnan", "Jonker")
_COUNTRIES = ("NL", "BE", "DE", "PT", "UY")
_PLACES = (
    ("Amsterdam", "Noord-Holland", "Netherlands", "Felix Meritis"),
    ("Utrecht", "Utrecht", "Netherlands", "De Helling"),
    ("Berlin", "Berlin", "Germany", "Silent Green"),
    ("Lisbon", "Lisboa", "Portugal", "Casa do Capitão"),
    ("Montevideo", "Montevideo", "Uruguay", "Sala Zitarrosa"),
)
_KINDS = ("Demo Night", "Founders Breakfast", "Hands-on Clinic", "Demo Lab", "Hiring Fair")
_PROGRAMME_LENGTH = 58
_WEEKS_AGO = 16  # the programme started this many weeks before now
_ORDERS = 53


def main_event(world: World, form: Form) -> Event:
    """Return an event with a page, cohosts, every kind of ticket type, and orders in every state."""
    event = Event(
        id="ai-demo-days-2026",
        name="AI Demo Days 2026",
        date_start=shown(world.calendar.at(8, 3, 9), ".000"),
        date_end=shown(world.calendar.at(8, 4, 18), ".000000"),
        created_at=world.clock.stamp(),
        attendance_mode="offline",
        company_role="organizing",
        locale="en",
        timezone="Europe/Amsterdam",
        privacy_policy="https://aidemodays.example/privacy",
        requires_ticket_assignment=True,
        city="Amsterdam",
        province="Noord-Holland",
        country="Netherlands",
        venue="Beurs van Berlage",
        venue_address="Damrak 243",
        tax_country="NL",
        page=Page(
            tagline="Two days of things that work",
            description="<h2>What to expect</h2><p>Forty demos, no slides.</p><script>track()</script>",
            support_email="help@aidemodays.example",
            header_image="https://media.sandbox.example/ai-demo-days-2026.jpg",
            show_attendees=True,
        ),
    )
    event.cohosts = [
        Cohost(world.ids.sqid(), "Model Makers", "https://modelmakers.example/privacy", 1),
        Cohost(world.ids.sqid(), "Stichting Beurs", None, 2),
    ]
    event.ticket_types = [
        TicketType("community", "Community", "Free while they last.", availability=200),
        TicketType("regular", "Regular", "Two days, lunch included.", "149.00", availability=300, form=form),
        TicketType("press", "Press", "We review each request.", availability=60, approval_required=True),
        TicketType("investor", "Investor", None, "495.50", availability=40, approval_required=True, form=form),
    ]
    people = zip(cycle(_FIRST_NAMES), cycle(_LAST_NAMES), cycle(_COUNTRIES), strict=False)
    for number, person in enumerate(islice(people, _ORDERS)):
        event.orders.append(_order(world, event.ticket_types[number % 4], number, *person))
    return event


def _order(world: World, ticket_type: TicketType, number: int, first: str, last: str, country: str) -> Order:
    quantity = 1 + number % 3
    amount = total(ticket_type, quantity)
    states = ("pending", "approved", "rejected") if ticket_type.approval_required else ("approved",)
    state = states[number // 4 % len(states)]
    return Order(
        id=world.ids.sqid(),
        ticket_type=ticket_type,
        quantity=quantity,
        first_name=first,
        last_name=last,
        email=f"guest{number + 1}@example.com",
        country=country,
        is_business=number % 4 == 1,
        unit_amount=amount,
        currency=ticket_type.currency,
        vat_percentage=ticket_type.vat_percentage,
        created_at=world.clock.stamp(),
        lead_id=world.ids.sqid(),
        state=state,
        paid_at=world.clock.stamp() if amount and state == "approved" and number % 5 else None,
        answers={each["id"]: "Vegan" for each in ticket_type.form.fields[2:3]} if ticket_type.form else None,
    )


def programme(world: World) -> list[Event]:
    """Return many smaller events of all kinds, a week apart. Most have no page."""
    events: list[Event] = [_hr_edition(world)]
    places, kinds, fractions = cycle(_PLACES), cycle(_KINDS), cycle(FRACTIONS)
    for number in range(1, _PROGRAMME_LENGTH + 1):
        (city, province, country, venue), kind, fraction = next(places), next(kinds), next(fractions)
        name = f"{kind} #{number}"
        start = world.calendar.at(number - _WEEKS_AGO, 3, 17, 30)
        organizing, offline = number % 6 != 0, number % 4 != 0
        event = Event(
            id=unique_slug(name, (), fallback="event"),
            name=name,
            date_start=shown(start, fraction),
            date_end=shown(start + timedelta(hours=3), fraction),
            created_at=world.clock.stamp(),
            attendance_mode="offline" if offline else "online",
            company_role="organizing" if organizing else "attending",
            locale="nl" if country == "Netherlands" else "en",
            timezone=None if offline else "Europe/Amsterdam",
        )
        if offline:
            event.city, event.province, event.country = city, province, country
            event.venue = venue if number % 3 else None
        if organizing and number % 5 == 0:
            event.page = Page(tagline=f"Episode {number}", description="<p>Doors open 30 minutes before the start.</p>")
        if organizing:
            event.ticket_types = [TicketType("entry", "Entry", price="12.50" if number % 2 else "0")]
        events.append(event)
    return events


def _hr_edition(world: World) -> Event:
    return Event(
        id="ai-demo-days-hr-edition",
        name="AI Demo Days · HR Edition",
        date_start=shown(world.calendar.at(-6, 2, 13), ".4040"),
        date_end=shown(world.calendar.at(-6, 2, 17), ".088"),
        created_at=world.clock.stamp(),
        attendance_mode="online",
        company_role="organizing",
        locale="en",
        timezone="Europe/Amsterdam",
        page=Page(
            tagline="For people who hire people",
            header_image="https://images.unsplash.com/photo-sandbox",
            unsplash_data={"id": "sandbox", "user": {"name": "A. Photographer"}},
        ),
        ticket_types=[TicketType("viewer", "Viewer")],
    )
