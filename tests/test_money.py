from __future__ import annotations

from decimal import Decimal
from typing import Any

import iso4217
import pytest

from animo_async import amount
from animo_async.models import Order, OrderCreate, TicketType, TicketTypeCreate
from animo_async.sandbox import Sandbox
from animo_v1.currencies import MINOR_DIGITS
from helpers import event, for_each, order


def ordered(unit_amount: Any, currency: Any = "EUR") -> Order:
    return Order.from_dict(order(unit_amount=unit_amount, currency=currency))


def ticket(price: Any, currency: Any = "EUR") -> TicketType:
    known = TicketType.from_dict({"slug": "t", "name": "T", "price": "0", "currency": "EUR", **TICKET})
    known.price, known.currency = price, currency
    return known


TICKET: dict[str, Any] = {
    "description": None,
    "vat_percentage": "21",
    "availability": None,
    "approval_required": False,
    "created_at": "2026-03-01T10:00:00.000000+00:00",
}


@for_each(
    ("unit_amount", "currency", "expected"),
    [
        (14900, "EUR", "149.00"),
        (5, "USD", "0.05"),
        (0, "EUR", "0.00"),
        (-250, "EUR", "-2.50"),
        (1500, "JPY", "1500"),
        (1234, "KWD", "1.234"),
        (1234, "kwd", "1.234"),
        (12345, "CLF", "1.2345"),
        (14900, "BGN", "149.00"),  # a withdrawn currency
        (14900, "XAU", "149.00"),  # gold, for which ISO 4217 defines no decimals
        (10**15 + 1, "EUR", "10000000000000.01"),
        ("14900", "EUR", "149.00"),
        (14900.0, "EUR", "149.00"),
    ],
)
def test_the_total_of_an_order_is_in_major_units(unit_amount: Any, currency: str, expected: str) -> None:
    assert str(amount(ordered(unit_amount, currency))) == expected


@for_each(
    ("price", "currency", "expected"),
    [
        ("149.00", "EUR", "149.00"),
        ("149", "EUR", "149.00"),
        ("149.5", "EUR", "149.50"),
        ("0", "EUR", "0.00"),
        ("1500.00", "JPY", "1500"),
        ("1.2", "KWD", "1.200"),
        ("0.125", "EUR", "0.125"),  # more decimals than the currency has, so it is not rounded
        (149, "EUR", "149.00"),
        (149.5, "EUR", "149.50"),
    ],
)
def test_the_price_of_a_ticket_type_has_the_decimals_of_its_currency(price: Any, currency: str, expected: str) -> None:
    assert str(amount(ticket(price, currency))) == expected


@for_each("value", ["", "free", "1,5", None, [], {}, True, "NaN", "Infinity", float("inf"), "1e999999999"])
def test_an_invalid_amount_is_a_value_error(value: Any) -> None:
    with pytest.raises(ValueError, match="unit_amount"):
        amount(ordered(value))
    with pytest.raises(ValueError, match="price"):
        amount(ticket(value))


@pytest.mark.parametrize("value", [149.5, "149.5", "0.1"])
def test_a_fraction_of_a_minor_unit_is_a_value_error(value: Any) -> None:
    with pytest.raises(ValueError, match="whole"):
        amount(ordered(value))


@pytest.mark.parametrize("currency", [None, 978, ["EUR"]])
def test_a_currency_that_is_not_a_string_is_a_value_error(currency: Any) -> None:
    with pytest.raises(ValueError, match="currency"):
        amount(ordered(100, currency))
    with pytest.raises(ValueError, match="currency"):
        amount(ticket("1", currency))


@pytest.mark.parametrize("other", [14900, "149.00", None, event()])
def test_anything_but_an_order_or_a_ticket_type_is_a_type_error(other: Any) -> None:
    with pytest.raises(TypeError, match="Order or a TicketType"):
        amount(other)


def test_every_currency_has_the_number_of_decimals_in_iso_4217() -> None:
    digits = {each.code: 2 if each.exponent is None else each.exponent for each in iso4217.Currency}
    assert {code: MINOR_DIGITS.get(code, 2) for code in digits} == digits


@pytest.mark.anyio
@pytest.mark.parametrize(("price", "currency"), [("1500", "JPY"), ("24.50", "EUR"), ("1.23", "KWD")])
async def test_the_amount_of_a_sandbox_order_is_the_quantity_times_the_price(price: str, currency: str) -> None:
    async with Sandbox() as box:
        handle = (await box.client().find_company("aidemodays")).event("ai-demo-days-2026")
        new = TicketTypeCreate(slug="vip", name="VIP", price=price, currency=currency, vat_percentage="21")
        ticket = await handle.ticket_types.create(new)
        guest = {
            "first_name": "Ada",
            "last_name": "B",
            "email": "a@acme.example",
            "country": "NL",
            "is_business": False,
        }
        made = await handle.orders.create(OrderCreate(**guest, ticket_type="vip", quantity=2))

    assert amount(made) == 2 * amount(ticket) == 2 * Decimal(price)


@pytest.mark.anyio
async def test_some_seeded_orders_cost_exactly_the_price_of_one_ticket() -> None:
    async with Sandbox() as box:
        acme = await box.client().find_company("aidemodays")
        event = acme.event("ai-demo-days-2026")
        prices = {amount(ticket) for ticket in await event.ticket_types.list().collect()}
        totals = {amount(order) for order in await event.orders.list().collect()}

    assert totals & prices
