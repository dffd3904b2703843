"""`animo verify --traffic` and `--report`."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from animo_async.cli.verify_traffic import operation_of
from animo_v1.operations import OPERATIONS
from helpers import company, event, for_each, one_at_a_time, order, user

ORIGIN = "https://app.animo.co/api/v1"


def entry(
    url: str, body: Any, *, method: str = "GET", status: int = 200, encoding: str | None = None
) -> dict[str, Any]:
    text = body if isinstance(body, str) else json.dumps(body)
    if encoding:
        text = base64.b64encode(text.encode()).decode()
    content = {"mimeType": "application/json", "text": text, **({"encoding": encoding} if encoding else {})}
    return {"request": {"method": method, "url": url}, "response": {"status": status, "content": content}}


def recording(folder: Path, *entries: dict[str, Any]) -> Path:
    file = folder / "traffic.har"
    file.write_text(json.dumps({"log": {"version": "1.2", "entries": list(entries)}}), encoding="utf-8")
    return file


OFFLINE = {"ANIMO_BASE_URL": "http://127.0.0.1:9/api/v1", "ANIMO_TOKEN": ""}
SECRET = "Confidential-Ada"


ORIGINS = [ORIGIN, "http://127.0.0.1:8787/api/v1", "https://proxy.example/animo/api/v1"]


@for_each(("info", "origin"), one_at_a_time(OPERATIONS.values(), ORIGINS))
def test_each_operation_is_recognised_by_its_route(info: Any, origin: str) -> None:
    path = "/".join("x9%20" if part.startswith("{") else part for part in info.path.split("/"))

    assert operation_of(info.method.lower(), f"{origin}{path}?page=2#top") == info.id


@for_each("url", [f"{ORIGIN}/nothing/like/this/at/all", "https://app.animo.co/login", f"{ORIGIN}", "", "x"])
def test_an_unknown_route_has_no_operation(url: str) -> None:
    assert operation_of("GET", url) is None


def test_recorded_responses_are_compared_and_no_request_is_sent(animo: Any, box: Any, tmp_path: Path) -> None:
    file = recording(
        tmp_path,
        entry(f"{ORIGIN}/user", {"data": user(first_name=5, shoe_size=43)}),
        entry(f"{ORIGIN}/companies", {"data": [company()]}, encoding="base64"),
        entry(f"{ORIGIN}/Xk9mZ/events/create", {"data": event(timezone=None)}, method="POST", status=201),
        entry(f"{ORIGIN}/Xk9mZ/event/demo/orders", {"message": "No."}, status=403),
        entry(f"{ORIGIN}/Xk9mZ/forms", "<html>"),
        entry("https://cdn.example/app.js", "code"),
    )

    result = animo("verify", "--traffic", file, "--json", **OFFLINE)

    found = json.loads(result.stdout)
    kinds = {(item["operation"], item["field"]): item["kind"] for item in found["findings"]}
    assert result.exit_code == 1
    assert kinds["get_user", "data.first_name"] == "unexpected type"
    assert kinds["get_user", "data.shoe_size"] == "unknown field"
    assert kinds["create_event", "data.timezone"] == "unexpected null"
    assert {item["operation"] for item in found["operations"] if item["answers"]} == {"get_user", "list_companies"}
    assert box.requests == []


def test_a_recording_that_matches_the_spec_has_no_findings(animo: Any, tmp_path: Path) -> None:
    file = recording(tmp_path, entry(f"{ORIGIN}/companies", {"data": [company()]}))

    result = animo("verify", "--traffic", file, **OFFLINE)

    assert result.exit_code == 0, result.stderr
    assert "0 against the spec" in result.stdout


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"log": {}}', '{"log": {"entries": [5]}}', "\xff"])
def test_an_invalid_har_file_exits_with_2(animo: Any, tmp_path: Path, content: str) -> None:
    (tmp_path / "x.har").write_text(content, encoding="latin-1")

    result = animo("verify", "--traffic", tmp_path / "x.har", **OFFLINE)

    assert result.exit_code == 2
    assert "HAR" in result.stderr


def test_a_recording_without_api_responses_exits_with_1(animo: Any, tmp_path: Path) -> None:
    result = animo("verify", "--traffic", recording(tmp_path, entry("https://cdn.example/a.js", "x")), **OFFLINE)

    assert result.exit_code == 1
    assert "contains no response" in result.stderr
    assert animo("verify", "--traffic", tmp_path / "missing.har", **OFFLINE).exit_code == 2


def test_the_report_has_names_and_types_but_no_values(animo: Any, tmp_path: Path) -> None:
    odd = event(SECRET, name=[SECRET], locale=None, attendance_mode=SECRET, weather={"a": SECRET}, timezone=SECRET)
    file = recording(
        tmp_path,
        entry(f"{ORIGIN}/user", {"data": user(first_name=SECRET, shoe_size=43)}),
        entry(f"{ORIGIN}/Xk9mZ/events/{SECRET}", {"data": odd}),
        entry(f"{ORIGIN}/Xk9mZ/event/demo/orders/oRd3r", {"data": order(email=SECRET, lead={"email": SECRET})}),
    )

    result = animo("verify", "--traffic", file, "--report", **OFFLINE)

    assert "`get_event` `data.name`: expected string, got array" in result.stdout
    assert "`get_user` `data.shoe_size`: integer" in result.stdout
    assert "`get_event` `data.attendance_mode`" in result.stdout
    assert SECRET not in result.stdout
    assert "43" not in result.stdout


def test_the_report_of_live_responses_has_the_same_format(animo: Any) -> None:
    result = animo("verify", "aidemodays", "--report")

    assert result.exit_code == 0
    assert "### Inferred and now seen" in result.stdout
    assert "guest" not in result.stdout
