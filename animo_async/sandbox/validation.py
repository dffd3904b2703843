"""Validation as in Laravel: a table of checks per body, and a 422 that names every invalid field."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

# A check returns None or a message, in which {field} stands for the field name. Its docstring says what it accepts.
Check = Callable[[Any], str | None]


class InvalidBodyError(Exception):
    """The body is invalid. Carries a map from field names, with dots if nested, to their messages."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        super().__init__(_summary([message for messages in errors.values() for message in messages]), errors)


def _summary(messages: list[str]) -> str:
    more = len(messages) - 1
    return messages[0] + (f" (and {more} more error{'s' if more > 1 else ''})" if more else "")


@dataclass
class Problems:
    """The problems found so far."""

    errors: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, message: str) -> None:
        """Add a message. {field} in it is replaced by the field's name in words."""
        words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower().replace("_", " ")
        self.errors.setdefault(name, []).append(message.replace("{field}", words))

    def raise_if_any(self) -> None:
        """Raise InvalidBodyError if there is a problem."""
        if self.errors:
            raise InvalidBodyError(self.errors)


@dataclass(frozen=True)
class Rule:
    """The checks of a field. The first failing check wins, so later ones may rely on earlier ones."""

    checks: tuple[Check, ...]
    required: bool = False
    nullable: bool = False


REQUIRED = "The {field} field is required."


def rule(*checks: Check, required: bool = False, nullable: bool = False) -> Rule:
    """Return a rule."""
    return Rule(checks, required, nullable)


def validate(body: Mapping[str, Any], rules: Mapping[str, Rule], *, closed: bool = True, at: str = "") -> Problems:
    """Check a body against its rules.

    Laravel ignores unknown fields. The sandbox refuses them if all fields of the body are documented (`closed`),
    because then they are probably typos.
    """
    problems = Problems()
    for name, wanted in rules.items():
        value = body.get(name)
        if wanted.required and missing(value):
            problems.add(at + name, REQUIRED)
        elif name in body and not (value is None and wanted.nullable):
            message = next((text for check in wanted.checks if (text := check(value))), None)
            if message:
                problems.add(at + name, message)
    if closed:
        for name in sorted(body.keys() - rules.keys()):
            problems.add(at + name, "The {field} field is prohibited.")
    return problems


def missing(value: object) -> bool:
    """Return whether a value is null or blank."""
    return value is None or (isinstance(value, str) and not value.strip())


def text(value: object) -> str | None:
    """A string."""
    return None if isinstance(value, str) else "The {field} field must be a string."


def filled(value: str) -> str | None:
    """A string that is not blank."""
    return "The {field} field must have a value." if missing(value) else None


def boolean(value: object) -> str | None:
    """True or false."""
    return None if isinstance(value, bool) else "The {field} field must be true or false."


def integer(value: object) -> str | None:
    """A 64-bit integer."""
    fits = isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63
    return None if fits else "The {field} field must be an integer."


def number(value: object) -> str | None:
    """A number below 2**53 in magnitude, which every JSON parser can read."""
    fits = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 2**53
    return None if fits else "The {field} field must be a number."


def array(value: object) -> str | None:
    """A list that is not empty."""
    if not isinstance(value, list):
        return "The {field} field must be an array."
    return None if value else "The {field} field must have at least 1 items."


def mapping(value: object) -> str | None:
    """An object."""
    return None if isinstance(value, dict) else "The {field} field must be an array."


def at_most(limit: int) -> Check:
    """A number that is at most the limit."""
    return lambda value: None if value <= limit else f"The {{field}} field must not be greater than {limit}."


def at_least(limit: int) -> Check:
    """A number that is at least the limit."""
    return lambda value: None if value >= limit else f"The {{field}} field must be at least {limit}."


def max_length(limit: int) -> Check:
    """A string that is not longer than the limit."""
    message = f"The {{field}} field must not be greater than {limit} characters."
    return lambda value: None if len(value) <= limit else message


def one_of(values: Collection[str]) -> Check:
    """One of several strings."""
    return lambda value: None if isinstance(value, str) and value in values else "The selected {field} is invalid."


def like(pattern: str, message: str = "The {field} field format is invalid.") -> Check:
    """A string that matches the whole pattern."""
    compiled = re.compile(pattern, re.ASCII)
    return lambda value: None if compiled.fullmatch(value) else message


def date(value: str) -> str | None:
    """A date that exists, in the format `Y-m-d H:i`."""
    message = "The {field} field must match the format Y-m-d H:i."
    if not re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", value, re.ASCII):
        return message
    try:
        datetime.strptime(value, "%Y-%m-%d %H:%M")  # noqa: DTZ007 - the zone of input dates is not documented
    except ValueError:
        return message
    return None


def url(value: str) -> str | None:
    """An http or https URL with a host."""
    try:
        parts = urlsplit(value)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and not re.search(r"[\s\x00-\x1f]", value)
    except ValueError:
        good = False
    return None if good else "The {field} field must be a valid URL."


def https(value: str) -> str | None:
    """An https URL."""
    good = value.startswith("https://")
    return None if good else "The {field} field must start with one of the following: https://."


def email(value: str) -> str | None:
    """An email address."""
    good = re.fullmatch(r"[^@\s]+@[^@\s]+", value)
    return None if good else "The {field} field must be a valid email address."


def timezone(value: str) -> str | None:
    """A known timezone. If the machine has no timezone database, any text with a slash."""
    good = value in _zones() if _zones() else "/" in value
    return None if good else "The {field} field must be a valid timezone."


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
