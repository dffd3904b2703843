import json
import re
from contextlib import contextmanager
from datetime import date

import httpx
import pytest
import typer
from typer.testing import CliRunner

from animo_async import AnimoClient, APIConnectionError
from animo_async.cli.verify import load_spec, register
from animo_async.cli.verify_compare import Kind, compare
from animo_async.cli.verify_dates import Verdict, read_dates
from animo_async.cli.verify_reads import READ_OPERATIONS, Reads
from animo_async.cli.verify_report import age
from animo_async.sandbox import Sandbox
from animo_async.sandbox.server import Server
from animo_v1.operations import OPERATIONS
from helpers import Net, companies, company, denied, event, order, user

anyio = pytest.mark.anyio
SPEC = load_spec()


class Edited:
    """An application whose JSON responses are changed by `edit`."""

    def __init__(self, app, edit):
        self.app, self.edit = app, edit

    async def __call__(self, scope, receive, send):
        sent = []

        async def hold(message):
            sent.append(message)

        await self.app(scope, receive, hold)
        status, body = sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])
        answer = self.edit(scope["path"].removeprefix("/api/v1"), json.loads(body))
        if isinstance(answer, int):
            status, answer = answer, {"message": ""}
        body = json.dumps(answer).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


async def read(edit=lambda _, answer: answer, key="aidemodays", **token):
    box = Sandbox()
    transport = httpx.ASGITransport(Edited(box.app, edit))
    async with AnimoClient(box.token(**token), base_url="http://sandbox/api/v1", transport=transport) as animo:
        reads = Reads(animo, SPEC, lambda _: None)
        await reads.company_wide(key)
    assert {received.method for received in box.requests} == {"GET"}
    return reads


def found(reads, kind):
    return {(item.operation, item.field) for item in reads.findings if item.kind is kind}


def differing(pattern, **changes):
    """Return an edit that changes fields in the responses for matching paths."""

    def edit(path, answer):
        if re.fullmatch(pattern, path):
            for item in answer["data"] if isinstance(answer["data"], list) else [answer["data"]]:
                item.update(changes)
        return answer

    return edit


def without(pattern, name):
    def edit(path, answer):
        if re.fullmatch(pattern, path):
            for item in answer["data"]:
                del item[name]
        return answer

    return edit


CONTRADICTING = (
    Kind.MISSING_FIELD,
    Kind.UNEXPECTED_TYPE,
    Kind.UNEXPECTED_NULL,
    Kind.NEW_ENUM_VALUE,
    Kind.NO_ROUTE,
)


@anyio
async def test_the_sandbox_matches_the_spec_and_every_read_operation_is_called():
    reads = await read()
    assert set(reads.answers) == set(READ_OPERATIONS)
    assert not reads.refusals
    assert [item for item in reads.findings if item.kind in CONTRADICTING] == []


@pytest.mark.parametrize(
    ("kind", "operation", "field", "edit"),
    [
        (Kind.UNKNOWN_FIELD, "list_events", "data[].mood", differing("/[^/]+/events", mood="good")),
        (Kind.MISSING_FIELD, "list_events", "data[].locale", without("/[^/]+/events", "locale")),
        (Kind.UNEXPECTED_TYPE, "get_user", "data.first_name", differing("/user", first_name=7)),
        (Kind.UNEXPECTED_TYPE, "get_user", "data.created_at", differing("/user", created_at="yesterday")),
        (Kind.UNEXPECTED_NULL, "list_orders", "data[].email", differing("/.+/orders", email=None)),
        (Kind.NEW_ENUM_VALUE, "list_events", "data[].attendance_mode", differing("/[^/]+/events", attendance_mode="x")),
        (Kind.NO_ROUTE, "get_form", "", lambda path, answer: 404 if "/forms/" in path else answer),
        (Kind.NO_ROUTE, "get_order", "", lambda path, answer: 405 if "/orders/" in path else answer),
    ],
)
@anyio
async def test_each_kind_of_difference_is_reported(kind, operation, field, edit):
    reads = await read(edit)
    assert (operation, field) in found(reads, kind)
    assert {item for other in CONTRADICTING if other is not kind for item in found(reads, other)} == set()


@anyio
async def test_inferred_routes_and_fields_that_exist_are_reported():
    seen = found(await read(), Kind.INFERRED_SEEN)
    assert {("get_form", ""), ("get_form", "data.fields"), ("list_orders", "data[].country")} <= seen


@anyio
async def test_an_inferred_field_of_another_type_is_a_contradiction():
    reads = await read(differing("/.+/orders", country=["NL"]))
    (finding,) = [item for item in reads.findings if item.kind is Kind.UNEXPECTED_TYPE]
    assert (finding.provenance, finding.detail) == ("inferred", "expected string or null, got array")


@anyio
async def test_with_a_missing_scope_the_other_operations_are_still_read():
    scopes = ["user:read", "companies:read", "events:read"]
    reads = await read(scopes=scopes)
    reasons = {item.operation: item.reason for item in reads.refusals}
    assert reasons["list_forms"] == "the token lacks a scope (needed: forms:read)"
    assert reasons["get_form"] == "there was nothing to read"
    assert "list_events" in reads.answers


@anyio
async def test_a_company_is_read_by_its_sqid_when_the_list_is_refused():
    box = Sandbox()
    async with box:
        reads = Reads(box.client(scopes=["user:read", "events:read"]), SPEC, lambda _: None)
        await reads.company_wide(box.company_id("aidemodays"))
    assert reads.answers["list_events"] == 1


@anyio
async def test_without_event_ids_the_operations_on_an_event_are_not_read():
    reads = await read(without("/[^/]+/events", "id"))
    assert {item.operation for item in reads.refusals} >= {"get_event", "get_event_page", "list_orders"}


@anyio
async def test_an_id_that_cannot_be_part_of_a_path_is_not_requested():
    reads = await read(differing("/[^/]+/forms", id="../user"))
    assert all("cannot be part of a path" in item.reason for item in reads.refusals)
    assert len(reads.refusals) == 1


@anyio
async def test_a_404_for_an_unlisted_company_is_not_reported_as_a_missing_route():
    net = Net({"GET /user": {"data": user()}, "GET /companies": denied(), "GET /typo/events": 404})
    net.routes |= {f"GET /typo/{name}": {"data": []} for name in ("activations", "forms")}
    async with net.client() as animo:
        reads = Reads(animo, SPEC, lambda _: None)
        await reads.company_wide("typo")
    assert found(reads, Kind.NO_ROUTE) == set()
    assert "GET /{company}/events returned 404" in {item.reason for item in reads.refusals}


@anyio
async def test_an_unreachable_api_raises_after_the_first_request():
    net = Net({"GET /user": httpx.ConnectError("refused")})
    async with net.client() as animo:
        with pytest.raises(APIConnectionError):
            await Reads(animo, SPEC, lambda _: None).company_wide(None)
    assert net.asked == ["GET /user"]


@anyio
async def test_a_later_connection_error_keeps_what_was_already_read():
    net = Net({"GET /user": {"data": user()}, "GET /companies": httpx.ReadError("broken")})
    async with net.client() as animo:
        reads = Reads(animo, SPEC, lambda _: None)
        await reads.company_wide(None)
    assert reads.answers == {"get_user": 1}
    assert "give the sqid of one" in reads.refusals[0].reason


# Comparing responses with the spec


def kinds(operation, json):
    return {item.field: item.kind for item in compare(SPEC, operation, json)}


def test_a_response_of_the_wrong_type_is_one_finding():
    (finding,) = compare(SPEC, "get_user", ["surprise"])
    assert (finding.field, finding.kind, finding.detail) == ("", Kind.UNEXPECTED_TYPE, "expected object, got array")


def test_a_null_body_is_an_unexpected_null():
    assert kinds("get_user", None) == {"": Kind.UNEXPECTED_NULL}


def test_the_same_finding_in_several_items_is_listed_once_with_a_count():
    listed = compare(SPEC, "list_companies", companies(company(slug="a", extra=1), company(slug="b", extra=2)))
    assert [(item.field, item.seen) for item in listed if item.kind is Kind.UNKNOWN_FIELD] == [("data[].extra", 2)]


def test_a_field_that_is_missing_in_one_item_and_null_in_another_is_reported():
    items = [event(), event("other", page=None)]
    assert kinds("list_events", {"data": items})["data[].page"] is Kind.UNEXPECTED_NULL


def test_a_nullable_field_matches_the_spec_with_and_without_a_value():
    assert kinds("get_user", {"data": user(avatar=None)})["data.avatar"] is Kind.AS_DESCRIBED
    assert kinds("get_user", {"data": user(avatar="https://a.example/1.png")})["data.avatar"] is Kind.AS_DESCRIBED


def test_an_inferred_field_that_is_always_null_is_reported_as_null_only():
    nothing = compare(SPEC, "get_order", {"data": order(country=None)})
    assert [item.detail for item in nothing if item.field == "data.country"] == ["as null only"]
    both = compare(SPEC, "list_orders", {"data": [order(country=None), order(country="NL")]})
    assert [item.detail for item in both if item.field == "data[].country"] == [""]


def test_a_boolean_is_not_an_integer_and_an_integer_is_a_number():
    assert kinds("get_order", {"data": order(unit_amount=True)})["data.unit_amount"] is Kind.UNEXPECTED_TYPE
    city = {"name": "Delft", "latitude": 52, "longitude": 4.36, "google_place_id": "x"}
    assert kinds("get_event", {"data": event(city=city)})["data.city.latitude"] is Kind.AS_DESCRIBED


def test_the_keys_of_an_open_object_are_reported_without_values():
    listed = compare(SPEC, "get_order", {"data": order(lead={"email": "ada@acme.example"})})
    assert "data.lead.email" in {item.field for item in listed if item.kind is Kind.UNKNOWN_FIELD}
    assert "ada@" not in repr(listed)


def test_an_operation_missing_from_the_spec_raises_key_error():
    with pytest.raises(KeyError):
        compare(SPEC, "delete_everything", {})


# Input dates


def test_an_ambiguous_date_leaves_the_verdict_unknown():
    dates = read_dates([event(timezone="America/Montevideo", date_start="2026-04-25T09:00:00.000+00:00")])
    assert dates.verdict is Verdict.UNKNOWN
    assert [(item.if_kept, item.if_converted) for item in dates.readings] == [("2026-04-25 09:00", "2026-04-25 06:00")]


def test_events_with_a_utc_offset_of_zero_give_no_reading():
    dates = read_dates([event(timezone="UTC"), event("b", timezone="Europe/London", date_start="2026-01-10T09:00:00Z")])
    assert (dates.verdict, dates.readings) == (Verdict.UNKNOWN, [])


def test_an_hour_that_clocks_skip_shows_that_dates_are_converted():
    dates = read_dates([event(timezone="Europe/Amsterdam", date_start="2026-03-29T02:30:00.000+00:00")])
    assert dates.verdict is Verdict.CONVERTED


def test_a_date_with_an_offset_gives_the_verdict_offset():
    dates = read_dates([event(date_start="2026-04-25T09:00:00+02:00")])
    assert dates.verdict is Verdict.OFFSET


@pytest.mark.parametrize(
    "broken", [{"timezone": None}, {"timezone": "Mars/Base"}, {"date_start": "soon"}, {"timezone": "../x"}]
)
def test_an_event_with_an_invalid_date_or_timezone_is_skipped(broken):
    assert read_dates([event(**broken)]).readings == []


# The command


@contextmanager
def served(monkeypatch, edit=lambda _, answer: answer, **token):
    box = Sandbox()
    server = Server(Edited(box.app, edit), "127.0.0.1", 0)
    monkeypatch.setenv("ANIMO_BASE_URL", f"{server.origin}/api/v1")
    monkeypatch.setenv("ANIMO_TOKEN", box.token(**token))
    try:
        yield
    finally:
        server.stop()


def animo(*arguments):
    app = typer.Typer()
    app.callback()(lambda: None)
    register(app)
    return CliRunner(env={"COLUMNS": "100"}).invoke(app, ["verify", *arguments])


def test_the_report_has_no_contradictions_if_the_api_matches_the_spec(monkeypatch):
    with served(monkeypatch):
        done = animo("aidemodays")
    assert done.exit_code == 0
    assert "0 against the spec." in " ".join(done.stdout.split())
    assert "Contradicts the spec" not in done.stdout
    assert "Input dates: unknown" in done.stdout


def test_piped_lines_are_not_padded_with_spaces(monkeypatch):
    with served(monkeypatch):
        result = animo("aidemodays")

    assert max(map(len, result.stdout.splitlines())) < 2000


def test_a_contradiction_is_reported_and_exits_with_1(monkeypatch):
    with served(monkeypatch, differing("/user", email=None)):
        done = animo("aidemodays")
    assert done.exit_code == 1
    assert re.search(r"get_user +data\.email +unexpected null: expected string, got null", done.stdout)


def test_an_unknown_field_is_reported_and_exits_with_0(monkeypatch):
    with served(monkeypatch, differing("/user", shoe_size=42)):
        done = animo("aidemodays")
    assert done.exit_code == 0
    assert re.search(r"get_user +data\.shoe_size +integer", done.stdout)
    assert "42" not in done.stdout.partition("Input dates")[0].partition("Not in the spec")[2]


def test_json_output_is_one_object_with_every_finding(monkeypatch):
    with served(monkeypatch, differing("/user", shoe_size=42)):
        told = json.loads(animo("aidemodays", "--json").stdout)
    assert told["contradictions"] == 0
    assert {item["operation"] for item in told["operations"]} == set(READ_OPERATIONS)
    unknown = [item for item in told["findings"] if item["kind"] == "unknown field" and item["operation"] == "get_user"]
    assert unknown == [
        {
            "operation": "get_user",
            "field": "data.shoe_size",
            "kind": "unknown field",
            "detail": "integer",
            "provenance": "",
            "seen": 1,
        }
    ]
    assert told["dates"]["verdict"] == "unknown"


def test_the_json_report_contains_no_personal_data(monkeypatch):
    with served(monkeypatch):
        told = animo("aidemodays", "--json").stdout
    assert "@" not in told


def test_a_missing_scope_exits_with_3(monkeypatch):
    with served(monkeypatch, scopes=["user:read", "companies:read", "events:read"]):
        done = animo("aidemodays")
    assert done.exit_code == 3
    assert "the token lacks a scope (needed: forms:read)" in done.stdout


def test_a_failed_request_exits_with_1(monkeypatch):
    with served(monkeypatch, lambda path, answer: 500 if path.endswith("/forms") else answer):
        done = animo("aidemodays")
    assert done.exit_code == 1
    assert "Not read" in done.stdout


def test_without_a_plan_the_partial_report_is_printed_before_the_error(monkeypatch):
    with served(monkeypatch, plan="none"):
        done = animo()
    assert type(done.exception).__name__ == "PlanRequiredError"
    assert "get_user" in done.stdout


@pytest.mark.parametrize("key", [["nowhere"], []])
def test_an_unknown_or_ambiguous_company_is_an_error_without_a_report(monkeypatch, key):
    with served(monkeypatch):
        done = animo(*key)
    assert type(done.exception).__name__ == "CompanyNotFoundError"
    assert done.stdout == ""


def test_a_refused_token_is_an_error_without_a_report(monkeypatch):
    with served(monkeypatch):
        monkeypatch.setenv("ANIMO_TOKEN", "wrong")
        done = animo()
    assert type(done.exception).__name__ == "AuthenticationError"
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("today", "since"),
    [("2026-11-25", "today"), ("2026-11-26", "1 day ago"), ("2027-01-04", "40 days ago")],
)
def test_the_age_of_the_spec_is_printed(today, since):
    seen = min(info.seen for info in OPERATIONS.values())
    offset = date.fromisoformat(today) - date(2026, 11, 25)
    assert f"{seen}, {since}" in age(date.fromisoformat(seen) + offset)


def test_the_report_ends_with_the_age_of_the_spec():
    box = Sandbox()
    server = Server(box.app, "127.0.0.1", 0)
    app = typer.Typer()
    register(app)
    app.command("other")(lambda: None)
    environment = {"ANIMO_BASE_URL": f"{server.origin}/api/v1", "ANIMO_TOKEN": box.token()}
    result = CliRunner().invoke(app, ["verify", "aidemodays"], env=environment)
    server.stop()

    assert "The spec was last compared with Animo's pages" in " ".join(result.output.split())


def test_piped_output_has_one_line_per_finding(monkeypatch):
    name = "a_field_with_a_name_that_does_not_fit_into_eighty_columns_of_a_terminal_and_more_than_that"
    with served(monkeypatch, differing("/user", **{name: {"x": 1}})):
        lines = animo("aidemodays").stdout.splitlines()
    (line,) = (line for line in lines if name in line)
    assert re.fullmatch(rf"  get_user +data\.{name} +object *", line)
