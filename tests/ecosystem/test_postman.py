"""The Postman collection, run by newman against the sandbox."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from animo_async.sandbox import Sandbox
from animo_async.sandbox.server import Server
from animo_v1.operations import OPERATIONS

ROOT = Path(__file__).resolve().parents[2]
NEWMAN = ROOT / "tests" / "ecosystem" / "node_modules" / ".bin" / "newman"
SPEC = yaml.safe_load((ROOT / "openapi" / "animo-v1.yaml").read_bytes())
SUMMARIES = {operation["summary"] for item in SPEC["paths"].values() for operation in item.values()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("postman")
    subprocess.run([sys.executable, ROOT / "scripts" / "postman.py", "--output", folder], check=True)
    return folder


def collection(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "animo.postman_collection.json").read_bytes())


def requests(folder: Path) -> list[dict[str, Any]]:
    return [item for tag in collection(folder)["item"] for item in tag["item"]]


def variables(folder: Path, name: str) -> dict[str, str]:
    entries = json.loads((folder / f"{name}.postman_environment.json").read_bytes())["values"]
    return {entry["key"]: entry["value"] for entry in entries}


@contextmanager
def served(box: Sandbox) -> Iterator[str]:
    server = Server(box.app, "127.0.0.1", 0)
    try:
        yield f"{server.origin}/api/v1"
    finally:
        server.stop()


def started(folder: Path) -> Sandbox:
    """Return a sandbox with the token from the generated environment, as `make postman` tells the user to start it."""
    return Sandbox(token=variables(folder, "sandbox")["bearerToken"])


def newman(folder: Path, box: Sandbox) -> dict[str, Any]:
    """Run the whole collection and return newman's report. Only the port differs from the generated environment."""
    report = folder / "report.json"
    report.unlink(missing_ok=True)
    with served(box) as base_url:
        command = [NEWMAN, "run", "animo.postman_collection.json", "-e", "sandbox.postman_environment.json"]
        command += ["--env-var", f"baseUrl={base_url}", "--reporters", "json", "--reporter-json-export", report]
        subprocess.run(command, cwd=folder, check=False, timeout=120)
    return json.loads(report.read_bytes())["run"]


def failures(run: dict[str, Any]) -> list[str]:
    return [f"{each['source']['name']}: {each['error']['test']}" for each in run["failures"]]


def test_every_request_gets_the_documented_status_and_response_shape(folder):
    box = started(folder)
    run = newman(folder, box)
    asserted = {each["item"]["name"]: len(each["assertions"]) for each in run["executions"]}

    assert [each["error"] for each in run["failures"]] == []
    assert asserted == dict.fromkeys(SUMMARIES, 2)
    assert len(box.requests) == len(SUMMARIES) == len(OPERATIONS)


def test_the_uploaded_file_reaches_the_sandbox(folder):
    box = started(folder)
    run = newman(folder, box)
    upload = next(each for each in run["executions"] if each["item"]["name"] == "Update an event page")
    answer = json.loads(bytes(upload["response"]["stream"]["data"]))

    assert re.fullmatch(r"https://media\.sandbox\.example/\w+\.png", answer["data"]["header_image"])
    assert answer["data"]["tagline"] == "Light on the water"


def test_a_response_without_a_required_field_fails_its_check(folder):
    box = started(folder)
    del box._world.user["email"]

    assert failures(newman(folder, box)) == ["Get the user: matches the schema UserResponse"]


def test_a_response_with_an_undocumented_status_fails_its_checks(folder):
    box = started(folder)
    box.fail(500)

    assert failures(newman(folder, box)) == [
        "Get the user: 200, as documented",
        "Get the user: matches the schema UserResponse",
    ]


def test_every_request_uses_the_token_variable_of_the_collection(folder):
    assert collection(folder)["auth"]["bearer"][0]["value"] == "{{bearerToken}}"
    assert [each["name"] for each in requests(folder) if "auth" in each["request"]] == []


def test_every_path_variable_is_defined_in_both_environments(folder):
    used = {
        value.strip("{}")
        for each in requests(folder)
        for value in (variable["value"] for variable in each["request"]["url"]["variable"])
    }

    assert used <= variables(folder, "sandbox").keys()
    assert variables(folder, "sandbox").keys() == variables(folder, "animo").keys()


def test_the_animo_environment_has_no_values_except_the_base_url(folder):
    values = variables(folder, "animo")

    assert values.pop("baseUrl") == "https://app.animo.co/api/v1"
    assert set(values.values()) == {""}


def test_every_request_has_a_description_and_an_example_of_each_response(folder):
    documented = {
        operation["summary"]: sorted(operation["responses"])
        for item in SPEC["paths"].values()
        for operation in item.values()
    }

    assert all(each["request"]["description"]["content"] for each in requests(folder))
    assert {
        each["name"]: sorted(str(answer["code"]) for answer in each["response"]) for each in requests(folder)
    } == documented
    assert all(json.loads(answer["body"]) for each in requests(folder) for answer in each["response"])
