"""How the generated models read JSON."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


class FieldError(ValueError):
    """The JSON does not match the model.

    Attributes:
        field: A dotted path such as `data.3.city.latitude`. Empty for the whole document.
        reason: What is wrong there. For a response it never contains the value, which may be a secret.
    """

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(field, reason)
        self.field = field
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.field}: {self.reason}" if self.field else self.reason

    @classmethod
    def from_exception(cls, error: Exception, at: str, src: object, reason: str | None = None) -> "FieldError":
        """Make the error for an exception raised while reading the field `at` of `src`."""
        if isinstance(error, FieldError):
            return cls(f"{at}.{error.field}" if error.field else at, error.reason)
        if not isinstance(src, Mapping):
            return cls("", f"expected an object, got {_kind(src)}")
        if isinstance(error, KeyError):
            return cls(str(error.args[0]), "is missing")
        return cls(at, reason or f"cannot be read from {_kind(src.get(at))}")


def _kind(value: object) -> str:
    kinds = {dict: "an object", list: "a list", str: "text", bool: "a boolean", type(None): "null"}
    return kinds.get(type(value), "a number" if isinstance(value, int | float) else type(value).__name__)


def read_datetime(text: str) -> datetime:
    """Read an ISO 8601 timestamp. A timestamp without an offset is read as UTC."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def plain_list(src: Any) -> list[Any]:
    """Return a JSON array unchanged. Raises `FieldError` for anything else."""
    if not isinstance(src, list):
        raise FieldError("", f"expected a list, got {_kind(src)}")
    return src


def read_list(read: Callable[[Any], T], src: Any) -> list[T]:
    """Read each item of a JSON array. The path in an error contains the index."""
    values = plain_list(src)
    items: list[T] = []
    try:
        for value in values:
            items.append(read(value))  # noqa: PERF401 - on an error, the items read so far give the index
    except (TypeError, ValueError) as error:
        at = str(len(items))
        raise FieldError.from_exception(error, at, {at: values[len(items)]}) from None
    return items


def unknown_member(enum: type[E], value: object) -> E | None:
    """Create a member for a value that the enum does not list.

    The new member equals the text. It is not stored in the enum, so iterating over the enum does not return it.
    """
    if not isinstance(value, str):
        return None
    member = str.__new__(enum, value)
    member._name_ = member._value_ = str(value)
    return member
