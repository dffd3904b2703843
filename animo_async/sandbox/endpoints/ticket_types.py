"""Ticket types of an organized event."""

from animo_async.sandbox import render, rules
from animo_async.sandbox.answers import Answer, Call, data
from animo_async.sandbox.slugs import unique_slug
from animo_async.sandbox.state import Json, TicketType


def list_ticket_types(call: Call) -> Answer:
    # No `page` parameter is documented for this list, so it is returned whole, without links and meta.
    return data([_show(call, each) for each in call.organizing_event().ticket_types])


def get_ticket_type(call: Call) -> Answer:
    return data(_show(call, _find(call)))


def create_ticket_type(call: Call) -> Answer:
    event = call.organizing_event()
    taken = {each.slug for each in event.ticket_types}
    rules.check_ticket_type_create(call.body, taken)
    slug = unique_slug(call.body["name"], taken, fallback="ticket")
    ticket_type = TicketType(**{"slug": slug, **_known(call.body)})
    event.ticket_types.append(ticket_type)
    return data(_show(call, ticket_type), 201)


def update_ticket_type(call: Call) -> Answer:
    ticket_type = _find(call)
    others = {each.slug for each in call.organizing_event().ticket_types if each is not ticket_type}
    rules.check_ticket_type_update(call.body, others)
    for name, value in _known(call.body).items():
        setattr(ticket_type, name, value)
    return data(_show(call, ticket_type))


def _known(body: Json) -> Json:
    """Return the known fields of a body. Unknown fields are allowed, and Laravel ignores them."""
    known = {name: value for name, value in body.items() if name in TicketType.__dataclass_fields__ and name != "form"}
    if isinstance(known.get("price"), int | float):
        known["price"] = f"{known['price']:.2f}".removesuffix(".00")
    return known


def _find(call: Call) -> TicketType:
    return call.find("ticketType", call.organizing_event().ticket_types, lambda each: each.slug)


def _show(call: Call, ticket_type: TicketType) -> dict[str, object]:
    return render.ticket_type(ticket_type, with_form="include_form" in call.query)
