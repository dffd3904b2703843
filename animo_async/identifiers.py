"""Checks identifiers from callers and from responses."""

from __future__ import annotations

import unicodedata

from animo_v1 import models
from animo_v1.operation import path_segment

from .errors import ResponseFormatError


def identifier(name: str, value: object, model: str, attribute: str = "id") -> str:
    """Return the identifier of a model, or a given identifier, after checking that it is safe in a path.

    Args:
        name: The argument's name, for the error.
        value: The identifier, or the model.
        model: The class name of the model.
        attribute: The attribute of the model that contains the identifier.

    Raises:
        TypeError: The value is neither a str nor such a model.
        ValueError: The identifier is blank, `.` or `..`, or contains a slash, a backslash or a control character.
    """
    if not isinstance(value, str):
        if not isinstance(value, getattr(models, model)):
            raise TypeError(f"{name} must be a str (its {attribute}) or {model}, not {type(value).__name__}")
        value = getattr(value, attribute)
        if not isinstance(value, str):
            raise ValueError(f"{name} has no {attribute}; pass it as a str")
    if not value.strip() or value in {".", ".."}:
        raise ValueError(f"{name} must not be {value!r}: it would change the path")
    if any(letter in "/\\" or unicodedata.category(letter) in {"Cc", "Cs"} for letter in value):
        raise ValueError(f"{name} must not contain a slash, backslash, control character or surrogate: {value!r}")
    return value


def check_received(field: str, value: object, *, method: str, path: str, operation: str | None) -> None:
    """Raise ResponseFormatError unless an identifier in a response can be part of a path.

    Args:
        field: Its dotted path in the response.
        value: The identifier.
        method: The method of the request.
        path: The path of the request.
        operation: The operationId of the request.
    """
    try:
        path_segment("it", value)  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise ResponseFormatError(
            reason=str(error), field=field, method=method, path=path, operation=operation
        ) from None
