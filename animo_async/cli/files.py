"""Files that are either whole or not there."""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from animo_async.cli.problems import CommandError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def replacing(target: Path) -> Iterator[TextIO]:
    """Open a new file that takes the target's place when the block ends, and vanishes when it fails.

    Raises:
        CommandError: Nothing can be written there.
    """
    target = target.resolve()  # a link stays a link
    if target.exists() and not target.is_file():
        raise CommandError(f"{target} is not a file.")
    part = target.with_name(f".animo-{secrets.token_hex(6)}.part")  # beside it: only there is a rename atomic
    try:
        file = part.open("x", encoding="utf-8", newline="")
    except OSError as error:
        raise CommandError(f"Cannot write {target}: {error.strerror}.") from None
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, part)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
