from __future__ import annotations

import json
import pickle
import zlib
from collections.abc import AsyncIterator
from typing import Any

import anyio
import anyio.lowlevel
import httpx
import pytest

from animo_async import (
    APIConnectionError,
    APIStatusError,
    AuthenticationError,
    MethodNotAllowedError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ResponseFormatError,
    ServerError,
    ValidationError,
)
from animo_async.models import EventUpdate, WebhookDetach
from helpers import COMPANY, TOKEN, Net, event, for_each, one_at_a_time, order, reply, user

pytestmark = pytest.mark.anyio

USER = "GET /user"
LIST = f"GET /{COMPANY}/event/demo-day/ticket-types"
EVENT = f"GET /{COMPANY}/events/demo-day"
ORDER = f"GET /{COMPANY}/event/demo-day/orders/oRd3r"
LOGIN = b"<!DOCTYPE html><html><title>Sign in</title></html>"
MIB = 1 << 20


async def read_user(answer: Any) -> Any:
    return await Net({USER: answer}).client().user()


async def read_event(answer: Any) -> Any:
    return await Net({EVENT: answer}).client().company(COMPANY).events.get("demo-day")


async def read_order(answer: Any) -> Any:
    animo = Net({ORDER: answer}).client(diagnose=False)
    return await animo.company(COMPANY).event("demo-day").orders.get("oRd3r", include_submission=True)


STATUSES: dict[int, type[APIStatusError]] = {
    **dict.fromkeys([301, 302, 303, 304, 307, 308, 400, 402, 408, 409, 410, 413, 418, 425, 499], APIStatusError),
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    405: MethodNotAllowedError,
    422: ValidationError,
    429: RateLimitError,
    **dict.fromkeys([500, 501, 502, 503, 504, 520, 522, 599], ServerError),
}
each_status = pytest.mark.parametrize(("status", "kind"), STATUSES.items(), ids=[str(status) for status in STATUSES])


@each_status
async def test_each_status_raises_its_error_class_with_all_attributes(status: int, kind: type[APIStatusError]) -> None:
    said = {"message": "So it is.", "more": [1]}

    with pytest.raises(APIStatusError) as caught:
        await read_order(reply(status, said, headers={"X-Request-Id": "req-1"}))

    error = caught.value
    assert type(error) is kind
    assert (error.status_code, error.message, error.body, error.request_id) == (status, "So it is.", said, "req-1")
    assert (error.method, error.path) == ("GET", f"/{COMPANY}/event/demo-day/orders/oRd3r")
    assert error.operation == "get_order"
    assert "So it is." in str(error)


@pytest.mark.parametrize(
    "read",
    [read_order, lambda answer: Net({LIST: answer}).client().company(COMPANY).event("demo-day").ticket_types.list()],
)
async def test_a_404_for_orders_or_ticket_types_says_the_company_may_only_attend(read: Any) -> None:
    with pytest.raises(NotFoundError, match="only attends"):
        await read(404)


async def test_a_404_for_the_event_itself_does_not_mention_attending() -> None:
    with pytest.raises(NotFoundError) as caught:
        await read_event(404)

    assert "attends" not in str(caught.value)


@for_each(
    ("status", "content"),
    one_at_a_time(STATUSES, [b"", b"<html>Bad Gateway</html>", b"[]", b"null", b'"no"', b"\xff\xfe{"]),
)
async def test_each_status_raises_its_error_class_for_any_body(status: int, content: bytes) -> None:
    with pytest.raises(APIStatusError) as caught:
        await read_order(reply(status, content=content, headers={"Content-Type": "text/html"}))

    assert type(caught.value) is STATUSES[status]
    assert caught.value.message == ""
    assert caught.value.request_id is None


@each_status
async def test_each_status_error_can_be_pickled(status: int, kind: type[APIStatusError]) -> None:
    with pytest.raises(kind) as caught:
        await read_order(reply(status, {"message": "No.", "errors": {"name": ["Too long."]}}))

    twin = pickle.loads(pickle.dumps(caught.value))
    assert (type(twin), str(twin), vars(twin)) == (kind, str(caught.value), vars(caught.value))


async def test_an_html_502_is_a_server_error_with_the_page_as_body() -> None:
    with pytest.raises(ServerError) as caught:
        await read_user(reply(502, content=b"<html>Bad Gateway</html>", headers={"Content-Type": "text/html"}))

    assert caught.value.body == "<html>Bad Gateway</html>"


async def test_a_422_error_has_the_messages_for_each_field() -> None:
    errors = {"name": ["Too long.", "Too dull."], "cohosts.0.name": ["Missing."]}
    net = Net({f"PATCH /{COMPANY}/events/demo-day": reply(422, {"message": "Invalid.", "errors": errors})})

    with pytest.raises(ValidationError) as caught:
        await net.client().company(COMPANY).events.update("demo-day", EventUpdate(name="x"))

    assert caught.value.errors == errors
    assert (caught.value.method, caught.value.operation) == ("PATCH", "update_event")


async def test_a_405_error_has_the_allowed_methods() -> None:
    with pytest.raises(MethodNotAllowedError) as caught:
        await read_user(reply(405, {"message": "No."}, headers={"Allow": "GET, HEAD"}))

    assert caught.value.allowed == ("GET", "HEAD")


async def test_a_429_error_has_the_seconds_to_wait() -> None:
    with pytest.raises(RateLimitError) as caught:
        await read_user(reply(429, {"message": "Too Many Attempts."}, headers={"Retry-After": "7"}))

    assert caught.value.retry_after == 7.0


@for_each("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(status: int) -> None:
    net = Net({USER: reply(status, headers={"Location": "https://evil.example/api/v1/user"})})

    with pytest.raises(APIStatusError):
        await net.client().user()
    assert [str(request.url) for request in net.requests] == ["https://app.animo.co/api/v1/user"]


@pytest.mark.parametrize("status", [200, 201, 204])
async def test_an_empty_successful_response_is_a_format_error(status: int) -> None:
    with pytest.raises(ResponseFormatError, match="get_user"):
        await read_user(status)


async def test_a_login_page_instead_of_json_is_a_format_error() -> None:
    with pytest.raises(ResponseFormatError, match="not JSON") as caught:
        await read_user(reply(200, content=LOGIN, headers={"Content-Type": "text/html"}))

    assert (caught.value.method, caught.value.path, caught.value.operation) == ("GET", "/user", "get_user")
    assert caught.value.field is None


@for_each(("headers", "kind"), [({"Content-Type": "text/html"}, "text/html"), ({}, "no content type")])
async def test_the_error_for_a_response_that_is_not_json_names_its_type(headers: dict[str, str], kind: str) -> None:
    with pytest.raises(ResponseFormatError, match=rf"it is not JSON \({kind}\); a login page or a proxy"):
        await read_user(reply(200, content=b"<html>", headers=headers))


async def test_a_byte_order_mark_is_skipped() -> None:
    mark = b"\xef\xbb\xbf"
    body = {"message": "No.", "errors": {"name": ["Too long."]}}

    assert (await read_user(reply(200, content=mark + json.dumps({"data": user()}).encode()))).id == "u1"
    with pytest.raises(ValidationError) as caught:
        await read_user(reply(422, content=mark + json.dumps(body).encode()))
    assert caught.value.errors == body["errors"]


@for_each(
    "content",
    [b'{"data": "\xff\xfe"}', b"{", b'{"data": NaN}', b'{"data": 1}{}', b"[" * 100_000, b"\x00", b"\xef\xbb\xbf{}"],
)
async def test_a_successful_response_that_is_not_json_is_a_format_error(content: bytes) -> None:
    with pytest.raises(ResponseFormatError, match="get_user"):
        await read_user(reply(200, content=content))


@for_each("body", [{}, {"data": None}, {"data": []}, {"data": "text"}, {"data": 7}, {"dato": {}}])
async def test_the_error_names_data_that_is_missing_or_has_the_wrong_type(body: Any) -> None:
    with pytest.raises(ResponseFormatError, match="field data of get_user") as caught:
        await read_user(reply(200, body))

    assert caught.value.field == "data"


@for_each("content", [b"[]", b"null", b'"text"', b"7", b"true"])
async def test_a_body_that_is_not_an_object_is_a_format_error(content: bytes) -> None:
    with pytest.raises(ResponseFormatError, match="the body of get_user") as caught:
        await read_user(reply(200, content=content))

    assert caught.value.field is None


@for_each(
    ("fields", "where"),
    [
        ({"date_start": "yesterday"}, "data.date_start"),
        ({"date_end": None}, "data.date_end"),
        ({"date_end": 7}, "data.date_end"),
        ({"attendance_mode": 7}, "data.attendance_mode"),
        ({"city": "Delft"}, "data.city"),
        ({"cohosts": None}, "data.cohosts"),
        ({"cohosts": {}}, "data.cohosts"),
        ({"cohosts": [None]}, r"data.cohosts.0"),
        ({"cohosts": [{"name": "x"}]}, r"data.cohosts.0.\w+"),
    ],
)
async def test_the_error_names_an_unreadable_field_and_its_operation(fields: dict[str, Any], where: str) -> None:
    with pytest.raises(ResponseFormatError, match=f"field {where} of get_event could not be read"):
        await read_event(reply(200, {"data": event(**fields)}))


async def test_the_error_names_a_missing_field() -> None:
    body = event()
    del body["name"]

    with pytest.raises(ResponseFormatError, match="is missing") as caught:
        await read_event(reply(200, {"data": body}))

    assert caught.value.field == "data.name"


async def test_unknown_fields_are_kept() -> None:
    seen = await read_event(reply(200, {"data": event(mood="good", attendance_mode="underwater"), "version": 2}))

    assert seen.additional_properties == {"mood": "good"}
    assert seen.attendance_mode == "underwater"


async def test_a_write_with_an_unreadable_response_may_have_been_sent() -> None:
    net = Net({f"PATCH /{COMPANY}/events/demo-day": reply(200, content=LOGIN)})

    with pytest.raises(ResponseFormatError) as caught:
        await net.client().company(COMPANY).events.update("demo-day", EventUpdate(name="x"))

    assert caught.value.may_have_been_sent


@for_each("answer", [204, 200, reply(200, {"status": "Detached"}), reply(200, {"data": None})])
async def test_detach_accepts_any_successful_response(answer: Any) -> None:
    net = Net({f"DELETE /{COMPANY}/webhooks/detach": answer})

    await net.client().company(COMPANY).webhooks.detach(WebhookDetach(token="whsec"))

    assert net.sent == [{"token": "whsec"}]


async def test_a_format_error_can_be_pickled() -> None:
    with pytest.raises(ResponseFormatError) as caught:
        await read_event(reply(200, {"data": event(date_end=None)}))

    twin = pickle.loads(pickle.dumps(caught.value))
    assert (str(twin), vars(twin)) == (str(caught.value), vars(caught.value))


async def test_a_token_echoed_in_an_error_is_redacted() -> None:
    said = {"message": f"Bad token {TOKEN}", "errors": {f"{TOKEN}": [TOKEN]}}

    with pytest.raises(ValidationError) as caught:
        await read_user(reply(422, said, headers={"X-Request-Id": f"for-{TOKEN}"}))

    error = caught.value
    assert error.body == {"message": "Bad token [token]", "errors": {"[token]": ["[token]"]}}
    assert (error.message, error.request_id) == ("Bad token [token]", "for-[token]")
    assert TOKEN not in f"{error!r} {error} {vars(error)}"
    assert TOKEN.encode() not in pickle.dumps(error)


async def test_a_token_echoed_in_the_allow_header_is_redacted() -> None:
    with pytest.raises(MethodNotAllowedError) as caught:
        await read_user(reply(405, headers={"Allow": f"GET, {TOKEN}"}))

    assert TOKEN.upper() not in str(caught.value).upper()


async def test_a_token_echoed_in_an_html_page_is_redacted() -> None:
    with pytest.raises(ServerError) as caught:
        await read_user(reply(500, content=f"<pre>Authorization: Bearer {TOKEN}</pre>".encode()))

    assert caught.value.body == "<pre>Authorization: Bearer [token]</pre>"


async def test_a_token_echoed_in_a_successful_response_is_redacted() -> None:
    assert (await read_user(reply(200, {"data": user(first_name=TOKEN)}))).first_name == "[token]"


async def test_a_token_echoed_in_an_unreadable_response_is_redacted() -> None:
    with pytest.raises(ResponseFormatError) as caught:
        await read_user(reply(200, content=TOKEN.encode(), headers={"Content-Type": TOKEN}))

    assert TOKEN not in f"{caught.value!r} {caught.value} {vars(caught.value)}"


class Endless(httpx.AsyncByteStream):
    """An endless body. `held` counts the bytes that were read from it, before compression."""

    def __init__(self, *, compressed: bool) -> None:
        self.held = 0
        self.closed = False
        self._squeeze = zlib.compressobj(wbits=31) if compressed else None

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        await anyio.lowlevel.checkpoint()  # suspends, like a read from a network
        self.held += MIB
        if self._squeeze is None:
            return b" " * MIB
        return self._squeeze.compress(b" " * MIB) + self._squeeze.flush(zlib.Z_SYNC_FLUSH)

    async def aclose(self) -> None:
        self.closed = True


@pytest.mark.parametrize("compressed", [True, False], ids=["gzip bomb", "plain"])
async def test_reading_an_endless_successful_response_stops_at_64_mib(compressed: bool) -> None:
    body = Endless(compressed=compressed)
    headers = {"Content-Encoding": "gzip"} if compressed else {}
    net = Net({USER: [lambda _: httpx.Response(200, headers=headers, stream=body), {"data": user()}]})
    animo = net.client()

    with pytest.raises(ResponseFormatError, match="64 MiB") as caught:
        await animo.user()

    assert 64 * MIB <= body.held <= 66 * MIB
    assert body.closed
    assert (caught.value.operation, caught.value.path) == ("get_user", "/user")
    assert (await animo.user()).id == "u1"


@pytest.mark.parametrize("compressed", [True, False], ids=["gzip bomb", "plain"])
async def test_only_the_start_of_an_endless_error_body_is_read(compressed: bool) -> None:
    body = Endless(compressed=compressed)
    headers = {"Content-Encoding": "gzip"} if compressed else {}

    with pytest.raises(ServerError):
        await read_user(lambda _: httpx.Response(500, headers=headers, stream=body))

    assert body.held <= 4 * MIB
    assert body.closed


async def test_the_start_of_an_overlong_error_body_is_kept() -> None:
    with pytest.raises(ServerError) as caught:
        await read_user(reply(500, content=b"<h1>Down</h1>" + b" " * 2 * MIB))

    assert caught.value.body.startswith("<h1>Down</h1>")


async def test_a_head_response_with_a_content_encoding_is_accepted() -> None:
    net = Net({"HEAD /user": reply(200, headers={"Content-Encoding": "br", "Content-Length": "100"})})

    assert await net.client().request("HEAD", "/user") is None


class Garbled(httpx.AsyncByteStream):
    def __init__(self) -> None:
        self._chunks = iter([b"this is no gzip"])

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        for chunk in self._chunks:
            return chunk
        raise StopAsyncIteration


# httpx raises inside its async generators. trio warns about them, and callers cannot close them.
in_the_middle = pytest.mark.filterwarnings(
    "ignore:.*was garbage collected before it had been exhausted:ResourceWarning"
)


@in_the_middle
async def test_a_successful_response_that_cannot_be_decompressed_is_a_format_error() -> None:
    with pytest.raises(ResponseFormatError, match="decompressed"):
        await read_user(lambda _: httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=Garbled()))


@in_the_middle
async def test_a_503_that_cannot_be_decompressed_is_still_a_server_error() -> None:
    with pytest.raises(ServerError):
        await read_user(lambda _: httpx.Response(503, headers={"Content-Encoding": "gzip"}, stream=Garbled()))


@for_each(
    "fault",
    [httpx.ConnectError("refused"), httpx.ReadError("reset"), httpx.RemoteProtocolError("cut"), OSError("broken")],
)
async def test_a_failed_connection_raises_api_connection_error(fault: Exception) -> None:
    with pytest.raises(APIConnectionError) as caught:
        await read_order(fault)

    error = caught.value
    assert (error.method, error.path) == ("GET", f"/{COMPANY}/event/demo-day/orders/oRd3r")
    assert error.operation == "get_order"
    assert vars(pickle.loads(pickle.dumps(error))) == vars(error)


@pytest.mark.parametrize(
    ("fault", "sent"),
    [(httpx.ConnectError("refused"), False), (httpx.ReadError("reset"), True)],
    ids=["refused", "reset"],
)
async def test_the_error_of_an_unanswered_write_says_whether_it_may_have_been_sent(
    fault: Exception, sent: bool
) -> None:
    net = Net({f"PATCH /{COMPANY}/events/demo-day": fault})

    with pytest.raises(APIConnectionError) as caught:
        await net.client().company(COMPANY).events.update("demo-day", EventUpdate(name="x"))

    assert caught.value.may_have_been_sent is sent
    assert len(net.requests) == 1


async def test_a_valid_response_is_accepted() -> None:
    assert (await read_order(reply(200, {"data": order()}))).id == "oRd3r"
