from __future__ import annotations

import copy
import inspect
import json
import pickle
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from animo_async import errors
from animo_async._http.call import Call
from animo_async._http.responses import error_of, retry_after
from animo_async._http.transport import Outcome
from animo_async.errors import (
    AnimoError,
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    CompanyAccessError,
    CompanyNotFoundError,
    ConfigurationError,
    IntegrationsRequiredError,
    MethodNotAllowedError,
    MissingScopeError,
    NotFoundError,
    PaginationDriftError,
    PaymentPendingError,
    PermissionDeniedError,
    PlanRequiredError,
    RateLimitError,
    ResponseFormatError,
    ServerError,
    SlugTakenError,
    ValidationError,
)
from helpers import for_each


@dataclass
class Thing:
    """Stands in for an object that an error has as an attribute: an order, an event or an entitlement."""

    id: str
    name: str = ""


NOW = datetime(2026, 4, 25, 9, 0, tzinfo=UTC)
REQUEST: dict[str, Any] = {"method": "POST", "path": "/c1/events/create", "operation": "create_event"}
STATUS: dict[str, Any] = {
    **REQUEST,
    "status_code": 403,
    "message": "No.",
    "request_id": "req-1",
    "body": {"message": "No.", "more": [1, {"a": None}]},
}
DENIED: dict[str, Any] = {**STATUS, "entitlement": Thing("evidence")}
MAKE: dict[type[AnimoError], Callable[[], AnimoError]] = {
    AnimoError: lambda: AnimoError("It broke."),
    ConfigurationError: lambda: ConfigurationError("There is no token."),
    SlugTakenError: lambda: SlugTakenError(slug="spring", event=Thing("spring", name="Spring")),
    CompanyNotFoundError: lambda: CompanyNotFoundError(key="x", slugs=["acme", "zeta"]),
    PaymentPendingError: lambda: PaymentPendingError(order=Thing("oRd3r"), order_id="oRd3r", timeout=600.0),  # type: ignore[arg-type]
    APIConnectionError: lambda: APIConnectionError(reason="it broke", **REQUEST, may_have_been_sent=True),
    APITimeoutError: lambda: APITimeoutError(reason="it took too long", **REQUEST, may_have_been_sent=False),
    ResponseFormatError: lambda: ResponseFormatError(reason="it is null", field="data.city", **REQUEST),
    PaginationDriftError: lambda: PaginationDriftError(passes=3, **REQUEST),
    APIStatusError: lambda: APIStatusError(**STATUS),
    AuthenticationError: lambda: AuthenticationError(**STATUS),
    PermissionDeniedError: lambda: PermissionDeniedError(**DENIED),
    PlanRequiredError: lambda: PlanRequiredError(**DENIED),
    MissingScopeError: lambda: MissingScopeError(**DENIED, scopes=["events:create", "events:read"]),
    CompanyAccessError: lambda: CompanyAccessError(**DENIED),
    IntegrationsRequiredError: lambda: IntegrationsRequiredError(**DENIED),
    NotFoundError: lambda: NotFoundError(**STATUS),
    MethodNotAllowedError: lambda: MethodNotAllowedError(**STATUS, allowed=["GET", "HEAD"]),
    ValidationError: lambda: ValidationError(**STATUS, errors={"name": ["Too long."], "cohosts.0.name": ["Missing."]}),
    RateLimitError: lambda: RateLimitError(**STATUS, retry_after=2.5),
    ServerError: lambda: ServerError(**STATUS),
}
CARRIERS: list[Callable[[Any], Any]] = [
    copy.copy,
    copy.deepcopy,
    *(lambda error, protocol=protocol: pickle.loads(pickle.dumps(error, protocol)) for protocol in range(6)),
]
each_error = for_each("make", MAKE.values())
texts = st.text(st.characters(exclude_categories=["Cs"]))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
contents = st.binary(max_size=200) | st.one_of(
    json_values, st.fixed_dictionaries({}, optional={"message": json_values, "errors": json_values})
).map(lambda value: json.dumps(value).encode())


def answer(status_code: int, content: bytes = b"", headers: dict[str, str] | None = None, method: str = "POST") -> Any:
    url, headers = httpx.URL("https://a.example"), as_received(headers or {})
    call = Call(**{**REQUEST, "method": method}, url=url, headers=httpx.Headers(), content=b"")
    return error_of(call, Outcome(status_code, headers, content), 30.0, now=NOW)


def as_received(headers: dict[str, str]) -> httpx.Headers:
    return httpx.Headers({name.encode(): value.encode() for name, value in headers.items()})


def same(one: AnimoError, other: AnimoError) -> bool:
    return type(one) is type(other) and (one.args, str(one), vars(one)) == (other.args, str(other), vars(other))


def test_every_error_class_is_covered_by_these_tests() -> None:
    public = [kind for name, kind in inspect.getmembers(errors, inspect.isclass) if not name.startswith("_")]

    assert {kind for kind in public if issubclass(kind, AnimoError)} == set(MAKE)


def test_the_class_tree_in_the_docstring_lists_every_error_class() -> None:
    drawn = re.findall(r"\w+Error\b", (errors.__doc__ or "").split("```")[1])

    assert sorted(set(drawn) - {"LookupError", "TimeoutError"}) == sorted(kind.__name__ for kind in MAKE)


@for_each(
    ("kind", "parent"),
    [
        (CompanyNotFoundError, LookupError),
        (PaymentPendingError, TimeoutError),
        (APITimeoutError, APIConnectionError),
        (PlanRequiredError, PermissionDeniedError),
        (MissingScopeError, PermissionDeniedError),
        (CompanyAccessError, PermissionDeniedError),
        (IntegrationsRequiredError, PermissionDeniedError),
        (ValidationError, APIStatusError),
        (ServerError, APIStatusError),
        (PermissionDeniedError, APIStatusError),
    ],
)
def test_an_error_can_be_caught_by_its_base_class(kind: type[Exception], parent: type[Exception]) -> None:
    assert issubclass(kind, parent)


@each_error
def test_an_error_can_be_copied_and_pickled_without_loss(make: Callable[[], AnimoError]) -> None:
    error = make()
    error.created = Thing("demo-day")  # type: ignore[assignment]
    error.add_note("seen on a Monday")

    assert all(same(carry(error), error) for carry in CARRIERS)


@each_error
def test_an_error_that_was_raised_can_be_pickled(make: Callable[[], AnimoError]) -> None:
    with pytest.raises(AnimoError) as caught:
        raise make() from ValueError("because")

    assert same(pickle.loads(pickle.dumps(caught.value)), make())


def test_a_deep_copy_shares_no_mutable_attributes() -> None:
    error = MAKE[ValidationError]()
    twin: Any = copy.deepcopy(error)
    twin.errors["name"].append("And ugly.")
    twin.body["more"].clear()

    assert same(error, MAKE[ValidationError]())


def test_a_user_defined_subclass_of_animo_error_can_be_copied() -> None:
    assert same(copy.deepcopy(OwnError(7)), OwnError(7))


class OwnError(AnimoError):
    def __init__(self, seven: int) -> None:
        self.seven = seven
        super().__init__("mine")


@each_error
def test_created_is_none_by_default(make: Callable[[], AnimoError]) -> None:
    assert make().created is None


@for_each("kind", [kind for kind in MAKE if "operation" in vars(MAKE[kind]())])
def test_an_error_of_a_request_has_its_method_path_and_operation(kind: type[AnimoError]) -> None:
    error: Any = MAKE[kind]()

    assert {name: getattr(error, name) for name in REQUEST} == REQUEST


@for_each(
    "kind",
    [APIConnectionError, APITimeoutError, ResponseFormatError, PaginationDriftError, APIStatusError, PlanRequiredError],
)
def test_the_error_classes_of_requests_have_an_operation(kind: type[AnimoError]) -> None:
    assert "operation" in vars(MAKE[kind]())


@for_each(
    ("status_code", "kind"),
    [
        (301, APIStatusError),
        (304, APIStatusError),
        (400, APIStatusError),
        (401, AuthenticationError),
        (402, APIStatusError),
        (403, PermissionDeniedError),
        (404, NotFoundError),
        (405, MethodNotAllowedError),
        (408, APIStatusError),
        (409, APIStatusError),
        (422, ValidationError),
        (425, APIStatusError),
        (429, RateLimitError),
        (499, APIStatusError),
        (500, ServerError),
        (503, ServerError),
        (520, ServerError),
        (599, ServerError),
        (600, APIStatusError),
        (999, APIStatusError),
    ],
)
def test_each_status_code_gives_its_error_class(status_code: int, kind: type[APIStatusError]) -> None:
    error = answer(status_code, b'{"message": "So it is."}', {"X-Request-ID": "req-9"})

    assert type(error) is kind
    assert (error.status_code, error.message, error.request_id) == (status_code, "So it is.", "req-9")
    assert error.body == {"message": "So it is."}
    assert str(error).startswith(f"POST /c1/events/create returned {status_code}")
    assert "So it is. " in f"{error} "


@given(
    status_code=st.integers(min_value=300, max_value=999) | st.sampled_from([401, 403, 404, 405, 422, 429, 500, 520]),
    content=contents,
    headers=st.dictionaries(st.sampled_from(["Retry-After", "ALLOW", "x-request-id", "Content-Type"]), texts),
)
def test_any_error_response_gives_an_error_that_can_be_copied_and_pickled(
    status_code: int, content: bytes, headers: dict[str, str]
) -> None:
    error = answer(status_code, content, headers)

    assert type(error) is type(answer(status_code))
    assert error.status_code == status_code
    assert isinstance(error.message, str)
    assert str(error).isprintable()
    for carry in CARRIERS:
        # Compare reprs, because NaN is not equal to itself.
        assert repr(vars(carry(error))) == repr(vars(error))


@for_each(
    ("content", "message"),
    [
        (b"", ""),
        (b"{}", ""),
        (b"[]", ""),
        (b'"text"', ""),
        (b'{"message": null}', ""),
        (b'{"message": 7}', ""),
        (b'{"message": ""}', ""),
        (b"<html>Bad Gateway</html>", ""),
        (b'{"message": "Gone fishing"}', "Gone fishing"),
    ],
)
def test_message_is_the_text_from_the_api_or_empty(content: bytes, message: str) -> None:
    assert answer(400, content).message == message


@for_each(
    ("content", "body"),
    [
        (b'{"a": [1, 2.5, null]}', {"a": [1, 2.5, None]}),
        (b"", ""),
        (b"<html>", "<html>"),
        (b"\xff<html>", "\ufffd<html>"),
        (b'{"a": NaN}', '{"a": NaN}'),
        (b'{"a": "\\ud800"}', '{"a": "\\ud800"}'),
        (b'{"a": 1', '{"a": 1'),
        (b"x" * 5000, "x" * 2048),
        ("é".encode() * 5000, "é" * 1024),
        (b"x" + "é".encode() * 5000, "x" + "é" * 1023),
        ("🎟".encode() * 5000, "🎟" * 512),
        (b"x" + "🎟".encode() * 5000, "x" + "🎟" * 511),
        (b"\xff" * 5000, "\ufffd" * 682),
    ],
)
def test_body_is_the_parsed_json_or_the_start_of_the_text(content: bytes, body: object) -> None:
    assert answer(502, content).body == body


@pytest.mark.parametrize("depth", [64, 900, 100_000])
@pytest.mark.parametrize("wrap", [("[", "]"), ('{"a":', "}")])
def test_a_too_deeply_nested_body_is_kept_as_text(depth: int, wrap: tuple[str, str]) -> None:
    content = wrap[0] * depth + "1" + wrap[1] * depth
    error = answer(500, content.encode())

    assert error.body == content[:2048]
    assert same(copy.deepcopy(error), error)


def test_a_body_with_63_nested_levels_is_still_parsed() -> None:
    content = b"[" * 63 + b"1" + b"]" * 63
    assert answer(500, content).body == json.loads(content)


@pytest.mark.parametrize("headers", [{}, {"X-Request-Id": ""}, {"X-Request-Id": " "}])
def test_request_id_is_none_if_the_header_is_missing_or_blank(headers: dict[str, str]) -> None:
    assert answer(500, headers=headers).request_id is None


@for_each(
    ("method", "writes"),
    [("GET", False), ("HEAD", False), ("get", False), ("POST", True), ("PATCH", True), ("DELETE", True)],
)
def test_a_server_error_says_that_a_write_may_have_been_processed(method: str, writes: bool) -> None:
    error = answer(502, method=method)

    assert error.may_have_been_sent is True
    assert ("may have been processed" in str(error)) is writes


@pytest.mark.parametrize(("method", "writes"), [("GET", False), ("POST", True)])
def test_a_response_format_error_says_that_a_write_was_probably_processed(method: str, writes: bool) -> None:
    error = ResponseFormatError(reason="it is HTML", method=method, path="/c1/events")

    assert error.may_have_been_sent is True
    assert ("probably processed" in str(error)) is writes


@pytest.mark.parametrize(
    ("method", "sent", "says"),
    [
        ("GET", True, "can retry"),
        ("GET", False, "can retry"),
        ("POST", True, "Check before you send it again"),
        ("POST", False, "never sent"),
    ],
)
def test_a_connection_error_says_whether_it_is_safe_to_retry(method: str, sent: bool, says: str) -> None:
    error = APIConnectionError(reason="reset by peer", method=method, path="/user", may_have_been_sent=sent)

    assert error.may_have_been_sent is sent
    assert str(error).startswith(f"{method} /user got no response: reset by peer. ")
    assert says in str(error)


def test_a_response_format_error_names_the_operation_and_the_field() -> None:
    error = ResponseFormatError(reason="it is null", field="data.city", **REQUEST)

    assert error.field == "data.city"
    assert "the field data.city of create_event could not be read: it is null." in str(error)


@pytest.mark.parametrize("key", ["x", None])
def test_a_company_not_found_error_names_the_listed_companies(key: str | None) -> None:
    error = CompanyNotFoundError(key=key, slugs=["acme", "zeta"])

    assert (error.key, error.slugs) == (key, ("acme", "zeta"))
    assert "acme, zeta" in str(error)
    assert ("'x'" in str(error)) is (key == "x")


def test_a_payment_pending_error_has_the_order() -> None:
    order: Any = Thing("oRd3r")
    error = PaymentPendingError(order=order, order_id="oRd3r", timeout=600.0)

    assert error.order is order
    assert "oRd3r was still unpaid after 600 s" in str(error)


def test_a_pagination_drift_error_says_how_often_the_list_was_read() -> None:
    error = PaginationDriftError(passes=3, method="GET", path="/c1/events", operation="list_events")

    assert error.passes == 3
    assert str(error).startswith("GET /c1/events changed during each of 3 passes")


@pytest.mark.parametrize(
    ("allow", "allowed"),
    [
        ({}, ()),
        ({"Allow": ""}, ()),
        ({"allow": "GET"}, ("GET",)),
        ({"ALLOW": "get, HEAD,,Post "}, ("GET", "HEAD", "POST")),
    ],
)
def test_a_405_error_names_the_allowed_methods(allow: dict[str, str], allowed: tuple[str, ...]) -> None:
    error = answer(405, headers=allow)

    assert error.allowed == allowed
    assert ", ".join(allowed) in str(error)


@for_each(
    ("errors_", "read"),
    [
        (
            {"name": ["Too long.", "Ugly."], "city.name": ["Missing."]},
            {"name": ["Too long.", "Ugly."], "city.name": ["Missing."]},
        ),
        ({"name": "Too long."}, {"name": ["Too long."]}),
        ({"name": [1, None, {"a": []}]}, {"name": ["1", "None", "{'a': []}"]}),
        ({"name": None}, {"name": ["None"]}),
        ({"name": []}, {"name": []}),
        (["Too long."], {}),
        ("Too long.", {}),
        (None, {}),
    ],
)
def test_a_422_error_has_the_messages_for_each_field(errors_: object, read: dict[str, list[str]]) -> None:
    error = answer(422, json.dumps({"message": "Invalid.", "errors": errors_}).encode())

    assert error.errors == read
    assert error.body == {"message": "Invalid.", "errors": errors_}
    for field, messages in read.items():
        shown = " ".join(text if text.endswith(".") else f"{text}." for text in messages)
        assert f"{field}: {shown}".strip() in str(error)


def test_a_422_error_shows_each_field_once_with_messages_as_sentences() -> None:
    body = {
        "message": "The name field is required. (and 2 more errors)",
        "errors": {"name": ["The name field is required."], "fields.0.label": ["Too long", "Ugly!"]},
    }
    error = answer(422, json.dumps(body).encode())

    assert str(error).endswith(
        f"422 {HTTPStatus(422).phrase}. name: The name field is required. fields.0.label: Too long. Ugly!"
    )
    assert error.message == body["message"]


def test_a_422_error_without_fields_shows_its_message() -> None:
    assert "Nothing to change." in str(answer(422, b'{"message": "Nothing to change.", "errors": []}'))


@for_each("text", ["a\nERROR forged", "a\x1b[31m", "a\u202eb", "a\u2066b\r", "a\x00"])
def test_control_and_bidi_characters_from_the_api_are_escaped(text: str) -> None:
    shown = str(answer(500, json.dumps({"message": text}).encode()))

    assert shown.isprintable()
    assert ascii(text.strip())[1:-1] in shown


def test_the_text_of_a_422_error_with_very_many_fields_is_shortened() -> None:
    error = answer(422, json.dumps({"errors": {f"field{n:03}": ["x" * 1000] for n in range(500)}}).encode())

    assert len(error.errors) == 500
    assert len(error.errors["field000"][0]) == 1000
    assert "field000: x" in str(error)
    assert str(error).endswith("492 more fields are in `errors`.")
    assert len(str(error)) < 4100


@for_each(
    ("value", "seconds"),
    [
        ("0", None),
        ("30", 30.0),
        ("1", 1.0),
        ("0.5", 0.5),
        (" 2.5 ", 2.5),
        ("-5", None),
        ("Sat, 25 Apr 2026 09:01:30 GMT", 90.0),
        ("Saturday, 25-Apr-26 09:01:30 GMT", 90.0),
        ("Sat Apr 25 09:01:30 2026", 90.0),
        ("Sat, 25 Apr 2026 11:01:30 +0200", 90.0),
        ("Sat, 25 Apr 2026 08:00:00 GMT", None),
        ("Sat, 25 Apr 99999 08:00:00 GMT", None),
        ("Sat, 25 Apr 2026 08:00:00 +99999999999999", None),
        ("", None),
        ("soon", None),
        ("1_000", None),
        ("nan", None),
        ("inf", None),
        ("-inf", None),
        ("1e999", None),
        ("9" * 5000, None),
    ],
)
def test_retry_after_is_a_number_of_seconds_or_none(value: str, seconds: float | None) -> None:
    assert retry_after(as_received({"rEtRy-AfTeR": value}), NOW) == seconds
    assert answer(429, headers={"Retry-After": value}).retry_after == seconds


def test_retry_after_is_none_if_the_header_is_missing() -> None:
    assert retry_after({}, NOW) is None


def test_a_date_in_retry_after_is_relative_to_the_current_time() -> None:
    seconds = retry_after(httpx.Headers({"Retry-After": "Fri, 31 Dec 9999 23:59:59 GMT"}))

    assert seconds is not None
    assert seconds > 0


@for_each(
    ("date", "seconds"),
    [
        ("Sat, 25 Apr 2026 08:30:30 GMT", 1860.0),  # the server's clock is slow
        ("Sat, 25 Apr 2026 11:01:00 +0200", 30.0),  # the server's clock is fast
        ("Sat, 25 Apr 2026 09:01:30 GMT", None),
        ("yesterday", 90.0),
        ("", 90.0),
    ],
)
def test_a_date_in_retry_after_is_relative_to_the_date_header_if_present(date: str, seconds: float | None) -> None:
    headers = {"Retry-After": "Sat, 25 Apr 2026 09:01:30 GMT", "Date": date}

    assert retry_after(as_received(headers), NOW) == seconds


@given(texts)
def test_any_retry_after_text_gives_finite_seconds_or_none(value: str) -> None:
    seconds = retry_after(as_received({"Retry-After": value}), NOW)

    assert seconds is None or 0.0 <= seconds < float("inf")


@for_each(
    ("status_code", "headers", "says"),
    [
        (302, {}, "Redirects are not followed"),
        (401, {}, "Create a new one"),
        (403, {}, "does not say why"),
        (404, {}, "identifiers"),
        (429, {"Retry-After": "2.5"}, "after 2.5 s"),
        (429, {}, "after a while"),
        (500, {}, "Check before you send it again"),
    ],
)
def test_an_error_says_what_to_do(status_code: int, headers: dict[str, str], says: str) -> None:
    assert says in str(answer(status_code, headers=headers))


def test_a_missing_scope_error_names_the_scopes() -> None:
    error = MissingScopeError(**STATUS, scopes=["events:create", "events:read"])

    assert error.scopes == ("events:create", "events:read")
    assert "events:create, events:read" in str(error)


@pytest.mark.parametrize(
    "kind", [PermissionDeniedError, PlanRequiredError, CompanyAccessError, IntegrationsRequiredError]
)
def test_a_hint_replaces_the_general_advice(kind: type[PermissionDeniedError]) -> None:
    general, particular = str(kind(**DENIED)), str(kind(**DENIED, hint="Acme is on the free plan."))

    assert particular == "POST /c1/events/create returned 403 Forbidden: No. Acme is on the free plan."
    assert general.startswith("POST /c1/events/create returned 403 Forbidden: No. ")
    assert len(general) > len("POST /c1/events/create returned 403 Forbidden: No. ")


def test_a_plan_required_error_can_have_status_200_and_no_body() -> None:
    where: Any = {"method": "GET", "path": "/companies", "operation": "list_companies"}
    error = PlanRequiredError(status_code=200, **where)

    assert (error.status_code, error.message, error.body, error.entitlement) == (200, "", None, None)


@for_each("said", ["a\r\nb", "a\x1b[31mb", "a\x00b", "a\u2028b", "x" * 10_000])
def test_text_from_the_server_is_shown_on_one_line_and_shortened(said: str) -> None:
    errors_ = [
        answer(422, json.dumps({"message": said, "errors": {said: [said]}}).encode()),
        ResponseFormatError(reason=said, field=said, **REQUEST),
        APIConnectionError(reason=said, **REQUEST, may_have_been_sent=True),
    ]

    assert all(str(error).isprintable() for error in errors_)
    assert all(len(str(error)) < 4100 for error in errors_)
