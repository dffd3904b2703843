"""How `make api-change` reports changes. tests/ecosystem/test_api_change.py tests with redocly that it finds them."""

import runpy
from pathlib import Path

import pytest

TOOL = runpy.run_path(str(Path(__file__).parents[2] / "scripts/api_change.py"))
Change = TOOL["Change"]

BREAKING = Change("breaking", "Order.amount", "Property `amount` was removed", ("get_order",))
DEPRECATED = Change("deprecated", "list_forms", "deprecated")
ADDED = Change("added", "Order.payment_url", "new field", ("get_order",))


@pytest.mark.parametrize(
    ("found", "version", "expected"),
    [
        ([], "0.3.2", ("none", "0.3.2")),
        ([BREAKING, ADDED], "0.3.2", ("minor", "0.4.0")),
        ([ADDED], "0.3.2", ("patch", "0.3.3")),
        ([DEPRECATED], "0.3.2", ("patch", "0.3.3")),
        ([BREAKING, ADDED], "1.3.2", ("major", "2.0.0")),
        ([ADDED], "1.3.2", ("minor", "1.4.0")),
        ([DEPRECATED], "1.3.2", ("minor", "1.4.0")),
        ([Change("other", "get_user", "`security` changed")], "1.3.2", ("patch", "1.3.3")),
    ],
)
def test_the_version_step_follows_semantic_versioning(found, version, expected):
    assert TOOL["step"](found, version) == expected


def test_the_text_counts_and_lists_changes_and_names_the_version_step():
    assert TOOL["as_text"]([BREAKING, ADDED], "v0.1.0", "0.1.0").splitlines() == [
        "Changes to the spec since v0.1.0: 1 breaking, 1 added.",
        "   breaking  Order.amount: Property `amount` was removed (get_order)",
        "      added  Order.payment_url: new field (get_order)",
        "",
        "Version bump: minor, 0.1.0 -> 0.2.0 (before 1.0, a breaking change is a minor bump).",
    ]


def test_the_text_says_when_nothing_changed():
    assert TOOL["as_text"]([], "HEAD", "0.1.0") == "Changes to the spec since HEAD: none that affect users."


def test_the_markdown_has_a_heading_for_each_kind_of_change():
    assert TOOL["as_markdown"]([BREAKING, ADDED]).split("\n\n") == [
        "### Changed (breaking)",
        "- The API: `Order.amount`: Property `amount` was removed.",
        "### Added",
        "- The API: `Order.payment_url`: new field.",
    ]


def test_operations_that_use_a_component_indirectly_are_found():
    spec = {
        "paths": {
            "/orders": {"get": {"operationId": "list_orders", "x": {"$ref": "#/components/schemas/OrderList"}}},
            "/forms": {"get": {"operationId": "list_forms"}},
        },
        "components": {"schemas": {"OrderList": {"items": {"$ref": "#/components/schemas/Order"}}, "Order": {}}},
    }
    assert list(TOOL["users"]("#/components/schemas/Order", spec)) == ["list_orders"]
