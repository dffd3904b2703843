"""`SingleFlight`: concurrent callers share one run."""

from __future__ import annotations

from typing import Any

import anyio
import pytest

import fake_clock
from animo_async._http.single_flight import SingleFlight

pytestmark = [pytest.mark.anyio, pytest.mark.every_loop]


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> Any:
    return fake_clock.backend(request.param)


class Work:
    def __init__(self, error: Exception | None = None) -> None:
        self.runs = 0
        self.error = error

    async def __call__(self) -> int:
        self.runs += 1
        number = self.runs
        await anyio.sleep(1)
        if self.error is not None:
            raise self.error
        return number


async def test_concurrent_callers_get_the_value_of_one_run() -> None:
    work, flight, values = Work(), SingleFlight[int](), []

    async def ask() -> None:
        values.append(await flight.run(work))

    async with anyio.create_task_group() as tasks:
        for _ in range(5):
            tasks.start_soon(ask)

    assert (values, work.runs) == ([1] * 5, 1)


async def test_a_later_caller_starts_a_new_run() -> None:
    work, flight = Work(), SingleFlight[int]()

    assert [await flight.run(work), await flight.run(work)] == [1, 2]


async def test_each_caller_gets_a_copy_of_the_error_and_the_next_run_may_succeed() -> None:
    work, flight, errors = Work(ValueError("no")), SingleFlight[int](), []

    async def ask() -> None:
        try:
            await flight.run(work)
        except ValueError as error:
            errors.append(error)

    async with anyio.create_task_group() as tasks:
        for _ in range(3):
            tasks.start_soon(ask)
    work.error = None

    assert work.runs == 1
    assert len({id(error) for error in errors}) == len(errors) == 3
    assert await flight.run(work) == 2


async def test_another_caller_takes_over_when_the_running_caller_is_cancelled() -> None:
    work, flight, values = Work(), SingleFlight[int](), []

    async def ask(patience: float) -> None:
        with anyio.move_on_after(patience):
            values.append(await flight.run(work))

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(ask, 0.5)
        await anyio.sleep(0.1)
        tasks.start_soon(ask, 5)
        tasks.start_soon(ask, 5)

    assert (values, work.runs) == ([2, 2], 2)


async def test_a_result_of_none_is_also_shared() -> None:
    runs = []

    async def work() -> None:
        runs.append(1)
        await anyio.sleep(1)

    flight = SingleFlight[None]()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(flight.run, work)
        tasks.start_soon(flight.run, work)

    assert runs == [1]
