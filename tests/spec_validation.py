"""ASGI middleware that checks responses against the spec."""

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

import jsonschema_rs
import yaml
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PREFIX = "/api/v1"


class SpecViolationError(AssertionError):
    """Raised when the spec does not allow a response."""


@cache
def spec() -> dict[str, Any]:
    return yaml.safe_load((files("animo_v1") / "animo-v1.yaml").read_text("utf-8"))


def validated(app: ASGIApp) -> ASGIApp:
    """Return an application that raises SpecViolationError for a response that the spec does not allow.

    Server errors and redirects, which tests inject, are not checked. A 404 for an unknown path and a 405 for a method
    that a path does not have must match the Error schema.
    """

    async def judge(scope: Scope, receive: Receive, send: Send) -> None:
        started: list[Message] = []
        body = bytearray()

        async def watch(message: Message) -> None:
            if message["type"] == "http.response.start":
                started.append(message)
            elif message["type"] == "http.response.body":
                body.extend(message.get("body", b""))
            await send(message)

        await app(scope, receive, watch)
        headers = {name.decode().lower(): value.decode() for name, value in started[0]["headers"]}
        check_answer(scope["method"], scope["path"], started[0]["status"], headers, bytes(body))

    return judge


def check_answer(method: str, path: str, status: int, headers: dict[str, str], body: bytes) -> None:
    if status >= 500 or 300 <= status < 400:
        return
    where = f"{method} {path} -> {status}"
    if headers.get("content-type") != "application/json":
        raise SpecViolationError(f"{where}: content type {headers.get('content-type')}")
    if status == 405 and not headers.get("allow"):
        raise SpecViolationError(f"{where}: no Allow header")
    error = next(schema(method, path, status).iter_errors(json.loads(body)), None)
    if error is not None:
        raise SpecViolationError(f"{where}: {error}\n{body.decode()[:2000]}")


def schema(method: str, path: str, status: int) -> jsonschema_rs.Draft202012Validator:
    candidates = [known for known in spec()["paths"] if pattern(known).fullmatch(path)]
    # As in the router, the path with the fewest parameters is tried first.
    for known in sorted(candidates, key=lambda each: each.count("{")):
        operation = spec()["paths"][known].get("get" if method == "HEAD" else method.lower())
        if operation:
            return validator(reference(operation, f"{method} {known}", status))
    if status in {404, 405}:
        return validator("#/components/schemas/Error")
    raise SpecViolationError(f"{method} {path} -> {status}: no such operation")


@cache
def pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.escape(PREFIX) + re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path)), re.DOTALL)


def reference(operation: dict[str, Any], name: str, status: int) -> str:
    response = operation["responses"].get(str(status))
    if response is None:
        raise SpecViolationError(f"{name} -> {status}: no such status")
    if "$ref" in response:
        response = spec()["components"]["responses"][response["$ref"].rpartition("/")[2]]
    return response["content"]["application/json"]["schema"]["$ref"]


@cache
def validator(ref: str) -> jsonschema_rs.Draft202012Validator:
    schemas = {name: closed(each) for name, each in spec()["components"]["schemas"].items()}
    whole = {"$ref": ref, "components": {"schemas": schemas}}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


def closed(schema: dict[str, Any]) -> dict[str, Any]:
    # The spec allows unknown fields in responses, because the API may add some. The sandbox must not return any.
    return {"additionalProperties": False, **schema} if "properties" in schema else schema
