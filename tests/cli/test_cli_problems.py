"""How the command fails: the exit code, one error line and a hint."""

import os
import socket
import subprocess
import sys

import pytest

from animo_async import (
    APIStatusError,
    CompanyAccessError,
    IntegrationsRequiredError,
    MissingScopeError,
    PaginationDriftError,
    PermissionDeniedError,
    RateLimitError,
    ResponseFormatError,
)
from animo_async.cli.problems import Problem, problem

EVENT = "ai-demo-days-2026"
COMMANDS = [
    ["companies"],
    ["events", "aidemodays"],
    ["orders", "aidemodays", EVENT],
    ["urls", "aidemodays", EVENT],
    ["export", "events", "--company", "aidemodays", "-o", "out.csv"],
    ["export", "orders", "--company", "aidemodays", "--event", EVENT, "-o", "out.jsonl"],
]


@pytest.fixture(autouse=True)
def nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    yield
    assert list(tmp_path.iterdir()) == []


def lines(result):
    assert result.stdout in {"", "[]\n"}
    return [line.partition(":")[0] for line in result.stderr.splitlines()]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_refused_token_exits_with_1(animo, command):
    result = animo(*command, ANIMO_TOKEN="wrong")
    assert result.exit_code == 1
    assert lines(result) == ["error", "hint"]
    assert "refused the token" in result.stderr


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_missing_pro_plan_exits_with_3(animo, token_for, command):
    result = animo(*command, **token_for(plan="none"))
    assert result.exit_code == 3
    assert lines(result) == ["error", "hint"]
    assert "/admin/settings/billing" in result.stderr


@pytest.mark.parametrize("command", COMMANDS[1:], ids=" ".join)
def test_a_missing_scope_exits_with_3_and_is_named(animo, token_for, command):
    result = animo(*command, **token_for(["user:read", "companies:read"]))
    assert result.exit_code == 3
    assert lines(result) == ["error", "hint"]
    assert "events:read" in result.stderr


@pytest.mark.parametrize("command", COMMANDS[1:], ids=" ".join)
def test_a_company_without_access_exits_with_3(animo, command):
    result = animo(*["northwind-summits" if word == "aidemodays" else word for word in command])
    assert result.exit_code == 3
    assert "northwind-summits" in result.stderr


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_server_error_exits_with_1(animo, box, command):
    box.fail(500)
    result = animo(*command)
    assert result.exit_code == 1
    assert lines(result) == ["error", "hint"]


@pytest.mark.parametrize("command", COMMANDS[2:4] + COMMANDS[5:], ids=" ".join)
def test_an_unknown_event_exits_with_1(animo, command):
    result = animo(*["no-such-event" if word == EVENT else word for word in command])
    assert result.exit_code == 1
    assert "no-such-event" in result.stderr


@pytest.mark.parametrize(
    "command",
    [
        ["evnts"],
        ["events", "--colour"],
        ["orders"],
        ["orders", "one", "two", "three"],
        ["orders", "aidemodays", "a/b"],
        ["events"],  # ambiguous, because there are two companies
        ["export"],
        ["export", "events", "--company", "aidemodays"],
        ["export", "events", "--company", "aidemodays", "-o", "out.txt"],
        ["export", "events", "--company", "aidemodays", "-o", "missing/out.csv"],
        ["export", "events", "--company", "aidemodays", "-o", "."],
        ["export", "orders", "--company", "aidemodays", "-o", "out.csv"],
        ["export", "events", "-o", "out.csv", "--format", "xml"],
        ["sandbox", "--port", "99999"],
    ],
    ids=" ".join,
)
def test_invalid_usage_exits_with_2(animo, command):
    result = animo(*command)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("error: ")


def test_a_missing_token_without_a_terminal_exits_with_2(animo):
    result = animo("companies", ANIMO_TOKEN="")
    assert result.exit_code == 2
    assert "ANIMO_TOKEN" in result.stderr


def test_a_malformed_token_exits_with_2_and_is_not_shown(animo):
    result = animo("companies", ANIMO_TOKEN="a secret")
    assert result.exit_code == 2
    assert "a secret" not in result.output


def test_an_invalid_url_exits_with_2(animo):
    result = animo("companies", ANIMO_BASE_URL="ftp://animo")
    assert result.exit_code == 2
    assert "ANIMO_BASE_URL" in result.stderr


def test_a_refused_connection_exits_with_1_and_names_the_url(animo):
    with socket.socket() as taken:  # bound, but not listening
        taken.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{taken.getsockname()[1]}/api/v1"
        result = animo("companies", ANIMO_BASE_URL=nowhere)
    assert result.exit_code == 1
    assert nowhere in result.stderr
    assert "you can retry it" not in result.stderr  # not needed in a shell


ASKED = {"method": "GET", "path": "/x"}


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (MissingScopeError(scopes=["a:read"], status_code=403, **ASKED), 3, "a scope: a:read"),
        (MissingScopeError(scopes=[], status_code=403, **ASKED), 3, "unknown"),
        (CompanyAccessError(status_code=403, **ASKED), 3, "no access"),
        (IntegrationsRequiredError(status_code=403, **ASKED), 3, "integrations"),
        (PermissionDeniedError(status_code=403, **ASKED), 3, "refused GET /x"),
        (RateLimitError(retry_after=7.0, status_code=429, **ASKED), 1, "Wait 7 seconds"),
        (RateLimitError(status_code=429, **ASKED), 1, "Wait a while"),
        (APIStatusError(status_code=418, message="short and stout", **ASKED), 1, "418: short and stout"),
        (ResponseFormatError(reason="not JSON", **ASKED), 1, "not JSON"),
        (PaginationDriftError(passes=3, **ASKED), 1, "changed during each"),
        (OSError(28, "No space left on device"), 1, "No space left"),
        (ValueError("event must not be '.'"), 2, "must not be"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_every_error_has_its_exit_code_and_says_what_happened(error, code, says):
    found = problem(error)
    assert isinstance(found, Problem)
    assert found.code == code
    assert says in f"{found.line} {found.hint}"


def test_an_unexpected_exception_is_not_turned_into_a_problem():
    assert problem(KeyError("surprise")) is None


@pytest.mark.parametrize("where", ["before", "after"])
def test_debug_shows_requests_and_traceback_but_not_the_token(animo, where):
    words = ["--debug", "companies"] if where == "before" else ["companies", "--debug"]
    process = animo.start(*words, stderr=subprocess.PIPE, env={"ANIMO_TOKEN": "not-a-good-token"})
    said = process.communicate(timeout=30)[1].decode()
    assert process.returncode == 1
    assert "Traceback" in said
    assert "GET /companies" in said
    assert "error: Animo refused the token" in said
    assert "not-a-good-token" not in said


def test_without_debug_there_is_no_traceback(animo):
    assert "Traceback" not in animo("companies", ANIMO_TOKEN="wrong").output


def test_the_prompt_for_the_token_does_not_show_it(animo):
    code, screen = animo.on_terminal("companies", keys=animo.token.encode() + b"\n", ANIMO_TOKEN="")
    assert code == 0
    assert "lumen-talks" in screen
    assert animo.token not in screen


def test_errors_on_a_terminal_are_wrapped_between_words(animo):
    code, screen = animo.on_terminal("events", columns=40, NO_COLOR="1")
    assert code == 2
    assert "error: This token can access several  " in screen


def test_without_a_command_the_commands_are_listed(animo):
    result = animo()
    assert result.exit_code == 2
    assert "companies" in result.stderr


@pytest.mark.parametrize("words", [[], ["doctor"], ["events"], ["orders"], ["urls"], ["export", "events"], ["sandbox"]])
def test_help_exits_with_0_and_shows_the_usage(animo, words):
    result = animo(*words, "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: {' '.join(['root', *words])}") or "Usage:" in result.stdout


def run_without(module, *words):
    code = f"import sys; sys.modules[{module!r}] = None; from animo_async.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=False, env={**os.environ}
    )


@pytest.mark.parametrize("module", ["typer", "rich", "yaml"])
def test_the_command_names_its_missing_extra(module):
    done = run_without(module, "companies")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "animo-async[cli]" in done.stderr


@pytest.mark.parametrize("module", ["starlette", "uvicorn"])
def test_the_sandbox_command_names_its_missing_extra(module):
    done = run_without(module, "sandbox")
    assert done.returncode == 2
    assert "animo-async[sandbox]" in done.stderr
    assert "Traceback" not in done.stderr


def test_importing_the_cli_package_does_not_load_typer():
    code = "import sys, animo_async.cli; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert "typer" not in loaded  # httpx itself loads click and rich if they are installed


@pytest.mark.parametrize(
    "command",
    [
        ("orders", "aidemodays", "demo-night-6"),
        ("export", "orders", "--company", "aidemodays", "--event", "demo-night-6", "--format", "csv", "-o", "-"),
        ("watch", "orders", "aidemodays", "demo-night-6"),
    ],
)
def test_a_404_says_that_the_company_only_attends_the_event(animo, command):
    result = animo(*command)
    assert result.exit_code == 3
    assert "only attends demo-night-6" in result.stderr
