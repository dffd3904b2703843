"""A pytest plugin with two fixtures, for testing code that uses this client (extra: `sandbox`).

pytest finds the plugin once this package is installed. Each test gets its own:

- `animo_sandbox`: a `Sandbox` in memory, without a socket. The client retries simulated faults without a pause.
- `animo`: an `AnimoClient` for it.

They are plain fixtures, not coroutines, so they work with pytest-asyncio in both modes, with anyio's plugin and with
others. The marker `animo` configures them for a class or a test. Each argument of the marker is looked up separately,
and the marker nearest to the test wins:

- `plan`: `"pro"` (the default), `"pro-without-integrations"` or `"none"`, for the token of `animo`
- `scopes`: the scopes of that token. All by default
- `companies`: the slugs of the companies that its user belongs to
- `mollie`: whether the companies of the sandbox have a connected Mollie account. True by default
- `now`: when the sandbox starts, a `datetime` with a zone. The current time by default

docs/guides/testing.md has a complete test file.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator

    from animo_async import AnimoClient
    from animo_async.sandbox import Sandbox

_OF_THE_TOKEN = ("plan", "scopes", "companies")
_OF_THE_SANDBOX = ("mollie", "now")


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line(
        "markers",
        "animo(plan, scopes, companies, mollie, now): configures the fixtures `animo` and `animo_sandbox`.",
    )


@pytest.fixture
def animo_sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """A new in-memory sandbox for each test. It closes its clients, which retry simulated faults without a pause."""
    box = _sandbox(**_marked(request, _OF_THE_SANDBOX))
    yield box
    _finish(box.__aexit__(None, None, None))


@pytest.fixture
def animo(request: pytest.FixtureRequest, animo_sandbox: Sandbox) -> AnimoClient:
    """A client of the test's sandbox. The marker `animo` sets its plan, scopes and companies."""
    return animo_sandbox.client(**_marked(request, _OF_THE_TOKEN))


def _marked(request: pytest.FixtureRequest, names: tuple[str, ...]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for marker in request.node.iter_markers("animo"):  # the nearest marker comes first
        if marker.args or marker.kwargs.keys() - {*_OF_THE_TOKEN, *_OF_THE_SANDBOX}:
            known = ", ".join((*_OF_THE_TOKEN, *_OF_THE_SANDBOX))
            pytest.fail(f"The marker `animo` takes these arguments, by name: {known}.", pytrace=False)
        given = {**marker.kwargs, **given}
    return {name: given[name] for name in names if name in given}


def _sandbox(**options: Any) -> Sandbox:
    # Imported when a test needs it, because the plugin is loaded in every run of pytest.
    try:
        from animo_async.sandbox import Sandbox  # noqa: PLC0415
    except ModuleNotFoundError as missing:
        needs = f"the sandbox needs {missing.name}, which comes with its extra: pip install 'animo-async[sandbox]'"
    else:
        return Sandbox(pauses=False, **options)
    pytest.fail(f"The fixtures of animo-async cannot be used: {needs}", pytrace=False)


def _finish(closing: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine that never suspends. At this point there is no event loop."""
    with suppress(StopIteration):
        closing.send(None)
    closing.close()
