import httpx
import orjson
import pytest
from starlette.responses import HTMLResponse, JSONResponse

from spec_validation import SpecViolationError, validated

pytestmark = pytest.mark.anyio

USER = {
    "id": "a",
    "avatar": None,
    "first_name": "A",
    "job_title": None,
    "last_name": "B",
    "linkedin_url": None,
    "email": "a@example.com",
    "created_at": "2026-03-01T12:00:00.4040+00:00",
}


async def judged(response, method="GET", path="/user") -> httpx.Response:
    transport = httpx.ASGITransport(validated(response))
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox/api/v1") as http:
        return await http.request(method, path)


@pytest.mark.parametrize(
    ("response", "method", "path"),
    [
        (JSONResponse({"data": USER}), "GET", "/user"),
        (JSONResponse({"message": "No."}, 404), "GET", "/nowhere"),
        (JSONResponse({"message": "No."}, 405, {"Allow": "GET"}), "PUT", "/user"),
        (HTMLResponse("<h1>Bad gateway</h1>", 502), "GET", "/user"),
    ],
)
async def test_a_valid_response_passes(response, method, path):
    assert (await judged(response, method, path)).status_code == response.status_code


@pytest.mark.parametrize(
    ("response", "method", "path"),
    [
        (JSONResponse({"data": {**USER, "email": None}}), "GET", "/user"),
        (JSONResponse({"data": {**USER, "created_at": "yesterday"}}), "GET", "/user"),
        (JSONResponse({"data": {**USER, "surprise": 1}}), "GET", "/user"),
        (JSONResponse({"data": {name: USER[name] for name in list(USER)[1:]}}), "GET", "/user"),
        (JSONResponse({"data": USER}, 201), "GET", "/user"),
        (JSONResponse({"data": USER}), "GET", "/nowhere"),
        (JSONResponse({"message": "No."}, 405), "PUT", "/user"),
        (JSONResponse({}, 403), "GET", "/user"),
        (HTMLResponse(orjson.dumps({"data": USER})), "GET", "/user"),
    ],
)
async def test_an_invalid_response_raises_spec_violation_error(response, method, path):
    with pytest.raises(SpecViolationError):
        await judged(response, method, path)
