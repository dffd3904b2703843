"""What a login is made of, and what it fails with. Nothing here shows a secret in its repr."""

from __future__ import annotations

from dataclasses import dataclass, field

from animo_async.errors import AnimoError


class OAuthError(AnimoError):
    """The authorization server, or the person at it, said no; or a callback is not the one that was waited for.

    Attributes:
        error: The code of RFC 6749, such as `access_denied`, `invalid_client`, `invalid_grant`; or `mismatching_state`:
            the callback belongs to another login, and must not be followed.
        description: What the server said to it, or "".
    """

    def __init__(self, error: str, description: str = "") -> None:
        self.error: str = _line(error)
        self.description: str = _line(description)
        super().__init__(f"{self.error}: {self.description}" if self.description else self.error)


class LoginRequiredError(OAuthError):
    """The login is over: revoked, expired, or without a refresh token. Only the person can grant it anew.

    Its attributes are those of `OAuthError`.
    """


@dataclass(frozen=True)
class Authorization:
    """A login that was begun. Its fields are texts, to be kept in the visitor's session until they come back.

    `dataclasses.asdict` makes it a dict, and `Authorization(**kept)` an `Authorization` again.

    Attributes:
        url: Where to send the visitor.
        state: What tells their callback from a forged one.
        code_verifier: Proves that who exchanges the code is who began (PKCE). A secret.
    """

    url: str = field(repr=False)
    state: str = field(repr=False)
    code_verifier: str = field(repr=False)


@dataclass(frozen=True)
class OAuthTokens:
    """What an authorization gives. `dataclasses.asdict` and `OAuthTokens(**kept)` take it to a store and back.

    Attributes:
        access_token: What is sent with requests. A secret.
        refresh_token: What gives the next tokens, once; None where there is none. A secret.
        expires_at: When the access token expires, in seconds since 1970; None where the server did not say.
    """

    access_token: str = field(repr=False)
    refresh_token: str | None = field(default=None, repr=False)
    expires_at: float | None = None


def _line(text: str) -> str:
    """One printable line of moderate length: it may come from an address that anyone made."""
    return "".join(letter if letter.isprintable() else " " for letter in text[:300])
