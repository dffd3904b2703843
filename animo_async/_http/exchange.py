"""One call: what is known of how far it got, and what every error of it carries."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypedDict

from .redaction import Secret, redact
from .token import Token

if TYPE_CHECKING:
    from collections.abc import Mapping


class Where(TypedDict):
    """What every error of a request carries."""

    method: str
    path: str
    operation: str | None


class Reach(Where):
    """The same, and whether the request may have reached the server."""

    may_have_been_sent: bool


@dataclass
class Exchange:
    """A request, the attempts at it, and what came of the last one. Its repr shows nothing secret."""

    method: str
    path: str
    operation: str | None
    secrets: tuple[Secret, ...] = ()  # that the body names
    attempt: int = 0
    token: Token | None = None
    never_sent: bool = True
    status: int | None = None  # None until a whole answer is there
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    content: bytes = field(default=b"", repr=False)
    _connecting: bool = False
    _sending: bool = False

    @property
    def where(self) -> Where:
        """What every error of this request carries."""
        return {"method": self.method, "path": self.path, "operation": self.operation}

    @property
    def reach(self) -> Reach:
        """The same, and whether it may have reached the server."""
        return {**self.where, "may_have_been_sent": not self.never_sent}

    @property
    def ok(self) -> bool:
        """Whether the answer is a 2xx."""
        return self.status is not None and 200 <= self.status < 300

    def begin(self, token: Token | None) -> None:
        """Start another attempt."""
        self.attempt += 1
        self.token = token
        self.status = None
        self.headers = {}
        self.content = b""
        self._connecting = self._sending = False
        self.never_sent = False  # until something tells that it was not

    async def trace(self, event: str, _info: Any) -> None:
        """Follow how far the request gets; httpcore calls it for each step."""
        self._connecting |= event.startswith("connection.connect")
        self._sending |= event.endswith("send_request_headers.started")
        self.never_sent = self._connecting and not self._sending

    def answered(self, status: int, headers: Mapping[str, str]) -> None:
        """Note that an answer begins."""
        self.never_sent = False
        self.status = status
        self.headers = headers

    def scrub(self, text: str) -> str:
        """Take out what an answer may echo and no error may show."""
        return redact(text, (self.token, *self.secrets) if self.token else self.secrets)
