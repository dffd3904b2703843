"""What came with a request, read as Laravel reads it."""

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

_DEEPEST = 100  # levels; more could be stored and not be written again
# What a form can say for true and false; "true" is not among it.
_BOOLEANS = {"1": True, "0": False}


async def read_body(request: Request, *, forms: bool) -> tuple[Json | None, Upload | None]:
    """The fields and the file that were sent; no fields when it is no JSON object (nor a form, where one may come)."""
    # Read to its end even where it is refused: an in-process transport leaves a half-read stream to the collector.
    content = await request.body()
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        return _from_json(content), None
    if forms and kind == "multipart/form-data":
        return await _from_form(request)
    return None, None


def _from_json(content: bytes) -> Json | None:
    try:
        # orjson refuses what PHP refuses too: NaN, infinities, lone surrogates, endless nesting.
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
    except (HTTPException, FormParserError):  # the second from older releases of Starlette
        return None, None
    image = sent.get("header_image")
    upload = None
    if isinstance(image, UploadFile):
        del sent["header_image"]
        upload = Upload(image.filename or "", image.content_type or "")
    # A form has no null but the empty text.
    fields: Json = {name: value or None for name, value in sent.items() if isinstance(value, str)}
    flag = fields.get("show_attendees")
    fields |= {"show_attendees": _BOOLEANS[flag]} if flag in _BOOLEANS else {}
    return fields, upload


def _whole(value: Any) -> Any:
    """JSON with 2.0 as the integer 2, which it is to JSON Schema."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, list):
        return [_whole(item) for item in value]
    if isinstance(value, dict):
        return {name: _whole(item) for name, item in value.items()}
    return value
