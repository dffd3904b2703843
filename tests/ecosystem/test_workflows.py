"""The workflows of openapi/animo-v1.arazzo.yaml, run by Redocly against the sandbox."""

import json
import os
import re
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from animo_async.sandbox import Sandbox
from animo_async.sandbox.server import Server

ROOT = Path(__file__).parents[2]
REDOCLY = ROOT / "tests/ecosystem/node_modules/.bin/redocly"
WORKFLOWS = ROOT / "openapi/animo-v1.arazzo.yaml"
QUIET = {**os.environ, "REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "NO_COLOR": "1"}
DOCUMENT: dict[str, Any] = yaml.safe_load(WORKFLOWS.read_bytes())
SPEC: dict[str, Any] = yaml.safe_load((ROOT / "openapi/animo-v1.yaml").read_bytes())
OPERATIONS = {each["operationId"]: each for item in SPEC["paths"].values() for each in item.values()}
STEPS = [(flow["workflowId"], step) for flow in DOCUMENT["workflows"] for step in flow["steps"]]


@pytest.fixture
def box() -> Sandbox:
    return Sandbox()


@pytest.fixture
def origin(box: Sandbox) -> Iterator[str]:
    server = Server(box.app, "127.0.0.1", 0)
    yield server.origin
    server.stop()


def respect(origin: str, folder: Path, token: str, *more: str) -> tuple[int, dict[str, dict[str, bool]]]:
    """Return the exit code and, per workflow, the steps that ran and whether all their checks passed."""
    report = folder / "report.json"
    command: list[str | Path] = [
        REDOCLY,
        "respect",
        WORKFLOWS,
        "--server",
        f"animo={origin}/api/v1",
        "--input",
        f"token={token}",
    ]
    done = subprocess.run([*command, *more, "-J", report], env=QUIET, check=False, capture_output=True, timeout=60)
    (told,) = json.loads(report.read_text())["files"].values()
    ran = {
        flow["workflowId"]: {
            step["stepId"]: all(check["status"] == "success" for check in step["checks"])
            for step in flow["executedSteps"]
        }
        for flow in told["executedWorkflows"]
    }
    return done.returncode, ran


def test_all_workflows_succeed(box: Sandbox, origin: str, tmp_path: Path) -> None:
    code, ran = respect(origin, tmp_path, box.token())
    assert code == 0
    wanted = {flow["workflowId"]: [step["stepId"] for step in flow["steps"]] for flow in DOCUMENT["workflows"]}
    assert {flow: list(steps) for flow, steps in ran.items()} == wanted


def test_without_the_pro_plan_each_workflow_stops_at_the_company_step(
    box: Sandbox, origin: str, tmp_path: Path
) -> None:
    code, ran = respect(origin, tmp_path, box.token(plan="none"))
    assert code == 1
    assert ran.pop("find-company") == {"token_is_valid": True, "a_company_is_on_the_pro_plan": False}
    assert ran == {flow["workflowId"]: {"company": False} for flow in DOCUMENT["workflows"][1:]}


def test_without_integrations_only_the_webhook_workflow_fails(box: Sandbox, origin: str, tmp_path: Path) -> None:
    code, ran = respect(origin, tmp_path, box.token(plan="pro-without-integrations"))
    assert code == 1
    assert ran.pop("webhook-lifecycle") == {"company": True, "attach": False}
    assert all(passed for steps in ran.values() for passed in steps.values())


@pytest.mark.parametrize("flow", DOCUMENT["workflows"], ids=lambda flow: flow["workflowId"])
def test_the_token_is_the_only_input_without_a_default(flow: dict[str, Any]) -> None:
    inputs = flow["inputs"]
    if "$ref" in inputs:
        inputs = DOCUMENT["components"]["inputs"][inputs["$ref"].rpartition("/")[2]]
    assert inputs["required"] == ["token"]
    assert [name for name, schema in inputs["properties"].items() if "default" not in schema] == ["token"]


def test_the_workflow_reads_the_order_until_it_is_paid(box: Sandbox, origin: str, tmp_path: Path) -> None:
    token, page = box.token(), f"{origin}/aidemodays/event/ai-demo-days-2026/o/"

    def pay() -> None:
        with httpx.Client(headers={"Authorization": f"Bearer {token}"}) as http:
            orders = f"{origin}/api/v1/{box.company_id('aidemodays')}/event/ai-demo-days-2026/orders?page=4"
            for _ in range(100):
                mine = [each for each in http.get(orders).json()["data"] if each["email"] == "payer@example.com"]
                if mine:
                    time.sleep(1)  # so that the workflow reads the unpaid order at least once
                    http.post(f"{page}{mine[0]['id']}/checkout")
                    return
                time.sleep(0.1)

    payer = threading.Thread(target=pay)
    payer.start()
    wanted = ("--input", "ticket_type=regular", "--input", "email=payer@example.com", "-w", "register-attendee")
    code, _ = respect(origin, tmp_path, token, *wanted)
    payer.join()
    reads = [each for each in box.requests if "/orders/" in each.path and each.method == "GET"]
    assert code == 0
    assert len(reads) > 1


@pytest.mark.parametrize(("flow", "step"), STEPS, ids=[f"{flow}-{step['stepId']}" for flow, step in STEPS])
def test_a_workflow_step_repeats_the_provenance_notes_of_its_operation(flow: str, step: dict[str, Any]) -> None:
    paragraphs = re.findall(
        r"\*\*(?:Partly inferred|Inferred|By convention):\*\*[^\n]*", said(OPERATIONS[step["operationId"]])
    )
    assert [each for each in paragraphs if each not in said(step)] == []


def said(node: dict[str, Any]) -> str:
    """Return the description with each paragraph on one line."""
    return re.sub(r"(?<!\n)\n(?!\n)", " ", node["description"])
