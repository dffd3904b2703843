from __future__ import annotations

import copy
import json
import pickle
import traceback
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import anyio
import httpx
import pytest

import fake_clock
from animo_async import AnimoClient, ConfigurationError
from animo_async._http.redaction import Secret
from animo_async.models import WebhookAttach, WebhookDetach, WebhookUpdate
from exposure import carried, our_locals, raised, recorded, shown
from fault_server import FaultServer, broken
from helpers import (
    COMPANY,
    MOMENT,
    TOKEN,
    Net,
    companies,
    denied,
    envelope,
    event,
    for_each,
    one_at_a_time,
    reply,
    user,
)

pytestmark = [
    pytest.mark.anyio,
    # Calls are cancelled inside httpx's async generators. trio warns about them, and callers cannot close them.
    pytest.mark.filterwarnings("ignore:.*was garbage collected before it had been exhausted:ResourceWarning"),
]

USER = "GET /user"
ODD_TOKEN = 'a/b+c"d\\e|f~0123456789'
SECRET = "whsec_9f2KpQ7/xT4m"
WEBHOOK = {
    "id": "w1",
    "name": "crm",
    "token": SECRET,
    "url": "https://a.example/hook",
    "events": [],
    "created_at": MOMENT,
}


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> Any:
    return fake_clock.backend(request.param)


# --- The bearer token


async def hang(_: httpx.Request) -> None:
    await anyio.sleep_forever()


async def drip(_: httpx.Request) -> httpx.Response:
    class Drip(httpx.AsyncByteStream):
        async def __aiter__(self) -> Any:
            yield b'{"token": "' + TOKEN.encode()
            await anyio.sleep_forever()

    return httpx.Response(200, stream=Drip())


ECHO = {"message": f"Bad token {TOKEN}", "errors": {TOKEN: [TOKEN]}, "data": {"id": TOKEN}}
ANSWERS: dict[str, Any] = {
    **{
        f"{status} echo": reply(status, ECHO, headers={"X-Request-Id": TOKEN, "Allow": TOKEN, "Retry-After": TOKEN})
        for status in (200, 301, 400, 401, 403, 404, 405, 408, 409, 418, 422, 429, 500, 502, 503, 504, 520)
    },
    "redirect": reply(302, headers={"Location": f"https://evil.example/?t={TOKEN}"}),
    "html echo": reply(500, content=f"<pre>Authorization: Bearer {TOKEN}</pre>".encode()),
    "not json": reply(200, content=f"hello {TOKEN}".encode(), headers={"Content-Type": TOKEN}),
    "cut json": reply(200, content=f'{{"data": {{"id": "{TOKEN}"'.encode()),
    "echo beyond the cut": reply(500, content=b"x" * (2048 - len(TOKEN) // 2) + TOKEN.encode()),
    "odd date": reply(200, {"data": user(created_at=TOKEN)}),
    "odd field": reply(200, {"data": user(created_at={TOKEN: TOKEN})}),
    "not gzip": lambda _: httpx.Response(
        200, headers={"Content-Encoding": "gzip"}, stream=httpx.ByteStream(TOKEN.encode())
    ),
    "refused": httpx.ConnectError("refused"),
    "reset": httpx.ReadError("reset"),
    "protocol": httpx.RemoteProtocolError(f"illegal status line: bytearray(b'HTTP/1.1 {TOKEN}')"),
    "timeout of httpx": httpx.ReadTimeout("slow"),
    "os error": OSError(5, "broken"),
    "timeout": hang,
    "timeout in the body": drip,
}
each_answer = pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)


def routes(answer: Any) -> dict[str, Any]:
    return {
        USER: answer,
        "GET /companies": answer,
        f"POST /{COMPANY}/events/create": answer,
        f"GET /{COMPANY}/events": answer,
    }


async def create(animo: AnimoClient) -> Any:
    return await animo.request("POST", f"/{COMPANY}/events/create", json={"name": "x"})


@pytest.mark.parametrize(("name", "max_retries", "callable_token"), one_at_a_time(ANSWERS, [0, 2, 2], [True, False]))
async def test_no_error_or_log_record_shows_the_token(
    name: str, max_retries: int, callable_token: bool, caplog: pytest.LogCaptureFixture
) -> None:
    async def source() -> str:
        return TOKEN

    caplog.set_level(1)
    token = source if callable_token else TOKEN
    animo = Net(routes(ANSWERS[name])).client(token=token, max_retries=max_retries, deadline=70)

    for call in (animo.user, animo.company(COMPANY).events.list().collect):
        error = await raised(call)
        assert TOKEN not in shown(error)
        assert TOKEN.encode() not in carried(error)
    assert TOKEN not in recorded(caplog)


@pytest.mark.parametrize("name", [name for name in ANSWERS if name not in ("200 echo", "odd date", "odd field")])
async def test_no_error_or_log_record_of_a_write_shows_the_token(name: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(1)
    animo = Net(routes(ANSWERS[name])).client(max_retries=2)

    error: Any = await raised(lambda: create(animo))

    assert TOKEN not in shown(error)
    assert TOKEN.encode() not in carried(error)
    assert (error.method, error.path, error.operation) == ("POST", f"/{COMPANY}/events/create", None)
    assert TOKEN not in recorded(caplog)


@pytest.mark.parametrize("concurrency", [1, 4])
async def test_the_error_for_an_unreadable_page_does_not_show_other_values_on_it(concurrency: int) -> None:
    secret = "a-door-code-0123456789"

    def answer(request: httpx.Request) -> Any:
        if "page" not in request.url.params:
            return envelope([event()], last=9)
        return envelope([event("b", name=secret), event("c", created_at=5)], last=9)

    events = Net({f"GET /{COMPANY}/events": answer}).client().company(COMPANY).events

    error = await raised(events.list(concurrency=concurrency).collect)

    assert "created_at" in str(error)
    assert secret not in shown(error)


async def test_the_traceback_of_an_error_has_frames_of_this_package() -> None:
    error = await raised(Net({USER: 500}).client().user)

    assert len([*our_locals(error)]) >= 4


@pytest.mark.parametrize(
    "escape",
    [
        json.dumps,
        lambda text: json.dumps(text).replace("/", "\\/"),
        lambda text: '"' + "".join(f"\\u{ord(letter):04x}" for letter in text) + '"',
        lambda text: '"' + "".join(f"\\u{ord(letter):04X}" for letter in text) + '"',
    ],
    ids=["json", "slashes too, as PHP does", "all, lower case", "all, upper case"],
)
@pytest.mark.parametrize("status", [401, 422])
async def test_a_token_echoed_with_json_escapes_is_redacted(escape: Callable[[str], str], status: int) -> None:
    said = f'{{"message": {escape(ODD_TOKEN)}, "errors": {{"a": [{escape(ODD_TOKEN)}]}}}}'
    animo = Net({"GET /x": reply(status, content=said.encode())}).client(token=ODD_TOKEN)

    error: Any = await raised(lambda: animo.request("GET", "/x"))
    seen = f"{error.body!r} {error} {error.message}"

    assert "[token]" in seen
    assert ODD_TOKEN not in seen
    assert repr(ODD_TOKEN)[1:-1] not in seen
    assert ODD_TOKEN not in shown(error)


@for_each(
    "echo",
    [
        json.dumps(ODD_TOKEN),
        '"' + "".join(f"\\u{ord(letter):04x}" for letter in ODD_TOKEN) + '"',
        '"' + "".join(f"%{ord(letter):02X}" for letter in ODD_TOKEN) + '"',
    ],
)
async def test_a_token_echoed_in_a_successful_response_is_redacted(echo: str) -> None:
    animo = Net({"GET /x": reply(200, content=f'{{"said": {echo}}}'.encode())}).client(token=ODD_TOKEN)

    assert await animo.request("GET", "/x") == {"said": "[token]"}


@for_each("around", ["{}", "a {}.", "({})", "_{}_", "Bearer {}"])
def test_a_short_secret_is_replaced_between_word_boundaries(around: str) -> None:
    secret = Secret("kXh2vQmT9sL")  # 11 characters
    assert secret.redact(around.format("kXh2vQmT9sL")) == around.format("[token]")


@for_each("around", ["a{}", "{}a", "Z{}", "{}Z", "0{}", "{}9"])
def test_only_a_secret_of_12_characters_is_replaced_inside_a_word(around: str) -> None:
    short, long = around.format("kXh2vQmT9sL"), around.format("kXh2vQmT9sLw")
    assert Secret("kXh2vQmT9sL").redact(short) == short
    assert Secret("kXh2vQmT9sLw").redact(long) == around.format("[token]")


@for_each("text", ["sécret-0123456789", "secret🎟-0123456789", "東京-0123456789"])
def test_a_secret_beyond_ascii_is_replaced_in_every_form(text: str) -> None:
    secret = Secret(text)
    for echo in (text, quote(text, safe=""), json.dumps(text)[1:-1], repr(text.encode())[2:-1]):
        assert secret.redact(f"<{echo}>") == "<[token]>"


def test_a_secret_with_a_lone_surrogate_is_replaced() -> None:
    text = "\ud800-0123456789ab"
    assert Secret(text).redact(f"<{text}> <{json.dumps(text)[1:-1]}>") == "<[token]> <[token]>"


def test_a_short_secret_in_a_success_is_kept() -> None:
    assert Secret("kXh2vQmT9sL").redact_body(b'"kXh2vQmT9sL"') == b'"kXh2vQmT9sL"'
    assert Secret("kXh2vQmT9sLw").redact_body(b'"kXh2vQmT9sLw"') == b'"[token]"'


def test_secrets_are_equal_if_their_values_are_equal() -> None:
    assert Secret("a") == Secret("a")
    assert hash(Secret("a")) == hash(Secret("a"))
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({hash(Secret(text)) for text in "abcdef"}) > 1


@for_each("carry", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_secret_cannot_be_pickled_or_copied(carry: Callable[[Any], Any]) -> None:
    with pytest.raises(TypeError, match=r"^A secret cannot be pickled or copied\.$"):
        carry(Secret("a"))


@pytest.mark.parametrize("status", [200, 401, 500])
@pytest.mark.parametrize("secret", [ODD_TOKEN, "quo\"ted'b\\ack|0123456789", "plain-0123456789abcdef"])
async def test_a_token_echoed_in_a_header_is_redacted(secret: str, status: int) -> None:
    echoes = [("Content-Encoding", secret), ("X-Request-Id", quote(secret, safe="")), ("Allow", secret)]
    for headers in ([echo] for echo in echoes):
        animo = Net({"GET /x": reply(status, content=b"x", headers=dict(headers))}).client(token=secret)

        error = await raised(lambda animo=animo: animo.request("GET", "/x"))

        for form in (secret, secret.lower(), quote(secret, safe=""), repr(secret)[1:-1]):
            assert form not in shown(error)


@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
@pytest.mark.parametrize("line", ["{}", "X Broken: {}", ": {}", "X-Long: {}\x00"])
@pytest.mark.parametrize("secret", [ODD_TOKEN, "quo\"ted'b\\ack|0123456789"])
async def test_a_token_echoed_in_a_broken_response_is_redacted(
    secret: str, line: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(1, "animo_async")
    with FaultServer(broken(f"HTTP/1.1 200 OK\r\n{line.format(secret)}\r\n\r\n".encode())) as server:
        animo = AnimoClient(secret, base_url=server.base_url, max_retries=0)

        error = await raised(animo.user)
        await animo.aclose()

    for form in (secret, repr(secret)[1:-1], repr(secret.encode())[2:-1], secret.replace("\\", "\\\\")):
        assert form not in shown(error)
        assert form not in recorded(caplog)


@for_each("token", ["data", "token", "id", "a"])
async def test_a_token_equal_to_a_field_name_does_not_corrupt_responses(token: str) -> None:
    animo = Net({f"POST /{COMPANY}/webhooks/attach": {"data": WEBHOOK}}).client(token=token)

    webhook = await animo.company(COMPANY).webhooks.attach(
        WebhookAttach(name="crm", url="https://a.example", events=[])
    )

    assert webhook.id == "w1"


async def test_a_renewed_token_is_redacted_like_the_first_one() -> None:
    tokens = ["first-0123456789", "second-0123456789"]
    given = iter(tokens)

    async def source() -> str:
        return next(given)

    def answer(request: httpx.Request) -> Any:
        return reply(401, {"message": request.headers["Authorization"]})(request)

    error = await raised(Net({USER: answer}).client(token=source).user)

    assert all(token not in shown(error) for token in tokens)
    assert error.message == "Bearer [token]"  # type: ignore[attr-defined]


@for_each("bad", [TOKEN + " ", TOKEN + "\n", TOKEN + "☃", " " + TOKEN, TOKEN.encode(), [TOKEN]])
async def test_the_error_for_an_invalid_token_does_not_show_it(bad: Any) -> None:
    async def source() -> Any:
        return bad

    async def construct() -> AnimoClient:
        return AnimoClient(bad)

    for call in (construct, Net({USER: 500}).client(token=source).user):
        error = await raised(call)
        assert isinstance(error, ConfigurationError)
        assert TOKEN not in shown(error)
        assert TOKEN.encode() not in carried(error)


@pytest.mark.parametrize(
    "options",
    [
        {"base_url": "nowhere"},
        {"base_url": 5},
        {"public_url": "nowhere"},
        {"timeout": 0},
        {"max_retries": -1},
        {"max_concurrency": 0},
        {"transport": object()},
    ],
    ids="-".join,
)
@pytest.mark.parametrize("from_environment", [False, True], ids=["argument", "environment"])
def test_an_error_in_the_constructor_does_not_show_the_token(
    options: dict[str, Any], from_environment: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANIMO_TOKEN", TOKEN)
    with pytest.raises((ConfigurationError, ValueError, TypeError)) as caught:
        AnimoClient(None if from_environment else TOKEN, **options)

    assert TOKEN not in shown(caught.value)
    assert TOKEN.encode() not in carried(caught.value)


@pytest.mark.parametrize(
    "base_url", [f"https://{TOKEN}@app.animo.co", f"https://app.animo.co/?token={TOKEN}"], ids=["user", "query"]
)
def test_the_error_for_an_invalid_base_url_does_not_show_secrets_in_the_url(base_url: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        AnimoClient("other", base_url=base_url)

    assert TOKEN not in f"{caught.value!r} {caught.value} {vars(caught.value)!r}"


def test_local_variables_of_a_failed_constructor_do_not_show_the_token() -> None:
    with pytest.raises(ValueError, match="timeout") as caught:
        AnimoClient(TOKEN, timeout=0)

    made = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert TOKEN not in "".join(
        frame_locals for frame in made.stack[1:] for frame_locals in (frame.locals or {}).values()
    )


def parts(thing: Any, depth: int = 5) -> Iterator[Any]:
    """Yield an object and its attributes, recursively, as a debugger would show them."""
    yield thing
    if depth:
        inner = getattr(thing, "__dict__", {})
        for value in inner.values():
            if type(value).__module__.startswith("animo_"):
                yield from parts(value, depth - 1)
            else:
                yield value


async def test_no_part_of_a_client_shows_the_token_in_its_repr() -> None:
    animo = Net({USER: {"data": user()}}).client()
    await animo.user()
    handles = [animo, animo.with_options(timeout=3), animo.company(COMPANY), animo.company(COMPANY).event("a")]
    handles += [animo.company(COMPANY).events.list(), animo.company(COMPANY).events]

    for handle in handles:
        for part in parts(handle):
            assert TOKEN not in f"{part!r} {part!s} {getattr(part, '__dict__', '')!r}"


@for_each("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_client_cannot_be_pickled(protocol: int) -> None:
    for client in (Net().client(), Net().client().with_options(timeout=3)):
        with pytest.raises(TypeError, match="pickled"):
            pickle.dumps(client, protocol)


@pytest.mark.parametrize("carry", [copy.copy, copy.deepcopy])
def test_a_client_cannot_be_copied(carry: Callable[[Any], Any]) -> None:
    with pytest.raises(TypeError):
        carry(Net().client())


def test_handles_and_pagers_cannot_be_pickled_or_copied() -> None:
    acme = Net().client().company(COMPANY)

    for thing in (acme, acme.event("a"), acme.events, acme.events.list()):
        for carry in (pickle.dumps, copy.deepcopy):
            with pytest.raises(TypeError):
                carry(thing)


async def test_the_token_is_sent_only_in_the_authorization_header() -> None:
    net = Net({USER: {"data": user()}, f"GET /{COMPANY}/events": envelope([event()])})
    animo = net.client()

    await animo.user()
    await animo.company(COMPANY).events.list(q="x")

    for request in net.requests:
        assert TOKEN not in str(request.url)
        assert TOKEN.encode() not in request.content
        assert [name for name, value in request.headers.items() if TOKEN in value] == ["authorization"]


@for_each("status", [301, 302, 303, 307, 308])
async def test_the_token_is_not_sent_to_a_redirect_target(status: int) -> None:
    net = Net({USER: reply(status, headers={"Location": "https://evil.example/user"})})

    error = await raised(net.client(max_retries=3).user)

    assert error.status_code == status  # type: ignore[attr-defined]
    assert net.asked == [USER]


async def test_cookies_are_not_stored() -> None:
    net = Net({USER: reply(200, {"data": user()}, headers={"Set-Cookie": "session=1; Path=/; Domain=app.animo.co"})})
    animo = net.client()

    for _ in range(2):
        await animo.user()

    assert all("cookie" not in request.headers for request in net.requests)


# This test uses real sockets, so it needs the real clock.
@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
async def test_no_log_record_of_any_library_shows_the_token(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(1)
    body = json.dumps({"data": user()}).encode()

    async def answer(stream: anyio.abc.SocketStream) -> None:
        async with stream:
            asked = b""
            while b"\r\n\r\n" not in asked:
                asked += await stream.receive()
            heads.append(asked)
            await stream.send(
                b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
            )

    heads: list[bytes] = []
    listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
    port = listener.extra(anyio.abc.SocketAttribute.local_port)
    async with listener, anyio.create_task_group() as group:
        group.start_soon(listener.serve, answer)
        async with AnimoClient(TOKEN, base_url=f"http://127.0.0.1:{port}/api/v1") as animo:
            await animo.user()
        group.cancel_scope.cancel()

    assert TOKEN.encode() in heads[0]
    assert "animo_async" in {record.name for record in caplog.records}
    assert any(record.name.startswith("httpcore") for record in caplog.records)
    assert TOKEN not in recorded(caplog)


# --- A webhook's secret


def attach(animo: AnimoClient) -> Any:
    return animo.company(COMPANY).webhooks.attach(WebhookAttach(name="crm", url="https://a.example", events=[]))


def update(animo: AnimoClient) -> Any:
    return animo.company(COMPANY).webhooks.update(WebhookUpdate(token=SECRET, name="crm"))


def detach(animo: AnimoClient) -> Any:
    return animo.company(COMPANY).webhooks.detach(WebhookDetach(token=SECRET))


def update_by_hand(animo: AnimoClient) -> Any:
    return animo.request("PATCH", f"/{COMPANY}/webhooks/update", json={"token": SECRET, "name": "crm"})


def update_nested(animo: AnimoClient) -> Any:
    return animo.request("POST", f"/{COMPANY}/webhooks/batch", json={"hooks": [{"token": SECRET}]})


UPDATE = f"PATCH /{COMPANY}/webhooks/update"
DETACH = f"DELETE /{COMPANY}/webhooks/detach"
BATCH = f"POST /{COMPANY}/webhooks/batch"


def secret_echo(status: int) -> Any:
    said = {"message": f"No webhook {SECRET}", "errors": {"token": [SECRET]}, "token": SECRET}
    return reply(status, said, headers={"X-Request-Id": SECRET})


SECRET_ANSWERS: dict[str, Any] = {
    **{f"{status} echo": secret_echo(status) for status in (302, 400, 401, 403, 404, 405, 409, 422, 429, 500, 503)},
    "refused": httpx.ConnectError("refused"),
    "reset": httpx.ReadError("reset"),
    "not json": reply(200, content=SECRET.encode()),
    "odd": reply(200, {"data": {**WEBHOOK, "events": 5}, "token": SECRET}),
    "html echo": reply(500, content=f"<pre>{SECRET}</pre>".encode()),
    "escaped echo": reply(422, content=json.dumps({"message": SECRET}).replace("/", "\\/").encode()),
    "protocol": httpx.RemoteProtocolError(f"illegal status line: {SECRET}"),
    "timeout": hang,
}


WAYS = {update: UPDATE, detach: DETACH, update_by_hand: UPDATE, update_nested: BATCH}


@pytest.mark.parametrize(
    ("call", "answer"), [(update, "odd"), *one_at_a_time(WAYS, [name for name in SECRET_ANSWERS if name != "odd"])]
)
async def test_no_error_or_log_record_shows_the_webhook_secret_in_the_request(
    call: Any, answer: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(1)
    net = Net({WAYS[call]: SECRET_ANSWERS[answer], "GET /companies": companies()})

    error = await raised(lambda: call(net.client()))

    assert SECRET not in shown(error)
    assert SECRET.encode() not in carried(error)
    assert SECRET not in recorded(caplog)
    assert all(SECRET not in str(request.url) for request in net.requests)


@pytest.mark.parametrize(
    "answer",
    [
        reply(201, content=json.dumps({"data": WEBHOOK}).encode()[:-2]),
        reply(201, {"data": {**WEBHOOK, "created_at": 5}}),
        reply(201, {"data": {**WEBHOOK, "events": None}}),
        reply(201, {"data": [WEBHOOK]}),
    ],
    ids=["cut", "odd date", "no events", "list"],
)
async def test_the_error_for_an_unreadable_response_hides_a_new_webhooks_secret(
    answer: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(1)
    error = await raised(lambda: attach(Net({f"POST /{COMPANY}/webhooks/attach": answer}).client()))

    assert SECRET not in shown(error)
    assert SECRET.encode() not in carried(error)
    assert SECRET not in recorded(caplog)


async def test_only_the_token_attribute_of_a_webhook_shows_its_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(1)
    answer = {"data": {**WEBHOOK, "new_secret": SECRET}}

    webhook = await attach(Net({f"POST /{COMPANY}/webhooks/attach": answer}).client())

    assert webhook.token == SECRET
    assert SECRET not in f"{webhook!r} {webhook}"
    assert SECRET not in recorded(caplog)


@pytest.mark.parametrize("body", [WebhookUpdate(token=SECRET, name="crm"), WebhookDetach(token=SECRET)], ids=type)
def test_the_repr_of_a_webhook_body_does_not_show_the_secret(body: Any) -> None:
    assert SECRET not in f"{body!r} {body}"


async def test_updating_a_webhook_returns_its_secret() -> None:
    webhook = await update(Net({f"PATCH /{COMPANY}/webhooks/update": {"data": WEBHOOK}}).client())

    assert webhook.token == SECRET


async def test_a_403_for_a_webhook_does_not_show_its_secret_in_the_entitlement() -> None:
    net = Net({f"PATCH /{COMPANY}/webhooks/update": denied(SECRET), "GET /companies": companies()})

    error = await raised(lambda: update(net.client()))

    assert SECRET not in f"{error} {vars(error)!r} {error.entitlement!r}"  # type: ignore[attr-defined]
