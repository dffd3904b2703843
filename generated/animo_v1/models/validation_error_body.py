from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define

from ..models.validation_errors import ValidationErrors
from ..open_model import OpenModel
from ..reading import FieldError

_FIELDS = frozenset(["message", "errors"])


@define(kw_only=True, weakref_slot=False)
class ValidationErrorBody(OpenModel):
    """The errors of an invalid body.

    Attributes:
        message: Summary of the errors.
        errors: Maps each field name to its error messages. Names of nested fields contain dots.
    """

    message: str
    errors: ValidationErrors

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Read decoded JSON. Raises `FieldError` if it does not match the model."""
        self = cls.__new__(cls)
        at = ""
        try:
            self.message = src["message"]
            at = "errors"
            self.errors = ValidationErrors.from_dict(src["errors"])
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise FieldError.from_exception(error, at, src) from None
        self._additional_properties = None
        if len(src) != 2:
            self._additional_properties = {key: value for key, value in src.items() if key not in _FIELDS}
        return self

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without the fields that are UNSET."""
        out: dict[str, Any] = dict(self._additional_properties or ())
        out["message"] = self.message
        out["errors"] = self.errors.to_dict()
        return out
