"""`animo watch`: follows the orders of an event."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from animo_async.cli.arguments import Places, company_and_event
from animo_async.cli.files import writing
from animo_async.cli.problems import CommandError
from animo_async.cli.rows import money
from animo_async.cli.screen import json_text, show_lines
from animo_async.cli.session import organized, run

if TYPE_CHECKING:
    from animo_async import AnimoClient, OrderChange

_EPILOG = """Each change is one line of tab-separated fields: created, paid or changed, then id, name, email, total, and
the time of payment. It runs until you stop it. With --state, a restart continues where it stopped. No change is missed,
and at most the last one is printed again.
"""

AsJsonLines = Annotated[bool, typer.Option("--json", help="Print one JSON object per line, with kind and order.")]
StateFile = Annotated[
    Path | None,
    typer.Option("--state", metavar="FILE", show_default=False, help="Save the progress in FILE."),
]
Every = Annotated[float, typer.Option("--every", metavar="SECONDS", help="The interval between reads of the list.")]
Existing = Annotated[
    bool, typer.Option("--existing/--no-existing", help="On the first start, also print existing orders.")
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    group = typer.Typer(help="Print changes as they happen.", rich_markup_mode=None)
    group.callback()(_group)  # so that `orders` is a subcommand
    group.command("orders", epilog=_EPILOG)(watch_orders)
    app.add_typer(group, name="watch")


def _group() -> None:
    """Print changes as they happen."""


def watch_orders(
    places: Places,
    state: StateFile = None,
    every: Every = 30.0,
    *,
    existing: Existing = True,
    as_json: AsJsonLines = False,
) -> None:
    """Print each order that is new, was paid or was changed."""
    company, event = company_and_event(places)
    saved = None if state is None else _read(state)

    async def follow(animo: AnimoClient) -> None:
        acme = await animo.find_company(company)
        async with organized(acme, event) as handle:
            watcher = handle.orders.watch(saved, every=every, existing=existing)
            try:
                async for change in watcher:
                    _save(state, watcher.state)
                    _show(change, as_json=as_json)
            finally:
                _save(state, watcher.state)

    run(follow)


def _show(change: OrderChange, *, as_json: bool) -> None:
    order = change.order
    if as_json:
        sys.stdout.write(json_text({"kind": change.kind, "order": order.to_dict()}) + "\n")
    else:
        paid = None if order.paid_at is None else order.paid_at.isoformat()
        name = f"{order.first_name} {order.last_name}".strip()
        show_lines([(change.kind, order.id, name, order.email, money(order), paid)])
    sys.stdout.flush()


def _read(file: Path) -> dict[str, Any] | None:
    """Return the saved state, or None if there is none yet."""
    state: object = None
    try:
        state = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError:
        pass
    if not isinstance(state, dict):
        raise CommandError(f"{file} was not written by animo watch.", "Delete it to begin again.")
    return state


def _save(file: Path | None, state: dict[str, Any]) -> None:
    if file is not None:
        with writing(file) as target:
            json.dump(state, target)
