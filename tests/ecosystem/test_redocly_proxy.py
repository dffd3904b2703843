"""Redocly's validating proxy, placed between the SDK and the sandbox, checks both against the spec."""

import asyncio
import json
import os
import runpy
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from animo_async import AnimoClient
from animo_async.sandbox import Sandbox
from animo_async.sandbox.server import Server

ROOT = Path(__file__).parents[2]
REDOCLY = ROOT / "tests/ecosystem/node_modules/.bin/redocly"
SPEC = ROOT / "openapi/animo-v1.yaml"
QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}


class Proxy:
    """A running proxy. `report` is set after the proxy has stopped."""

    url: str
    report: dict[str, Any]

    @property
    def problems(self) -> list[str]:
        # Headers that the client adds, such as user-agent, are reported as "info".
        return [each["message"] for each in self.report["problems"] if each["severity"] != "info"]


@contextmanager
def proxy_before(app: Any, folder: Path) -> Iterator[Proxy]:
    server = Server(app, "127.0.0.1", 0)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [
        str(REDOCLY),
        "proxy",
        "--target",
        server.origin,
        "--port",
        str(port),
        "--har",
        str(folder / "traffic.har"),
    ]
    command += ["--api", str(SPEC), "--match-mode", "basepath", "--format", "json"]
    proxy = Proxy()
    proxy.url = f"http://127.0.0.1:{port}/api/v1"
    with (folder / "report").open("w+") as report, (folder / "log").open("w") as log:
        process = subprocess.Popen(
            command, env={**os.environ, **QUIET}, stdout=report, stderr=log, start_new_session=True
        )
        try:
            wait_until_listening(port, process)
            yield proxy
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)
            server.stop()
        report.seek(0)
        text = report.read()
        proxy.report = json.loads(text[text.index("{") :])


def wait_until_listening(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert process.poll() is None, "the proxy has ended"
            time.sleep(0.1)
        else:
            return
    pytest.fail("the proxy does not listen")


def test_the_demo_passes_the_validating_proxy(tmp_path: Path) -> None:
    demo = runpy.run_path(str(ROOT / "scripts/demo.py"))
    box = Sandbox()

    async def through(base_url: str) -> None:
        async with AnimoClient(box.token(), base_url=base_url, public_url="https://app.animo.co") as animo:
            await demo["main_job"](animo, box)
        await demo["two_ways_of_having_no_plan"](base_url, box)

    with proxy_before(box.app, tmp_path) as proxy:
        asyncio.run(through(proxy.url))
    run = proxy.report["run"]
    assert proxy.problems == []
    assert run["documentedExchanges"] == run["totalExchanges"] == len(box.requests) > 30


@pytest.mark.parametrize(
    ("request_", "complaint"),
    [
        (("GET", "/nonsense"), "Undocumented endpoint: GET /api/v1/nonsense"),
        (("GET", "/companies?colour=blue"), 'Undocumented query parameter in traffic: "colour"'),
        (("GET", "/user"), 'Response is missing required field "data.first_name".'),
        (("PATCH", "/c/event/e/comms/pending_approval", {"subject": 5}), 'Request field "subject" must be string.'),
        (("PATCH", "/c/event/e/comms/pending_approval", {"mood": "x"}), 'Request has undocumented field "mood".'),
    ],
    ids=["path", "parameter", "answer", "body", "field of a body"],
)
def test_the_proxy_reports_traffic_that_violates_the_spec(request_: Any, complaint: str, tmp_path: Path) -> None:
    async def yes(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send(
            {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]},
        )
        await send({"type": "http.response.body", "body": b'{"data": {"id": "u"}}'})

    method, path, *body = request_
    with proxy_before(yes, tmp_path) as proxy:
        httpx.request(method, proxy.url + path, headers={"Authorization": "Bearer t"}, json=body[0] if body else None)
    assert complaint in proxy.problems


def lint(spec: Path) -> "subprocess.CompletedProcess[str]":
    command = [str(REDOCLY), "lint", str(spec), f"--config={ROOT / 'openapi/redocly.yaml'}", "--format=json"]
    return subprocess.run(command, env={**os.environ, **QUIET}, capture_output=True, text=True, check=False)


def test_lint_reports_an_example_that_does_not_match_its_schema(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    whole = SPEC.read_text("utf-8")
    assert lint(SPEC).returncode == 0
    broken.write_text(whole.replace("last_page: 3", 'last_page: "three"'), "utf-8")
    done = lint(broken)
    assert done.returncode == 1
    assert "no-invalid-media-type-examples" in done.stdout
