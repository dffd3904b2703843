"""Fixtures that give each test a new sandbox and a raw HTTP client. Every response is checked against the spec."""

from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from animo_async.sandbox import Sandbox
from spec_validation import validated

Connect = Callable[..., httpx.AsyncClient]


@pytest.fixture
def anyio_backend() -> str:
    """One backend is enough here: the responses of the sandbox do not depend on the event loop."""
    return "asyncio"


@pytest.fixture
def box() -> Sandbox:
    return Sandbox()


@pytest.fixture
def connect(box: Sandbox) -> Connect:
    def connected(**grant: object) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(validated(box.app)),
            base_url="http://sandbox/api/v1",
            headers={"Authorization": f"Bearer {box.token(**grant)}", "Accept": "application/json"},
        )

    return connected


@pytest.fixture
async def http(connect: Connect) -> AsyncIterator[httpx.AsyncClient]:
    async with connect() as client:
        yield client


@pytest.fixture
def company(box: Sandbox) -> str:
    return f"/{box.company_id('aidemodays')}"


@pytest.fixture
def main_event(company: str) -> str:
    return f"{company}/event/ai-demo-days-2026"
