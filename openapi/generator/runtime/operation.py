"""An operation: how to build its request and read its response."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, ParamSpec, TypeVar
from urllib.parse import quote

from .types import FormPart

P = ParamSpec("P")
T_co = TypeVar("T_co", covariant=True)


@dataclass(slots=True)
class Request:
    """The request of an operation.

    Attributes:
        path: The path below the base URL, percent-encoded, with a leading slash.
        params: The query parameters.
        json: The JSON body, or None.
        files: The body of a multipart request, as the `files=` argument of httpx, or None.
    """

    path: str
    params: dict[str, str | int] = field(default_factory=dict)
    json: dict[str, Any] | None = field(default=None, repr=False)  # may contain a webhook's secret
    files: list[FormPart] | None = None


@dataclass(frozen=True, slots=True)
class OperationInfo:
    """The description of an operation in the spec.

    Attributes:
        id: The operationId.
        method: The HTTP method, in capitals.
        path: The path, with its parameters in braces.
        tag: The group of the operation.
        scopes: All scopes that the spec lists for the operation, in the same order.
        inferred_scopes: The scopes that are inferred.
        any_scope: True if one of the scopes is enough.
        gate: The feature that the company's plan must include, or None.
        provenance: How the operation is known: documented, convention, inferred or framework.
        seen: The date when the operation was last compared with Animo's page, such as `2026-11-25`.
        paginated: True if the operation takes the parameter `page`.
    """

    id: str
    method: str
    path: str
    tag: str
    scopes: tuple[str, ...]
    inferred_scopes: tuple[str, ...]
    any_scope: bool
    gate: str | None
    provenance: str
    seen: str
    paginated: bool


@dataclass(frozen=True)
class Operation(Generic[P, T_co]):
    """One operation.

    Attributes:
        info: What the spec says about it.
        request: Builds the request. Bad arguments raise `ValueError` or `TypeError`.
        parse: Reads the decoded JSON of a 2xx response. Raises only `FieldError`.
    """

    info: OperationInfo
    request: Callable[P, Request]
    parse: Callable[[Any], T_co]


# Characters with a meaning in URLs, control characters, and lone surrogates, which cannot be encoded.
_UNSAFE = re.compile(r"[/\\?#\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def path_segment(name: str, value: str) -> str:
    """Percent-encode one segment of a path.

    Args:
        name: The argument's name, for error messages.
        value: The segment.

    Raises:
        TypeError: `value` is not a str.
        ValueError: `value` is blank, `.`, `..`, or contains a slash, a backslash, `?`, `#` or a control character.
    """
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a str, not {type(value).__name__}")
    if not value.strip() or value in {".", ".."}:
        raise ValueError(f"{name} must not be {value!r}")
    if _UNSAFE.search(value):
        raise ValueError(f"{name} must not contain '/', '\\', '?', '#' or a control character: {value!r}")
    return quote(value, safe="")
