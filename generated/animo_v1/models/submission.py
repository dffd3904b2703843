from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define

from ..models.form import Form
from ..open_model import UnknownShape
from ..reading import FieldError
from ..types import UNSET, Unset

_FIELDS = frozenset(["form", "answers"])


@define(kw_only=True, weakref_slot=False, repr=False)
class Submission(UnknownShape):
    """The form and answers that an attendee submitted. The field names are inferred.

    Attributes:
        form: The form. Inferred.
        answers: The answers. Inferred. Their structure is not known.
    """

    form: Form | None | Unset = UNSET
    answers: Any | Unset = UNSET

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Read decoded JSON. Raises `FieldError` if it does not match the model."""
        self = cls.__new__(cls)
        at = ""
        raw: Any
        found = 0
        try:
            at = "form"
            raw = src.get("form", UNSET)
            if raw is UNSET:
                self.form = UNSET
            else:
                self.form = None if raw is None else Form.from_dict(raw)
                found += 1
            self.answers = raw = src.get("answers", UNSET)
            if raw is not UNSET:
                found += 1
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise FieldError.from_exception(error, at, src) from None
        self._additional_properties = None
        if len(src) != found:
            self._additional_properties = {key: value for key, value in src.items() if key not in _FIELDS}
        return self

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without the fields that are UNSET."""
        out: dict[str, Any] = dict(self._additional_properties or ())
        if self.form is not UNSET:
            out["form"] = None if self.form is None else self.form.to_dict()
        if self.answers is not UNSET:
            out["answers"] = self.answers
        return out
