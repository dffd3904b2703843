"""Receive Animo's webhooks without relying on undocumented behaviour.

    pip install ../.. fastapi uvicorn
    ANIMO_WEBHOOK_SECRET=... uvicorn webhook_receiver:app --port 9000

Attach a webhook with the URL https://your.host/animo/SECRET (`acme.webhooks.attach`). Animo does not document the body
of a webhook, any signature, or whether it retries after an error. So this receiver

- accepts only requests whose URL contains the secret;
- stores each body unchanged in inbox/, and responds immediately;
- ignores a body that it has already stored;
- writes the structure of each new kind of body, without values, to shapes.jsonl. Please send these lines to the
  project, so that the spec can describe webhooks.

Process the files in inbox/ in another process. Check their content against the API before you act on it.
"""

import hashlib
import json
import os
import secrets
from contextlib import aclosing
from pathlib import Path
from typing import Any

from fastapi import FastAPI, HTTPException, Request

LARGEST = 1024 * 1024

app = FastAPI(openapi_url=None)


def shape(value: Any) -> Any:
    """Return the structure of a JSON value: names and types, without the values."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in sorted(value.items())}
    if isinstance(value, list):
        kinds = {json.dumps(shape(item)): shape(item) for item in value}
        return [kinds[key] for key in sorted(kinds)]
    return {str: "text", bool: "boolean", int: "number", float: "number", type(None): "null"}[type(value)]


def keep(body: bytes, folder: Path) -> None:
    """Store a body unless it is already stored, and its structure unless it is known."""
    inbox = folder / "inbox"
    inbox.mkdir(mode=0o700, exist_ok=True)
    name = hashlib.sha256(body).hexdigest()
    file = inbox / f"{name}.json"
    if file.exists():
        return
    try:
        line = json.dumps(shape(json.loads(body)))
    except (ValueError, RecursionError):
        line = json.dumps("not JSON")
    shapes = folder / "shapes.jsonl"
    known = shapes.read_text(encoding="utf-8").splitlines() if shapes.exists() else []
    if line not in known:
        with shapes.open("a", encoding="utf-8") as lines:
            lines.write(f"{line}\n")
    part = inbox / f"{name}.part"
    part.touch(mode=0o600)
    part.write_bytes(body)
    part.replace(file)  # last, so that the structure of every stored body is recorded


@app.post("/animo/{secret}", status_code=204)
async def receive(secret: str, request: Request) -> None:
    """Receive a webhook and store its body."""
    if not secrets.compare_digest(secret.encode(), os.environ["ANIMO_WEBHOOK_SECRET"].encode()):
        raise HTTPException(404)
    body = b""
    async with aclosing(request.stream()) as parts:
        async for part in parts:
            body += part
            if len(body) > LARGEST:
                raise HTTPException(413)
    keep(body, Path(os.environ.get("ANIMO_WEBHOOK_FOLDER", ".")))
