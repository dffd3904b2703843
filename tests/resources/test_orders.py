from __future__ import annotations

import inspect
import pickle
import ssl
from typing import Any

import anyio
import httpx
import pytest

import fake_clock
from animo_async import AnimoGapWarning, APIConnectionError, NotFoundError, PaymentPendingError, ServerError
from animo_async.models import Order, OrderCreate
from helpers import COMPANY, MOMENT, Net, order, reply

pytestmark = pytest.mark.anyio

ORDER = f"GET /{COMPANY}/event/demo-day/orders/oRd3r"
PAID = {"data": order(paid_at=MOMENT)}
UNPAID = {"data": order()}
FREE = {"data": order(unit_amount=0)}
PERSON: dict[str, Any] = {
    "first_name": "Ada",
    "last_name": "Byron",
    "email": "ada@acme.example",
    "country": "NL",
    "is_business": False,
}


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> Any:
    return fake_clock.backend(request.param)


def orders(net: Net, **options: Any) -> Any:
    return net.client(**options).company(COMPANY).event("demo-day").orders


class Timed:
    """Returns the replies in order and records the time of each request."""

    def __init__(self, *replies: Any) -> None:
        self.replies = list(replies)
        self.moments: list[float] = []

    def __call__(self, request: httpx.Request) -> Any:
        self.moments.append(anyio.current_time())
        answer = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        return answer(request) if callable(answer) else answer


async def test_wait_until_paid_returns_when_the_payment_is_confirmed() -> None:
    net = Net({ORDER: [UNPAID, UNPAID, PAID]})

    paid = await orders(net).wait_until_paid("oRd3r")

    assert paid.paid_at is not None
    assert net.asked == [ORDER] * 3


async def test_an_order_that_is_already_paid_is_read_once() -> None:
    net = Net({ORDER: PAID})

    assert (await orders(net).wait_until_paid("oRd3r")).paid_at is not None
    assert len(net.requests) == 1


async def test_wait_until_paid_accepts_an_order_model() -> None:
    net = Net({ORDER: PAID})

    assert (await orders(net).wait_until_paid(Order.from_dict(order()))).paid_at is not None


async def test_the_pauses_between_reads_grow() -> None:
    timed = Timed(*[UNPAID] * 12, PAID)

    await orders(Net({ORDER: timed})).wait_until_paid("oRd3r")

    gaps = [later - earlier for earlier, later in zip(timed.moments, timed.moments[1:], strict=False)]
    assert 0 < gaps[0] <= 2
    assert gaps[4] > gaps[0]
    assert gaps[9] > gaps[4]
    assert max(gaps) < 60


async def test_an_order_that_is_not_paid_in_time_raises_payment_pending_error() -> None:
    net = Net({ORDER: UNPAID})
    started = anyio.current_time()

    with pytest.raises(PaymentPendingError, match="oRd3r") as caught:
        await orders(net).wait_until_paid("oRd3r", timeout=90)

    assert anyio.current_time() - started == pytest.approx(90)
    assert caught.value.order == Order.from_dict(order())


async def test_payment_pending_error_is_a_timeout_error_and_can_be_pickled() -> None:
    with pytest.raises(TimeoutError) as caught:
        await orders(Net({ORDER: UNPAID})).wait_until_paid("oRd3r", timeout=5)

    twin = pickle.loads(pickle.dumps(caught.value))
    assert type(twin) is PaymentPendingError
    assert (str(twin), twin.order) == (str(caught.value), Order.from_dict(order()))


async def test_payment_pending_error_has_no_order_if_none_was_read() -> None:
    with pytest.raises(PaymentPendingError) as caught:
        await orders(Net({ORDER: 503})).wait_until_paid("oRd3r", timeout=30)

    assert caught.value.order is None


async def test_payment_pending_error_has_the_last_order_read_before_a_fault() -> None:
    with pytest.raises(PaymentPendingError) as caught:
        await orders(Net({ORDER: [UNPAID, 503]})).wait_until_paid("oRd3r", timeout=30)

    assert caught.value.order == Order.from_dict(order())


@pytest.mark.parametrize(("last", "cause"), [(503, ServerError), (UNPAID, type(None))], ids=["still", "over"])
async def test_payment_pending_error_has_a_cause_only_if_the_last_read_failed(last: Any, cause: type) -> None:
    with pytest.raises(PaymentPendingError) as caught:
        await orders(Net({ORDER: [UNPAID, 503, last]})).wait_until_paid("oRd3r", timeout=30)

    assert type(caught.value.__cause__) is cause


async def test_a_stalled_response_does_not_extend_the_wait_beyond_its_timeout() -> None:
    async def hang(_: httpx.Request) -> Any:
        await anyio.sleep_forever()

    started = anyio.current_time()
    with pytest.raises(PaymentPendingError):
        await orders(Net({ORDER: hang}), timeout=1000, deadline=None).wait_until_paid("oRd3r", timeout=45)

    assert anyio.current_time() - started == pytest.approx(45)


async def test_a_free_order_given_as_a_model_is_refused_before_anything_is_sent() -> None:
    net = Net()

    with pytest.raises(ValueError, match="oRd3r is free"):
        await orders(net).wait_until_paid(Order.from_dict(order(unit_amount=0)))
    assert net.asked == []


async def test_a_free_order_given_by_id_is_refused_after_the_first_read() -> None:
    net = Net({ORDER: FREE})

    with pytest.raises(ValueError, match="oRd3r is free"):
        await orders(net).wait_until_paid("oRd3r")
    assert len(net.requests) == 1


@pytest.mark.parametrize(
    "fault",
    [
        500,
        502,
        503,
        504,
        httpx.ConnectError("refused"),
        httpx.ReadError("reset"),
        httpx.ReadTimeout("slow"),
        reply(429, {"message": "Too Many Attempts."}, headers={"Retry-After": "0"}),
        reply(429, {"message": "Too Many Attempts."}),
    ],
    ids=["500", "502", "503", "504", "refused", "reset", "slow", "429, go on", "429"],
)
async def test_a_temporary_fault_is_retried(fault: Any) -> None:
    net = Net({ORDER: [fault, UNPAID, fault, PAID]})

    assert (await orders(net).wait_until_paid("oRd3r")).paid_at is not None
    assert len(net.requests) == 4


async def test_retry_after_is_respected_while_waiting() -> None:
    timed = Timed(reply(429, headers={"Retry-After": "30"}), PAID)

    await orders(Net({ORDER: timed})).wait_until_paid("oRd3r")

    assert timed.moments[1] - timed.moments[0] >= 30


async def test_a_missing_order_ends_the_wait_immediately() -> None:
    net = Net({ORDER: 404})

    with pytest.raises(NotFoundError):
        await orders(net).wait_until_paid("oRd3r")
    assert len(net.requests) == 1


async def test_an_untrusted_certificate_ends_the_wait_immediately() -> None:
    refused = httpx.ConnectError("certificate verify failed")
    refused.__cause__ = ssl.SSLCertVerificationError("self-signed certificate")
    net = Net({ORDER: refused})

    with pytest.raises(APIConnectionError, match="certificate"):
        await orders(net).wait_until_paid("oRd3r")

    assert len(net.requests) == 1


async def test_cancelling_the_wait_leaves_the_client_usable() -> None:
    net = Net({ORDER: UNPAID})
    mine = orders(net)

    with anyio.move_on_after(10) as scope:
        await mine.wait_until_paid("oRd3r")

    assert scope.cancelled_caught
    assert (await mine.get("oRd3r")).paid_at is None


@pytest.mark.parametrize("timeout", [0, -1, float("nan")])
async def test_an_invalid_timeout_is_refused(timeout: float) -> None:
    net = Net()

    with pytest.raises(ValueError, match="timeout"):
        await orders(net).wait_until_paid("oRd3r", timeout=timeout)
    assert net.asked == []


@pytest.mark.parametrize("verb", ["approve", "reject"])
@pytest.mark.parametrize("given", ["oRd3r", Order.from_dict(order())], ids=["id", "model"])
async def test_a_pending_order_is_approved_or_rejected(verb: str, given: Any) -> None:
    net = Net({f"POST /{COMPANY}/event/demo-day/orders/oRd3r/{verb}": UNPAID})

    judged = await getattr(orders(net), verb)(given)

    assert judged == Order.from_dict(order())
    assert net.sent == [None]


@pytest.mark.parametrize("verb", ["approve", "reject"])
async def test_approving_or_rejecting_an_unknown_order_raises_not_found_error(verb: str) -> None:
    with pytest.raises(NotFoundError):
        await getattr(orders(Net({f"POST /{COMPANY}/event/demo-day/orders/oRd3r/{verb}": 404})), verb)("oRd3r")


async def test_form_answers_in_a_new_order_emit_a_warning_at_the_callers_line() -> None:
    net = Net({f"POST /{COMPANY}/event/demo-day/orders/create": reply(201, UNPAID)})
    frame = inspect.currentframe()
    assert frame is not None

    with pytest.warns(AnimoGapWarning, match="form") as caught:
        line, made = frame.f_lineno, await orders(net).create(OrderCreate(**PERSON, form={"diet": "none"}))

    assert [(warning.filename, warning.lineno) for warning in caught] == [(__file__, line)]
    assert made.id == "oRd3r"
    assert net.sent == [{**PERSON, "form": {"diet": "none"}}]


async def test_a_new_order_without_form_answers_emits_no_warning() -> None:
    net = Net({f"POST /{COMPANY}/event/demo-day/orders/create": reply(201, UNPAID)})

    await orders(net).create(OrderCreate(**PERSON, ticket_type="regular", quantity=2))

    assert net.sent == [{**PERSON, "ticket_type": "regular", "quantity": 2}]
