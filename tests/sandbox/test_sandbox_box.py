import anyio
import httpx
import pytest

from animo_async import AnimoClient
from animo_async.sandbox import Sandbox
from animo_async.sandbox.endpoints import endpoint
from animo_v1.operations import OPERATIONS

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request):
    """Sandbox clients work on asyncio and trio."""
    return request.param


async def test_a_client_reaches_the_sandbox_without_a_socket():
    async with Sandbox() as box:
        animo = box.client()
        assert (await animo.user()).first_name == "Mila"


async def test_leaving_the_sandbox_closes_its_clients():
    async with Sandbox() as box:
        animo = box.client()

    with pytest.raises(RuntimeError):
        await animo.user()


async def test_a_client_takes_the_options_of_any_client(box):
    async with box.client(plan="none", public_url="https://public.example") as animo:
        assert await animo.companies() == []


async def test_two_sandboxes_have_the_same_data(company):
    answers = []
    for _ in range(2):
        box = Sandbox()
        headers = {"Authorization": f"Bearer {box.token()}"}
        transport = httpx.ASGITransport(box.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://sandbox/api/v1", headers=headers) as http:
            hook = {"name": "Mine", "url": "https://example.com", "events": ["lead-created"]}
            created = await http.post(f"{company}/webhooks/attach", json=hook)
            answers.append([(await http.get(f"{company}/events")).json(), created.json()])

    assert answers[0] == answers[1]


async def test_another_seed_gives_other_identifiers():
    assert Sandbox(seed=1).company_id("aidemodays") != Sandbox(seed=2).company_id("aidemodays")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500])
async def test_a_fault_of_the_api_is_json(box, status):
    box.fail(status)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(box.app), base_url="http://sandbox") as http:
        answer = await http.get("/api/v1/user")

    assert answer.status_code == status
    assert isinstance(answer.json()["message"], str)


@pytest.mark.parametrize("status", [502, 503, 504])
async def test_a_fault_of_a_proxy_is_html(box, status):
    box.fail(status)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(box.app), base_url="http://sandbox") as http:
        answer = await http.get("/api/v1/user")

    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")


async def test_too_many_requests_say_when_to_come_back(http, box):
    box.fail(429)
    answer = await http.get("/user")

    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
    assert {"x-ratelimit-limit", "x-ratelimit-remaining"} <= set(answer.headers)


async def test_faults_come_in_order_and_end(http, box):
    box.fail(503, times=2)
    box.fail(429)

    assert [(await http.get("/user")).status_code for _ in range(4)] == [503, 503, 429, 200]


async def test_a_fault_can_be_slow(http, box):
    box.fail(503, delay=3600)
    with anyio.move_on_after(0.05) as patience:
        await http.get("/user")

    assert patience.cancelled_caught


@pytest.mark.parametrize("status", [0, 100, 199, 600])
async def test_a_fault_has_a_real_status(box, status):
    with pytest.raises(ValueError, match=str(status)):
        box.fail(status)


async def test_requests_are_recorded_without_the_token(http, box, company):
    await http.get(f"{company}/events?q=Demo", headers={"X-Mine": "1"})

    (received,) = box.requests
    assert (received.method, received.path, received.query) == ("GET", f"/api/v1{company}/events", "q=Demo")
    assert received.headers["x-mine"] == "1"
    assert "authorization" not in received.headers


async def test_paying_for_an_order_that_does_not_exist_is_an_error(box):
    with pytest.raises(KeyError):
        box.mark_paid("unknown")


async def test_an_order_can_be_paid_as_the_client_sees_it(box):
    async with box.client() as animo:
        acme = await animo.find_company("aidemodays")
        orders = acme.event("ai-demo-days-2026").orders
        unpaid = next(each for each in await orders.list().collect() if each.unit_amount and not each.paid_at)
        box.mark_paid(unpaid)

        assert (await orders.get(unpaid)).paid_at is not None


@pytest.mark.parametrize(
    ("grant", "problem"),
    [({"plan": "gold"}, ValueError), ({"companies": ["nobody"]}, ValueError), ({"scopes": "user:read"}, TypeError)],
)
async def test_an_invalid_token_is_not_issued(box, grant, problem):
    with pytest.raises(problem):
        box.token(**grant)


async def test_the_sandbox_can_be_served_and_changed_meanwhile(box):
    async with box.serve() as base_url, AnimoClient(box.token(), base_url=base_url) as animo:
        orders = (await animo.find_company("aidemodays")).event("ai-demo-days-2026").orders
        unpaid = next(each for each in await orders.list().collect() if each.unit_amount and not each.paid_at)
        box.mark_paid(unpaid)

        assert (await orders.get(unpaid)).paid_at is not None


async def test_a_server_ends_with_its_block(box):
    async with box.serve() as base_url:
        pass

    async with httpx.AsyncClient() as http:
        with pytest.raises(httpx.ConnectError):
            await http.get(base_url)


async def test_links_of_a_served_sandbox_lead_to_it(box):
    headers = {"Authorization": f"Bearer {box.token()}"}
    async with box.serve() as base_url, httpx.AsyncClient(base_url=base_url, headers=headers) as http:
        url = f"{base_url}/{box.company_id('aidemodays')}/events"
        answer = await http.get(url)

    assert answer.json()["links"]["first"] == f"{url}?page=1"


def test_every_operation_has_an_endpoint():
    for info in OPERATIONS.values():
        assert callable(endpoint(info.tag, info.id))


def test_a_missing_endpoint_is_reported_with_its_file():
    with pytest.raises(NotImplementedError, match=r"^Add delete_event to animo_async/sandbox/endpoints/events\.py$"):
        endpoint("events", "delete_event")
