from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define, field

from ..checking import not_null
from ..open_model import OpenModel
from ..reading import FieldError

_FIELDS = frozenset(["token"])


@define(kw_only=True, weakref_slot=False)
class WebhookDetach(OpenModel):
    """The webhook to detach. Other fields may be accepted.

    Attributes:
        token: The secret from the response of attach.
    """

    token: str = field(repr=False, validator=not_null)

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Read decoded JSON. Raises `FieldError` if it does not match the model."""
        self = cls.__new__(cls)
        at = ""
        try:
            at = "token"
            self.token = src["token"]
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise FieldError.from_exception(error, at, src, str(error)) from None
        self._additional_properties = None
        if src.keys() - _FIELDS:
            self._additional_properties = {key: value for key, value in src.items() if key not in _FIELDS}
        return self

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without the fields that are UNSET."""
        out: dict[str, Any] = dict(self._additional_properties or ())
        out["token"] = self.token
        return out
