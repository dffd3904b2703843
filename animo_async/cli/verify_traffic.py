"""Reads API responses from a HAR file, which you can export from a browser's developer tools."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from animo_async.cli.problems import CommandError
from animo_v1.operations import OPERATIONS


@dataclass(frozen=True)
class Recorded:
    """A successful response that belongs to an operation of the spec.

    Attributes:
        operation: The operationId.
        json: The decoded body.
    """

    operation: str
    json: Any


def read_har(file: Path) -> list[Recorded]:
    """Return the successful JSON responses in a HAR file that belong to an operation of the spec. No request is sent.

    Raises:
        CommandError: The file cannot be read, or is not a HAR file.
    """
    try:
        entries = json.loads(file.read_text(encoding="utf-8-sig"))["log"]["entries"]
        return [found for entry in entries for found in _recorded(entry)]
    except OSError as error:
        raise CommandError(f"Cannot read {file}: {error.strerror}.") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise CommandError(f"{file} is not a HAR file.", "Export one from your browser's network tab.") from None


def _recorded(entry: Mapping[str, Any]) -> Iterator[Recorded]:
    request, response = entry["request"], entry["response"]
    operation = operation_of(request["method"], request["url"])
    if operation is None or not 200 <= response["status"] < 300:
        return
    content = response.get("content", {})
    text = content.get("text", "")
    if content.get("encoding") == "base64":
        text = base64.b64decode(text).decode(errors="replace")
    try:
        yield Recorded(operation, json.loads(text))
    except ValueError:  # the body is missing, or is an HTML page
        return


def operation_of(method: str, url: str) -> str | None:
    """Return the operation of a request, or None if the spec has none."""
    path = urlsplit(url).path
    for info, matches in _ROUTES:
        if info.method == method.upper() and matches(path):
            return info.id
    return None


def _matcher(template: str) -> Callable[[str], object]:
    pattern = "".join("[^/]+" if part.startswith("{") else re.escape(part) for part in re.split(r"(\{\w+\})", template))
    return re.compile(rf"(?:.*/api/v\d+){pattern}/?").fullmatch


# Fixed paths come first, so that /companies is not read as /{company}.
_ROUTES = [(info, _matcher(info.path)) for info in sorted(OPERATIONS.values(), key=lambda info: info.path.count("{"))]
