"""The reads of `animo verify`: a few responses of every GET operation of the spec, as raw JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from animo_async.cli.verify_compare import Finding, Kind, compare, described_operation, merged
from animo_async.errors import (
    AnimoError,
    APIConnectionError,
    AuthenticationError,
    CompanyNotFoundError,
    MethodNotAllowedError,
    MissingScopeError,
    NotFoundError,
)
from animo_v1.operation import path_segment
from animo_v1.operations import OPERATIONS

if TYPE_CHECKING:
    from animo_async.client import AnimoClient

A_FEW = 3

READ_OPERATIONS = tuple(info.id for info in OPERATIONS.values() if info.method == "GET")


@dataclass(frozen=True)
class Refusal:
    """A read without a response to compare.

    Attributes:
        operation: The operationId.
        reason: The reason, in words.
        error: The error. None if there was nothing to request.
    """

    operation: str
    reason: str
    error: AnimoError | None = None


class Answers:
    """Collects responses and compares them with the spec.

    Args:
        spec: The decoded OpenAPI document.
        nothing: The reason to give for an operation without a response if no other reason is known.

    Attributes:
        answers: The number of responses from each operation.
        events: The events from lists and single reads, as JSON.
        company: The sqid of the company, or an empty string.
    """

    def __init__(self, spec: Mapping[str, Any], nothing: str) -> None:
        self._spec = spec
        self._nothing = nothing
        self._found: list[Finding] = []
        self._refused: dict[str, Refusal] = {}
        self.company: str = ""
        self.answers: dict[str, int] = {}
        self.events: list[Any] = []

    def keep(self, operation: str, json: Any) -> None:
        """Compare a response."""
        self.answers[operation] = self.answers.get(operation, 0) + 1
        self._found.extend(compare(self._spec, operation, json))
        if operation in {"list_events", "get_event"}:
            self.events.extend(_items(json))

    @property
    def findings(self) -> list[Finding]:
        """The findings, in the order of the operations."""
        order = {operation: place for place, operation in enumerate(self.answers)}
        found = [item for item in self._found if item.kind is not Kind.NO_ROUTE or item.operation not in self.answers]
        return sorted(merged(found), key=lambda item: order.get(item.operation, len(order)))

    @property
    def refusals(self) -> list[Refusal]:
        """The GET operations without any response, each with the reason."""
        missing = [operation for operation in READ_OPERATIONS if operation not in self.answers]
        return [self._refused.get(operation, Refusal(operation, self._nothing)) for operation in missing]


class Reads(Answers):
    """Reads the data of a company once, and compares every response with the spec.

    Args:
        animo: The client.
        spec: The decoded OpenAPI document.
        told: A function that is called with each operation before its request.
    """

    def __init__(self, animo: AnimoClient, spec: Mapping[str, Any], told: Callable[[str], None]) -> None:
        super().__init__(spec, "there was nothing to read")
        self._animo = animo
        self._told = told
        self._listed = False

    async def company_wide(self, key: str | None) -> None:
        """Read everything.

        Args:
            key: The slug or sqid of the company. None for the only one.

        Raises:
            PlanRequiredError: No company is listed.
            CompanyNotFoundError: No company matches, or there are several companies and no key was given.
            AuthenticationError: The token is refused.
            APIConnectionError: The API cannot be reached.
        """
        await self._read("get_user")
        listed = await self._read("list_companies")
        self.company: str = await self._chosen(listed, key)
        if not self.company:
            self._nothing = "the companies could not be listed, so give the sqid of one"
            return
        for activation in _few(await self._read("list_activations"), "id"):
            await self._read("get_activation", activation=activation)
        for form in _few(await self._read("list_forms"), "id"):
            await self._read("get_form", form=form)
        for event in _few(await self._read("list_events"), "id"):
            await self._read("get_event", event=event)
        await self._organized()

    async def _chosen(self, listed: Any, key: str | None) -> str:
        companies = [item for item in _items(listed) if isinstance(item.get("id"), str)]
        if listed is None:
            return key or ""  # the list could not be read, but a sqid works without it
        if not companies:
            await self._animo.find_company(key)  # raises the error that says why
        found = [item for item in companies if key is None or key in (item["id"], item.get("slug"))]
        if len(found) != 1:
            raise CompanyNotFoundError(key=key, slugs=[str(item.get("slug")) for item in companies])
        self._listed = True
        return str(found[0]["id"])

    async def _organized(self) -> None:
        """Read the resources of events that the company organizes, until there are a few responses of each kind."""
        organized = dict.fromkeys(item.get("id") for item in self.events if item.get("company_role") == "organizing")
        for count, event in enumerate(event for event in organized if isinstance(event, str)):
            if count < A_FEW:
                await self._read("get_event_page", organizingEvent=event)
                for template in _few(await self._read("list_comms_templates", organizingEvent=event), "template"):
                    await self._read("get_comms_template", organizingEvent=event, template=template)
            for several, one, name, key in (
                ("list_ticket_types", "get_ticket_type", "ticketType", "slug"),
                ("list_orders", "get_order", "order", "id"),
            ):
                if self.answers.get(one, 0) < A_FEW and (several not in self._refused):
                    for item in _few(await self._read(several, organizingEvent=event), key):
                        await self._read(one, organizingEvent=event, **{name: item})

    async def _read(self, operation: str, **where: str) -> Any:
        """Send one read and return its JSON, or None if there is no response to compare."""
        path = OPERATIONS[operation].path
        try:
            for name, value in {"company": self.company, **where}.items():
                path = path.replace(f"{{{name}}}", path_segment(name, value) if value else "")
            self._told(operation)
            json = await self._animo.request("GET", path, params=_includes(self._spec, operation))
        except AuthenticationError:
            raise
        except APIConnectionError as error:
            if not self.answers:
                raise
            self._refused[operation] = Refusal(operation, str(error), error)
        except (NotFoundError, MethodNotAllowedError) as error:
            self._no_route(operation, error)
        except MissingScopeError as error:
            scopes = ", ".join(OPERATIONS[operation].scopes)
            self._refused[operation] = Refusal(operation, f"the token lacks a scope (needed: {scopes})", error)
        except AnimoError as error:
            self._refused[operation] = Refusal(operation, str(error), error)
        except ValueError as error:
            self._refused[operation] = Refusal(operation, f"an identifier cannot be part of a path: {error}")
        else:
            self.keep(operation, json)
            return json
        return None

    def _no_route(self, operation: str, error: NotFoundError | MethodNotAllowedError) -> None:
        """Record a 404 or 405. What was just listed must exist, so the path in the spec is wrong."""
        detail = f"GET {OPERATIONS[operation].path} returned {error.status_code}"
        if self._listed:
            self._found.append(Finding(operation, "", Kind.NO_ROUTE, detail, OPERATIONS[operation].provenance))
        self._refused[operation] = Refusal(operation, detail, error)


def _includes(spec: Mapping[str, Any], operation: str) -> dict[str, str] | None:
    """Return the query flags that add all optional fields to a response."""
    named = (parameter.get("$ref", "") for parameter in described_operation(spec, operation).get("parameters", ()))
    flags = {name.rsplit("/", 1)[-1]: "1" for name in named if "/include_" in name}
    return flags or None


def _items(json: Any) -> Iterator[dict[str, Any]]:
    data = json.get("data") if isinstance(json, dict) else json
    return (item for item in (data if isinstance(data, list) else [data]) if isinstance(item, dict))


def _few(json: Any, key: str) -> list[str]:
    """Return the identifiers of the first few items."""
    names = (item.get(key) for item in _items(json))
    return [name for name in names if isinstance(name, str)][:A_FEW]
