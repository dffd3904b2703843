"""Requests carried by aiohttp, for a service that has it anyway: its connections, its proxies, its traces.

    pip install ../.. httpx-aiohttp
    ANIMO_TOKEN=... python aiohttp_transport.py

Retries, pacing, deadlines and errors are the same as without. aiohttp runs on asyncio, not on trio.
"""

import asyncio

from httpx_aiohttp import AiohttpTransport

from animo_async import AnimoClient


async def main() -> None:
    """Say who the token belongs to, and what there is to see."""
    async with AiohttpTransport() as transport, AnimoClient(transport=transport) as animo:
        user = await animo.user()
        print(f"{user.first_name} {user.last_name}")
        for company in await animo.companies():
            events = await animo.company(company).events.list()
            print(f"{company.name}: {events.total} events")


if __name__ == "__main__":
    asyncio.run(main())
