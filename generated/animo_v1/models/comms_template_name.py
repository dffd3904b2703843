from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from ..model import Component
from ..reading import unknown_member


class CommsTemplateName(Component, StrEnum):
    """In this order: sent after a registration that needs no approval, after one that does, when an organizer approves
    it, when it was approved but the payment failed, when an organizer rejects it, and when the attendee abandons
    the checkout.

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
