import ast
import asyncio
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from anyio.from_thread import start_blocking_portal

from animo_async import AnimoClient
from animo_async.sandbox import Sandbox
from animo_v1.operations import OPERATIONS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    box = Sandbox()
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(box.serve()) as base_url:
        monkeypatch.setenv("ANIMO_BASE_URL", base_url)
        monkeypatch.setenv("ANIMO_TOKEN", box.token())
        yield box


async def go_on_from_the_first_screen(code: str, token: str | None = None) -> None:
    async with AnimoClient() as entitled, AnimoClient(token) as animo:
        names = {"animo": animo, "acme": await entitled.find_company("aidemodays")}
        example = eval(compile(code, "README.md", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT), names)
        if inspect.isawaitable(example):
            await example
        for test in [value for name, value in names.items() if name.startswith("test_")]:
            await test()


@pytest.mark.parametrize("code", EXAMPLES, ids=range(len(EXAMPLES)))
def test_every_example_runs(box, code):
    if "asyncio.run(" in code:
        exec(compile(code, "README.md", "exec"), {})
    else:
        asyncio.run(go_on_from_the_first_screen(code))


def test_the_first_example_lists_events_with_their_pages(box, capsys):
    exec(EXAMPLES[0], {})
    line = r"^AI Demo Days 2026 http://\S+/aidemodays/event/ai-demo-days-2026$"
    assert re.search(line, capsys.readouterr().out, re.MULTILINE)


def test_the_examples_about_plans_explain_that_there_is_none(box, capsys):
    about_plans = [code for code in EXAMPLES if "except PlanRequiredError" in code or "animo.entitlement()" in code]
    for code in about_plans:
        asyncio.run(go_on_from_the_first_screen(code, box.token(plan="none")))
        assert "/admin/settings/billing" in capsys.readouterr().out


def test_every_make_target_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:`|^)make ([a-z-]+)", README, re.MULTILINE))
    assert {"demo", "test"} <= named <= targets


def test_every_relative_link_leads_somewhere():
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if "://" not in link]
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_operation_that_is_not_documented_is_named():
    rows = dict(re.findall(r"^\| (inferred|by convention) \| (.*) \|$", README, re.MULTILINE))
    named = {known.removeprefix("by "): set(re.findall(r"\w+", operations)) for known, operations in rows.items()}
    for known in ("inferred", "convention"):
        assert named[known] == {each.id for each in OPERATIONS.values() if each.provenance == known}


def test_every_known_gap_is_named():
    spec = yaml.safe_load((ROOT / "openapi" / "animo-v1.yaml").read_text(encoding="utf-8"))
    for gap in spec["x-animo-gaps"]:
        assert f"| `{gap['id']}` |" in README
