"""The bearer token: kept where no repr, pickle or traceback shows it."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from functools import partial
from typing import NoReturn

from animo_async.errors import ConfigurationError

from .single_flight import Shared

_SENDABLE = re.compile(r"[\x21-\x7e]+")

_UNMISTAKABLE = 12

TokenSource = str | Callable[[], Awaitable[str]]


class Token:
    """A token, or the async callable that gives one.

    Its methods never bind the token to a local name: a traceback printed with locals shows them.
    """

    __slots__ = ("_fetch", "_forms", "_shared", "_value")

    def __init__(self, source: TokenSource) -> None:
        self._fetch = None if isinstance(source, str) else source
        self._value = source if isinstance(source, str) else ""
        self._forms = _json_forms(self._value) if len(self._value) >= _UNMISTAKABLE else ()
        self._shared: Shared[Token] = Shared()

    @property
    def renewable(self) -> bool:
        """Whether asking again may give another token."""
        return self._fetch is not None

    @property
    def header(self) -> str:
        """The value of the `Authorization` header."""
        return f"Bearer {self._value}"

    def check(self) -> None:
        """Raise ConfigurationError unless the token can be sent in a header."""
        if self._fetch is not None:
            if not callable(self._fetch):
                raise ConfigurationError("token must be a str or an async callable that returns one.")
        elif not isinstance(self._value, str) or not self._value.strip():
            raise ConfigurationError(
                "No token. Pass token=... or set ANIMO_TOKEN; "
                "create one in Animo's admin panel under User settings, API tokens."
            )
        elif not _SENDABLE.fullmatch(self._value):
            raise ConfigurationError(
                "The token has characters that cannot be sent in a header (a space, a line break, or one outside "
                "ASCII). Copy it again, without what is around it."
            )

    async def current(self) -> Token:
        """Return the token to send now, asking the callable where there is one."""
        return self if self._fetch is None else await self._shared.get(partial(_fetched, self._fetch))

    def refused(self, token: Token) -> None:
        """Tell the callable that a token of its was refused, if it has a method `refused` that wants to know."""
        tell = getattr(type(self._fetch), "refused", None)  # of the class: a mock has every attribute
        if tell is not None:
            tell(self._fetch, token._value)

    def scrub_bytes(self, content: bytes) -> bytes:
        """The same for an answer that is to be read: only of a token that is there by no chance."""
        for form in self._forms:
            content = content.replace(form, b"[token]")
        return content

    def scrub(self, text: str) -> str:
        """Return text with the token replaced by `[token]`."""
        return replaced(self._value, text)

    def __repr__(self) -> str:
        return "[token]"

    def __reduce__(self) -> NoReturn:
        raise TypeError("A token cannot be pickled or copied.")


def _json_forms(text: str) -> tuple[bytes, ...]:
    """Return how a text may stand in JSON; PHP escapes slashes, too."""
    escaped = json.dumps(text)[1:-1]
    return tuple(form.encode() for form in {text, escaped, escaped.replace("/", r"\/")})


def replaced(secret: str, text: str) -> str:
    """Return text with `[token]` for a secret; one that is short enough to be part of a word only where it is none."""
    if not secret or secret not in text:
        return text
    if len(secret) >= _UNMISTAKABLE:
        return text.replace(secret, "[token]")
    return re.sub(rf"(?<![0-9A-Za-z]){re.escape(secret)}(?![0-9A-Za-z])", "[token]", text)


async def _fetched(fetch: Callable[[], Awaitable[str]]) -> Token:
    token = Token(await fetch())
    if token.renewable:
        raise ConfigurationError("The token callable must return a str.")
    token.check()
    return token
