"""The bearer token of a client, fixed or from a callable."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import NoReturn

from animo_async.errors import ConfigurationError

from .redaction import Secret

TokenSource = str | Callable[[], Awaitable[str]]


class Token(Secret):
    """A bearer token."""

    __slots__ = ()

    @property
    def header(self) -> str:
        """The value of the `Authorization` header."""
        return f"Bearer {self._value}"

    def check(self) -> None:
        """Raise ConfigurationError unless the token can be sent in a header."""
        if not self._value.strip():
            raise ConfigurationError(
                "No token. Pass token=... or set ANIMO_TOKEN; "
                "create one in Animo's admin panel under User settings, API tokens."
            )
        for form, problem in _NO_TOKEN.items():
            if re.fullmatch(form, self._value.strip(), re.DOTALL):
                raise ConfigurationError(problem)
        if not re.fullmatch(r"[\x21-\x7e]+", self._value):
            raise ConfigurationError(
                "The token has characters that cannot be sent in a header (a space, a line break, or a character "
                "outside ASCII). Copy only the token itself."
            )


_PLACEHOLDER = (
    "The token is a placeholder that was not filled in. "
    "Check where token or ANIMO_TOKEN comes from, such as an env file or a template."
)
_QUOTED = "The token is in quotes. Remove them: tools such as `docker run --env-file` do not remove them."
_NO_TOKEN = {
    r"""(["'`]).*\1""": _QUOTED,
    r"\$\{.*\}|\$\w+|\{\{.*\}\}|<.*>|%\w+%": _PLACEHOLDER,
}


class Credentials:
    """A token, an async callable that returns one, or no token.

    Args:
        source: The token or the callable; None to send no token.
    """

    __slots__ = ("_fetch", "_token")

    def __init__(self, source: TokenSource | None) -> None:
        self._token = Token(source) if isinstance(source, str) else None
        self._fetch = None if isinstance(source, str) else source

    def check(self) -> None:
        """Raise ConfigurationError or TypeError unless there is a token that can be sent, or a callable."""
        if self._token is not None:
            self._token.check()
        elif not callable(self._fetch):
            raise _wrong_type(self._fetch, "token must be a str or an async callable that returns one")

    async def current(self) -> Token | None:
        """Return the token to send now.

        The callable runs in the context of the caller and for this attempt alone, so that no caller can get a token
        that was meant for another one.
        """
        return self._token if self._fetch is None else await _fetched(self._fetch)

    def refused(self, token: Token | None) -> bool:
        """Tell the callable that its token was refused, and return whether it may return another one."""
        if self._fetch is None or token is None:
            return False
        method = getattr(type(self._fetch), "refused", None)  # on the class: a mock has every attribute
        if method is not None:
            method(self._fetch, token._value)
        return True

    def __reduce__(self) -> NoReturn:
        raise TypeError("Credentials cannot be pickled or copied.")


async def _fetched(fetch: Callable[[], Awaitable[str]]) -> Token:
    token = _token_of(await fetch())
    if not isinstance(token, Token):
        raise token
    token.check()
    return token


def _token_of(value: object) -> Token | Exception:
    """Return the token, or the error to raise. If this function raised, a traceback with locals would show `value`."""
    return Token(value) if isinstance(value, str) else _wrong_type(value, "the token callable must return a str")


def _wrong_type(value: object, rule: str) -> Exception:
    kind = type(value).__name__
    if hasattr(type(value), "get_secret_value"):
        return TypeError(f"{rule}, not {kind}. Pass its text, which get_secret_value() returns.")
    if kind.lower().startswith("secret"):
        return TypeError(f"{rule}, not {kind}. Pass its text, which str() returns.")
    return ConfigurationError(f"{rule}, not {kind}.")
