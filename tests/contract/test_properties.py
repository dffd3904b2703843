from __future__ import annotations

import importlib
import json
import math
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from typing import Any

import httpx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from animo_async import APIStatusError, ResponseFormatError
from animo_async._http.retries import retry_wait
from animo_async._http.transport import Outcome
from animo_async.errors import (
    AuthenticationError,
    MethodNotAllowedError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
    ValidationError,
)
from animo_v1.operations import OPERATIONS
from animo_v1.reading import FieldError
from documented import ANSWERS
from helpers import COMPANY, Net, envelope, event, reply
from public_calls import BY_OPERATION

pytestmark = pytest.mark.anyio

# The first 2xx example of each operation in the spec. The tests below mutate these.
SAID: dict[str, Any] = {}
for answer in ANSWERS:
    SAID.setdefault(answer.operation, answer.value)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts
)
json_values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=8
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the paths of the value itself and of every nested value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, child in inner for place in places(child, (*path, key)))]


@st.composite
def nearly(draw: st.DrawFn, value: Any) -> Any:
    """Generate a copy of the value with one or two random changes: a value replaced or a key deleted."""
    value = deepcopy(value)
    for _ in range(draw(st.integers(1, 2))):
        *way, last = draw(st.sampled_from(places(value))) or (None,)
        if last is None:
            return draw(json_values)
        inner = value
        for step in way:
            inner = inner[step]
        if draw(st.booleans()) and isinstance(inner, dict):
            del inner[last]
        else:
            inner[last] = draw(json_values)
    return value


def events(animo: Any) -> Any:
    return animo.company(COMPANY).events


# One operation for each response schema.
each_schema = pytest.mark.parametrize("operation", {answer.schema: answer.operation for answer in ANSWERS}.values())


class Anything:
    """A client and a fake server that sends the same response to every request."""

    def __init__(self) -> None:
        self.net = Net()
        self.animo = self.net.client(diagnose=False, deadline=None)

    async def call(self, operation: str, answer: Any) -> Any:
        self.net.routes = Always(answer)
        call = BY_OPERATION[operation]
        return await call.method(self.animo)(*call.arguments)


class Always(dict[str, Any]):
    def __init__(self, answer: Any) -> None:
        super().__init__()
        self.answer = answer

    def __contains__(self, _: object) -> bool:
        return True

    def __getitem__(self, _: str) -> Any:
        return self.answer


async def format_error(operation: str, content: bytes) -> ResponseFormatError | None:
    try:
        await Anything().call(operation, reply(200, content=content))
    except ResponseFormatError as error:
        return error
    return None


@each_schema
@settings(max_examples=40)
@given(data=st.data())
def test_mutated_json_is_parsed_or_raises_a_field_error(operation: str, data: st.DataObject) -> None:
    info = OPERATIONS[operation]
    parse = importlib.import_module(f"animo_v1.api.{info.tag.replace('-', '_')}.{operation}").operation.parse
    body = data.draw(nearly(SAID.get(operation, {"status": "Deleted"})))

    with suppress(FieldError):
        assert json.dumps(parse(body).to_dict())


@each_schema
@settings(max_examples=15)
@given(data=st.data())
async def test_mutated_json_in_a_200_response_is_parsed_or_raises_a_format_error(
    operation: str, data: st.DataObject
) -> None:
    body = data.draw(nearly(SAID.get(operation, {"status": "Deleted"})))

    error = await format_error(operation, json.dumps(body).encode())

    assert error is None or (error.operation, error.may_have_been_sent) == (operation, True)


@each_schema
@settings(max_examples=5)
@given(content=st.binary(max_size=40))
@example(b"")
@example(b"[" * 3000)
@example(b'{"a":' * 3000)
@example(b'{"data": 1e999}')
@example(b'{"data": {"id": "\\ud800"}}')
async def test_any_bytes_in_a_200_response_are_parsed_or_raise_a_format_error(operation: str, content: bytes) -> None:
    error = await format_error(operation, content)

    assert error is None or error.operation == operation


KINDS: dict[int, type[APIStatusError]] = {
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    405: MethodNotAllowedError,
    422: ValidationError,
    429: RateLimitError,
}
names = st.sampled_from(["Retry-After", "Allow", "X-Request-Id", "Content-Type", "X-Other"])
values = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=12)


@settings(max_examples=300)
@given(
    operation=st.sampled_from(sorted(BY_OPERATION)),
    status=st.integers(300, 599) | st.sampled_from(sorted(KINDS)) | st.integers(600, 999),
    content=st.binary(max_size=60)
    | json_values.map(lambda value: json.dumps(value).encode())
    | st.fixed_dictionaries({"message": json_values, "errors": json_values}).map(
        lambda body: json.dumps(body).encode()
    ),
    headers=st.dictionaries(names, values, max_size=3),
)
async def test_a_status_of_300_or_more_raises_its_error_class_for_any_body(
    operation: str, status: int, content: bytes, headers: dict[str, str]
) -> None:
    with pytest.raises(APIStatusError) as caught:
        await Anything().call(operation, reply(status, content=content, headers=headers))

    error = caught.value
    expected = KINDS.get(status, ServerError if 500 <= status < 600 else APIStatusError)
    assert isinstance(error, expected)
    if expected is APIStatusError:
        assert type(error) is APIStatusError
    assert (error.status_code, error.operation, error.method) == (status, operation, OPERATIONS[operation].method)


# --- The pager


@settings(max_examples=100)
@given(
    # The pager stops after three empty pages in a row, even if the server reports more pages.
    sizes=st.lists(st.integers(0, 5), min_size=1, max_size=8).filter(
        lambda sizes: "000" not in "".join(map(str, sizes))
    ),
    first_page=st.integers(1, 10),
)
async def test_each_item_is_delivered_once_and_in_order_for_any_page_sizes(sizes: list[int], first_page: int) -> None:
    slugs = [[f"{number}-{place}" for place in range(size)] for number, size in enumerate(sizes)]

    def answer(request: Any) -> Any:
        number = int(request.url.params.get("page", "1"))
        served = slugs[number - 1] if number <= len(slugs) else []
        return envelope([event(slug) for slug in served], number, len(slugs), sum(sizes))

    pager = events(Net({f"GET /{COMPANY}/events": answer}).client()).list(first_page=first_page)

    assert [item.id for item in await pager.collect()] == [slug for page in slugs[first_page - 1 :] for slug in page]
    assert not pager.drifted
    assert [[item.id for item in page] async for page in pager.pages()] == (slugs[first_page - 1 :] or [[]])


class Shelf:
    """A fake list endpoint. Its items change before every page except the first.

    Args:
        slugs: The initial items.
        change: Called with the list to change it in place.
        per_page: Number of items per page.
    """

    def __init__(self, slugs: list[str], change: Callable[[list[str]], None], per_page: int) -> None:
        self.slugs = slugs
        self.change = change
        self.per_page = per_page
        self.served = 0

    def __call__(self, request: Any) -> Any:
        number = int(request.url.params.get("page", "1"))
        if self.served:
            self.change(self.slugs)
        self.served += 1
        last = max(1, math.ceil(len(self.slugs) / self.per_page))
        start = (number - 1) * self.per_page
        page = [event(slug) for slug in self.slugs[start : start + self.per_page]]
        return envelope(page, number, last, len(self.slugs))


async def read_while_it_changes(shelf: Shelf) -> tuple[list[str], bool]:
    pager = events(Net({f"GET /{COMPANY}/events": shelf}).client()).list()
    return [item.id for item in await pager.collect()], pager.drifted


@settings(max_examples=150)
@given(count=st.integers(0, 14), per_page=st.integers(1, 4), data=st.data())
async def test_after_insertions_every_old_item_is_delivered_or_drifted_is_set(
    count: int, per_page: int, data: st.DataObject
) -> None:
    inserted = iter(range(24))  # limited, because the list could otherwise grow as fast as it is read

    def change(slugs: list[str]) -> None:
        for _ in range(data.draw(st.integers(0, 2))):
            number = next(inserted, None)
            if number is not None:
                slugs.insert(data.draw(st.integers(0, len(slugs))), f"new-{number}")

    there = [f"old-{number}" for number in range(count)]
    got, drifted = await read_while_it_changes(Shelf([*there], change, per_page))

    assert len(got) == len(set(got))
    assert [slug for slug in got if slug in there] == there or drifted


@settings(max_examples=150)
@given(count=st.integers(0, 14), per_page=st.integers(1, 4), data=st.data())
async def test_after_deletions_every_remaining_item_is_delivered_or_drifted_is_set(
    count: int, per_page: int, data: st.DataObject
) -> None:
    def change(slugs: list[str]) -> None:
        for _ in range(data.draw(st.integers(0, 2))):
            if slugs:
                del slugs[data.draw(st.integers(0, len(slugs) - 1))]

    shelf = Shelf([f"old-{number}" for number in range(count)], change, per_page)
    got, drifted = await read_while_it_changes(shelf)

    assert len(got) == len(set(got))
    assert set(shelf.slugs) <= set(got) or drifted


# --- Retries


@settings(max_examples=500)
@given(
    method=st.sampled_from(["POST", "PUT", "PATCH", "DELETE"]) | st.text("ABCXYZ", min_size=1, max_size=7),
    status=st.none() | st.integers(100, 999).filter(lambda status: status != 429),
    headers=st.dictionaries(names, values, max_size=3),
    failures=st.integers(1, 10),
    max_retries=st.integers(0, 10),
    time_left=st.floats(-1, 1e9) | st.just(math.inf),
)
def test_a_write_that_was_sent_is_never_retried(method: str, status: int | None, **rest: Any) -> None:
    headers = httpx.Headers(rest.pop("headers"))
    assert retry_wait(method, Outcome(status, headers), **rest) is None


@settings(max_examples=500)
@given(
    method=st.sampled_from(["GET", "HEAD", "POST", "DELETE"]),
    never_sent=st.booleans(),
    status=st.none() | st.sampled_from([429, 500, 502, 503, 504, 408]) | st.integers(100, 999),
    headers=st.dictionaries(names, values, max_size=3) | values.map(lambda value: {"Retry-After": value}),
    failures=st.integers(1, 10_000),
    max_retries=st.integers(0, 10_000),
    time_left=st.floats(-1, 1e9) | st.just(math.inf),
    jitter=st.floats(0, 1),
)
def test_the_wait_before_a_retry_is_finite_and_shorter_than_the_time_left(
    jitter: float, time_left: float, **rest: Any
) -> None:
    outcome = Outcome(rest.pop("status"), httpx.Headers(rest.pop("headers")), never_sent=rest.pop("never_sent"))
    wait = retry_wait(rest.pop("method"), outcome, **rest, time_left=time_left, jitter=lambda: jitter)

    assert wait is None or (0 <= wait < time_left and math.isfinite(wait))
    assert wait is None or rest["failures"] <= rest["max_retries"]
