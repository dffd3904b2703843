"""`animo watch orders`."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import anyio
import pytest

from animo_async import AnimoClient

EVENT = "ai-demo-days-2026"


def lines(process: subprocess.Popen[bytes], number: int) -> list[str]:
    assert process.stdout is not None
    return [process.stdout.readline().decode() for _ in range(number)]


def stop(process: subprocess.Popen[bytes], how: int = signal.SIGINT) -> tuple[int, str]:
    process.send_signal(how)
    _, told = process.communicate(timeout=30)
    return process.returncode, told.decode()


def watching(animo: Any, *options: Any) -> subprocess.Popen[bytes]:
    return animo.start(
        "watch", "orders", "aidemodays", EVENT, "--every", 0.2, *options, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def orders(animo: Any) -> list[Any]:
    async def read() -> list[Any]:
        async with AnimoClient(animo.token, base_url=animo.base_url) as client:
            return await (await client.find_company("aidemodays")).event(EVENT).orders.list().collect()

    return anyio.run(read)


def test_it_prints_a_line_for_each_order_and_then_for_each_change(animo: Any, box: Any) -> None:
    there = orders(animo)
    unpaid = next(order for order in there if order.unit_amount and order.paid_at is None)

    process = watching(animo)
    first = [line.split("\t") for line in lines(process, len(there))]
    box.mark_paid(unpaid)
    (then,) = lines(process, 1)

    assert [cells[:2] for cells in first] == [["created", order.id] for order in there]
    kind, identifier, _, email, total, paid = then.rstrip("\n").split("\t")
    assert (kind, identifier, email) == ("paid", unpaid.id, unpaid.email)
    assert total.endswith(" EUR")
    assert paid
    assert stop(process)[0] == 130


def test_after_a_kill_it_continues_and_repeats_the_last_change(animo: Any, box: Any, tmp_path: Path) -> None:
    state = tmp_path / "orders.json"
    there = orders(animo)
    unpaid = [order for order in there if order.unit_amount and order.paid_at is None]

    process = watching(animo, "--state", state, "--json")
    lines(process, len(there))
    box.mark_paid(unpaid[0])
    lines(process, 1)
    stop(process, signal.SIGKILL)
    box.mark_paid(unpaid[1])
    process = watching(animo, "--state", state, "--json")
    again, new = [json.loads(line) for line in lines(process, 2)]

    assert {(each["kind"], each["order"]["id"]) for each in (again, new)} == {("paid", each.id) for each in unpaid[:2]}
    assert stop(process)[0] == 130
    assert set(json.loads(state.read_text())["orders"]) == {order.id for order in there}
    assert [path.name for path in tmp_path.iterdir()] == ["orders.json"]


def test_after_ctrl_c_no_change_is_printed_twice(animo: Any, box: Any, tmp_path: Path) -> None:
    state = tmp_path / "orders.json"
    there = orders(animo)
    process = watching(animo, "--state", state)
    lines(process, len(there))
    unpaid = next(order for order in there if order.unit_amount and order.paid_at is None)
    box.mark_paid(unpaid)
    lines(process, 1)
    stop(process)

    process = watching(animo, "--state", state)
    box.mark_paid(next(order for order in there if order.unit_amount and order.paid_at is None and order is not unpaid))

    assert unpaid.id not in lines(process, 1)[0]
    stop(process)


def test_no_existing_skips_the_existing_orders(animo: Any, box: Any) -> None:
    unpaid = [order for order in orders(animo) if order.unit_amount and order.paid_at is None]

    before = len(box.requests)

    process = watching(animo, "--no-existing")
    while len(box.requests) < before + 20:  # until the first passes are complete
        time.sleep(0.05)
    box.mark_paid(unpaid[0])

    assert lines(process, 1)[0].startswith(f"paid\t{unpaid[0].id}\t")
    stop(process)


@pytest.mark.parametrize("text", ["", "no json", "[]", "{}", '{"version": 1, "orders": 5}'])
def test_an_invalid_state_file_exits_with_2_and_is_not_changed(animo: Any, tmp_path: Path, text: str) -> None:
    state = tmp_path / "state.json"
    state.write_text(text)

    result = animo("watch", "orders", "aidemodays", EVENT, "--state", state)

    assert result.exit_code == 2
    assert "state" in result.stderr
    assert state.read_text() == text


def test_an_unknown_event_exits_with_1(animo: Any) -> None:
    result = animo("watch", "orders", "aidemodays", "no-such-event")

    assert result.exit_code == 1
    assert "404" in result.stderr


@pytest.mark.parametrize("every", [0, -1, "nan"])
def test_an_interval_that_is_not_positive_exits_with_2(animo: Any, every: Any) -> None:
    assert animo("watch", "orders", "aidemodays", EVENT, "--every", every).exit_code == 2
