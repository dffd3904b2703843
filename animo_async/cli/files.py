"""Writes files completely or not at all, and other targets directly."""

from __future__ import annotations

import io
import os
import re
import secrets
import shutil
import stat
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, cast

from animo_async.cli.problems import CommandError
from animo_async.cli.screen import Printable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

_STANDARD_OUTPUT = 1
_MOST_LINKS = 40  # the limit on Linux


def writing(target: Path, encoding: str = "utf-8") -> AbstractContextManager[TextIO]:
    """Open a target for writing.

    A regular file is replaced when the block ends. If the block fails, the file is unchanged. Only the owner can read a
    new file. A replaced file keeps its mode. `-`, `/dev/stdout`, other descriptors, pipes and devices are written to
    directly.

    Args:
        target: The file, or `-` for standard output.
        encoding: The encoding of the text.

    Raises:
        CommandError: The target cannot be written.
    """
    number = _descriptor(target)
    if number == _STANDARD_OUTPUT:
        return _standard_output(encoding)
    if number is not None or (target.exists() and not target.is_file()):
        return _direct(target if number is None else number, target, encoding)
    return _replacing(target.resolve(), encoding)  # a symlink is kept, and its target is replaced


def _descriptor(target: Path) -> int | None:
    """Return the file descriptor that a target refers to, or None if it is a file."""
    if str(target) == "-":
        return _STANDARD_OUTPUT
    for _ in range(_MOST_LINKS):
        named = re.fullmatch(r"/dev/(stdout|stderr)|(?:/dev|/proc/self)/fd/(\d+)", os.path.normpath(target.absolute()))
        if named:
            return int(named[2]) if named[2] else {"stdout": 1, "stderr": 2}[named[1]]
        if not target.is_symlink():
            return None
        target = target.parent / target.readlink()
    return None


@contextmanager
def _standard_output(encoding: str) -> Iterator[TextIO]:
    sys.stdout.flush()
    if sys.stdout.isatty():
        yield cast("TextIO", Printable(sys.stdout))
        return
    file = io.TextIOWrapper(sys.stdout.buffer, encoding=encoding, newline="")
    try:
        yield file
        file.flush()
    finally:
        with suppress(BrokenPipeError):
            file.detach()  # otherwise the wrapper would close standard output


@contextmanager
def _direct(opened: Path | int, target: Path, encoding: str) -> Iterator[TextIO]:
    try:
        # A descriptor is not reopened, because that would truncate a file that the shell appends to.
        file = open(os.dup(opened) if isinstance(opened, int) else opened, "w", encoding=encoding, newline="")  # noqa: PTH123, SIM115
    except OSError as error:
        raise _cannot_write(target, error) from None
    with file:
        yield file


@contextmanager
def _replacing(target: Path, encoding: str) -> Iterator[TextIO]:
    part = _part(target)
    try:
        with part.open("w", encoding=encoding, newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        try:
            _replace(target, part)
        except OSError as error:
            raise _cannot_write(target, error) from None
    finally:
        part.unlink(missing_ok=True)


def _part(target: Path) -> Path:
    """Create an empty file, readable only by its owner, next to the target or else in the temporary folder."""
    part = target.with_name(f".animo-{secrets.token_hex(6)}.part")
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        if not (target.is_file() and os.access(target, os.W_OK)):
            raise _cannot_write(target, error) from None
        descriptor, name = tempfile.mkstemp(".part", ".animo-")
        os.close(descriptor)
        return Path(name)
    return part


def _replace(target: Path, part: Path) -> None:
    """Replace the target with the temporary file, in one step if possible."""
    if target.exists():
        part.chmod(stat.S_IMODE(target.stat().st_mode))
    try:
        part.replace(target)
    except OSError:  # the file is a mount point, or its folder is read-only
        if not target.is_file():
            raise
        with part.open("rb") as source, target.open("wb") as file:
            shutil.copyfileobj(source, file)


def _cannot_write(target: Path, error: OSError) -> CommandError:
    return CommandError(f"Cannot write {target}: {error.strerror or error}.")
