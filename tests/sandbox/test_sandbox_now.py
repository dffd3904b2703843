"""Test the dates in a sandbox, and that nothing else depends on its start date."""

import re
from datetime import UTC, datetime, timedelta, timezone

import httpx
import pytest

from animo_async import AnimoClient, AuthenticationError
from animo_async.models import FormCreate
from animo_async.sandbox import Sandbox

pytestmark = pytest.mark.anyio

_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
DAYS = [
    datetime(2024, 2, 29, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC),
    datetime(2031, 6, 15, 12, tzinfo=timezone(timedelta(hours=-11))),
    datetime(1900, 1, 1, tzinfo=UTC),
    datetime(9900, 12, 31, tzinfo=UTC),
]


async def content(box: Sandbox) -> str:
    """Return the user and the data of their companies as text."""
    parts: list[object] = []
    async with box, box.client() as animo:
        parts.append((await animo.user()).to_dict())
        for company in await animo.companies():
            handle = animo.company(company)
            for pager in (handle.events.list(), handle.forms.list(), handle.activations.list()):
                parts += [item.to_dict() async for item in pager]
            async for event in handle.events.list(q="AI Demo"):
                parts += [order.to_dict() async for order in handle.event(event.id).orders.list()]
    return "\n".join(map(repr, parts))


async def starts(box: Sandbox) -> list[datetime]:
    async with box, box.client() as animo:
        events = (await animo.find_company("aidemodays")).events
        return [event.date_start async for event in events.list()]


@pytest.mark.parametrize("now", [None, *DAYS])
async def test_there_are_past_and_upcoming_events_on_any_day(now):
    dates = await starts(Sandbox(now=now))

    moment = now or datetime.now(UTC)
    assert sum(date < moment for date in dates) >= 10
    assert sum(date > moment for date in dates) >= 30


@pytest.mark.parametrize("now", DAYS[1:])
async def test_only_dates_depend_on_the_start_date(now):
    one, other = await content(Sandbox(now=DAYS[0])), await content(Sandbox(now=now))

    assert one != other
    assert _DATE.sub("", one) == _DATE.sub("", other)


async def test_two_sandboxes_with_the_same_now_have_the_same_content():
    assert await content(Sandbox(now=DAYS[0])) == await content(Sandbox(now=DAYS[0]))


@pytest.mark.parametrize("now", DAYS)
async def test_seeded_events_and_orders_were_created_before_the_start_time(now):
    box = Sandbox(now=now)
    async with box, box.client() as animo:
        acme = await animo.find_company("aidemodays")
        async for event in acme.events.list():
            assert event.created_at < now
            assert event.created_at < event.date_start
        async for order in acme.event("ai-demo-days-2026").orders.list():
            assert order.created_at < now
            assert order.paid_at is None or order.created_at < order.paid_at < now


async def test_created_at_uses_the_time_of_the_sandbox():
    now = datetime(2030, 5, 1, 8, tzinfo=UTC)
    async with Sandbox(now=now) as box, box.client() as animo:
        form = await (await animo.find_company("aidemodays")).forms.create(FormCreate(name="Mine"))

    assert timedelta() < form.created_at - now < timedelta(hours=1)


@pytest.mark.parametrize(
    ("now", "problem", "says"),
    [
        (datetime(2027, 1, 1), ValueError, "must have a timezone"),  # noqa: DTZ001 - naive on purpose
        ("2027-01-01", TypeError, "not str"),
        (datetime(1899, 12, 31, tzinfo=UTC), ValueError, "not 1899"),
        (datetime.max.replace(tzinfo=UTC), ValueError, "not 9999"),
    ],
)
def test_an_invalid_now_is_refused(now, problem, says):
    with pytest.raises(problem, match=says):
        Sandbox(now=now)


@pytest.mark.animo(now=DAYS[0])
def test_the_animo_marker_sets_the_time_of_the_sandbox_fixture(animo_sandbox):
    assert animo_sandbox._world.clock.stamp().startswith("2024-02-29T00:01:07")


async def test_each_sandbox_has_its_own_tokens():
    one = Sandbox()
    async with Sandbox() as other, AnimoClient(one.token(), transport=httpx.ASGITransport(other.app)) as animo:
        with pytest.raises(AuthenticationError):
            await animo.user()


async def test_a_sandbox_accepts_the_token_that_it_was_given():
    box = Sandbox(token="mine-1234")
    async with AnimoClient("mine-1234", transport=httpx.ASGITransport(box.app)) as animo:
        assert len(await animo.companies()) == 2


@pytest.mark.parametrize("token", ["", "a b", "å", "a\nb", "a\x7f"])
def test_a_token_that_cannot_be_sent_in_a_header_is_refused_and_not_shown(token):
    with pytest.raises(ValueError, match="token must be ASCII text without spaces") as caught:
        Sandbox(token=token)

    assert not token or token not in str(caught.value)
