"""Test the pytest fixtures for users, both in this process and in separate pytest runs."""

import re
import sys
import textwrap
from pathlib import Path
from typing import Any

import anyio
import pytest

import fake_clock
from animo_async import CompanyNotFoundError, MissingScopeError, PlanRequiredError, RateLimitError, ServerError
from animo_async.sandbox import Sandbox

pytest_plugins = ["pytester"]


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> Any:
    return fake_clock.backend(request.param)


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch):
    """Return a function that runs test code in a separate pytest with our plugin and the named ones."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")

    def running(code: str, *plugins: str, conftest: str = "", ini: str = "") -> pytest.RunResult:
        pytester.makepyfile(textwrap.dedent(code))
        pytester.makeconftest(textwrap.dedent(conftest))
        # Warnings are errors, including those at teardown and from garbage-collected objects.
        pytester.makeini(f"[pytest]\nfilterwarnings = error\naddopts = --strict-markers\n{ini}")
        named = [argument for plugin in ("animo_async", *plugins) for argument in ("-p", plugin)]
        return pytester.runpytest_subprocess(*named)

    return running


SERVICE_TESTS = """
    import gc
    import pytest
    from animo_async import PlanRequiredError

    {mark}
    async def test_two_clients_of_one_sandbox(animo, animo_sandbox):
        other = animo_sandbox.client()
        assert (await animo.user()).id == (await other.user()).id
        async for event in (await animo.find_company("aidemodays")).events.list():
            break

    {mark}
    @pytest.mark.animo(plan="none")
    async def test_without_a_plan(animo):
        with pytest.raises(PlanRequiredError):
            await animo.find_company()

    def test_nothing_is_left():
        gc.collect()
"""


@pytest.mark.parametrize("mode", ["strict", "auto"])
def test_the_fixtures_work_with_pytest_asyncio(run, mode):
    code = SERVICE_TESTS.format(mark="@pytest.mark.asyncio" if mode == "strict" else "")
    ini = f"asyncio_mode = {mode}\nasyncio_default_fixture_loop_scope = function"

    run(code, "asyncio", ini=ini).assert_outcomes(passed=3)


def test_the_fixtures_work_with_anyio_on_asyncio_and_trio(run):
    both = """
        import pytest

        @pytest.fixture(params=["asyncio", "trio"])
        def anyio_backend(request):
            return request.param
    """
    run(SERVICE_TESTS.format(mark="@pytest.mark.anyio"), "anyio", conftest=both).assert_outcomes(passed=5)


GUIDE = (Path(__file__).parents[1] / "docs" / "guides" / "testing.md").read_text(encoding="utf-8")


def test_the_example_in_the_testing_guide_passes(run):
    example = re.search(r"^```python\n((?:(?!```).)*animo_sandbox.*?)```", GUIDE, re.DOTALL | re.MULTILINE)
    backend = """
        import pytest

        @pytest.fixture
        def anyio_backend():
            return "asyncio"
    """
    run(example[1], "anyio", conftest=backend).assert_outcomes(passed=2)


def test_loading_the_plugin_imports_no_other_modules(run):
    code = """
        import sys

        def test_what_is_loaded():
            loaded = {name for name in sys.modules if name.startswith(("animo", "httpx", "starlette", "anyio"))}
            assert loaded == {"animo_async", "animo_async._version", "animo_async.testing"}
    """
    run(code).assert_outcomes(passed=1)


def test_without_the_sandbox_extra_the_error_says_to_install_it(run):
    code = """
        def test_names_of_a_service(animo):
            raise AssertionError("never")

        def test_of_something_else():
            pass
    """
    without = "import sys\nsys.modules['starlette'] = None"
    result = run(code, conftest=without)

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*needs starlette*pip install 'animo-async[[]sandbox]'"])


@pytest.mark.parametrize("arguments", ["'none'", "plans='none'"])
def test_an_invalid_marker_is_refused(run, arguments):
    code = f"""
        import pytest

        @pytest.mark.animo({arguments})
        def test_names_of_a_service(animo):
            raise AssertionError("never")
    """
    result = run(code)

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*takes these arguments, by name: plan, scopes, companies, mollie, now."])


@pytest.mark.anyio
async def test_the_animo_fixture_has_full_access(animo):
    entitlement = await animo.entitlement()

    assert entitlement.ok
    assert [company.slug for company in entitlement.companies] == ["aidemodays", "lumen-talks"]


def test_the_sandbox_fixture_starts_without_recorded_requests(animo, animo_sandbox):
    assert isinstance(animo_sandbox, Sandbox)
    assert animo_sandbox.requests == []


@pytest.mark.anyio
@pytest.mark.animo(plan="none")
async def test_the_marker_sets_the_plan(animo):
    with pytest.raises(PlanRequiredError):
        await animo.find_company()


@pytest.mark.anyio
@pytest.mark.animo(scopes=["companies:read"])
async def test_the_marker_sets_the_scopes(animo):
    assert await animo.companies()
    with pytest.raises(MissingScopeError):
        await animo.user()


@pytest.mark.anyio
@pytest.mark.animo(companies=["northwind-summits"])
async def test_the_marker_sets_the_companies(animo):
    assert (await animo.find_company()).slug == "northwind-summits"
    with pytest.raises(CompanyNotFoundError):
        await animo.find_company("aidemodays")


@pytest.mark.animo(plan="none", scopes=["companies:read"])
class TestMarkersThatMeet:
    @pytest.mark.anyio
    @pytest.mark.animo(plan="pro")
    async def test_the_nearest_marker_wins_for_each_argument(self, animo):
        assert await animo.companies()
        with pytest.raises(MissingScopeError):
            await animo.user()


@pytest.mark.anyio
@pytest.mark.parametrize("status", [429, 502, 503, 504])
async def test_temporary_faults_are_retried_without_a_pause(animo, animo_sandbox, status):
    animo_sandbox.fail(status, times=3)
    began = anyio.current_time()

    assert (await animo.user()).first_name == "Mila"
    assert len(animo_sandbox.requests) == 4
    assert anyio.current_time() == began


@pytest.mark.anyio
@pytest.mark.parametrize(("status", "error"), [(429, RateLimitError), (500, ServerError), (503, ServerError)])
async def test_lasting_faults_are_raised_without_a_pause(animo, animo_sandbox, status, error):
    animo_sandbox.fail(status, times=100)
    began = anyio.current_time()

    with pytest.raises(error):
        await animo.user()
    assert anyio.current_time() == began


@pytest.mark.anyio
async def test_a_fault_can_have_a_delay(animo, animo_sandbox):
    animo_sandbox.fail(503, times=2, delay=20)
    began = anyio.current_time()
    await animo.user()

    assert anyio.current_time() - began == pytest.approx(40)


def test_pytest_loads_the_plugin_through_its_entry_point(pytestconfig):
    assert pytestconfig.pluginmanager.get_plugin("animo_async") is sys.modules["animo_async.testing"]


@pytest.mark.anyio
async def test_attempts_that_time_out_are_retried_immediately(animo, animo_sandbox):
    animo_sandbox.fail(503, times=2, delay=60)
    began = anyio.current_time()
    await animo.with_options(timeout=5).user()

    assert anyio.current_time() - began == pytest.approx(10)
