from __future__ import annotations

from types import MappingProxyType
from typing import Any

import httpx
import pytest

from animo_async import AnimoClient, AnimoError, ConfigurationError
from animo_async.models import EventUpdate
from exposure import shown
from helpers import COMPANY, TOKEN, Net, companies, company, envelope, event, for_each, reply, user

USER = "GET /user"
OK = {"data": user()}
SECRET = {"X-Key": "gateway-secret-0123"}
EVERYTHING = {
    USER: OK,
    "GET /companies": companies(company()),
    f"GET /{COMPANY}/events": lambda request: envelope([event(request.url.params.get("page", "1"))], last=3),
    f"PATCH /{COMPANY}/events/demo": {"data": event()},
    "POST /x": reply(204),
}


@pytest.mark.anyio
@pytest.mark.parametrize(
    "headers", [{"X-Trace": "abc"}, MappingProxyType({"x-trace": "abc"}), httpx.Headers({"X-TRACE": "abc"})]
)
async def test_custom_headers_are_sent_with_every_request(headers: Any) -> None:
    net = Net(EVERYTHING)
    animo = net.client(headers=headers)

    await animo.user()
    acme = await animo.with_options(timeout=3).find_company()
    await acme.events.list().collect()
    await acme.events.update("demo", EventUpdate(name="New"))
    await animo.request("POST", "/x", json={})

    assert len(net.requests) == 7
    assert {request.headers["X-Trace"] for request in net.requests} == {"abc"}
    assert {request.headers["Authorization"] for request in net.requests} == {f"Bearer {TOKEN}"}


@pytest.mark.anyio
@pytest.mark.parametrize("name", ["User-Agent", "user-agent", "USER-AGENT"])
async def test_a_custom_user_agent_is_placed_before_that_of_the_client(name: str) -> None:
    net = Net({USER: OK})

    await net.client().user()
    await net.client(headers={name: "shop/2.1 (ops@shop.example)"}).user()

    ours, both = (request.headers["User-Agent"] for request in net.requests)
    assert both == f"shop/2.1 (ops@shop.example) {ours}"


@pytest.mark.anyio
async def test_each_client_has_its_own_headers() -> None:
    net = Net({USER: OK})

    for headers in ({"X-A": "1"}, {"X-A": "2"}, {"X-B": "1"}, {}, None):
        await net.client(headers=headers).user()

    assert [(request.headers.get("X-A"), request.headers.get("X-B")) for request in net.requests] == [
        ("1", None),
        ("2", None),
        (None, "1"),
        (None, None),
        (None, None),
    ]


@pytest.mark.anyio
async def test_later_changes_to_the_headers_mapping_have_no_effect() -> None:
    net = Net({USER: OK})
    headers = {"X-A": "1"}
    animo = net.client(headers=headers)

    headers["X-A"] = "2"
    await animo.user()

    assert net.requests[0].headers["X-A"] == "1"


@for_each(
    "name",
    [
        *("Authorization", "authorization", "Host", "Content-Type", "content-length", "Content-Encoding", "Content-X"),
        *("Accept", "ACCEPT-ENCODING", "Accept-Language", "Transfer-Encoding", "Connection", "Keep-Alive", "Upgrade"),
        *("Proxy-Authorization", "TE", "Trailer", "Expect"),
    ],
)
def test_a_reserved_header_is_refused(name: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        AnimoClient(TOKEN, headers={"X-Ok": "1", name: "x"})


@for_each("name", ["", " ", "X Y", "X:Y", "X-Ü", "X\r\nY", "X\n", b"X", 5, None, ("X",)])
def test_an_invalid_header_name_is_refused(name: Any) -> None:
    with pytest.raises(ConfigurationError, match="headers"):
        AnimoClient(TOKEN, headers={name: "x"})


@for_each("value", ["", " ", " x", "x ", "a\r\nX-Evil: 1", "x\n", "é", "\x00", "\x7f", b"x", 5, None, ["x"]])
def test_an_invalid_header_value_is_refused(value: Any) -> None:
    with pytest.raises(ConfigurationError, match="X-Key"):
        AnimoClient(TOKEN, headers={"X-Key": value})


@pytest.mark.parametrize("headers", ["X-A: 1", [("X-A", "1")], 5, {"X-A"}])
def test_headers_must_be_a_mapping(headers: Any) -> None:
    with pytest.raises(TypeError, match=f"mapping.*{type(headers).__name__}"):
        AnimoClient(TOKEN, headers=headers)


def test_a_header_given_twice_is_an_error() -> None:
    with pytest.raises(ConfigurationError, match="twice"):
        AnimoClient(TOKEN, headers={"X-Key": "1", "x-key": "2"})


@pytest.mark.parametrize("bad", [{"X-Bad": "é"}, {"Host": "x"}, {"X Y": "x"}, {"x-key": "again"}])
def test_the_error_for_an_invalid_header_does_not_show_header_values(bad: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        AnimoClient(TOKEN, headers={**SECRET, **bad})

    assert SECRET["X-Key"] not in shown(caught.value)


@pytest.mark.anyio
async def test_the_error_of_a_failed_request_does_not_show_header_values() -> None:
    animo = Net({USER: 500}).client(headers=SECRET)

    with pytest.raises(AnimoError) as caught:
        await animo.user()

    assert SECRET["X-Key"] not in shown(caught.value)
    assert SECRET["X-Key"] not in repr(animo)
