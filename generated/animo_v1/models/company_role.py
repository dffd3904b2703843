from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from ..model import Component
from ..reading import unknown_member


class CompanyRole(Component, StrEnum):
    """Whether the company organizes or attends the event. Only organized events have a page, comms templates, ticket
    types and orders.

    A text that is not listed here becomes a separate member that equals the text.
    """

    ORGANIZING = "organizing"
    ATTENDING = "attending"

    @classmethod
    def _missing_(cls, value: object) -> "CompanyRole | None":
        return unknown_member(cls, value)


KNOWN_COMPANY_ROLE: Final[Mapping[str, CompanyRole]] = {member.value: member for member in CompanyRole}
