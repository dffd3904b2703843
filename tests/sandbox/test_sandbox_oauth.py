"""Test the OAuth authorization server with the requests that a browser and an app send."""

import base64
import hashlib
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from animo_async.sandbox.oauth import CLIENT_ID, CLIENT_SECRET

pytestmark = pytest.mark.anyio

CALLBACK = "http://127.0.0.1:9000/callback?tenant=7"
VERIFIER = "v" * 43
APP = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}


def challenge(verifier):
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


ASKED = {
    "response_type": "code",
    "client_id": CLIENT_ID,
    "redirect_uri": CALLBACK,
    "state": "st/a te",
    "code_challenge": challenge(VERIFIER),
    "code_challenge_method": "S256",
}


@pytest.fixture
async def web(box):
    async with httpx.AsyncClient(transport=httpx.ASGITransport(box.app), base_url="http://sandbox") as web:
        yield web


@pytest.fixture
def consented(web):
    async def consent(answer="allow", **asked):
        page = await web.post("/api/oauth/authorize", params={**ASKED, **asked}, data={"consent": answer})
        assert page.status_code == 302
        return {name: text for name, (text,) in parse_qs(urlsplit(page.headers["location"]).query).items()}

    return consent


@pytest.fixture
def redeem(web):
    async def redeemed(code, **form):
        given = {
            "grant_type": "authorization_code",
            **APP,
            "redirect_uri": CALLBACK,
            "code": code,
            "code_verifier": VERIFIER,
            **form,
        }
        return await web.post("/api/oauth/token", json={name: text for name, text in given.items() if text is not None})

    return redeemed


async def test_the_consent_page_names_the_sandbox_and_the_scopes(web):
    page = await web.get("/api/oauth/authorize", params={**ASKED, "scope": "events:read orders:read"})

    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    for text in ("sandbox, not Animo", "events:read", "orders:read"):
        assert text in page.text


async def test_giving_consent_redirects_with_a_code_and_the_state(consented):
    answer = await consented()

    assert answer.keys() == {"tenant", "code", "state"}
    assert answer["state"] == "st/a te"


async def test_refusing_consent_redirects_with_an_error(consented):
    answer = await consented("deny")

    assert answer["error"] == "access_denied"
    assert "code" not in answer


@pytest.mark.parametrize("scope", ["planets:read", "*"])
async def test_an_unknown_scope_redirects_with_an_error(consented, scope):
    assert (await consented(scope=scope))["error"] == "invalid_scope"


async def test_the_plain_code_challenge_method_is_refused(consented):
    assert (await consented(code_challenge_method="plain"))["error"] == "invalid_request"


@pytest.mark.parametrize(
    ("asked", "status", "error"),
    [
        ({"client_id": "another"}, 401, "invalid_client"),
        ({"redirect_uri": "http://shop.example/callback"}, 401, "invalid_client"),
        ({"redirect_uri": "//shop.example"}, 401, "invalid_client"),
        ({"redirect_uri": "https://[bad"}, 401, "invalid_client"),
        ({"redirect_uri": "https://shop.example/#x"}, 401, "invalid_client"),
        ({"response_type": "token"}, 400, "unsupported_grant_type"),
    ],
)
async def test_an_invalid_authorization_request_is_refused_without_a_redirect(web, asked, status, error):
    page = await web.get("/api/oauth/authorize", params={**ASKED, **asked})

    assert (page.status_code, page.json()["error"]) == (status, error)
    assert "location" not in page.headers


async def test_a_code_is_exchanged_for_tokens_in_the_format_of_passport(consented, redeem):
    answer = await redeem((await consented())["code"])

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json().keys() == {"token_type", "expires_in", "access_token", "refresh_token"}


async def test_the_token_route_accepts_a_form_encoded_body(web, consented):
    code = (await consented())["code"]
    form = {"grant_type": "authorization_code", **APP, "redirect_uri": CALLBACK, "code": code}

    assert (await web.post("/api/oauth/token", data={**form, "code_verifier": VERIFIER})).status_code == 200


async def test_without_requested_scopes_the_token_has_the_default_scopes(web, consented, redeem):
    token = (await redeem((await consented())["code"])).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    company = (await web.get("/api/v1/companies", headers=headers)).json()["data"][0]["id"]

    assert (await web.get("/api/v1/user", headers=headers)).status_code == 200
    assert (await web.get(f"/api/v1/{company}/events", headers=headers)).status_code == 403


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"client_id": "another"}, 401, "invalid_client"),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_secret": None}, 401, "invalid_client"),
        ({"redirect_uri": "http://127.0.0.1:9000/callback"}, 401, "invalid_client"),
        ({"code": "another"}, 400, "invalid_grant"),
        ({"code_verifier": "w" * 43}, 400, "invalid_grant"),
        ({"code_verifier": None}, 400, "invalid_grant"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": None}, 400, "unsupported_grant_type"),
        ({"grant_type": "refresh_token", "refresh_token": "another"}, 400, "invalid_grant"),
    ],
    ids=repr,
)
async def test_an_invalid_token_request_gets_the_same_error_as_in_passport(consented, redeem, form, status, error):
    answer = await redeem(**{"code": (await consented())["code"], **form})

    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.json()["message"] == answer.json()["error_description"]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"client_id": 5}', b"\xff"])
@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded", ""])
async def test_a_malformed_token_request_is_refused(web, content, kind):
    answer = await web.post("/api/oauth/token", content=content, headers={"Content-Type": kind})

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


async def test_a_code_can_be_used_only_once(consented, redeem):
    code = (await consented())["code"]
    await redeem(code)

    assert (await redeem(code)).json()["error"] == "invalid_grant"


async def test_a_refresh_replaces_both_tokens(web, consented, redeem):
    old = (await redeem((await consented())["code"])).json()
    form = {"grant_type": "refresh_token", **APP, "refresh_token": old["refresh_token"]}
    new = (await web.post("/api/oauth/token", json=form)).json()

    async def status(tokens):
        return (
            await web.get("/api/v1/user", headers={"Authorization": f"Bearer {tokens['access_token']}"})
        ).status_code

    assert (await status(old), await status(new)) == (401, 200)
    assert (await web.post("/api/oauth/token", json=form)).json()["error"] == "invalid_grant"


async def test_the_token_route_accepts_only_post(web):
    answer = await web.get("/api/oauth/token")

    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


async def test_parameters_of_the_consent_page_are_escaped(web):
    page = await web.get("/api/oauth/authorize", params={**ASKED, "state": "<script>", "scope": "user:read"})

    assert "<script>" not in page.text
