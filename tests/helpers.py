"""A fake network and sample data for tests."""

from __future__ import annotations

import functools
import inspect
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import httpx
import pytest

from animo_async import AnimoClient
from animo_async.models import EventCreate

TOKEN = "31|kXh2vQmT9sLwPz7RbN4cYdJf8GgEa5Uo"
COMPANY = "Xk9mZ"
ORIGIN = "https://app.animo.co"
BILLING = f"{ORIGIN}/admin/settings/billing"
PASSPORT = "Invalid scope(s) provided."
MOMENT = "2026-03-01T10:00:00.000000+00:00"

Reply = Any
"""A dict is sent as JSON with status 200. An int is a status without a body. An exception is raised. A list has one
reply for each request, and its last reply is used again. A callable takes the request and returns one of these or a
response.
"""


class Net:
    """A fake network. It returns prepared responses and records requests.

    Args:
        routes: The responses, by method and path relative to the base URL, such as `GET /companies`.
    """

    def __init__(self, routes: Mapping[str, Reply] | None = None) -> None:
        self.routes = dict(routes or {})
        self.requests: list[httpx.Request] = []

    def client(self, **options: Any) -> AnimoClient:
        return AnimoClient(
            **{"token": TOKEN, "transport": httpx.MockTransport(self._answer), "max_retries": 0, **options}
        )

    @property
    def asked(self) -> list[str]:
        """Method, path and query of every request so far."""
        return [f"{request.method} {_target(request)}" for request in self.requests]

    @property
    def sent(self) -> list[Any]:
        """The JSON body of every request so far, or None for a request without a body."""
        return [json.loads(request.content) if request.content else None for request in self.requests]

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        route = f"{request.method} {_target(request).partition('?')[0]}"
        if route not in self.routes:
            pytest.fail(f"nobody said what {route} answers")  # not an Exception, so `except Exception` cannot hide it
        reply = self.routes[route]
        if isinstance(reply, list):
            reply = reply.pop(0) if len(reply) > 1 else reply[0]
        if callable(reply):
            reply = reply(request)
            if inspect.isawaitable(reply):
                reply = await reply
        if isinstance(reply, Exception):
            raise reply
        if isinstance(reply, httpx.Response):
            return reply
        return httpx.Response(reply) if isinstance(reply, int) else httpx.Response(200, json=reply)


def _target(request: httpx.Request) -> str:
    return request.url.raw_path.decode().removeprefix("/api/v1")


def reply(
    status: int, body: Any = None, *, content: bytes | None = None, headers: Mapping[str, str] | None = None
) -> Callable[[httpx.Request], httpx.Response]:
    """Return a function that makes a new response for each request."""
    if content is None:
        content = b"" if body is None else json.dumps(body).encode()
    return lambda _: httpx.Response(status, content=content, headers=headers)


def denied(message: str = "") -> Callable[[httpx.Request], httpx.Response]:
    return reply(403, {"message": message})


def company(sqid: str = COMPANY, slug: str = "acme", **fields: Any) -> dict[str, Any]:
    blank = dict.fromkeys(
        ("backdrop", "backdrop_mobile", "linkedin_url", "privacy_policy", "logo", "tagline", "url"), None
    )
    return {**blank, "id": sqid, "created_at": MOMENT, "brand_color": "#112233", "name": slug, "slug": slug, **fields}


def companies(*listed: dict[str, Any]) -> dict[str, Any]:
    return {"data": list(listed)}


def user(**fields: Any) -> dict[str, Any]:
    return {
        "id": "u1",
        "avatar": None,
        "first_name": "Ada",
        "job_title": None,
        "last_name": "Byron",
        "linkedin_url": None,
        "email": "ada@acme.example",
        "created_at": MOMENT,
        **fields,
    }


def event(slug: Any = "demo-day", **fields: Any) -> dict[str, Any]:
    return {
        "id": slug,
        "name": "Demo Day",
        "date_start": "2026-04-25T09:00:00.000+00:00",
        "date_end": "2026-04-25T17:00:00.000+00:00",
        "created_at": MOMENT,
        "attendance_mode": "offline",
        "company_role": "organizing",
        "timezone": "Europe/Amsterdam",
        "privacy_policy": None,
        "locale": "en",
        "requires_ticket_assignment": False,
        "city": None,
        "country": None,
        "venue": None,
        "cohosts": [],
        **fields,
    }


def event_create(**fields: Any) -> EventCreate:
    given: dict[str, Any] = {
        "name": "Demo Day",
        "date_start": "2026-04-25 09:00",
        "date_end": "2026-04-25 17:00",
        "attendance_mode": "offline",
        "company_role": "organizing",
        "locale": "en",
        **fields,
    }
    return EventCreate(**given)


def order(sqid: str = "oRd3r", **fields: Any) -> dict[str, Any]:
    return {
        "id": sqid,
        "first_name": "Ada",
        "last_name": "Byron",
        "email": "ada@acme.example",
        "unit_amount": 2500,
        "currency": "EUR",
        "vat_percentage": "21",
        "paid_at": None,
        **fields,
    }


def envelope(items: Iterable[Any], number: int = 1, last: Any = 1, total: Any = None) -> dict[str, Any]:
    """Return a page of a list in Laravel's format."""
    data = list(items)
    return {
        "data": data,
        "links": dict.fromkeys(("first", "last", "prev", "next"), None),
        "meta": {
            "current_page": number,
            "from": 1,
            "last_page": last,
            "per_page": 15,
            "to": len(data),
            "total": len(data) if total is None else total,
        },
    }


def one_at_a_time(*choices: Iterable[Any]) -> list[tuple[Any, ...]]:
    """Combine values so that each occurs at least once, without building every combination."""
    lists = [list(each) for each in choices]
    return [tuple(values[n % len(values)] for values in lists) for n in range(max(map(len, lists)))]


def for_each(names: str | tuple[str, ...], values: Iterable[Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Like `pytest.mark.parametrize`, but one test runs all values and reports each value that fails.

    For quick checks. Fixtures are shared by all values.
    """
    rows = [{names: value} if isinstance(names, str) else dict(zip(names, value, strict=True)) for value in values]
    assert rows

    def decorate(check: Callable[..., Any]) -> Callable[..., Any]:
        fixtures = [each for each in inspect.signature(check).parameters.values() if each.name not in rows[0]]
        subtests = inspect.Parameter("subtests", inspect.Parameter.KEYWORD_ONLY)

        def test(subtests: pytest.Subtests, **fixtures: Any) -> None:
            for row in rows:
                with subtests.test(_label(row)):
                    check(**row, **fixtures)

        async def async_test(subtests: pytest.Subtests, **fixtures: Any) -> None:
            for row in rows:
                with subtests.test(_label(row)):
                    await check(**row, **fixtures)

        wrapped = functools.wraps(check)(async_test if inspect.iscoroutinefunction(check) else test)
        wrapped.__signature__ = inspect.Signature([*fixtures, subtests])  # type: ignore[attr-defined]  # pytest reads it
        return wrapped

    return decorate


def _label(row: dict[str, Any]) -> str:
    return " ".join(ascii(each)[:60] for each in row.values())  # a lone surrogate cannot be reported
