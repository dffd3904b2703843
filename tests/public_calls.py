"""Lists the public methods that send one request, with arguments from the examples in the spec.

A new operation needs no entry here. Methods are found by inspecting the handles, and arguments by name and type.
"""

from __future__ import annotations

import inspect
import re
import typing
from collections.abc import Iterator
from operator import attrgetter
from typing import Any, NamedTuple

import httpx

from animo_async import AnimoClient
from animo_v1.operations import OPERATIONS
from documented import BODIES, SPEC

COMPANY, EVENT = "Kp3xWq9d", "lantern-night-2026"

# Methods that send no request, several requests, or an arbitrary request.
NO_CALL = {
    *("animo.aclose", "animo.company", "animo.with_options", "animo.request", "animo.entitlement"),
    *("company.entitlement", "company.event", "event.orders.watch"),
}
# Methods whose names do not match their operation.
NAMED_OTHERWISE = {
    "animo.user": "get_user",
    "animo.companies": "list_companies",
    "animo.find_company": "list_companies",
    "event.orders.wait_until_paid": "get_order",
}
TAGS = {"cohosts": "events", "page": "event-pages", "ticket_types": "ticket-types"}
PARAMETERS = {each["name"]: each.get("example") for each in SPEC["components"]["parameters"].values()}


class Call(NamedTuple):
    """A public method, its arguments, and the one request that it must send."""

    name: str
    operation: str
    request: str
    arguments: tuple[Any, ...]
    identifiers: tuple[int, ...]

    def __str__(self) -> str:
        return self.name

    def method(self, animo: AnimoClient) -> Any:
        """Return this method of the given client."""
        handle, _, name = self.name.partition(".")
        return attrgetter(name)(handles_of(animo)[handle])


def handles_of(animo: AnimoClient) -> dict[str, Any]:
    company = animo.company(COMPANY)
    return {"animo": animo, "company": company, "event": company.event(EVENT)}


def public(handle: object, name: str) -> Iterator[str]:
    """Yield the dotted names of the public methods of a handle and of its resources."""
    for attribute, value in inspect.getmembers(handle):
        if attribute.startswith("_"):
            continue
        if inspect.ismethod(value):
            yield f"{name}.{attribute}"
        elif type(value).__module__.startswith("animo_async.resources"):
            yield from public(value, f"{name}.{attribute}")


def operation_of(name: str) -> str:
    """Return the operation of a method. For example, `company.forms.update` calls `update_form`."""
    if name in NAMED_OTHERWISE:
        return NAMED_OTHERWISE[name]
    _, resource, verb = name.split(".")
    found = [
        info.id
        for info in OPERATIONS.values()
        if info.tag == TAGS.get(resource, resource)
        and info.id.startswith(f"{verb}_")
        and ("/cohosts" in info.path) == (resource == "cohosts")
    ]
    assert len(found) == 1, f"{name} in animo_async/resources is named for no operation of openapi/animo-v1.yaml"
    return found[0]


def bodies() -> dict[str, Any]:
    """Return the first JSON example of each request body, by schema name."""
    examples: dict[str, Any] = {}
    for each in BODIES:
        if each.media_type == "application/json":
            examples.setdefault(each.schema.rpartition("/")[2], each.value)
    return examples


BODY = bodies()


def argument(name: str, hint: Any) -> Any:
    """Return an argument from the spec: the example for the body type in the hint, or for the named path parameter."""
    for kind in typing.get_args(hint) or (hint,):
        if getattr(kind, "__name__", "") in BODY:
            return kind.from_dict(BODY[kind.__name__])
    parameter = re.sub("_(.)", lambda found: found[1].upper(), name)
    assert parameter in PARAMETERS, f"no parameter of openapi/animo-v1.yaml is called {parameter}"
    return PARAMETERS[parameter]


def call_of(name: str, method: Any) -> Call:
    hints = typing.get_type_hints(method)
    needed = [each.name for each in inspect.signature(method).parameters.values() if each.default is each.empty]
    arguments = tuple(argument(each, hints[each]) for each in needed)
    info = OPERATIONS[operation_of(name)]
    known = {**PARAMETERS, "company": COMPANY, "event": EVENT, "organizingEvent": EVENT}
    path = re.sub(r"\{(\w+)\}", lambda found: str(known[found[1]]), info.path)
    identifiers = tuple(place for place, value in enumerate(arguments) if isinstance(value, str))
    return Call(name, info.id, f"{info.method} {path}", arguments, identifiers)


def calls() -> list[Call]:
    animo = AnimoClient("no-token", transport=httpx.MockTransport(lambda _: httpx.Response(500)))
    handles = handles_of(animo)
    names = [name for start, handle in handles.items() for name in public(handle, start) if name not in NO_CALL]
    parts = [name.partition(".") for name in names]
    return [call_of("".join(part), attrgetter(part[2])(handles[part[0]])) for part in parts]


CALLS = calls()
# One call for each operation.
BY_OPERATION = {call.operation: call for call in CALLS if not call.name.endswith(("find_company", "wait_until_paid"))}
