"""The errors of `animo_async`. All of them pickle and copy whole, and none holds a token.

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

_KNOWN_STATUSES = frozenset(HTTPStatus)

_FIELDS_SHOWN = 8

_E = TypeVar("_E", bound="AnimoError")


class AnimoError(Exception):
    """Whatever goes wrong in this client, bad arguments (`ValueError`, `TypeError`) aside.

    Attributes:
        created: The event that was created before the step that failed (`events.create` with a `slug`), else None.
    """

    created: models.Event | None = None

    def __reduce__(self) -> tuple[object, ...]:
        # The inherited one calls the constructor with `args` alone, which those with keywords refuse.
        return _rebuilt, (type(self), self.args), self.__dict__


def _rebuilt(kind: type[_E], args: tuple[object, ...]) -> _E:
    error = kind.__new__(kind)
    error.args = args
    return error


class AnimoGapWarning(UserWarning):
    """A known gap of the API would bite silently here. The text says what to do instead."""


class ConfigurationError(AnimoError):
    """The client cannot be made like this: no token, one that cannot be a header, or an impossible base URL."""


class CompanyNotFoundError(AnimoError, LookupError):
    """None of the companies that are listed is the one asked for, or none was asked for and there are several.

    Attributes:
        key: The slug or sqid that was looked for, or None.
        slugs: The slugs of the companies that are there.
    """

    def __init__(self, *, key: str | None, slugs: Iterable[str]) -> None:
        self.key = key
        self.slugs: tuple[str, ...] = tuple(slugs)
        there = ", ".join(map(printable, self.slugs))
        super().__init__(
            f"The token sees several companies: {there}. Say which one, by slug or sqid."
            if key is None
            else f"No company with the slug or sqid {key!r} is listed for this token; these are: {there}. "
            "A company is listed only while it is on the Pro plan (not Free or Business) and the token's user belongs "
            "to it."
        )


class SlugTakenError(AnimoError):
    """`events.create(..., slug=...)` found an event with that slug. Nothing was created.

    Attributes:
        slug: The slug.
        event: The event that has it.
    """

    def __init__(self, *, slug: str, event: models.Event) -> None:
        self.slug = slug
        self.event = event
        super().__init__(
            f"There is already an event with the slug {slug!r}: {_line(str(event.name))!r}. Nothing was created. "
            "To change that event, call events.update. For another event, choose another slug."
        )


class PaymentPendingError(AnimoError, TimeoutError):
    """The order was not paid in the time given.

    Attributes:
        order: The order as last seen; None when it could not be read even once.
    """

    def __init__(self, *, order: models.Order | None, order_id: str, timeout: float) -> None:
        self.order = order
        super().__init__(
            f"Order {order_id} was still unpaid after {timeout:g} s. It stands as it was and may yet be paid: "
            "wait again, or look at its `paid_at` later. The API does not show a rejection, so it may also be that."
        )


class _RequestError(AnimoError):
    def __init__(self, text: str, *, method: str, path: str, operation: str | None) -> None:
        self.method = method
        self.path = path
        self.operation = operation
        super().__init__(_line(f"{method} {path} {text}", 4000))


class APIConnectionError(_RequestError):
    """No complete answer arrived: the connection could not be made, or it broke.

    Attributes:
        method: The HTTP method.
        path: The path, without base URL and query.
        operation: The operationId in the spec, or None for a request of your own.
        may_have_been_sent: Whether Animo may have received the request; a write may then have happened.
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
        hint = hint or _repeat_hint(method, sent=may_have_been_sent)
        super().__init__(f"got no answer: {_sentence(reason)} {hint}", method=method, path=path, operation=operation)


class APITimeoutError(APIConnectionError):
    """No complete answer arrived within `timeout` or `deadline`. Its attributes are those of `APIConnectionError`."""


class ResponseFormatError(_RequestError):
    """A 2xx answer whose body is not what the spec says, or is too big to read.

    Attributes:
        method: The HTTP method.
        path: The path, without base URL and query.
        operation: The operationId in the spec, or None for a request of your own.
        field: The dotted path of the field that could not be read, or None when it was the whole body.
        may_have_been_sent: True, since there is an answer; a write was probably done.
    """

    def __init__(
        self, *, reason: str, method: str, path: str, operation: str | None = None, field: str | None = None
    ) -> None:
        self.field = field
        self.may_have_been_sent = True
        what = f"the field {_line(field)}" if field else "the body"
        where = f" of {operation}" if operation else ""
        hint = " What it asked for was probably done: look before repeating it." if _writes(method) else ""
        text = f"succeeded, but {what}{where} could not be read: {_sentence(reason)}{hint}"
        super().__init__(text, method=method, path=path, operation=operation)


class PaginationDriftError(_RequestError):
    """A list that was to be read consistently changed during every pass. It has `method`, `path` and `operation`.

    Attributes:
        passes: How many times the list was read.
    """

    def __init__(self, *, passes: int, method: str, path: str, operation: str | None = None) -> None:
        self.passes = passes
        text = f"changed while it was read, in each of {passes} passes: read it when less is going on, or as it comes."
        super().__init__(text, method=method, path=path, operation=operation)


class StatusFields(TypedDict):
    """The arguments of every `APIStatusError`.

    `hint` replaces the advice at the end of its text. With `summarised`, the hint says what `message` says.
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
    """Animo answered with a status other than 2xx.

    Attributes:
        status_code: The HTTP status.
        message: What the API said; empty when it said nothing.
        method: The HTTP method.
        path: The path, without base URL and query.
        operation: The operationId in the spec, or None for a request of your own.
        request_id: The `X-Request-Id` of the answer, or None.
        body: The decoded JSON of the answer, or the first 2 KiB of its text.
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
        text = f"answered {self.status_code}{phrase}{said} {fields.get('hint', self._hint)}"
        super().__init__(text, method=method, path=path, operation=fields.get("operation"))


class AuthenticationError(APIStatusError):
    """The token is wrong, revoked or expired (401). Its attributes are those of `APIStatusError`."""

    _hint = (
        "The token is wrong, revoked or expired (a personal access token lasts one year): "
        "make a new one in Animo under User settings → API tokens."
    )


class PermissionDeniedError(APIStatusError):
    """Refused (403): the company's plan, the token's scopes, or its user's membership or role. See `APIStatusError`.

    Attributes:
        entitlement: The evidence: what was looked up to find the reason, or None when nothing was.
    """

    _hint = (
        "The API does not say why: the company's plan, the token's scopes, or its user's membership or role. "
        "`await animo.entitlement()` tells what can be told."
    )

    def __init__(self, *, entitlement: Entitlement | None = None, **fields: Unpack[StatusFields]) -> None:
        self.entitlement = entitlement
        super().__init__(**fields)


class PlanRequiredError(PermissionDeniedError):
    """No company that the token sees is on the Pro plan. `status_code` is 200 when an empty list of companies told."""


class MissingScopeError(PermissionDeniedError):
    """The token lacks a scope. See also `PermissionDeniedError`.

    Attributes:
        scopes: The scopes that the operation needs.
    """

    def __init__(
        self, *, scopes: Iterable[str], entitlement: Entitlement | None = None, **fields: Unpack[StatusFields]
    ) -> None:
        self.scopes: tuple[str, ...] = tuple(scopes)
        needed = f": {', '.join(self.scopes)}" if self.scopes else ""
        hint = (
            f"The token lacks a scope that this needs{needed}. Scopes are chosen when a token is made: make a new one."
        )
        super().__init__(entitlement=entitlement, **_advised(fields, hint))


class CompanyAccessError(PermissionDeniedError):
    """The token sees other companies, but not this one: it is not on the Pro plan, or the user is not a member."""


class IntegrationsRequiredError(PermissionDeniedError):
    """The company may use the API, but webhooks need its integrations feature too."""


class NotFoundError(APIStatusError):
    """There is no such thing, or not for this token (404). Its attributes are those of `APIStatusError`."""

    _hint = (
        "Check the identifiers: companies, cohosts, forms and orders go by sqid; "
        "activations, events and ticket types by slug."
    )


class MethodNotAllowedError(APIStatusError):
    """The route exists, but not with this method (405). See also `APIStatusError`.

    Attributes:
        allowed: The methods that the route takes, as far as the answer names them.
    """

    def __init__(self, *, allowed: Iterable[str] = (), **fields: Unpack[StatusFields]) -> None:
        self.allowed: tuple[str, ...] = tuple(allowed)
        super().__init__(**_advised(fields, f"This path takes {', '.join(self.allowed) or 'other methods'}."))


class ValidationError(APIStatusError):
    """The API refused what was sent (422). See also `APIStatusError`.

    Attributes:
        errors: What is wrong with each field; nested fields have dotted names. Empty when the answer did not say.
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
    """Too many requests (429); this one was not carried out. See also `APIStatusError`.

    Attributes:
        retry_after: Seconds to wait before the next request, or None when the answer did not say.
    """

    def __init__(self, *, retry_after: float | None = None, **fields: Unpack[StatusFields]) -> None:
        self.retry_after = retry_after
        pause = "a while" if retry_after is None else f"{retry_after:g} s"
        super().__init__(**_advised(fields, f"It was not carried out: wait {pause}, then repeat it."))


class ServerError(APIStatusError):
    """Animo, or a proxy before it, failed (5xx). See also `APIStatusError`.

    Attributes:
        may_have_been_sent: True, since there is an answer; a write may have happened all the same.
    """

    def __init__(self, **fields: Unpack[StatusFields]) -> None:
        self.may_have_been_sent = True
        super().__init__(**_advised(fields, f"The fault is not yours. {_repeat_hint(fields['method'], sent=True)}"))


def _advised(fields: StatusFields, hint: str) -> StatusFields:
    return {**fields, "hint": fields.get("hint", hint)}


def printable(text: str) -> str:
    """Return text from the API with control and bidi characters escaped, so that it cannot forge a line."""
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


def _repeat_hint(method: str, *, sent: bool) -> str:
    if not _writes(method):
        return "It only reads, so it can be repeated."
    if sent:
        return "It may have been carried out all the same: look before repeating it."
    return "It was never sent, so nothing has changed and it can be repeated."
