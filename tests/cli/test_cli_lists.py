"""The commands `companies`, `events`, `orders` and `urls`: output on a terminal and in a pipe."""

import json
import os
import re
import subprocess

import pytest
import yaml

from helpers import one_at_a_time

EVENT = "ai-demo-days-2026"


def test_piped_companies_are_tab_separated_lines(animo):
    result = animo("companies")
    assert result.exit_code == 0
    assert [line.split("\t")[:2] for line in result.stdout.splitlines()] == [
        ["aidemodays", "AI Demo Days"],
        ["lumen-talks", "Lumen Talks"],
    ]


@pytest.mark.parametrize(
    ("command", "first", "count"),
    [
        (["companies"], {"slug": "aidemodays"}, 2),
        (["events", "aidemodays"], {"id": EVENT}, 60),
        (["orders", "aidemodays", EVENT], {"email": "guest1@example.com"}, 53),
        (["urls", "aidemodays", EVENT], {"kind": "event"}, 11),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_json_output_is_one_array_with_every_item(animo, command, first, count):
    result = animo(*command, "--json")
    listed = json.loads(result.stdout)
    assert (result.exit_code, result.stderr, len(listed)) == (0, "", count)
    assert first.items() <= listed[0].items()


def test_json_output_without_items_is_an_empty_array(animo):
    assert json.loads(animo("events", "aidemodays", "--q", "no such event", "--json").stdout) == []


def test_piped_events_include_the_public_url(animo):
    line = animo("events", "lumen-talks").stdout.splitlines()[0].split("\t")
    assert line[0] == "lantern-evening"
    assert line[-1] == animo.base_url.replace("/api/v1", "/lumen-talks/event/lantern-evening")


def test_events_can_be_filtered_by_name(animo):
    lines = animo("events", "aidemodays", "--q", "Hiring Fair").stdout.splitlines()
    assert lines
    assert all("Hiring Fair" in line for line in lines)


def test_a_company_can_be_given_by_its_sqid(animo, box):
    by_sqid = animo("events", box.company_id("lumen-talks"))
    assert by_sqid.stdout == animo("events", "lumen-talks").stdout


@pytest.mark.parametrize("command", [["events"], ["orders", EVENT], ["urls", EVENT]], ids=lambda value: value[0])
def test_the_company_is_optional_if_there_is_only_one(animo, token_for, command):
    only = token_for(companies=["aidemodays"])
    named = [command[0], "aidemodays", *command[1:]]
    assert animo(*command, **only).stdout == animo(*named, **only).stdout != ""


def test_an_order_shows_its_price_and_whether_it_is_paid(animo):
    cells = [line.split("\t") for line in animo("orders", "aidemodays", EVENT).stdout.splitlines()]
    assert ["0.00 EUR", "free"] in [cell[3:] for cell in cells]
    assert ["298.00 EUR", "2025-09-05T05:00:00.404000+00:00"] in [cell[3:] for cell in cells]
    assert ["495.50 EUR", "not paid"] in [cell[3:] for cell in cells]


def test_urls_lists_the_event_its_tickets_and_published_activations(animo):
    origin = animo.base_url.removesuffix("/api/v1")
    paths = [
        link["url"].removeprefix(origin) for link in json.loads(animo("urls", "aidemodays", EVENT, "--json").stdout)
    ]
    tickets = ("community", "regular", "press", "investor")
    published = ("demo-waitlist", "become-a-sponsor", "newsletter")  # without the draft
    assert paths == [
        f"/aidemodays/event/{EVENT}",
        *(f"/aidemodays/event/{EVENT}/{slug}" for slug in tickets),
        *(f"/aidemodays/{slug}" for slug in published),
        *(f"/aidemodays/{EVENT}/{slug}" for slug in published),
    ]


def test_query_parameters_are_added_to_each_url(animo):
    params = ("--param", "utm_source=news letter", "--param", "ref=a=b")

    links = json.loads(animo("urls", "aidemodays", EVENT, *params, "--json").stdout)

    assert len(links) == 11
    assert {link["url"].partition("?")[2] for link in links} == {"utm_source=news%20letter&ref=a%3Db"}


@pytest.mark.parametrize("param", ["utm_source", "", "=x"])
def test_a_parameter_without_a_name_or_value_is_a_usage_error(animo, param):
    result = animo("urls", "aidemodays", EVENT, "--param", param)

    assert result.exit_code == 2
    assert "NAME=VALUE" in result.stderr


def test_the_url_of_a_paid_ticket_has_a_warning(animo):
    links = json.loads(animo("urls", "aidemodays", EVENT, "--json").stdout)
    warned = [link["name"] for link in links if "Mollie" in link["note"]]
    assert warned == ["Regular", "Investor"]


def test_an_event_of_another_organizer_has_no_ticket_urls(animo):
    links = json.loads(animo("urls", "aidemodays", "demo-night-6", "--json").stdout)
    assert {link["kind"] for link in links} == {"event", "activation", "activation for the event"}


def visible(screen):
    """Return the text of a screen without the progress bar and escape sequences."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", re.sub(r"Reading.*?\r", "", screen))


@pytest.mark.parametrize("columns", [80, 100])
def test_a_table_fits_the_terminal_and_shows_complete_slugs(animo, columns):
    code, screen = animo.on_terminal("events", "aidemodays", "--q", "Edition", columns=columns, NO_COLOR="1")
    assert code == 0
    assert "EVENT" in screen
    assert "ai-demo-days-hr-edition" in screen
    assert "1 event of aidemodays" in screen
    assert max(map(len, visible(screen).splitlines())) <= columns


@pytest.mark.parametrize("columns", [40, 60, 80, 100])
def test_ids_and_amounts_are_complete_even_on_a_narrow_terminal(animo, box, columns):
    orders = next(event.orders for event in box._world.companies[0].events if event.id == EVENT)
    for order in orders[:3]:
        order.email, order.last_name = f"{'a' * 40}@{'b' * 60}.example", "Wolfeschlegelsteinhausenbergerdorff"
    code, screen = animo.on_terminal("orders", "aidemodays", EVENT, columns=columns, NO_COLOR="1")
    text = visible(screen)
    assert code == 0
    assert all(order.id in text for order in orders)
    assert re.findall(r"\b298\.00 EUR  2025-09-05 05:00 UTC", text)


def test_event_times_are_shown_with_their_timezone(animo):
    _, screen = animo.on_terminal("events", "aidemodays", "--q", "AI Demo Days 2026", columns=200, NO_COLOR="1")
    assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d Europe/Amsterdam", screen)


EVIL = "\x1b]0;owned\x07\x9b31m\x7f\u202eabc\u2066"
EVIL_CHARACTERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@pytest.mark.parametrize("options", [[], ["--json"], ["--debug"]])
@pytest.mark.parametrize("command", [["events", "aidemodays"], ["orders", "aidemodays", EVENT], ["urls", EVENT]])
def test_control_characters_from_the_api_are_not_printed(animo, box, token_for, command, options):
    company = box._world.companies[0]
    for event in company.events:
        event.name = f"{event.name}{EVIL}"
        for order in event.orders:
            order.first_name = f"Ada{EVIL}"
    result = animo(*command, *options, **token_for(companies=["aidemodays"]))
    assert result.exit_code == 0
    assert not EVIL_CHARACTERS.search(result.stdout + result.stderr)
    if options == ["--json"] and command[0] != "urls":
        names = [item.get("name", item.get("first_name")) for item in json.loads(result.stdout)]
        assert all(name.endswith(EVIL) for name in names)


@pytest.mark.parametrize(
    ("encoding", "command"),
    one_at_a_time(
        ["cp1252", "ascii", "utf-8"],
        [["events", "aidemodays"], ["orders", "aidemodays", EVENT], ["verify", "aidemodays"], ["spec"], ["doctor"]],
    ),
    ids=str,
)
def test_a_command_succeeds_with_any_output_encoding(animo, box, encoding, command):
    for event in box._world.companies[0].events:
        event.name = f"{event.name} 東京 ✓"
        for order in event.orders:
            order.first_name = "Żółć"
    process = animo.start(*command, env={"PYTHONIOENCODING": encoding}, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, told = process.communicate(timeout=60)
    assert process.returncode == 0, told.decode()
    assert out
    if command == ["spec"]:
        assert yaml.safe_load(out.decode("utf-8"))["openapi"].startswith("3.1")


def test_line_output_ends_silently_when_head_closes_the_pipe(animo):
    script = " ".join([*animo.command, "orders", "aidemodays", EVENT]) + " | head -1"
    done = subprocess.run(
        ["bash", "-c", script], env={**os.environ, **animo.environment}, capture_output=True, text=True, check=False
    )
    assert (len(done.stdout.splitlines()), done.stderr) == (1, "")


@pytest.mark.parametrize(
    ("variables", "coloured"),
    [({"FORCE_COLOR": "1"}, True), ({}, False), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)],
)
def test_force_color_and_no_color_are_respected(animo, variables, coloured):
    process = animo.start(
        "verify",
        "aidemodays",
        env={"TERM": "xterm-256color", **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    out, _ = process.communicate(timeout=60)
    assert (b"\x1b[" in out) is coloured


@pytest.mark.parametrize(
    ("closed", "command"),
    [
        *((closed, "events aidemodays") for closed in ("<&-", ">&-", "2>&-", "<&- >&- 2>&-")),
        *(("<&- >&- 2>&-", command) for command in ("companies", "spec", "doctor")),
    ],
)
def test_a_closed_standard_stream_does_not_crash_the_command(animo, closed, command):
    for token in (animo.environment, {**animo.environment, "ANIMO_TOKEN": ""}):
        script = f"{' '.join(animo.command)} {command} {closed}"
        done = subprocess.run(
            ["bash", "-c", script],
            env={**os.environ, **token},
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        assert done.returncode in (0, 2), done.stderr
        assert "fault of animo" not in done.stderr
        assert "Traceback" not in done.stderr


def test_errors_are_shown_even_if_the_terminal_width_is_zero(animo):
    process = animo.start(
        "companies",
        env={"COLUMNS": "0", "ANIMO_TOKEN": ""},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    _, told = process.communicate(timeout=30)
    assert b"No token" in told


def test_bash_completes_the_command_names(animo):
    words = {"_ANIMO_COMPLETE": "complete_bash", "COMP_WORDS": "animo ev", "COMP_CWORD": "1"}
    process = animo.start(env=words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, told = process.communicate(timeout=30)
    assert out.split() == [b"events"], told.decode()


def test_orders_on_a_terminal_are_a_table_with_totals(animo):
    code, screen = animo.on_terminal("orders", "aidemodays", EVENT, columns=100, NO_COLOR="1")
    lines = [line.rstrip() for line in visible(screen).splitlines()]
    assert code == 0
    assert "SCtDbxAl  Bram Costa      guest2@example.com    298.00 EUR  2025-09-05 05:00 UTC" in lines
    assert "ds82s1t6  Daan Eriksen    guest4@example.com    495.50 EUR  not paid" in lines
    assert lines[-1] == f"53 orders for {EVENT}: 14 paid, 27 free, 12 not paid"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["events", "aidemodays", "--q", "demo night"], "No event of aidemodays has 'demo night' in its name"),
        (["orders", "lumen-talks", "lantern-evening"], "No orders for lantern-evening."),
    ],
    ids=["events", "orders"],
)
def test_an_empty_list_prints_a_note_on_a_terminal(animo, command, said):
    code, screen = animo.on_terminal(*command, NO_COLOR="1")
    assert code == 0
    assert said in screen


def test_a_terminal_gets_colours_unless_no_color_is_set(animo):
    coloured = "\x1b[36m"  # cyan
    assert coloured in animo.on_terminal("companies")[1]
    assert coloured not in animo.on_terminal("companies", NO_COLOR="1")[1]


@pytest.mark.parametrize(
    "command", [["companies"], ["events", "aidemodays"], ["doctor"], ["urls", "aidemodays", EVENT]]
)
def test_piped_output_is_plain_text(animo, command):
    result = animo(*command, FORCE_COLOR="1")
    assert result.exit_code == 0
    assert "\x1b" not in result.output
    assert all(letter.isprintable() or letter in "\t\n" for letter in result.output)


def test_urls_on_a_terminal_are_not_wrapped(animo):
    code, screen = animo.on_terminal("urls", "aidemodays", EVENT, columns=40, NO_COLOR="1")
    assert code == 0
    assert f"{animo.base_url.removesuffix('/api/v1')}/aidemodays/event/{EVENT}/investor\n" in screen


def test_a_company_name_cannot_control_the_terminal(animo, box):
    box._world.companies[0].profile["name"] = "Evil \x1b]0;owned\x07 [bold]\tName\n"
    piped = animo("companies").stdout
    _, screen = animo.on_terminal("companies")
    assert piped.splitlines()[0].split("\t")[1] == "Evil  ]0;owned  [bold] Name "
    assert "\x1b]0;" not in screen
    assert "[bold]" in screen


def test_json_output_ends_silently_when_head_closes_the_pipe(animo):
    environment = {**os.environ, **animo.environment}
    listed = f"{' '.join(animo.command)} orders aidemodays {EVENT} --json | head -n 1"
    done = subprocess.run(["bash", "-c", listed], env=environment, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[\n", "")
