"""A third-party app: begins logins and gets tokens from Animo."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable
from dataclasses import replace
from typing import NoReturn
from urllib.parse import urlsplit

from animo_async._http.options import DEFAULT_BASE_URL, Limits, address, origin
from animo_async._http.redaction import Secret
from animo_async._http.requester import Requester
from animo_async._http.token import Credentials
from animo_async._http.transport import AsyncTransport, Transport
from animo_async.errors import APIStatusError, ConfigurationError, ResponseFormatError
from animo_v1.operation import Request

from .values import Authorization, LoginRequiredError, OAuthError, OAuthTokens

try:
    from oauthlib.common import generate_token
    from oauthlib.oauth2 import OAuth2Error, WebApplicationClient
except ImportError:
    raise ImportError("animo_async.oauth needs the extra `oauth`: pip install 'animo-async[oauth]'") from None

_LIMITS = Limits(timeout=20.0, deadline=30.0, max_retries=3)
_SECRET = ("client_secret", "code", "code_verifier", "refresh_token")
# These mean that the app is misconfigured, not that the login is over.
_OF_THE_APP = {"invalid_client", "invalid_scope", "unauthorized_client", "unsupported_grant_type"}


class AnimoOAuth:
    """A third-party app that is registered with Animo. It holds no connections, so there is nothing to close.

    Every request may raise `APIStatusError`, `APIConnectionError` or `ResponseFormatError`. Each method lists its
    additional errors.

    Args:
        client_id: The id that Animo gave the app.
        client_secret: The secret that Animo gave the app.
        redirect_uri: The URL that Animo redirects people to, exactly as registered.
        base_url: URL of the API, as for `AnimoClient`. OAuth is at `/api/oauth` of the same host.
        transport: An `httpx.AsyncBaseTransport` that sends the requests. It is not closed.

    Raises:
        ConfigurationError: An argument is invalid.

    Animo's documentation: Authentication.
    """

    def __init__(
        self,
        client_id: str,
        client_secret: str,
        redirect_uri: str,
        *,
        base_url: str | None = None,
        transport: AsyncTransport | None = None,
    ) -> None:
        self._credentials = _Form(client_id=client_id, client_secret=client_secret)
        client_secret = ""  # so that no traceback with locals shows it
        if not all(map(_is_credential, self._credentials.values())):
            raise ConfigurationError("client_id and client_secret must be non-empty strings of printable characters.")
        if not isinstance(redirect_uri, str) or not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s#]+", redirect_uri):
            raise ConfigurationError("redirect_uri must be an absolute URL without a fragment.")
        self.redirect_uri = redirect_uri
        base_url = address("base_url", base_url or os.environ.get("ANIMO_BASE_URL") or DEFAULT_BASE_URL)
        self._base_url = f"{origin(base_url)}/api/oauth"
        self._transport = transport

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {getattr(self, '_base_url', 'not made')}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("An AnimoOAuth cannot be pickled: it holds a secret. Create one in each process.")

    def authorization(self, scopes: Iterable[str] | None = None) -> Authorization:
        """Begin a login. Nothing is sent.

        Args:
            scopes: The scopes that the app asks for. None for Animo's default: `user:read` and `companies:read`.

        Returns:
            The URL to redirect the visitor to, and what to keep in the session. Create a new one for each login.

        Raises:
            ValueError, TypeError: `scopes` is a str, or contains something that is not a scope.

        Animo's documentation: Authentication. PKCE is a feature of Laravel Passport. Animo's pages do not mention it.
        """
        if isinstance(scopes, str):
            raise TypeError("scopes must be a list of strings, not one string")
        asked = list(scopes or ())
        for scope in asked:
            if not re.fullmatch(r"[\x21\x23-\x5b\x5d-\x7e]+", scope):
                raise ValueError(f"{scope!r} cannot be a scope")
        flow = WebApplicationClient(self._credentials["client_id"])
        verifier, state = flow.create_code_verifier(64), generate_token(40)
        # oauthlib requires https, which a server on localhost does not have. So oauthlib gets a placeholder URL.
        made = flow.prepare_request_uri(
            "https://stand.in",
            redirect_uri=self.redirect_uri,
            scope=" ".join(asked),
            state=state,
            code_challenge=flow.create_code_challenge(verifier, "S256"),
            code_challenge_method="S256",
        )
        return Authorization(f"{self._base_url}/authorize?{urlsplit(made).query}", state, verifier)

    async def exchange(self, callback_url: str, authorization: Authorization) -> OAuthTokens:
        """Finish a login: exchange the code in the callback for tokens. A code works once.

        Args:
            callback_url: The URL of the callback, with its query. Its scheme and host do not matter.
            authorization: The result of `authorization()`, kept in *this visitor's* session.

        Returns:
            The tokens. Save them.

        Raises:
            OAuthError: The visitor declined, the callback belongs to another login, or Animo refused the exchange.

        Animo's documentation: Authentication.
        """
        answer = _callback(callback_url, authorization)
        del callback_url  # a traceback with locals would show it
        if isinstance(answer, Exception):
            raise answer
        form = _Form(grant_type="authorization_code", **self._credentials, redirect_uri=self.redirect_uri)
        form.update(code=answer["code"], code_verifier=authorization.code_verifier)
        return await self._token(form)

    async def refresh(self, tokens: OAuthTokens) -> OAuthTokens:
        """Get new tokens. `RenewingToken` calls this when needed.

        Laravel Passport's token route accepts refresh tokens. Animo's pages do not mention that; they describe only a
        route that needs a web session. Passport returns a new refresh token and revokes both old tokens.

        Args:
            tokens: The current tokens.

        Returns:
            The new tokens. Save them before anything else, because the old ones no longer work.

        Raises:
            LoginRequiredError: The tokens cannot be renewed. The visitor must log in again.
            OAuthError: The app is misconfigured, for example with a wrong secret.
        """
        if not tokens.refresh_token:
            raise LoginRequiredError("invalid_grant", "There is no refresh token. The visitor must log in again.")
        form = _Form(grant_type="refresh_token", **self._credentials, refresh_token=tokens.refresh_token)
        try:
            renewed = await self._token(form)
        except OAuthError as error:
            if error.error in _OF_THE_APP:
                raise
            raise LoginRequiredError(error.error, error.description) from error
        return renewed if renewed.refresh_token else replace(renewed, refresh_token=tokens.refresh_token)

    async def _token(self, form: _Form) -> OAuthTokens:
        secrets = tuple(Secret(form[name]) for name in _SECRET if name in form)
        requester = Requester(Transport(self._base_url, self._transport), Credentials(None), _LIMITS, 1)
        asked_at = time.time()
        try:
            tokens = _tokens(
                await requester.send("POST", Request("/token", json=form), None, secrets=secrets),
                asked_at,
            )
        except APIStatusError as error:
            body = error.body
            if error.status_code >= 500 or not isinstance(body, dict) or not isinstance(body.get("error"), str):
                raise
            said = (body.get(name) for name in ("error_description", "message"))
            description = next((text for text in said if isinstance(text, str)), "")
            raise OAuthError(body["error"], description) from error
        finally:
            if self._transport is None:
                await requester.aclose()
        if isinstance(tokens, OAuthTokens):
            return tokens
        raise ResponseFormatError(reason="it is missing or invalid", field=tokens, method="POST", path="/token")


def _is_credential(value: object) -> bool:
    return isinstance(value, str) and value.isprintable() and bool(value.strip())


class _Form(dict[str, str]):
    """A form whose repr does not show its values."""

    def __repr__(self) -> str:
        return f"<{', '.join(self)}>"


def _callback(url: object, authorization: Authorization) -> _Form | Exception:
    """Return the authorization server's response from the callback URL, or the error to raise.

    It does not raise, because a traceback with locals would show the URL.
    """
    if not isinstance(url, str):
        return TypeError(f"callback_url must be a str, not {type(url).__name__}.")
    if not authorization.state or not authorization.code_verifier:
        return OAuthError("mismatching_state", "No login was started.")
    try:
        # Behind a proxy that terminates TLS, the URL may begin with http, which oauthlib rejects.
        return _Form(
            WebApplicationClient("").parse_request_uri_response(
                f"https://stand.in?{urlsplit(url).query}", authorization.state
            )
        )
    except OAuth2Error as error:
        return OAuthError(error.error or "invalid_request", error.description or "")
    except ValueError:
        return OAuthError("invalid_request", "callback_url cannot be read as a URL.")


def _tokens(answer: object, asked_at: float) -> OAuthTokens | str:
    """Return the tokens of a response, or the name of the invalid field."""
    if not isinstance(answer, dict):
        return "access_token"
    access, refresh, seconds = (answer.get(name) for name in ("access_token", "refresh_token", "expires_in"))
    if not isinstance(access, str) or not re.fullmatch(r"[\x21-\x7e]+", access):
        return "access_token"
    if str(answer.get("token_type", "Bearer")).lower() != "bearer":
        return "token_type"
    if refresh is not None and not isinstance(refresh, str):
        return "refresh_token"
    if seconds is not None and (isinstance(seconds, bool) or not isinstance(seconds, int | float)):
        return "expires_in"
    return OAuthTokens(access, refresh, None if seconds is None else asked_at + seconds)
