"""Write generated/animo_v1 from the spec (`make generate`), or check it (`--check`, `make check-generated`).

The generator runs with our templates in a temporary folder. generated/ is replaced at the end, if nothing failed.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import iso4217
import yaml

ROOT = Path(__file__).resolve().parents[1]
SPEC = ROOT / "openapi" / "animo-v1.yaml"
WORKFLOWS = SPEC.with_name("animo-v1.arazzo.yaml")
GENERATOR = ROOT / "openapi" / "generator"
TARGET = ROOT / "generated" / "animo_v1"


def check_versions() -> None:
    """Exit unless the pinned versions are installed. Other versions would generate different code."""
    dev = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]["dev"]
    for name in ("iso4217", "openapi-python-client", "ruff"):
        pin = next((entry.split("==")[1] for entry in dev if entry.startswith(f"{name}==")), None)
        if pin != version(name):
            raise SystemExit(f"{name} {version(name)} is installed, but pyproject.toml pins {pin}. Install {pin}.")


def check_templates() -> None:
    """Exit if a stock template has changed since our copy of it was made."""
    stock = Path(str(files("openapi_python_client"))) / "templates"
    lines = (GENERATOR / "templates" / "STOCK").read_text(encoding="utf-8").splitlines()
    made_from = {name: digest for digest, name in (line.split() for line in lines)}
    for ours in sorted((GENERATOR / "templates").glob("*.jinja")):
        if hashlib.sha256((stock / ours.name).read_bytes()).hexdigest() != made_from.get(ours.name):
            raise SystemExit(
                f"openapi/generator/templates/{ours.name} was made from another stock template than the one in the "
                f"installed generator. Port the changes as openapi/generator/README.md explains. Then write the "
                f"new SHA-256 of {ours.name} into openapi/generator/templates/STOCK."
            )


def run(*command: str | Path) -> None:
    """Run a Python module in UTF-8 mode. Show its output only if it fails."""
    done = subprocess.run(
        [sys.executable, "-m", *map(str, command)],
        env={**os.environ, "PYTHONUTF8": "1", "NO_COLOR": "1", "_TYPER_STANDARD_TRACEBACK": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{command[0]} failed, generated/ is unchanged:\n{done.stdout}{done.stderr}")


def operations(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the fields of OperationInfo for each operation."""
    for path, item in spec["paths"].items():
        for method in item.keys() & {"get", "post", "put", "patch", "delete"}:
            operation = item[method]
            alternatives = [entry["oauth2"] for entry in operation["security"] if "oauth2" in entry]
            if len(alternatives) > 1 and any(len(scopes) != 1 for scopes in alternatives):
                raise SystemExit(f"{operation['operationId']}: each alternative in `security` must have one scope.")
            parameters = [*item.get("parameters", ()), *operation.get("parameters", ())]
            names = [resolve(spec, parameter) for parameter in parameters]
            gate = operation["x-animo-gate"]
            yield {
                "id": operation["operationId"],
                "method": method.upper(),
                "path": path,
                "tag": operation["tags"][0],
                "scopes": tuple(scope for scopes in alternatives for scope in scopes),
                "inferred_scopes": tuple(
                    scope
                    for scope, known in operation.get("x-animo-scope-provenance", {}).items()
                    if known == "inferred"
                ),
                "any_scope": len(alternatives) > 1,
                "gate": None if gate == "none" else gate,
                "provenance": operation["x-animo-provenance"],
                "seen": operation["x-animo-seen"],
                "paginated": any(name["in"] == "query" and name["name"] == "page" for name in names),
            }


def resolve(spec: dict[str, Any], parameter: dict[str, Any]) -> dict[str, Any]:
    """Return a parameter, or the one that its `$ref` points to."""
    return spec["components"]["parameters"][parameter["$ref"].rsplit("/", 1)[1]] if "$ref" in parameter else parameter


def table(spec: dict[str, Any]) -> str:
    """Return the text of operations.py."""
    infos = sorted(operations(spec), key=lambda info: info["id"])
    rows = [f"{info['id']!r}: OperationInfo({', '.join(f'{k}={v!r}' for k, v in info.items())})," for info in infos]
    scopes = spec["components"]["schemas"]["WebhookEvent"]["x-animo-scopes"]
    return "\n".join(
        [
            '"""Method, path, scopes, plan and provenance of each operation."""',
            "from collections.abc import Mapping",
            "from typing import Final",
            "from .operation import OperationInfo",
            "OPERATIONS: Final[Mapping[str, OperationInfo]] = {",
            *rows,
            "}",
            '"""By operationId."""',
            f"WEBHOOK_EVENT_SCOPES: Final[Mapping[str, str]] = {scopes!r}",
            '"""The scope that a webhook needs for each event."""',
            "",
        ]
    )


def schemas(spec: dict[str, Any]) -> str:
    """Return the text of schemas.py, so that the package can read the schemas without PyYAML."""
    return "\n".join(
        [
            '"""The schemas of the spec, as JSON."""',
            "from collections.abc import Mapping",
            "from typing import Any, Final",
            f"SCHEMAS: Final[Mapping[str, Any]] = {plain(spec['components']['schemas'])!r}",
            "",
        ]
    )


def currencies() -> str:
    """Return the text of currencies.py, from the ISO 4217 table in the package iso4217."""
    digits = {c.code: c.exponent for c in iso4217.Currency if c.exponent not in {None, 2}}
    return "\n".join(
        [
            f'"""The minor units of currencies, from the ISO 4217 table published on {iso4217.__published__}."""',
            "from collections.abc import Mapping",
            "from typing import Final",
            f"MINOR_DIGITS: Final[Mapping[str, int]] = {dict(sorted(digits.items()))!r}",
            '"""The number of minor unit digits, for currencies where it is not 2."""',
            "",
        ]
    )


def plain(node: Any) -> Any:
    """Remove our own extensions (`x-animo-...`), which do not describe the JSON."""
    if isinstance(node, dict):
        return {key: plain(value) for key, value in node.items() if not key.startswith("x-animo-")}
    return [plain(item) for item in node] if isinstance(node, list) else node


def build(package: Path) -> None:
    """Generate the package into a folder that does not exist yet."""
    templates = ("--custom-template-path", GENERATOR / "templates", "--config", GENERATOR / "config.yaml")
    options = ("--meta", "none", "--fail-on-warning", "--output-path", package)
    run("openapi_python_client", "generate", "--path", SPEC, *templates, *options)
    for stock in ("client.py", "errors.py", "types.py"):
        (package / stock).unlink()
    (package / "py.typed").touch()
    for module in (GENERATOR / "runtime").glob("*.py"):
        shutil.copyfile(module, package / module.name)
    for document in (SPEC, WORKFLOWS):
        shutil.copyfile(document, package / document.name)
    spec = yaml.safe_load(SPEC.read_bytes())
    (package / "operations.py").write_text(table(spec), encoding="utf-8")
    (package / "currencies.py").write_text(currencies(), encoding="utf-8")
    (package / "schemas.py").write_text(schemas(spec), encoding="utf-8")
    style = ("--line-length", "120", "--config", "format.skip-magic-trailing-comma = true")
    ruff = ("--isolated", "--no-cache", "--target-version", "py311", *style, package)
    run("ruff", "check", "--fix", "--select", "F401,F811,I", *ruff)
    run("ruff", "format", *ruff)


def contents(package: Path) -> dict[str, bytes]:
    """Return the content of every file of a package, by its path within the package."""
    files = (path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(package).as_posix(): path.read_bytes() for path in files}


def check(fresh: Path) -> None:
    """Exit with the names of the files that differ from generated/."""
    new, old = contents(fresh), contents(TARGET)
    differing = [
        f"  {'missing' if name not in old else 'not from the spec' if name not in new else 'differs'}: {name}"
        for name in sorted(new.keys() | old.keys())
        if new.get(name) != old.get(name)
    ]
    if differing:
        lines = ["generated/animo_v1 does not match the spec:", *differing, "Run `make generate`."]
        raise SystemExit("\n".join(lines))


def publish(fresh: Path) -> None:
    """Replace generated/animo_v1 by renaming folders, so that it is never partially written."""
    TARGET.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=TARGET.parent, prefix=".new-") as aside:
        shutil.copytree(fresh, Path(aside, "new"))
        if TARGET.exists():
            TARGET.rename(Path(aside, "old"))
        Path(aside, "new").rename(TARGET)


def main() -> None:
    """Generate the package. Then replace generated/animo_v1, or compare with it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail if generated/ does not match the spec")
    arguments = parser.parse_args()
    check_versions()
    check_templates()
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder, "animo_v1")
        build(fresh)
        (check if arguments.check else publish)(fresh)


if __name__ == "__main__":
    main()
