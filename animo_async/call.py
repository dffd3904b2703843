"""The one call that every method makes: build, send, read, and say why it was refused."""

from __future__ import annotations

import logging
import math
from typing import TYPE_CHECKING, Any, NoReturn, ParamSpec, TypeVar
from urllib.parse import unquote

import anyio

from animo_v1.api import companies
from animo_v1.operations import WEBHOOK_EVENT_SCOPES
from animo_v1.types import FieldError, Operation, OperationInfo, Request

from .entitlements import CompaniesLook, diagnose, lacks_scope
from .errors import PermissionDeniedError, ResponseFormatError

if TYPE_CHECKING:
    from animo_v1.models import Company

    from ._http.options import Limits
    from ._http.requester import Sender

logger = logging.getLogger("animo_async")

P = ParamSpec("P")
T = TypeVar("T")


class Caller:
    """What handles and resources share: one transport, one set of limits, one look at the companies.

    Args:
        sender: Sends the requests.
        limits: Of each call.
        look: The shared look at the companies; None to do without.
        public_url: Where the public pages are.
    """

    def __init__(self, sender: Sender, limits: Limits, look: CompaniesLook | None, public_url: str) -> None:
        self.sender = sender
        self.limits = limits
        self._look = look
        self.public_url = public_url

    def __reduce__(self) -> NoReturn:
        raise TypeError("A client and its handles cannot be pickled: they hold connections and a token.")

    def with_limits(self, limits: Limits) -> Caller:
        """Return a caller that shares everything but the limits."""
        return Caller(self.sender, limits, self._look, self.public_url)

    def undiagnosed(self) -> Caller:
        """Return a caller that makes no look at the companies when it is refused."""
        return Caller(self.sender, self.limits, None, self.public_url)

    async def call(self, operation: Operation[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Carry out an operation of the spec and return its model."""
        return await self.carry_out(operation, operation.request(*args, **kwargs))

    async def carry_out(self, operation: Operation[..., T], request: Request) -> T:
        """The same, with a request that was built before."""
        info = operation.info
        try:
            return operation.parse(await self._send(info.method, request, info))
        except FieldError as error:
            failure = ResponseFormatError(
                reason=error.reason, field=error.field or None, method=info.method, path=request.path, operation=info.id
            )
        raise failure  # outside the handler: the frames of parsing hold the answer, which may echo a secret

    async def send(self, operation: Operation[P, Any], /, *args: P.args, **kwargs: P.kwargs) -> None:
        """Carry out an operation whose answer is of no interest."""
        await self._send(operation.info.method, operation.request(*args, **kwargs), operation.info)

    async def raw(self, method: str, path: str, params: Any, json: Any) -> Any:
        """Send a request that is not in the spec and return its decoded JSON."""
        return await self._send(method, Request(path, params=params, json=json), None)

    async def companies(self) -> list[Company]:
        """List the companies; an empty list stays empty."""
        operation = companies.list_companies.operation
        listed = (await self.call(operation)).data
        for number, item in enumerate(listed):
            for name in ("id", "slug"):  # what companies are told apart by, and explained with
                if not isinstance(getattr(item, name), str):
                    raise ResponseFormatError(
                        reason="expected a text",
                        field=f"data.{number}.{name}",
                        method=operation.info.method,
                        path=operation.info.path,
                        operation=operation.info.id,
                    )
        return listed

    async def _send(self, method: str, request: Request, info: OperationInfo | None) -> Any:
        started = anyio.current_time()
        try:
            return await self.sender.send(
                method,
                request.path,
                info.id if info else None,
                self.limits,
                params=request.params or None,
                json=request.json,
                files=request.files,
            )
        except PermissionDeniedError as denied:
            deadline = self.limits.deadline
            left = math.inf if deadline is None else deadline - (anyio.current_time() - started)
            raise await self._explained(denied, request, info, left) from None

    async def _explained(
        self, denied: PermissionDeniedError, request: Request, info: OperationInfo | None, left: float
    ) -> PermissionDeniedError:
        company = _company_of(request.path, info)
        listed = None
        if not lacks_scope(denied) and request.path != "/companies":
            if not company or self._look is None:
                return denied
            listed = await self._listed(self._look, left)
        return diagnose(
            denied,
            company=company,
            scopes=_scopes(info, request.json),
            webhook=info is not None and info.gate == "USE_INTEGRATIONS",
            listed=listed,
            billing_url=f"{self.public_url}/admin/settings/billing",
        )

    async def _listed(self, look: CompaniesLook, left: float) -> list[Company] | None:
        with anyio.move_on_after(left):
            try:
                return await look.get(self.undiagnosed().companies)
            except Exception as error:  # noqa: BLE001 - whatever it was, the denial is what the caller must hear of
                logger.info("GET /companies, to explain a 403, failed: %s", error)
        return None


def _company_of(path: str, info: OperationInfo | None) -> str:
    """Return the sqid in the path of a company's route, else an empty text."""
    _, first, *rest = path.split("/")
    scoped = info.path.startswith("/{company}/") if info else bool(rest)
    return unquote(first) if scoped else ""


def _scopes(info: OperationInfo | None, json: Any) -> tuple[str, ...]:
    """Return what the operation needs; of a webhook's scopes those that its events ask for."""
    if info is None:
        return ()
    events = json.get("events") if info.any_scope and isinstance(json, dict) else None
    asked = {WEBHOOK_EVENT_SCOPES.get(event) for event in events or ()}
    return tuple(scope for scope in info.scopes if scope in asked) or info.scopes
