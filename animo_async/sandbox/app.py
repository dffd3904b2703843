"""The ASGI application: turns requests into calls to endpoints, and their results into responses."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING
from urllib.parse import quote

import orjson
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match, Route

from animo_async.sandbox.access import enter
from animo_async.sandbox.answers import Call, RefusedError
from animo_async.sandbox.bodies import read_body
from animo_async.sandbox.endpoints import endpoint
from animo_async.sandbox.oauth import oauth_routes
from animo_async.sandbox.routing import match_to_the_end
from animo_async.sandbox.validation import InvalidBodyError
from animo_v1.operations import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.requests import Request

    from animo_async.sandbox.access import Tokens
    from animo_v1.operation import OperationInfo

PREFIX = "/api/v1"


def build_app(tokens: Tokens) -> Starlette:
    """Return the API application for these tokens and the data behind them."""
    methods: defaultdict[str, dict[str, OperationInfo]] = defaultdict(dict)
    for operation in OPERATIONS.values():
        methods[operation.path][operation.method] = operation
    # Routes with fixed segments come first, so that `create` in `/events/create` is not read as an event.
    paths = sorted(methods, key=lambda path: [segment.startswith("{") for segment in path.split("/")])
    app = Starlette(
        routes=[
            *(Route(PREFIX + path, _handler(tokens, methods[path]), methods=list(methods[path])) for path in paths),
            *oauth_routes(tokens),
        ],
        exception_handlers={HTTPException: _unrouted, RefusedError: _refused, InvalidBodyError: _invalid},
    )
    app.router.redirect_slashes = False
    match_to_the_end(app)
    return app


def _handler(tokens: Tokens, operations: Mapping[str, OperationInfo]) -> Callable[[Request], Awaitable[Response]]:
    async def handle(request: Request) -> Response:
        operation = operations["GET" if request.method == "HEAD" else request.method]
        grant = tokens.grant(request.headers.get("authorization", ""))
        tokens.check_scopes(operation, grant)
        params = request.path_params
        company = enter(operation, grant, tokens.world, params["company"]) if "company" in params else None
        body = await read_body(request, forms=operation.id == "update_event_page")
        call = Call(tokens.world, grant, _url(request), params, request.query_params, company, *body)
        answer = endpoint(operation.tag, operation.id)(call)
        return _json(answer.status, answer.body)

    return handle


def _url(request: Request) -> str:
    # Starlette's `request.url` is not used, because it would turn an invalid Host header into a 500.
    host = request.headers.get("host", "sandbox")
    return f"{request.scope['scheme']}://{host}{quote(request.scope['path'])}"


def _json(status: int, body: object, headers: Mapping[str, str] | None = None) -> Response:
    return Response(orjson.dumps(body), status, headers, "application/json")


def _unrouted(request: Request, _: Exception) -> Response:
    path = request.scope["path"].lstrip("/")
    route = next((each for each in request.app.routes if each.matches(request.scope)[0] is not Match.NONE), None)
    if route is None:
        return _json(404, {"message": f"The route {path} could not be found."})
    allowed = ", ".join(sorted(route.methods))
    message = f"The {request.method} method is not supported for route {path}. Supported methods: {allowed}."
    return _json(405, {"message": message}, {"Allow": allowed})


def _refused(_: Request, problem: Exception) -> Response:
    status, message = problem.args
    return _json(status, {"message": message})


def _invalid(_: Request, problem: Exception) -> Response:
    message, errors = problem.args
    return _json(422, {"message": message, "errors": errors})
