"""Serves the spec and Swagger UI next to the API: `/openapi.yaml`, `/openapi.json`, `/docs`."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING

import orjson
import yaml
from starlette.applications import Starlette
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from animo_v1.operations import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from animo_async.sandbox.box import Sandbox

# The sandbox's URL in the spec. It is replaced by the real one.
_WRITTEN_ORIGIN = "http://127.0.0.1:8787"
_PATH_PARAMETERS = frozenset(name for each in OPERATIONS.values() for name in re.findall(r"{(\w+)}", each.path))
# Swagger UI fills in a form only from its schema, and writes "string" if the schema has no examples.
_FORM = {
    "tagline": "Light on the water",
    "description": "<p>An evening of lanterns.</p>",
    "support_email": "help@harbourlights.example",
    "show_attendees": "1",
}
_PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; script-src 'self' 'unsafe-inline'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
}
_ASSETS = ("swagger-ui.css", "swagger-ui-bundle.js")


def with_docs(box: Sandbox, assets: Path | None = None) -> ASGIApp:
    """Return the application of a sandbox with the spec, and with Swagger UI if its folder is given.

    Args:
        box: The sandbox.
        assets: The folder of swagger-ui-dist, version 5 or newer.

    Returns:
        The application.

    Raises:
        ValueError: Swagger UI is not in that folder.
    """
    spec = _spec(box)
    # Use the safe loader written in C if available, because the Python one takes half a second.
    decoded = yaml.load(spec, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    routes = [
        Route("/openapi.yaml", _served(spec, "application/yaml")),
        Route("/openapi.json", _served(orjson.dumps(decoded).decode(), "application/json")),
        *(_page(assets) if assets else ()),
    ]
    documents = Starlette(routes=routes)
    paths = {route.path for route in routes}

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        await (documents if scope.get("path") in paths else box.app)(scope, receive, send)

    return answer


def seeded_examples(box: Sandbox) -> dict[str, str]:
    """Return a seeded identifier for each path parameter, a second pending order, and a webhook's token."""
    company = box._world.companies[0]
    event = company.events[0]
    pending = [order.id for order in event.orders if order.state == "pending"]
    return {
        "company": company.id,
        "activation": company.activations[0].id,
        "event": event.id,
        "organizingEvent": event.id,
        "cohost": event.cohosts[0].id,
        "template": "registration_confirmation",
        "ticketType": event.ticket_types[0].slug,
        "order": pending[0],
        "other_order": pending[1],
        "form": company.forms[0].id,
        "webhook_token": company.webhooks[0].token,
    }


def _spec(box: Sandbox) -> str:
    """Return the text of the spec, with this sandbox as its first server and examples that exist in it."""
    text = files("animo_v1").joinpath("animo-v1.yaml").read_text(encoding="utf-8")
    text = _replaced(text, r"^servers:\n((?:  .+\n){2})((?:  .+\n){2})", r"servers:\n\2\1")
    examples = seeded_examples(box)
    for name in _PATH_PARAMETERS:
        parameter = rf"(^      name: {name}\n      in: path\n(?:      .+\n)*?      example: ).+"
        text = _replaced(text, parameter, rf'\1"{examples[name]}"')
    text = _replaced(text, r"token: \"example-webhook-secret\"", f'token: "{examples["webhook_token"]}"')
    text = _replaced(text, r"ticket_type: \"early-bird\"", f'ticket_type: "{examples["ticketType"]}"')
    for name, example in _FORM.items():
        schema = rf"(^    EventPageUpload:\n(?:      .+\n)*?        {name}:\n          type: string\n)"
        text = _replaced(text, schema, rf'\1          examples: ["{example}"]\n')
    return _replaced(text, r"(^    q_(?:title|name):\n(?:      .+\n)*?      example: ).+", r'\1"Demo"')


def _replaced(text: str, pattern: str, replacement: str) -> str:
    text, count = re.subn(pattern, replacement, text, flags=re.MULTILINE)
    if not count:
        raise LookupError(f"nothing in the spec matches {pattern}")
    return text


def _served(text: str, media_type: str) -> Callable[[Request], Awaitable[Response]]:
    async def serve(request: Request) -> Response:
        here = text.replace(_WRITTEN_ORIGIN, str(request.base_url).rstrip("/"))
        return Response(here, media_type=media_type)

    return serve


def _page(assets: Path) -> list[Route]:
    if missing := [name for name in _ASSETS if not (assets / name).is_file()]:
        raise ValueError(f"no Swagger UI in {assets}: {', '.join(missing)} missing")

    async def page(_: Request) -> Response:
        return Response(html, media_type="text/html", headers=_PAGE_HEADERS)

    async def asset(request: Request) -> Response:
        return FileResponse(assets / request.url.path.rpartition("/")[2])

    html = files("animo_async.sandbox").joinpath("docs.html").read_text(encoding="utf-8")
    return [Route("/docs", page), *(Route(f"/docs/{name}", asset) for name in _ASSETS)]
