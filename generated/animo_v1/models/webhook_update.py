from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

from attrs import define, field

from ..checking import enum_members, not_null
from ..models.webhook_event import WebhookEvent
from ..open_model import OpenModel
from ..reading import FieldError, plain_list
from ..types import UNSET, Unset

_FIELDS = frozenset(["token", "name", "url", "events"])


def _convert_events(value: Sequence[str] | Unset) -> list[WebhookEvent] | Unset:
    if value is UNSET:
        return value
    return enum_members("events", WebhookEvent, value)


@define(kw_only=True, weakref_slot=False)
class WebhookUpdate(OpenModel):
    """Changes to a webhook. The fields other than `token` are inferred, so others may be accepted.

    Attributes:
        token: The secret from the response of attach.
        name: Must be different for each webhook of a user. Inferred.
        url: HTTPS URL that Animo sends the events to. Inferred.
        events: The events to report. Each event needs the matching subscribe scope. Inferred.
    """

    token: str = field(repr=False, validator=not_null)
    name: str | Unset = field(default=UNSET, validator=not_null)
    url: str | Unset = field(default=UNSET, validator=not_null)
    events: list[WebhookEvent] | Unset = field(default=UNSET, converter=_convert_events)

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Read decoded JSON. Raises `FieldError` if it does not match the model."""
        self = cls.__new__(cls)
        at = ""
        raw: Any
        try:
            at = "token"
            self.token = src["token"]
            at = "name"
            self.name = src.get("name", UNSET)
            at = "url"
            self.url = src.get("url", UNSET)
            at = "events"
            raw = src.get("events", UNSET)
            if raw is UNSET:
                self.events = UNSET
            else:
                self.events = plain_list(raw)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise FieldError.from_exception(error, at, src, str(error)) from None
        self._additional_properties = None
        if src.keys() - _FIELDS:
            self._additional_properties = {key: value for key, value in src.items() if key not in _FIELDS}
        return self

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without the fields that are UNSET."""
        out: dict[str, Any] = dict(self._additional_properties or ())
        out["token"] = self.token
        if self.name is not UNSET:
            out["name"] = self.name
        if self.url is not UNSET:
            out["url"] = self.url
        if self.events is not UNSET:
            out["events"] = [item.value for item in self.events]
        return out
