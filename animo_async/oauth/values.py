"""The values and errors of a login. No repr shows a secret."""

from __future__ import annotations

from dataclasses import dataclass, field

from animo_async.errors import AnimoError


class OAuthError(AnimoError):
    """The authorization server refused the request, the visitor declined, or the callback is for another login.

    Attributes:
        error: A code of RFC 6749, such as `access_denied`, `invalid_client` or `invalid_grant`. `mismatching_state`
            means that the callback belongs to another login. Ignore such a callback.
        description: The server's explanation, or "".
    """

    def __init__(self, error: str, description: str = "") -> None:
        self.error: str = _line(error)
        self.description: str = _line(description)
        super().__init__(f"{self.error}: {self.description}" if self.description else self.error)


class LoginRequiredError(OAuthError):
    """The login was revoked or has expired, or there is no refresh token. The visitor must log in again.

    It has the attributes of `OAuthError`.
    """


@dataclass(frozen=True)
class Authorization:
    """A login in progress. Keep its fields, which are strings, in the visitor's session.

    `dataclasses.asdict` turns it into a dict, and `Authorization(**kept)` turns the dict back.

    Attributes:
        url: The URL to redirect the visitor to.
        state: Distinguishes this visitor's callback from a forged one.
        code_verifier: Proves that the code is exchanged by the app that began the login (PKCE). A secret.
    """

    url: str = field(repr=False)
    state: str = field(repr=False)
    code_verifier: str = field(repr=False)


@dataclass(frozen=True)
class OAuthTokens:
    """The tokens of a login. `dataclasses.asdict` and `OAuthTokens(**kept)` convert them for storage and back.

    Attributes:
        access_token: Sent with each request. A secret.
        refresh_token: Can be exchanged for new tokens once. None if the server sent none. A secret.
        expires_at: When the access token expires, in seconds since 1970. None if the server did not say.
    """

    access_token: str = field(repr=False)
    refresh_token: str | None = field(default=None, repr=False)
    expires_at: float | None = None


def _line(text: str) -> str:
    """Return one printable line of limited length. The text may come from a URL that anyone can write."""
    return "".join(letter if letter.isprintable() else " " for letter in text[:300])
