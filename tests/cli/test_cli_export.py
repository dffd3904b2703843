"""`animo export`: the content of the file, and that no incomplete file is left behind."""

import csv
import json
import os
import re
import signal
import subprocess
import threading
from io import StringIO
from pathlib import Path

import pytest
import yaml

from animo_async.cli import rows
from helpers import one_at_a_time

EVENT = "ai-demo-days-2026"
EVENTS = ("export", "events", "--company", "aidemodays")
ORDERS = ("export", "orders", "--company", "aidemodays", "--event", EVENT)


def read_csv(file):
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def read_lines(file):
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_jsonl_has_the_same_items_as_the_json_output(animo, tmp_path):
    target = tmp_path / "events.jsonl"
    assert animo(*EVENTS, "-o", target).exit_code == 0
    assert read_lines(target) == json.loads(animo("events", "aidemodays", "--json").stdout)


def test_csv_has_a_row_for_each_item(animo, tmp_path):
    target = tmp_path / "orders.csv"
    result = animo(*ORDERS, "-o", target)
    found = read_csv(target)
    assert (result.exit_code, len(found)) == (0, 53)
    assert found[1]["first_name"] == "Bram"
    assert found[1]["unit_amount"] == "29800"
    assert found[1]["amount"] == "298.00"
    assert found[1]["paid_at"] == "2025-09-05T05:00:00.404000+00:00"
    assert found[0]["paid_at"] == ""
    assert found[1]["is_business"] == "true"


def test_csv_has_dotted_columns_for_objects_and_json_for_lists(animo, tmp_path):
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


def test_submissions_are_included_on_request(animo, tmp_path):
    without, with_them = tmp_path / "a.csv", tmp_path / "b.csv"
    animo(*ORDERS, "-o", without)
    animo(*ORDERS, "--include-submission", "-o", with_them)
    assert "submission" not in read_csv(without)[1]
    assert list(json.loads(read_csv(with_them)[1]["submission"])["answers"].values()) == ["Vegan"]


def test_the_format_can_be_set_with_an_option(animo, tmp_path):
    target = tmp_path / "events"
    animo(*EVENTS, "--format", "jsonl", "-o", target)
    assert len(read_lines(target)) == 60


def test_an_existing_file_is_replaced_and_keeps_its_mode(animo, tmp_path):
    target = tmp_path / "events.jsonl"
    target.write_text("old")
    target.chmod(0o640)
    animo(*EVENTS, "-o", target)
    assert len(read_lines(target)) == 60
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_symlink_is_kept_and_its_target_is_written(animo, tmp_path):
    (tmp_path / "real.jsonl").write_text("old")
    link = tmp_path / "link.jsonl"
    link.symlink_to(tmp_path / "real.jsonl")
    animo(*EVENTS, "-o", link)
    assert link.is_symlink()
    assert len(read_lines(tmp_path / "real.jsonl")) == 60


def on_page(number, app, then):
    """Return the application, but let `then` answer requests for one page of a list."""

    async def answer(scope, receive, send):
        wanted = f"page={number}".encode() in scope["query_string"].split(b"&")
        await (then if wanted else app)(scope, receive, send)

    return answer


async def failing(scope, receive, send):
    await send({"type": "http.response.start", "status": 500, "headers": []})
    await send({"type": "http.response.body", "body": b"{}"})


@pytest.mark.parametrize("name", ["events.csv", "events.jsonl"])
@pytest.mark.parametrize("before", [None, "the export of yesterday"])
def test_a_failed_export_keeps_the_old_file(animo, box, serve, tmp_path, name, before):
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
def test_a_signal_during_an_export_leaves_no_file(animo, box, serve, tmp_path, number, code):
    reached = threading.Event()

    async def waiting(scope, receive, send):
        reached.set()
        while (await receive())["type"] != "http.disconnect":
            pass

    animo.base_url = serve(on_page(3, box.app, waiting))
    process = animo.start(*EVENTS, "-o", tmp_path / "events.csv", stderr=subprocess.PIPE)
    assert reached.wait(30)
    assert len(list(tmp_path.iterdir())) == 1  # a partial file under a temporary name
    process.send_signal(number)
    said = process.communicate(timeout=30)[1].decode()
    assert process.returncode == code
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


def test_a_duplicate_item_is_written_once_and_the_change_is_reported(animo, box, serve, tmp_path):
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


def test_progress_is_shown_on_a_terminal(animo, tmp_path):
    code, screen = animo.on_terminal(*ORDERS, "-o", tmp_path / "orders.csv")
    assert code == 0
    assert "Reading orders" in screen
    assert "/53" in screen
    assert "Wrote 53 orders" in screen


def test_progress_is_not_shown_when_the_output_is_piped(animo, tmp_path):
    result = animo(*ORDERS, "-o", tmp_path / "orders.csv")
    assert result.stdout == ""
    assert result.stderr == f"Wrote 53 orders to {tmp_path / 'orders.csv'}.\n"


def written(item, columns):
    file = StringIO(newline="")
    rows.csv_writer(file, columns)(item)
    file.seek(0)
    return next(csv.DictReader(file))


SIGNS = "=+-@＝＋－＠"  # noqa: RUF001 - spreadsheets also accept the full-width signs
DANGEROUS = [
    *(f"{sign}cmd" for sign in SIGNS),
    *(
        f"{before}=cmd"
        for before in (" ", "\t", "\r", "\n", "\u00a0", "\u3000", "\u200b", "\ufeff", "\u2060", "\x00", "\u202e")
    ),
    *(f"Ada{between}=cmd" for between in (";", "; ", "\t", "\n", "\r\n", ";\u200b", ";\ufeff\t")),
    *("a;b;+cmd", "+31 6", "-2", "@SUM(A1)", "\rx", '";=cmd', '"\n=cmd'),
]


def cells(text, separator):
    """Yield the cells that a spreadsheet with another list separator sees, with and without quote handling."""
    yield from (cell for row in csv.reader(StringIO(text, newline=""), delimiter=separator) for cell in row)
    yield from re.split(f"[{separator}\r\n]", text)


@pytest.mark.parametrize(
    ("text", "value"),
    one_at_a_time(DANGEROUS, [str, lambda text: {"a": text}, lambda text: ["x", text]]),
)
def test_no_cell_starts_a_formula_with_any_separator(text, value):
    file = StringIO(newline="")
    rows.csv_writer(file, ("id", "name", "rest"))({"id": "7", "name": value(text), "rest": text, "new": text})

    quote = r'["\s\x00-\x1f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]*'
    for separator in (";", "\t"):
        assert not [
            cell for cell in cells(file.getvalue(), separator) if re.match(rf"{quote}[{re.escape(SIGNS)}]", cell)
        ]
    for cell in csv.reader(StringIO(file.getvalue(), newline="")).__next__():
        assert cell[:1] not in SIGNS


@pytest.mark.parametrize("value", ["a=b", "Bram", "", "x@y.example", -34.9, 0])
def test_harmless_cells_are_not_changed(value):
    assert written({"name": value}, ("name",))["name"] == str(value)


def test_fields_without_a_column_go_into_the_others_column():
    row = written({"id": "a", "city": {"name": "Utrecht", "mood": "fine"}, "new": [1]}, ("id", "city.name"))
    assert row["city.name"] == "Utrecht"
    assert json.loads(row["others"]) == {"city.mood": "fine", "new": [1]}


def test_a_null_object_leaves_its_columns_empty():
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
    unknown = set(columns) - expected - {"amount"}  # computed by the command
    assert not unknown, f"animo_async/cli/rows.py names fields that {name} does not have: {unknown}"


def test_a_json_export_is_an_array_of_all_items(animo, tmp_path):
    target = tmp_path / "events.json"
    assert animo(*EVENTS, "-o", target).exit_code == 0
    assert json.loads(target.read_text(encoding="utf-8")) == json.loads(animo("events", "aidemodays", "--json").stdout)


def test_a_json_export_of_an_empty_list_is_an_empty_array(animo, box, tmp_path):
    box._world.companies[0].events.clear()
    assert animo(*EVENTS, "-o", tmp_path / "events.json").exit_code == 0
    assert json.loads((tmp_path / "events.json").read_text()) == []


@pytest.mark.parametrize(("options", "begin"), [([], b"id,"), (["--excel"], b"\xef\xbb\xbfid,")])
def test_only_a_csv_for_excel_starts_with_a_byte_order_mark(animo, tmp_path, options, begin):
    animo(*ORDERS, *options, "-o", tmp_path / "orders.csv")
    assert (tmp_path / "orders.csv").read_bytes().startswith(begin)


@pytest.mark.parametrize("umask", [0o022, 0o000, 0o077])
def test_a_new_file_is_accessible_only_to_its_owner(animo, tmp_path, umask):
    before = os.umask(umask)
    try:
        animo(*EVENTS, "-o", tmp_path / "events.csv")
    finally:
        os.umask(before)
    assert (tmp_path / "events.csv").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_the_temporary_file_is_private_and_the_target_keeps_its_mode(animo, box, serve, tmp_path, mode):
    target = tmp_path / "events.csv"
    target.touch()
    target.chmod(mode)
    modes = set()

    async def watched(scope, receive, send):
        modes.update(file.stat().st_mode & 0o777 for file in tmp_path.iterdir() if file != target)
        await box.app(scope, receive, send)

    animo(*EVENTS, "-o", target, ANIMO_BASE_URL=serve(watched))
    assert modes == {0o600}
    assert target.stat().st_mode & 0o777 == mode


@pytest.mark.parametrize("target", ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "link"])
def test_standard_output_is_written_to_and_not_replaced(animo, tmp_path, target):
    (tmp_path / "link").symlink_to("/dev/stdout")
    file = tmp_path / "all.csv"
    file.write_text("before\n")
    with file.open("a") as appending:
        process = animo.start(*EVENTS, "--format", "csv", "-o", target, cwd=tmp_path, stdout=appending)
        assert process.wait(30) == 0
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "before"
    assert lines[1].startswith("id,")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all.csv", "link"]


def test_standard_output_requires_the_format_option(animo):
    result = animo(*EVENTS, "-o", "-")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--format" in result.stderr


def test_named_pipes_and_process_substitutions_are_written_to(animo, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    command = " ".join([*animo.command, *EVENTS, "--format", "jsonl", "-o"])
    script = f"cat pipe > one & {command} pipe; wait; {command} >(cat > two); sleep 1"  # bash does not wait for >()
    subprocess.run(["bash", "-euc", script], cwd=tmp_path, env={**os.environ, **animo.environment}, check=True)
    assert len(read_lines(tmp_path / "one")) == len(read_lines(tmp_path / "two")) == 60


@pytest.mark.parametrize("target", ["/nonexistent/x.csv", "folder.csv"])
def test_an_unwritable_file_is_reported_before_anything_is_read(animo, box, tmp_path, target):
    (tmp_path / "folder.csv").mkdir()
    result = animo(*EVENTS, "-o", tmp_path / target)
    assert result.exit_code == 2
    assert "Cannot write" in result.stderr
    assert not [received for received in box.requests if received.path.endswith("/events")]


def test_a_file_that_cannot_be_replaced_is_written_in_place(animo, monkeypatch, tmp_path):
    target = tmp_path / "orders.csv"
    target.write_text("old")
    inode = target.stat().st_ino

    def busy(*_):
        raise OSError(16, "Device or resource busy")

    monkeypatch.setattr(Path, "replace", busy)  # as for a bind-mounted file
    assert animo(*ORDERS, "-o", target).exit_code == 0
    assert len(read_csv(target)) == 53
    assert target.stat().st_ino == inode
    assert [file.name for file in tmp_path.iterdir()] == ["orders.csv"]


class Odd:
    """The application, with changed values in the items of one list."""

    def __init__(self, app, kind, change):
        self._app, self._end, self._change = app, f"/{kind}", change

    async def __call__(self, scope, receive, send):
        if not scope["path"].endswith(self._end):
            await self._app(scope, receive, send)
            return
        start, body = None, b""

        async def keep(message):
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
            body += message.get("body", b"")

        await self._app(scope, receive, keep)
        document = json.loads(body)
        for item in document["data"]:
            self._change(item)
        body = json.dumps(document).encode()
        headers = [(name, value) for name, value in start["headers"] if name != b"content-length"]
        await send({**start, "headers": headers})
        await send({"type": "http.response.body", "body": body})


@pytest.mark.parametrize("odd", [None, {"a": 1}, [1], 5, True, ""], ids=str)
@pytest.mark.parametrize("format_", ["csv", "jsonl", "json"])
def test_no_row_is_lost_if_ids_are_unusual(animo, box, serve, tmp_path, odd, format_):
    numbers = iter(range(1000))

    def change(item):
        item["id"] = odd if odd in (None, "") else {"n": next(numbers)} if isinstance(odd, dict) else [next(numbers)]

    target = tmp_path / f"events.{format_}"
    result = animo(*EVENTS, "-o", target, ANIMO_BASE_URL=serve(Odd(box.app, "events", change)))
    assert (result.exit_code, "fault of animo" in result.stderr) == (0, False)
    count = 60 if odd != "" else 1  # all have the same ID, so they count as one event
    read = {"csv": read_csv, "jsonl": read_lines, "json": lambda file: json.loads(file.read_text())}[format_]
    assert len(read(target)) == count
    assert f"Wrote {count} event" in result.stderr


@pytest.mark.parametrize(
    ("odd", "field"),
    [
        *((odd, "unit_amount") for odd in ("29800", None, [5], {"a": 1}, 1.5, True, "x")),
        *(({"a": 1}, field) for field in ("currency", "first_name", "email", "country", "vat_percentage")),
    ],
    ids=str,
)
def test_a_value_of_an_unexpected_type_is_shown_and_exported_unchanged(animo, box, serve, tmp_path, odd, field):
    url = {"ANIMO_BASE_URL": serve(Odd(box.app, "orders", lambda item: item.update({field: odd})))}
    results = [
        animo(*ORDERS, "-o", tmp_path / "a.csv", **url),
        animo(*ORDERS, "-o", tmp_path / "a.jsonl", **url),
        animo("orders", "aidemodays", EVENT, **url),
        animo("orders", "aidemodays", EVENT, "--json", **url),
    ]
    assert [(result.exit_code, result.stderr.count("fault of animo")) for result in results] == [(0, 0)] * 4
    assert {json.dumps(item[field]) for item in read_lines(tmp_path / "a.jsonl")} == {json.dumps(odd)}
    assert len(results[2].stdout.splitlines()) == len(read_csv(tmp_path / "a.csv")) == 53


def test_with_strict_a_changed_list_fails_and_the_old_file_is_kept(animo, box, serve, tmp_path):
    events = box._world.companies[0].events

    async def shrinking(scope, receive, send):
        if len(events) == 60:
            events.pop()
        await box.app(scope, receive, send)

    target = tmp_path / "events.csv"
    target.write_text("yesterday")
    url = {"ANIMO_BASE_URL": serve(on_page(3, box.app, shrinking))}
    assert animo("events", "aidemodays", "--strict", **url).exit_code == 1
    events.append(events[0])
    result = animo(*EVENTS, "--strict", "-o", target, **url)
    assert result.exit_code == 1
    assert "changed while it was read" in result.stderr
    assert target.read_text() == "yesterday"


def test_an_export_to_a_terminal_has_no_control_characters(animo, box):
    for event in box._world.companies[0].events:
        event.name = "\x1b]0;owned\x07\x9b31m\u202e"
    for format_ in ("csv", "jsonl", "json"):
        code, screen = animo.on_terminal(*EVENTS, "--format", format_, "-o", "-", NO_COLOR="1")
        assert code == 0
        assert "owned" in screen
        assert not re.search("\x1b\\]|\x07|\x9b|\u202e", screen)


def test_the_error_names_the_company_option_if_there_are_several_companies(animo, tmp_path):
    result = animo("export", "events", "-o", tmp_path / "events.csv")
    assert result.exit_code == 2
    assert "--company" in result.stderr
    assert "aidemodays" in result.stderr
