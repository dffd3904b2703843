"""export: what is in the file, and that there is no half of one."""

import csv
import json
import signal
import subprocess
import threading
from io import StringIO
from pathlib import Path

import pytest
import yaml

from animo_async.cli import rows

EVENT = "ai-demo-days-2026"
EVENTS = ("export", "events", "--company", "aidemodays")
ORDERS = ("export", "orders", "--company", "aidemodays", "--event", EVENT)


def read_csv(file):
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def read_lines(file):
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_jsonl_holds_each_item_as_the_api_gives_it(animo, tmp_path):
    target = tmp_path / "events.jsonl"
    assert animo(*EVENTS, "-o", target).exit_code == 0
    assert read_lines(target) == json.loads(animo("events", "aidemodays", "--json").stdout)


def test_csv_holds_a_row_for_each_item(animo, tmp_path):
    target = tmp_path / "orders.csv"
    result = animo(*ORDERS, "-o", target)
    found = read_csv(target)
    assert (result.exit_code, len(found)) == (0, 53)
    assert found[1]["first_name"] == "Bram"
    assert found[1]["unit_amount"] == "29800"
    assert found[1]["amount"] == "298.00"
    assert found[1]["paid_at"] == "2026-03-01T12:14:31.404000+00:00"
    assert found[0]["paid_at"] == ""
    assert found[1]["is_business"] == "true"


def test_in_csv_objects_have_dotted_columns_and_lists_are_json(animo, tmp_path):
    target = tmp_path / "events.csv"
    animo(*EVENTS, "-o", target)
    first, second = read_csv(target)[:2]
    assert (first["city.name"], first["country.alpha2Code"], first["venue.name"]) == (
        "Amsterdam",
        "NL",
        "Beurs van Berlage",
    )
    assert [cohost["name"] for cohost in json.loads(first["cohosts"])] == ["Model Makers", "Stichting Beurs"]
    assert (second["city.name"], second["venue.name"]) == ("", "")


def test_submissions_come_when_asked_for(animo, tmp_path):
    without, with_them = tmp_path / "a.csv", tmp_path / "b.csv"
    animo(*ORDERS, "-o", without)
    animo(*ORDERS, "--include-submission", "-o", with_them)
    assert "submission" not in read_csv(without)[1]
    assert list(json.loads(read_csv(with_them)[1]["submission"])["answers"].values()) == ["Vegan"]


def test_the_format_can_be_said(animo, tmp_path):
    target = tmp_path / "events"
    animo(*EVENTS, "--format", "jsonl", "-o", target)
    assert len(read_lines(target)) == 60


def test_what_was_there_is_replaced_and_keeps_its_mode(animo, tmp_path):
    target = tmp_path / "events.jsonl"
    target.write_text("old")
    target.chmod(0o640)
    animo(*EVENTS, "-o", target)
    assert len(read_lines(target)) == 60
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_link_stays_a_link(animo, tmp_path):
    (tmp_path / "real.jsonl").write_text("old")
    link = tmp_path / "link.jsonl"
    link.symlink_to(tmp_path / "real.jsonl")
    animo(*EVENTS, "-o", link)
    assert link.is_symlink()
    assert len(read_lines(tmp_path / "real.jsonl")) == 60


def on_page(number, app, then):
    """The application, but for one page of a list."""

    async def answer(scope, receive, send):
        wanted = f"page={number}".encode() in scope["query_string"].split(b"&")
        await (then if wanted else app)(scope, receive, send)

    return answer


async def failing(scope, receive, send):
    await send({"type": "http.response.start", "status": 500, "headers": []})
    await send({"type": "http.response.body", "body": b"{}"})


@pytest.mark.parametrize("name", ["events.csv", "events.jsonl"])
@pytest.mark.parametrize("before", [None, "the export of yesterday"])
def test_a_fault_half_way_leaves_what_was_there(animo, box, serve, tmp_path, name, before):
    target = tmp_path / name
    if before:
        target.write_text(before)
    result = animo(*EVENTS, "-o", target, ANIMO_BASE_URL=serve(on_page(3, box.app, failing)))
    assert result.exit_code == 1
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == ({name: before} if before else {})


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)],
    ids=str,
)
def test_a_signal_half_way_leaves_nothing(animo, box, serve, tmp_path, number, code):
    reached = threading.Event()

    async def waiting(scope, receive, send):
        reached.set()
        while (await receive())["type"] != "http.disconnect":
            pass

    animo.base_url = serve(on_page(3, box.app, waiting))
    process = animo.start(*EVENTS, "-o", tmp_path / "events.csv", stderr=subprocess.PIPE)
    assert reached.wait(30)
    assert len(list(tmp_path.iterdir())) == 1  # half a file, under another name
    process.send_signal(number)
    said = process.communicate(timeout=30)[1].decode()
    assert process.returncode == code
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


def test_an_item_that_comes_twice_is_written_once_and_the_change_is_told(animo, box, serve, tmp_path):
    events = box._world.companies[0].events
    added = False

    async def growing(scope, receive, send):
        nonlocal added
        if not added:
            added = True
            events.insert(0, events.pop())
        await box.app(scope, receive, send)

    target = tmp_path / "events.jsonl"
    result = animo(*EVENTS, "-o", target, ANIMO_BASE_URL=serve(on_page(2, box.app, growing)))
    slugs = [event["id"] for event in read_lines(target)]
    assert len(set(slugs)) == len(slugs)
    assert "changed while it was read" in result.stderr


def test_how_far_it_is_shows_on_a_terminal(animo, tmp_path):
    code, screen = animo.on_terminal(*ORDERS, "-o", tmp_path / "orders.csv")
    assert code == 0
    assert "Reading orders" in screen
    assert "/53" in screen
    assert "Wrote 53 orders" in screen


def test_how_far_it_is_does_not_show_in_a_pipe(animo, tmp_path):
    result = animo(*ORDERS, "-o", tmp_path / "orders.csv")
    assert result.stdout == ""
    assert result.stderr == f"Wrote 53 orders to {tmp_path / 'orders.csv'}.\n"


def written(item, columns):
    file = StringIO(newline="")
    rows.csv_writer(file, columns)(item)
    file.seek(0)
    return next(csv.DictReader(file))


@pytest.mark.parametrize("text", ["=1+1", "+31 6", "-2", "@SUM(A1)", " =1+1", "\t=1", "\rx", "＝1"])  # noqa: RUF001
def test_a_text_that_could_be_a_formula_is_kept_from_being_one(text):
    assert written({"name": text}, ("name",))["name"] == f"'{text}"


@pytest.mark.parametrize("value", ["a=b", "Bram", "", "x@y.example", -34.9, 0])
def test_other_cells_stay_as_they_are(value):
    assert written({"name": value}, ("name",))["name"] == str(value)


def test_fields_without_a_column_are_kept_in_the_last_one():
    row = written({"id": "a", "city": {"name": "Utrecht", "mood": "fine"}, "new": [1]}, ("id", "city.name"))
    assert row["city.name"] == "Utrecht"
    assert json.loads(row["others"]) == {"city.mood": "fine", "new": [1]}


def test_an_object_that_is_not_there_leaves_its_columns_empty():
    assert written({"id": "a", "city": None}, ("id", "city.name")) == {"id": "a", "city.name": "", "others": ""}


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("Event", rows.EVENT_COLUMNS),
        ("Order", rows.ORDER_COLUMNS + rows.SUBMISSION_COLUMNS),
    ],
)
def test_each_column_is_a_field_of_the_spec(name, columns):  # a new field goes into the column `others`
    spec = yaml.safe_load((Path(__file__).parents[2] / "openapi" / "animo-v1.yaml").read_text(encoding="utf-8"))
    schemas = spec["components"]["schemas"]
    expected = set()
    for field, schema in schemas[name]["properties"].items():
        of = next((part["$ref"] for part in [schema, *schema.get("anyOf", [])] if "$ref" in part), "").rpartition("/")[
            2
        ]
        nested = schemas.get(of, {}).get("properties") if field not in rows.SUBMISSION_COLUMNS else None
        expected |= {f"{field}.{inner}" for inner in nested} if nested else {field}
    unknown = set(columns) - expected - {"amount"}  # computed
    assert not unknown, f"animo_async/cli/rows.py names fields that {name} does not have: {unknown}"
