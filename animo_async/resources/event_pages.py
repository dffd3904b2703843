"""The content of the public page of an event."""

from __future__ import annotations

import inspect
import mimetypes
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import PurePath
from typing import IO, Any, Protocol

import anyio

from animo_async.resources._base import EventResource
from animo_v1 import models
from animo_v1.api import event_pages as operations
from animo_v1.types import File


class AsyncFile(Protocol):
    """A file whose methods are async, such as Starlette's `UploadFile` or an anyio file."""

    async def read(self) -> bytes:
        """Return the bytes from the current position to the end."""
        ...


Image = str | os.PathLike[str] | bytes | IO[bytes] | AsyncFile

_FIRST_BYTES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
}


class EventPage(EventResource):
    """The public page of one event.

    `AnimoClient` lists the errors that every request can raise.
    """

    async def get(self) -> models.EventPage:
        """Get the content of the page. If there is no page, the fields are null or have defaults.

        Raises:
            NotFoundError: The company does not organize an event with this slug.

        Animo's documentation: Event pages.
        """
        return await self._fetch(operations.get_event_page.operation)

    async def update(self, changes: models.EventPageUpdate, header_image: Image | None = None) -> models.EventPage:
        """Change the given fields. Creates the page if there is none.

        Args:
            changes: The fields to change.
            header_image: An image: its path, its bytes, or a sync or async file that is open in binary mode. A file is
                sent from its beginning, even if part of it was already read.

        Returns:
            The page after the change.

        Raises:
            TypeError: `changes` or `header_image` has the wrong type.
            OSError: The image cannot be read.
            ValueError: The image is empty.
            ValidationError: Animo refused a field.

        Animo's documentation: Event pages. Inferred: `show_attendees` can be sent.
        """
        if not isinstance(changes, models.EventPageUpdate):
            raise TypeError(f"changes must be of type EventPageUpdate, not {type(changes).__name__}")
        body = changes if header_image is None else _upload(changes, await _file(header_image))
        return await self._fetch(operations.update_event_page.operation, body=body)


def _upload(changes: models.EventPageUpdate, image: File) -> models.EventPageUpload:
    """Convert the fields to form values for Laravel: booleans to 1 and 0, null to an empty string."""
    fields = {
        name: str(int(value)) if isinstance(value, bool) else "" if value is None else value
        for name, value in changes.to_dict().items()
    }
    upload = models.EventPageUpload.from_dict(fields)
    upload.header_image = image
    return upload


async def _file(image: Image) -> File:
    if isinstance(image, bytes):
        name, content = "", image
    elif isinstance(image, str | os.PathLike):
        name, content = os.fspath(image), await anyio.Path(image).read_bytes()
    elif not hasattr(image, "read"):
        raise TypeError(f"header_image must be a path, bytes or a file open for reading, not {type(image).__name__}")
    else:
        names: list[object] = [getattr(image, "filename", None), getattr(image, "name", None)]
        # The `name` of an unnamed temporary file is an int (its descriptor) or None.
        name = next((name for name in names if isinstance(name, str)), "")
        with suppress(OSError):  # some files cannot seek
            await _called(getattr(image, "seek", None), 0)
        content = await _called(image.read)
    if not isinstance(content, bytes):
        raise TypeError("header_image must be open for reading bytes, not text")
    if not content:
        raise ValueError("header_image is empty")
    kind = mimetypes.guess_type(name)[0] or _sniffed(content)
    return File(content, PurePath(name).name or f"header_image{mimetypes.guess_extension(kind) or ''}", kind)


async def _called(method: Callable[..., Any] | None, *args: Any) -> Any:
    """Call a method of a file: in a thread, unless it is async."""
    if method is None:
        return None
    if inspect.iscoroutinefunction(method):
        return await method(*args)
    return await anyio.to_thread.run_sync(method, *args)


def _sniffed(content: bytes) -> str:
    for start, kind in _FIRST_BYTES.items():
        if content.startswith(start):
            return kind
    return "image/webp" if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else "application/octet-stream"
