"""The Python sample of each operation in the spec runs against the sandbox and calls that operation."""

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from anyio.from_thread import start_blocking_portal

from animo_async.models import WebhookAttach
from animo_async.sandbox import Sandbox
from animo_v1.operations import OPERATIONS, OperationInfo
from documented import SPEC


async def attached(box: Sandbox) -> str:
    """Attach a webhook, and return its secret token."""
    async with box.client() as animo:
        acme = await animo.find_company("aidemodays")
        hook = WebhookAttach(name="Leads", url="https://hooks.example.org/animo", events=["lead-created"])
        return (await acme.webhooks.attach(hook)).token


def sample(info: OperationInfo) -> str:
    (only,) = SPEC["paths"][info.path][info.method.lower()]["x-codeSamples"]
    assert (only["lang"], only["label"]) == ("Python", "animo-async")
    return str(only["source"])


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """The sandbox that `AnimoClient()` connects to. WEBHOOK_TOKEN holds the secret of one of its webhooks."""
    box = Sandbox()
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(box.serve()) as base_url:
        monkeypatch.setenv("ANIMO_BASE_URL", base_url)
        monkeypatch.setenv("ANIMO_TOKEN", box.token())
        monkeypatch.setenv("WEBHOOK_TOKEN", portal.call(attached, box))
        yield box


@pytest.mark.parametrize("info", OPERATIONS.values(), ids=lambda info: str(info.id))
def test_a_sample_calls_its_operation(info, box, capsys):
    exec(sample(info), {"__name__": "__main__"})

    path = "/api/v1" + re.sub(r"{\w+}", "[^/]+", info.path)
    assert [each for each in box.requests if each.method == info.method and re.fullmatch(path, each.path)]
    assert "print(" not in sample(info) or capsys.readouterr().out.strip()


def test_the_samples_are_formatted_like_the_code(tmp_path):
    for info in OPERATIONS.values():
        (tmp_path / f"{info.id}.py").write_text(sample(info), encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--diff", "--isolated", tmp_path],
        capture_output=True,
        check=False,
        text=True,
    )

    assert done.returncode == 0, done.stdout
