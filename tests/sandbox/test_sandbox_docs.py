"""Test the spec and Swagger UI that the sandbox serves in addition to the API."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
import yaml
from openapi_spec_validator import validate

from animo_async.sandbox import Sandbox
from animo_async.sandbox.docs import with_docs
from animo_v1.operations import OPERATIONS

pytestmark = pytest.mark.anyio

SHIPPED = yaml.safe_load((Path(__file__).parents[2] / "openapi" / "animo-v1.yaml").read_bytes())


def asking(box: Sandbox, assets: Path | None = None, origin: str = "http://sandbox:1234") -> httpx.AsyncClient:
    headers = {"Authorization": f"Bearer {box.token()}"}
    return httpx.AsyncClient(transport=httpx.ASGITransport(with_docs(box, assets)), base_url=origin, headers=headers)


@pytest.fixture(scope="module")
def spec() -> dict[str, Any]:
    async def fetched() -> dict[str, Any]:
        async with asking(Sandbox()) as http:
            return (await http.get("/openapi.json")).json()

    return anyio.run(fetched)


@pytest.fixture
def swagger_ui(tmp_path: Path) -> Path:
    (tmp_path / "swagger-ui.css").write_text("body {}")
    (tmp_path / "swagger-ui-bundle.js").write_text("let it")
    (tmp_path / "package.json").write_text("{}")
    return tmp_path


def shapes(node: Any) -> Any:
    """Return the spec without examples and servers, the only parts that may differ."""
    if isinstance(node, list):
        return [shapes(item) for item in node]
    if isinstance(node, dict):
        return {key: shapes(value) for key, value in node.items() if key not in {"example", "examples", "servers"}}
    return node


async def test_the_yaml_and_json_specs_are_equal() -> None:
    async with asking(Sandbox()) as http:
        as_yaml, as_json = await http.get("/openapi.yaml"), await http.get("/openapi.json")

    assert (as_yaml.headers["content-type"], as_json.headers["content-type"]) == (
        "application/yaml",
        "application/json",
    )
    assert yaml.safe_load(as_yaml.text) == as_json.json()


async def test_the_yaml_spec_keeps_its_comments() -> None:
    async with asking(Sandbox()) as http:
        text = (await http.get("/openapi.yaml")).text

    assert text.startswith("# The Animo API v1")


async def test_the_served_spec_matches_the_shipped_spec(spec: dict[str, Any]) -> None:
    validate(spec)
    assert shapes(spec) == shapes(SHIPPED)


async def test_the_first_server_in_the_spec_has_the_requested_host() -> None:
    async with asking(Sandbox(), origin="http://localhost:5678") as http:
        servers = (await http.get("/openapi.json")).json()["servers"]

    assert [server["url"] for server in servers] == ["http://localhost:5678/api/v1", "https://app.animo.co/api/v1"]


@pytest.mark.parametrize("name", OPERATIONS)
async def test_the_examples_of_an_operation_work_in_a_fresh_sandbox(name: str, spec: dict[str, Any]) -> None:
    operation = OPERATIONS[name]
    described = spec["paths"][operation.path][operation.method.lower()]
    parameters = [
        spec["components"]["parameters"][each["$ref"].rpartition("/")[2]] for each in described.get("parameters", ())
    ]
    path = operation.path.format_map({each["name"]: each["example"] for each in parameters if each["in"] == "path"})
    query = {each["name"]: each["example"] for each in parameters if each["in"] == "query"}
    body = described.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")
    box = Sandbox()
    transport, headers = httpx.ASGITransport(box.app), {"Authorization": f"Bearer {box.token()}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox/api/v1", headers=headers) as http:
        answer = await http.request(operation.method, path, params=query, json=body)

    assert str(answer.status_code) in described["responses"]
    assert answer.is_success, answer.text
    assert "q" not in query or answer.json()["data"] != []


async def test_without_swagger_ui_the_docs_page_is_not_found() -> None:
    async with asking(Sandbox()) as http:
        missing = await http.get("/docs")

    assert missing.status_code == 404


async def test_the_docs_page_loads_nothing_from_other_hosts(swagger_ui: Path) -> None:
    async with asking(Sandbox(), swagger_ui) as http:
        page = await http.get("/docs")

    assert page.headers["content-type"].startswith("text/html")
    assert "//" not in page.text


async def test_only_the_swagger_ui_files_in_the_folder_are_served(swagger_ui: Path) -> None:
    async with asking(Sandbox(), swagger_ui) as http:
        names = ["swagger-ui.css", "swagger-ui-bundle.js", "package.json"]
        answers = {name: (await http.get(f"/docs/{name}")).status_code for name in names}

    assert answers == {"swagger-ui.css": 200, "swagger-ui-bundle.js": 200, "package.json": 404}


def test_a_folder_without_swagger_ui_is_refused_with_a_clear_error(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "animo_async.sandbox", "--docs", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].endswith(
        f"error: no Swagger UI in {tmp_path}: swagger-ui.css, swagger-ui-bundle.js missing"
    )
