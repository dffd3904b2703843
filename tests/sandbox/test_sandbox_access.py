from dataclasses import replace

import pytest

from animo_v1.operations import OPERATIONS
from helpers import for_each

pytestmark = pytest.mark.anyio

NAMES = {"event": "ai-demo-days-2026", "organizingEvent": "ai-demo-days-2026", "template": "pending_approval"}
BELOW_A_COMPANY = [each for each in OPERATIONS.values() if "{company}" in each.path]
WEBHOOKS = [each for each in OPERATIONS.values() if each.gate == "USE_INTEGRATIONS"]


def concrete(operation, company):
    path = operation.path.replace("/{company}", company)
    for name in ("event", "organizingEvent", "template", "cohost", "ticketType", "order", "form", "activation"):
        path = path.replace(f"{{{name}}}", NAMES.get(name, "unknown"))
    return path


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer wrong", "Basic dXNlcjpwYXNz"])
async def test_a_request_without_a_valid_token_is_unauthenticated(http, authorization):
    answer = await http.get("/user", headers={"Authorization": authorization})

    assert (answer.status_code, answer.json()) == (401, {"message": "Unauthenticated."})


@for_each("operation", OPERATIONS.values())
async def test_an_operation_refuses_a_token_that_lacks_its_scopes(operation, connect, company):
    others = {scope for each in OPERATIONS.values() for scope in each.scopes} - set(operation.scopes)
    async with connect(scopes=others) as http:
        answer = await http.request(operation.method, concrete(operation, company))

    assert (answer.status_code, answer.json()) == (403, {"message": "Invalid scope(s) provided."})


@for_each("operation", OPERATIONS.values())
async def test_an_operation_accepts_a_token_with_only_its_scopes(operation, connect, company):
    enough = operation.scopes[:1] if operation.any_scope else operation.scopes
    async with connect(scopes=enough) as http:
        answer = await http.request(operation.method, concrete(operation, company))

    assert answer.status_code in {200, 404, 422}


@pytest.mark.parametrize(
    "operation", [each for each in OPERATIONS.values() if each.inferred_scopes], ids=lambda each: each.id
)
async def test_a_token_without_an_inferred_scope_is_accepted_with_a_warning(box, connect, company, operation):
    async with connect(scopes=set(operation.scopes) - set(operation.inferred_scopes)) as http:
        answer = await http.request(operation.method, concrete(operation, company))

    assert answer.status_code != 403
    (warning,) = box.warnings
    assert operation.id in warning
    assert all(scope in warning for scope in operation.inferred_scopes)


async def test_companies_are_listed_in_pages_of_15(box, connect):
    first = box._world.companies[0]
    for number in range(40):
        names = {"id": f"c{number}", "slug": f"more-{number}"}
        box._world.companies.append(replace(first, **names, profile={**first.profile, **names}))
    slugs = [company.slug for company in box._world.companies]
    async with connect(companies=slugs) as http:
        pages = [(await http.get("/companies", params={"page": page})).json() for page in (1, 2, 3)]

    listed = [company["slug"] for page in pages for company in page["data"]]
    assert [len(page["data"]) for page in pages[:2]] == [15, 15]
    assert listed == slugs[:45]
    assert (pages[0]["meta"]["total"], pages[0]["meta"]["last_page"]) == (len(slugs), -(-len(slugs) // 15))


async def test_an_operation_that_needs_several_scopes_refuses_a_token_with_one(connect, company):
    async with connect(scopes=["events:create"]) as http:
        answer = await http.post(f"{company}/events/create", json={})

    assert answer.json() == {"message": "Invalid scope(s) provided."}


async def test_without_a_plan_the_user_can_still_be_read(connect):
    async with connect(plan="none") as http:
        answer = await http.get("/user")

    assert answer.json()["data"]["first_name"] == "Mila"


async def test_without_a_plan_the_list_of_companies_is_empty_with_status_200(connect):
    async with connect(plan="none") as http:
        answer = await http.get("/companies")

    assert (answer.status_code, answer.json()["data"], answer.json()["meta"]["total"]) == (200, [], 0)


@for_each("operation", BELOW_A_COMPANY)
async def test_without_a_plan_every_operation_on_a_company_is_forbidden(operation, connect, company):
    async with connect(plan="none") as http:
        answer = await http.request(operation.method, concrete(operation, company))

    assert answer.status_code == 403
    assert "scope" not in answer.json()["message"]


@for_each("operation", BELOW_A_COMPANY)
async def test_without_integrations_only_webhooks_are_forbidden(operation, connect, company):
    async with connect(plan="pro-without-integrations") as http:
        answer = await http.request(operation.method, concrete(operation, company))

    assert (answer.status_code == 403) is (operation in WEBHOOKS)


async def test_the_companies_of_the_user_are_listed(http):
    answer = await http.get("/companies")

    assert [each["slug"] for each in answer.json()["data"]] == ["aidemodays", "lumen-talks"]


async def test_without_membership_a_company_returns_403_with_an_empty_message(http, box):
    answer = await http.get(f"/{box.company_id('northwind-summits')}/events")

    assert (answer.status_code, answer.json()) == (403, {"message": ""})


async def test_a_token_can_be_issued_for_other_companies(connect, box):
    async with connect(companies=["northwind-summits"]) as http:
        listed = await http.get("/companies")
        events = await http.get(f"/{box.company_id('northwind-summits')}/events")
        other = await http.get(f"/{box.company_id('aidemodays')}/events")

    assert [each["slug"] for each in listed.json()["data"]] == ["northwind-summits"]
    assert events.json()["meta"]["total"] == 1
    assert other.status_code == 403


async def test_an_unknown_company_is_not_found(http):
    answer = await http.get("/nothing/events")

    assert answer.status_code == 404


async def test_a_company_slug_in_the_path_is_not_found(http):
    answer = await http.get("/aidemodays/events")

    assert answer.status_code == 404


async def test_records_of_another_company_are_not_found(http, box):
    answer = await http.get(f"/{box.company_id('lumen-talks')}/events/ai-demo-days-2026")

    assert answer.status_code == 404


@pytest.mark.parametrize("path", ["/nowhere", "/user/", "/", "/user/more/and/more"])
async def test_an_unknown_route_returns_a_json_404(http, path):
    answer = await http.get(path)

    assert answer.status_code == 404
    assert "could not be found" in answer.json()["message"]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/user", "GET, HEAD"),
        ("DELETE", "/{company}/events/ai-demo-days-2026", "GET, HEAD, PATCH"),
        ("DELETE", "/{company}/events/create", "POST"),
        ("PUT", "/{company}/event/ai-demo-days-2026/comms/pending_approval", "DELETE, GET, HEAD, PATCH"),
        ("PATCH", "/{company}/activations/some", "GET, HEAD"),
    ],
)
async def test_a_wrong_method_returns_405_with_the_allowed_methods(http, company, method, path, allowed):
    answer = await http.request(method, path.replace("/{company}", company))

    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
    assert method in answer.json()["message"]
