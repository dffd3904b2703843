"""Handles the signals that end the program."""

from __future__ import annotations

import signal
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType


@contextmanager
def ending_in_order() -> Iterator[None]:
    """Handle SIGTERM and SIGHUP like Ctrl-C, so that a half-written file is removed. Only the exit codes differ."""
    told: list[int] = []

    def end(number: int, frame: FrameType | None) -> None:
        told.append(number)
        interrupt = signal.getsignal(signal.SIGINT)  # the handler of a running event loop cancels the task
        if not callable(interrupt):  # SIGINT is ignored in background jobs
            raise KeyboardInterrupt
        interrupt(signal.SIGINT, frame)

    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number and signal.getsignal(number) is not signal.SIG_IGN:  # nohup makes the program ignore SIGHUP
            signal.signal(number, end)
    try:
        yield
    except SystemExit as ending:
        if told and ending.code == 128 + signal.SIGINT:
            sys.exit(128 + told[0])
        raise
