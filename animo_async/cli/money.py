"""Amounts in minor units, as people write them."""

from __future__ import annotations

# ISO 4217: the currencies whose minor unit is not a hundredth.
_DIGITS = {
    **dict.fromkeys(
        (
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ),
        0,
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}


def money(minor_units: int, currency: str) -> str:
    """Return an amount such as `149.00 EUR`."""
    digits = _DIGITS.get(currency, 2)
    return f"{minor_units / 10**digits:.{digits}f} {currency}"
