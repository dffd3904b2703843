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
    """Run each test on asyncio and on trio."""
    return request.param


async def test_a_client_reaches_the_sandbox_without_a_socket():
    async with Sandbox() as box:
        animo = box.client()
        assert (await animo.user()).first_name == "Mila"


async def test_leaving_the_sandbox_block_closes_its_clients():
    async with Sandbox() as box:
        animo = box.client()

    with pytest.raises(RuntimeError):
        await animo.user()


async def test_a_sandbox_client_accepts_the_options_of_animo_client(box):
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


async def test_different_seeds_give_different_identifiers():
    assert Sandbox(seed=1).company_id("aidemodays") != Sandbox(seed=2).company_id("aidemodays")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500])
async def test_a_fault_with_a_status_of_the_api_has_a_json_body(box, status):
    box.fail(status)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(box.app), base_url="http://sandbox") as http:
        answer = await http.get("/api/v1/user")

    assert answer.status_code == status
    assert isinstance(answer.json()["message"], str)


@pytest.mark.parametrize("status", [502, 503, 504])
async def test_a_fault_with_a_status_of_a_proxy_has_an_html_body(box, status):
    box.fail(status)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(box.app), base_url="http://sandbox") as http:
        answer = await http.get("/api/v1/user")

    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")


async def test_a_429_fault_has_retry_after_and_rate_limit_headers(http, box):
    box.fail(429)
    answer = await http.get("/user")

    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
    assert {"x-ratelimit-limit", "x-ratelimit-remaining"} <= set(answer.headers)


async def test_faults_are_returned_in_order_and_then_stop(http, box):
    box.fail(503, times=2)
    box.fail(429)

    assert [(await http.get("/user")).status_code for _ in range(4)] == [503, 503, 429, 200]


async def test_a_fault_can_be_delayed(http, box):
    box.fail(503, delay=3600)
    with anyio.move_on_after(0.05) as patience:
        await http.get("/user")

    assert patience.cancelled_caught


@pytest.mark.parametrize("status", [0, 100, 199, 600])
async def test_a_fault_with_an_invalid_status_is_refused(box, status):
    with pytest.raises(ValueError, match=str(status)):
        box.fail(status)


async def test_requests_are_recorded_without_the_token(http, box, company):
    await http.get(f"{company}/events?q=Demo", headers={"X-Mine": "1"})

    (received,) = box.requests
    assert (received.method, received.path, received.query) == ("GET", f"/api/v1{company}/events", "q=Demo")
    assert received.headers["x-mine"] == "1"
    assert "authorization" not in received.headers


async def test_marking_an_unknown_order_as_paid_raises_key_error(box):
    with pytest.raises(KeyError):
        box.mark_paid("unknown")


async def test_mark_paid_accepts_an_order_read_by_a_client(box):
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
async def test_a_token_with_invalid_options_is_not_issued(box, grant, problem):
    with pytest.raises(problem):
        box.token(**grant)


async def test_a_sandbox_can_be_changed_while_it_is_served(box):
    async with box.serve() as base_url, AnimoClient(box.token(), base_url=base_url) as animo:
        orders = (await animo.find_company("aidemodays")).event("ai-demo-days-2026").orders
        unpaid = next(each for each in await orders.list().collect() if each.unit_amount and not each.paid_at)
        box.mark_paid(unpaid)

        assert (await orders.get(unpaid)).paid_at is not None


async def test_the_server_stops_when_its_block_ends(box):
    async with box.serve() as base_url:
        pass

    async with httpx.AsyncClient() as http:
        with pytest.raises(httpx.ConnectError):
            await http.get(base_url)


async def test_pagination_links_of_a_served_sandbox_use_its_base_url(box):
    headers = {"Authorization": f"Bearer {box.token()}"}
    async with box.serve() as base_url, httpx.AsyncClient(base_url=base_url, headers=headers) as http:
        url = f"{base_url}/{box.company_id('aidemodays')}/events"
        answer = await http.get(url)

    assert answer.json()["links"]["first"] == f"{url}?page=1"


def test_every_operation_has_an_endpoint():
    for info in OPERATIONS.values():
        assert callable(endpoint(info.tag, info.id))


def test_the_error_for_a_missing_endpoint_names_the_file_to_edit():
    with pytest.raises(NotImplementedError, match=r"^Add delete_event to animo_async/sandbox/endpoints/events\.py$"):
        endpoint("events", "delete_event")
