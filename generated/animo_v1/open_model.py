"""What models share. It needs no attrs, whose import and class building take more time than a first call has."""

from typing import Any, ClassVar


class OpenModel:
    """A model that keeps the fields it does not know."""

    __slots__ = ("_additional_properties",)
    # None until there is one: most answers have none, and a dict for each would double the memory.
    _additional_properties: dict[str, Any] | None

    @property
    def additional_properties(self) -> dict[str, Any]:
        """The fields that the model does not know, by name."""
        if self._additional_properties is None:
            self._additional_properties = {}
        return self._additional_properties


class Answer(OpenModel):  # noqa: PLW1641 - it can change, so it has no hash
    """A model of what the API answers; its fields are the slots. What is sent are attrs classes, which check it."""

    __slots__: tuple[str, ...] = ()
    _secret: ClassVar[tuple[str, ...]] = ()

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        same = all(getattr(self, name) == getattr(other, name) for name in self.__slots__)
        return same and (self._additional_properties or None) == (other._additional_properties or None)

    def __repr__(self) -> str:
        """Show the known fields; an unknown one may be a secret."""
        shown = (f"{name}={getattr(self, name)!r}" for name in self.__slots__ if name not in self._secret)
        return f"{type(self).__name__}({', '.join(shown)})"
