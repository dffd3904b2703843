"""Convert the spec to a Postman collection, with environments for the sandbox and for Animo (`make postman`).

Postman's own converter creates the collection. This script replaces the examples with variables, so that the requests
refer to existing objects. It also adds tests of the status and the schema of every response.
"""

import argparse
import base64
import json
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from animo_async.sandbox import Sandbox
from animo_async.sandbox.docs import seeded_examples

Json = dict[str, Any]

ROOT = Path(__file__).resolve().parents[1]
SPEC = ROOT / "openapi" / "animo-v1.yaml"
CONVERTER = ROOT / "tests" / "ecosystem" / "node_modules" / ".bin" / "openapi2postmanv2"
OPTIONS = "folderStrategy=Tags,parametersResolution=Example,preferredRequestBodyType=form-data"
ANIMO, LOCAL = "https://app.animo.co/api/v1", "http://127.0.0.1:8787/api/v1"
PICTURE = "header-image.png"
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

# Values that later requests need: the name of the variable, and the path of the value in the response.
KEPT = {
    "create_event": ("event", "data.id"),
    "update_event": ("event", "data.id"),
    "add_cohost": ("cohost", "data.cohosts.at(-1).id"),
    "create_ticket_type": ("ticketType", "data.slug"),
    "update_ticket_type": ("ticketType", "data.slug"),
    "create_order": ("order", "data.id"),
    "create_form": ("form", "data.id"),
    "attach_webhook": ("webhookToken", "data.token"),
}
# Only a pending order can be approved or rejected, and only once.
DECIDED = {"approve_order": "pendingOrder", "reject_order": "otherPendingOrder"}
IN_BODIES = {'"example-webhook-secret"': '"{{webhookToken}}"', '"early-bird"': '"{{ticketType}}"'}


def converted() -> Json:
    """Return the collection that Postman's converter creates."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "collection.json")
        command: list[str | Path] = [CONVERTER, "--spec", SPEC, "--output", target, "--options", OPTIONS]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode or not target.exists():
            raise SystemExit(f"openapi-to-postmanv2 failed:\n{done.stdout}{done.stderr}")
        collection: Json = json.loads(target.read_bytes())
    return collection


def requests(folder: Json) -> Iterator[Json]:
    """Yield every request in a folder of the collection and its subfolders."""
    for item in folder["item"]:
        if "request" in item:
            yield item
        else:
            yield from requests(item)


def operation_of(spec: Json, request: Json) -> Json:
    """Return the operation that a request was created from."""
    path = "/" + "/".join(re.sub(r"^:(.+)", r"{\1}", segment) for segment in request["url"]["path"])
    found: Json = spec["paths"][path][request["method"].lower()]
    return found


def fill(request: Json, operation: Json) -> None:
    """Replace the converter's examples with variables. Disable the query parameters `q` and `page`."""
    known = operation["operationId"]
    for variable in request["url"].get("variable", ()):
        name = variable["key"]
        variable["value"] = f"{{{{{DECIDED.get(known, name) if name == 'order' else name}}}}}"
    for parameter in request["url"].get("query", ()):
        parameter["disabled"] = parameter["key"] in {"q", "page"}
    body = request.get("body") or {}
    if "raw" in body and known != "create_ticket_type":
        for example, variable in IN_BODIES.items():
            body["raw"] = body["raw"].replace(example, variable)
    if "formdata" in body:
        fill_form(request, operation["requestBody"]["content"]["multipart/form-data"]["example"])


def fill_form(request: Json, example: Json) -> None:
    """Fill a form with the spec's example, which the converter omits. Postman sets Content-Type and boundary."""
    request["header"] = [header for header in request["header"] if header["key"] != "Content-Type"]
    for part in request["body"]["formdata"]:
        part["disabled"] = part["key"] not in example
        if part["type"] == "file":
            part["src"] = PICTURE
        else:
            part["value"] = example.get(part["key"], "")


def tests(spec: Json, operation: Json) -> list[str]:
    """Return the script that checks a response and stores what later requests need."""
    status = next(code for code in operation["responses"] if code.startswith("2"))
    schema = operation["responses"][status]["content"]["application/json"]["schema"]
    name = schema["$ref"].rpartition("/")[2]
    lines = [
        f"const schema = {json.dumps(self_contained(spec, schema))};",
        f'pm.test("{status}, as documented", () => pm.response.to.have.status({status}));',
        f'pm.test("matches the schema {name}", () => pm.response.to.have.jsonSchema(schema));',
    ]
    if operation["operationId"] in KEPT:
        variable, place = KEPT[operation["operationId"]]
        lines.append(
            f'if (pm.response.code === {status}) pm.environment.set("{variable}", pm.response.json().{place});'
        )
    return lines


def self_contained(spec: Json, schema: Json) -> Json:
    """Return a schema with all schemas that it refers to, for Postman's validator (JSON Schema draft 7)."""
    schemas: Json = {}
    waiting = [schema["$ref"].rpartition("/")[2]]
    while waiting:
        name = waiting.pop()
        if name not in schemas:
            schemas[name] = plain(spec["components"]["schemas"][name])
            waiting += re.findall(r"#/definitions/(\w+)", json.dumps(schemas[name]))
    return {"allOf": [plain(schema)], "definitions": schemas}


def plain(node: Any) -> Any:
    """Remove descriptions and extensions (`x-...`), and point references to `#/definitions/`."""
    if isinstance(node, list):
        return [plain(item) for item in node]
    if not isinstance(node, dict):
        return node.replace("#/components/schemas/", "#/definitions/") if isinstance(node, str) else node
    return {
        key: plain(value)
        for key, value in node.items()
        if not key.startswith("x-") and not (key == "description" and isinstance(value, str))
    }


def collection() -> Json:
    """Return the complete collection."""
    spec = yaml.safe_load(SPEC.read_bytes())
    made = converted()
    for item in requests(made):
        operation = operation_of(spec, item["request"])
        fill(item["request"], operation)
        # All requests use the token of the collection.
        item["request"].pop("auth", None)
        script = {"type": "text/javascript", "exec": tests(spec, operation)}
        item["event"] = [{"listen": "test", "script": script}]
    return made


def environment(name: str, values: dict[str, str]) -> Json:
    """Return a Postman environment."""
    secrets = {"bearerToken", "webhookToken"}
    entries = [
        {"key": key, "value": value, "type": "secret" if key in secrets else "default", "enabled": True}
        for key, value in values.items()
    ]
    return {"name": name, "values": entries, "_postman_variable_scope": "environment"}


def sandbox_values() -> dict[str, str]:
    """Return the variables of the sandbox environment: existing objects, and a token to start the sandbox with."""
    box = Sandbox()
    seeded = seeded_examples(box)
    renamed = {"other_order": "otherPendingOrder", "webhook_token": "webhookToken"}
    return {
        "baseUrl": LOCAL,
        "bearerToken": box.token(),
        **{renamed.get(name, name): value for name, value in seeded.items()},
        "pendingOrder": seeded["order"],
    }


def main() -> None:
    """Write the collection, both environments and the header image."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "postman", metavar="FOLDER")
    folder: Path = parser.parse_args().output
    local = sandbox_values()
    written = {
        "animo.postman_collection.json": collection(),
        "sandbox.postman_environment.json": environment("Animo: sandbox", local),
        "animo.postman_environment.json": environment("Animo", dict.fromkeys(local, "") | {"baseUrl": ANIMO}),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in written.items():
        (folder / name).write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / PICTURE).write_bytes(base64.b64decode(PIXEL))
    print(f"{', '.join([*written, PICTURE])} in {folder}")
    print("To use the sandbox environment, start a sandbox with this command. Restart it before each run:")
    print(f"  python -m animo_async.sandbox --token {local['bearerToken']}")


if __name__ == "__main__":
    main()
