from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

from attrs import define, field

from ..checking import enum_members, not_null
from ..model import Model
from ..models.webhook_event import WebhookEvent
from ..reading import FieldError, plain_list

_FIELDS = frozenset(["name", "url", "events"])


def _convert_events(value: Sequence[str]) -> list[WebhookEvent]:
    return enum_members("events", WebhookEvent, value)


@define(kw_only=True, weakref_slot=False)
class WebhookAttach(Model):
    """A new webhook.

    Attributes:
        name: Must be different for each webhook of a user.
        url: HTTPS URL that Animo sends the events to.
        events: Each event needs the matching subscribe scope. Animo does not document whether the list may be empty.
    """

    name: str = field(validator=not_null)
    url: str = field(validator=not_null)
    events: list[WebhookEvent] = field(converter=_convert_events)

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Read decoded JSON. Raises `FieldError` if it does not match the model."""
        self = cls.__new__(cls)
        at = ""
        try:
            at = "name"
            self.name = src["name"]
            at = "url"
            self.url = src["url"]
            at = "events"
            self.events = plain_list(src["events"])
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise FieldError.from_exception(error, at, src, str(error)) from None
        if unknown := src.keys() - _FIELDS:
            raise FieldError(min(map(str, unknown)), "is not a field of WebhookAttach")
        return self

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without the fields that are UNSET."""
        out: dict[str, Any] = {}
        out["name"] = self.name
        out["url"] = self.url
        out["events"] = [item.value for item in self.events]
        return out
