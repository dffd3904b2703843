"""The base of every model that keeps unknown fields."""

from typing import Any

from attrs import define, field

from .model import Model


def _not_empty(extra: dict[str, Any] | None) -> dict[str, Any] | None:
    return extra or None


@define(kw_only=True, weakref_slot=False)
class OpenModel(Model):
    """A model that keeps unknown fields."""

    # None until there is one: most responses have none. Not in the repr, because an unknown field may be a secret.
    _additional_properties: dict[str, Any] | None = field(
        default=None, alias="additional_properties", repr=False, eq=_not_empty
    )

    @property
    def additional_properties(self) -> dict[str, Any]:
        """The unknown fields, by name."""
        if self._additional_properties is None:
            self._additional_properties = {}
        return self._additional_properties
