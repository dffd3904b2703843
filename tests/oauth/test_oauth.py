"""OAuth login through the sandbox's authorization server, and automatic token renewal."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict, replace
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import anyio
import httpx
import pytest

import fake_clock
from animo_async import (
    AnimoClient,
    AnimoError,
    APIConnectionError,
    APITimeoutError,
    AuthenticationError,
    ConfigurationError,
    MissingScopeError,
    ResponseFormatError,
    ServerError,
)
from animo_async.oauth import (
    AnimoOAuth,
    Authorization,
    LoginRequiredError,
    OAuthError,
    OAuthTokens,
    RenewingToken,
)
from animo_async.sandbox import Sandbox
from animo_async.sandbox.oauth import ACCESS_SECONDS, CLIENT_ID, CLIENT_SECRET, CODE_SECONDS, REFRESH_SECONDS
from exposure import carried, our_locals, raised, recorded, shown
from helpers import for_each

pytestmark = pytest.mark.anyio

ORIGIN = "http://sandbox"
CALLBACK = "https://shop.example/animo/callback?tenant=7"
TOKEN_ROUTE = "/api/oauth/token"


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> Any:
    return fake_clock.backend(request.param)


class Person:
    """A test user with a browser, an OAuth app and a token store."""

    def __init__(self) -> None:
        self.box = Sandbox()
        self.transport = httpx.ASGITransport(self.box.app)
        self.saved: list[OAuthTokens] = []

    def oauth(self, client_id: str = CLIENT_ID, client_secret: str = CLIENT_SECRET, **options: Any) -> AnimoOAuth:
        given = {"base_url": f"{ORIGIN}/api/v1", "transport": self.transport, **options}
        return AnimoOAuth(client_id, client_secret, CALLBACK, **given)

    async def consent(self, url: str, answer: str = "allow") -> str:
        """Open the URL and submit the consent page if there is one. Return the URL of the redirect."""
        async with httpx.AsyncClient(transport=self.transport) as browser:
            landed = await browser.get(url)
            if landed.status_code == 200:
                landed = await browser.post(url, data={"consent": answer})
            return str(landed.headers["location"])

    async def login(self, scopes: list[str] | None = None) -> OAuthTokens:
        oauth = self.oauth()
        login = oauth.authorization(scopes)
        return await oauth.exchange(await self.consent(login.url), login)

    async def save(self, tokens: OAuthTokens) -> None:
        self.saved.append(tokens)

    async def source(self, **options: Any) -> RenewingToken:
        source = RenewingToken(self.oauth(), await self.login(), options.pop("save", self.save), **options)
        await source()  # from here on, the event loop's clock determines the expiry
        return source

    def client(self, source: RenewingToken, **options: Any) -> AnimoClient:
        return AnimoClient(source, base_url=f"{ORIGIN}/api/v1", transport=self.transport, max_retries=0, **options)

    @property
    def renewals(self) -> int:
        return sum(each.path == TOKEN_ROUTE for each in self.box.requests) - 1  # the login sent the first one


@pytest.fixture
def person() -> Person:
    return Person()


@pytest.fixture
async def source(person: Person) -> RenewingToken:
    return await person.source()


@pytest.fixture
async def animo(person: Person, source: RenewingToken) -> AsyncIterator[AnimoClient]:
    async with person.client(source) as animo:
        yield animo


def asked(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query)


async def nowhere(_: OAuthTokens) -> None:
    """Save nothing."""


def test_importing_oauth_without_the_extra_says_what_to_install() -> None:
    code = "import sys; sys.modules['oauthlib'] = None; import animo_async.oauth"
    ended = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)

    assert "animo-async[oauth]" in ended.stderr.splitlines()[-1]


# --- Starting a login


def test_the_authorization_url_points_to_animo_by_default() -> None:
    login = AnimoOAuth("app", "secret", CALLBACK).authorization()

    assert login.url.startswith("https://app.animo.co/api/oauth/authorize?")


def test_the_authorization_url_uses_the_base_url_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANIMO_BASE_URL", "http://127.0.0.1:8787/api/v1")

    login = AnimoOAuth("app", "secret", CALLBACK).authorization()

    assert login.url.startswith("http://127.0.0.1:8787/api/oauth/authorize?")


def test_the_authorization_url_has_all_parameters_of_a_code_request() -> None:
    login = AnimoOAuth("app", "secret", CALLBACK).authorization(["events:read", "orders:read"])

    query = asked(login.url)
    assert len(query.pop("code_challenge")[0]) == 43
    assert query == {
        "response_type": ["code"],
        "client_id": ["app"],
        "redirect_uri": [CALLBACK],
        "scope": ["events:read orders:read"],
        "state": [login.state],
        "code_challenge_method": ["S256"],
    }


def test_without_scopes_the_authorization_url_has_no_scope_parameter() -> None:
    assert "scope" not in asked(AnimoOAuth("app", "secret", CALLBACK).authorization().url)


def test_the_authorization_url_contains_neither_secret_nor_verifier() -> None:
    login = AnimoOAuth("app", "s3cr3t", CALLBACK).authorization()

    assert "s3cr3t" not in login.url
    assert login.code_verifier not in login.url


def test_each_login_has_its_own_state_and_verifier() -> None:
    oauth = AnimoOAuth("app", "secret", CALLBACK)
    one, other = oauth.authorization(), oauth.authorization()

    assert {one.state, one.code_verifier}.isdisjoint({other.state, other.code_verifier})
    assert min(len(one.state), len(one.code_verifier)) >= 40


@pytest.mark.parametrize("scopes", ["events:read", ["events:read orders:read"], [""], ['"']], ids=repr)
def test_invalid_scopes_raise_an_error(scopes: Any) -> None:
    with pytest.raises((TypeError, ValueError), match="scope"):
        AnimoOAuth("app", "secret", CALLBACK).authorization(scopes)


@for_each(
    "given",
    [
        ("", "secret", CALLBACK, None),
        ("app", "", CALLBACK, None),
        ("app", None, CALLBACK, None),
        ("app", "s3cret\ud800", CALLBACK, None),
        ("app", "two\nlines", CALLBACK, None),
        ("app", "secret", "/callback", None),
        ("app", "secret", "", None),
        ("app", "secret", None, None),
        ("app", "secret", "https://shop.example/#fragment", None),
        ("app", "secret", CALLBACK, "app.animo.co"),
    ],
)
def test_invalid_app_settings_raise_configuration_error(given: Any) -> None:
    *texts, base_url = given
    with pytest.raises(ConfigurationError):
        AnimoOAuth(*texts, base_url=base_url)


# --- Completing a login


async def test_a_login_gives_a_token_that_the_api_accepts(animo: AnimoClient) -> None:
    assert (await animo.user()).email


async def test_a_login_grants_only_the_requested_scopes(person: Person) -> None:
    tokens = await person.login(["user:read"])
    source = RenewingToken(person.oauth(), tokens, person.save)

    async with person.client(source) as animo:
        await animo.user()
        with pytest.raises(MissingScopeError):
            await animo.companies()


async def test_a_pending_login_stored_in_a_session_can_be_completed(person: Person) -> None:
    session = json.dumps(asdict(begun := person.oauth().authorization()))

    tokens = await person.oauth().exchange(await person.consent(begun.url), Authorization(**json.loads(session)))

    assert tokens.refresh_token


async def test_the_callback_may_have_the_scheme_and_host_behind_a_proxy(person: Person) -> None:
    login = person.oauth().authorization()
    callback = await person.consent(login.url)

    assert await person.oauth().exchange(callback.replace("https://shop.example", "http://10.0.0.7:8000"), login)


async def test_the_code_exchange_is_sent_as_documented() -> None:
    received: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        received.append(request)
        return httpx.Response(200, json={"token_type": "Bearer", "access_token": "a", "expires_in": 60})

    oauth = AnimoOAuth("app", "secret", CALLBACK, transport=httpx.MockTransport(answer))
    login = oauth.authorization()
    await oauth.exchange(f"{CALLBACK}&code=c0de&state={login.state}", login)

    (request,) = received
    assert (request.method, str(request.url)) == ("POST", "https://app.animo.co/api/oauth/token")
    assert "authorization" not in request.headers
    assert json.loads(request.content) == {
        "grant_type": "authorization_code",
        "client_id": "app",
        "client_secret": "secret",
        "redirect_uri": CALLBACK,
        "code": "c0de",
        "code_verifier": login.code_verifier,
    }


async def test_the_tokens_include_their_expiry_time(person: Person) -> None:
    before = time.time()
    tokens = await person.login()

    assert tokens.expires_at is not None
    assert before <= tokens.expires_at - ACCESS_SECONDS <= time.time()


async def test_tokens_can_be_stored_and_loaded(person: Person) -> None:
    tokens = await person.login()

    assert OAuthTokens(**json.loads(json.dumps(asdict(tokens)))) == tokens


async def test_a_declined_consent_raises_oauth_error(person: Person) -> None:
    login = person.oauth().authorization()

    with pytest.raises(OAuthError, match="denied") as caught:
        await person.oauth().exchange(await person.consent(login.url, "deny"), login)
    assert caught.value.error == "access_denied"


async def test_an_unknown_scope_raises_oauth_error(person: Person) -> None:
    login = person.oauth().authorization(["planets:read"])

    with pytest.raises(OAuthError) as caught:
        await person.oauth().exchange(await person.consent(login.url), login)
    assert caught.value.error == "invalid_scope"


@pytest.mark.parametrize("kept", ["another", ""], ids=["of another", "of none"])
async def test_a_callback_of_another_login_is_rejected(person: Person, kept: str) -> None:
    login = person.oauth().authorization()
    callback = await person.consent(login.url)
    sent = len(person.box.requests)

    with pytest.raises(OAuthError) as caught:
        await person.oauth().exchange(callback, replace(login, state=kept))
    assert caught.value.error == "mismatching_state"
    assert len(person.box.requests) == sent


async def test_a_callback_without_state_is_rejected(person: Person) -> None:
    with pytest.raises(OAuthError) as caught:
        await person.oauth().exchange(f"{CALLBACK}&code=c0de", person.oauth().authorization())
    assert caught.value.error == "mismatching_state"


async def test_a_callback_without_a_code_raises_oauth_error(person: Person) -> None:
    login = person.oauth().authorization()

    with pytest.raises(OAuthError):
        await person.oauth().exchange(f"{CALLBACK}&state={login.state}", login)


async def test_a_code_can_be_exchanged_only_once(person: Person) -> None:
    login = person.oauth().authorization()
    callback = await person.consent(login.url)
    await person.oauth().exchange(callback, login)

    with pytest.raises(OAuthError) as caught:
        await person.oauth().exchange(callback, login)
    assert caught.value.error == "invalid_grant"


async def test_an_expired_code_raises_oauth_error(person: Person) -> None:
    login = person.oauth().authorization()
    callback = await person.consent(login.url)
    await anyio.sleep(CODE_SECONDS)

    with pytest.raises(OAuthError) as caught:
        await person.oauth().exchange(callback, login)
    assert caught.value.error == "invalid_grant"


async def test_a_code_cannot_be_exchanged_with_a_wrong_verifier(person: Person) -> None:
    login = person.oauth().authorization()
    callback = await person.consent(login.url)

    with pytest.raises(OAuthError) as caught:
        await person.oauth().exchange(callback, replace(login, code_verifier="a" * 64))
    assert caught.value.error == "invalid_grant"


async def test_a_wrong_client_secret_raises_oauth_error(person: Person) -> None:
    login = person.oauth().authorization()
    callback = await person.consent(login.url)

    with pytest.raises(OAuthError, match="Client authentication failed") as caught:
        await person.oauth(client_secret="wrong").exchange(callback, login)
    assert (caught.value.error, caught.value.description) == ("invalid_client", "Client authentication failed")


async def test_a_transport_passed_by_the_caller_is_not_closed(person: Person) -> None:
    class Closable(httpx.ASGITransport):
        closed = False

        async def aclose(self) -> None:
            self.closed = True

    transport = Closable(person.box.app)
    oauth = person.oauth(transport=transport)
    login = oauth.authorization()
    await oauth.exchange(await person.consent(login.url), login)

    assert not transport.closed


CODE, SECRET, VERIFIER = "c0de-of-login", "s3cr3t-of-the-app", "verifier-of-login"
ACCESS, REFRESH = "access-of-login", "refresh-of-login"
SECRETS = (CODE, SECRET, VERIFIER, ACCESS, REFRESH)
Reply = Callable[[httpx.Request], httpx.Response]


def finishing(reply: Reply) -> Callable[[], Any]:
    async def finish() -> Any:
        oauth = AnimoOAuth("app", SECRET, CALLBACK, transport=httpx.MockTransport(reply))
        login = Authorization("https://app.animo.co", "state-of-login", VERIFIER)
        return await oauth.exchange(f"{CALLBACK}&code={CODE}&state=state-of-login", login)

    return finish


@for_each(
    ("answer", "named"),
    [
        ([], "access_token"),
        ({}, "access_token"),
        ({"access_token": None}, "access_token"),
        ({"access_token": "two words"}, "access_token"),
        ({"access_token": "a", "token_type": "mac"}, "token_type"),
        ({"access_token": "a", "refresh_token": 5}, "refresh_token"),
        ({"access_token": "a", "expires_in": "soon"}, "expires_in"),
        ({"access_token": "a", "expires_in": True}, "expires_in"),
    ],
)
async def test_an_invalid_token_response_raises_response_format_error(answer: Any, named: str) -> None:
    with pytest.raises(ResponseFormatError) as caught:
        await finishing(lambda _: httpx.Response(200, json=answer))()
    assert caught.value.field == named


async def test_a_token_response_without_an_expiry_time_is_accepted() -> None:
    tokens = await finishing(lambda _: httpx.Response(200, json={"access_token": "a"}))()

    assert (tokens.expires_at, tokens.refresh_token) == (None, None)


@pytest.mark.parametrize(("status", "kind"), [(500, ServerError), (404, AnimoError), (302, AnimoError)])
async def test_other_error_responses_do_not_raise_oauth_error(status: int, kind: type[AnimoError]) -> None:
    with pytest.raises(kind) as caught:
        await finishing(lambda _: httpx.Response(status, json={"error": "server_error"} if status == 500 else []))()
    assert not isinstance(caught.value, OAuthError)


async def test_a_code_that_may_have_been_used_is_not_sent_again() -> None:
    sent = []

    def breaks(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        raise httpx.ReadError("reset")

    with pytest.raises(APIConnectionError) as caught:
        await finishing(breaks)()
    assert (len(sent), caught.value.may_have_been_sent) == (1, True)


# --- Renewing tokens


async def test_a_fresh_token_is_not_renewed(person: Person, animo: AnimoClient) -> None:
    await anyio.sleep(ACCESS_SECONDS - 90)

    await animo.user()

    assert (person.renewals, person.saved) == (0, [])


async def test_a_token_is_renewed_before_it_expires(person: Person, animo: AnimoClient) -> None:
    await anyio.sleep(ACCESS_SECONDS - 30)

    await animo.user()

    assert person.renewals == 1
    assert [each.path for each in person.box.requests][-2:] == [TOKEN_ROUTE, "/api/v1/user"]


async def test_a_renewed_token_is_renewed_again(person: Person, animo: AnimoClient) -> None:
    for _ in range(3):
        await anyio.sleep(ACCESS_SECONDS)
        await animo.user()
        await animo.user()

    assert person.renewals == len(person.saved) == 3


async def test_the_renewal_margin_can_be_set(person: Person) -> None:
    source = await person.source(margin=ACCESS_SECONDS / 2)
    await anyio.sleep(ACCESS_SECONDS / 2)

    await source()

    assert person.renewals == 1


async def test_expired_tokens_from_an_earlier_run_are_renewed_immediately(person: Person) -> None:
    tokens = replace(await person.login(), expires_at=time.time() - 1)

    await RenewingToken(person.oauth(), tokens, person.save)()

    assert person.renewals == 1


async def test_concurrent_calls_share_one_renewal(person: Person) -> None:
    async def save(tokens: OAuthTokens) -> None:
        await anyio.sleep(1)
        await person.save(tokens)

    source = await person.source(save=save)
    await anyio.sleep(ACCESS_SECONDS)

    async with person.client(source) as one, person.client(source) as other, anyio.create_task_group() as tasks:
        for _ in range(10):
            tasks.start_soon(one.user)
            tasks.start_soon(other.companies)

    assert (person.renewals, len(person.saved)) == (1, 1)


async def test_after_a_401_the_token_is_renewed_and_the_request_is_sent_again(
    person: Person, animo: AnimoClient
) -> None:
    await animo.user()
    person.box.fail(401)

    assert (await animo.user()).email
    assert person.renewals == 1


async def test_concurrent_calls_that_get_a_401_share_one_renewal(person: Person, animo: AnimoClient) -> None:
    person.box.fail(401, times=8, delay=1)

    async with anyio.create_task_group() as tasks:
        for _ in range(8):
            tasks.start_soon(animo.user)

    assert person.renewals == 1


async def test_a_401_for_an_already_replaced_token_does_not_renew_again(person: Person, source: RenewingToken) -> None:
    old = await source()
    source.refused(old)
    new = await source()
    source.refused(old)

    assert await source() == new != old
    assert person.renewals == 1


async def test_a_busy_client_does_not_renew_a_valid_token(person: Person, animo: AnimoClient) -> None:
    for _ in range(20):
        await animo.user()

    assert person.renewals == 0


async def test_a_401_for_a_renewed_token_raises_authentication_error(person: Person, source: RenewingToken) -> None:
    def api(request: httpx.Request) -> httpx.Response:
        return httpx.Response(401, json={"message": "Unauthenticated."})

    async with AnimoClient(source, transport=httpx.MockTransport(api)) as animo:
        with pytest.raises(AuthenticationError):
            await animo.user()
    assert person.renewals == 1


async def test_new_tokens_are_saved_before_they_are_used(person: Person) -> None:
    async def save(tokens: OAuthTokens) -> None:
        await anyio.sleep(1)
        seen.append([each.path for each in person.box.requests][-1])
        await person.save(tokens)

    seen: list[str] = []
    source = await person.source(save=save)
    await anyio.sleep(ACCESS_SECONDS)

    async with person.client(source) as animo:
        await animo.user()

    assert seen == [TOKEN_ROUTE]
    assert await source() == person.saved[0].access_token


async def test_a_request_sent_inside_save_uses_the_new_tokens(person: Person) -> None:
    async def save(tokens: OAuthTokens) -> None:
        async with anyio.create_task_group() as tasks:  # child tasks of `save` also use the new tokens
            tasks.start_soon(animo.companies)
            owners.append((await animo.user()).email)
        await person.save(tokens)

    owners: list[str] = []
    source = await person.source(save=save)
    await anyio.sleep(ACCESS_SECONDS)

    async with person.client(source, max_concurrency=1) as animo:
        await animo.user()

    assert len(owners) == len(person.saved) == person.renewals == 1


async def test_a_401_for_a_request_sent_inside_save_raises_authentication_error(person: Person) -> None:
    async def save(tokens: OAuthTokens) -> None:
        person.box.fail(401, times=2)
        await animo.user()

    source = await person.source(save=save)
    await anyio.sleep(ACCESS_SECONDS)

    async with person.client(source) as animo:
        with pytest.raises(AuthenticationError):
            await animo.user()


async def test_other_calls_wait_until_the_new_tokens_are_saved(person: Person) -> None:
    async def save(tokens: OAuthTokens) -> None:
        await animo.user()
        await anyio.sleep(1)
        await person.save(tokens)
        saved_at.append(anyio.current_time())

    async def other() -> None:
        await anyio.sleep(0.5)
        await animo.user()
        assert anyio.current_time() >= saved_at[0]

    saved_at: list[float] = []
    source = await person.source(save=save)
    await anyio.sleep(ACCESS_SECONDS)

    async with person.client(source) as animo, anyio.create_task_group() as tasks:
        tasks.start_soon(animo.user)
        tasks.start_soon(other)


async def test_a_short_lived_token_is_renewed_after_half_of_its_lifetime(person: Person) -> None:
    source = RenewingToken(person.oauth(), replace(await person.login(), expires_at=time.time() + 40), person.save)
    await source()

    await anyio.sleep(15)
    await source()
    assert person.renewals == 0

    await anyio.sleep(6)
    await source()
    assert person.renewals == 1


async def test_saved_tokens_can_be_renewed_in_another_process(person: Person, source: RenewingToken) -> None:
    await anyio.sleep(ACCESS_SECONDS)
    await source()

    again = RenewingToken(person.oauth(), replace(person.saved[-1], expires_at=0), person.save)

    async with person.client(again) as animo:
        assert (await animo.user()).email


async def test_tokens_that_could_not_be_saved_are_saved_at_the_next_call(person: Person) -> None:
    async def save(tokens: OAuthTokens) -> None:
        if faults:
            raise faults.pop()
        await person.save(tokens)

    faults = [OSError("disk full")]
    source = await person.source(save=save)
    await anyio.sleep(ACCESS_SECONDS)

    with pytest.raises(OSError, match="disk full"):
        await source()

    assert await source() == person.saved[0].access_token
    assert person.renewals == 1


async def test_a_hanging_save_times_out(person: Person) -> None:
    async def save(_: OAuthTokens) -> None:
        await anyio.sleep_forever()

    source = await person.source(save=save)
    await anyio.sleep(ACCESS_SECONDS)

    with pytest.raises(TimeoutError):
        await source()


async def test_a_renewal_finishes_even_if_the_call_that_started_it_times_out(
    person: Person, source: RenewingToken
) -> None:
    await anyio.sleep(ACCESS_SECONDS)
    person.box.fail(429)  # Retry-After: 1

    async with person.client(source, deadline=0.5) as animo:
        with pytest.raises(APITimeoutError):
            await animo.user()
        assert len(person.saved) == 1
        assert (await animo.user()).email
    assert len(person.saved) == 1


async def test_an_expired_refresh_token_raises_login_required_error(person: Person, source: RenewingToken) -> None:
    await anyio.sleep(REFRESH_SECONDS)

    async with person.client(source) as animo:
        with pytest.raises(LoginRequiredError) as caught:
            await animo.user()
    assert (caught.value.error, caught.value.description) == ("invalid_grant", "The refresh token is invalid.")


async def test_the_older_passport_error_for_a_revoked_token_is_recognized() -> None:
    body = {"error": "invalid_request", "message": "The refresh token is invalid.", "hint": "Token has been revoked"}
    transport = httpx.MockTransport(lambda _: httpx.Response(401, json=body))

    with pytest.raises(LoginRequiredError, match="refresh token is invalid"):
        await AnimoOAuth("app", "secret", CALLBACK, transport=transport).refresh(OAuthTokens("a", "r"))


async def test_an_expired_token_without_refresh_token_raises_login_required_error(person: Person) -> None:
    source = RenewingToken(person.oauth(), OAuthTokens("a", None, time.time()), person.save)

    with pytest.raises(LoginRequiredError):
        await source()


async def test_a_wrong_client_secret_does_not_raise_login_required_error(person: Person) -> None:
    tokens = await person.login()

    with pytest.raises(OAuthError) as caught:
        await person.oauth(client_secret="wrong").refresh(tokens)
    assert not isinstance(caught.value, LoginRequiredError)


async def test_a_server_error_during_renewal_does_not_require_a_new_login(
    person: Person, source: RenewingToken
) -> None:
    await anyio.sleep(ACCESS_SECONDS)
    person.box.fail(503)

    with pytest.raises(ServerError):
        await source()
    assert await source()


async def test_the_old_refresh_token_is_kept_if_the_response_has_no_new_one() -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json={"access_token": "b"}))

    renewed = await AnimoOAuth("app", "secret", CALLBACK, transport=transport).refresh(OAuthTokens("a", "r"))

    assert renewed == OAuthTokens("b", "r")


async def test_the_refresh_request_has_the_format_that_passport_expects() -> None:
    sent: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(json.loads(request.content))
        return httpx.Response(200, json={"access_token": "b"})

    await AnimoOAuth("app", "secret", CALLBACK, transport=httpx.MockTransport(answer)).refresh(OAuthTokens("a", "r"))

    assert sent == [
        {"grant_type": "refresh_token", "client_id": "app", "client_secret": "secret", "refresh_token": "r"}
    ]


# --- Secrets


def echo(status: int) -> Reply:
    def reply(request: httpx.Request) -> httpx.Response:
        heard = request.content.decode()
        body = {"error": f"invalid {heard}", "error_description": heard, "message": heard, "hint": [heard]}
        return httpx.Response(status, json=body, headers={"X-Request-Id": heard})

    return reply


def half_a_token(_: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={"access_token": ACCESS, "refresh_token": [REFRESH]})


def breaks(_: httpx.Request) -> httpx.Response:
    raise httpx.ReadError("reset")


def refreshing(reply: Reply) -> Callable[[], Any]:
    async def refresh() -> Any:
        oauth = AnimoOAuth("app", SECRET, CALLBACK, transport=httpx.MockTransport(reply))
        tokens = OAuthTokens(ACCESS, REFRESH, 0)
        async with AnimoClient(RenewingToken(oauth, tokens, nowhere), transport=oauth._transport) as animo:
            return await animo.user()

    return refresh


@pytest.mark.parametrize("act", [finishing, refreshing])
@pytest.mark.parametrize(
    "reply",
    [*map(echo, (302, 400, 401, 404, 422, 429, 500, 502)), half_a_token, breaks],
    ids=["302", "400", "401", "404", "422", "429", "500", "502", "half a token", "broken connection"],
)
async def test_errors_and_logs_show_no_secret(act: Any, reply: Reply, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    error = await raised(act(reply))

    for secret in SECRETS:
        assert secret not in shown(error)
        assert secret.encode() not in carried(error)
        assert secret not in recorded(caplog)


@pytest.mark.parametrize("query", [f"code={CODE}&state=x", f"error=access_denied&state=state&code={CODE}"])
async def test_the_error_for_a_rejected_callback_does_not_show_the_code(query: str) -> None:
    oauth = AnimoOAuth("app", SECRET, CALLBACK)
    login = Authorization("https://app.animo.co", "state", VERIFIER)
    error = await raised(lambda: oauth.exchange(f"{CALLBACK}&{query}", login))

    for secret in SECRETS:
        assert secret not in shown(error)
        assert secret.encode() not in carried(error)


@for_each(
    ("url", "kinds"),
    [
        (5, TypeError),
        (None, TypeError),
        (httpx.URL(f"{CALLBACK}&code={CODE}&state=state"), TypeError),
        (f"{CALLBACK}&code={CODE}&state=state".encode(), TypeError),
        (f"https://[shop.example/?code={CODE}&state=state", OAuthError),
        (f"code={CODE}&state=state", OAuthError),
        (f"{CALLBACK}&code={CODE}\ud800&state=state", ValueError),
    ],
)
async def test_the_error_for_an_invalid_callback_url_does_not_show_the_code(url: Any, kinds: type[Exception]) -> None:
    def api(_: httpx.Request) -> httpx.Response:
        pytest.fail("something was sent")

    oauth = AnimoOAuth("app", SECRET, CALLBACK, transport=httpx.MockTransport(api))
    login = Authorization("https://app.animo.co", "state", VERIFIER)

    error = await raised(lambda: oauth.exchange(url, login))

    assert isinstance(error, kinds)
    for secret in SECRETS:
        assert secret not in shown(error)


def test_a_configuration_error_does_not_show_the_client_secret() -> None:
    with pytest.raises(ConfigurationError) as caught:
        AnimoOAuth("app", SECRET, "nowhere")

    assert SECRET not in "\n".join([*our_locals(caught.value), str(caught.value)])


async def test_no_repr_shows_a_secret(person: Person) -> None:
    oauth, login = person.oauth(), person.oauth().authorization()
    tokens = await person.login()
    source = RenewingToken(oauth, tokens, person.save)
    things = [oauth, login, tokens, source, vars(oauth), vars(source)]

    for secret in (CLIENT_SECRET, login.state, login.code_verifier, tokens.access_token, tokens.refresh_token):
        assert secret not in repr(things)


@pytest.mark.parametrize("carry", [pickle.dumps, copy.copy, copy.deepcopy])
def test_animo_oauth_and_renewing_token_cannot_be_pickled_or_copied(carry: Callable[[Any], Any]) -> None:
    oauth = AnimoOAuth("app", "secret", CALLBACK)

    for thing in (oauth, RenewingToken(oauth, OAuthTokens("a"), nowhere)):
        with pytest.raises(TypeError, match="pickled"):
            carry(thing)


@pytest.mark.parametrize("kind", [OAuthError, LoginRequiredError])
def test_pickled_oauth_errors_keep_their_attributes(kind: type[OAuthError]) -> None:
    error = pickle.loads(pickle.dumps(kind("invalid_grant", "revoked")))

    assert (type(error), error.error, error.description, str(error)) == (
        kind,
        "invalid_grant",
        "revoked",
        "invalid_grant: revoked",
    )


async def test_the_error_for_a_forged_callback_has_only_printable_characters(person: Person) -> None:
    login = person.oauth().authorization()

    with pytest.raises(OAuthError) as caught:
        await person.oauth().exchange(
            f"{CALLBACK}&state={login.state}&error=x%0d%0aFAKE&error_description=%1b[2J", login
        )
    assert str(caught.value).isprintable()


def test_the_query_of_the_redirect_uri_is_kept() -> None:
    uri = dict(parse_qsl(urlsplit(AnimoOAuth("app", "secret", CALLBACK).authorization().url).query))["redirect_uri"]

    assert uri == CALLBACK
