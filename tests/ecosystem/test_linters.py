"""Each linter fails on a seeded fault. A linter that reads no file would pass, too."""

import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NODE_MODULES = "tests/ecosystem/node_modules"
copy_tracked = runpy.run_path(str(ROOT / "scripts/rehearse_change.py"))["copy_tracked"]


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository that uses the installed tools."""
    copy = tmp_path_factory.mktemp("linters") / "repo"
    copy_tracked(copy)
    (copy / ".venv").symlink_to(ROOT / ".venv")
    (copy / NODE_MODULES).symlink_to(ROOT / NODE_MODULES)
    subprocess.run(["git", "init", "-q"], cwd=copy, check=True)
    subprocess.run(["git", "add", "."], cwd=copy, check=True)
    return copy


@pytest.fixture
def repo(clean: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(clean, tmp_path / "repo", symlinks=True))


def run(repo: Path, *command: str) -> subprocess.CompletedProcess[str]:
    # The copies have a `.venv` that is older than they are: make must not rebuild it.
    environment = {**os.environ, "NO_COLOR": "1", "MAKEFLAGS": f"-o {repo / '.venv/.stamp'}"}
    return subprocess.run(command, cwd=repo, env=environment, stdout=-1, stderr=-2, encoding="utf-8", check=False)


def append(repo: Path, name: str, text: str) -> None:
    with (repo / name).open("a", encoding="utf-8") as file:
        file.write(text)


def replace(repo: Path, name: str, old: str, new: str) -> None:
    text = (repo / name).read_text("utf-8")
    assert old in text
    (repo / name).write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize("target", ["lint", "spec-lint", "redocly-lint", "lint-workflows"])
def test_a_clean_copy_passes(clean: Path, target: str) -> None:
    done = run(clean, "make", target)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("target", "file", "fault", "reported"),
    [
        ("lint", "animo_async/money.py", "import os\n", "F401"),
        ("lint", "scripts/code_size.py", "NUMBER = 1  +  1\n", "would be reformatted"),
        ("lint", "animo_async/money.py", "\n\ndef _client() -> None:\n    from . import client as client\n", "money"),
        ("lint", "SECURITY.md", "Wait, lest it fails.\n", "SECURITY.md"),  # plain: ok
        ("lint", "README.md", "It is teh end.\n", "teh ==> the"),  # codespell:ignore teh
        ("spec-lint", "openapi/animo-v1.yaml", "servrs: []\n", "servrs"),
        ("redocly-lint", "openapi/animo-v1.yaml", "tags: [{name: Unused}]\n", "animo-v1.yaml"),
        (
            "lint-workflows",
            ".github/workflows/ci.yml",
            "  second:\n    runs-on: ubuntu-99\n    steps: []\n",
            "ubuntu-99",
        ),
        ("lint-workflows", ".github/dependabot.yml", "registry: none\n", "registry"),
        ("lint-workflows", ".github/ISSUE_TEMPLATE/bug-report.yml", "  - type: poem\n", "poem"),
        ("lint-workflows", ".github/ISSUE_TEMPLATE/config.yml", "contact: none\n", "contact"),
    ],
)
def test_a_fault_is_reported(repo: Path, target: str, file: str, fault: str, reported: str) -> None:
    append(repo, file, fault)

    done = run(repo, "make", target)

    assert done.returncode != 0
    assert reported in done.stdout


@pytest.mark.parametrize(
    ("old", "new", "reported"),
    [
        ("persist-credentials: false", "fetch-depth: 1", "artipacked"),
        ("needs: build", "needs: built", "built"),
        ("pypa/gh-action-pypi-publish@release/v1", "someone/publish@v1", "unpinned-uses"),
        ("timeout-minutes: 10", "timeout-minuts: 10", "timeout-minuts"),
        ("permissions: {}", "", "excessive-permissions"),
    ],
)
def test_a_fault_in_the_release_workflow_is_reported(repo: Path, old: str, new: str, reported: str) -> None:
    replace(repo, ".github/workflows/release.yml", old, new)

    done = run(repo, "make", "lint-workflows")

    assert done.returncode != 0
    assert reported in done.stdout


def test_mypy_reports_a_wrong_type(repo: Path) -> None:
    # With its cache of `make types` it reads only what changed.
    if (ROOT / ".mypy_cache").exists():
        shutil.copytree(ROOT / ".mypy_cache", repo / ".mypy_cache")
    append(repo, "animo_async/money.py", '\n_wrong: int = "text"\n')

    done = run(repo, "make", "types")

    assert done.returncode != 0
    assert "animo_async/money.py" in done.stdout


def test_pyright_reports_a_wrong_type(tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "animo_async").mkdir()
    (tmp_path / "animo_async/wrong.py").write_text('number: int = "text"\n', "utf-8")
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")

    done = run(tmp_path, str(ROOT / NODE_MODULES / ".bin/pyright"), "--warnings")

    assert done.returncode != 0
    assert "animo_async/wrong.py" in done.stdout


def test_each_pre_commit_hook_reports_a_fault(repo: Path) -> None:
    append(repo, "animo_async/money.py", "\n\ndef _client() -> None:\n    from . import client as client\n")
    append(repo, "scripts/code_size.py", "NUMBER = 1  +  1\nundefined\n")
    append(repo, "SECURITY.md", "Wait, lest it fails.\n")  # plain: ok
    append(repo, "generated/animo_v1/types.py", "# Edited by hand\n")
    subprocess.run(["git", "add", "."], cwd=repo, check=True)

    done = run(repo, sys.executable, "-m", "pre_commit", "run", "--all-files")

    results = [line for line in done.stdout.splitlines() if line.endswith(("Passed", "Failed", "Skipped"))]
    assert len(results) == 5
    assert all(line.endswith("Failed") for line in results), done.stdout


def test_the_pre_commit_hooks_pass_on_a_clean_copy(clean: Path) -> None:
    done = run(clean, sys.executable, "-m", "pre_commit", "run", "--all-files")
    assert done.returncode == 0, done.stdout
