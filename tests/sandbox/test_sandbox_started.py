"""Test the two commands that start the sandbox: their options, their output and the server that they run."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

COMMANDS = {
    "module": [sys.executable, "-m", "animo_async.sandbox"],
    "animo": [str(Path(sys.executable).with_name("animo")), "sandbox"],
}


class Started(NamedTuple):
    process: subprocess.Popen[str]
    told: dict[str, str]

    def get(self, path: str, token: str | None = None) -> httpx.Response:
        return self.call("GET", self.told["base_url"] + path, token)

    def control(self, method: str, query: str = "", token: str | None = None) -> httpx.Response:
        origin = self.told["base_url"].removesuffix("/api/v1")
        return self.call(method, f"{origin}/_sandbox/fail{query}", token)

    def call(self, method: str, url: str, token: str | None) -> httpx.Response:
        return httpx.request(method, url, headers={"Authorization": f"Bearer {token or self.told['token']}"})

    def end(self) -> str:
        """Stop the server and return what it wrote to standard error."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.communicate(timeout=30)[1].removesuffix("Stopped.\n")


@pytest.fixture(params=COMMANDS)
def command(request: pytest.FixtureRequest) -> list[str]:
    return COMMANDS[request.param]


@pytest.fixture
def start(command: list[str]) -> Iterator[Callable[..., Started]]:
    processes: list[subprocess.Popen[str]] = []

    def started(*options: str) -> Started:
        process = subprocess.Popen(
            [*command, "--port", "0", *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        processes.append(process)
        told: dict[str, str] = {}
        while "token_without_integrations" not in told:
            line = process.stdout.readline()
            assert line, process.stderr.read()
            name, _, value = line.strip().partition("=")
            told[name] = value
        return Started(process, told)

    yield started
    for process in processes:
        process.kill()
        process.communicate()


def failed(command: list[str], *options: str, code: int) -> str:
    """Run a command that must fail and return its standard error."""
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    return done.stderr


def test_the_sandbox_uses_the_given_token_and_time(start):
    box = start("--token", "mine-1234", "--now", "2031-02-28")
    company = box.get("/companies").json()["data"][0]["id"]
    created = httpx.post(
        f"{box.told['base_url']}/{company}/forms/create",
        json={"name": "Mine"},
        headers={"Authorization": "Bearer mine-1234"},
    ).json()["data"]["created_at"]

    assert box.told["token"] == "mine-1234"
    assert created.startswith("2031-02-28T00:")


def test_without_the_token_option_each_sandbox_creates_its_own_token(start):
    one, other = start(), start()

    assert one.told["token"] != other.told["token"]
    assert one.get("/user", other.told["token"]).status_code == 401
    assert other.get("/user").status_code == 200


@pytest.mark.parametrize(
    ("option", "value"),
    [("--now", "tomorrow"), ("--now", "2027-02-30"), ("--now", "0001-01-01"), ("--token", ""), ("--token", "a b")],
)
def test_the_error_for_an_invalid_option_value_names_the_option(command, option, value):
    says = failed(command, "--port", "0", option, value, code=2)

    assert option.strip("-") in says


def test_the_error_for_a_port_in_use_names_the_address(command):
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        says = failed(command, "--port", str(port), code=1)

    assert f"127.0.0.1:{port}" in says


def test_a_closed_output_pipe_stops_the_command_with_a_one_line_error():
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [*COMMANDS["module"], "--port", "0"], stdout=write, stderr=subprocess.PIPE, text=True, check=False, timeout=60
    )
    os.close(write)

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "standard output" in done.stderr


def test_verbose_logs_one_line_for_each_request(start):
    box = start("--verbose")
    box.get("/companies?page=2")
    box.get("/nowhere%0Aelse")
    box.get("/user", "wrong-token")
    lines = box.end().splitlines()

    assert [re.sub(r"^\S+ \S+  ", "", line) for line in lines] == [
        "GET /api/v1/companies?page=2 HTTP/1.1  200 OK",
        "GET /api/v1/nowhere%0Aelse HTTP/1.1  404 Not Found",
        "GET /api/v1/user HTTP/1.1  401 Unauthorized",
    ]
    assert box.told["token"] not in "".join(lines)


def test_without_verbose_requests_are_not_logged(start):
    box = start()
    box.get("/companies")

    assert box.end() == ""


def test_faults_can_be_added_over_http(start):
    box = start()

    assert box.control("POST", "?status=503&times=2").json() == {"pending": 2}
    assert box.control("POST", "?status=429").json() == {"pending": 3}
    statuses = [box.get("/user").status_code for _ in range(4)]
    assert statuses == [503, 503, 429, 200]


def test_pending_faults_can_be_counted_and_removed_over_http(start):
    box = start()
    box.control("POST", "?status=500&times=9")
    box.get("/user")

    assert box.control("GET").json() == {"pending": 8}
    assert box.control("DELETE").json() == {"pending": 0}
    assert box.get("/user").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?status=",
        "?status=99",
        "?status=600",
        "?status=5e2",
        "?status=503&times=0",
        "?status=503&times=x",
        "?status=503&times=100000000000",
        "?status=503&delay=-1",
        "?status=503&delay=nan",
        "?status=503&delay=inf",
    ],
)
@pytest.mark.anyio
async def test_an_invalid_fault_is_refused(box, query):
    async with httpx.AsyncClient(transport=httpx.ASGITransport(box.app), base_url="http://sandbox") as http:
        headers = {"Authorization": f"Bearer {box.token()}"}
        response = await http.post(f"/_sandbox/fail{query}", headers=headers)
        left = await http.get("/_sandbox/fail", headers=headers)

    assert response.status_code == 422
    assert "Example: ?status=503" in response.json()["message"]
    assert left.json() == {"pending": 0}


@pytest.mark.anyio
async def test_adding_a_fault_requires_a_valid_token(box):
    async with httpx.AsyncClient(transport=httpx.ASGITransport(box.app), base_url="http://sandbox") as http:
        response = await http.post("/_sandbox/fail?status=503", headers={"Authorization": "Bearer wrong"})

    assert response.status_code == 401
    assert not box._faults.pending
