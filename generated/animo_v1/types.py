"""What the generated models and operations share."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, StrEnum
from typing import Any, Final, Generic, Literal, ParamSpec, Protocol, Self, TypeVar
from urllib.parse import quote

P = ParamSpec("P")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
E = TypeVar("E", bound=StrEnum)
M = TypeVar("M", bound="_Readable")


class _Readable(Protocol):
    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self: ...


class Unset(Enum):
    """The type of `UNSET`. An enum, so that it stays one object and type checkers narrow on `is UNSET`."""

    UNSET = "UNSET"

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset.UNSET
"""Left out: neither a value nor null."""


class FieldError(ValueError):
    """JSON that does not fit its model.

    Attributes:
        field: Where, as a dotted path such as `data.3.city.latitude`; empty for the whole.
        reason: What is wrong there. For an answer never the value itself, which may be a secret.
    """

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(field, reason)
        self.field = field
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.field}: {self.reason}" if self.field else self.reason

    @classmethod
    def caught(cls, error: Exception, at: str, src: object, reason: str | None = None) -> "FieldError":
        """Tell what an exception from reading the field `at` of `src` means."""
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


read_datetime: Final = datetime.fromisoformat


def plain_list(src: Any) -> list[Any]:
    """Take a JSON array as it is; anything else is a `FieldError`."""
    if not isinstance(src, list):
        raise FieldError("", f"expected a list, got {_kind(src)}")
    return src


def read_list(read: Callable[[Any], T], src: Any) -> list[T]:
    """Read each item of a JSON array; the path of an error has its index."""
    items: list[T] = []
    try:
        for item in plain_list(src):
            items.append(read(item))
    except (TypeError, ValueError) as error:
        if not isinstance(src, list):
            raise
        at = str(len(items))
        raise FieldError.caught(error, at, {at: src[len(items)]}) from None
    return items


def open_member(enum: type[E], value: object) -> E | None:
    """Make a member for a text that the enum does not list: equal to the text, not kept, not iterated over."""
    if not isinstance(value, str):
        return None
    member = str.__new__(enum, value)
    member._name_ = member._value_ = str(value)
    return member


def known(name: str, enum: type[E], value: object) -> E:
    """Take a member, or the text of a known one; `name` is for the error."""
    if isinstance(value, enum):
        return value
    for member in enum:
        if member.value == value:
            return member
    if value is None or isinstance(value, str):
        raise ValueError(f"{name} cannot be {value!r}; known are {', '.join(repr(member.value) for member in enum)}")
    raise TypeError(f"{name} must be text or a member of {enum.__name__}, not {type(value).__name__}")


def known_list(name: str, enum: type[E], values: Iterable[object]) -> list[E]:
    """Take members, or texts of known ones."""
    if values is None:
        raise ValueError(f"{name} cannot be None; leave it out instead")
    if isinstance(values, str):
        raise TypeError(f"{name} must be a list, not one text")
    return [known(name, enum, value) for value in values]


def made(name: str, model: type[M], value: object) -> M:
    """Take a model, or make it of a mapping; `name` is for the error."""
    if isinstance(value, model):
        return value
    if isinstance(value, Mapping):
        return model.from_dict(value)
    raise (ValueError if value is None else TypeError)(
        f"{name} must be a {model.__name__} or a mapping, not {type(value).__name__}"
    )


def made_list(name: str, model: type[M], values: Iterable[object]) -> list[M]:
    """Take models, or make them of mappings."""
    if values is None:
        raise ValueError(f"{name} cannot be None; leave it out instead")
    if isinstance(values, str | Mapping):
        raise TypeError(f"{name} must be a list, not one {type(values).__name__}")
    return [made(f"{name}.{index}", model, value) for index, value in enumerate(values)]


def not_null(_: object, attribute: Any, value: Any) -> None:
    """Validate: null is for nullable fields only."""
    if value is None:
        raise ValueError(f"{attribute.name} cannot be None; leave it out instead")


_WALL_CLOCK = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}", re.ASCII)


def is_wall_clock(_: object, attribute: Any, value: Any) -> None:
    """Validate: a real date in the only format that the API takes."""
    if value is UNSET:
        return
    if isinstance(value, datetime):
        raise TypeError(f"{attribute.name} must be text like '2026-04-25 09:00'; wall_clock() makes it from a datetime")
    if value is not None and not isinstance(value, str):
        raise TypeError(f"{attribute.name} must be text like '2026-04-25 09:00', not {type(value).__name__}")
    try:
        if value is not None and _WALL_CLOCK.fullmatch(value) and datetime.strptime(value, "%Y-%m-%d %H:%M"):
            return
    except ValueError:
        pass
    raise ValueError(f"{attribute.name} must be a real date like '2026-04-25 09:00', not {value!r}")


# Besides what has a meaning in URLs, control characters, and lone surrogates, which cannot be encoded.
_UNSAFE = re.compile(r"[/\\?#\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def path_segment(name: str, value: str) -> str:
    """Percent-encode one segment of a path, and refuse what could leave its place there.

    Args:
        name: The argument's name, for the error.
        value: The segment.

    Raises:
        TypeError: Not a str.
        ValueError: Blank, `.`, `..`, or with a slash, a backslash, `?`, `#` or a control character.
    """
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a str, not {type(value).__name__}")
    if not value.strip() or value in {".", ".."}:
        raise ValueError(f"{name} must not be {value!r}")
    if _UNSAFE.search(value):
        raise ValueError(f"{name} must not contain '/', '\\', '?', '#' or a control character: {value!r}")
    return quote(value, safe="")


@dataclass(frozen=True, slots=True)
class File:
    """A file to upload.

    Attributes:
        payload: The bytes.
        file_name: Without a name the server would take it for text.
        mime_type: The content type.
    """

    payload: bytes
    file_name: str = "file"
    mime_type: str = "application/octet-stream"


FormPart = tuple[str, tuple[str | None, bytes] | tuple[str | None, bytes, str]]
"""One entry of httpx's `files=`."""


@dataclass(slots=True)
class Request:
    """What an operation sends.

    Attributes:
        path: Below the base URL, encoded, with a leading slash.
        params: The query.
        json: The body, or None.
        files: The body of a multipart request, as httpx takes it, or None.
    """

    path: str
    params: dict[str, str | int] = field(default_factory=dict)
    json: dict[str, Any] | None = field(default=None, repr=False)  # may hold a webhook's secret
    files: list[FormPart] | None = None


@dataclass(frozen=True, slots=True)
class OperationInfo:
    """What the spec says of an operation.

    Attributes:
        id: The operationId.
        method: In capitals.
        path: With its parameters in braces.
        tag: Its group.
        scopes: All that are named, in the order of the spec.
        any_scope: One of them suffices.
        gate: The feature that the company's plan must include, or None.
        provenance: How it is known: documented, convention, inferred or framework.
        paginated: It takes a `page`.
    """

    id: str
    method: str
    path: str
    tag: str
    scopes: tuple[str, ...]
    any_scope: bool
    gate: str | None
    provenance: str
    paginated: bool


@dataclass(frozen=True)
class Operation(Generic[P, T_co]):
    """One operation.

    Attributes:
        info: What the spec says of it.
        request: Builds the request; bad arguments raise `ValueError` or `TypeError`.
        parse: Reads the decoded JSON of a 2xx; raises `FieldError` only.
    """

    info: OperationInfo
    request: Callable[P, Request]
    parse: Callable[[Any], T_co]
