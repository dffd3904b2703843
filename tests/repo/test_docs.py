"""README, docs/ and docstrings: every code block runs, and every link, command and option exists."""

import ast
import asyncio
import inspect
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from unittest import SkipTest

import pytest
import typer
import yaml
from anyio.from_thread import start_blocking_portal
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from sybil import Example, Sybil
from sybil.document import Document, PythonDocStringDocument
from sybil.parsers.markdown import CodeBlockParser, SkipParser

from animo_async import AnimoClient
from animo_async.cli.app import app
from animo_async.sandbox import Sandbox
from animo_v1.operations import OPERATIONS
from helpers import for_each

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
DOCS = ROOT / "docs"
PAGES = [README, *sorted(DOCS.rglob("*.md"))]
MODULES = [path for path in sorted((ROOT / "animo_async").rglob("*.py")) if "```python" in path.read_text("utf-8")]


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def without_code(page: str) -> str:
    return re.sub(r"^```.*?^```", "", page, flags=re.MULTILINE | re.DOTALL)


each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Sandbox]:
    box = Sandbox()
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(box.serve()) as base_url:
        monkeypatch.setenv("ANIMO_BASE_URL", base_url)
        monkeypatch.setenv("ANIMO_TOKEN", box.token())
        monkeypatch.chdir(tmp_path)
        yield box


@contextmanager
def one_client(document: Document, box: Sandbox) -> Iterator[None]:
    """Run the code blocks of a page in one event loop, with the client from "Get started"."""
    with asyncio.Runner() as runner:
        animo, entitled = AnimoClient(), AnimoClient(box.token())
        acme = runner.run(entitled.find_company("aidemodays"))

        def run(code: object) -> None:
            document.namespace |= {"animo": animo, "acme": acme}
            runner.run(awaited(eval, code, document.namespace))

        document.namespace["run"] = run
        try:
            yield
        finally:
            runner.run(animo.aclose())
            runner.run(entitled.aclose())


async def awaited(function: Callable[..., Any], *args: Any) -> None:
    """Call a function in the event loop and await its result if it is awaitable."""
    result = function(*args)
    if inspect.isawaitable(result):
        await result


def run_python(example: Example) -> None:
    # The leading empty lines make the line numbers in a traceback match the page.
    source = "\n" * example.line + example.parsed
    code = compile(source, example.path, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    if "asyncio.run(" in example.parsed:
        exec(code, {"__name__": "__main__"})
    else:
        example.namespace["run"](code)


def run_shell(example: Example) -> None:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euc", example.parsed],
        capture_output=True,
        check=False,
        env={**os.environ, "PATH": path},
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr


SYBIL = Sybil(
    [CodeBlockParser("python", run_python), CodeBlockParser("sh", run_shell), SkipParser()],
    document_types={".py": PythonDocStringDocument},
)


def run_blocks(document: Document, box: Sandbox) -> None:
    """Run the code blocks of a page one after the other."""
    with one_client(document, box):
        for example in document.examples():
            with suppress(SkipTest):
                example.evaluate()


@each_page
def test_every_code_block_of_a_page_runs(box, page):
    run_blocks(SYBIL.parse(page), box)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_code_block_in_the_docstrings_of_a_module_runs(box, module):
    run_blocks(SYBIL.parse(module), box)


def test_a_failing_code_block_in_a_docstring_raises_its_error(box, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    module = tmp_path / "module_with_an_example.py"
    module.write_text('def f():\n    """Example:\n        ```python\n        raise LookupError\n        ```\n    """\n')

    with pytest.raises(LookupError):
        run_blocks(SYBIL.parse(module), box)


def test_a_failing_code_block_is_reported_with_its_line_in_the_page(box, tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# Page\n\n```python\nawait animo.user()\nawait animo.nothing()\n```\n", encoding="utf-8")

    with pytest.raises(AttributeError) as failed:
        run_blocks(SYBIL.parse(page), box)

    assert (failed.traceback[-1].path, failed.traceback[-1].lineno + 1) == (page, 5)


def test_every_skipped_code_block_has_a_reason():
    skips = [skip for page in PAGES for skip in re.findall(r"<!-- skip.*?-->", text(page))]
    assert skips
    assert all(re.fullmatch(r'<!-- skip: next "[A-Z].+\." -->', skip) for skip in skips)


TASKS = ("events", "orders", "payments", "emails", "forms", "webhooks", "urls", "dates", "money", "observe")


@pytest.mark.parametrize("name", TASKS)
def test_a_guide_starts_with_an_example_and_says_what_can_go_wrong(name):
    page = text(DOCS / "guides" / f"{name}.md")
    start, *parts = page.split("\n## ")
    assert "```python" in start
    assert {"What can go wrong", "What the API cannot tell you"} <= {part.partition("\n")[0] for part in parts}


def test_at_least_20_code_blocks_run():
    blocks = sum(len(re.findall(r"^```(?:python|sh)$", text(page), re.MULTILINE)) for page in PAGES)
    skips = sum(text(page).count("<!-- skip") for page in PAGES)
    assert blocks - skips >= 20


def block(page: str, part: str) -> str:
    """Return the code block of a page of docs/ that contains `part`."""
    (found,) = (
        code
        for code in re.findall(r"^```python\n(.*?)^```", text(DOCS / page), re.MULTILINE | re.DOTALL)
        if part in code
    )
    return found


def test_the_opentelemetry_observer_creates_children_of_the_callers_span(box):
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    names: dict[str, object] = {}
    exec(block("guides/observe.md", "from opentelemetry").partition("async with")[0], names)

    async def main() -> None:
        box.fail(503)
        async with AnimoClient(observe=names["span"]) as animo:
            with trace.get_tracer("test").start_as_current_span("mine"):
                await animo.user()
                await asyncio.gather(animo.companies(), animo.companies())

    asyncio.run(main())

    *spans, mine = exporter.get_finished_spans()
    assert [span.name for span in spans] == ["GET get_user"] * 2 + ["GET list_companies"] * 2
    assert [span.attributes["http.response.status_code"] for span in spans] == [503, 200, 200, 200]
    assert [span.status.is_ok for span in spans] == [False, True, True, True]
    assert {span.parent.span_id for span in spans} == {mine.context.span_id}
    assert all(mine.start_time <= span.start_time < span.end_time <= mine.end_time for span in spans)


def quick_start() -> str:
    return re.findall(r"^```python\n(.*?)^```", text(README), re.MULTILINE | re.DOTALL)[0]


def test_the_quick_start_lists_events_with_their_urls(box, capsys):
    exec(quick_start(), {})
    line = r"^AI Demo Days 2026 http://\S+/aidemodays/event/ai-demo-days-2026$"
    assert re.search(line, capsys.readouterr().out, re.MULTILINE)


def test_the_first_example_is_the_same_in_the_readme_and_the_docs():
    for page in ("index.md", "start.md"):
        code = re.search(r"^```python\n(.*?)^```", text(DOCS / page), re.MULTILINE | re.DOTALL)[1]
        assert re.sub(r" +#.*", "", code) == re.sub(r" +#.*", "", quick_start())


@pytest.mark.parametrize("page", [README, DOCS / "guides" / "entitlements.md"], ids=["README", "entitlements"])
def test_the_examples_about_plans_explain_a_missing_plan(box, capsys, page, monkeypatch):
    monkeypatch.setenv("ANIMO_TOKEN", box.token(plan="none"))
    document = SYBIL.parse(page)
    about_plans = [each for each in document.examples() if re.search(r"PlanRequired|entitlement\(", str(each.parsed))]
    assert about_plans
    with one_client(document, box):
        for example in about_plans:
            example.evaluate()
            assert "/admin/settings/billing" in capsys.readouterr().out


def test_the_readme_has_at_most_900_words():
    assert len(without_code(text(README)).split()) <= 900


COMMANDS = typer.main.get_command(app).commands


def test_every_command_has_a_section_in_the_cli_docs():
    headings = " ".join(re.findall(r"^## (.*)", text(DOCS / "cli.md"), re.MULTILINE))
    assert set(re.findall(r"`animo (\w+)`", headings)) == set(COMMANDS)


def options_of(command: Any) -> set[str]:
    """Return the long options of a command and of its subcommands. For a switch, return the non-default name."""
    inner = [options_of(each) for each in getattr(command, "commands", {}).values()]
    own = {name for each in command.params for name in (each.secondary_opts or each.opts) if name.startswith("--")}
    return own.union(*inner)


def sections_of_commands() -> dict[str, str]:
    """Return the section of docs/cli.md about each command."""
    found = re.findall(r"^## (.*`animo .*)\n([^#]*(?:\n#(?!# )[^#]*)*)", text(DOCS / "cli.md"), re.MULTILINE)
    return {name: part for title, part in found for name in re.findall(r"`animo (\w+)`", title)}


@pytest.mark.parametrize("name", COMMANDS)
def test_the_section_of_a_command_names_its_options(name):
    named = set(re.findall(r"--[a-z][a-z-]*", sections_of_commands()[name]))
    everywhere = set(re.findall(r"--[a-z][a-z-]*", text(DOCS / "cli.md").partition("\n## `animo ")[0]))
    options = options_of(COMMANDS[name])
    assert named <= options
    assert options <= named | everywhere


def test_every_path_in_contributing_exists():
    named = re.findall(r"`((?:animo_async|tests|openapi|docs|scripts)/[^`\s]*)`", text(ROOT / "CONTRIBUTING.md"))
    assert len(named) >= 40
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_make_target_in_the_docs_exists():
    targets = set(re.findall(r"^([a-z-]+):", text(ROOT / "Makefile"), re.MULTILINE))
    pages = [*PAGES, *ROOT.glob("*.md")]
    named = {name for page in pages for name in re.findall(r"(?:`|^ *)make ([a-z-]+)", text(page), re.MULTILINE)}
    assert {"demo", "test"} <= named <= targets


@for_each("page", PAGES)
def test_every_relative_link_points_to_an_existing_file(page):
    copied = {"animo-v1.yaml", "redoc.html"}  # `make site` copies these files
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", without_code(text(page)))
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert set(missing) <= copied


@pytest.mark.parametrize("known", ["inferred", "convention"])
def test_the_gaps_page_lists_every_undocumented_operation(known):
    rows = dict(
        re.findall(r"^\| (?:by )?(inferred|convention) \| (.*) \|$", text(DOCS / "api" / "gaps.md"), re.MULTILINE)
    )
    named = set(re.findall(r"\w+", rows[known]))
    assert named == {each.id for each in OPERATIONS.values() if each.provenance == known}


def test_the_gaps_page_lists_every_known_gap():
    spec = yaml.safe_load(text(ROOT / "openapi" / "animo-v1.yaml"))
    gaps = text(DOCS / "api" / "gaps.md")
    assert all(f"| `{gap['id']}` |" in gaps for gap in spec["x-animo-gaps"])
