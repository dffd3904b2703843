from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from ..model import Component
from ..reading import unknown_member


class WebhookEvent(Component, StrEnum):
    """An event that a webhook can report. Each event needs a subscribe scope: `activations:subscribe` for activation-
    submitted, `submissions:subscribe` for form-submitted, `leads:subscribe` for lead-…, and `meetings:subscribe`
    for meeting-….

    A text that is not listed here becomes a separate member that equals the text.
    """

    ACTIVATION_SUBMITTED = "activation-submitted"
    FORM_SUBMITTED = "form-submitted"
    LEAD_CREATED = "lead-created"
    LEAD_UPDATED = "lead-updated"
    LEAD_DELETED = "lead-deleted"
    MEETING_BOOKED = "meeting-booked"
    MEETING_UPDATED = "meeting-updated"
    MEETING_CANCELLED = "meeting-cancelled"

    @classmethod
    def _missing_(cls, value: object) -> "WebhookEvent | None":
        return unknown_member(cls, value)


KNOWN_WEBHOOK_EVENT: Final[Mapping[str, WebhookEvent]] = {member.value: member for member in WebhookEvent}
