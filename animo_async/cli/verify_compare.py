"""Compares one decoded response with the spec. It has no side effects."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

_DATE_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")
_SURE = "documented"
_LONGEST_TEXT = 40
_ONLY_NULL = "as null only"
_ONLY_EMPTY = "as an empty list only"


class Kind(StrEnum):
    """How a field of a response relates to the spec."""

    AS_DESCRIBED = "as described"
    INFERRED_SEEN = "inferred and now seen"
    UNKNOWN_FIELD = "unknown field"
    MISSING_FIELD = "missing required field"
    UNEXPECTED_TYPE = "unexpected type"
    UNEXPECTED_NULL = "unexpected null"
    NEW_ENUM_VALUE = "new enum value"
    NO_ROUTE = "no such route"
    NOT_SEEN = "described, not seen"


CONTRADICTIONS = frozenset(
    {Kind.MISSING_FIELD, Kind.UNEXPECTED_TYPE, Kind.UNEXPECTED_NULL, Kind.NEW_ENUM_VALUE, Kind.NO_ROUTE}
)
"""Findings that contradict the spec. An unknown field does not, because responses may have additional fields."""


@dataclass(frozen=True)
class Finding:
    """A finding about one field. It contains no values from the response, except a new enum value.

    Attributes:
        operation: The operationId.
        field: The path of the field, such as `data[].venue.url`. Empty for the operation itself.
        kind: How it relates to the spec.
        detail: What was expected and what was seen.
        provenance: The field's provenance in the spec. Empty if it is not in the spec.
        seen: The number of times it was found.
    """

    operation: str
    field: str
    kind: Kind
    detail: str = ""
    provenance: str = ""
    seen: int = 1


def compare(spec: Mapping[str, Any], operation: str, json: Any) -> list[Finding]:
    """Compare a response with the spec.

    Args:
        spec: The decoded OpenAPI document.
        operation: The operationId.
        json: The decoded body of a successful response.

    Returns:
        The findings, one for each field and kind, in the order of the response.

    Raises:
        KeyError: The spec has no such operation.
    """
    described = described_operation(spec, operation)
    provenance = str(described.get("x-animo-provenance", _SURE))
    content = next(body for status, body in described["responses"].items() if status.startswith("2"))["content"]
    found = list(_Reader(spec, operation).read(content["application/json"]["schema"], json, "", provenance))
    if provenance != _SURE:
        found.insert(0, Finding(operation, "", Kind.INFERRED_SEEN, "the route exists", provenance))
    return merged(found)


def described_operation(spec: Mapping[str, Any], operation: str) -> Mapping[str, Any]:
    """Return the spec's description of an operation. Raises KeyError if there is none."""
    for item in spec["paths"].values():
        for described in item.values():
            if isinstance(described, dict) and described.get("operationId") == operation:
                return described
    raise KeyError(operation)


def merged(findings: Iterable[Finding]) -> list[Finding]:
    """Count findings that occur more than once, and keep the most informative one for each field.

    A field counts as seen if any response has it. If it is null in one response and text in another, the text counts.
    """
    counts: Counter[Finding] = Counter()
    for item in findings:
        counts[replace(item, seen=1)] += item.seen
    most: Counter[tuple[str, str]] = Counter()
    for item in counts:
        most[item.operation, item.field] = max(most[item.operation, item.field], _telling(item))
    return [
        replace(item, seen=seen) for item, seen in counts.items() if _telling(item) == most[item.operation, item.field]
    ]


def _telling(item: Finding) -> int:
    return 0 if item.kind is Kind.NOT_SEEN else 1 if item.detail in {_ONLY_NULL, _ONLY_EMPTY} else 2


class _Reader:
    def __init__(self, spec: Mapping[str, Any], operation: str) -> None:
        self._schemas: Mapping[str, Any] = spec["components"]["schemas"]
        self._operation = operation

    def read(self, schema: Mapping[str, Any], value: Any, field: str, provenance: str) -> Iterator[Finding]:
        """Traverse a value and its schema in parallel."""
        shape, nullable = self._resolved(schema)
        types = _types(shape)
        if value is None and (nullable or not types):
            yield self._seen(field, provenance, _ONLY_NULL)
        elif types and kind_of(value) not in types and not (types >= {"number"} and kind_of(value) == "integer"):
            kind = Kind.UNEXPECTED_NULL if value is None else Kind.UNEXPECTED_TYPE
            expected = " or ".join(sorted(types) + ["null"] * nullable)
            yield self._finding(field, kind, f"expected {expected}, got {kind_of(value)}", provenance)
        elif isinstance(value, dict) and types:
            if field:
                yield self._seen(field, provenance, "")
            yield from self._members(shape, value, field, provenance)
        elif isinstance(value, list) and "items" in shape:
            yield self._seen(field, provenance, "" if value else _ONLY_EMPTY)
            for item in value:
                yield from self.read(shape["items"], item, f"{field}[]", provenance)
        else:
            yield self._text(shape, value, field, provenance)

    def _members(
        self, shape: Mapping[str, Any], value: Mapping[str, Any], field: str, provenance: str
    ) -> Iterator[Finding]:
        described: Mapping[str, Any] = shape.get("properties", {})
        for name, inner in value.items():
            at = f"{field}.{name}".lstrip(".")
            if name in described:
                known = described[name].get("x-animo-provenance", provenance)
                yield from self.read(described[name], inner, at, known)
            else:
                left_open = " in an open object" if shape.get("additionalProperties") is True else ""
                yield self._finding(at, Kind.UNKNOWN_FIELD, kind_of(inner) + left_open, "")
        for name in described:
            if name not in value:
                kind = Kind.MISSING_FIELD if name in shape.get("required", ()) else Kind.NOT_SEEN
                known = described[name].get("x-animo-provenance", provenance)
                yield self._finding(f"{field}.{name}".lstrip("."), kind, "", known)

    def _text(self, shape: Mapping[str, Any], value: Any, field: str, provenance: str) -> Finding:
        if "enum" in shape and value not in shape["enum"]:
            return self._finding(field, Kind.NEW_ENUM_VALUE, repr(value)[:_LONGEST_TEXT], provenance)
        if shape.get("format") == "date-time" and not _DATE_TIME.fullmatch(value):
            return self._finding(field, Kind.UNEXPECTED_TYPE, "expected an ISO 8601 time, got other text", provenance)
        return self._seen(field, provenance, "" if _types(shape) else f"as {kind_of(value)}")

    def _resolved(self, schema: Mapping[str, Any]) -> tuple[Mapping[str, Any], bool]:
        """Return the schema behind references, and whether it allows null. `anyOf` is always a type or null here."""
        if "$ref" in schema:
            return self._resolved(self._schemas[schema["$ref"].rsplit("/", 1)[-1]])
        if "anyOf" in schema:
            some = next(option for option in schema["anyOf"] if option.get("type") != "null")
            return self._resolved(some)[0], True
        return schema, "null" in _listed(schema.get("type"))

    def _seen(self, field: str, provenance: str, detail: str) -> Finding:
        kind = Kind.AS_DESCRIBED if provenance == _SURE else Kind.INFERRED_SEEN
        return self._finding(field, kind, detail, provenance)

    def _finding(self, field: str, kind: Kind, detail: str, provenance: str) -> Finding:
        return Finding(self._operation, field, kind, detail, provenance)


def _listed(types: Any) -> list[str]:
    return types if isinstance(types, list) else [types] if types else []


def _types(shape: Mapping[str, Any]) -> set[str]:
    return set(_listed(shape.get("type"))) - {"null"}


def kind_of(value: Any) -> str:
    """Return the JSON Schema name of a value's type."""
    kinds = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", float: "number"}
    return "null" if value is None else kinds[type(value)]
