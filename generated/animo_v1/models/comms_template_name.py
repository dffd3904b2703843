from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from ..model import Component
from ..reading import unknown_member


class CommsTemplateName(Component, StrEnum):
    """These emails are sent, in this order of the values: after a registration that needs no approval, after one that
    needs approval, when an organizer approves a registration, when the payment of an approved registration fails,
    when an organizer rejects a registration, and when the attendee abandons the checkout.

    A text that is not listed here becomes a separate member that equals the text.
    """

    REGISTRATION_CONFIRMATION = "registration_confirmation"
    PENDING_APPROVAL = "pending_approval"
    REGISTRATION_APPROVED = "registration_approved"
    REGISTRATION_APPROVED_WITH_FAILED_PAYMENT = "registration_approved_with_failed_payment"
    REGISTRATION_DENIED = "registration_denied"
    REGISTRATION_ABANDONED = "registration_abandoned"

    @classmethod
    def _missing_(cls, value: object) -> "CommsTemplateName | None":
        return unknown_member(cls, value)


KNOWN_COMMS_TEMPLATE_NAME: Final[Mapping[str, CommsTemplateName]] = {
    member.value: member for member in CommsTemplateName
}
