"""Measure reading long lists: with pages fetched ahead, and one page at a time."""

import anyio
from measuring import Row, Work, compared, interleaved

from animo_async import AnimoClient

COMPANY = "Xk9mZ"
TOKEN = "31|bench"  # noqa: S105 - a fake token
MILLISECONDS = ("ms", 1e3)


def reading(animo: AnimoClient, concurrency: int) -> Work:
    """Return work that reads a whole list with a plain `async for`."""

    async def work() -> None:
        async for event in animo.company(COMPANY).events.list(concurrency=concurrency):
            assert event.id  # noqa: S101 - the loop needs a body

    return work


async def first_page(animo: AnimoClient) -> None:
    """Fetch the first page of a list."""
    await animo.company(COMPANY).events.list()


def plain_loop(animo: AnimoClient) -> Work:
    """Return work that reads a whole list without a pager: one typed call per page."""

    async def work() -> None:
        events = animo.company(COMPANY).events
        number = last = 1
        while number <= last:
            page = await events.list(first_page=number)
            for event in page:
                assert event.id  # noqa: S101 - as above
            last = page.last
            number += 1

    return work


async def fan_out(origin: str, pages: int, rounds: int) -> list[Row]:
    """Measure reading lists from a server with a delay. The connections are opened beforehand."""
    async with (
        AnimoClient(TOKEN, base_url=f"{origin}/20-20/{pages}", max_concurrency=16) as steady,
        AnimoClient(TOKEN, base_url=f"{origin}/5-60/{pages}", max_concurrency=16) as jittered,
    ):
        contenders = {f"steady {number}": (reading(steady, number), 1) for number in (1, 4, 8, 16)}
        contenders |= {f"jittered {number}": (reading(jittered, number), 1) for number in (1, 8)}

        async def open_connections() -> None:  # the client closes connections that are idle for 5 s
            for animo in (steady, jittered):
                async with anyio.create_task_group() as group:
                    for _ in range(16):
                        group.start_soon(first_page, animo)

        for animo in (steady, jittered):  # so that the server has cached its responses
            await reading(animo, 16)()
        samples = await interleaved(contenders, rounds, warm_up=False, before=open_connections)
    return [
        compared(
            f"{pages} pages at {delay}, concurrency={number}",
            "one after the other",
            samples,
            f"{kind} {number}",
            f"{kind} 1",
            target if pages == 200 else None,  # with fewer pages, the gain is smaller
            basis="wall",
            scale=MILLISECONDS,
            compare="times faster",
        )
        for kind, delay, number, target in (
            ("steady", "20 ms", 4, 3.5),
            ("steady", "20 ms", 8, 6.3),
            ("steady", "20 ms", 16, 10.5),
            ("jittered", "5 to 60 ms", 8, 6.0),
        )
    ]


async def ordered_delivery(origin: str, rounds: int) -> list[Row]:
    """Measure the overhead of the pager, with a server that responds without delay."""
    pages = 60
    async with AnimoClient(TOKEN, base_url=f"{origin}/0-0/{pages}") as animo:
        contenders = {"pager": (reading(animo, 1), pages), "loop": (plain_loop(animo), pages)}
        samples = await interleaved(contenders, rounds)
    what = "a page without delay, concurrency=1, CPU"
    return [compared(what, "a plain loop of typed calls", samples, "pager", "loop", 1.05)]
