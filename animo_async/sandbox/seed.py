"""The seeded data."""

from __future__ import annotations

from datetime import datetime, timedelta

from animo_async.sandbox.seed_events import main_event, programme
from animo_async.sandbox.state import (
    Activation,
    Calendar,
    Clock,
    Company,
    Event,
    Form,
    Ids,
    Json,
    Webhook,
    World,
    shown,
)

# The seeded records are created one after the other. The first is this old, and the next ones follow at this interval.
_HISTORY = timedelta(days=180)
_STEP = timedelta(hours=5)


def seeded_world(seed: int, now: datetime) -> World:
    """Return one user, two companies that the user belongs to, and a third company.

    Only the dates depend on `now`. Names, slugs and identifiers do not.
    """
    world = World(Clock(now - _HISTORY, _STEP), Calendar(now), Ids(seed))
    world.user = _user(world)
    world.companies = [_ai_demo_days(world), _lumen_talks(world), _northwind(world)]
    world.memberships = frozenset({"aidemodays", "lumen-talks"})
    world.clock = Clock(now)
    return world


def _user(world: World) -> Json:
    return {
        "id": world.ids.sqid(),
        "avatar": None,
        "first_name": "Mila",
        "job_title": "Head of events",
        "last_name": "Jansen",
        "linkedin_url": None,
        "email": "mila@aidemodays.example",
        "created_at": world.clock.stamp(),
    }


def _company(world: World, slug: str, name: str, **profile: str) -> Company:
    sqid = world.ids.sqid()
    nothing = dict.fromkeys(("backdrop", "backdrop_mobile", "linkedin_url", "privacy_policy", "logo", "tagline", "url"))
    own = {"id": sqid, "slug": slug, "name": name, "brand_color": "#3b5bdb", "created_at": world.clock.stamp()}
    return Company(sqid, slug, {**nothing, **own, **profile})


def _field(world: World, kind: str, label: str, **more: object) -> Json:
    nothing: Json = dict.fromkeys(("description", "placeholder", "min", "max", "options"))
    return {**nothing, "id": world.ids.sqid(), "type": kind, "label": label, "required": False, **more}


def _form(world: World, name: str, *fields: Json) -> Form:
    return Form(world.ids.sqid(), name, world.clock.stamp(), list(fields))


def _ai_demo_days(world: World) -> Company:
    company = _company(
        world,
        "aidemodays",
        "AI Demo Days",
        backdrop="https://media.sandbox.example/aidemodays-backdrop.jpg",
        linkedin_url="https://www.linkedin.com/company/aidemodays-example",
        logo="https://media.sandbox.example/aidemodays.png",
        privacy_policy="https://aidemodays.example/privacy",
        tagline="See it work before you buy it",
        url="https://aidemodays.example",
    )
    guests = _form(
        world,
        "Guest details",
        _field(world, "company_name", "Company", required=True),
        _field(world, "job_title", "Role"),
        _field(world, "select", "Diet", options=["Anything", "Vegetarian", "Vegan"], description="For lunch."),
        _field(world, "number", "Years with AI", min=0, max=50, placeholder="3"),
        _field(world, "consent", "I agree to the house rules.", required=True),
    )
    waitlist = _form(world, "Waitlist", _field(world, "textarea", "What would you like to see?"))
    sponsors = _form(world, "Sponsor contact", _field(world, "phone", "Phone"), _field(world, "company_url", "Site"))
    company.forms = [guests, waitlist, sponsors]
    stamp = world.clock.stamp
    company.activations = [
        Activation("demo-waitlist", "Demo waitlist", "published", stamp(), form=waitlist),
        Activation("become-a-sponsor", "Become a sponsor", "published", stamp(), form=sponsors),
        Activation("call-for-demos", "Call for Demos", "draft", stamp(), form=waitlist),
        Activation(
            "newsletter",
            "Newsletter",
            "published",
            stamp(),
            redirect_url="https://aidemodays.example/thanks",
            form=None,
        ),
    ]
    company.events = [main_event(world, guests), *programme(world)]
    company.activations[0].event = company.events[0]
    hook_url = "https://hooks.aidemodays.example/leads"
    company.webhooks = [
        Webhook(world.ids.uuid(), "Lead feed", world.ids.secret(), hook_url, ["lead-created", "lead-updated"], stamp())
    ]
    return company


def _lumen_talks(world: World) -> Company:
    company = _company(world, "lumen-talks", "Lumen Talks", tagline="Evenings about light")
    company.forms = [_form(world, "Guest list", _field(world, "text", "Who invited you?", placeholder="A name"))]
    company.activations = [
        Activation("join-us", "Join us", "published", world.clock.stamp(), form=company.forms[0]),
    ]
    company.events = [
        _evening(world, "lantern-evening", "Lantern Evening", weeks=7),
        _evening(world, "demo-of-darkness", "Demo of Darkness", weeks=12),
    ]
    return company


def _northwind(world: World) -> Company:
    company = _company(world, "northwind-summits", "Northwind Summits")
    company.events = [_evening(world, "harbour-summit", "Harbour Summit", weeks=2)]
    return company


def _evening(world: World, slug: str, name: str, weeks: int) -> Event:
    return Event(
        slug,
        name,
        shown(world.calendar.at(weeks, 4, 19), ".000"),
        shown(world.calendar.at(weeks, 4, 22), ".000"),
        world.clock.stamp(),
        "offline",
        "organizing",
        "nl",
        city="Rotterdam",
        country="Netherlands",
        venue="Maassilo",
    )
