"""Post a message to Slack, or a compatible webhook, for each new, paid or changed order of an event.

    pip install ../..
    ANIMO_TOKEN=... HOOK_URL=https://hooks.slack.com/... python watch_orders.py ai-demo-days-2026 orders.state.json

You can stop and restart it at any time. The state file is written with the first message. From then on, a restart
misses no change, and posts at most the last message again. Set ANIMO_COMPANY (a slug) if the token has access to
several companies.
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
        file: The state file.
    """
    watcher = acme.event(slug).orders.watch(load(file), existing=False)
    async for change in watcher:
        save(file, watcher.state)  # covers all earlier changes, so a restart posts at most this one again
        await post(hook, {"text": message(acme, slug, change)})


def message(acme: CompanyClient, slug: str, change: OrderChange) -> str:
    """Return the text of a message. It contains no email address, because many people can read a channel."""
    order = change.order
    text = f"{TITLES[change.kind]}: {order.first_name} {order.last_name}, {amount(order)} {order.currency}"
    if change.kind == "created" and order.unit_amount and order.paid_at is None:
        text += f", to be paid at {acme.urls.checkout(slug, order)}"
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")  # escaped for Slack


async def post(hook: httpx.AsyncClient, body: dict[str, str]) -> None:
    """Post a message. Retry after each of PAUSES, then raise the error."""
    for pause in (*PAUSES, None):
        try:
            (await hook.post("", json=body)).raise_for_status()
        except httpx.HTTPError:
            if pause is None:
                raise  # the saved state does not cover this change, so a restart posts it again
            log.warning("The webhook did not accept the message, trying again in %d s", pause)
            await anyio.sleep(pause)
        else:
            return


def load(file: Path) -> dict[str, Any] | None:
    """Return the saved state. None if there is no file yet."""
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else None


def save(file: Path, state: dict[str, Any]) -> None:
    """Replace the file atomically, so that it is never partially written."""
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
