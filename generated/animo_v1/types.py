"""Values that the generated code and its users share."""

from dataclasses import dataclass
from enum import Enum
from typing import Final, Literal


class Unset(Enum):
    """The type of `UNSET`. It is an enum, so that there is only one `UNSET` and type checkers understand `is UNSET`."""

    UNSET = "UNSET"

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset.UNSET
"""The value of a field that is left out. It is not the same as null."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to upload.

    Attributes:
        payload: The bytes.
        file_name: The name that is sent. A server treats a part without a file name as text.
        mime_type: The content type.
    """

    payload: bytes
    file_name: str = "file"
    mime_type: str = "application/octet-stream"


FormPart = tuple[str, tuple[str | None, bytes] | tuple[str | None, bytes, str]]
"""An entry of the `files=` argument of httpx."""
