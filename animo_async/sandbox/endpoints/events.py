"""Events and their cohosts."""

from animo_async.sandbox import render, rules
from animo_async.sandbox.answers import Answer, Call, data, paginated
from animo_async.sandbox.slugs import unique_slug
from animo_async.sandbox.state import Cohost, Event

_AS_SENT = (
    *("name", "attendance_mode", "company_role", "locale", "timezone", "privacy_policy", "requires_ticket_assignment"),
    *("city", "province", "country", "google_place_id", "venue", "venue_google_place_id", "tax_country"),
)


def instant(text: str) -> str:
    """Return an input date as responses show it. The digits are kept."""
    return f"{text.replace(' ', 'T')}:00.000+00:00"


def list_events(call: Call) -> Answer:
    wanted = call.query.get("q", "")
    return paginated(call, [each for each in call.company.events if wanted in each.name], render.event)


def create_event(call: Call) -> Answer:
    body, company = call.body, call.company
    rules.check_event_create(body)
    event = Event(
        # A documented gap: the slug in the body is ignored.
        id=unique_slug(body["name"], {each.id for each in company.events}, fallback="event"),
        date_start=instant(body["date_start"]),
        date_end=instant(body["date_end"]),
        created_at=call.world.clock.stamp(),
        venue_address=body.get("venue_address"),
        **{name: body[name] for name in _AS_SENT if name in body},
    )
    company.events.append(event)
    return data(render.event(event), 201)


def get_event(call: Call) -> Answer:
    return data(render.event_with_page(call.event()))


def update_event(call: Call) -> Answer:
    body, event = call.body, call.event()
    rules.check_event_update(body, event, {each.id for each in call.company.events if each is not event})
    for name in ("date_start", "date_end"):
        if name in body:
            setattr(event, name, instant(body[name]))
    for name in _AS_SENT:
        if name in body:
            setattr(event, name, body[name])
    event.id = body.get("slug", event.id)
    event.venue_address = body.get("venueAddress", event.venue_address)
    return data(render.event_with_page(event))


def add_cohost(call: Call) -> Answer:
    body, event = call.body, call.event()
    rules.check_cohost_create(body)
    last = max((cohost.position for cohost in event.cohosts), default=0)
    event.cohosts.append(
        Cohost(call.world.ids.sqid(), body["name"], body.get("privacy_policy"), body.get("position", last + 1))
    )
    return data(render.event(event))


def update_cohost(call: Call) -> Answer:
    event = call.event()
    cohost = call.find("cohost", event.cohosts, lambda each: each.id)
    rules.check_cohost_update(call.body)
    for name, value in call.body.items():
        setattr(cohost, name, value)
    return data(render.event(event))


def delete_cohost(call: Call) -> Answer:
    event = call.event()
    event.cohosts.remove(call.find("cohost", event.cohosts, lambda each: each.id))
    return data(render.event(event))
