"""Measure typed calls against raw httpx. Both fetch the same page of events, sequentially and concurrently."""

import json
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

import anyio
import httpx
from measuring import Row, Work, compared, interleaved

from animo_async import AnimoClient

COMPANY = "Xk9mZ"
TOKEN = "31|bench"  # noqa: S105 - a fake token
CALLS = 240


def shared_out(call: Callable[[], Awaitable[object]], tasks: int, calls: int) -> Work:
    """Return work that shares the calls among several tasks."""

    async def work() -> None:
        left = iter(range(calls))

        async def several() -> None:
            for _ in left:
                await call()

        async with anyio.create_task_group() as group:
            for _ in range(tasks):
                group.start_soon(several)

    return work


async def typed_calls(origin: str, rounds: int) -> list[Row]:
    """Measure calls of one page, sequential and concurrent."""
    at_once, in_5_ms = f"{origin}/0-0/1", f"{origin}/5-5/1"  # with a delay of 5 ms, 50 requests are in flight
    headers = {"Authorization": f"Bearer {TOKEN}", "Accept": "application/json"}

    async with AsyncExitStack() as stack:

        async def typed(base_url: str, tasks: int) -> Callable[[], Awaitable[object]]:
            animo = await stack.enter_async_context(AnimoClient(TOKEN, base_url=base_url, max_concurrency=tasks))
            events = animo.company(COMPANY).events

            async def call() -> object:
                return await events.list()

            return call

        async def raw(base_url: str, client: httpx.AsyncClient) -> Callable[[], Awaitable[object]]:
            url = f"{base_url}/{COMPANY}/events"
            await stack.enter_async_context(client)

            async def call() -> object:
                return json.loads((await client.get(url)).content)

            return call

        all_kept = httpx.Limits(max_connections=50, max_keepalive_connections=50)
        contenders: dict[str, tuple[Work, int]] = {}
        for name, call, tasks, calls in (
            ("raw 1", await raw(at_once, httpx.AsyncClient(headers=headers)), 1, CALLS // 2),
            ("typed 1", await typed(at_once, 10), 1, CALLS // 2),
            ("raw 50", await raw(in_5_ms, httpx.AsyncClient(headers=headers)), 50, CALLS),
            ("raw 50 kept", await raw(in_5_ms, httpx.AsyncClient(headers=headers, limits=all_kept)), 50, CALLS),
            ("typed 50", await typed(in_5_ms, 50), 50, CALLS),
            ("typed 200", await typed(at_once, 200), 200, 2 * CALLS),
        ):
            contenders[name] = (shared_out(call, tasks, calls), calls)
        samples = await interleaved(contenders, rounds)
    at_50 = "typed call, 50 tasks at a time, 5 ms delay, CPU"
    return [
        compared("typed call, one at a time, CPU", "raw httpx", samples, "typed 1", "raw 1", 1.05),
        compared(at_50, "raw httpx, 50 tasks", samples, "typed 50", "raw 50", 0.40),
        compared(at_50, "raw httpx, 50 tasks, 50 keep-alive connections", samples, "typed 50", "raw 50 kept"),
        compared("typed call, 200 tasks at a time, CPU", "one at a time", samples, "typed 200", "typed 1", 1.15),
    ]
