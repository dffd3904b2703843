"""From what came of an attempt to data or an error. Pure."""

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

from .redaction import redact

if TYPE_CHECKING:
    from .token import Token
    from .transport import Call, Outcome

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # PHP sites send it

_TEXT_LIMIT = 2048
# Copying and pickling recurse; a body nested deeper than any real one stays text, so that its error can travel.
_DEPTH_LIMIT = 64

_BY_STATUS: Mapping[int, type[APIStatusError]] = {
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
}


def error_of(
    call: Call, outcome: Outcome, timeout: float, token: Token | None
) -> APIConnectionError | APIStatusError | None:
    """Return the error of an attempt, or None when the status is a 2xx. No body is parsed before that check."""
    scrub = partial(redact, secrets=(token, *call.secrets) if token else call.secrets)
    if outcome.status is None:
        kind = APITimeoutError if outcome.timed_out else APIConnectionError
        reason = scrub(outcome.failure) or f"no complete response came within {timeout:g} s; timeout=... allows more"
        return kind(reason=reason, may_have_been_sent=not outcome.never_sent, **call.where)
    if outcome.ok:
        return None
    return status_error(
        status_code=outcome.status, headers=outcome.headers, content=outcome.body, scrub=scrub, **call.where
    )


def json_of(call: Call, outcome: Outcome, token: Token | None) -> Any:
    """Return the decoded JSON of a 2xx, or None when it has no body; ResponseFormatError when it cannot be read."""
    if not outcome.undecodable:
        if not outcome.body.strip():
            return None
        with suppress(ValueError):  # it holds the document, which may contain a secret
            return orjson.loads(outcome.body.removeprefix(_BYTE_ORDER_MARK))
    secrets = (token, *call.secrets) if token else call.secrets
    raise ResponseFormatError(reason=redact(outcome.undecodable or _no_json(outcome), secrets), **call.where)


def _no_json(outcome: Outcome) -> str:
    kind = outcome.headers.get("content-type", "no content type")
    return f"it is not JSON ({kind}); a login page or a proxy answers like this, so check base_url"


def status_error(
    *,
    status_code: int,
    headers: Mapping[str, str],
    content: bytes,
    method: str,
    path: str,
    operation: str | None = None,
    now: datetime | None = None,
    scrub: Callable[[str], str] = str,
) -> APIStatusError:
    """The error that an answer other than 2xx stands for. It never raises, whatever the answer holds.

    Args:
        status_code: The HTTP status.
        headers: The headers of the answer; their case does not matter.
        content: The body of the answer.
        method: The HTTP method of the request.
        path: Its path, without base URL and query.
        operation: Its operationId, or None.
        now: The moment that a date in `Retry-After` is measured against, with a timezone; by default the present.
        scrub: Takes out what the answer may echo and no error may show.
    """
    body = _decoded(content, scrub)
    message = body.get("message") if isinstance(body, dict) else None
    fields: StatusFields = {
        "status_code": status_code,
        "method": method,
        "path": path,
        "operation": operation,
        "message": message if isinstance(message, str) else "",
        "request_id": scrub(_header(headers, "x-request-id")) or None,
        "body": body,
    }
    if status_code == 405:
        names = scrub(_header(headers, "allow")).upper().split(",")
        return MethodNotAllowedError(allowed=[name.strip() for name in names if name.strip()], **fields)
    if status_code == 422:
        return ValidationError(errors=_field_errors(body), **fields)
    if status_code == 429:
        return RateLimitError(retry_after=retry_after(headers, now), **fields)
    if 300 <= status_code < 400:
        fields["hint"] = "Redirects are not followed, so that the token never goes elsewhere. Check the base URL."
    kind = ServerError if 500 <= status_code < 600 else _BY_STATUS.get(status_code, APIStatusError)
    return kind(**fields)


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """The seconds that `Retry-After` asks to wait, or None when it is missing, unreadable or not in the future.

    Args:
        headers: The headers of the answer; their case does not matter.
        now: The moment that a date is measured against, with a timezone; by default the present.
    """
    value = _header(headers, "retry-after")
    try:
        seconds = float(value) if "_" not in value else math.nan
    except ValueError:
        try:
            moment = parsedate_to_datetime(value)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
        # A date without a zone is GMT: HTTP knows no other.
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        seconds = (moment - (now or datetime.now(UTC))).total_seconds()
    return seconds if 0 < seconds < math.inf else None


def _header(headers: Mapping[str, str], name: str) -> str:
    return next((value.strip() for key, value in headers.items() if key.lower() == name), "")


def _decoded(content: bytes, scrub: Callable[[str], str]) -> object:
    try:
        body: object = orjson.loads(content.removeprefix(_BYTE_ORDER_MARK))
    except orjson.JSONDecodeError:
        body = None
    else:
        if not _deeper_than(_DEPTH_LIMIT, body):
            return _scrubbed(body, scrub)
    # Redacted before it is cut, so that no half of a secret stays.
    text = scrub(content.decode(errors="replace"))
    return text.encode()[:_TEXT_LIMIT].decode(errors="ignore")


def _scrubbed(body: object, scrub: Callable[[str], str]) -> object:
    if isinstance(body, str):
        return scrub(body)
    if isinstance(body, dict):
        return {scrub(key): _scrubbed(value, scrub) for key, value in body.items()}
    return [_scrubbed(item, scrub) for item in body] if isinstance(body, list) else body


def _deeper_than(limit: int, body: object) -> bool:
    level = [body]
    for _ in range(limit):
        level = [
            child
            for node in level
            if isinstance(node, dict | list)
            for child in (node.values() if isinstance(node, dict) else node)
        ]
    return bool(level)


def _field_errors(body: object) -> dict[str, list[str]]:
    errors = body.get("errors") if isinstance(body, dict) else None
    if not isinstance(errors, dict):
        return {}
    return {field: [str(one) for one in (said if isinstance(said, list) else [said])] for field, said in errors.items()}
