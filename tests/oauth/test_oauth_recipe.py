"""The recipe for a web app with OAuth login, run against a sandbox on a local port."""

from __future__ import annotations

import runpy
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from animo_async.sandbox import Sandbox
from animo_async.sandbox.oauth import CLIENT_ID, CLIENT_SECRET

pytestmark = pytest.mark.anyio

RECIPE = Path(__file__).parents[2] / "scripts" / "recipes" / "oauth_login.py"
SHOP = "http://127.0.0.1:9000"


@pytest.fixture
async def browser(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Any]:
    monkeypatch.setenv("ANIMO_CLIENT_ID", CLIENT_ID)
    monkeypatch.setenv("ANIMO_CLIENT_SECRET", CLIENT_SECRET)
    async with Sandbox().serve() as base_url:
        monkeypatch.setenv("ANIMO_BASE_URL", base_url)
        mounts = {SHOP: httpx.ASGITransport(runpy.run_path(str(RECIPE))["app"])}
        async with httpx.AsyncClient(mounts=mounts, follow_redirects=True) as browser:
            yield browser


async def test_a_visitor_who_is_not_logged_in_gets_a_login_link(browser: httpx.AsyncClient) -> None:
    assert 'href="/login"' in (await browser.get(SHOP)).text


async def test_visitors_who_log_in_see_their_companies(browser: httpx.AsyncClient) -> None:
    page = await browser.get(f"{SHOP}/login")
    assert "This is a sandbox" in page.text

    home = await browser.post(str(page.url), data={"consent": "allow"})

    assert str(home.url) == f"{SHOP}/"
    assert "AI Demo Days" in home.text


async def test_a_visitor_who_declines_consent_gets_an_error_message(browser: httpx.AsyncClient) -> None:
    page = await browser.get(f"{SHOP}/login")

    told = await browser.post(str(page.url), data={"consent": "deny"})

    assert (told.status_code, "access_denied" in told.text) == (400, True)


async def test_a_callback_with_a_wrong_state_does_not_log_in(browser: httpx.AsyncClient) -> None:
    await browser.get(f"{SHOP}/login")

    refused = await browser.get(f"{SHOP}/callback", params={"code": "stolen", "state": "guessed"})

    assert (refused.status_code, "mismatching_state" in refused.text) == (400, True)
