"""Converts the outcome of an attempt to data or an error. Does no I/O."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import orjson

from animo_async.errors import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    MethodNotAllowedError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ResponseFormatError,
    ServerError,
    StatusFields,
    ValidationError,
)
from animo_v1.operations import OPERATIONS
from animo_v1.reading import FieldError

from .redaction import redact

if TYPE_CHECKING:
    from .call import Call
    from .token import Token
    from .transport import Outcome

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # some PHP sites send it

_UNTRUSTED = (
    "The certificate of the server or of a proxy cannot be verified. If your network inspects TLS traffic, set "
    "SSL_CERT_FILE to a PEM file with its certificate authority. If not, check the base URL and the system clock."
)

_NOT_ORGANIZED = (
    "Check the event's slug and the other identifiers. If the event exists, look at its `company_role`: a company that "
    "only attends an event cannot see the event's page, emails, ticket types or orders."
)

_TEXT_LIMIT = 2048
# Copying and pickling are recursive. A body that is nested too deeply is kept as text, so that its error can be
# pickled.
_DEPTH_LIMIT = 64

_BY_STATUS: Mapping[int, type[APIStatusError]] = {
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
}


def error_of(
    call: Call, outcome: Outcome, timeout: float, token: Token | None = None, now: datetime | None = None
) -> APIConnectionError | APIStatusError | None:
    """Return the error of an attempt, or None if the status is a 2xx.

    Args:
        call: What was sent.
        outcome: The result.
        timeout: How many seconds the attempt had.
        token: The token that was sent, or None.
        now: The current time, for a date in `Retry-After`. None to read the clock.
    """
    if outcome.ok:
        return None
    scrub = partial(redact, secrets=call.secrets_and(token))
    status = outcome.status
    if status is None:
        kind = APITimeoutError if outcome.timed_out else APIConnectionError
        reason = scrub(outcome.failure) or f"no complete response in {timeout:g} s; raise the limit with timeout=..."
        hint = _UNTRUSTED if outcome.untrusted else None
        return kind(reason=reason, may_have_been_sent=not outcome.never_sent, hint=hint, **call.where)
    body = _error_body(outcome.body, scrub)
    message = body.get("message") if isinstance(body, dict) else None
    fields: StatusFields = {
        "status_code": status,
        "message": message if isinstance(message, str) else "",
        "request_id": scrub(outcome.headers.get("x-request-id", "").strip()) or None,
        "body": body,
        **call.where,  # type: ignore[typeddict-item]
    }
    if status == 404 and call.operation is not None and "{organizingEvent}" in OPERATIONS[call.operation].path:
        fields["hint"] = _NOT_ORGANIZED
    if status == 405:
        names = scrub(outcome.headers.get("allow", "")).upper().split(",")
        return MethodNotAllowedError(allowed=[name.strip() for name in names if name.strip()], **fields)
    if status == 422:
        return ValidationError(errors=_field_errors(body), **fields)
    if status == 429:
        return RateLimitError(retry_after=retry_after(outcome.headers, now), **fields)
    if 300 <= status < 400:
        fields["hint"] = "Redirects are not followed, so that the token stays on this host. Check the base URL."
    return (ServerError if 500 <= status < 600 else _BY_STATUS.get(status, APIStatusError))(**fields)


def data_of(
    call: Call, outcome: Outcome, token: Token | None, parse: Callable[[Any], Any]
) -> tuple[Any, ResponseFormatError | None]:
    """Return the data of a 2xx, or the error if its body cannot be read.

    Args:
        call: What was sent.
        outcome: The result.
        token: The token that was sent, or None.
        parse: Reads the decoded JSON, which is None if there is no body. It raises only `FieldError`.
    """
    reason, field = outcome.undecodable, None
    if not reason:
        try:
            body = outcome.body.removeprefix(_BYTE_ORDER_MARK)
            return parse(orjson.loads(body) if body.strip() else None), None
        except FieldError as error:
            reason, field = error.reason, error.field or None
        except orjson.JSONDecodeError:  # it contains the document, which may contain a secret
            reason = _no_json(outcome)
    return None, ResponseFormatError(reason=redact(reason, call.secrets_and(token)), field=field, **call.where)


def _no_json(outcome: Outcome) -> str:
    kind = outcome.headers.get("content-type", "no content type")
    return f"it is not JSON ({kind}); a login page or a proxy responds like this, so check base_url"


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Return how many seconds `Retry-After` asks to wait. None if it is missing, unreadable or not in the future.

    A date is compared with the response's `Date`, because the server's clock may differ from ours.

    Args:
        headers: The headers of the response.
        now: The current time, with a timezone. Used if the response has no `Date`. None to read the clock.
    """
    value = headers.get("retry-after", "").strip()
    try:
        seconds = float(value) if "_" not in value else math.nan
    except ValueError:
        moment = _date(value)
        if moment is None:
            return None
        start = _date(headers.get("date", "")) or now or datetime.now(UTC)
        seconds = (moment - start).total_seconds()
    return seconds if 0 < seconds < math.inf else None


def _date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    # A date without a zone is in GMT, like all dates in HTTP.
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _error_body(content: bytes, scrub: Callable[[str], str]) -> object:
    """Return the JSON of an error, or the beginning of its text. Secrets are redacted before the text is cut."""
    text = scrub(content.removeprefix(_BYTE_ORDER_MARK).decode(errors="replace"))
    with suppress(orjson.JSONDecodeError):
        body: object = orjson.loads(text)
        if not _deeper_than(_DEPTH_LIMIT, body):
            return body
    return text.encode()[:_TEXT_LIMIT].decode(errors="ignore")


def _deeper_than(limit: int, body: object) -> bool:
    children = body.values() if isinstance(body, dict) else body if isinstance(body, list) else ()
    return limit == 0 or any(_deeper_than(limit - 1, child) for child in children)


def _field_errors(body: object) -> dict[str, list[str]]:
    errors = body.get("errors") if isinstance(body, dict) else None
    if not isinstance(errors, dict):
        return {}
    return {field: [str(one) for one in (said if isinstance(said, list) else [said])] for field, said in errors.items()}
