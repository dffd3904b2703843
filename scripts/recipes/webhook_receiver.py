"""Receive Animo's webhooks, and trust nothing about them that Animo does not document.

    pip install ../.. fastapi uvicorn
    ANIMO_WEBHOOK_SECRET=... uvicorn webhook_receiver:app --port 9000

Attach a webhook with the URL https://your.host/animo/SECRET (`acme.webhooks.attach`). Animo does not document what it
sends, nor a signature, nor whether it sends again after an error. So this receiver

- accepts only requests that know the secret part of the URL;
- keeps each body as it came, in inbox/, and answers at once;
- ignores a body that it has already;
- writes the shape of each new kind of body, without its values, to shapes.jsonl. Please send these lines to the
  project, so that the spec can describe webhooks.

Handle the files in inbox/ in another process. Check what they say against the API before you act on it.
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
    """Return the names and types in a JSON value, without the values."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in sorted(value.items())}
    if isinstance(value, list):
        kinds = {json.dumps(shape(item)): shape(item) for item in value}
        return [kinds[key] for key in sorted(kinds)]
    return {str: "text", bool: "boolean", int: "number", float: "number", type(None): "null"}[type(value)]


def keep(body: bytes, folder: Path) -> None:
    """Write a body unless it is already stored, and its shape unless it is known."""
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
    part.replace(file)  # last, so that a stored body was handled completely


@app.post("/animo/{secret}", status_code=204)
async def receive(secret: str, request: Request) -> None:
    """Take a webhook."""
    if not secrets.compare_digest(secret.encode(), os.environ["ANIMO_WEBHOOK_SECRET"].encode()):
        raise HTTPException(404)
    body = b""
    async with aclosing(request.stream()) as parts:
        async for part in parts:
            body += part
            if len(body) > LARGEST:
                raise HTTPException(413)
    keep(body, Path(os.environ.get("ANIMO_WEBHOOK_FOLDER", ".")))
