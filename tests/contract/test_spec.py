"""The rules that the spec must follow."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from documented import ANSWERS, BODIES, EXAMPLES, REFUSALS, SPEC, Example, operations, resolved
from helpers import for_each
from spec_validation import validator

SUBSCRIBE = ["activations:subscribe", "submissions:subscribe", "leads:subscribe", "meetings:subscribe"]

SCOPES = {
    *("user:read", "companies:read", "activations:read", "events:read", "events:create", "events:update"),
    *("events:delete", "forms:read", "forms:create", "forms:update", "forms:delete", "leads:read", "submissions:read"),
    *("meetings:read", "ticket-types:read", "orders:read", *SUBSCRIBE),
}
INFERRED_SCOPES = {"ticket-types:create", "ticket-types:update", "orders:create", "orders:update"}

# For each gap, the operations, schemas and fields whose users are affected. Each must mention the gap.
GAPS: dict[str, set[str]] = {
    "event-slug-ignored-on-create": {"create_event", "EventCreate.slug"},
    "no-public-url": {"list_events", "get_event", "list_ticket_types", "get_ticket_type", "Event", "TicketType"},
    "order-omits-payment-url": {"create_order", "get_order", "list_orders", "Order"},
    "order-form-not-processed": {"OrderCreate.form"},
    "no-submission-or-lead-ingest": {"get_activation"},
    "activation-omits-event-slug": {"list_activations", "Activation"},
}

PROVENANCES = {"documented", "convention", "inferred", "framework"}
UNSURE = {"convention": "by convention", "inferred": "inferred"}

SCHEMAS: dict[str, dict[str, Any]] = SPEC["components"]["schemas"]
OPERATIONS = {operation["operationId"]: operation for _, _, operation in operations()}
PATHS = {operation["operationId"]: path for _, path, operation in operations()}
PROPERTIES = {
    f"{name}.{field}": (schema, field, each)
    for name, schema in SCHEMAS.items()
    for field, each in schema.get("properties", {}).items()
}

each_operation = for_each("operation", OPERATIONS.values())


def flat(text: str) -> str:
    return " ".join(text.split())


def nodes(node: Any = SPEC, at: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every object in the spec with its path, except those inside examples."""
    if isinstance(node, dict):
        yield at, node
        for name, child in node.items():
            if name != "example":
                yield from nodes(child, f"{at}/{name}")
    elif isinstance(node, list):
        for index, child in enumerate(node):
            yield from nodes(child, f"{at}/{index}")


def schemas() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every schema in the spec with its path, including nested schemas."""
    for at, node in nodes():
        parent, _, last = at.rpartition("/")
        if (
            last in {"schema", "items", "additionalProperties"}
            or parent.endswith(("/properties", "/anyOf", "/oneOf", "/allOf"))
            or re.fullmatch(r"/components/schemas/\w+", at)
        ):
            yield at, node


def test_the_spec_is_openapi_3_1_0() -> None:
    assert SPEC["openapi"] == "3.1.0"


def test_openapi_spec_validator_reports_no_errors() -> None:
    assert list(OpenAPIV31SpecValidator(SPEC).iter_errors()) == []


# --- Operations


def test_no_operation_id_is_used_twice() -> None:
    names = [operation["operationId"] for _, _, operation in operations()]
    assert len(names) == len(set(names))


@each_operation
def test_an_operation_has_one_declared_tag(operation: dict[str, Any]) -> None:
    (tag,) = operation["tags"]
    assert tag in {declared["name"] for declared in SPEC["tags"]}


def test_each_tag_is_described_and_used() -> None:
    assert all(tag["description"] for tag in SPEC["tags"])
    assert [tag["name"] for tag in SPEC["tags"]] == list(
        dict.fromkeys(operation["tags"][0] for operation in OPERATIONS.values())
    )


@each_operation
def test_an_operation_takes_exactly_the_parameters_of_its_path(operation: dict[str, Any]) -> None:
    path = PATHS[operation["operationId"]]
    declared = [resolved(each) for each in operation.get("parameters", ())]
    assert [each["name"] for each in declared if each["in"] == "path"] == re.findall(r"\{(\w+)\}", path)


@each_operation
def test_the_description_of_an_operation_names_its_plan_and_scopes(operation: dict[str, Any]) -> None:
    text = flat(operation["description"])
    gate = operation["x-animo-gate"]
    need = {
        "none": "Needs no plan",
        "USE_API": "the **Pro** plan",
        "USE_INTEGRATIONS": "**Pro** plan with integrations",
    }
    assert need[gate] in text
    assert all(f"`{scope}`" in text for way in operation["security"] for scope in way.get("oauth2", []))


@each_operation
def test_an_operation_has_the_date_of_its_last_comparison_with_the_docs(operation: dict[str, Any]) -> None:
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", operation["x-animo-seen"])


@each_operation
def test_the_description_of_an_operation_marks_undocumented_scopes(operation: dict[str, Any]) -> None:
    needed = {scope for way in operation["security"] for scope in way.get("oauth2", [])}
    for scope, provenance in operation.get("x-animo-scope-provenance", {}).items():
        assert scope in needed
        assert UNSURE[provenance] in operation["description"].lower()


@pytest.mark.parametrize("name", ["get_user", "list_companies"])
def test_the_403_of_an_operation_without_a_company_mentions_only_the_scope(name: str) -> None:
    text = resolved(OPERATIONS[name]["responses"]["403"])["description"]
    assert "scope" in text
    assert not re.search("member|role|belong", text)


@pytest.mark.parametrize("plan", ["Free", "Business"])
def test_the_plans_without_api_access_are_named(plan: str) -> None:
    assert plan in SPEC["info"]["description"]
    assert plan in OPERATIONS["list_companies"]["description"]


def test_every_field_of_a_city_country_or_venue_may_be_absent_or_null() -> None:
    for name in ("City", "Country", "Venue"):
        assert "required" not in SCHEMAS[name]
        assert all(nullable(field) for field in SCHEMAS[name]["properties"].values())


@pytest.mark.parametrize("name", ["TicketTypeCreate", "TicketTypeUpdate", "OrderCreate", "EventUpdate"])
def test_a_body_without_a_published_field_table_allows_other_fields(name: str) -> None:
    assert SCHEMAS[name]["additionalProperties"] is True


@pytest.mark.parametrize("place", ["Order.submission", "Order.lead", "EventPage.unsplash_data"])
def test_an_object_of_unknown_shape_may_be_an_empty_list(place: str) -> None:
    _, _, field = PROPERTIES[place]
    assert {"type": "array", "items": {}, "maxItems": 0} in field["anyOf"]


# --- Security


def test_a_personal_token_is_a_bearer_token() -> None:
    scheme = SPEC["components"]["securitySchemes"]["bearer"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")


def test_oauth2_is_the_documented_authorization_code_flow() -> None:
    flows = SPEC["components"]["securitySchemes"]["oauth2"]["flows"]
    assert list(flows) == ["authorizationCode"]
    assert flows["authorizationCode"]["authorizationUrl"] == "https://app.animo.co/api/oauth/authorize"
    assert flows["authorizationCode"]["tokenUrl"] == "https://app.animo.co/api/oauth/token"


def test_all_24_scopes_are_described_and_the_inferred_ones_are_marked() -> None:
    flow = SPEC["components"]["securitySchemes"]["oauth2"]["flows"]["authorizationCode"]
    assert set(flow["scopes"]) == SCOPES | INFERRED_SCOPES
    assert len(flow["scopes"]) == 24
    assert all(flow["scopes"].values())
    assert set(flow["x-animo-inferred-scopes"]) == INFERRED_SCOPES
    assert {scope for scope, text in flow["scopes"].items() if "Inferred" in text} == INFERRED_SCOPES


@each_operation
def test_an_operation_accepts_both_kinds_of_token(operation: dict[str, Any]) -> None:
    by_token, *by_oauth2 = operation["security"]  # bearer comes first, because Postman uses the first scheme
    assert by_token == {"bearer": []}
    if operation["x-animo-gate"] == "USE_INTEGRATIONS":  # one of these scopes is enough
        assert by_oauth2 == [{"oauth2": [scope]} for scope in SUBSCRIBE]
    else:
        assert [list(way) for way in by_oauth2] == [["oauth2"]]


def test_each_webhook_event_names_its_scope() -> None:
    event = SCHEMAS["WebhookEvent"]
    assert list(event["x-animo-scopes"]) == event["enum"]
    assert set(event["x-animo-scopes"].values()) == set(SUBSCRIBE)


# --- Provenance


def unexplained(node: dict[str, Any]) -> bool:
    return node["x-animo-provenance"] in UNSURE and not node.get("x-animo-provenance-note")


@each_operation
def test_the_description_of_an_undocumented_operation_gives_its_provenance(operation: dict[str, Any]) -> None:
    assert operation["x-animo-provenance"] in PROVENANCES
    assert not unexplained(operation)
    text = flat(operation["description"])
    if operation["x-animo-provenance"] in UNSURE:
        assert UNSURE[operation["x-animo-provenance"]] in text.lower()
    if "x-animo-provenance-note" in operation:
        assert flat(operation["x-animo-provenance-note"]) in text


@for_each("parameter", SPEC["components"]["parameters"].values())
def test_a_parameter_gives_its_provenance(parameter: dict[str, Any]) -> None:
    assert parameter["x-animo-provenance"] in PROVENANCES
    assert not unexplained(parameter)
    if parameter["x-animo-provenance"] in UNSURE:
        assert UNSURE[parameter["x-animo-provenance"]] in parameter["description"].lower()


def test_a_property_gives_its_provenance() -> None:
    for place, (schema, _, field) in PROPERTIES.items():
        assert field["x-animo-provenance"] in PROVENANCES, place
        assert not unexplained(field), place
        if field["x-animo-provenance"] in UNSURE:
            told = f"{field.get('description', '')} {schema['description']}".lower()
            assert field["x-animo-provenance"] in told, place


def test_the_description_of_a_property_is_a_sentence() -> None:
    without = [place for place, (*_, field) in PROPERTIES.items() if not field.get("description", "").endswith(".")]
    assert without == []


@pytest.mark.parametrize("kind", ["headers", "responses"])
def test_shared_headers_and_responses_give_their_provenance(kind: str) -> None:
    assert {each["x-animo-provenance"] for each in SPEC["components"][kind].values()} <= PROVENANCES


def test_an_inferred_field_of_a_response_may_be_absent_or_null() -> None:
    for place, (schema, name, field) in PROPERTIES.items():
        if field["x-animo-provenance"] == "inferred" and not schema.get("x-animo-request"):
            assert name not in schema.get("required", ()), place
            assert nullable(field), place


@for_each(
    "name",
    [
        name
        for name, schema in SCHEMAS.items()
        if schema.get("x-animo-request")
        and any(each["x-animo-provenance"] == "inferred" for each in schema.get("properties", {}).values())
    ],
)
def test_a_body_with_inferred_fields_allows_other_fields(name: str) -> None:
    assert SCHEMAS[name].get("additionalProperties") is True


@for_each("name", [name for name, schema in SCHEMAS.items() if schema.get("x-animo-request")])
def test_a_body_says_whether_it_allows_other_fields(name: str) -> None:
    assert isinstance(SCHEMAS[name].get("additionalProperties"), bool)


def test_exactly_the_schemas_used_in_request_bodies_are_marked_as_such() -> None:
    found: set[str] = set()
    todo = [example.schema for example in BODIES]
    while todo:
        name = todo.pop()
        if name not in found and SCHEMAS[name].get("type") == "object":
            found.add(name)
            todo += re.findall(r"#/components/schemas/(\w+)", str(SCHEMAS[name]))
    assert found == {name for name, schema in SCHEMAS.items() if schema.get("x-animo-request")}


def nullable(schema: dict[str, Any]) -> bool:
    if "anyOf" in schema:
        return {"type": "null"} in schema["anyOf"]
    return "null" in schema["type"] if "type" in schema else "$ref" not in schema


# --- Gaps and unavailable routes


def test_the_root_lists_the_six_gaps() -> None:
    assert [gap["id"] for gap in SPEC["x-animo-gaps"]] == list(GAPS)
    assert all(set(gap) == {"id", "impact", "workaround"} and all(gap.values()) for gap in SPEC["x-animo-gaps"])


@for_each("gap", SPEC["x-animo-gaps"])
def test_a_gap_is_marked_on_every_operation_schema_and_field_it_affects(gap: dict[str, str]) -> None:
    places = {**OPERATIONS, **SCHEMAS, **{place: field for place, (_, _, field) in PROPERTIES.items()}}
    assert GAPS[gap["id"]] <= {name for name, node in places.items() if node.get("x-animo-gap") == gap}


def test_every_gap_is_listed_at_the_root() -> None:
    told = [node["x-animo-gap"] for _, node in nodes() if "x-animo-gap" in node]
    assert told
    assert all(gap in SPEC["x-animo-gaps"] for gap in told)


@each_operation
def test_an_operation_with_a_gap_describes_the_impact_and_the_workaround(operation: dict[str, Any]) -> None:
    if gap := operation.get("x-animo-gap"):
        text = flat(operation["description"])
        assert gap["impact"] in text
        assert gap["workaround"] in text


def test_unavailable_routes_have_a_note_and_known_scopes() -> None:
    for each in SPEC["x-animo-not-available"]:
        assert each["what"]
        assert each["note"]
        assert each.get("scope", "events:read") in SCOPES


def test_unavailable_routes_are_not_operations() -> None:
    routes = {(method, path) for method, path, _ in operations()}
    assert not any((each["method"], each.get("path")) in routes for each in SPEC["x-animo-not-available"])


# --- Responses


@each_operation
def test_an_operation_declares_every_possible_error_response(operation: dict[str, Any]) -> None:
    company = PATHS[operation["operationId"]].startswith("/{company}")
    expected = (
        {"401", "403", "429"} | ({"404"} if company else set()) | ({"422"} if "requestBody" in operation else set())
    )
    assert {status for status in operation["responses"] if status[0] != "2"} == expected


@each_operation
def test_only_operations_that_can_create_something_return_201(operation: dict[str, Any]) -> None:
    name = operation["operationId"]
    creates = name.startswith(("create_", "attach_"))
    expected = {"200", "201"} if name == "update_event_page" else {"201"} if creates else {"200"}
    assert {status for status in operation["responses"] if status[0] == "2"} == expected


@each_operation
def test_a_link_fills_the_path_parameters_of_its_operation(operation: dict[str, Any]) -> None:
    for response in operation["responses"].values():
        for link in map(resolved, response.get("links", {}).values()):
            assert set(link["parameters"]) == set(re.findall(r"\{(\w+)\}", PATHS[link["operationId"]]))


# --- Examples


def test_every_request_body_and_every_response_has_an_example() -> None:
    places = [node for _, node in nodes() if "content" in node]
    media = [media for place in places for media in place["content"].values()]
    assert all("example" in each for each in media)
    assert {example.operation for example in ANSWERS} == set(OPERATIONS)
    assert len(BODIES) + len(ANSWERS) + len(REFUSALS) == len(EXAMPLES)


@for_each("example", EXAMPLES)
def test_an_example_matches_its_schema_and_has_no_other_fields(example: Example) -> None:
    validator(f"#/components/schemas/{example.schema}").validate(example.value)


@for_each("example", ANSWERS)
def test_an_example_list_has_no_duplicates(example: Example) -> None:
    data = example.value.get("data")
    items = data if isinstance(data, list) else []
    keys = [item.get("id") or item.get("slug") or item["template"] for item in items]
    assert len(keys) == len(set(keys))


@for_each("example", ANSWERS)
def test_only_get_event_and_update_event_examples_include_the_event_page(example: Example) -> None:
    data = example.value.get("data")
    if example.schema == "EventResponse":
        assert ("page" in data) is (example.operation in {"get_event", "update_event"})
    if example.schema == "EventList":
        assert not any("page" in item for item in data)


def test_each_parameter_has_an_example() -> None:
    assert all("example" in each for each in SPEC["components"]["parameters"].values())


# --- Style: what generators, Postman and Swagger UI need


def test_bodies_and_responses_are_named_components() -> None:
    media = [media for _, node in nodes() for media in node.get("content", {}).values() if "content" in node]
    assert media
    assert all(list(each["schema"]) == ["$ref"] for each in media)


def test_no_object_schema_is_inline() -> None:
    inline = [at for at, schema in schemas() if "properties" in schema or schema.get("type") == "object"]
    assert inline
    assert [at for at in inline if not re.fullmatch(r"/components/schemas/\w+", at)] == []


def test_parameters_and_error_responses_are_named_components() -> None:
    for operation in OPERATIONS.values():
        assert all(list(each) == ["$ref"] for each in operation.get("parameters", ()))
        assert all(list(each) == ["$ref"] for status, each in operation["responses"].items() if status[0] != "2")


def test_every_component_is_used() -> None:
    used = set(re.findall(r"'#(/components/[\w/]+)'", str(SPEC)))
    declared = {
        f"/components/{kind}/{name}"
        for kind in ("parameters", "headers", "responses", "schemas")
        for name in SPEC["components"][kind]
    }
    assert declared == used


def test_no_schema_has_a_default_a_const_or_an_example() -> None:
    found = [at for at, schema in schemas() if schema.keys() & {"default", "const", "example", "examples"}]
    assert found == []


def test_null_is_declared_as_a_type_and_never_as_nullable() -> None:
    for at, schema in schemas():
        assert "nullable" not in schema, at
        kinds = schema.get("type")
        assert not isinstance(kinds, list) or (len(kinds) == 2 and kinds[1] == "null"), at
        if {"type": "null"} in schema.get("anyOf", ()):
            reference, *others = schema["anyOf"]
            assert list(reference) == ["$ref"], at
            assert others in ([{"type": "null"}], [SPEC["x-animo-empty-map"], {"type": "null"}]), at


def test_all_of_combines_at_least_two_schemas() -> None:
    assert all(len(schema["allOf"]) >= 2 for _, schema in schemas() if "allOf" in schema)


def test_enums_are_separate_components() -> None:
    enums = [at for at, node in nodes() if "enum" in node]
    assert sorted(at.rpartition("/")[2] for at in enums) == [
        *("AttendanceMode", "CommsTemplateName", "CompanyRole", "FormFieldType", "WebhookEvent"),
    ]
    assert all(re.fullmatch(r"/components/schemas/\w+", at) for at in enums)


def test_responses_allow_future_fields() -> None:
    answers = [schema for schema in SCHEMAS.values() if not schema.get("x-animo-request")]
    assert all(schema.get("additionalProperties") is not False for schema in answers)


def test_secrets_are_marked() -> None:
    secret = {place for place, (_, _, field) in PROPERTIES.items() if field.get("x-animo-secret")}
    assert secret == {"Webhook.token", "WebhookUpdate.token", "WebhookDetach.token"}


def test_multipart_comes_before_json() -> None:
    content = OPERATIONS["update_event_page"]["requestBody"]["content"]
    # Generators that support only one media type use the first, and only a form can contain the image.
    assert list(content) == ["multipart/form-data", "application/json"]


def test_dates_in_request_bodies_have_the_only_format_that_the_api_accepts() -> None:
    dates = {place: field["pattern"] for place, (_, name, field) in PROPERTIES.items() if "pattern" in field}
    dates.pop("EventPageUpload.show_attendees")
    assert set(dates) == {
        f"{body}.{end}" for body in ("EventCreate", "EventUpdate") for end in ("date_start", "date_end")
    }
    assert set(dates.values()) == {r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$"}


def test_operations_schemas_and_parameters_are_described() -> None:
    bare = [name for name, operation in OPERATIONS.items() if not (operation["summary"] and operation["description"])]
    bare += [name for name, schema in SCHEMAS.items() if not schema.get("description")]
    bare += [each["name"] for each in SPEC["components"]["parameters"].values() if not each.get("description")]
    assert bare == []
