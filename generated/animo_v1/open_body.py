"""What request bodies share that keep the fields they do not know."""

from typing import Any

from attrs import define, field

from .open_model import OpenModel


def _not_empty(extra: dict[str, Any] | None) -> dict[str, Any] | None:
    return extra or None


@define(kw_only=True, weakref_slot=False)
class OpenBody(OpenModel):
    """A body that sends the fields it does not know."""

    # Not in the repr, because an unknown field may be a secret.
    _additional_properties: dict[str, Any] | None = field(
        default=None, alias="additional_properties", repr=False, eq=_not_empty
    )
