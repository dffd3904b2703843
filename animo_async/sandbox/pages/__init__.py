"""The public pages of Animo: plain HTML without scripts or external requests."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Route

from animo_async.sandbox.answers import RefusedError
from animo_async.sandbox.pages import views
from animo_async.sandbox.pages.rendering import moved, shown
from animo_async.sandbox.pages.visit import ElsewhereError, Site, Visit
from animo_async.sandbox.routing import match_to_the_end

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

    from animo_async.sandbox.state import World

_COOKIE = "animo_sandbox_visitor"
# The order matters, because the routes of activations also match the URLs of other pages.
_PAGES: tuple[tuple[str, Callable[[Visit], Response]], ...] = (
    ("/", views.index),
    ("/admin/settings/billing", views.billing),
    ("/{company}/event/{event}", views.event),
    ("/{company}/event/{event}/{ticket}", views.ticket),
    ("/{company}/event/{event}/{ticket}/form", views.ticket_form),
    ("/{company}/event/{event}/{ticket}/thank-you", views.ticket_thanks),
    ("/{company}/event/{event}/o/{order}/checkout", views.checkout),
    ("/{company}/{activation}", views.activation),
    ("/{company}/{activation}/form", views.activation_form),
    ("/{company}/{activation}/thank-you", views.activation_thanks),
    ("/{company}/{event}/{activation}", views.activation),
    ("/{company}/{event}/{activation}/form", views.activation_form),
    ("/{company}/{event}/{activation}/thank-you", views.activation_thanks),
)
_WITH_A_FORM = {views.ticket, views.ticket_form, views.checkout, views.activation, views.activation_form}


def with_pages(api: ASGIApp, world: World, *, mollie: bool) -> ASGIApp:
    """Return the API together with the pages.

    Args:
        api: The application for everything below `/api`.
        world: The data that the pages show and change.
        mollie: Whether the companies have a connected Mollie account.
    """
    site = Site(world, mollie)
    pages = Starlette(
        routes=[Route(path, _handler(site, page), methods=["GET", "POST"]) for path, page in _PAGES],
        exception_handlers={HTTPException: _unrouted, RefusedError: _refused, ElsewhereError: _elsewhere},
    )
    pages.router.redirect_slashes = False
    match_to_the_end(pages)

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        below = scope.get("path", "/").split("/")[1]
        await (api if below == "api" else pages)(scope, receive, send)

    return answer


def _handler(site: Site, page: Callable[[Visit], Response]) -> Callable[[Request], Awaitable[Response]]:
    async def handle(request: Request) -> Response:
        # The body is read completely even if unused, because an in-process transport leaves a half-read body to the
        # garbage collector.
        content = await request.body()
        sent = _fields(content) if request.method == "POST" else None
        if sent is not None and page not in _WITH_A_FORM:
            raise HTTPException(405, headers={"Allow": "GET, HEAD"})
        visitor = request.cookies.get(_COOKIE, "")
        signups = site.visitors.get(visitor, {})
        response = page(Visit(site, request.path_params, request.query_params, sent, signups))
        if signups and visitor not in site.visitors:
            visitor = secrets.token_urlsafe(16)
            site.visitors[visitor] = signups
            response.set_cookie(_COOKIE, visitor, httponly=True, samesite="lax")
        return response

    return handle


def _fields(content: bytes) -> dict[str, str]:
    try:
        return dict(parse_qsl(content.decode(errors="replace"), keep_blank_values=True, max_num_fields=1000))
    except ValueError:
        return {}


def _unrouted(_: Request, problem: Exception) -> Response:
    status, headers = getattr(problem, "status_code", 404), getattr(problem, "headers", None)
    response = shown("problem.html", status=status, message="There is no page with this URL.")
    response.headers.update(headers or {})
    return response


def _refused(_: Request, problem: Exception) -> Response:
    status, message = problem.args
    return shown("problem.html", status=status, message=message)


def _elsewhere(_: Request, problem: Exception) -> Response:
    return moved(problem.args[0], 302)
