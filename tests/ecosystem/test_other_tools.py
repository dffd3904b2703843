"""Generators, importers and linters accept the unedited spec, and their output works against the sandbox."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import yaml

from animo_async.sandbox import Sandbox
from animo_async.sandbox.server import Server

HERE = Path(__file__).parent
BIN = HERE / "node_modules/.bin"
SPEC = HERE.parents[1] / "openapi/animo-v1.yaml"
STRICT = ("--strict", "--skipLibCheck", "--target", "es2022", "--lib", "es2022,dom,dom.iterable", "--types", "node")
PICTURE = "https://media.sandbox.example/"
CALLS = {
    "typescript-axios": """
        import { Configuration, CompaniesApi, EventsApi, EventPagesApi } from "./made";
        const settings = new Configuration({ basePath: BASE, accessToken: TOKEN });
        const company = (await new CompaniesApi(settings).listCompanies()).data.data[0].id;
        const event = (await new EventsApi(settings).createEvent(company, EVENT)).data.data.id;
        const pages = new EventPagesApi(settings);
        const page = await pages.updateEventPage(company, event, "Hello", undefined, undefined, "1", FILE);
        console.log(page.data.data.header_image);
    """,
    "openapi-typescript-codegen": """
        import { OpenAPI, CompaniesService, EventsService, EventPagesService } from "./made";
        OpenAPI.BASE = BASE;
        OpenAPI.TOKEN = TOKEN;
        const company = (await CompaniesService.listCompanies()).data[0].id;
        const event = (await EventsService.createEvent(company, EVENT as any)).data.id;
        const form = { tagline: "Hello", header_image: FILE };
        console.log((await EventPagesService.updateEventPage(company, event, form)).data.header_image);
    """,
    "openapi-typescript": """
        import createClient from "openapi-fetch";
        import type { paths } from "./made";
        const client = createClient<paths>({ baseUrl: BASE, headers: { Authorization: `Bearer ${TOKEN}` } });
        const company = (await client.GET("/companies")).data!.data[0].id;
        const made = await client.POST("/{company}/events/create", { params: { path: { company } }, body: EVENT });
        const form = new FormData();
        form.append("header_image", FILE);
        const page = await client.POST("/{company}/event/{organizingEvent}/page", {
          params: { path: { company, organizingEvent: made.data!.data.id } },
          body: form as any,
          bodySerializer: (body) => body as any,
        });
        console.log(page.data!.data.header_image);
    """,
}
BEGINNING = """
    const BASE = process.env.BASE!, TOKEN = process.env.TOKEN!;
    const FILE = new File([new Uint8Array([1])], "x.png", { type: "image/png" });
    const EVENT = {
      name: "Made by a generator", date_start: "2027-01-01 10:00", date_end: "2027-01-01 12:00",
      attendance_mode: "online", company_role: "organizing", locale: "en", timezone: "Europe/Amsterdam",
      requires_ticket_assignment: false,
    } as const;
"""
PYTHON = """
    import os
    import openapi_client as made
    event = made.EventCreate(
        name="Made by a generator", date_start="2027-01-01 10:00", date_end="2027-01-01 12:00",
        attendance_mode="online", company_role="organizing", locale="en", timezone="Europe/Amsterdam",
        requires_ticket_assignment=False,
    )
    with made.ApiClient(made.Configuration(host=os.environ["BASE"], access_token=os.environ["TOKEN"])) as client:
        company = made.CompaniesApi(client).list_companies().data[0].id
        slug = made.EventsApi(client).create_event(company, event).data.id
        page = made.EventPagesApi(client).update_event_page(
            company, slug, tagline="Hello", header_image=("x.png", b"x"), _content_type="multipart/form-data"
        )
        print(page.data.header_image)
"""


@pytest.fixture
def alone(tmp_path: Path) -> Path:
    """A copy of the spec in a directory without our configuration files."""
    return Path(shutil.copy(SPEC, tmp_path / "animo-v1.yaml"))


@pytest.fixture
def surroundings() -> Iterator[dict[str, str]]:
    """Environment variables with the sandbox's URL and a token."""
    box = Sandbox()
    server = Server(box.app, "127.0.0.1", 0)
    yield {**os.environ, "BASE": f"{server.origin}/api/v1", "TOKEN": box.token(), "NO_COLOR": "1"}
    server.stop()


def run(*command: str | Path, cwd: Path, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, env=env, check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
    return done.stdout


def generator(spec: Path, kind: str) -> Path:
    jar = str(files("openapi_generator_cli") / "openapi-generator.jar")
    run("java", "-jar", jar, "generate", "-i", spec, "-g", kind, "-o", spec.parent / "made", cwd=spec.parent)
    return spec.parent / "made"


def one_name_each(folder: Path) -> None:
    names = [path.relative_to(folder).as_posix().lower() for path in folder.rglob("*")]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("tool", CALLS)
def test_a_generated_typescript_client_works(tool: str, alone: Path, surroundings: dict[str, str]) -> None:
    folder = alone.parent
    if tool == "typescript-axios":
        generator(alone, tool)
    elif tool == "openapi-typescript":
        run(BIN / "openapi-typescript", alone, "-o", folder / "made.d.ts", cwd=folder)
    else:
        script = HERE / "node_modules/openapi-typescript-codegen/bin/index.js"
        run("node", script, "--input", alone, "--output", folder / "made", "--client", "fetch", cwd=folder)
    one_name_each(folder)
    (folder / "node_modules").symlink_to(HERE / "node_modules")
    beginning, (imports, rest) = dedent(BEGINNING), split(dedent(CALLS[tool]))
    program = f"{imports}\n{beginning}\nasync function main() {{\n{rest}\n}}\nvoid main();\n"
    (folder / "call.ts").write_text(program)
    options = (*STRICT, "--module", "nodenext", "--moduleResolution", "nodenext", "--outDir", folder / "js")
    run(BIN / "tsc", *options, "call.ts", cwd=folder)
    assert run("node", "js/call.js", cwd=folder, env=surroundings).startswith(PICTURE)


def split(program: str) -> tuple[str, str]:
    lines = program.splitlines()
    imports = [line for line in lines if line.startswith("import ")]
    return "\n".join(imports), "\n".join(line for line in lines if line not in imports)


def test_a_generated_python_client_works(alone: Path, surroundings: dict[str, str]) -> None:
    made = generator(alone, "python")
    one_name_each(made)
    told = run(sys.executable, "-c", dedent(PYTHON), cwd=made, env={**surroundings, "PYTHONPATH": str(made)})
    assert told.startswith(PICTURE)


@pytest.mark.parametrize("form", ["bru", "opencollection"])
def test_an_imported_bruno_collection_runs(form: str, alone: Path, surroundings: dict[str, str]) -> None:
    folder = alone.parent / "made"
    # Replace the identifiers in the examples with those of the sandbox, so that calls succeed and their scripts run.
    identifiers = {"Kp3xWq9d": Sandbox().company_id("aidemodays"), "lantern-night-2026": "ai-demo-days-2026"}
    text = re.sub("|".join(identifiers), lambda found: identifiers[found[0]], alone.read_text())
    alone.write_text(text)
    run(BIN / "bru", "import", "openapi", "-s", alone, "-o", folder, "--collection-format", form, cwd=alone.parent)
    root = next(path.parent for path in [*folder.rglob("bruno.json"), *folder.rglob("opencollection.yml")])
    values = [f"token={surroundings['TOKEN']}", f"baseUrl={surroundings['BASE']}"]
    variables = [part for value in values for part in ("--env-var", value)]
    place = ("--env", "The local sandbox of animo-async", *variables, "--reporter-json", "report.json")
    run(BIN / "bru", "run", "-r", *place, cwd=root, env=surroundings)
    (told,) = json.loads((root / "report.json").read_text())
    statuses = [each["response"]["status"] for each in told["results"]]
    assert len(statuses) == alone.read_text().count("\n      operationId:")
    assert sum(status < 300 for status in statuses) > 12


def test_spectral_reports_no_error(alone: Path) -> None:
    workflows = Path(shutil.copy(SPEC.with_name("animo-v1.arazzo.yaml"), alone.parent))
    rules = alone.parent / "rules.yaml"
    rules.write_text('extends: ["spectral:oas", "spectral:arazzo"]\n')
    run(BIN / "spectral", "lint", alone, workflows, "--ruleset", rules, "--fail-severity", "error", cwd=alone.parent)


def test_every_entry_in_x_animo_links_is_used_once() -> None:
    spec: dict[str, Any] = yaml.safe_load(SPEC.read_bytes())
    links = [
        link
        for item in spec["paths"].values()
        for operation in item.values()
        for response in operation["responses"].values()
        for link in response.get("links", {}).values()
    ]
    named = [link["$ref"].removeprefix("#/x-animo-links/") for link in links]
    assert sorted(named) == sorted(spec["x-animo-links"])


def test_the_spec_converted_as_in_the_docs_loads_in_connexion(alone: Path) -> None:
    docs = (HERE.parents[1] / "docs" / "api" / "tools.md").read_text(encoding="utf-8")
    version = json.loads((HERE / "package.json").read_text())["dependencies"]["@apiture/openapi-down-convert"]
    (command,) = re.findall(rf"^npx --yes @apiture/openapi-down-convert@{re.escape(version)} (.*)", docs, re.MULTILINE)
    (alone.parent / "openapi").symlink_to(alone.parent)
    run("sh", "-c", f"'{BIN}/openapi-down-convert' {command}", cwd=alone.parent)
    code = """
        import connexion, connexion.mock
        app = connexion.FlaskApp("animo")
        app.add_api(
            "animo-v1-openapi-3.0.yaml",
            resolver=connexion.mock.MockResolver(mock_all=True),
            strict_validation=True,
            validate_responses=True,
        )
        print(len(app.middleware.apis[0].specification["paths"]))
    """
    python = HERE.parents[1] / "build" / "connexion-venv" / "bin" / "python"
    paths = run(python, "-W", "ignore", "-c", dedent(code), cwd=alone.parent)
    assert int(paths) == len(yaml.safe_load(SPEC.read_bytes())["paths"])
