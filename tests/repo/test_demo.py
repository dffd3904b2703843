import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from animo_v1.operations import OPERATIONS

DEMO = Path(__file__).parents[2] / "scripts" / "demo.py"


def run(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(DEMO)],
        env={**os.environ, "PYTHONUTF8": "1", **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


@pytest.fixture(scope="module")
def told() -> str:
    done = run(HTTP_PROXY="http://127.0.0.1:9")
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def facts(told: str, title: str) -> dict[str, str]:
    """Return the output lines of a chapter, by label."""
    chapter = next(part for part in told.split("\n\n") if title in part.partition("\n")[0])
    lines = re.sub(r"\n {20}", " ", chapter).splitlines()[1:]
    return {line[:20].strip(): line[20:] for line in lines}


def test_the_last_line_summarizes_the_demo(told):
    summary = told.splitlines()[-1]
    match = re.fullmatch(r"Demo done: (\d+) operations of (\d+) used, (\d+) requests, \d+\.\d s", summary)
    used, known, requests = map(int, match.groups())
    assert 20 <= used <= known == len(OPERATIONS)
    assert used < requests


def test_the_demo_shows_the_owner_entitlement_and_company_of_the_token(told):
    chapter = facts(told, "Who am I")
    assert "mila@aidemodays.example" in chapter["user"]
    assert chapter["entitled"].startswith("yes: ")
    assert chapter["company"].startswith("aidemodays,")


def test_the_demo_reads_all_pages_of_events(told):
    items, pages = re.match(r"(\d+) on (\d+) pages", facts(told, "Every event")["events"]).groups()
    assert int(items) > 45
    assert int(pages) > 3


def test_the_new_event_has_the_requested_slug(told):
    assert facts(told, "new event")["slug"].startswith("coffee-with-robots ")


def test_the_event_page_has_the_uploaded_header_image(told):
    chapter = facts(told, "header image")
    assert re.fullmatch(r"https://\S+\.png", chapter["header image"])
    assert chapter["cohosts"] == "Bean & Bolt"


def test_the_demo_creates_free_paid_and_approval_ticket_types(told):
    assert facts(told, "Ticket types") == {"visitor": "free", "maker": "24.50 EUR", "press": "free, on approval"}


def test_an_email_template_is_changed_and_reset(told):
    chapter = facts(told, "email")
    assert chapter["changed"].endswith("(our own)")
    assert chapter["reset"] == chapter["as it was"]
    assert chapter["reset"].endswith("(the default)")


def test_each_ticket_type_gets_an_order_and_one_order_is_approved(told):
    chapter = facts(told, "order for each")
    assert chapter["free"].endswith("0.00 EUR")
    assert "49.00 EUR" in chapter["paid, 2 tickets"]
    assert chapter["on approval"].endswith("is approved")
    assert chapter["registered"] == "3 orders"


def test_every_public_url_is_built(told):
    urls = facts(told, "public pages")
    page = "https://app.animo.co/aidemodays"
    order = urls.pop("checkout").removeprefix(f"{page}/event/coffee-with-robots/o/").removesuffix("/checkout")
    assert re.fullmatch(r"\w+", order)
    assert urls == {
        "event": f"{page}/event/coffee-with-robots",
        "ticket": f"{page}/event/coffee-with-robots/maker?qty=2",
        "activation": f"{page}/demo-waitlist",
        "for one event": f"{page}/coffee-with-robots/demo-waitlist",
        "billing": "https://app.animo.co/admin/settings/billing",
    }


def test_the_demo_waits_until_an_order_is_paid(told):
    chapter = facts(told, "Waiting")
    assert chapter["before"] == "paid_at is None"
    assert re.match(r"paid_at is 20\d\d-", chapter["after"])


def test_a_form_is_created(told):
    assert "2 fields" in facts(told, "A form")["form"]


def test_a_webhook_is_attached_and_detached_without_showing_its_secret(told):
    chapter = facts(told, "webhook")
    assert chapter["attached"] == "Demo: lead-created to https://hooks.example.com/animo"
    assert chapter["secret"].startswith("40 characters")
    assert chapter["detached"] == "Demo"


def test_both_responses_to_a_missing_plan_are_explained(told):
    chapter = told[told.index("No Pro plan") : told.index("Demo done")].splitlines()[1:]
    columns = [" ".join(line.split(" | ")[side].strip() for line in chapter if " | " in line) for side in (0, 1)]
    by_list, by_route = columns
    assert "Animo says 200, 0 companies" in by_list
    assert "Animo says 403" in by_route
    for column in columns:
        assert "PlanRequiredError" in column
        assert "Activate the Pro plan at https://app.animo.co/admin/settings/billing" in column


def test_a_failing_demo_prints_the_error_and_exits_with_1(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        "import socket\n\ndef refuse(*_):\n    raise OSError('no port is free')\n\nsocket.socket.bind = refuse\n"
    )
    done = run(PYTHONPATH=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith("demo failed: ")
    assert "Demo done" not in done.stdout
