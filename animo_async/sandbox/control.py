"""Faults over HTTP: `Sandbox.fail()` for sandboxes that run as a server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from animo_async.sandbox.answers import RefusedError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from animo_async.sandbox.access import Tokens
    from animo_async.sandbox.faults import Faults

PATH = "/_sandbox/fail"


def with_control(app: ASGIApp, tokens: Tokens, faults: Faults) -> ASGIApp:
    """Return the application with the added route `/_sandbox/fail`.

    `POST ?status=503&times=2&delay=0.5` makes the next requests to the API fail. `GET` returns how many faults are
    left, and `DELETE` removes them. Each request needs a token that the sandbox issued.
    """

    async def control(request: Request) -> Response:
        tokens.grant(request.headers.get("authorization", ""))
        if request.method == "POST":
            query = request.query_params
            try:
                status, times = int(query.get("status", "")), int(query.get("times", "1"))
                faults.add(status, times, float(query.get("delay", "0")))
            except ValueError as problem:
                example = "Example: ?status=503&times=2&delay=0.5"
                return JSONResponse({"message": f"{problem}. {example}"}, 422)
        elif request.method == "DELETE":
            faults.pending.clear()
        return JSONResponse({"pending": len(faults.pending)})

    def refused(_: Request, problem: Exception) -> Response:
        status, message = problem.args
        return JSONResponse({"message": message}, status)

    route = Route(PATH, control, methods=["GET", "POST", "DELETE"])
    controls = Starlette(routes=[route], exception_handlers={RefusedError: refused})

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        await (controls if scope.get("path") == PATH else app)(scope, receive, send)

    return answer
