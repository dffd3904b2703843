"""Settings for every test: both event loops, no network, and an environment without Animo's variables."""

import ipaddress
import os
import signal
import sys
import sysconfig

import pytest
from hypothesis import HealthCheck, settings

# Every run uses the same examples. No example fails because the machine is slow.
settings.register_profile(
    "animo", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("animo")

PROXY_VARIABLES = {"http_proxy", "https_proxy", "all_proxy", "no_proxy"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--installed", action="store_true", help="insist on the installed packages, not the source tree")


def pytest_configure(config: pytest.Config) -> None:
    # Background jobs of a shell ignore these signals. Commands that tests start and interrupt would inherit that.
    for name, handler in (("SIGINT", signal.default_int_handler), ("SIGHUP", signal.SIG_DFL)):
        if signal.getsignal(getattr(signal, name, signal.SIGTERM)) is signal.SIG_IGN:
            signal.signal(getattr(signal, name), handler)
    if not config.getoption("--installed"):
        return
    import animo_async
    import animo_v1

    installed = sysconfig.get_path("purelib")
    for package in (animo_async, animo_v1):
        if not str(package.__file__).startswith(installed):
            raise pytest.UsageError(f"{package.__name__} is {package.__file__}, not the one installed in {installed}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run a parametrized test on trio with its first values only, unless it is marked `every_loop`."""
    tested: set[tuple[pytest.Item | pytest.Collector | None, str]] = set()

    def wanted(item: pytest.Item) -> bool:
        parameters = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
        if parameters.get("anyio_backend") != "trio" or item.get_closest_marker("every_loop"):
            return True
        test = item.parent, item.originalname
        return test not in tested and not tested.add(test)

    items[:] = filter(wanted, items)


def is_local(host: object) -> bool:
    if host is None or host in ("", "localhost", b"localhost"):
        return True
    try:
        return ipaddress.ip_address(host.decode() if isinstance(host, bytes) else str(host)).is_loopback
    except ValueError:
        return False


def no_network(event: str, args: tuple[object, ...]) -> None:
    if event in ("socket.connect", "socket.sendto"):
        address = args[1]
        host = address[0] if isinstance(address, tuple) else None  # the address of a Unix socket is a path
    elif event == "socket.getaddrinfo":
        host = args[0]
    else:
        return
    if not is_local(host):
        # `pytest.fail` raises a BaseException. The code under test could catch an Exception and hide the failure.
        pytest.fail(f"a test reached for the network: {event} {host!r}")


# An audit hook also sees connections made by C code. Patching socket.socket would miss them.
sys.addaudithook(no_network)


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("ANIMO_") or name.lower() in PROXY_VARIABLES:
            monkeypatch.delenv(name)


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)
