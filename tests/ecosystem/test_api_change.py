"""`make api-change` reports each kind of change to the spec."""

import copy
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
TOOL = runpy.run_path(str(ROOT / "scripts/api_change.py"))
SPEC = yaml.safe_load((ROOT / "openapi/animo-v1.yaml").read_text("utf-8"))
EVENT = "/{company}/events/{event}"

Spec = dict[str, Any]


def fields(spec: Spec, schema: str) -> dict[str, Any]:
    return spec["components"]["schemas"][schema]["properties"]


def operation_removed(spec: Spec) -> None:
    del spec["paths"]["/{company}/event/{organizingEvent}/orders/{order}/reject"]


def response_field_removed(spec: Spec) -> None:
    del fields(spec, "Order")["vat_percentage"]


def type_changed(spec: Spec) -> None:
    fields(spec, "Order")["unit_amount"]["type"] = "string"


def response_field_may_be_null(spec: Spec) -> None:
    fields(spec, "Event")["name"]["type"] = ["string", "null"]


def request_field_may_not_be_null(spec: Spec) -> None:
    fields(spec, "EventCreate")["city"]["type"] = "string"


def request_field_required(spec: Spec) -> None:
    spec["components"]["schemas"]["TicketTypeCreate"]["required"].append("price")


def enum_value_removed(spec: Spec) -> None:
    spec["components"]["schemas"]["WebhookEvent"]["enum"].remove("meeting-booked")


def limit_tightened(spec: Spec) -> None:
    fields(spec, "EventCreate")["name"]["maxLength"] = 100


def scope_added(spec: Spec) -> None:
    for way in spec["paths"]["/{company}/events"]["get"]["security"]:
        if "oauth2" in way:
            way["oauth2"].append("leads:read")


def parameter_removed(spec: Spec) -> None:
    spec["paths"]["/{company}/forms"]["get"]["parameters"].pop()


def plan_needed(spec: Spec) -> None:
    spec["paths"]["/user"]["get"]["x-animo-gate"] = "USE_API"


def response_field_renamed(spec: Spec) -> None:
    order = fields(spec, "Order")
    order["amount"] = order.pop("unit_amount")


def operation_deprecated(spec: Spec) -> None:
    spec["paths"]["/{company}/events"]["get"]["deprecated"] = True


def field_deprecated(spec: Spec) -> None:
    fields(spec, "Order")["unit_amount"]["deprecated"] = True


def field_added(spec: Spec) -> None:
    fields(spec, "Order")["payment_url"] = {"type": ["string", "null"]}


def enum_value_added(spec: Spec) -> None:
    spec["components"]["schemas"]["WebhookEvent"]["enum"].append("order-paid")


def operation_added(spec: Spec) -> None:
    operation = {**spec["paths"][EVENT]["get"], "operationId": "delete_event"}
    spec["paths"][EVENT]["delete"] = operation


def path_added(spec: Spec) -> None:
    operation = {**spec["paths"]["/{company}/forms"]["get"], "operationId": "list_leads"}
    spec["paths"]["/{company}/leads"] = {"get": operation}


def wording(spec: Spec) -> None:
    spec["paths"]["/user"]["get"]["description"] = "Who is it?"


class Whole(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


def judged(seed: Callable[[Spec], None], folder: Path) -> list[Any]:
    changed = copy.deepcopy(SPEC)
    seed(changed)
    files = folder / "old.yaml", folder / "new.yaml"
    for file, spec in zip(files, (SPEC, changed), strict=True):
        file.write_text(yaml.dump(spec, Dumper=Whole, sort_keys=False), "utf-8")
    return TOOL["changes"](TOOL["diff"](*files), SPEC, changed)


@pytest.mark.parametrize(
    ("seed", "meaning", "where", "operation"),
    [
        (operation_removed, "breaking", "/{company}/event/{organizingEvent}/orders/{order}/reject", "reject_order"),
        (response_field_removed, "breaking", "Order.vat_percentage", "get_order"),
        (type_changed, "breaking", "Order.unit_amount", "get_order"),
        (response_field_may_be_null, "breaking", "Event.name", "list_events"),
        (request_field_may_not_be_null, "breaking", "EventCreate.city", "create_event"),
        (request_field_required, "breaking", "TicketTypeCreate", "create_ticket_type"),
        (enum_value_removed, "breaking", "WebhookEvent", "attach_webhook"),
        (limit_tightened, "breaking", "EventCreate.name", "create_event"),
        (scope_added, "breaking", "list_events security", None),
        (parameter_removed, "breaking", "list_forms parameters", None),
        (plan_needed, "breaking", "get_user", None),
        (response_field_renamed, "breaking", "Order.amount", "get_order"),
        (operation_deprecated, "deprecated", "list_events", None),
        (field_deprecated, "deprecated", "Order.unit_amount", "get_order"),
        (field_added, "added", "Order.payment_url", "get_order"),
        (enum_value_added, "added", "WebhookEvent", "attach_webhook"),
        (operation_added, "added", "delete_event", None),
        (path_added, "added", "list_leads", None),
    ],
)
def test_a_change_is_reported_with_its_kind_place_and_operation(
    seed: Callable[[Spec], None], meaning: str, where: str, operation: str | None, tmp_path: Path
) -> None:
    found = judged(seed, tmp_path)
    (change,) = [each for each in found if each.where == where]
    assert change.meaning == meaning == found[0].meaning
    assert operation is None or operation in change.operations


def test_a_changed_description_is_not_reported(tmp_path: Path) -> None:
    assert judged(wording, tmp_path) == []
