"""The bases of the models that keep unknown fields."""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import define, field

from .model import Model


def _not_empty(extra: dict[str, Any] | None) -> dict[str, Any] | None:
    return extra or None


@define(kw_only=True, weakref_slot=False)
class OpenModel(Model):
    """A model that keeps unknown fields."""

    # None until there is an unknown field, because most responses have none. Not in the repr, because an unknown field
    # may be a secret.
    _additional_properties: dict[str, Any] | None = field(
        default=None, alias="additional_properties", repr=False, eq=_not_empty
    )

    @property
    def additional_properties(self) -> dict[str, Any]:
        """The unknown fields, by name."""
        if self._additional_properties is None:
            self._additional_properties = {}
        return self._additional_properties


class UnknownShape(OpenModel, Mapping[str, Any]):
    """A model whose fields are not known. It can be read like a mapping, and its repr shows all its fields."""

    __slots__ = ()

    def __getitem__(self, name: str) -> Any:
        return self.to_dict()[name]

    def __iter__(self) -> Iterator[str]:  # type: ignore[override]
        return iter(self.to_dict())

    def __len__(self) -> int:
        return len(self.to_dict())

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.to_dict()})"
