"""A web app in which visitors log in with Animo and see their companies.

    pip install '../..[oauth]' starlette uvicorn
    ANIMO_CLIENT_ID=... ANIMO_CLIENT_SECRET=... uvicorn oauth_login:app --port 9000

Then open http://127.0.0.1:9000. To try it without Animo, start a sandbox (`python -m animo_async.sandbox`), set
ANIMO_BASE_URL to its URL, and use the client ID `sandbox-app` with the secret `sandbox-app-secret`.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

import anyio
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from animo_async import AnimoClient
from animo_async.oauth import AnimoOAuth, Authorization, LoginRequiredError, OAuthError, OAuthTokens, RenewingToken

if TYPE_CHECKING:
    from starlette.requests import Request

COOKIE = "visitor"
SCOPES = ["user:read", "companies:read", "events:read"]


@dataclass
class Visitor:
    """The state of a visitor. A real app keeps it in a database, with the tokens encrypted."""

    login: Authorization | None = None
    tokens: OAuthTokens | None = None
    source: RenewingToken | None = None
    coming_back: anyio.Lock = field(default_factory=anyio.Lock)

    async def save(self, tokens: OAuthTokens) -> None:
        """Store the newest tokens. The earlier ones no longer work."""
        self.tokens = tokens


visitors: dict[str, Visitor] = {}


def animo_oauth() -> AnimoOAuth:
    """Return the OAuth client. Its callback URL must be registered with Animo."""
    callback = os.environ.get("CALLBACK_URL", "http://127.0.0.1:9000/callback")
    return AnimoOAuth(os.environ["ANIMO_CLIENT_ID"], os.environ["ANIMO_CLIENT_SECRET"], callback)


async def home(request: Request) -> Response:
    """Show logged-in visitors their companies. Show everyone else a login link."""
    visitor = visitors.get(request.cookies.get(COOKIE, ""))
    if visitor is None or visitor.source is None:
        return HTMLResponse('<a href="/login">Log in with Animo</a>')
    try:
        async with AnimoClient(visitor.source) as animo:
            user, companies = await animo.user(), await animo.companies()
    except LoginRequiredError:
        return RedirectResponse("/login")
    listed = "".join(f"<li>{escape(company.name)}</li>" for company in companies)
    return HTMLResponse(f"<h1>Hello {escape(user.first_name)}</h1><ul>{listed}</ul>")


async def login(_: Request) -> Response:
    """Redirect the visitor to Animo, and store the state that the callback must return."""
    begun = animo_oauth().authorization(SCOPES)
    key = secrets.token_urlsafe()
    visitors[key] = Visitor(login=begun)
    answer = RedirectResponse(begun.url)
    # Lax: the browser sends the cookie when Animo redirects back, but not with a form posted from another site.
    answer.set_cookie(COOKIE, key, httponly=True, samesite="lax", secure=begun.url.startswith("https:"))
    return answer


async def callback(request: Request) -> Response:
    """Finish the login after Animo redirects the visitor back.

    Browsers may fetch this page twice (a reload, a prefetch). The authorization code works only once, so the second
    request waits until the first has logged the visitor in.
    """
    visitor = visitors.get(request.cookies.get(COOKIE, ""))
    if visitor is None:
        return RedirectResponse("/login")
    async with visitor.coming_back:
        if visitor.source is not None:
            return RedirectResponse("/")
        if visitor.login is None:
            return RedirectResponse("/login")
        begun, visitor.login = visitor.login, None
        oauth = animo_oauth()
        try:
            tokens = await oauth.exchange(str(request.url), begun)
        except OAuthError as error:
            return HTMLResponse(f'<p>{escape(str(error))}</p><a href="/login">Try again</a>', 400)
        await visitor.save(tokens)
        visitor.source = RenewingToken(oauth, tokens, visitor.save)
    return RedirectResponse("/")


app = Starlette(routes=[Route("/", home), Route("/login", login), Route("/callback", callback)])
