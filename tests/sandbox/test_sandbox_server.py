import signal
import socket
import subprocess
import sys

import httpx
import pytest


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_the_command_prints_its_url_and_tokens_and_exits_with_0_on_a_signal(stop):
    command = [sys.executable, "-m", "animo_async.sandbox", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            told = dict(line.strip().split("=", 1) for line in iter(process.stdout.readline, "Press Ctrl-C to stop.\n"))
            base_url = told["base_url"]
            plans = {
                name: httpx.get(f"{base_url}/companies", headers={"Authorization": f"Bearer {token}"}).json()["data"]
                for name, token in told.items()
                if name != "base_url"
            }
        finally:
            process.send_signal(stop)
        code = process.wait(10)

    assert base_url.startswith("http://127.0.0.1:")
    assert {name: len(companies) for name, companies in plans.items()} == {
        "token": 2,
        "token_without_plan": 0,
        "token_without_integrations": 2,
    }
    assert code == 0


def test_a_port_in_use_stops_the_command_with_a_one_line_error():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "animo_async.sandbox", "--port", port]
        done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert done.stderr.startswith(f"cannot listen on 127.0.0.1:{port}: ")
    assert done.stderr.count("\n") == 1
