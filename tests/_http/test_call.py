"""`prepare()` encodes and checks a request once, before anything is sent."""

from __future__ import annotations

import math
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from animo_async._http.call import prepare
from animo_v1.operation import Request
from animo_v1.types import UNSET, File
from exposure import shown
from helpers import for_each

BASE = "https://app.animo.co/api/v1"


def call(method: str = "GET", path: str = "/user", **body: Any) -> Any:
    return prepare(BASE, method, Request(path, **body), "op")


@pytest.mark.parametrize("params", [{}, {"page": 2}, {"q": "a b&c=d"}, {"q": "ü", "page": 3}])
def test_the_query_is_encoded(params: dict[str, Any]) -> None:
    url = urlsplit(str(call(params=params).url))

    assert (f"{url.scheme}://{url.netloc}{url.path}", url.fragment) == (f"{BASE}/user", "")
    assert parse_qsl(url.query) == [(name, str(value)) for name, value in params.items()]


def test_a_json_body_sets_content_type_and_content_length() -> None:
    made = call("POST", json={"name": "ü"})

    assert made.content == '{"name":"ü"}'.encode()
    assert made.headers["Content-Type"] == "application/json"
    assert made.headers["Content-Length"] == str(len(made.content))


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_a_write_without_a_body_has_content_length_zero(method: str) -> None:
    assert call(method).headers["Content-Length"] == "0"


def test_a_read_has_no_content_length() -> None:
    assert "Content-Length" not in call().headers


def test_each_multipart_form_has_its_own_boundary() -> None:
    parts = [("a", (None, b"1")), ("image", ("x.png", File(b"PNG").payload, "image/png"))]
    one, other = call("POST", files=parts), call("POST", files=parts)

    assert one.headers["Content-Type"].startswith("multipart/form-data; boundary=")
    assert one.headers["Content-Type"] != other.headers["Content-Type"]
    assert one.content.count(b"PNG") == 1


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("place", ["params", "json"])
def test_nan_and_infinity_raise_value_error(place: str, value: float) -> None:
    with pytest.raises(ValueError, match=place):
        call("POST", **{place: {"a": value if place == "params" else [{"b": value}]}})


@pytest.mark.parametrize("place", ["params", "json"])
def test_unset_in_params_or_json_raises_value_error(place: str) -> None:
    with pytest.raises(ValueError, match="UNSET"):
        call("POST", **{place: {"a": UNSET}})


@for_each("json", [{"a": object()}, {1: "a"}, {"a": {1, 2}}, {"a": 2**64}, [[object()]]])
def test_a_value_that_json_cannot_encode_raises_type_error(json: Any) -> None:
    with pytest.raises(TypeError, match="json must consist of"):
        call("POST", json=json)


@pytest.mark.parametrize("json", [{"a": "x\ud800"}, ["\udfff"], {"\ud800": 1}, [{"token": "s3cret\ud834"}]])
def test_a_lone_surrogate_in_json_raises_value_error_without_the_text(json: Any) -> None:
    with pytest.raises(ValueError, match="surrogate") as caught:
        call("POST", json=json)
    assert not isinstance(caught.value, UnicodeError)
    assert "s3cret" not in shown(caught.value)


@pytest.mark.parametrize("params", [{"q": "x\ud800"}, {"\udfff": "a"}, {"q": ["a", "\ud800"]}])
def test_a_lone_surrogate_in_params_raises_value_error(params: Any) -> None:
    with pytest.raises(ValueError, match="params must not contain a lone surrogate"):
        call("GET", params=params)


@for_each("params", [5, 0, "q=a", [("q",)], [("q", "a")], {"q": {"a": 1}}, {1: "a"}, {"q": object()}, {"q": b"a"}])
def test_params_of_the_wrong_type_raise_type_error(params: Any) -> None:
    with pytest.raises(TypeError, match="params must"):
        call("GET", params=params)


def test_the_type_error_for_params_names_the_type_that_was_passed() -> None:
    with pytest.raises(TypeError, match="params must be a mapping, not str"):
        call(params="a=1")


def test_the_repr_of_a_call_shows_neither_query_nor_body() -> None:
    text = repr(call("POST", params={"q": "hidden"}, json={"token": "secret-of-a-webhook"}))

    assert "hidden" not in text
    assert "secret-of-a-webhook" not in text
