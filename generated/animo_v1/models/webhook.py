from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self

from attrs import define, field

from ..models.webhook_event import WebhookEvent
from ..open_model import OpenModel
from ..reading import FieldError, read_datetime, read_list
from ..types import UNSET, Unset

_FIELDS = frozenset(["id", "name", "url", "events", "created_at", "token"])


@define(kw_only=True, weakref_slot=False)
class Webhook(OpenModel):
    """A webhook. Store its `token`, which is needed to update and detach it. Inferred: the token is shown only once.

    Attributes:
        id: UUID.
        name: Must be different for each webhook of a user.
        url: URL that Animo sends the events to.
        events: The events that Animo reports.
        created_at: ISO 8601 timestamp with the offset `+00:00` and any number of fractional digits.
        token: Secret that is needed to update and detach the webhook. Inferred: only the response of attach contains
            it.
    """

    id: str
    name: str
    url: str
    events: list[WebhookEvent]
    created_at: datetime.datetime
    token: str | Unset = field(default=UNSET, repr=False)

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Read decoded JSON. Raises `FieldError` if it does not match the model."""
        self = cls.__new__(cls)
        at = ""
        raw: Any
        found = 5
        try:
            self.id = src["id"]
            self.name = src["name"]
            self.url = src["url"]
            at = "events"
            self.events = read_list(WebhookEvent, src["events"])
            at = "created_at"
            self.created_at = read_datetime(src["created_at"])
            self.token = raw = src.get("token", UNSET)
            if raw is not UNSET:
                found += 1
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise FieldError.from_exception(error, at, src) from None
        self._additional_properties = None
        if len(src) != found:
            self._additional_properties = {key: value for key, value in src.items() if key not in _FIELDS}
        return self

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without the fields that are UNSET."""
        out: dict[str, Any] = dict(self._additional_properties or ())
        out["id"] = self.id
        out["name"] = self.name
        out["url"] = self.url
        out["events"] = [item.value for item in self.events]
        out["created_at"] = self.created_at.isoformat()
        if self.token is not UNSET:
            out["token"] = self.token
        return out
