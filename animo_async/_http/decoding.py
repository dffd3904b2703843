"""Decodes response bodies up to a limit, so that a small compressed response cannot use up the memory."""

from __future__ import annotations

import zlib

ACCEPTED = "gzip"
_COMPRESSED = {"gzip", "x-gzip", "deflate"}
_PLAIN = {"", "identity", "none", "utf-8", "utf8"}  # the last three are mistakes that servers make
_GZIP_OR_ZLIB = 47


class Decoder:
    """Decodes a body part by part. It never raises, because its input may contain a secret.

    Args:
        encoding: The Content-Encoding of the response.
        limit: The maximum size of the decoded body in bytes.

    Attributes:
        problem: Why the body cannot be decoded. Empty if there is no problem so far.
    """

    def __init__(self, encoding: str, limit: int) -> None:
        codings = [name for part in encoding.split(",") if (name := part.strip().lower()) not in _PLAIN]
        self.problem = ""
        self._compressed = bool(codings)
        self._unknown = "" if not codings or (len(codings) == 1 and codings[0] in _COMPRESSED) else ", ".join(codings)
        self._stream = zlib.decompressobj(_GZIP_OR_ZLIB)
        self._limit = limit
        self._room = limit
        self._parts: list[bytes] = []

    def add(self, part: bytes) -> None:
        """Decode a part."""
        if not self._compressed:
            self._keep(part)
            return
        if part and self._unknown:
            self.problem = f"it is compressed with {self._unknown}, which was not asked for"
            return
        try:
            while part and not self.problem:
                # One byte over the limit shows that the body is too long.
                self._keep(self._stream.decompress(part, self._room + 1))
                part = self._stream.unconsumed_tail
                if self._stream.eof and self._stream.unused_data:  # another gzip member follows
                    part = self._stream.unused_data
                    self._stream = zlib.decompressobj(_GZIP_OR_ZLIB)
        except zlib.error:
            self.problem = "it cannot be decompressed"

    def finish(self) -> bytes:
        """Return the decoded body. If there was a problem, return only what was decoded before it."""
        if self._compressed and self._parts and not self._stream.eof:
            self.problem = self.problem or "its compressed data is incomplete"
        return b"".join(self._parts)

    def _keep(self, part: bytes) -> None:
        self._parts.append(part[: self._room])
        self._room -= len(part)
        if self._room < 0:
            self.problem = f"it is over {self._limit >> 20} MiB, which is too large for a response of this API"
