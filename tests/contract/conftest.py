"""The tests of the spec and of the generated code."""

import pytest


@pytest.fixture
def anyio_backend() -> str:
    """One event loop is enough here: requests and models do not depend on it."""
    return "asyncio"
