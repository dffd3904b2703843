"""Post a message to Slack, or to anything with the same kind of incoming webhook, for each order of an event.

    pip install ../..
    ANIMO_TOKEN=... HOOK_URL=https://hooks.slack.com/... python watch_orders.py ai-demo-days-2026 orders.state.json

It can be stopped and started at any time: the file records what was seen. No order is missed, and at most the last
message is posted again. Set ANIMO_COMPANY (a slug) if the token sees several companies.
"""

import json
import logging
import os
import sys
from pathlib import Path
from typing import Any

import anyio
import httpx

from animo_async import AnimoClient, CompanyClient, OrderChange, amount

TITLES = {"created": "New order", "paid": "Paid", "changed": "Changed"}
log = logging.getLogger("watch_orders")
PAUSES = (1, 5, 30, 120)  # seconds between attempts to post


async def follow(acme: CompanyClient, slug: str, hook: httpx.AsyncClient, file: Path) -> None:
    """Post a message for each change, forever.

    Args:
        acme: The company.
        slug: The event's slug.
        hook: An HTTP client whose base URL is the webhook.
        file: Where the state is kept.
    """
    watcher = acme.event(slug).orders.watch(load(file), existing=False)
    async for change in watcher:
        save(file, watcher.state)  # first, so that at most this change is posted again
        await post(hook, {"text": message(acme, slug, change)})


def message(acme: CompanyClient, slug: str, change: OrderChange) -> str:
    """Write the text. It has no email address, because many people read a channel."""
    order = change.order
    text = f"{TITLES[change.kind]}: {order.first_name} {order.last_name}, {amount(order)} {order.currency}"
    if change.kind == "created" and order.unit_amount and order.paid_at is None:
        text += f", to be paid at {acme.urls.checkout(slug, order)}"
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")  # Slack's markup


async def post(hook: httpx.AsyncClient, body: dict[str, str]) -> None:
    """Post until the webhook accepts it."""
    for pause in (*PAUSES, None):
        try:
            (await hook.post("", json=body)).raise_for_status()
        except httpx.HTTPError:
            if pause is None:
                raise  # the state has not been saved, so a restart posts it again
            log.warning("The webhook did not accept the message, trying again in %d s", pause)
            await anyio.sleep(pause)
        else:
            return


def load(file: Path) -> dict[str, Any] | None:
    """Return the saved state. None at the first start."""
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else None


def save(file: Path, state: dict[str, Any]) -> None:
    """Replace the file, so that it is never half written."""
    part = file.with_suffix(".part")
    part.write_text(json.dumps(state), encoding="utf-8")
    part.replace(file)


async def main(slug: str, file: str) -> None:
    """Follow the orders of an event."""
    async with AnimoClient() as animo, httpx.AsyncClient(base_url=os.environ["HOOK_URL"], timeout=10) as hook:
        acme = await animo.find_company(os.environ.get("ANIMO_COMPANY"))
        await follow(acme, slug, hook, Path(file))


if __name__ == "__main__":
    anyio.run(main, sys.argv[1], sys.argv[2])
