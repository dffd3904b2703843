"""What the public page of an event shows."""

from __future__ import annotations

import mimetypes
import os
from pathlib import PurePath
from typing import IO, TYPE_CHECKING

import anyio

from animo_async.resources._base import EventResource
from animo_v1 import models
from animo_v1.api import event_pages as operations
from animo_v1.types import File

if TYPE_CHECKING:
    from animo_v1.models import EventPage as EventPageModel
    from animo_v1.models import EventPageUpdate, EventPageUpload

Image = str | os.PathLike[str] | bytes | IO[bytes]

_FIRST_BYTES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
}


class EventPage(EventResource):
    """The page of one event.

    `AnimoClient` says which errors every request may raise.
    """

    async def get(self) -> EventPageModel:
        """Get what the page shows; nulls and defaults where there is no page yet.

        Raises:
            NotFoundError: The company does not organize an event of that slug.

        Animo's documentation: Event pages.
        """
        return await self._fetch(operations.get_event_page.operation)

    async def update(self, changes: EventPageUpdate, header_image: Image | None = None) -> EventPageModel:
        """Change the fields that are given; creates the page where there is none.

        Args:
            changes: What to change.
            header_image: A picture: its path, its bytes, or a file open for reading bytes. It is read whole.

        Returns:
            The page after the change.

        Raises:
            OSError: The picture cannot be read.
            ValueError: The picture is empty.
            ValidationError: Animo refused a field.

        Animo's documentation: Event pages. That `show_attendees` can be sent is inferred.
        """
        if not isinstance(changes, models.EventPageUpdate):
            raise TypeError(f"changes must be of type EventPageUpdate, not {type(changes).__name__}")
        body = changes if header_image is None else _upload(changes, await _file(header_image))
        return await self._fetch(operations.update_event_page.operation, body=body)


def _upload(changes: EventPageUpdate, image: File) -> EventPageUpload:
    """Write the fields as Laravel reads them from a form: booleans as 1 and 0, null as an empty text."""
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
        given: object = getattr(image, "name", "")  # a temporary file's is a number, or None
        name, content = given if isinstance(given, str) else "", await anyio.to_thread.run_sync(image.read)
    if not isinstance(content, bytes):
        raise TypeError("header_image must be open for reading bytes, not text")
    if not content:
        raise ValueError("header_image is empty")
    kind = mimetypes.guess_type(name)[0] or _sniffed(content)
    return File(content, PurePath(name).name or f"header_image{mimetypes.guess_extension(kind) or ''}", kind)


def _sniffed(content: bytes) -> str:
    for start, kind in _FIRST_BYTES.items():
        if content.startswith(start):
            return kind
    return "image/webp" if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else "application/octet-stream"
