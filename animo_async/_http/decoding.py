"""The body of an answer while it is read: decompressed here, so that no small answer can fill the memory."""

from __future__ import annotations

import zlib

ACCEPTED = "gzip"
_GZIP_OR_ZLIB = 47


class Body:
    """Takes a body part by part. It raises nothing, since what it is given may echo a secret.

    Args:
        encoding: The Content-Encoding of the answer.
        limit: How many bytes it may have, decompressed.

    Attributes:
        problem: Why it cannot be read; empty as long as it can.
    """

    def __init__(self, encoding: str, limit: int) -> None:
        encoding = encoding.strip().lower()
        self.problem = ""
        self._encoding = encoding
        self._compressed = encoding not in {"", "identity"}
        self._stream = zlib.decompressobj(_GZIP_OR_ZLIB)
        self._limit = limit
        self._room = limit
        self._parts: list[bytes] = []

    def add(self, part: bytes) -> None:
        """Take a part."""
        if not self._compressed:
            self._keep(part)
            return
        if part and self._encoding not in {"gzip", "x-gzip", "deflate"}:
            self.problem = f"it is compressed with {self._encoding}, which was not asked for"
            return
        try:
            while part and not self.problem:
                # One byte more than there is room for tells whether there is more.
                self._keep(self._stream.decompress(part, self._room + 1))
                part = self._stream.unconsumed_tail
                if self._stream.eof and self._stream.unused_data:  # another member follows
                    part = self._stream.unused_data
                    self._stream = zlib.decompressobj(_GZIP_OR_ZLIB)
        except zlib.error:
            self.problem = "it cannot be decompressed"

    def whole(self) -> bytes:
        """Return all of it; where there is a problem, what came before."""
        if self._compressed and self._parts and not self._stream.eof:
            self.problem = self.problem or "its compressed data breaks off"
        return b"".join(self._parts)

    def _keep(self, part: bytes) -> None:
        self._parts.append(part[: self._room])
        self._room -= len(part)
        if self._room < 0:
            self.problem = f"it is over {self._limit >> 20} MiB, which no answer of this API is"
