"""Amounts of money. Pure."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from animo_v1 import models
from animo_v1.currencies import MINOR_DIGITS

_MOST_DIGITS = 20


def amount(of: models.Order | models.TicketType) -> Decimal:
    """Return the total of an order or the price of a ticket type in major units, such as `Decimal("149.00")` euros.

    The API writes the `unit_amount` of an order in minor units (14900) and the `price` of a ticket type as decimal text
    ("149.00"). The currency decides how many digits the minor unit has: 2 for EUR, 0 for JPY, 3 for KWD, as in
    ISO 4217. A currency that ISO 4217 does not list is treated as one with 2 digits.

    Example:
        ```python
        from animo_async import amount

        orders = await acme.event("ai-demo-days-2026").orders.list().collect()
        print(sum(amount(order) for order in orders if order.currency == "EUR"), "EUR")
        ```

    Args:
        of: The order or the ticket type.

    Returns:
        The amount, with as many decimals as its currency has.

    Raises:
        ValueError: The API sent something that is not an amount.
        TypeError: `of` is neither an `Order` nor a `TicketType`.

    Animo's documentation: Orders, and Ticket types.
    """
    if isinstance(of, models.Order):
        return major_units(of.unit_amount, of.currency)
    if not isinstance(of, models.TicketType):
        raise TypeError(f"of must be an Order or a TicketType, not {type(of).__name__}")
    price = _decimal("price", of.price)
    rounded = price.quantize(Decimal(1).scaleb(-minor_digits(of.currency)))
    return rounded if rounded == price else price


def major_units(minor_units: int, currency: str) -> Decimal:
    """Convert an amount from minor units (cents) to major units, with the decimals of the currency.

    Raises:
        ValueError: `minor_units` is not a whole number, or `currency` is not a str.
    """
    number = _decimal("unit_amount", minor_units)
    whole = int(number)
    if whole != number:
        raise ValueError(f"unit_amount is not a whole number of minor units: {minor_units!r}")
    return Decimal(whole).scaleb(-minor_digits(currency))


def minor_digits(currency: object) -> int:
    """Return how many digits the minor unit of a currency has."""
    if not isinstance(currency, str):
        raise ValueError(f"currency is not a str: {currency!r}")
    return MINOR_DIGITS.get(currency.strip().upper(), 2)


def _decimal(name: str, value: object) -> Decimal:
    try:
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            number = Decimal(str(value))
            if number.is_finite() and number.adjusted() < _MOST_DIGITS:
                return number
    except InvalidOperation:
        pass
    raise ValueError(f"{name} is not an amount: {value!r}")
