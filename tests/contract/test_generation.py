"""`make generate`, `make check-generated` and the generated package."""

import importlib
import inspect
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from animo_v1 import models
from animo_v1.operations import OPERATIONS, WEBHOOK_EVENT_SCOPES
from helpers import for_each

ROOT = Path(__file__).resolve().parents[2]
SPEC = yaml.safe_load((ROOT / "openapi" / "animo-v1.yaml").read_bytes())
SPEC_OPERATIONS = {
    operation["operationId"]: (method.upper(), path, operation)
    for path, item in SPEC["paths"].items()
    for method, operation in item.items()
    if isinstance(operation, dict) and "operationId" in operation
}


class Run(NamedTuple):
    returncode: int
    text: str
    before: dict[str, bytes]
    after: dict[str, bytes]
    package: Path


def contents(house: Path) -> dict[str, bytes]:
    package = house / "generated"
    files = (path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(package).as_posix(): path.read_bytes() for path in files}


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def as_it_is(house: Path) -> None:
    pass


def without_generated(house: Path) -> None:
    shutil.rmtree(house / "generated")


def by_hand(house: Path) -> None:
    package = house / "generated" / "animo_v1"
    edit(package / "models" / "city.py", "City", "Town")
    (package / "models" / "venue.py").unlink()
    (package / "models" / "extra.py").touch()


def with_lost_response(house: Path) -> None:
    edit(house / "openapi" / "animo-v1.yaml", '"application/json":', '"application/xml":')


def with_unsupported_property(house: Path) -> None:
    edit(house / "openapi" / "animo-v1.yaml", 'format: "date-time"', 'format: "uuid"')


def with_native_form(house: Path) -> None:
    spec = house / "openapi" / "animo-v1.yaml"
    edit(spec, 'type: string\n          pattern: "^[01]$"', "type: boolean")
    head, upload = spec.read_text(encoding="utf-8").split("    EventPageUpload:\n", 1)
    upload = upload.replace("type: string", 'type: [string, "null"]', 1)
    spec.write_text(f"{head}    EventPageUpload:\n{upload}", encoding="utf-8")


def with_other_generator(house: Path) -> None:
    edit(house / "pyproject.toml", "openapi-python-client==0.29.1", "openapi-python-client==0.29.2")


def with_other_ruff(house: Path) -> None:
    edit(house / "pyproject.toml", "ruff==", "ruff==9.")


def with_other_templates(house: Path) -> None:
    stock = house / "openapi" / "generator" / "templates" / "STOCK"
    stock.write_text(re.sub(r"\w+(?=  model\.py)", "0" * 64, stock.read_text(encoding="utf-8")), encoding="utf-8")


CASES: dict[str, tuple[Callable[[Path], None], list[str], dict[str, str]]] = {
    "fresh": (without_generated, [], {"LC_ALL": "C", "TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "1"}),
    "again": (as_it_is, [], {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "2"}),
    "check": (as_it_is, ["--check"], {}),
    "check by hand": (by_hand, ["--check"], {}),
    "lost response": (with_lost_response, [], {}),
    "unsupported property": (with_unsupported_property, [], {}),
    "native form": (with_native_form, [], {}),
    "other generator": (with_other_generator, ["--check"], {}),
    "other ruff": (with_other_ruff, ["--check"], {}),
    "other templates": (with_other_templates, ["--check"], {}),
}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    """Run each case in its own copy of the project, from another directory, and in parallel to save time."""

    houses = tmp_path_factory.mktemp("houses")

    def run(name: str) -> Run:
        change, arguments, environment = CASES[name]
        house = houses / f"{name} house"
        house.mkdir()
        shutil.copy(ROOT / "pyproject.toml", house)
        for part in ("openapi", "generated", "scripts"):
            shutil.copytree(ROOT / part, house / part, ignore=shutil.ignore_patterns("__pycache__"))
        change(house)
        before = contents(house)
        command = [sys.executable, str(house / "scripts" / "generate.py"), *arguments]
        done = subprocess.run(
            command, cwd=house.parent, env=os.environ | environment, capture_output=True, text=True, check=False
        )
        return Run(done.returncode, done.stdout + done.stderr, before, contents(house), house / "generated")

    with ThreadPoolExecutor(max_workers=3) as pool:
        return dict(zip(CASES, pool.map(run, CASES), strict=True))


def test_every_run_writes_the_same_bytes(runs: dict[str, Run]) -> None:
    assert runs["fresh"].returncode == runs["again"].returncode == 0, runs["fresh"].text + runs["again"].text
    assert runs["fresh"].after == runs["again"].after == contents(ROOT)


def test_the_package_is_typed_and_includes_the_spec_but_no_http_client(runs: dict[str, Run]) -> None:
    files = runs["fresh"].after
    assert files["animo_v1/animo-v1.yaml"] == (ROOT / "openapi" / "animo-v1.yaml").read_bytes()
    assert "animo_v1/py.typed" in files
    assert not {"animo_v1/client.py", "animo_v1/errors.py"} & files.keys()
    assert not [name for name, text in files.items() if name.endswith(".py") and b"httpx import" in text]


def test_check_passes_on_an_unchanged_package(runs: dict[str, Run]) -> None:
    assert runs["check"].returncode == 0, runs["check"].text


@pytest.mark.parametrize(
    "line", ["differs: models/city.py", "missing: models/venue.py", "not from the spec: models/extra.py"]
)
def test_check_names_each_changed_missing_or_extra_file(runs: dict[str, Run], line: str) -> None:
    assert runs["check by hand"].returncode == 1
    assert line in runs["check by hand"].text
    assert "make generate" in runs["check by hand"].text


def test_check_changes_no_files(runs: dict[str, Run]) -> None:
    assert runs["check by hand"].after == runs["check by hand"].before


@pytest.mark.parametrize(
    ("case", "told"),
    [
        ("lost response", "Unsupported content_type application/xml"),
        ("unsupported property", "unsupported property: User.created_at"),
        ("other generator", "pyproject.toml pins 0.29.2"),
        ("other ruff", "pyproject.toml pins 9."),
        ("other templates", "templates/model.py.jinja was made from another stock template"),
    ],
)
def test_a_failure_has_a_message_and_leaves_generated_unchanged(runs: dict[str, Run], case: str, told: str) -> None:
    assert runs[case].returncode == 1
    assert told in runs[case].text
    assert runs[case].after == runs[case].before


def test_a_form_sends_a_boolean_as_1_or_0_and_null_as_an_empty_string(runs: dict[str, Run]) -> None:
    code = """
from animo_v1.models import EventPageUpload
for body in (EventPageUpload(tagline=None, show_attendees=True), EventPageUpload(show_attendees=False)):
    print(body.to_multipart())
"""
    environment = os.environ | {"PYTHONPATH": str(runs["native form"].package)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        "[('tagline', (None, b'')), ('show_attendees', (None, b'1'))]",
        "[('show_attendees', (None, b'0'))]",
    ]


def test_the_operations_table_has_every_operation() -> None:
    assert OPERATIONS.keys() == SPEC_OPERATIONS.keys()


@for_each("name", sorted(SPEC_OPERATIONS))
def test_the_operations_table_matches_the_spec(name: str) -> None:
    method, path, operation = SPEC_OPERATIONS[name]
    info = OPERATIONS[name]
    parameters = [SPEC["components"]["parameters"][p["$ref"].split("/")[-1]] for p in operation.get("parameters", [])]
    alternatives = [entry["oauth2"] for entry in operation["security"] if "oauth2" in entry]
    assert (info.id, info.method, info.path, info.tag) == (name, method, path, operation["tags"][0])
    assert list(info.scopes) == [scope for scopes in alternatives for scope in scopes]
    assert info.any_scope == (len(alternatives) > 1)
    assert (info.gate or "none", info.provenance) == (operation["x-animo-gate"], operation["x-animo-provenance"])
    assert info.paginated == ("page" in [parameter["name"] for parameter in parameters])


def test_the_scopes_table_has_every_webhook_event() -> None:
    assert WEBHOOK_EVENT_SCOPES.keys() == {event.value for event in models.WebhookEvent}
    assert set(WEBHOOK_EVENT_SCOPES.values()) <= set(OPERATIONS["attach_webhook"].scopes)


def load(name: str) -> Any:
    return importlib.import_module(f"animo_v1.api.{OPERATIONS[name].tag.replace('-', '_')}.{name}")


@for_each("name", sorted(SPEC_OPERATIONS))
def test_an_operation_puts_its_arguments_into_path_and_body(name: str) -> None:
    _, path, spec = SPEC_OPERATIONS[name]
    module = load(name)
    arguments = {
        p: "pending_approval" if p == "template" else f"a {p}" for p in inspect.signature(module.request).parameters
    }
    arguments = {
        key: value for key, value in arguments.items() if key not in {"q", "page", "body"} and "include" not in key
    }
    body = {}
    content = spec.get("requestBody", {}).get("content", {}).get("application/json")
    if content:
        model = getattr(models, content["schema"]["$ref"].split("/")[-1])
        body = {"body": model.from_dict(content["example"])}
    sent = module.operation.request(*arguments.values(), **body)
    values = iter(arguments.values())
    assert sent.path == re.sub(r"{\w+}", lambda _: next(values).replace(" ", "%20"), path)
    assert sent.json == (content["example"] if content else None)
    assert (sent.params, sent.files, module.operation.info) == ({}, None, OPERATIONS[name])


def imported_by(statement: str) -> set[str]:
    code = f"{statement}\nimport sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_the_models_package_loads_no_model_module() -> None:
    loaded = imported_by("import animo_v1.models; dir(animo_v1.models)")
    assert not [name for name in loaded if name.startswith("animo_v1.models.")]


def test_importing_an_operation_loads_only_its_own_models_and_no_http_library() -> None:
    loaded = imported_by("import animo_v1.api.user.get_user")
    own = {"animo_v1.models.user", "animo_v1.models.user_response"}
    assert {name for name in loaded if name.startswith("animo_v1.models.")} == own
    assert not {"httpx", "httpcore"} & loaded


def test_every_model_can_be_imported_by_name_and_is_listed() -> None:
    assert set(models.__all__) <= set(dir(models))
    assert all(getattr(models, name).__name__ == name for name in models.__all__)


def test_an_unknown_model_name_raises_attribute_error() -> None:
    with pytest.raises(AttributeError, match="Nothing"):
        getattr(models, "Nothing")  # noqa: B009
