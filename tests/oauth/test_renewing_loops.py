"""One RenewingToken in several event loops."""

from __future__ import annotations

import asyncio
import threading
import time

import anyio
import anyio.lowlevel
import httpx
import pytest
import trio

from animo_async.oauth import AnimoOAuth, OAuthTokens, RenewingToken

CALLBACK = "https://shop.example/callback"


class Passport:
    """Responds to each refresh, after a short delay, with new tokens that are valid for `expires_in` seconds."""

    def __init__(self, expires_in: float = 3600) -> None:
        self.expires_in = expires_in
        self.renewals = 0

    async def __call__(self, _: httpx.Request) -> httpx.Response:
        self.renewals += 1
        number = self.renewals
        await anyio.sleep(0.05)
        tokens = {"access_token": f"access-{number}", "refresh_token": f"refresh-{number}"}
        return httpx.Response(200, json={"token_type": "Bearer", "expires_in": self.expires_in, **tokens})


async def keep(_: OAuthTokens) -> None:
    await anyio.lowlevel.checkpoint()


def source_of(passport: Passport) -> RenewingToken:
    oauth = AnimoOAuth("app", "app-secret", CALLBACK, transport=httpx.MockTransport(passport))
    return RenewingToken(oauth, OAuthTokens("access-0", "refresh-0", expires_at=time.time() - 1), keep)


@pytest.mark.parametrize("run", [lambda call: asyncio.run(call()), trio.run], ids=["asyncio", "trio"])
def test_threads_with_their_own_event_loops_share_one_renewal(run) -> None:
    passport = Passport()
    source = source_of(passport)
    given: list[str] = []
    threads = [threading.Thread(target=lambda: given.append(run(source))) for _ in range(8)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

    assert given == ["access-1"] * 8
    assert passport.renewals == 1


def test_a_valid_token_is_not_renewed_again_in_the_next_event_loop() -> None:
    passport = Passport()
    source = source_of(passport)

    for _ in range(5):  # trio's clock begins at a random time in each run
        assert trio.run(source) == "access-1"
    assert asyncio.run(source()) == "access-1"

    assert passport.renewals == 1


def test_an_expired_token_is_renewed_in_the_next_event_loop() -> None:
    passport = Passport(expires_in=0)
    source = source_of(passport)

    assert [trio.run(source), asyncio.run(source()), trio.run(source)] == ["access-1", "access-2", "access-3"]
