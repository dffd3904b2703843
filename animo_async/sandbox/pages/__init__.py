"""The public pages of Animo, as a person in a browser meets them: plain HTML that needs no script and asks no one."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Route

from animo_async.sandbox.answers import RefusedError
from animo_async.sandbox.app import match_to_the_end
from animo_async.sandbox.pages import overview
from animo_async.sandbox.pages.activations import activation, activation_form, activation_thanks
from animo_async.sandbox.pages.checkout import checkout
from animo_async.sandbox.pages.layout import card, moved, shown
from animo_async.sandbox.pages.markup import el, link
from animo_async.sandbox.pages.tickets import ticket, ticket_form, ticket_thanks
from animo_async.sandbox.pages.visit import ElsewhereError, Site, Visit

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

    from animo_async.sandbox.state import World

_COOKIE = "animo_sandbox_visitor"
# In this order: an activation's address would also fit some of those before it.
_PAGES: tuple[tuple[str, Callable[[Visit], Response]], ...] = (
    ("/", overview.index),
    ("/admin/settings/billing", overview.billing),
    ("/{company}/event/{event}", overview.event),
    ("/{company}/event/{event}/{ticket}", ticket),
    ("/{company}/event/{event}/{ticket}/form", ticket_form),
    ("/{company}/event/{event}/{ticket}/thank-you", ticket_thanks),
    ("/{company}/event/{event}/o/{order}/checkout", checkout),
    ("/{company}/{activation}", activation),
    ("/{company}/{activation}/form", activation_form),
    ("/{company}/{activation}/thank-you", activation_thanks),
    ("/{company}/{event}/{activation}", activation),
    ("/{company}/{event}/{activation}/form", activation_form),
    ("/{company}/{event}/{activation}/thank-you", activation_thanks),
)
_WITH_A_FORM = {ticket, ticket_form, checkout, activation, activation_form}


def with_pages(api: ASGIApp, world: World, *, mollie: bool) -> ASGIApp:
    """The API with the pages around it.

    Args:
        api: Answers everything below `/api`.
        world: What the pages show, and what changes when somebody registers or pays.
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
        # Read to its end even where it is of no use: an in-process transport leaves a half-read one to the collector.
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
    if isinstance(problem, HTTPException) and problem.status_code == 405:
        return _problem(405, "This page takes no such request", "", problem.headers)
    return _problem(404, "Page not found", "No page of Animo has an address like this.")


def _refused(_: Request, problem: Exception) -> Response:
    status, message = problem.args
    return _problem(status, "Page not found", message)


def _problem(status: int, title: str, message: str, headers: Mapping[str, str] | None = None) -> Response:
    body = card(el("h1", title), el("p", message) if message else None, el("p", link("All pages of this sandbox")))
    response = shown(title, body, status=status)
    response.headers.update(headers or {})
    return response


def _elsewhere(_: Request, problem: Exception) -> Response:
    return moved(problem.args[0], 302)
