"""Reads request bodies as Laravel does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from python_multipart.exceptions import FormParserError
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from animo_async.sandbox.answers import Upload

if TYPE_CHECKING:
    from starlette.requests import Request

    from animo_async.sandbox.state import Json

_DEEPEST = 100  # levels, because orjson cannot encode deeper JSON
# The form values that mean true and false. "true" is not one of them.
_BOOLEANS = {"1": True, "0": False}


async def read_body(request: Request, *, forms: bool) -> tuple[Json | None, Upload | None]:
    """Return the fields and the file of a JSON object or an allowed form. The fields are None for other bodies."""
    # The body is read completely even if it is refused, because an in-process transport leaves a half-read stream to
    # the garbage collector.
    content = await request.body()
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        return _from_json(content), None
    if forms and kind == "multipart/form-data":
        return await _from_form(request)
    return None, None


def _from_json(content: bytes) -> Json | None:
    try:
        # Like PHP, orjson refuses NaN, infinities, lone surrogates and extremely deep nesting.
        decoded = orjson.loads(content)
    except orjson.JSONDecodeError:
        return None
    return _whole(decoded) if isinstance(decoded, dict) and not _deeper_than(_DEEPEST, decoded) else None


def _deeper_than(levels: int, value: object) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels == 0 or any(_deeper_than(levels - 1, item) for item in inner)


async def _from_form(request: Request) -> tuple[Json | None, Upload | None]:
    try:
        async with request.form() as form:
            sent = dict(form)
    except (HTTPException, FormParserError):  # older releases of Starlette raise FormParserError
        return None, None
    image = sent.get("header_image")
    upload = None
    if isinstance(image, UploadFile):
        del sent["header_image"]
        upload = Upload(image.filename or "", image.content_type or "")
    # In a form, an empty string means null.
    fields: Json = {name: value or None for name, value in sent.items() if isinstance(value, str)}
    flag = fields.get("show_attendees")
    fields |= {"show_attendees": _BOOLEANS[flag]} if flag in _BOOLEANS else {}
    return fields, upload


def _whole(value: Any) -> Any:
    """Replace whole floats with integers, because JSON Schema treats 2.0 as an integer."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, list):
        return [_whole(item) for item in value]
    if isinstance(value, dict):
        return {name: _whole(item) for name, item in value.items()}
    return value
