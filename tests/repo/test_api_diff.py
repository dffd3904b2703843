"""What `make api-diff` says of seeded changes of the Python names."""

import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from packaging.version import Version

ROOT = Path(__file__).parents[2]


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A copy of the package, committed and tagged as the version that it has."""
    shutil.copytree(ROOT / "animo_async", tmp_path / "animo_async", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts/api_diff.py", tmp_path / "scripts")
    set_version(tmp_path, "0.3.1")
    identity = ["-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "."], [*identity, "commit", "-q", "-m", "Release"], ["tag", "v0.3.1"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    return tmp_path


def edit(repo: Path, name: str, old: str, new: str) -> None:
    path = repo / "animo_async" / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def set_version(repo: Path, version: str) -> None:
    (repo / "animo_async" / "_version.py").write_text(f'__version__ = "{version}"\n', "utf-8")


def api_diff(repo: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "scripts/api_diff.py"]
    return subprocess.run(command, cwd=repo, capture_output=True, text=True, check=False)


def export_removed(repo: Path) -> None:
    edit(repo, "__init__.py", '    "amount",\n', "")


def model_removed(repo: Path) -> None:
    edit(repo, "models.py", '    "Company",\n', "")


def method_renamed(repo: Path) -> None:
    edit(repo, "client.py", "    def company(", "    def organisation(")


def argument_renamed(repo: Path) -> None:
    edit(repo, "resources/orders.py", "async def approve(self, order:", "async def approve(self, the_order:")


def argument_added(repo: Path) -> None:
    edit(repo, "urls.py", "def event(self, ", "def event(self, language: str, ")


def internal_function_removed(repo: Path) -> None:
    edit(repo, "_http/retries.py", "def ", "def other_")


def nothing(repo: Path) -> None:
    pass


@pytest.mark.parametrize(
    ("seed", "name"),
    [
        (export_removed, "animo_async.amount"),
        (model_removed, "animo_async.models.Company"),
        (method_renamed, "AnimoClient.company"),
        (argument_renamed, "approve(order)"),
        (argument_added, "PublicUrls.event(language)"),
    ],
)
def test_a_breaking_change_is_reported(repo: Path, seed: Callable[[Path], None], name: str) -> None:
    seed(repo)

    done = api_diff(repo)
    assert done.returncode == 1, done.stderr
    assert name in done.stdout
    assert "0.3.1 may not break 0.3.1" in done.stdout


@pytest.mark.parametrize(("version", "code"), [("0.3.2", 1), ("0.4.0", 0)])
def test_before_1_0_a_minor_version_may_break(repo: Path, version: str, code: int) -> None:
    export_removed(repo)
    set_version(repo, version)

    assert api_diff(repo).returncode == code


@pytest.mark.parametrize(
    ("old", "new", "allowed"),
    [("1.4.0", "1.5.0", False), ("1.4.0", "2.0.0", True), ("0.9.0", "0.9.1", False), ("0.9.0", "0.10.0", True)],
)
def test_the_version_step_that_may_break(old: str, new: str, allowed: bool) -> None:
    may_break = runpy.run_path(str(ROOT / "scripts/api_diff.py"))["may_break"]
    assert may_break(Version(new), Version(old)) is allowed


@pytest.mark.parametrize("seed", [internal_function_removed, nothing])
def test_other_changes_are_not_reported(repo: Path, seed: Callable[[Path], None]) -> None:
    seed(repo)

    done = api_diff(repo)

    assert (done.returncode, done.stdout) == (0, "Public Python names since v0.3.1: 0 breaking changes.\n")


def test_without_a_tag_there_is_nothing_to_compare_with(repo: Path) -> None:
    subprocess.run(["git", "tag", "-d", "v0.3.1"], cwd=repo, check=True, capture_output=True)

    done = api_diff(repo)

    assert (done.returncode, "no version tag" in done.stdout) == (0, True)
