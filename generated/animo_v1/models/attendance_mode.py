from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from ..model import Component
from ..reading import unknown_member


class AttendanceMode(Component, StrEnum):
    """Whether the event is held online or at a venue.

    A text that is not listed here becomes a separate member that equals the text.
    """

    OFFLINE = "offline"
    ONLINE = "online"

    @classmethod
    def _missing_(cls, value: object) -> "AttendanceMode | None":
        return unknown_member(cls, value)


KNOWN_ATTENDANCE_MODE: Final[Mapping[str, AttendanceMode]] = {member.value: member for member in AttendanceMode}
