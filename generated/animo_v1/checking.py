"""The converters and validators of request bodies. They run on construction and on assignment."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from .model import Model
from .types import UNSET

E = TypeVar("E", bound=StrEnum)
M = TypeVar("M", bound=Model)


def enum_member(name: str, enum: type[E], value: object) -> E:
    """Return the enum member for a member or a listed text. Errors contain `name`."""
    if isinstance(value, enum):
        return value
    for member in enum:
        if member.value == value:
            return member
    if value is None or isinstance(value, str):
        raise ValueError(f"{name} cannot be {value!r}; known are {', '.join(repr(member.value) for member in enum)}")
    raise TypeError(f"{name} must be text or a member of {enum.__name__}, not {type(value).__name__}")


def enum_members(name: str, enum: type[E], values: Iterable[object]) -> list[E]:
    """Return the enum members for a list of members and listed texts."""
    if values is None:
        raise ValueError(f"{name} cannot be None; leave it out instead")
    if isinstance(values, str):
        raise TypeError(f"{name} must be a list, not a str")
    return [enum_member(name, enum, value) for value in values]


def nested_model(name: str, model: type[M], value: object) -> M:
    """Return the model, or read it from a mapping. Errors contain `name`."""
    if isinstance(value, model):
        return value
    if isinstance(value, Mapping):
        return model.from_dict(value)
    raise (ValueError if value is None else TypeError)(
        f"{name} must be of type {model.__name__} or a mapping, not {type(value).__name__}"
    )


def nested_models(name: str, model: type[M], values: Iterable[object]) -> list[M]:
    """Return models for a list of models and mappings."""
    if values is None:
        raise ValueError(f"{name} cannot be None; leave it out instead")
    if isinstance(values, str | Mapping):
        raise TypeError(f"{name} must be a list, not one {type(values).__name__}")
    return [nested_model(f"{name}.{index}", model, value) for index, value in enumerate(values)]


def not_null(_: object, attribute: Any, value: Any) -> None:
    """Raise ValueError if a field that is not nullable is None."""
    if value is None:
        raise ValueError(f"{attribute.name} cannot be None; leave it out instead")


_WALL_CLOCK = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}", re.ASCII)


def is_wall_clock(_: object, attribute: Any, value: Any) -> None:
    """Raise an error unless the value is an existing date in the format of the API."""
    if value is UNSET:
        return
    if isinstance(value, datetime):
        raise TypeError(f"{attribute.name} must be text like '2026-04-25 09:00'; wall_clock() makes it from a datetime")
    if value is not None and not isinstance(value, str):
        raise TypeError(f"{attribute.name} must be text like '2026-04-25 09:00', not {type(value).__name__}")
    try:
        if value is not None and _WALL_CLOCK.fullmatch(value) and datetime.fromisoformat(value):
            return
    except ValueError:
        pass
    raise ValueError(f"{attribute.name} must be a real date like '2026-04-25 09:00', not {value!r}")
