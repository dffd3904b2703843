from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from typing import Any

import anyio
import httpx
import pytest

import fake_clock
from animo_async import (
    AnimoClient,
    APITimeoutError,
    AuthenticationError,
    ConfigurationError,
    PermissionDeniedError,
    PlanRequiredError,
    ServerError,
)
from helpers import COMPANY, Net, company, denied, reply, user

pytestmark = [pytest.mark.anyio, pytest.mark.every_loop]

USER = "GET /user"
APPROVE = f"POST /{COMPANY}/event/demo-day/orders/oRd3r/approve"
OK = {"data": user()}
Call = Callable[[], Coroutine[Any, Any, Any]]


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> Any:
    return fake_clock.backend(request.param)


class Source:
    """A token callable that returns a new token each time: `token-1`, `token-2`…

    Args:
        faults: Exceptions that the first calls raise.
        seconds: How long each call takes.
    """

    def __init__(self, *faults: Exception, seconds: float = 0.0) -> None:
        self.faults = list(faults)
        self.seconds = seconds
        self.runs = 0

    async def __call__(self) -> str:
        self.runs += 1
        number = self.runs
        await anyio.sleep(self.seconds)
        if self.faults:
            raise self.faults.pop(0)
        return f"token-{number}"


class Server:
    """A fake server that sends the replies in order. Records the token of each request."""

    def __init__(self, *replies: Any) -> None:
        self.replies = list(replies)
        self.tokens: list[str] = []

    def __call__(self, request: httpx.Request) -> Any:
        self.tokens.append(request.headers["Authorization"].removeprefix("Bearer "))
        answer = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        return answer(request) if callable(answer) else answer

    def client(self, token: Any, **options: Any) -> AnimoClient:
        return Net({USER: self, APPROVE: self}).client(token=token, **options)


async def approve(animo: AnimoClient) -> Any:
    return await animo.company(COMPANY).event("demo-day").orders.approve("oRd3r")


async def at_once(*calls: Call) -> None:
    async with anyio.create_task_group() as group:
        for call in calls:
            group.start_soon(call)


def a_little_later(call: Call) -> Call:
    async def later() -> None:
        await anyio.sleep(0.5)
        await call()

    return later


async def test_the_token_from_the_callable_is_sent() -> None:
    server = Server(OK)

    await server.client(Source()).user()

    assert server.tokens == ["token-1"]


async def test_the_callable_does_not_run_without_a_request() -> None:
    source = Source()

    Server(OK).client(source).company(COMPANY).events.list()

    assert source.runs == 0


async def test_each_call_runs_the_callable() -> None:
    server = Server(OK)
    animo = server.client(Source())

    await animo.user()
    await animo.user()

    assert server.tokens == ["token-1", "token-2"]


async def test_each_attempt_runs_the_callable() -> None:
    server = Server(503, 503, OK)

    await server.client(Source(), max_retries=2).user()

    assert server.tokens == ["token-1", "token-2", "token-3"]


async def test_concurrent_calls_run_the_callable_once_each() -> None:
    server, source = Server(OK), Source(seconds=1)
    animo = server.client(source)

    await at_once(*[animo.user] * 20)

    assert sorted(server.tokens) == sorted(f"token-{number}" for number in range(1, 21))


visitor: ContextVar[str] = ContextVar("visitor")


async def token_of_the_visitor() -> str:
    await anyio.sleep(0.01)
    return f"token-of-{visitor.get()}"


async def test_the_callable_runs_in_the_context_of_the_caller() -> None:
    server = Server(503, 401, OK)
    animo = server.client(token_of_the_visitor, max_retries=1)

    async def visit(name: str) -> None:
        visitor.set(name)
        await animo.user()

    async with anyio.create_task_group() as group:
        for name in "abcdef":
            group.start_soon(visit, name)

    assert {*server.tokens} == {f"token-of-{name}" for name in "abcdef"}
    assert len(server.tokens) == 8


async def test_a_403_is_explained_only_with_the_companies_of_its_own_token() -> None:
    listed = {"token-of-a": [], "token-of-b": [company()]}
    lookups: list[str] = []

    def look_up(request: httpx.Request) -> Any:
        token = request.headers["Authorization"].removeprefix("Bearer ")
        lookups.append(token)
        return {"data": listed[token]}

    animo = Net({f"GET /{COMPANY}/events/e": denied(), "GET /companies": look_up}).client(token=token_of_the_visitor)
    errors: dict[str, type[Exception]] = {}

    async def visit(name: str) -> None:
        visitor.set(name)
        with pytest.raises(PermissionDeniedError) as caught:
            await animo.company(COMPANY).events.get("e")
        errors[name] = type(caught.value)

    for _ in range(2):
        async with anyio.create_task_group() as group:
            for name in "abab":
                group.start_soon(visit, name)

    assert errors == {"a": PlanRequiredError, "b": PermissionDeniedError}
    assert sorted(lookups) == ["token-of-a", "token-of-b"]


@pytest.mark.parametrize("send", [AnimoClient.user, approve])
async def test_after_a_401_the_request_is_retried_once_with_a_new_token(send: Callable[[AnimoClient], Any]) -> None:
    server = Server(401, 503)

    with pytest.raises(ServerError):
        await send(server.client(Source(), max_retries=0))

    assert server.tokens == ["token-1", "token-2"]


@pytest.mark.parametrize("send", [AnimoClient.user, approve])
@pytest.mark.parametrize("max_retries", [0, 3])
async def test_a_second_401_is_raised(send: Callable[[AnimoClient], Any], max_retries: int) -> None:
    server = Server(401)

    with pytest.raises(AuthenticationError):
        await send(server.client(Source(), max_retries=max_retries))

    assert server.tokens == ["token-1", "token-2"]


async def test_the_retry_after_a_401_does_not_count_towards_max_retries() -> None:
    server = Server(503, 401, 503, OK)

    await server.client(Source(), max_retries=2).user()

    assert server.tokens == ["token-1", "token-2", "token-3", "token-4"]


async def test_a_second_401_is_raised_even_with_another_fault_in_between() -> None:
    server = Server(401, 503, 401, OK)

    with pytest.raises(AuthenticationError):
        await server.client(Source(), max_retries=3).user()
    assert len(server.tokens) == 3


async def test_each_call_may_retry_one_401() -> None:
    server = Server(401, OK, 401, OK)
    animo = server.client(Source())

    await animo.user()
    await animo.user()

    assert len(server.tokens) == 4


async def test_a_fixed_token_is_not_sent_again_after_a_401() -> None:
    server = Server(401)

    with pytest.raises(AuthenticationError):
        await server.client("token-0", max_retries=3).user()
    assert server.tokens == ["token-0"]


async def test_an_error_in_the_callable_reaches_the_caller_unchanged() -> None:
    fault = LookupError("no such session")
    server = Server(OK)

    with pytest.raises(LookupError) as caught:
        await server.client(Source(fault), max_retries=3).user()

    assert caught.value is fault
    assert server.tokens == []


async def test_an_error_in_the_callable_reaches_only_its_own_caller() -> None:
    animo = Server(OK).client(Source(LookupError("no such session"), seconds=1))
    failed: list[str] = []

    async def call() -> None:
        try:
            await animo.user()
        except LookupError as error:
            failed.append(str(error))

    await at_once(*[call] * 5)

    assert failed == ["no such session"]


async def test_an_error_in_the_callable_after_a_401_reaches_the_caller() -> None:
    async def source() -> str:
        if server.tokens:
            raise LookupError("no such session")
        return "token-1"

    server = Server(401)

    with pytest.raises(LookupError):
        await server.client(source).user()


async def test_cancelling_one_call_does_not_affect_others() -> None:
    server, source = Server(OK), Source(seconds=10)
    animo = server.client(source)

    async def hasty() -> None:
        with anyio.move_on_after(1):
            await animo.user()

    await at_once(hasty, *[a_little_later(animo.user)] * 5)

    assert len(server.tokens) == 5


async def test_the_token_callable_does_not_count_towards_the_timeout() -> None:
    await Server(OK).client(Source(seconds=20), timeout=1).user()


async def test_the_token_callable_counts_towards_the_deadline() -> None:
    started = anyio.current_time()

    with pytest.raises(APITimeoutError, match="deadline of 5 s") as caught:
        await approve(Server(OK).client(Source(seconds=20), deadline=5))

    assert anyio.current_time() - started == pytest.approx(5.0)
    assert (caught.value.operation, caught.value.may_have_been_sent) == ("approve_order", False)


async def test_the_token_callable_needs_no_slot() -> None:
    started = anyio.current_time()
    animo = Server(OK).client(Source(seconds=10), max_concurrency=1)

    await at_once(animo.user, animo.user)

    assert anyio.current_time() - started == pytest.approx(10)


@pytest.mark.parametrize("given", ["", " ", "two words", "line\nbreak", "snow☃", None, 5, b"bytes", str], ids=repr)
async def test_an_invalid_token_from_the_callable_is_a_configuration_error(given: Any) -> None:
    async def source() -> Any:
        return given

    server = Server(OK)

    with pytest.raises(ConfigurationError):
        await server.client(source).user()
    assert server.tokens == []


async def test_an_invalid_token_is_not_cached() -> None:
    given = iter(["", "token-2"])

    async def source() -> str:
        return next(given)

    animo = Server(OK).client(source)

    with pytest.raises(ConfigurationError):
        await animo.user()
    assert (await animo.user()).id == "u1"


@pytest.mark.parametrize(
    "token", ["", " ", "two words", "line\r\nbreak", "snow☃", "\x00", b"bytes", 5, ["a"]], ids=repr
)
def test_an_invalid_token_argument_is_a_configuration_error(token: Any) -> None:
    with pytest.raises(ConfigurationError):
        AnimoClient(token)


def test_a_missing_token_is_a_configuration_error() -> None:
    with pytest.raises(ConfigurationError, match="ANIMO_TOKEN"):
        AnimoClient()


async def test_the_token_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANIMO_TOKEN", "token-0")
    server = Server(OK)

    await server.client(None).user()

    assert server.tokens == ["token-0"]


async def test_the_current_token_of_the_callable_is_redacted_in_a_response() -> None:
    with pytest.raises(AuthenticationError) as caught:
        await Server(reply(401, {"message": "token-1? token-2!"})).client(Source()).user()

    assert caught.value.message == "token-1? [token]!"
