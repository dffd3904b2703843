"""Report what a change to the spec means for users, and draft the changelog entries (`make api-change`).

`redocly diff` finds and classifies the changes. This script adds the operations, the fields and the version bump.
"""

import argparse
import json
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from animo_async import __version__

ROOT = Path(__file__).resolve().parents[1]
SPEC = "openapi/animo-v1.yaml"
REDOCLY = ROOT / "tests" / "ecosystem" / "node_modules" / ".bin" / "redocly"
METHODS = ("get", "put", "post", "delete", "patch")
NEW = {
    "PathItem": "new path",
    "Operation": "new operation",
    "ParameterList": "new parameters",
    "Parameter": "new parameter",
    "Schema": "new field",
}
HEADINGS = {"breaking": "Changed (breaking)", "deprecated": "Deprecated", "added": "Added", "other": "Changed"}


@dataclass(frozen=True)
class Change:
    """One change to the spec: its kind, where it is, what changed, and the operations that it affects."""

    meaning: str
    where: str
    text: str
    operations: tuple[str, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        """Return the change as one line."""
        touched = f" ({', '.join(self.operations)})" if self.operations else ""
        return f"{self.where}: {self.text}{touched}"


def changes(report: dict[str, Any], old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """Return the changes in a `redocly diff` report. Changes to descriptions and examples are left out."""
    found = [change for entry in report["changes"] for change in read(entry, old, new)]
    found += gates(old, new)
    gone = {change.where for change in found if change.text.endswith("was removed")}
    found = [change for change in found if not only_told_twice(change, gone)]
    order = list(HEADINGS)
    return sorted(dict.fromkeys(found), key=lambda change: (order.index(change.meaning), change.where, change.text))


def only_told_twice(change: Change, gone: set[str]) -> bool:
    """Return whether a change only says that removed fields are no longer required."""
    _, found, names = change.text.partition("are no longer required: ")
    return bool(found) and {f"{change.where}.{name}" for name in re.findall(r"`(\w+)`", names)} <= gone


def read(entry: dict[str, Any], old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    """Yield the changes in one entry of the report."""
    side = old if entry["kind"] == "removed" else new
    pointer = entry.get("base" if entry["kind"] == "removed" else "revision", {}).get("pointer", entry["path"])
    where, touched = place(pointer, entry["path"], side)
    if entry["impact"] == "major":
        for verdict in entry["verdicts"]:
            # Enums are open: the client accepts unknown values.
            meaning = "added" if verdict["ruleId"] == "enum-values-added" else "breaking"
            yield Change(meaning, where, plain(verdict["message"]), touched)
    elif entry.get("property") == "deprecated":
        yield Change("deprecated", where, "deprecated", touched)
    elif entry["kind"] == "added" and entry["typeName"] in NEW:
        yield from added(entry, where, touched, new)
    elif entry["impact"] == "minor":
        verdicts = [plain(verdict["message"]) for verdict in entry["verdicts"]]
        yield Change(
            "other", where, "; ".join(verdicts) or f"`{entry.get('property', entry['typeName'])}` changed", touched
        )


def gates(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    """Yield operations whose required plan changed. redocly does not compare `x-animo-gate`, our own extension."""
    for path, item in old["paths"].items():
        for method in item.keys() & set(METHODS):
            now = new["paths"].get(path, {}).get(method)
            before, after = item[method].get("x-animo-gate"), (now or item[method]).get("x-animo-gate")
            if before != after:
                meaning = "other" if after == "none" else "breaking"
                yield Change(meaning, item[method]["operationId"], f"plan gate changed from {before} to {after}")


def added(entry: dict[str, Any], where: str, touched: tuple[str, ...], new: dict[str, Any]) -> Iterator[Change]:
    """Yield the additions in one entry. A new path yields one change for each of its operations."""
    if entry["typeName"] == "PathItem":
        path = unescape(entry["path"].split("/")[2])
        for method in new["paths"][path].keys() & set(METHODS):
            name = new["paths"][path][method]["operationId"]
            yield Change("added", name, f"new operation `{method.upper()} {path}`")
    else:
        yield Change("added", where, NEW[entry["typeName"]], touched)


def place(pointer: str, path: str, spec: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    """Return a readable name for a JSON pointer, and the operations that it affects."""
    steps = [unescape(step) for step in pointer.removeprefix("#/").split("/")]
    if steps[0] == "components" and len(steps) > 2:
        dotted = [step for step in steps[3:] if step in properties_of(steps)]
        return ".".join([steps[2], *dotted]), tuple(users(f"#/components/{steps[1]}/{steps[2]}", spec))
    if steps[0] == "paths" and len(steps) > 1:
        item = spec["paths"].get(steps[1], {})
        if len(steps) == 2:
            return steps[1], tuple(item[method]["operationId"] for method in METHODS if method in item)
        operation = item.get(steps[2], {})
        rest = [step for step in steps[3:] if step in {"security", "parameters", "requestBody", "responses"}][:1]
        return " ".join([operation.get("operationId", steps[1]), *rest]), ()
    return unescape(path.removeprefix("#/")), ()


def properties_of(steps: list[str]) -> set[str]:
    """Return the segments of a JSON pointer that are field names."""
    return {steps[at + 1] for at, step in enumerate(steps[:-1]) if step == "properties"}


def users(reference: str, spec: dict[str, Any]) -> Iterator[str]:
    """Yield the operations that use a component, directly or through other components."""
    for item in spec["paths"].values():
        for method in METHODS:
            if method in item and reference in closure(item[method], spec):
                yield item[method]["operationId"]


def closure(node: Any, spec: dict[str, Any]) -> set[str]:
    """Return every reference in a node and, recursively, in the components that it refers to."""
    seen: set[str] = set()
    todo = references(node)
    while todo:
        reference = todo.pop()
        # References outside `#/components/` are links between operations. They do not affect requests or responses.
        if reference not in seen and reference.startswith("#/components/"):
            seen.add(reference)
            _, kind, name = reference.removeprefix("#/").split("/")
            todo |= references(spec["components"][kind][name])
    return seen


def references(node: Any) -> set[str]:
    """Return every reference in a node."""
    return set(re.findall(r"'\$ref': '([^']+)'", str(node)))


def unescape(step: str) -> str:
    """Return an unescaped segment of a JSON pointer."""
    return step.replace("~1", "/").replace("~0", "~")


def plain(message: str) -> str:
    """Return redocly's message without the final period, so that more text can follow."""
    return message.rstrip(".")


def step(found: list[Change], version: str) -> tuple[str, str]:
    """Return the version bump that semantic versioning requires, and the next version.

    Before 1.0, a breaking change bumps the minor version and any other change bumps the patch version. For an addition,
    you may bump the minor version instead.
    """
    major, minor, patch = map(int, version.split("."))
    meanings = {change.meaning for change in found}
    if not meanings:
        return "none", version
    if "breaking" in meanings:
        return ("major", f"{major + 1}.0.0") if major else ("minor", f"0.{minor + 1}.0")
    if major and meanings & {"added", "deprecated"}:
        return "minor", f"{major}.{minor + 1}.0"
    return "patch", f"{major}.{minor}.{patch + 1}"


def as_text(found: list[Change], reference: str, version: str) -> str:
    """Return the report that the script prints."""
    name, following = step(found, version)
    lines = [f"Changes to the spec since {reference}: {tally(found)}."]
    for meaning in HEADINGS:
        lines += [f"{meaning:>11}  {change}" for change in found if change.meaning == meaning]
    if found:
        rule = "before 1.0, a breaking change is a minor bump" if version.startswith("0.") else "semantic versioning"
        lines += ["", f"Version bump: {name}, {version} -> {following} ({rule})."]
    return "\n".join(lines)


def tally(found: list[Change]) -> str:
    """Return the number of changes of each kind, as text."""
    counts = {meaning: sum(change.meaning == meaning for change in found) for meaning in HEADINGS}
    return ", ".join(f"{count} {meaning}" for meaning, count in counts.items() if count) or "none that affect users"


def as_markdown(found: list[Change]) -> str:
    """Return the changes as Markdown for the changelog."""
    blocks = []
    for meaning, heading in HEADINGS.items():
        entries = [f"- The API: `{change.where}`: {change.text}." for change in found if change.meaning == meaning]
        if entries:
            blocks.append("\n".join([f"### {heading}", "", *entries]))
    return "\n\n".join(blocks)


def diff(old: Path, new: Path) -> dict[str, Any]:
    """Run `redocly diff` and return its report."""
    if not REDOCLY.exists():
        raise SystemExit("redocly is not installed. Run `make api-change`, which installs it (needs Node).")
    environment = {**os.environ, "REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
    command = [str(REDOCLY), "diff", str(old), str(new), "--format=json", "--fail-on=none"]
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise SystemExit(f"redocly diff failed:\n{done.stdout}{done.stderr}")
    report: dict[str, Any] = json.loads(done.stdout[done.stdout.index("{") :])
    return report


def committed(reference: str) -> bytes:
    """Return the spec at a git reference."""
    done = subprocess.run(["git", "show", f"{reference}:{SPEC}"], cwd=ROOT, capture_output=True, check=False)  # noqa: S607
    if done.returncode:
        raise SystemExit(done.stderr.decode(errors="replace").strip())
    return done.stdout


def main() -> None:
    """Compare the spec with a version in git, and print the changes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reference", nargs="?", default="HEAD", help="git reference to compare with (default: HEAD)")
    reference = parser.parse_args().reference
    with tempfile.TemporaryDirectory() as folder:
        before = Path(folder, "before.yaml")
        before.write_bytes(committed(reference))
        report = diff(before, ROOT / SPEC)
        old, new = (yaml.safe_load(path.read_bytes()) for path in (before, ROOT / SPEC))
    found = changes(report, old, new)
    print(as_text(found, reference, __version__))
    if found:
        print(f"\nFor CHANGELOG.md:\n\n{as_markdown(found)}")


if __name__ == "__main__":
    main()
