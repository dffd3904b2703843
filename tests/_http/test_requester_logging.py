from __future__ import annotations

import logging
import re
import subprocess
import sys
from typing import Any

import anyio
import httpx
import pytest

import fake_clock
from animo_async import AnimoError
from helpers import COMPANY, TOKEN, Net, companies, denied, envelope, event, reply, user

pytestmark = pytest.mark.anyio

USER = "GET /user"
OK = {"data": user()}


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> Any:
    return fake_clock.backend(request.param)


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Any:
    """Return a function that lists the package's log messages so far, optionally of one level."""
    caplog.set_level(logging.DEBUG, "animo_async")
    return lambda level=None: [
        record.getMessage()
        for record in caplog.records
        if record.name.startswith("animo_async") and level in (None, record.levelname)
    ]


async def test_an_attempt_is_logged_with_method_path_status_time_and_number(lines: Any) -> None:
    async def answer(_: httpx.Request) -> Any:
        await anyio.sleep(0.25)
        return OK

    await Net({USER: answer}).client().user()

    (line,) = lines("DEBUG")
    assert re.search(r"GET /user\b.*\b200\b.*\b250 ms\b.*\b1\b", line)


async def test_each_attempt_and_each_retry_is_logged(lines: Any) -> None:
    await Net({USER: [502, httpx.ReadError("reset"), OK]}).client(max_retries=2).user()

    attempts, retries = lines("DEBUG"), lines("INFO")
    assert [re.findall(r": (\w+) in", line) for line in attempts] == [["502"], ["APIConnectionError"], ["200"]]
    assert [re.findall(r"attempt (\d)", line) for line in attempts] == [["1"], ["2"], ["3"]]
    assert len(retries) == 2
    assert all("GET /user" in line and " s" in line for line in retries)


async def test_no_retry_is_logged_for_an_error_that_is_raised(lines: Any) -> None:
    with pytest.raises(AnimoError):
        await Net({USER: 404}).client(max_retries=2).user()

    assert (len(lines("DEBUG")), lines("INFO")) == (1, [])


async def test_the_pause_after_a_429_is_logged_once(lines: Any) -> None:
    refusal = reply(429, headers={"Retry-After": "7"})

    await Net({USER: [refusal, OK]}).client(max_retries=1).user()

    pauses = [line for line in lines("INFO") if "429" in line]
    assert len(pauses) == 1
    assert "7.00 s" in pauses[0]


async def test_a_timed_out_attempt_is_logged_as_api_timeout_error(lines: Any) -> None:
    async def answer(_: httpx.Request) -> None:
        await anyio.sleep_forever()

    with pytest.raises(AnimoError):
        await Net({USER: answer}).client(timeout=3).user()

    (line,) = lines("DEBUG")
    assert "APITimeoutError" in line
    assert "3000 ms" in line


async def test_a_cancelled_attempt_is_logged_as_cancelled(lines: Any) -> None:
    async def answer(_: httpx.Request) -> None:
        await anyio.sleep_forever()

    with anyio.move_on_after(1):
        await Net({USER: answer}).client().user()

    assert "Cancelled" in lines("DEBUG")[0]


async def test_an_attempt_is_logged_for_any_response(lines: Any) -> None:
    for answer in (302, 418, 500, reply(200, content=b"<html>"), reply(204)):
        with pytest.raises(AnimoError):
            await Net({USER: answer}).client().user()

    assert [re.findall(r": (\d+) in", line) for line in lines("DEBUG")] == [["302"], ["418"], ["500"], ["200"], ["204"]]


async def test_no_log_line_shows_a_query_a_body_or_the_token(lines: Any) -> None:
    routes = {
        f"GET /{COMPANY}/events": [503, reply(429, headers={"Retry-After": "1"}), envelope([event()], last=2, total=2)],
        f"POST /{COMPANY}/x": denied("Confidential-message"),
        "GET /companies": companies(),
    }
    animo = Net(routes).client(max_retries=2)

    await animo.company(COMPANY).events.list(q="Confidential-query").collect()
    with pytest.raises(AnimoError):
        await animo.request(
            "POST", f"/{COMPANY}/x", params={"a": "Confidential-query"}, json={"b": "Confidential-body"}
        )

    text = "\n".join(lines())
    assert f"GET /{COMPANY}/events" in text
    assert "Confidential" not in text
    assert "page=" not in text
    assert TOKEN not in text


async def test_everything_is_logged_to_one_logger(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    with pytest.raises(AnimoError):
        await Net({USER: [503, reply(429, headers={"Retry-After": "1"}), 500]}).client(max_retries=2).user()

    assert {record.name for record in caplog.records if record.name.startswith("animo")} == {"animo_async"}


async def test_nothing_is_logged_above_info(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    with pytest.raises(AnimoError):
        await Net({USER: [503, httpx.ReadError("reset"), 500]}).client(max_retries=2).user()

    assert max(record.levelno for record in caplog.records if record.name == "animo_async") == logging.INFO


def test_no_handler_is_installed_and_no_level_is_set() -> None:
    code = (
        "import asyncio, logging, httpx, animo_async\n"
        "async def main():\n"
        "    transport = httpx.MockTransport(lambda _: httpx.Response(503))\n"
        "    async with animo_async.AnimoClient('t-0123456789', transport=transport, max_retries=0) as animo:\n"
        "        try: await animo.user()\n"
        "        except animo_async.ServerError: pass\n"
        "asyncio.run(main())\n"
        "for name in ('animo_async', None):\n"
        "    logger = logging.getLogger(name)\n"
        "    print(name, logger.handlers, logging.getLevelName(logger.level), logger.disabled, logger.propagate)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "animo_async [] NOTSET False True\nNone [] WARNING False True\n"
    assert done.stderr == ""
