from __future__ import annotations

from typing import Any

import anyio
import httpx
import pytest

import fake_clock
from animo_async import AnimoClient, APITimeoutError, PlanRequiredError, ServerError
from helpers import COMPANY, TOKEN, Net, companies, denied, for_each, user

pytestmark = pytest.mark.anyio

USER = "GET /user"


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> Any:
    return fake_clock.backend(request.param)


async def hang(_: httpx.Request) -> None:
    await anyio.sleep_forever()


async def seconds_until_timeout(animo: Any) -> float:
    started = anyio.current_time()
    with pytest.raises(APITimeoutError):
        await animo.user()
    return anyio.current_time() - started


async def test_with_options_changes_the_timeout() -> None:
    assert await seconds_until_timeout(Net({USER: hang}).client().with_options(timeout=2)) == pytest.approx(2.0)


async def test_with_options_changes_the_deadline() -> None:
    assert await seconds_until_timeout(Net({USER: hang}).client().with_options(deadline=3)) == pytest.approx(3.0)


async def test_with_options_can_remove_the_deadline() -> None:
    animo = Net({USER: hang}).client(deadline=3).with_options(deadline=None)

    assert await seconds_until_timeout(animo) == pytest.approx(30.0)


async def test_with_options_changes_max_retries() -> None:
    net = Net({USER: 503})
    animo = net.client()

    for max_retries in (2, 0):
        with pytest.raises(ServerError):
            await animo.with_options(max_retries=max_retries).user()

    assert len(net.requests) == 3 + 1


async def test_options_that_are_not_given_stay_the_same() -> None:
    animo = Net({USER: hang}).client(timeout=2, deadline=100, max_retries=1).with_options(max_retries=0)

    assert await seconds_until_timeout(animo.with_options()) == pytest.approx(2.0)


async def test_with_options_does_not_change_the_original_client() -> None:
    animo = Net({USER: hang}).client(timeout=2)

    animo.with_options(timeout=9)

    assert await seconds_until_timeout(animo) == pytest.approx(2.0)


async def test_handles_use_the_limits_of_the_client_that_created_them() -> None:
    net = Net({f"GET /{COMPANY}/events/a": 503})

    with pytest.raises(ServerError):
        await net.client(max_retries=9).with_options(max_retries=0).company(COMPANY).events.get("a")
    assert len(net.requests) == 1


async def test_both_clients_share_one_lookup_of_the_companies() -> None:
    net = Net({f"GET /{COMPANY}/events/a": denied(), "GET /companies": companies()})
    animo = net.client()

    for client in (animo, animo.with_options(timeout=9)):
        with pytest.raises(PlanRequiredError):
            await client.company(COMPANY).events.get("a")

    assert net.asked.count("GET /companies") == 1


@pytest.mark.parametrize("close_the_first", [True, False])
async def test_closing_either_client_closes_both(close_the_first: bool) -> None:
    animo = Net({USER: {"data": user()}}).client()
    other = animo.with_options(timeout=9)

    await (animo if close_the_first else other).aclose()

    for client in (animo, other):
        with pytest.raises(RuntimeError, match="closed"):
            await client.user()


@for_each(
    "limits",
    [
        {"timeout": 0},
        {"timeout": -1},
        {"timeout": float("nan")},
        {"timeout": float("inf")},
        {"timeout": 10**400},
        {"timeout": -(10**400)},
        {"timeout": 1e300},
        {"deadline": float("inf")},
        {"deadline": 10**400},
        {"max_retries": 10_001},
        {"max_retries": 10**400},
        {"deadline": 0},
        {"deadline": -0.5},
        {"deadline": float("nan")},
        {"max_retries": -1},
    ],
)
def test_a_limit_out_of_range_is_a_value_error(limits: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(limits))):
        Net().client().with_options(**limits)
    with pytest.raises(ValueError, match=next(iter(limits))):
        Net().client(**limits)


@for_each("limits", [{"timeout": "30"}, {"timeout": None}, {"timeout": True}, {"deadline": "9"}, {"max_retries": 1.5}])
def test_a_limit_of_the_wrong_type_is_a_type_error(limits: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match=next(iter(limits))):
        Net().client().with_options(**limits)
    with pytest.raises(TypeError, match=next(iter(limits))):
        Net().client(**limits)


@pytest.mark.parametrize("other", [{"token": "t"}, {"base_url": "http://a"}, {"max_concurrency": 3}, {"retries": 1}])
def test_with_options_refuses_any_other_option(other: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        Net().client().with_options(**other)


async def test_the_largest_allowed_limits_work() -> None:
    animo = Net({USER: {"data": user()}}).client(
        timeout=1e9, deadline=10**9, max_retries=10_000, max_concurrency=10_000
    )

    assert (await animo.user()).id == "u1"


class Tagged(AnimoClient):
    """A subclass with extra attributes, in `__dict__` and in slots."""

    __slots__ = ("region", "unset")

    def __init__(self, **options: Any) -> None:
        super().__init__(TOKEN, **options)
        self.tenant = "acme"
        self.region = "eu"


def test_with_options_keeps_the_attributes_of_a_subclass() -> None:
    other = Tagged(max_retries=1).with_options(timeout=3)

    assert type(other) is Tagged
    assert (other.tenant, other.region) == ("acme", "eu")
    assert not hasattr(other, "unset")
