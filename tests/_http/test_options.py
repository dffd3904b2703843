"""Proxy and certificate settings come from the environment, as in httpx. Uses a local proxy and TLS server."""

from __future__ import annotations

import base64
import gc
import json
import re
import ssl
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from animo_async import AnimoClient, APIConnectionError, APITimeoutError, ConfigurationError
from animo_async._http.options import tls_context
from fault_server import FaultServer, Visit, answer, hang_on_accept, tunnel, whole
from helpers import COMPANY, TOKEN, event, event_create

pytestmark = pytest.mark.anyio

WELL = answer({"data": event()})
NOWHERE = "http://animo.invalid/api/v1"
ROUTE = f"/{COMPANY}/events/demo-day"
TLS_RECORD = 16_384  # maximum size in bytes


async def forward(visit: Visit) -> None:
    await (tunnel if visit.method == "CONNECT" else WELL)(visit)


@pytest.fixture
def proxy() -> Iterator[FaultServer]:
    with FaultServer(forward) as running:
        yield running


@pytest.fixture
def server() -> Iterator[FaultServer]:
    with FaultServer(WELL) as running:
        yield running


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALL_PROXY", "socks5://127.0.0.1:1"),  # needs the package socksio, which is not installed
        ("HTTP_PROXY", "ftp://user:secret@proxy.example"),
        ("HTTP_PROXY", "http://[::1"),
        ("HTTPS_PROXY", "http://user:secret@127.0.0.1:99999"),
    ],
    ids=str,
)
def test_an_unusable_proxy_is_reported_at_construction(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(ConfigurationError, match=name) as caught:
        AnimoClient(TOKEN)
    assert "secret" not in str(caught.value)


def test_an_unusable_proxy_is_ignored_with_a_custom_transport(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:1")

    AnimoClient(TOKEN, transport=httpx.MockTransport(lambda _: httpx.Response(200)))


@pytest.fixture(autouse=True)
def no_certificates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)


async def read(base_url: str, max_retries: int = 0) -> str:
    async with AnimoClient(TOKEN, base_url=base_url, max_retries=max_retries) as animo:
        return (await animo.company(COMPANY).events.get("demo-day")).id


async def write(base_url: str, max_retries: int = 0) -> str:
    async with AnimoClient(TOKEN, base_url=base_url, max_retries=max_retries) as animo:
        return (await animo.company(COMPANY).events.create(event_create())).id


def at(proxy: FaultServer, user: str = "") -> str:
    return f"http://{user}127.0.0.1:{proxy.port}"


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
async def test_requests_go_through_the_proxy(
    proxy: FaultServer, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, at(proxy))

    assert await read(NOWHERE) == "demo-day"
    assert proxy.requests == [("GET", f"{NOWHERE}{ROUTE}")]


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "ALL_PROXY"])
async def test_no_proxy_bypasses_the_proxy(
    proxy: FaultServer, server: FaultServer, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, at(proxy))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    assert await read(server.base_url) == "demo-day"
    assert (proxy.connections, len(server.requests)) == (0, 1)


async def test_a_proxy_for_another_scheme_is_not_used(
    proxy: FaultServer, server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", at(proxy))

    assert await read(server.base_url) == "demo-day"
    assert proxy.connections == 0


async def test_proxy_credentials_are_sent_to_the_proxy(proxy: FaultServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", at(proxy, "ada:lovelace@"))

    await read(NOWHERE)

    sent = proxy.visits[0].headers["proxy-authorization"]
    assert base64.b64decode(sent.removeprefix("Basic ")) == b"ada:lovelace"


async def test_a_custom_transport_ignores_the_proxy(proxy: FaultServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", at(proxy))
    own = httpx.MockTransport(lambda _: httpx.Response(200, json={"data": event()}))
    async with AnimoClient(TOKEN, transport=own) as animo:
        assert (await animo.company(COMPANY).events.get("demo-day")).id == "demo-day"
    assert proxy.connections == 0


@pytest.mark.parametrize("proxied", [True, False])
async def test_a_cookie_is_not_sent_with_later_calls(
    proxy: FaultServer, server: FaultServer, monkeypatch: pytest.MonkeyPatch, proxied: bool
) -> None:
    asked = proxy if proxied else server
    if proxied:
        monkeypatch.setenv("HTTP_PROXY", at(proxy))
    asked.play(answer({"data": event()}, headers={"Set-Cookie": "session=1; Path=/"}))
    async with AnimoClient(TOKEN, base_url=NOWHERE if proxied else server.base_url) as animo:
        for _ in range(2):
            await animo.company(COMPANY).events.get("demo-day")

    assert [visit.headers.get("cookie") for visit in asked.visits] == [None, None]


async def test_a_write_through_an_unreachable_proxy_is_reported_as_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    with FaultServer(WELL) as gone:
        pass
    monkeypatch.setenv("HTTP_PROXY", at(gone))

    with pytest.raises(APIConnectionError) as caught:
        await write(NOWHERE)
    assert caught.value.may_have_been_sent is False


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
@pytest.mark.parametrize("value", ["/nowhere/at/all", __file__])
def test_the_error_names_an_unusable_certificate_variable(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)

    with pytest.raises(ConfigurationError, match=f"^{variable} cannot be used: "):
        AnimoClient(TOKEN)
    AnimoClient(TOKEN, base_url="http://127.0.0.1:1/api/v1")


def test_the_tls_context_is_cached_per_scheme_and_certificate_variables(
    monkeypatch: pytest.MonkeyPatch, trusted: str, tmp_path: Path
) -> None:
    def context(scheme: str = "https") -> ssl.SSLContext:
        return tls_context(scheme)

    default = context()
    monkeypatch.setenv("SSL_CERT_FILE", trusted)
    ours = context()
    monkeypatch.setenv("SSL_CERT_FILE", "")
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))

    assert len({id(each) for each in (default, ours, context(), context("http"))}) == 4
    assert context() is context()
    monkeypatch.delenv("SSL_CERT_DIR")
    assert context() is default


@pytest.mark.parametrize("count", [1, 40])
def test_a_client_with_an_http_base_url_loads_no_certificates(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    def unexpected(*_: Any, **__: Any) -> None:
        raise AssertionError("a TLS context was made")

    monkeypatch.setattr(ssl, "create_default_context", unexpected)

    for _ in range(count):
        AnimoClient(TOKEN, base_url="http://127.0.0.1:1/api/v1")


@pytest.mark.parametrize("entry", ["[::1", "[::1]", "fe80::/10", "example.com:port", "http://a.example:port"])
@pytest.mark.parametrize("others", ["{}", "localhost,{}", "{}, .example.org, ::1,127.0.0.0/8"])
def test_the_error_names_an_invalid_no_proxy_entry(monkeypatch: pytest.MonkeyPatch, entry: str, others: str) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://user:secret@127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", others.format(entry))

    with pytest.raises(
        ConfigurationError, match=re.escape(f"NO_PROXY cannot be used: no host can be read from {entry!r}.")
    ):
        AnimoClient(TOKEN)


@pytest.mark.parametrize(
    "entries", ["", "*", "localhost", "::1, .internal,10.0.0.0/8", "127.0.0.1, localhost:8080", "http://a.example,b"]
)
def test_valid_no_proxy_entries_are_accepted(monkeypatch: pytest.MonkeyPatch, entries: str) -> None:
    monkeypatch.setenv("NO_PROXY", entries)

    AnimoClient(TOKEN)


async def test_a_certificate_from_an_authority_in_ssl_cert_file_is_trusted(
    secure: FaultServer, trusted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", trusted)

    assert await read(secure.base_url) == "demo-day"
    assert await write(secure.base_url) == "demo-day"
    assert len(secure.requests) == 2


async def test_extra_bytes_after_a_tls_response_are_not_read_as_the_next_response(
    secure: FaultServer, trusted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", trusted)

    # The first response fills one TLS record. The next record arrives with it and stays buffered in the TLS layer: h11
    # has not received it, and the socket has nothing to read.
    body = json.dumps({"data": event("asked-for")}).encode()
    first = whole(body.ljust(TLS_RECORD - len(whole(b" " * 10_000)) + 10_000))
    assert len(first) == TLS_RECORD
    secure.play(partial(Visit.send, data=first + whole({"data": event("not-asked-for")})))
    async with AnimoClient(TOKEN, base_url=secure.base_url, max_retries=0) as animo:
        events = animo.company(COMPANY).events
        assert [(await events.get("demo-day")).id for _ in range(3)] == ["asked-for", "demo-day", "demo-day"]

    assert secure.connections == 2


async def test_a_tls_handshake_that_times_out_leaves_no_connection() -> None:
    with FaultServer(hang_on_accept) as silent:
        base_url = silent.base_url.replace("http:", "https:")
        gc.disable()  # because it would close the connection eventually
        try:
            async with AnimoClient(TOKEN, base_url=base_url, timeout=0.05, max_retries=0) as animo:
                with pytest.raises(APITimeoutError):
                    await animo.user()
                with anyio.fail_after(2):
                    while silent.open:  # noqa: ASYNC110 - the server runs in a thread
                        await anyio.sleep(0.001)
        finally:
            gc.enable()
        assert silent.connections == 1


async def test_a_certificate_from_an_unknown_authority_is_rejected(secure: FaultServer) -> None:
    with pytest.raises(APIConnectionError, match="certificate") as caught:
        await write(secure.base_url)
    assert caught.value.may_have_been_sent is False
    assert secure.requests == []


@pytest.mark.parametrize("send", [read, write])
async def test_a_certificate_error_is_not_retried_and_mentions_ssl_cert_file(
    secure: FaultServer, send: Callable[..., Awaitable[str]], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "animo_async")

    with pytest.raises(APIConnectionError) as caught:
        await send(secure.base_url, max_retries=3)

    assert len(caplog.records) == 1
    assert "SSL_CERT_FILE" in str(caught.value)
    assert "repeat" not in str(caught.value)


async def test_a_certificate_error_of_the_proxy_is_not_retried(
    secure: FaultServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "animo_async")
    monkeypatch.setenv("HTTP_PROXY", f"https://127.0.0.1:{secure.port}")

    with pytest.raises(APIConnectionError, match="SSL_CERT_FILE"):
        await read(NOWHERE, max_retries=3)
    assert len(caplog.records) == 1


async def test_a_certificate_for_another_host_is_rejected(
    secure: FaultServer, trusted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", trusted)

    with pytest.raises(APIConnectionError, match="certificate"):
        await read(secure.base_url.replace("127.0.0.1", "localhost"))
    assert secure.requests == []


async def test_https_uses_a_proxy_tunnel_and_the_proxy_never_sees_the_token(
    proxy: FaultServer, secure: FaultServer, trusted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", trusted)
    monkeypatch.setenv("HTTPS_PROXY", at(proxy))

    assert await read(secure.base_url) == "demo-day"
    assert proxy.requests == [("CONNECT", f"127.0.0.1:{secure.port}")]
    assert "authorization" not in proxy.visits[0].headers
    assert secure.visits[0].headers["authorization"] == f"Bearer {TOKEN}"


async def test_a_write_is_not_sent_if_the_proxy_refuses_the_tunnel(
    proxy: FaultServer, secure: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", at(proxy))
    proxy.play(answer(b"", 407))

    with pytest.raises(APIConnectionError, match="407") as caught:
        await write(secure.base_url)
    assert caught.value.may_have_been_sent is False
    assert secure.connections == 0
