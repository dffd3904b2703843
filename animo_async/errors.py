"""The errors of `animo_async`. They can be pickled and copied, and none contains the token.

```
AnimoError
├─ ConfigurationError
├─ CompanyNotFoundError (also a LookupError)
├─ SlugTakenError
├─ PaymentPendingError (also a TimeoutError)
├─ APIConnectionError
│  └─ APITimeoutError
├─ ResponseFormatError
├─ PaginationDriftError
└─ APIStatusError
   ├─ AuthenticationError        401
   ├─ PermissionDeniedError      403
   │  ├─ PlanRequiredError
   │  ├─ MissingScopeError
   │  ├─ CompanyAccessError
   │  └─ IntegrationsRequiredError
   ├─ NotFoundError              404
   ├─ MethodNotAllowedError      405
   ├─ ValidationError            422
   ├─ RateLimitError             429
   └─ ServerError                5xx
```
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, ClassVar, NotRequired, TypedDict, TypeVar, Unpack

from animo_v1 import models

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .entitlements import Entitlement

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

READ_HINT = "The request only reads, so you can retry it."

_KNOWN_STATUSES = frozenset(HTTPStatus)

_FIELDS_SHOWN = 8

_E = TypeVar("_E", bound="AnimoError")


class AnimoError(Exception):
    """The base class of all errors of this package. Invalid arguments raise `ValueError` or `TypeError` instead.

    Attributes:
        created: The event that `events.create(..., slug=...)` created before a later step failed. None otherwise.
    """

    created: models.Event | None = None

    def __reduce__(self) -> tuple[object, ...]:
        # BaseException would call the constructor with `args` only. Most of these errors need keyword arguments.
        return _rebuilt, (type(self), self.args), self.__dict__


def _rebuilt(kind: type[_E], args: tuple[object, ...]) -> _E:
    error = kind.__new__(kind)
    error.args = args
    return error


class AnimoGapWarning(UserWarning):
    """A known gap in the API would lose data here. The message says what to do instead."""


class ConfigurationError(AnimoError):
    """The client is misconfigured: no token, or an invalid token, URL, header, proxy or TLS setting."""


class CompanyNotFoundError(AnimoError, LookupError):
    """No company matches the key, or there are several companies and no key was given.

    Attributes:
        key: The slug or sqid that was given, or None.
        slugs: The slugs of the companies that the API lists for this token.
    """

    def __init__(self, *, key: str | None, slugs: Iterable[str]) -> None:
        self.key = key
        self.slugs: tuple[str, ...] = tuple(slugs)
        there = ", ".join(map(printable, self.slugs))
        super().__init__(
            f"The token sees several companies: {there}. Pass the slug or sqid of one."
            if key is None
            else f"No company with the slug or sqid {key!r} is listed for this token. Listed companies: {there}. "
            "A company is listed only while it is on the Pro plan (not Free or Business) and the token's user belongs "
            "to it."
        )


class SlugTakenError(AnimoError):
    """`events.create(..., slug=...)` found an event with that slug. Nothing was created.

    Attributes:
        slug: The slug.
        event: The event that has the slug.
    """

    def __init__(self, *, slug: str, event: models.Event) -> None:
        self.slug = slug
        self.event = event
        super().__init__(
            f"There is already an event with the slug {slug!r}: {_line(str(event.name))!r}. Nothing was created. "
            "To change that event, call events.update. For another event, choose another slug."
        )


class PaymentPendingError(AnimoError, TimeoutError):
    """The order was not paid in time.

    Attributes:
        order: The order as last read. None if it could not be read.
    """

    def __init__(self, *, order: models.Order | None, order_id: str, timeout: float) -> None:
        self.order = order
        super().__init__(
            f"Order {order_id} was still unpaid after {timeout:g} s. It may still be paid. Wait again, or check its "
            "`paid_at` later. It may also have been rejected. The API does not show that."
        )


class _RequestError(AnimoError):
    def __init__(self, text: str, *, method: str, path: str, operation: str | None) -> None:
        self.method = method
        self.path = path
        self.operation = operation
        super().__init__(_line(f"{method} {path} {text}", 4000))


class APIConnectionError(_RequestError):
    """No complete response arrived: the connection could not be opened, or it broke.

    Attributes:
        method: The HTTP method.
        path: The path, without base URL and query.
        operation: The operationId in the spec, or None for `AnimoClient.request`.
        may_have_been_sent: True if Animo may have received the request. A write may then have been processed.
    """

    def __init__(
        self,
        *,
        reason: str,
        method: str,
        path: str,
        operation: str | None = None,
        may_have_been_sent: bool,
        hint: str | None = None,
    ) -> None:
        self.may_have_been_sent = may_have_been_sent
        hint = hint or _retry_hint(method, sent=may_have_been_sent)
        super().__init__(f"got no response: {_sentence(reason)} {hint}", method=method, path=path, operation=operation)


class APITimeoutError(APIConnectionError):
    """No complete response arrived within `timeout` or `deadline`. It has the attributes of `APIConnectionError`."""


class ResponseFormatError(_RequestError):
    """A successful response whose body does not match the spec or is too large.

    Attributes:
        method: The HTTP method.
        path: The path, without base URL and query.
        operation: The operationId in the spec, or None for `AnimoClient.request`.
        field: The dotted path of the field that could not be read. None if it was the whole body.
        may_have_been_sent: Always True, because there is a response. A write was probably processed.
    """

    def __init__(
        self, *, reason: str, method: str, path: str, operation: str | None = None, field: str | None = None
    ) -> None:
        self.field = field
        self.may_have_been_sent = True
        what = f"the field {_line(field)}" if field else "the body"
        where = f" of {operation}" if operation else ""
        hint = " The write was probably processed. Check before you send it again." if _writes(method) else ""
        text = f"succeeded, but {what}{where} could not be read: {_sentence(reason)}{hint}"
        super().__init__(text, method=method, path=path, operation=operation)


class PaginationDriftError(_RequestError):
    """A list changed during every pass of `collect(consistent=True)`. It has `method`, `path` and `operation`.

    Attributes:
        passes: How many times the list was read.
    """

    def __init__(self, *, passes: int, method: str, path: str, operation: str | None = None) -> None:
        self.passes = passes
        text = f"changed during each of {passes} passes. Try again later, or read it without consistent=True."
        super().__init__(text, method=method, path=path, operation=operation)


class StatusFields(TypedDict):
    """The arguments of every `APIStatusError`.

    `hint` replaces the advice at the end of the text. If `summarised` is True, the hint already contains the message.
    """

    status_code: int
    method: str
    path: str
    operation: NotRequired[str | None]
    message: NotRequired[str]
    request_id: NotRequired[str | None]
    body: NotRequired[object]
    hint: NotRequired[str]
    summarised: NotRequired[bool]


class APIStatusError(_RequestError):
    """Animo returned a status other than 2xx.

    Attributes:
        status_code: The HTTP status.
        message: The message of the API, or "".
        method: The HTTP method.
        path: The path, without base URL and query.
        operation: The operationId in the spec, or None for `AnimoClient.request`.
        request_id: The `X-Request-Id` of the response, or None.
        body: The decoded JSON of the response, or the first 2 KiB of its text.
    """

    _hint: ClassVar[str] = ""

    def __init__(self, **fields: Unpack[StatusFields]) -> None:
        self.status_code: int = fields["status_code"]
        self.message: str = fields.get("message", "")
        self.request_id: str | None = fields.get("request_id")
        self.body: object = fields.get("body")
        method, path = fields["method"], fields["path"]
        phrase = f" {HTTPStatus(self.status_code).phrase}" if self.status_code in _KNOWN_STATUSES else ""
        said = f": {_sentence(self.message)}" if self.message.strip() and not fields.get("summarised") else "."
        text = f"returned {self.status_code}{phrase}{said} {fields.get('hint', self._hint)}"
        super().__init__(text, method=method, path=path, operation=fields.get("operation"))


class AuthenticationError(APIStatusError):
    """The token is wrong, revoked or expired (401). It has the attributes of `APIStatusError`."""

    _hint = (
        "The token is wrong, revoked or expired (a personal access token lasts one year). Create a new one in Animo "
        "under User settings → API tokens."
    )


class PermissionDeniedError(APIStatusError):
    """Animo refused the request (403). The cause is the plan, a scope, or the user's membership or role.

    Attributes:
        entitlement: The evidence for the cause. None if the cause was not looked up.
    """

    _hint = (
        "The API does not say why. The cause may be the plan, a scope of the token, or the user's membership or "
        "role. `await animo.entitlement()` checks them."
    )

    def __init__(self, *, entitlement: Entitlement | None = None, **fields: Unpack[StatusFields]) -> None:
        self.entitlement = entitlement
        super().__init__(**fields)


class PlanRequiredError(PermissionDeniedError):
    """None of the user's companies is on the Pro plan. From `find_company`, `status_code` is 200."""


class MissingScopeError(PermissionDeniedError):
    """The token lacks a scope. This error also has the attributes of `PermissionDeniedError`.

    Attributes:
        scopes: The scopes that the operation needs.
    """

    def __init__(
        self, *, scopes: Iterable[str], entitlement: Entitlement | None = None, **fields: Unpack[StatusFields]
    ) -> None:
        self.scopes: tuple[str, ...] = tuple(scopes)
        needed = f": {', '.join(self.scopes)}" if self.scopes else ""
        hint = f"The token lacks a scope{needed}. The scopes of a token cannot be changed, so create a new token."
        super().__init__(entitlement=entitlement, **_advised(fields, hint))


class CompanyAccessError(PermissionDeniedError):
    """The token sees other companies, but not this one. Its plan is not Pro, or the user does not belong to it."""


class IntegrationsRequiredError(PermissionDeniedError):
    """The company's plan includes the API, but not the integrations feature, which webhooks need."""


class NotFoundError(APIStatusError):
    """Nothing has this identifier, or this token cannot see the resource (404)."""

    _hint = (
        "Check the identifiers. Companies, cohosts, forms and orders have a sqid. Activations, events and ticket "
        "types have a slug."
    )


class MethodNotAllowedError(APIStatusError):
    """The route exists, but not with this method (405).

    Attributes:
        allowed: The methods that the route accepts, if the response names them.
    """

    def __init__(self, *, allowed: Iterable[str] = (), **fields: Unpack[StatusFields]) -> None:
        self.allowed: tuple[str, ...] = tuple(allowed)
        super().__init__(**_advised(fields, f"This path accepts {', '.join(self.allowed) or 'other methods'}."))


class ValidationError(APIStatusError):
    """Animo refused the body (422).

    Attributes:
        errors: The messages for each field. Nested fields have dotted names. Empty if the response names no field.
    """

    def __init__(self, *, errors: Mapping[str, Sequence[str]] | None = None, **fields: Unpack[StatusFields]) -> None:
        self.errors: dict[str, list[str]] = {field: list(said) for field, said in (errors or {}).items()}
        wrong = [f"{_line(field)}: {' '.join(map(_sentence, said))}" for field, said in self.errors.items()]
        if len(wrong) > _FIELDS_SHOWN:
            wrong[_FIELDS_SHOWN:] = [f"{len(wrong) - _FIELDS_SHOWN} more fields are in `errors`."]
        # Laravel's message repeats the first field.
        advised = _advised(fields, " ".join(wrong))
        super().__init__(**{**advised, "summarised": True} if wrong else advised)


class RateLimitError(APIStatusError):
    """Too many requests (429). This request was not processed.

    Attributes:
        retry_after: Seconds to wait before the next request. None if the response did not say.
    """

    def __init__(self, *, retry_after: float | None = None, **fields: Unpack[StatusFields]) -> None:
        self.retry_after = retry_after
        pause = "a while" if retry_after is None else f"{retry_after:g} s"
        super().__init__(**_advised(fields, f"The request was not processed. Send it again after {pause}."))


class ServerError(APIStatusError):
    """Animo, or a proxy in front of it, failed (5xx).

    Attributes:
        may_have_been_sent: Always True, because there is a response. A write may have been processed.
    """

    def __init__(self, **fields: Unpack[StatusFields]) -> None:
        self.may_have_been_sent = True
        super().__init__(**_advised(fields, f"The server failed. {_retry_hint(fields['method'], sent=True)}"))


def _advised(fields: StatusFields, hint: str) -> StatusFields:
    return {**fields, "hint": fields.get("hint", hint)}


def printable(text: str) -> str:
    """Return text from the API with control and bidi characters escaped, so that it cannot fake a log line."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)


def _line(text: str, limit: int = 300) -> str:
    """Return text as one printable line of limited length."""
    line = printable(text[: 4 * limit].strip())
    return line if len(line) <= limit else f"{line[:limit]}…"


def _sentence(text: str) -> str:
    line = _line(text)
    return line if line.endswith((".", "!", "?", "…")) else f"{line}."


def _writes(method: str) -> bool:
    return method.upper() not in SAFE_METHODS


def _retry_hint(method: str, *, sent: bool) -> str:
    if not _writes(method):
        return READ_HINT
    if sent:
        return "The request may have been processed. Check before you send it again."
    return "The request was never sent, so nothing has changed and you can send it again."
