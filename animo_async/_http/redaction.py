"""Redaction: no message, repr, pickle or traceback with locals contains a secret."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NoReturn

_REPLACEMENT = "[token]"
# A shorter secret may be part of an ordinary word, so it is replaced only between word boundaries.
_UNMISTAKABLE = 12
_ESCAPED_ASCII = re.compile(rb"(?:\\u00|\\x|%)[3-7]", re.IGNORECASE)


class Secret:
    """A secret string. Its methods do not assign it to a local variable, which a traceback with locals would show."""

    __slots__ = ("_pattern", "_value")

    def __init__(self, value: str) -> None:
        self._value = value
        self._pattern: re.Pattern[str] | None = None

    def redact(self, text: str) -> str:
        """Return text with the secret replaced, in every form in which a server or a library may echo it."""
        if not self._value:
            return text
        if self._pattern is None:
            short = len(self._value) < _UNMISTAKABLE
            before, after = ("(?<![0-9A-Za-z])", "(?![0-9A-Za-z])") if short else ("", "")
            self._pattern = re.compile(before + "".join(map(_forms, self._value)) + after, re.IGNORECASE)
        return self._pattern.sub(_REPLACEMENT, text)

    def redact_body(self, body: bytes) -> bytes:
        """Return the body of a success with the secret replaced. A secret too short to recognize reliably is kept."""
        if len(self._value) < _UNMISTAKABLE:
            return body
        # A body needs no further search if it has neither the longest run of letters and digits nor escapes of them.
        distinctive = max(re.findall(r"[0-9A-Za-z]+", self._value), key=len, default="")
        if distinctive.encode() not in body and not _ESCAPED_ASCII.search(body):
            return body
        return self.redact(body.decode(errors="surrogateescape")).encode(errors="surrogateescape")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._value == other._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return _REPLACEMENT

    def __reduce__(self) -> NoReturn:
        raise TypeError("A secret cannot be pickled or copied.")


def redact(text: str, secrets: Iterable[Secret]) -> str:
    """Return text with all secrets replaced."""
    for secret in secrets:
        text = secret.redact(text)
    return text


def _forms(letter: str) -> str:
    """Return a pattern for one character: plain, escaped as in JSON, PHP or a repr, or percent-encoded."""
    octets = letter.encode(errors="surrogatepass")
    units = letter.encode("utf-16-be", errors="surrogatepass")
    percent = "".join(f"%{octet:02x}" for octet in octets)
    octet_escapes = "".join(rf"\\+x{octet:02x}" for octet in octets)
    unicode_escapes = "".join(rf"\\+u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
    return rf"(?:\\*{re.escape(letter)}|{percent}|{octet_escapes}|{unicode_escapes})"
