"""Format the rows as a table."""

import statistics
from collections.abc import Sequence

from measuring import Row

HEAD = ("what", "ours", "against", "theirs", "figure", "quartiles", "target", "met", "also measured")
MET = {True: "yes", False: "NO", None: ""}


def render(rows: Sequence[Row]) -> str:
    """Return a table with a line for each row."""
    cells = [HEAD, *(line(row) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells
    )


def line(row: Row) -> tuple[str, ...]:
    """Return the cells of a row."""
    sign = {"ratio": "", "times faster": " x", "beyond": f" {row.unit}"}[row.compare]
    bound = "≥" if row.compare == "times faster" else "≤"
    low, high = row.spread
    return (
        row.what,
        f"{statistics.median(row.ours):.4g} {row.unit}",
        row.against,
        f"{statistics.median(row.theirs):.4g} {row.unit}",
        f"{row.figure:.2f}{sign}",
        f"{low:.2f} to {high:.2f}",
        "" if row.target is None else f"{bound} {row.target:g}{sign}",
        MET[row.met],
        ", ".join(f"{name} {value:.4g}" for name, value in row.beside.items()),
    )
