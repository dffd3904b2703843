"""Collect interleaved samples, and build table rows from them."""

import gc
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Work = Callable[[], Awaitable[object]]
Basis = Literal["cpu", "wall"]
Samples = dict[str, list["Sample"]]


@dataclass(frozen=True)
class Sample:
    """CPU and wall-clock time for one unit of work, in seconds."""

    cpu: float
    wall: float


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes:
        what: What is measured.
        against: What it is compared with.
        ours: Our value in each round.
        theirs: The other side's value in each round.
        unit: The unit of `ours` and `theirs`.
        target: The target for the median of the comparison. None if there is no target.
        compare: How to compare a round. "ratio" is ours / theirs, "times faster" is theirs / ours, "beyond" is ours -
            theirs.
        beside: Other measured values to show, by name.
    """

    what: str
    against: str
    ours: list[float]
    theirs: list[float]
    unit: str
    target: float | None = None
    compare: Literal["ratio", "times faster", "beyond"] = "ratio"
    beside: Mapping[str, float] = field(default_factory=dict)

    @property
    def figures(self) -> list[float]:
        """The result of the comparison in each round."""
        pairs = zip(self.ours, self.theirs, strict=True)
        if self.compare == "ratio":
            return [ours / theirs for ours, theirs in pairs]
        if self.compare == "times faster":
            return [theirs / ours for ours, theirs in pairs]
        return [ours - theirs for ours, theirs in pairs]

    @property
    def figure(self) -> float:
        """The median of the comparison over all rounds."""
        return statistics.median(self.figures)

    @property
    def spread(self) -> tuple[float, float]:
        """The lower and upper quartile of the comparison."""
        if len(self.figures) == 1:
            return self.figure, self.figure
        low, _, high = statistics.quantiles(self.figures, n=4, method="inclusive")
        return low, high

    @property
    def met(self) -> bool | None:
        """Whether the target is met. None if there is no target."""
        if self.target is None:
            return None
        return self.figure >= self.target if self.compare == "times faster" else self.figure <= self.target

    def as_json(self) -> dict[str, Any]:
        """Return all fields and computed values as a dict for JSON."""
        return {**asdict(self), "figure": self.figure, "spread": self.spread, "met": self.met}


def compared(
    what: str,
    against: str,
    samples: Samples,
    ours: str,
    theirs: str,
    target: float | None = None,
    basis: Basis = "cpu",
    scale: tuple[str, float] = ("µs", 1e6),
    compare: Literal["ratio", "times faster", "beyond"] = "ratio",
) -> Row:
    """Make a row that compares two contenders. The row also shows the other clock (CPU or wall)."""
    unit, factor = scale
    other: Basis = "wall" if basis == "cpu" else "cpu"

    def figures(name: str, basis: Basis) -> list[float]:
        return [factor * getattr(sample, basis) for sample in samples[name]]

    beside = {
        f"{other} ours": statistics.median(figures(ours, other)),
        f"{other} theirs": statistics.median(figures(theirs, other)),
    }
    return Row(what, against, figures(ours, basis), figures(theirs, basis), unit, target, compare, beside)


async def timed(work: Work, units: int) -> Sample:
    """Run the work once, and return the time per unit."""
    gc.collect()
    cpu, wall = time.process_time(), time.perf_counter()
    await work()
    return Sample((time.process_time() - cpu) / units, (time.perf_counter() - wall) / units)


async def interleaved(
    contenders: Mapping[str, tuple[Work, int]], rounds: int, *, warm_up: bool = True, before: Work | None = None
) -> Samples:
    """Run every contender once per round. Each round starts with a different contender.

    Args:
        contenders: The work of each contender and its number of units, by name.
        rounds: How many times each contender runs.
        warm_up: True to run each contender once before the rounds, without recording it.
        before: Work to do before each measurement. It is not timed.
    """
    names = list(contenders)
    samples: Samples = {name: [] for name in names}
    for turn in range(0 if warm_up else 1, rounds + 1):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            if before:
                await before()
            sample = await timed(*contenders[name])
            if turn:
                samples[name].append(sample)
    return samples
