"""Every operation in the generated table has a public method, which sends and returns what the spec says."""

import inspect
import io
import json
import re
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from email.message import Message
from email.parser import BytesParser
from operator import attrgetter
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from starlette.datastructures import UploadFile

from animo_async import AnimoClient, CompanyClient, EventClient, MissingScopeError
from animo_async.models import EventPageUpdate
from animo_v1.operation import OperationInfo
from animo_v1.operations import OPERATIONS
from documented import ANSWERS
from helpers import for_each
from public_calls import BY_OPERATION, CALLS, COMPANY, EVENT, Call

pytestmark = pytest.mark.anyio

BASE_URL = "https://animo.test/api/v1"
ANSWER = {example.operation: example for example in ANSWERS}

PNG = b"\x89PNG\r\n\x1a\n" + bytes(8)
JPEG = b"\xff\xd8\xff\xe0" + bytes(8)


PAGERS = [call for call in CALLS if call.name.endswith(".list") and call.name != "event.comms.list"]

each_call = for_each("call", CALLS)
each_pager = for_each("call", PAGERS)


class Animo:
    """Records requests and responds with the examples from the spec."""

    def __init__(self, *, pages: int = 1) -> None:
        self.pages = pages
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        example = ANSWER[operation_of(request)]
        return httpx.Response(example.status, json=self.paged(example.value, request))

    def paged(self, answer: dict[str, Any], request: httpx.Request) -> dict[str, Any]:
        number = int(request.url.params.get("page", 1))
        if self.pages == 1 or not isinstance(answer["data"], list):
            return paid(answer)
        key = "slug" if "ticket-types" in request.url.path else "id"
        data = [{**item, key: f"{item[key]}-{number}"} for item in answer["data"]]
        meta = {"current_page": number, "from": 1, "last_page": self.pages, "per_page": 15, "to": 1, "total": 42}
        return {"data": data, "meta": meta}

    @property
    def lines(self) -> list[str]:
        return [f"{request.method} {path_of(request)}" for request in self.requests]

    def queries(self) -> list[dict[str, str]]:
        return [dict(request.url.params) for request in self.requests]


def paid(answer: dict[str, Any]) -> dict[str, Any]:
    data = answer.get("data")
    if isinstance(data, dict) and "paid_at" in data:  # otherwise `wait_until_paid` would keep polling
        return {"data": {**data, "paid_at": "2026-09-12T14:09:57.000000+00:00"}}
    return answer


def path_of(request: httpx.Request) -> str:
    return request.url.raw_path.decode().partition("?")[0].removeprefix("/api/v1")


def operation_of(request: httpx.Request, table: Mapping[str, OperationInfo] = OPERATIONS) -> str:
    """Return the operation that matches the request. A fixed path segment takes precedence over a parameter."""
    fitting = [info for info in table.values() if info.method == request.method and fits(info.path, path_of(request))]
    return min(fitting, key=lambda info: info.path.count("{")).id


def fits(template: str, path: str) -> bool:
    return re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path) is not None


@pytest.fixture
def api() -> Animo:
    return Animo()


@pytest.fixture
async def connect() -> AsyncIterator[Callable[..., dict[str, Any]]]:
    opened: list[AnimoClient] = []

    def handles(api: Callable[[httpx.Request], httpx.Response]) -> dict[str, Any]:
        animo = AnimoClient("personal-access-token", base_url=BASE_URL, transport=httpx.MockTransport(api))
        opened.append(animo)
        company = animo.company(COMPANY)
        return {"animo": animo, "company": company, "event": company.event(EVENT)}

    yield handles
    for animo in opened:
        await animo.aclose()


@pytest.fixture
def handles(connect: Callable[..., dict[str, Any]], api: Animo) -> dict[str, Any]:
    return connect(api)


def method(call: Call, handles: dict[str, Any]) -> Callable[..., Any]:
    handle, _, name = call.name.partition(".")
    found: Callable[..., Any] = attrgetter(name)(handles[handle])
    return found


async def made(call: Call, handles: dict[str, Any], **options: Any) -> Any:
    return await method(call, handles)(*call.arguments, **options)


# --- Completeness


def unreached(table: Mapping[str, OperationInfo]) -> list[str]:
    """Return a message for each operation without a method. It names the file to add the method to."""
    return [
        f"Add a method for {info.id} to animo_async/resources/{info.tag.replace('-', '_')}.py"
        for info in table.values()
        if info.id not in BY_OPERATION
    ]


def test_every_operation_has_a_method() -> None:
    assert unreached(OPERATIONS) == []


def test_an_operation_without_a_method_is_reported() -> None:
    added = replace(OPERATIONS["get_event"], id="delete_event")
    assert unreached({"delete_event": added}) == ["Add a method for delete_event to animo_async/resources/events.py"]


def test_company_and_event_return_the_public_client_classes() -> None:
    client = AnimoClient("personal-access-token", transport=httpx.MockTransport(Animo()))
    assert isinstance(client.company(COMPANY), CompanyClient)
    assert isinstance(client.company(COMPANY).event(EVENT), EventClient)


@each_call
async def test_a_call_sends_one_request_to_its_documented_route(
    call: Call, connect: Callable[..., dict[str, Any]]
) -> None:
    api = Animo()
    await made(call, connect(api))
    assert api.lines == [call.request]
    assert api.queries() == [{}]


@each_call
async def test_a_call_sends_the_given_body(call: Call, connect: Callable[..., dict[str, Any]]) -> None:
    api = Animo()
    await made(call, connect(api))
    (request,) = api.requests
    given = [argument.to_dict() for argument in call.arguments if not isinstance(argument, str)]
    assert [json.loads(request.content)] == given if given else request.content == b""


@each_call
async def test_a_call_returns_the_type_that_the_spec_declares(
    call: Call, connect: Callable[..., dict[str, Any]]
) -> None:
    api = Animo()
    answer = await made(call, connect(api))
    example = ANSWER[operation_of(api.requests[0])]
    if example.schema == "StatusResponse":
        assert answer is None
    elif call.name == "animo.find_company":
        assert answer.slug == example.value["data"][0]["slug"]
    elif isinstance(example.value["data"], list):
        assert {type(item).__name__ for item in answer} == {example.schema.removesuffix("List")}
        assert len(answer) == len(example.value["data"])
    else:
        assert type(answer).__name__ == example.schema.removesuffix("Response")


@each_call
async def test_a_missing_scope_error_names_the_operation_and_the_scopes(
    call: Call, connect: Callable[..., dict[str, Any]]
) -> None:
    asked: list[httpx.Request] = []

    def refuse(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(403, json={"message": "Invalid scope(s) provided."})

    with pytest.raises(MissingScopeError) as caught:
        await made(call, connect(refuse))
    info = OPERATIONS[operation_of(asked[0])]
    assert (caught.value.operation, caught.value.method) == (info.id, info.method)
    assert caught.value.path == path_of(asked[0])
    assert caught.value.scopes
    assert set(caught.value.scopes) <= set(info.scopes)
    if not info.any_scope:  # otherwise the events in the body determine the scopes
        assert caught.value.scopes == info.scopes


# --- Paging and flags


@each_pager
async def test_the_page_number_is_sent_for_every_page_except_the_first(
    call: Call, connect: Callable[..., dict[str, Any]]
) -> None:
    api = Animo(pages=3)
    await method(call, connect(api))().collect()
    assert sorted(query.get("page", "") for query in api.queries()) == ["", "2", "3"]


@each_pager
async def test_a_list_with_first_page_2_requests_page_2(call: Call, connect: Callable[..., dict[str, Any]]) -> None:
    api = Animo(pages=3)
    page = await method(call, connect(api))(first_page=2)
    assert page.number == 2
    assert api.queries() == [{"page": "2"}]


@for_each("call", [call for call in PAGERS if call.name.startswith("company.")])
async def test_a_search_text_is_sent_with_every_page_request(
    call: Call, connect: Callable[..., dict[str, Any]]
) -> None:
    api = Animo(pages=3)
    await method(call, connect(api))(q="a b&c=d/é").collect()
    assert [query["q"] for query in api.queries()] == ["a b&c=d/é"] * 3


@pytest.mark.parametrize(
    ("name", "flag"), [("event.ticket_types.list", "include_form"), ("event.orders.list", "include_submission")]
)
async def test_a_flag_is_sent_with_every_page_request(
    connect: Callable[..., dict[str, Any]], name: str, flag: str
) -> None:
    api = Animo(pages=3)
    await attrgetter(name.removeprefix("event."))(connect(api)["event"])(**{flag: True}).collect()
    assert [query[flag] for query in api.queries()] == ["1"] * 3


FLAGS = [
    ("event.ticket_types.list", "include_form"),
    ("event.ticket_types.get", "include_form"),
    ("event.orders.list", "include_submission"),
    ("event.orders.get", "include_submission"),
]


@pytest.mark.parametrize(("name", "flag"), FLAGS)
@pytest.mark.parametrize("value", [True, False])
async def test_a_flag_sends_1_when_true_and_nothing_when_false(
    handles: dict[str, Any], api: Animo, name: str, flag: str, value: bool
) -> None:
    call = next(call for call in CALLS if call.name == name)
    await made(call, handles, **{flag: value})
    assert api.queries() == ([{flag: "1"}] if value else [{}])


# --- Header image


def parts(api: Animo) -> dict[str, Message]:
    """Return the parts of the multipart form that was sent, by name."""
    (request,) = api.requests
    kind = request.headers["content-type"]
    assert kind.startswith("multipart/form-data; boundary=")
    form = BytesParser().parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + request.content)
    assert form.is_multipart()
    return {str(part.get_param("name", header="content-disposition")): part for part in form.walk() if part is not form}


def content(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload


def text(part: Message) -> str:
    assert part.get_filename() is None
    return content(part).decode()


async def test_a_page_update_without_an_image_is_sent_as_json(handles: dict[str, Any], api: Animo) -> None:
    await handles["event"].page.update(EventPageUpdate(tagline=None, show_attendees=False))
    (request,) = api.requests
    assert request.headers["content-type"] == "application/json"
    assert json.loads(request.content) == {"tagline": None, "show_attendees": False}


@pytest.mark.parametrize(("value", "sent"), [(True, "1"), (False, "0")])
async def test_with_an_image_a_boolean_is_sent_as_1_or_0(
    handles: dict[str, Any], api: Animo, value: bool, sent: str
) -> None:
    await handles["event"].page.update(EventPageUpdate(show_attendees=value), PNG)
    assert text(parts(api)["show_attendees"]) == sent


@pytest.mark.parametrize("name", ["tagline", "description", "support_email"])
async def test_with_an_image_null_is_sent_as_an_empty_string(handles: dict[str, Any], api: Animo, name: str) -> None:
    await handles["event"].page.update(EventPageUpdate.from_dict({name: None}), PNG)
    assert text(parts(api)[name]) == ""


async def test_with_an_image_text_is_sent_as_utf_8_and_unset_fields_are_omitted(
    handles: dict[str, Any], api: Animo
) -> None:
    await handles["event"].page.update(EventPageUpdate(tagline="Light & wäter 🎫", description="<p>\r\n</p>"), PNG)
    sent = parts(api)
    assert set(sent) == {"tagline", "description", "header_image"}
    assert text(sent["tagline"]) == "Light & wäter 🎫"
    assert text(sent["description"]) == "<p>\r\n</p>"


async def test_an_image_without_other_fields_is_the_only_form_part(handles: dict[str, Any], api: Animo) -> None:
    await handles["event"].page.update(EventPageUpdate(), PNG)
    assert set(parts(api)) == {"header_image"}


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (PNG, "image/png"),
        (JPEG, "image/jpeg"),
        (b"GIF89a" + bytes(8), "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"who knows", "application/octet-stream"),
    ],
    ids=["png", "jpeg", "gif", "webp", "unknown"],
)
async def test_the_first_bytes_determine_the_content_type_of_an_image(
    handles: dict[str, Any], api: Animo, start: bytes, kind: str
) -> None:
    await handles["event"].page.update(EventPageUpdate(), start)
    image = parts(api)["header_image"]
    assert image.get_content_type() == kind
    assert content(image) == start
    assert image.get_filename()  # without a file name, Laravel treats the part as a string


@pytest.mark.parametrize("as_text", [True, False])
async def test_a_path_determines_the_file_name_and_the_content_type(
    handles: dict[str, Any], api: Animo, tmp_path: Path, as_text: bool
) -> None:
    path = tmp_path / "lantern.jpg"
    path.write_bytes(PNG)
    await handles["event"].page.update(EventPageUpdate(), str(path) if as_text else path)
    image = parts(api)["header_image"]
    assert (image.get_filename(), image.get_content_type()) == ("lantern.jpg", "image/jpeg")
    assert content(image) == PNG


async def test_without_a_file_extension_the_first_bytes_determine_the_content_type(
    handles: dict[str, Any], api: Animo, tmp_path: Path
) -> None:
    path = tmp_path / "lantern"
    path.write_bytes(JPEG)
    await handles["event"].page.update(EventPageUpdate(), path)
    image = parts(api)["header_image"]
    assert (image.get_filename(), image.get_content_type()) == ("lantern", "image/jpeg")


async def test_the_name_of_an_open_file_determines_the_file_name_and_content_type(
    handles: dict[str, Any], api: Animo, tmp_path: Path
) -> None:
    path = tmp_path / "lantern.png"
    path.write_bytes(PNG)
    with path.open("rb") as file:
        await handles["event"].page.update(EventPageUpdate(), file)
    image = parts(api)["header_image"]
    assert (image.get_filename(), image.get_content_type()) == ("lantern.png", "image/png")
    assert content(image) == PNG


@pytest.mark.parametrize("read", [0, 8, len(PNG)], ids=["unread", "sniffed", "read"])
@pytest.mark.parametrize("kind", ["file", "file of anyio", "upload"])
async def test_a_seekable_file_is_sent_from_the_start_whatever_its_position(
    handles: dict[str, Any], api: Animo, tmp_path: Path, kind: str, read: int
) -> None:
    path = tmp_path / "lantern.png"
    path.write_bytes(PNG)
    async with await anyio.open_file(path, "rb") as in_a_thread:
        upload = UploadFile(io.BytesIO(PNG), filename="lantern.png")
        image: Any = {"file": in_a_thread.wrapped, "file of anyio": in_a_thread, "upload": upload}[kind]
        first = image.read(read)
        if inspect.isawaitable(first):
            await first
        await handles["event"].page.update(EventPageUpdate(), image)

    sent = parts(api)["header_image"]
    assert (sent.get_filename(), sent.get_content_type()) == ("lantern.png", "image/png")
    assert content(sent) == PNG


class Pipe(io.BytesIO):
    """A file that cannot seek."""

    def seek(self, *_: Any) -> int:
        raise io.UnsupportedOperation("seek")


class Reader:
    """An asynchronous file that only has a `read` method."""

    async def read(self) -> bytes:
        return PNG


@pytest.mark.parametrize("make", [lambda: Pipe(PNG), Reader], ids=["pipe", "async reader"])
async def test_a_file_that_cannot_seek_is_uploaded(
    handles: dict[str, Any], api: Animo, make: Callable[[], Any]
) -> None:
    await handles["event"].page.update(EventPageUpdate(), make())
    assert content(parts(api)["header_image"]) == PNG


async def test_an_in_memory_file_gets_its_content_type_from_its_first_bytes(
    handles: dict[str, Any], api: Animo
) -> None:
    await handles["event"].page.update(EventPageUpdate(), io.BytesIO(PNG))
    assert parts(api)["header_image"].get_content_type() == "image/png"


async def test_an_unnamed_temporary_file_is_uploaded_as_header_image(
    handles: dict[str, Any], api: Animo, tmp_path: Path
) -> None:
    # Its `name` is an integer, the file descriptor.
    with tempfile.TemporaryFile(dir=tmp_path) as file:
        file.write(PNG)
        file.seek(0)
        await handles["event"].page.update(EventPageUpdate(), file)
    image = parts(api)["header_image"]
    assert (image.get_filename(), image.get_content_type()) == ("header_image.png", "image/png")


async def test_an_image_opened_as_text_raises_type_error_and_sends_nothing(handles: dict[str, Any], api: Animo) -> None:
    with pytest.raises(TypeError, match="bytes"):
        await handles["event"].page.update(EventPageUpdate(), io.StringIO("no picture"))
    assert api.requests == []


async def test_an_empty_image_raises_value_error_and_sends_nothing(handles: dict[str, Any], api: Animo) -> None:
    with pytest.raises(ValueError, match="empty"):
        await handles["event"].page.update(EventPageUpdate(), b"")
    assert api.requests == []


async def test_a_missing_image_file_raises_an_error_and_sends_nothing(
    handles: dict[str, Any], api: Animo, tmp_path: Path
) -> None:
    with pytest.raises(FileNotFoundError):
        await handles["event"].page.update(EventPageUpdate(), tmp_path / "none.png")
    assert api.requests == []
