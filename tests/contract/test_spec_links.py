"""The links in the spec are valid. Schemathesis follows them, and Swagger UI shows them."""

from typing import Any

from documented import operations, resolved
from helpers import for_each
from spec_validation import validator

OPERATIONS = {operation["operationId"]: operation for _, _, operation in operations()}
LINKS = [
    (response, operation, link)
    for operation in OPERATIONS.values()
    for response in operation["responses"].values()
    for link in map(resolved, response.get("links", {}).values())
]


def path_parameters(operation: dict[str, Any]) -> set[str]:
    declared = [resolved(each) for each in operation["parameters"]]
    return {each["name"] for each in declared if each["in"] == "path"}


def follow(pointer: str, value: Any) -> Any:
    for step in pointer.strip("/").split("/"):
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value


def test_the_spec_has_links() -> None:
    assert len(LINKS) > 25


@for_each(("response", "operation", "link"), LINKS)
def test_a_link_fills_every_path_parameter_of_its_operation(
    response: dict[str, Any], operation: dict[str, Any], link: dict[str, Any]
) -> None:
    assert set(link["parameters"]) == path_parameters(OPERATIONS[link["operationId"]])


@for_each(("response", "operation", "link"), LINKS)
def test_the_values_that_a_link_refers_to_exist(
    response: dict[str, Any], operation: dict[str, Any], link: dict[str, Any]
) -> None:
    example = response["content"]["application/json"]["example"]
    for expression in link["parameters"].values():
        place, _, name = expression.partition("#") if "#" in expression else expression.rpartition(".")
        if place == "$request.path":
            assert name in path_parameters(operation)
        else:
            assert place == "$response.body"
            assert isinstance(follow(name, example), str)
    if "requestBody" in link:
        place, _, pointer = link["requestBody"].partition("#")
        body = OPERATIONS[link["operationId"]]["requestBody"]["content"]["application/json"]["schema"]
        assert place == "$response.body"
        assert validator(body["$ref"]).is_valid(follow(pointer, example))
