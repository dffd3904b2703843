"""Requests that the sandbox must refuse."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from animo_async.models import OrderCreate, TicketTypeCreate
from animo_async.sandbox import Sandbox
from animo_async.sandbox.docs import with_docs
from helpers import one_at_a_time

pytestmark = pytest.mark.anyio

EVENT = "ai-demo-days-2026"
MIB = 1024 * 1024
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "multipart/form-data; boundary=x"}


def browser(box: Sandbox, app: Any = None) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app or box.app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://sandbox")


class Endless(httpx.AsyncByteStream):
    """A 100 MiB request body that counts how many bytes were read from it."""

    def __init__(self) -> None:
        self.taken = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while self.taken < 100 * MIB:
            self.taken += 65536
            yield b" " * 65536


@pytest.mark.parametrize("anyio_backend", ["asyncio"])  # on trio, httpx leaves the partly read body unclosed
@pytest.mark.parametrize(("headers", "limit"), [(JSON, MIB), ({}, MIB), (FORM, 10 * MIB)])
@pytest.mark.parametrize(
    "path", ["/api/v1/user", "/api/v1/x/events/create", "/aidemodays/newsletter", "/oauth/token", "/nowhere"]
)
async def test_a_body_is_refused_as_soon_as_it_exceeds_the_limit(headers: Any, limit: int, path: str) -> None:
    body = Endless()
    async with browser(Sandbox()) as visitor:
        response = await visitor.send(httpx.Request("POST", f"http://sandbox{path}", headers=headers, stream=body))

    assert response.status_code == 413
    assert limit < body.taken <= limit + 2 * 65536


@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_a_body_whose_content_length_exceeds_the_limit_is_not_read() -> None:
    body = Endless()
    async with browser(Sandbox()) as visitor:
        headers = {**JSON, "Content-Length": str(300 * MIB)}
        response = await visitor.send(httpx.Request("POST", "http://sandbox/api/v1/user", headers=headers, stream=body))

    assert (response.status_code, body.taken) == (413, 0)


async def test_a_body_up_to_the_limit_is_read() -> None:
    box = Sandbox()
    async with browser(box) as visitor:
        response = await visitor.post(
            f"/api/v1/{box.company_id('aidemodays')}/events/create",
            content=b"{}".rjust(MIB),
            headers={**JSON, "Authorization": f"Bearer {box.token()}"},
        )

    assert response.status_code == 422


@pytest.mark.parametrize("levels", [101, 300, 600, 5000, 200_000])
@pytest.mark.parametrize(("start", "end"), [("[", "]"), ('{"a":', "}")])
async def test_too_deeply_nested_json_is_refused(levels: int, start: str, end: str) -> None:
    box = Sandbox()
    content = f'{{"name": "x", "more": {start * levels}1{end * levels}}}'
    async with browser(box) as visitor:
        headers = {**JSON, "Authorization": f"Bearer {box.token()}"}
        forms = f"/api/v1/{box.company_id('aidemodays')}/forms"
        refused = await visitor.post(f"{forms}/create", content=content, headers=headers)
        listed = await visitor.get(forms, headers=headers)

    assert refused.status_code in (413, 422)
    assert listed.status_code == 200


LARGE = [2**31, 2**53, 2**62, 2**63 - 1, 2**64, 10**40]


@pytest.mark.parametrize("number", LARGE)
async def test_too_large_quantities_are_refused_so_that_orders_can_be_listed(number: int) -> None:
    async with Sandbox() as box:
        event = (await box.client().find_company("aidemodays")).event(EVENT)
        new = {"slug": "vip", "name": "VIP", "price": "9999999.99", "currency": "EUR"}
        guest = {"first_name": "A", "last_name": "B", "email": "a@acme.example", "country": "NL", "is_business": False}
        for create in (
            lambda: event.ticket_types.create(TicketTypeCreate(**new, availability=number)),
            lambda: event.orders.create(OrderCreate(**guest, ticket_type="regular", quantity=number)),
        ):
            with pytest.raises(Exception, match=r"422|64-bit"):
                await create()
        await event.ticket_types.create(TicketTypeCreate(**new, availability=1_000_000))
        order = await event.orders.create(OrderCreate(**guest, ticket_type="vip", quantity=1_000_000))

        assert order.unit_amount == 999_999_999 * 1_000_000
        assert order in await event.orders.list().collect()


@pytest.mark.parametrize(
    "path", ["/api/v1/a%0Ab/events", "/api/v1/a%00b/events", "/api/v1/%0A", "/api/v1/a%0Ab", "/api/v1/companies%0A"]
)
async def test_an_api_path_with_control_characters_gets_a_json_response(path: str) -> None:
    box = Sandbox()
    async with browser(box, with_docs(box)) as visitor:
        response = await visitor.get(path)

    assert response.headers["content-type"] == "application/json"
    assert response.status_code in (401, 404)


@pytest.mark.parametrize("port", ["99999", "-1", "x", "65536"])
def test_an_invalid_port_is_refused_with_a_clear_error(port: str) -> None:
    command = [sys.executable, "-m", "animo_async.sandbox", f"--port={port}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    assert done.returncode == 2
    assert port in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_a_closed_standard_output_stops_the_command_with_a_one_line_error() -> None:
    command = ["bash", "-c", f"{sys.executable} -m animo_async.sandbox --port 0 >&-"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1


HOSTS = [
    (
        "127.0.0.1",
        ["127.0.0.1:{port}", "localhost:{port}", "LOCALHOST:{port}", "[::1]:{port}", "127.0.0.1", "localhost"],
    ),
    ("localhost", ["127.0.0.1:{port}", "localhost:{port}"]),
    ("0.0.0.0", ["127.0.0.1:{port}", "sandbox:{port}", "evil.example"]),
]


@pytest.mark.parametrize(("listening", "hosts"), HOSTS)
async def test_a_served_sandbox_accepts_host_headers_that_match_its_address(listening: str, hosts: list[str]) -> None:
    async with Sandbox().serve(host=listening) as base_url, httpx.AsyncClient() as visitor:
        port = base_url.rpartition(":")[2].partition("/")[0]
        for host in hosts:
            headers = {"Host": host.format(port=port)}
            response = await visitor.get(f"http://127.0.0.1:{port}/api/v1/user", headers=headers)
            assert response.status_code == 401, host


HOSTS = [
    "evil.example",
    "evil.example:80",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "10.0.0.7",
    "",
    "[::2]",
    "a b",
]


@pytest.mark.parametrize("path", ["/api/v1/user", "/", "/oauth/authorize"])
async def test_a_served_sandbox_refuses_other_host_headers(path: str) -> None:
    async with Sandbox().serve() as base_url, httpx.AsyncClient() as visitor:
        for host in HOSTS:
            response = await visitor.get(f"{base_url.removesuffix('/api/v1')}{path}", headers={"Host": host})
            assert response.status_code == 421, host


async def test_an_in_process_sandbox_accepts_any_host_header() -> None:
    async with browser(Sandbox()) as visitor:
        assert (await visitor.get("http://anything.example/")).status_code == 200


FOREIGN = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://sandbox:81"},
    {"Origin": "https://sandbox"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-site"},
]
POSTS = ["/aidemodays/newsletter", "/oauth/authorize?client_id=sandbox-app", "/api/v1/user", "/oauth/token"]


@pytest.mark.parametrize(("headers", "path"), one_at_a_time(FOREIGN, POSTS))
async def test_a_write_from_another_site_is_refused(headers: dict[str, str], path: str) -> None:
    async with browser(Sandbox()) as visitor:
        assert (await visitor.post(path, headers=headers, data={"a": "b"})).status_code == 403


OWN = [
    {},
    {"Origin": "http://sandbox"},
    {"Origin": "HTTP://SANDBOX"},
    {"Origin": "http://sandbox", "Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
]


@pytest.mark.parametrize(("headers", "path"), one_at_a_time(OWN, POSTS))
async def test_a_write_that_is_not_cross_site_is_not_blocked(headers: dict[str, str], path: str) -> None:
    async with browser(Sandbox()) as visitor:
        assert (await visitor.post(path, headers=headers, data={"a": "b"})).status_code not in (403, 421)


async def test_a_read_from_another_site_gets_no_cors_header() -> None:
    async with browser(Sandbox()) as visitor:
        response = await visitor.get("/api/v1/user", headers={"Origin": "https://shop.example"})

    assert response.status_code == 401
    assert "access-control-allow-origin" not in response.headers


async def test_cors_allows_only_the_configured_site() -> None:
    box = Sandbox(cors=["https://shop.example"])
    headers = {"Origin": "https://shop.example", "Authorization": f"Bearer {box.token()}"}
    asked = {**headers, "Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "authorization"}
    path = f"/api/v1/{box.company_id('aidemodays')}/events/{EVENT}"
    async with browser(box) as visitor:
        preflight = await visitor.options(path, headers=asked)
        changed = await visitor.patch(path, headers=headers, json={"name": "New"})
        other = await visitor.patch(path, headers={**headers, "Origin": "https://evil.example"}, json={"name": "Evil"})

    assert preflight.headers["access-control-allow-origin"] == "https://shop.example"
    assert (changed.status_code, changed.headers["access-control-allow-origin"]) == (200, "https://shop.example")
    assert other.status_code == 403


@pytest.mark.parametrize(
    "path",
    ["/", "/nowhere/at/all", "/aidemodays/event/ai-demo-days-2026", "/admin/settings/billing", "/oauth/authorize"],
)
async def test_no_page_can_be_framed_by_another_site(path: str) -> None:
    query = {"client_id": "sandbox-app", "redirect_uri": "http://127.0.0.1/", "response_type": "code"}
    async with browser(Sandbox()) as visitor:
        response = await visitor.get(path, params=query if "oauth" in path else None)

    assert response.headers["content-type"].startswith("text/html"), response.text
    assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert response.headers["x-frame-options"] == "DENY"


async def test_the_app_completes_the_asgi_lifespan() -> None:
    events = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])
    sent: list[str] = []

    async def receive() -> Any:
        return next(events)

    async def send(message: Any) -> None:
        sent.append(message["type"])

    await Sandbox().app({"type": "lifespan", "asgi": {"version": "3.0"}}, receive, send)

    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
