from __future__ import annotations

import asyncio
import contextvars
import functools
import logging
import pickle
from collections.abc import Callable
from typing import Any
from unittest.mock import AsyncMock

import anyio
import httpx
import pytest

import fake_clock
from animo_async import AnimoClient, AnimoError, Attempt, AuthenticationError, ResponseFormatError, ServerError
from helpers import COMPANY, TOKEN, Net, companies, denied, envelope, event, reply, user

pytestmark = pytest.mark.anyio

USER = "GET /user"
OK = {"data": user()}


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> Any:
    return fake_clock.backend(request.param)


def observed(routes: dict[str, Any], **options: Any) -> tuple[AnimoClient, list[Attempt]]:
    seen: list[Attempt] = []
    return Net(routes).client(observe=seen.append, **options), seen


async def slow(_: httpx.Request) -> httpx.Response:
    await anyio.sleep(0.25)
    return httpx.Response(200, json=OK, headers={"X-Request-Id": " req-7 ", "X-RateLimit-Remaining": "41"})


async def test_a_successful_attempt_is_observed_with_all_attributes() -> None:
    animo, seen = observed({USER: slow})

    await animo.user()

    (attempt,) = seen
    assert attempt.headers["x-ratelimit-REMAINING"] == "41"
    assert (attempt.operation, attempt.method, attempt.path) == ("get_user", "GET", "/user")
    assert (attempt.number, attempt.status, attempt.request_id) == (1, 200, "req-7")
    assert (attempt.error, attempt.retry_in) == (None, None)
    assert attempt.seconds == pytest.approx(0.25)


async def test_each_attempt_is_observed_with_its_error_and_retry_delay() -> None:
    pause = reply(503, headers={"Retry-After": "7"})
    animo, seen = observed({USER: [pause, httpx.ConnectError("refused"), OK]}, max_retries=2)

    await animo.user()

    assert [attempt.number for attempt in seen] == [1, 2, 3]
    assert [attempt.status for attempt in seen] == [503, None, 200]
    assert [attempt.error for attempt in seen] == ["ServerError", "APIConnectionError", None]
    assert seen[0].retry_in == 7
    assert seen[1].retry_in is not None
    assert seen[2].retry_in is None
    assert dict(seen[1].headers) == {}


@pytest.mark.parametrize("status", [302, 401, 404, 405, 418, 422, 429, 500])
async def test_the_observed_error_is_the_class_that_is_raised(status: int) -> None:
    animo, seen = observed({USER: status})

    with pytest.raises(AnimoError) as caught:
        await animo.user()

    assert [(attempt.status, attempt.error, attempt.retry_in) for attempt in seen] == [
        (status, type(caught.value).__name__, None)
    ]


@pytest.mark.parametrize("body", [b"<html>", b"", b"[]", b'{"data": 5}', b'{"data": {"id": 1}}'])
async def test_a_200_with_an_unreadable_body_is_observed_as_a_format_error(body: bytes) -> None:
    animo, seen = observed({USER: reply(200, content=body)})

    with pytest.raises(ResponseFormatError):
        await animo.user()

    assert [(attempt.status, attempt.error) for attempt in seen] == [(200, "ResponseFormatError")]


async def test_a_403_is_observed_before_its_cause_is_looked_up() -> None:
    animo, seen = observed({f"GET /{COMPANY}/events": denied(), "GET /companies": companies()})

    with pytest.raises(AnimoError):
        await animo.company(COMPANY).events.list()

    assert [(attempt.operation, attempt.error) for attempt in seen] == [
        ("list_events", "PermissionDeniedError"),
        ("list_companies", None),
    ]


async def test_a_timed_out_attempt_is_observed() -> None:
    async def hang(_: httpx.Request) -> None:
        await anyio.sleep_forever()

    animo, seen = observed({USER: hang}, timeout=3)

    with pytest.raises(AnimoError):
        await animo.user()

    assert [(attempt.status, attempt.error) for attempt in seen] == [(None, "APITimeoutError")]
    assert seen[0].seconds == pytest.approx(3)


async def test_a_cancelled_attempt_is_not_observed() -> None:
    async def hang(_: httpx.Request) -> None:
        await anyio.sleep_forever()

    animo, seen = observed({USER: hang})

    with anyio.move_on_after(1):
        await animo.user()

    assert seen == []


async def test_a_transport_exception_is_observed_by_its_class_name() -> None:
    animo, seen = observed({USER: ZeroDivisionError("a fault of the transport")})

    with pytest.raises(ZeroDivisionError):
        await animo.user()

    assert [(attempt.status, attempt.error) for attempt in seen] == [(None, "ZeroDivisionError")]


async def test_a_401_with_a_token_callable_is_observed_with_an_immediate_retry() -> None:
    async def token() -> str:
        return TOKEN

    animo, seen = observed({USER: [401, OK]}, token=token)

    await animo.user()

    assert [(attempt.number, attempt.error, attempt.retry_in) for attempt in seen] == [
        (1, "AuthenticationError", 0.0),
        (2, None, None),
    ]


async def test_the_request_for_every_page_is_observed() -> None:
    pages = {
        f"GET /{COMPANY}/events": lambda request: envelope(
            [event(f"e{request.url.params.get('page', 1)}")], number=int(request.url.params.get("page", 1)), last=3
        )
    }
    animo, seen = observed(pages)

    await animo.company(COMPANY).events.list(q="secret words").collect()

    assert [(attempt.operation, attempt.path) for attempt in seen] == [("list_events", f"/{COMPANY}/events")] * 3


async def test_an_attempt_of_a_custom_request_has_no_operation() -> None:
    animo, seen = observed({"POST /new": reply(204)})

    await animo.request("post", "/new", params={"a": "b"})

    assert [(attempt.operation, attempt.method, attempt.path) for attempt in seen] == [(None, "POST", "/new")]


async def test_the_observer_runs_in_the_context_of_the_caller() -> None:
    where = contextvars.ContextVar("where", default="elsewhere")
    seen: list[str] = []
    animo = Net({USER: OK}).client(observe=lambda _: seen.append(where.get()))

    where.set("in the caller's context")
    await animo.user()

    assert seen == ["in the caller's context"]


async def test_with_options_keeps_the_observer() -> None:
    animo, seen = observed({USER: OK})

    await animo.with_options(timeout=1).user()

    assert len(seen) == 1


async def test_an_exception_in_the_observer_is_logged_and_does_not_change_the_result(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(_: Attempt) -> None:
        raise RuntimeError("out of metrics")

    assert (await Net({USER: OK}).client(observe=broken).user()).first_name == "Ada"
    with pytest.raises(ServerError):
        await Net({USER: 500}).client(observe=broken).user()

    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]
    assert "out of metrics" in caplog.text
    assert "GET /user" in caplog.text


async def test_an_observer_that_returns_a_coroutine_is_reported_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    async def late(_: Attempt) -> None: ...

    await Net({USER: OK}).client(observe=lambda attempt: late(attempt)).user()  # noqa: PLW0108

    assert "coroutine" in caplog.text


async def later(_: Attempt) -> None: ...


class Later:
    async def __call__(self, _: Attempt) -> None: ...


@pytest.mark.parametrize(
    "observe", [later, functools.partial(later), Later(), Later().__call__, AsyncMock(), "metrics", 5, [print]]
)
def test_an_observer_must_be_a_synchronous_callable(observe: Any) -> None:
    with pytest.raises(TypeError, match="observe"):
        AnimoClient(TOKEN, observe=observe)


ECHOES = [
    reply(401, {"message": TOKEN}, headers={"X-Echo": f"Bearer {TOKEN}", "X-Request-Id": TOKEN}),
    reply(200, OK, headers={"X-Echo": TOKEN.replace("|", "%7C"), "Set-Cookie": "session=s3cr3t"}),
]


@pytest.mark.parametrize("answer", ECHOES)
async def test_an_attempt_does_not_show_the_token_or_cookies(answer: Callable[[httpx.Request], httpx.Response]) -> None:
    animo, seen = observed({USER: answer})
    with_error = None
    try:
        await animo.user()
    except AuthenticationError as error:
        with_error = error

    (attempt,) = seen
    shown = f"{attempt!r} {dict(attempt.headers)} {pickle.dumps(attempt)!r}"
    assert TOKEN.partition("|")[2] not in shown
    assert "s3cr3t" not in shown
    assert "[token]" in attempt.headers["x-echo"]
    assert with_error is None or attempt.request_id == "[token]" == with_error.request_id


async def test_an_attempt_does_not_show_a_secret_from_the_request_body() -> None:
    webhook = "whsec-0123456789abcdef"
    animo, seen = observed({"POST /x": reply(404, headers={"X-Echo": f"token={webhook}"})})

    with pytest.raises(AnimoError):
        await animo.request("POST", "/x", json={"token": webhook})

    assert seen[0].headers["X-Echo"] == "token=[token]"


async def test_the_headers_of_an_attempt_are_read_only_and_case_insensitive() -> None:
    headers = [("X-Warn", "one"), ("x-warn", "two"), ("Age", "3")]
    animo, seen = observed({USER: lambda _: httpx.Response(200, json=OK, headers=headers)})

    await animo.user()

    received = seen[0].headers
    assert received["X-WARN"] == "one, two"
    assert "AGE" in received
    assert received.get("missing") is None
    assert {"x-warn", "age"} <= set(received)
    assert pickle.loads(pickle.dumps(seen[0])) == seen[0]
    with pytest.raises(TypeError):
        received["Age"] = "4"  # type: ignore[index]
    with pytest.raises(AttributeError):
        seen[0].status = 500  # type: ignore[misc]


def test_one_observer_receives_the_attempts_of_two_event_loops() -> None:
    animo, seen = observed({USER: OK})

    for _ in range(2):
        asyncio.run(animo.user())  # type: ignore[arg-type]

    assert [attempt.number for attempt in seen] == [1, 1]


async def test_the_log_line_has_the_status_and_time_of_the_observed_attempt(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "animo_async")
    animo, seen = observed({USER: slow})

    await animo.user()

    (line,) = (record.getMessage() for record in caplog.records)
    assert line == f"GET /user: {seen[0].status} in {seen[0].seconds * 1000:.0f} ms (attempt 1)"
