"""The commands `spec` and `sandbox`, which need no token."""

import re
import signal
import subprocess
from importlib.resources import files

import httpx
import pytest

import animo_async
from animo_async import AnimoClient

SPEC = files("animo_v1").joinpath("animo-v1.yaml").read_text(encoding="utf-8")


def test_the_spec_is_printed(animo):
    result = animo("spec", ANIMO_TOKEN="")
    assert (result.exit_code, result.stdout) == (0, SPEC)


def test_the_spec_is_written_to_a_file(animo, tmp_path):
    result = animo("spec", "-o", tmp_path / "animo.yaml", ANIMO_TOKEN="")
    assert (result.exit_code, result.stdout) == (0, "")
    assert [(file.name, file.read_text(encoding="utf-8")) for file in tmp_path.iterdir()] == [("animo.yaml", SPEC)]


@pytest.mark.parametrize(
    "options", [["--workflows"], ["--workflows", "-o", "workflows.yaml"]], ids=["printed", "copied"]
)
def test_the_workflows_are_printed_or_written_to_a_file(animo, tmp_path, monkeypatch, options):
    monkeypatch.chdir(tmp_path)
    result = animo("spec", *options, ANIMO_TOKEN="")
    text = (tmp_path / "workflows.yaml").read_text(encoding="utf-8") if "-o" in options else result.stdout
    assert result.exit_code == 0
    assert text == files("animo_v1").joinpath("animo-v1.arazzo.yaml").read_text(encoding="utf-8")


def test_the_version_is_printed(animo):
    assert animo("--version").stdout == f"animo {animo_async.__version__}\n"


@pytest.fixture
def sandbox(animo):
    process = animo.start("sandbox", "--port", "0", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    yield process
    process.kill()
    process.communicate()


def told(process, *names):
    values = {}
    while not set(names) <= values.keys():
        name, _, value = process.stdout.readline().decode().strip().partition("=")
        assert name, "it ended early"
        values[name] = value
    return [values[name] for name in names]


@pytest.mark.anyio
async def test_the_sandbox_command_serves_a_sandbox(sandbox):
    base_url, token = told(sandbox, "base_url", "token")
    async with AnimoClient(token, base_url=base_url) as client:
        assert [company.slug for company in await client.companies()] == ["aidemodays", "lumen-talks"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("soon", [True, False], ids=["while it starts", "while it serves"])
def test_a_signal_ends_the_sandbox_without_an_error(sandbox, number, soon):
    base_url, *_ = told(sandbox, "base_url", "token_without_integrations")
    if not soon:
        assert httpx.get(f"{base_url}/user").status_code == 401
    sandbox.send_signal(number)
    said = sandbox.communicate(timeout=30)[1].decode()
    assert "Traceback" not in said
    assert sandbox.returncode == 0


def test_the_sandbox_prints_shell_export_commands(animo):
    code, screen = animo.on_terminal("sandbox", "--port", "0", interrupt_after=b"openapi.yaml", NO_COLOR="1")
    assert code == 0
    assert re.search(
        r"\n  export ANIMO_BASE_URL=http://127.0.0.1:\d+/api/v1\n  export ANIMO_TOKEN=sandbox-\w+\n", screen
    )


def test_the_sandbox_says_when_its_port_is_taken(animo):
    port = re.search(r":(\d+)/", animo.base_url).group(1)
    result = animo("sandbox", "--port", port)
    assert result.exit_code == 1
    assert f"127.0.0.1:{port}" in result.stderr
