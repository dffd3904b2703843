"""The contents of the package and its public names."""

import ast
import importlib.metadata
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path, PurePosixPath

import pytest
import yaml

import animo_async
from helpers import for_each

ROOT = Path(__file__).parents[2]

PUBLIC = {
    "APIConnectionError",
    "APIStatusError",
    "APITimeoutError",
    "AnimoClient",
    "AnimoError",
    "AnimoGapWarning",
    "Attempt",
    "AuthenticationError",
    "CompanyAccessError",
    "CompanyClient",
    "CompanyNotFoundError",
    "ConfigurationError",
    "Entitlement",
    "EntitlementState",
    "EventClient",
    "IntegrationsRequiredError",
    "MethodNotAllowedError",
    "MissingScopeError",
    "NotFoundError",
    "OrderChange",
    "OrderWatcher",
    "Page",
    "Pager",
    "PaginationDriftError",
    "PaymentPendingError",
    "PermissionDeniedError",
    "PlanRequiredError",
    "PublicUrls",
    "RateLimitError",
    "ResponseFormatError",
    "ServerError",
    "SlugTakenError",
    "ValidationError",
    "__version__",
    "models",
    "amount",
    "local_time",
    "wall_clock",
}

# Packages of the extras and the test tools. The core must not load any of them.
NOT_OF_THE_CORE = {"oauthlib", "pytest", "starlette", "trio", "typer", "uvicorn"}

REGISTRY_HOST = re.compile(r"\b(?:pypi|pythonhosted|npmjs|yarnpkg)\.(?:org|com|io)\b|--(?:extra-)?index-url")
MACHINE_PATH = re.compile(r"(?<![\w.~}-])/(?:root|home|Users|tmp|work|workspace)/")


def build(target: str, source: Path, destination: Path) -> Path:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(destination)],
        cwd=source,
        check=True,
        capture_output=True,
    )
    (built,) = destination.iterdir()
    return built


def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return contents(build("wheel", ROOT, tmp_path_factory.mktemp("wheel")))


def tracked_text() -> list[tuple[str, str]]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    found = []
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if path.is_file() and b"\0" not in (content := path.read_bytes()):
            found.append((name, content.decode()))
    return found


def imported_modules(module: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.partition(".")[0])
    return names


def test_the_wheel_installs_two_packages_and_nothing_else(wheel: dict[str, bytes]) -> None:
    top_level = {PurePosixPath(name).parts[0] for name in wheel}
    assert top_level == {"animo_async", "animo_v1", f"animo_async-{animo_async.__version__}.dist-info"}


def test_both_packages_are_marked_as_typed(wheel: dict[str, bytes]) -> None:
    assert {"animo_async/py.typed", "animo_v1/py.typed"} <= wheel.keys()


@pytest.mark.parametrize("name", ["animo-v1.yaml", "animo-v1.arazzo.yaml"])
def test_the_wheel_contains_the_spec_and_its_workflows(wheel: dict[str, bytes], name: str) -> None:
    assert wheel[f"animo_v1/{name}"] == (ROOT / "openapi" / name).read_bytes()


def test_the_wheel_contains_no_unexpected_files(wheel: dict[str, bytes]) -> None:
    expected = (".py", "/py.typed", "/animo-v1.yaml", "/animo-v1.arazzo.yaml", "/docs.html")
    others = [name for name in wheel if ".dist-info/" not in name and not name.endswith(expected)]
    assert [name for name in others if not name.startswith("animo_async/sandbox/pages/templates/")] == []


def test_every_module_of_the_source_tree_is_in_the_wheel(wheel: dict[str, bytes]) -> None:
    tops = (ROOT / "animo_async", ROOT / "generated" / "animo_v1")
    modules = {file.relative_to(top.parent).as_posix() for top in tops for file in top.rglob("*.py")}
    assert modules <= wheel.keys()


def test_the_sdist_builds_the_same_wheel(
    wheel: dict[str, bytes], tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    sdist = build("sdist", ROOT, tmp_path_factory.mktemp("sdist"))
    subprocess.run(["tar", "-xzf", str(sdist), "-C", str(tmp_path)], check=True)
    (unpacked,) = tmp_path.iterdir()
    assert contents(build("wheel", unpacked, tmp_path_factory.mktemp("again"))) == wheel


def test_the_classifiers_name_the_pythons_that_ci_runs() -> None:
    metadata = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text("utf-8"))
    tested = workflow["jobs"]["all"]["strategy"]["matrix"]["python"]
    classified = [found[1] for line in metadata["classifiers"] if (found := re.search(r"Python :: (\d\.\d+)", line))]
    assert classified == tested
    assert metadata["requires-python"] == f">={tested[0]}"


def test_the_version_matches_the_installed_distribution() -> None:
    assert animo_async.__version__ == importlib.metadata.version("animo-async")


def test_the_changelog_has_a_section_for_the_version() -> None:
    assert f"## [{animo_async.__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_public_names_are_fixed() -> None:
    assert set(animo_async.__all__) == PUBLIC


@for_each("name", sorted(PUBLIC))
def test_a_public_name_can_be_imported(name: str) -> None:
    assert hasattr(animo_async, name)


def test_a_type_checker_reports_a_misspelled_name(tmp_path: Path) -> None:
    right = [f"from animo_async import {name}" for name in sorted(PUBLIC)]
    right += [f"from animo_async.models import {name}" for name in animo_async.models.__all__]
    wrong = [f"{line}s" for line in right] + ["animo_async.Anim0Client", "animo_async.models.Evnt"]
    file = tmp_path / "imports.py"
    file.write_text("\n".join(["import animo_async", *right, *wrong]), encoding="utf-8")

    command = ["ty", "check", "--output-format", "concise", "--python", sys.prefix, str(file)]
    done = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, check=False, cwd=tmp_path)

    found = {int(line) for line in re.findall(r"imports\.py:(\d+):\d+: error", done.stdout)}
    assert found == set(range(2 + len(right), 2 + len(right) + len(wrong))), done.stdout + done.stderr


def test_only_the_http_package_and_the_sandbox_import_httpx() -> None:
    core = Path(animo_async.__file__).parent
    importing = {
        file.relative_to(core).parts[0]
        for file in core.rglob("*.py")
        if {"httpx", "httpcore", "h11"} & set(imported_modules(file))
    }
    assert importing == {"_http", "sandbox"}


def test_importing_the_client_loads_no_packages_of_the_extras() -> None:
    code = "import sys, animo_async; animo_async.AnimoClient; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert NOT_OF_THE_CORE.isdisjoint(loaded)


@pytest.mark.parametrize("pattern", [REGISTRY_HOST, MACHINE_PATH], ids=["registry host", "machine path"])
def test_no_tracked_file_contains_a_registry_host_or_a_local_path(pattern: re.Pattern[str]) -> None:
    named = {f"{name}: {found.group()}" for name, text in tracked_text() if (found := pattern.search(text))}
    assert named == set()
