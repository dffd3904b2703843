"""Collects the text of errors, tracebacks and logs, so that tests can search it for secrets."""

from __future__ import annotations

import copy
import pickle
import traceback
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import animo_async
import animo_v1

OURS = tuple(str(Path(str(package.__file__)).parent) for package in (animo_async, animo_v1))


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield the error, its causes and its contexts."""
    while error is not None:
        yield error
        if error.__context__ is not error.__cause__:
            yield from chain(error.__context__)
        error = error.__cause__


def our_locals(error: BaseException) -> Iterator[str]:
    """Yield the local variables of our frames in the traceback, including those of the generated code."""
    for one in chain(error):
        for frame, _ in traceback.walk_tb(one.__traceback__):
            if frame.f_code.co_filename.startswith(OURS):
                yield from (
                    f"{frame.f_code.co_name}: {name} = {shortly(value)}" for name, value in frame.f_locals.items()
                )


def shortly(value: object) -> str:
    try:
        return repr(value)
    except Exception as error:  # noqa: BLE001 - a repr can raise any error
        return f"<{error!r}>"


def shown(error: BaseException) -> str:
    """Return all text that could be printed for an error and its causes."""
    parts = ["".join(traceback.format_exception(error)), *our_locals(error)]
    for one in chain(error):
        parts += [repr(one), str(one), repr(one.args), repr(vars(one)), *getattr(one, "__notes__", ())]
        request = getattr(one, "_request", None)
        if request is not None:
            parts += [str(request.url), repr(request.headers.raw)]
    return "\n".join(parts)


def carried(error: BaseException) -> bytes:
    """Return the pickled bytes of an error and of a deep copy of it."""
    return pickle.dumps(error) + pickle.dumps(copy.deepcopy(error))


def recorded(caplog: pytest.LogCaptureFixture) -> str:
    return "\n".join(f"{record.getMessage()} {record.args!r} {record.exc_text}" for record in caplog.records)


async def raised(call: Callable[[], Awaitable[Any]]) -> Exception:
    try:
        await call()
    except Exception as error:  # noqa: BLE001 - the test inspects any error
        return error
    raise AssertionError("nothing was raised")
