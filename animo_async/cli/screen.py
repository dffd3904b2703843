"""Output: tables on a terminal, lines in a pipe, one array for `--json`."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from animo_async.cli.problems import Problem

_DEFAULT_WIDTH = 80  # columns
_LEAST_WIDTH = 16  # the minimum for a column that can wrap
_JOINERS = "\u200c\u200d"  # invisible, but emoji and several scripts need them


def clean(text: object) -> str:
    """Replace control characters and line breaks with spaces, so that untrusted text cannot control the terminal."""
    return "".join(letter if letter.isprintable() or letter in _JOINERS else " " for letter in str(text))


def prepare_streams() -> None:
    """Make sure that printing cannot fail: ignore closed streams, and print `?` for unencodable characters."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed when the program started
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - open for the whole run
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def visible(text: str) -> str:
    """Return text with all control characters escaped, except line breaks and tabs."""
    return "".join(
        letter if letter.isprintable() or letter in _JOINERS or letter in "\r\n\t" else ascii(letter)[1:-1]
        for letter in text
    )


class Printable(io.TextIOBase):
    """A stream that passes text through `visible` and writes it to a terminal."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write to the terminal."""
        self._stream.write(visible(text))
        return len(text)

    def flush(self) -> None:
        """Flush the terminal."""
        self._stream.flush()


def for_people() -> bool:
    """Return whether standard output is a terminal."""
    return sys.stdout.isatty()


def console(stream: TextIO | None = None) -> Console:
    """Return a console that prints text without markup."""
    file: TextIO = sys.stdout if stream is None else stream
    colours: Literal["auto"] | None = None if os.environ.get("NO_COLOR") else "auto"  # None also turns off bold
    return Console(
        file=file,
        width=_DEFAULT_WIDTH if os.environ.get("COLUMNS") == "0" else None,
        force_terminal=file.isatty() or bool(os.environ.get("FORCE_COLOR")),
        color_system=colours,
        markup=False,
        emoji=False,
        highlight=False,
    )


def say(*parts: str | tuple[str, str]) -> None:
    """Print text without wrapping it, so that it can be copied. Each part is text, or a pair of text and its style."""
    console().print(Text.assemble(*parts), soft_wrap=True)


def tell(text: str, style: str = "", *, label: tuple[str, str] = ("", ""), stream: TextIO | None = None) -> None:
    """Print a label and prose. On a terminal, the prose is wrapped. Elsewhere, it is one line."""
    screen = console(stream)
    if screen.file.isatty():
        paragraph = Table.grid()
        paragraph.add_row(Text(*label), Text(text, style))
        screen.print(paragraph)
    else:
        screen.print(Text.assemble(label, text), soft_wrap=True)


def note(text: str) -> None:
    """Print a note about the running command on standard error."""
    tell(clean(text), "dim", stream=sys.stderr)


def number(count: int, what: str) -> str:
    """Return a count with its noun, such as `1 event` or `2 events`."""
    return f"{count} {what}{'' if count == 1 else 's'}"


def show_problem(found: Problem) -> None:
    """Print the error line and the hint of a problem."""
    tell(clean(found.line), label=("error: ", "bold red"), stream=sys.stderr)
    if found.hint:
        tell(clean(found.hint), label=("hint:  ", "cyan"), stream=sys.stderr)


def json_text(item: object, indent: int | None = None) -> str:
    """Return an item as JSON with control characters escaped. Decoding it gives the same text."""
    text = json.dumps(item, ensure_ascii=False, indent=indent)
    return "".join(
        letter if letter.isprintable() or letter in f"{_JOINERS}\n" else json.dumps(letter)[1:-1] for letter in text
    )


def show_json(items: Iterable[Any]) -> None:
    """Print one JSON array, one item per line."""
    ascii_only = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    lines = ",\n".join(json.dumps(item) if ascii_only else json_text(item) for item in items)
    sys.stdout.write(f"[\n{lines}\n]\n" if lines else "[]\n")


def show_lines(rows: Iterable[Sequence[object]]) -> None:
    """Print one line per row, with tab-separated cells."""
    for row in rows:
        sys.stdout.write("\t".join("" if cell is None else clean(cell) for cell in row) + "\n")


def show_table(
    heads: Sequence[str],
    rows: Iterable[Sequence[str | Text]],
    *,
    right: Sequence[str] = (),
    folding: Sequence[str] = ("NAME",),
) -> None:
    """Print a table. If it is too wide, only the columns in `folding` are wrapped."""
    cells = [[cell if isinstance(cell, Text) else Text(clean(cell)) for cell in row] for row in rows]
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    least = -2
    for index, head in enumerate(heads):
        folds = head in folding
        longest = max(len(head), *(row[index].cell_len for row in cells))
        width = min(longest, _LEAST_WIDTH) if folds else longest
        least += width + 2
        table.add_column(
            head,
            justify="right" if head in right else "left",
            no_wrap=not folds,
            min_width=width,
            overflow="fold",
            style="cyan" if index == 0 else None,
        )
    for row in cells:
        table.add_row(*row)
    screen = console()
    screen.width = max(screen.width, least)
    screen.print(table)


@contextmanager
def bar(what: str) -> Iterator[Callable[[int, int | None], None]]:
    """Show a progress bar while a list is read, if standard error is a terminal.

    Yields:
        A function that takes the number of items read, and the total or None.
    """
    screen = console(sys.stderr)
    if not sys.stderr.isatty():
        yield lambda come, total: None  # noqa: ARG005 - same signature as the function below
        return
    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=screen,
        transient=True,
    )
    with progress:
        task = progress.add_task(f"Reading {what}", total=None)
        yield lambda come, total: progress.update(task, completed=come, total=total)
