"""Orders for an organized event."""

from decimal import Decimal

from animo_async.money import minor_digits
from animo_async.sandbox import render, rules
from animo_async.sandbox.answers import Answer, Call, data, not_found, paginated
from animo_async.sandbox.state import Event, Order, TicketType


def list_orders(call: Call) -> Answer:
    return paginated(call, call.organizing_event().orders, lambda order: _show(call, order))


def get_order(call: Call) -> Answer:
    return data(_show(call, _find(call)))


def create_order(call: Call) -> Answer:
    body, event = call.body, call.organizing_event()
    rules.check_order(body, {each.slug: tickets_left(event, each) for each in event.ticket_types})
    wanted = body.get("ticket_type", event.ticket_types[0].slug)
    ticket_type = next(each for each in event.ticket_types if each.slug == wanted)
    quantity = body.get("quantity", 1)
    order = Order(
        id=call.world.ids.sqid(),
        ticket_type=ticket_type,
        quantity=quantity,
        # A documented gap: the answers in `form` are not processed.
        **{name: body[name] for name in ("first_name", "last_name", "email", "country", "is_business")},
        unit_amount=total(ticket_type, quantity),
        currency=ticket_type.currency,
        vat_percentage=ticket_type.vat_percentage,
        created_at=call.world.clock.stamp(),
        lead_id=call.world.ids.sqid(),
        state="pending" if ticket_type.approval_required else "approved",
    )
    event.orders.append(order)
    return data(_show(call, order), 201)


def approve_order(call: Call) -> Answer:
    return _decide(call, "approved")


def reject_order(call: Call) -> Answer:
    return _decide(call, "rejected")


def total(ticket_type: TicketType, quantity: int) -> int:
    """Return the price of several tickets in minor units. Despite its name, `unit_amount` is the total."""
    return int(Decimal(ticket_type.price).scaleb(minor_digits(ticket_type.currency))) * quantity


def tickets_left(event: Event, ticket_type: TicketType) -> int:
    """Return how many tickets of a type are left."""
    sold = sum(each.quantity for each in event.orders if each.ticket_type is ticket_type and each.state != "rejected")
    return ticket_type.availability - sold


def _decide(call: Call, state: str) -> Answer:
    order = _find(call)
    # What Animo returns for an order that is not pending is not documented. The spec has no 409 or 422 here.
    if order.state != "pending":
        raise not_found("pending order")
    order.state = state
    return data(_show(call, order))


def _find(call: Call) -> Order:
    return call.find("order", call.organizing_event().orders, lambda each: each.id)


def _show(call: Call, order: Order) -> dict[str, object]:
    return render.order(order, with_submission="include_submission" in call.query)
