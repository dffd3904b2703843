"""`animo doctor`: what it reports, and what it says it cannot check."""

import json

import pytest

READS = (
    "user:read",
    "companies:read",
    "activations:read",
    "events:read",
    "forms:read",
    "ticket-types:read",
    "orders:read",
)


def findings(result):
    return {item["subject"]: item for item in json.loads(result.stdout)}


def test_a_token_with_all_scopes_passes_every_check(animo):
    result = animo("doctor", "--json")
    found = findings(result)
    assert result.exit_code == 0
    assert [found[scope]["state"] for scope in READS] == ["ok"] * 7
    assert "Mila Jansen" in found["token"]["detail"]
    assert "aidemodays, lumen-talks" in found["plan"]["detail"]


def test_it_lists_the_scopes_that_reads_cannot_check(animo):
    found = findings(animo("doctor", "--json"))
    assert found["integrations"]["state"] == found["other scopes"]["state"] == "not checked"
    for scope in ("events:create", "orders:update", "leads:subscribe"):
        assert scope in found["other scopes"]["detail"]
    assert not any(scope in found["other scopes"]["detail"] for scope in READS)


def test_it_sends_only_get_requests_and_each_route_once(animo, box):
    animo("doctor")
    asked = [(request.method, request.path) for request in box.requests]
    assert {method for method, _ in asked} == {"GET"}
    assert len(set(asked)) == len(asked) == len(READS)


def test_a_refused_token_exits_with_1_and_prints_advice(animo):
    result = animo("doctor", "--json", ANIMO_TOKEN="wrong")
    (only,) = json.loads(result.stdout)
    assert result.exit_code == 1
    assert (only["subject"], only["state"]) == ("token", "missing")
    assert "API tokens" in only["advice"]


def test_a_missing_plan_exits_with_3_and_prints_advice(animo, token_for):
    result = animo("doctor", "--json", **token_for(plan="none"))
    found = findings(result)
    assert result.exit_code == 3
    assert (found["token"]["state"], found["plan"]["state"]) == ("ok", "missing")
    assert "/admin/settings/billing" in found["plan"]["advice"]
    assert found["events:read"]["state"] == "not checked"


@pytest.mark.parametrize("lacking", READS)
def test_a_missing_scope_exits_with_3_and_is_named(animo, token_for, lacking):
    result = animo("doctor", "--json", **token_for([scope for scope in READS if scope != lacking]))
    found = findings(result)
    assert result.exit_code == 3
    assert found[lacking]["state"] == "missing"
    assert found[lacking]["advice"]
    assert "missing" not in [found[scope]["state"] for scope in READS if scope != lacking]


def test_scopes_that_depend_on_a_missing_scope_are_not_checked(animo, token_for):
    found = findings(animo("doctor", "--json", **token_for([scope for scope in READS if scope != "events:read"])))
    assert [found[scope]["state"] for scope in ("ticket-types:read", "orders:read")] == ["not checked", "not checked"]


def test_with_a_sqid_scopes_are_checked_even_if_companies_cannot_be_listed(animo, box, token_for):
    scopes = [scope for scope in READS if scope != "companies:read"]
    found = findings(animo("doctor", box.company_id("aidemodays"), "--json", **token_for(scopes)))
    assert found["plan"]["state"] == "not checked"
    assert found["orders:read"]["state"] == "ok"


def test_scopes_are_checked_in_the_given_company(animo):
    found = findings(animo("doctor", "lumen-talks", "--json"))
    assert found["events:read"]["detail"] == "2 events"


def test_an_unlisted_company_exits_with_3(animo):
    result = animo("doctor", "northwind-summits", "--json")
    assert result.exit_code == 3
    assert findings(result)["plan"]["state"] == "missing"


def test_without_an_organized_event_the_orders_scope_is_not_checked(animo, box):
    for event in box._world.companies[1].events:
        event.company_role = "attending"
    result = animo("doctor", "lumen-talks", "--json")
    assert result.exit_code == 0
    assert findings(result)["orders:read"]["state"] == "not checked"


def test_a_403_for_another_reason_exits_with_3(box, serve, animo):
    result = animo("doctor", "--json", ANIMO_BASE_URL=serve(answering(box.app, "/forms", 403)))
    assert result.exit_code == 3
    assert findings(result)["forms:read"]["state"] == "refused"


def test_a_failed_request_exits_with_1_and_the_other_checks_continue(box, serve, animo):
    result = animo("doctor", "--json", ANIMO_BASE_URL=serve(answering(box.app, "/forms", 500)))
    found = findings(result)
    assert result.exit_code == 1
    assert (found["forms:read"]["state"], found["orders:read"]["state"]) == ("failed", "ok")


def test_on_a_terminal_it_prints_a_list_with_marks_and_advice(animo, token_for):
    code, screen = animo.on_terminal("doctor", **token_for(READS[:-1]), columns=80, NO_COLOR="1")
    assert code == 3
    assert "✓  events:read        60 events" in screen
    assert "✗  orders:read        missing" in screen
    assert "What to do\n" in screen


def test_on_a_terminal_it_says_if_everything_is_fine(animo):
    code, screen = animo.on_terminal("doctor", NO_COLOR="1")
    assert code == 0
    assert "Everything that can be checked with reads is fine." in screen


def test_piped_output_has_one_tab_separated_line_per_finding(animo):
    lines = [line.split("\t") for line in animo("doctor").stdout.splitlines()]
    assert lines[0][:2] == ["ok", "token"]
    assert {len(line) for line in lines} == {4}


def answering(app, ending, status):
    """Return the application, but with `status` as the response for paths that end with `ending`."""

    async def answer(scope, receive, send):
        if not scope["path"].endswith(ending):
            await app(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b"{}"})

    return answer
