"""The authorization server: the consent page and the token route, as in Laravel Passport."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import anyio
import orjson
import yaml
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from animo_async.sandbox.access import secret
from animo_async.sandbox.pages.rendering import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from animo_async.sandbox.access import Tokens

CLIENT_ID = "sandbox-app"
CLIENT_SECRET = "sandbox-app-secret"  # noqa: S105 - public on purpose
ACCESS_SECONDS = 3600
REFRESH_SECONDS = 30 * 24 * 3600
CODE_SECONDS = 600

_PREFIX = "/api/oauth"
_DEFAULT_SCOPES = ("user:read", "companies:read")


class _Refused(Exception):  # noqa: N818 - it never leaves this module
    """An OAuth error: status, code, description, hint."""


@dataclass(frozen=True)
class _Code:
    redirect_uri: str
    challenge: str
    scopes: tuple[str, ...]
    expires_at: float


@dataclass(frozen=True)
class _Refresh:
    access_token: str
    scopes: tuple[str, ...]
    expires_at: float


@dataclass
class _Server:
    tokens: Tokens
    codes: dict[str, _Code] = field(default_factory=dict)
    refreshes: dict[str, _Refresh] = field(default_factory=dict)

    async def authorize(self, request: Request) -> Response:
        asked = request.query_params
        try:
            _check_app(asked)
        except _Refused as refusal:
            return _refusal(refusal)
        scopes = tuple(asked.get("scope", " ".join(_DEFAULT_SCOPES)).split())
        if unknown := [scope for scope in scopes if scope not in _scopes()]:
            hint = f"Check the `{unknown[0]}` scope"
            return _back(asked, error="invalid_scope", error_description="The scope is invalid.", hint=hint)
        if asked.get("code_challenge") and asked.get("code_challenge_method", "plain") != "S256":
            return _back(asked, error="invalid_request", error_description="Code challenge method must be `S256`")
        if request.method == "GET":
            page = shown("authorize.html", app=asked["client_id"], scopes={each: _scopes()[each] for each in scopes})
            # With `form-action 'self'`, browsers would block the redirect to the app.
            del page.headers["Content-Security-Policy"]
            return page
        if ("consent", "allow") not in parse_qsl((await request.body()).decode("latin-1")):
            return _back(asked, error="access_denied", error_description="The user denied the request.")
        code = secret(64)
        expires_at = anyio.current_time() + CODE_SECONDS
        self.codes[code] = _Code(asked["redirect_uri"], asked.get("code_challenge", ""), scopes, expires_at)
        return _back(asked, code=code)

    async def token(self, request: Request) -> Response:
        try:
            form = _form(await request.body(), request.headers.get("content-type", ""))
            if form.get("client_id") != CLIENT_ID or not hmac.compare_digest(
                form.get("client_secret", "").encode(), CLIENT_SECRET.encode()
            ):
                raise _Refused(401, "invalid_client", "Client authentication failed", None)
            if form.get("grant_type") == "authorization_code":
                scopes = self._redeem(form)
            elif form.get("grant_type") == "refresh_token":
                scopes = self._rotate(form)
            else:
                raise _Refused(
                    400,
                    "unsupported_grant_type",
                    "The authorization grant type is not supported by the authorization server.",
                    "Check that all required parameters have been provided",
                )
        except _Refused as refusal:
            return _refusal(refusal)
        return JSONResponse(self._issue(scopes), headers={"Cache-Control": "no-store", "Pragma": "no-cache"})

    def _redeem(self, form: Mapping[str, str]) -> tuple[str, ...]:
        found = self.codes.get(form.get("code", ""))
        if found is None:
            raise _grant("Authorization code has been revoked")
        if anyio.current_time() >= found.expires_at:
            raise _grant("Authorization code has expired")
        if form.get("redirect_uri") != found.redirect_uri:
            raise _Refused(401, "invalid_client", "Client authentication failed", None)
        if found.challenge and _challenge(form.get("code_verifier", "")) != found.challenge:
            raise _grant("Failed to verify `code_verifier`.")
        del self.codes[form["code"]]
        return found.scopes

    def _rotate(self, form: Mapping[str, str]) -> tuple[str, ...]:
        found = self.refreshes.pop(form.get("refresh_token", ""), None)
        if found is None:
            raise _Refused(400, "invalid_grant", "The refresh token is invalid.", "Token has been revoked")
        self.tokens.revoke(found.access_token)
        if anyio.current_time() >= found.expires_at:
            raise _Refused(400, "invalid_grant", "The refresh token is invalid.", "Token has expired")
        return found.scopes

    def _issue(self, scopes: tuple[str, ...]) -> dict[str, object]:
        now = anyio.current_time()
        access, refresh = self.tokens.issue(scopes, "pro", None, expires_at=now + ACCESS_SECONDS), secret(80)
        self.refreshes[refresh] = _Refresh(access, scopes, now + REFRESH_SECONDS)
        return {
            "token_type": "Bearer",
            "expires_in": ACCESS_SECONDS,
            "access_token": access,
            "refresh_token": refresh,
        }


def oauth_routes(tokens: Tokens) -> list[Route]:
    """Return the routes of the authorization server. The only registered app is `CLIENT_ID`."""
    server = _Server(tokens)
    return [
        Route(f"{_PREFIX}/authorize", server.authorize, methods=["GET", "POST"]),
        Route(f"{_PREFIX}/token", server.token, methods=["POST"]),
    ]


@cache
def _scopes() -> dict[str, str]:
    """Return every scope with its description from the spec."""
    spec = files("animo_v1").joinpath("animo-v1.yaml").read_text(encoding="utf-8")
    decoded: Any = yaml.load(spec, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    scopes: dict[str, str] = decoded["components"]["securitySchemes"]["oauth2"]["flows"]["authorizationCode"]["scopes"]
    return scopes


def _check_app(asked: Mapping[str, str]) -> None:
    if asked.get("response_type") != "code":
        raise _Refused(
            400,
            "unsupported_grant_type",
            "The authorization grant type is not supported by the authorization server.",
            "Check that all required parameters have been provided",
        )
    # Any app may use this server, so every redirect URI that is safe for a code counts as registered.
    if asked.get("client_id") != CLIENT_ID or not _safe(asked.get("redirect_uri", "")):
        raise _Refused(401, "invalid_client", "Client authentication failed", None)


def _safe(redirect_uri: str) -> bool:
    try:
        parts = urlsplit(redirect_uri)
        host = parts.hostname or ""
        if not host or parts.fragment:
            return False
        return parts.scheme == "https" or (
            parts.scheme == "http" and (host == "localhost" or ip_address(host).is_loopback)
        )
    except ValueError:
        return False


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _form(body: bytes, content_type: str) -> dict[str, str]:
    if not content_type.startswith("application/json"):
        return dict(parse_qsl(body.decode("latin-1")))
    try:
        given = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return {name: text for name, text in given.items() if isinstance(text, str)} if isinstance(given, dict) else {}


def _grant(hint: str) -> _Refused:
    description = (
        "The provided authorization grant (e.g., authorization code, resource owner credentials) or refresh token is "
        "invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was "
        "issued to another client."
    )
    return _Refused(400, "invalid_grant", description, hint)


def _refusal(refusal: _Refused) -> Response:
    status, error, description, hint = refusal.args
    body = {"error": error, "error_description": description, "hint": hint, "message": description}
    return JSONResponse({name: text for name, text in body.items() if text is not None}, status)


def _back(asked: Mapping[str, str], **answer: str) -> Response:
    uri = asked["redirect_uri"]
    query = urlencode({**answer, **({"state": asked["state"]} if "state" in asked else {})})
    return RedirectResponse(f"{uri}{'&' if urlsplit(uri).query else '?'}{query}", 302)
