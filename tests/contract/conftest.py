"""Fixtures for the tests of the spec and the generated code."""

import pytest


@pytest.fixture
def anyio_backend() -> str:
    """One event loop is enough here, because requests and models do not depend on it."""
    return "asyncio"
