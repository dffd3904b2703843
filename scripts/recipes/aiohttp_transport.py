"""Send requests with aiohttp, for a service that already uses aiohttp with its own proxies or tracing.

    pip install ../.. httpx-aiohttp
    ANIMO_TOKEN=... python aiohttp_transport.py

Retries, pacing, deadlines and errors are the same as without aiohttp. aiohttp runs on asyncio, not on trio.
"""

import asyncio

from httpx_aiohttp import AiohttpTransport

from animo_async import AnimoClient


async def main() -> None:
    """Print the owner of the token and the number of events of each company."""
    async with AiohttpTransport() as transport, AnimoClient(transport=transport) as animo:
        user = await animo.user()
        print(f"{user.first_name} {user.last_name}")
        for company in await animo.companies():
            events = await animo.company(company).events.list()
            print(f"{company.name}: {events.total} events")


if __name__ == "__main__":
    asyncio.run(main())
