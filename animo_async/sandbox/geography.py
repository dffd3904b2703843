"""Turns place names in a body into the location data that responses show."""

from __future__ import annotations

from typing import NamedTuple
from zlib import crc32

COUNTRIES = {
    "Argentina": ("AR", "ARG"),
    "Austria": ("AT", "AUT"),
    "Belgium": ("BE", "BEL"),
    "Brazil": ("BR", "BRA"),
    "Denmark": ("DK", "DNK"),
    "France": ("FR", "FRA"),
    "Germany": ("DE", "DEU"),
    "Ireland": ("IE", "IRL"),
    "Italy": ("IT", "ITA"),
    "Netherlands": ("NL", "NLD"),
    "Poland": ("PL", "POL"),
    "Portugal": ("PT", "PRT"),
    "Spain": ("ES", "ESP"),
    "Sweden": ("SE", "SWE"),
    "Switzerland": ("CH", "CHE"),
    "United Kingdom": ("GB", "GBR"),
    "United States": ("US", "USA"),
    "Uruguay": ("UY", "URY"),
}
# CLDR's code for an unknown region.
_NOWHERE = ("ZZ", "ZZZ")


class Place(NamedTuple):
    """A location with coordinates and an identifier."""

    latitude: float
    longitude: float
    google_place_id: str
    timezone: str = "UTC"


_CITIES = {
    "Amsterdam": Place(52.3676, 4.9041, "ChIJamsterdam", "Europe/Amsterdam"),
    "Berlin": Place(52.52, 13.405, "ChIJberlin", "Europe/Berlin"),
    "Copenhagen": Place(55.6761, 12.5683, "ChIJcopenhagen", "Europe/Copenhagen"),
    "Lisbon": Place(38.7223, -9.1393, "ChIJlisbon", "Europe/Lisbon"),
    "London": Place(51.5072, -0.1276, "ChIJlondon", "Europe/London"),
    "Montevideo": Place(-34.9011, -56.1645, "ChIJmontevideo", "America/Montevideo"),
    "Rotterdam": Place(51.9244, 4.4777, "ChIJrotterdam", "Europe/Amsterdam"),
    "Utrecht": Place(52.0907, 5.1214, "ChIJutrecht", "Europe/Amsterdam"),
}


def country_codes(name: str) -> tuple[str, str]:
    """Return the alpha-2 and alpha-3 codes of a country."""
    return COUNTRIES.get(name, _NOWHERE)


def place(name: str) -> Place:
    """Return the location of a city or venue. For an unknown name, it is computed from the name and always the same."""
    number = crc32(name.encode())
    latitude, longitude = number % 120_000 / 1000 - 60, number // 7 % 360_000 / 1000 - 180
    return _CITIES.get(name) or Place(round(latitude, 4), round(longitude, 4), f"ChIJ{number:08x}")
