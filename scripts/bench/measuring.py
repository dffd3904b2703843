"""Interleaved samples, and the rows that are made of them."""

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
    """Seconds of this process, for one unit of work."""

    cpu: float
    wall: float


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes:
        what: Whose cost it is.
        against: Compared with what.
        ours: One figure a round.
        theirs: The same of the other side, from the same rounds.
        unit: The unit of the figures.
        target: The target for the median of `compare`. None if there is no target.
        compare: The ratio, how many times faster, or by how much more.
        beside: What else was measured.
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
        """The comparison, round by round."""
        pairs = zip(self.ours, self.theirs, strict=True)
        if self.compare == "ratio":
            return [ours / theirs for ours, theirs in pairs]
        if self.compare == "times faster":
            return [theirs / ours for ours, theirs in pairs]
        return [ours - theirs for ours, theirs in pairs]

    @property
    def figure(self) -> float:
        """The median comparison."""
        return statistics.median(self.figures)

    @property
    def spread(self) -> tuple[float, float]:
        """The quartiles: half of the rounds lie between them."""
        if len(self.figures) == 1:
            return self.figure, self.figure
        low, _, high = statistics.quantiles(self.figures, n=4, method="inclusive")
        return low, high

    @property
    def met(self) -> bool | None:
        """Whether the target is reached."""
        if self.target is None:
            return None
        return self.figure >= self.target if self.compare == "times faster" else self.figure <= self.target

    def as_json(self) -> dict[str, Any]:
        """Return everything, with the median comparison."""
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
    """Make a row of two contenders. The other clock is shown next to it."""
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
    """Do the work once, and return the time per unit."""
    gc.collect()
    cpu, wall = time.process_time(), time.perf_counter()
    await work()
    return Sample((time.process_time() - cpu) / units, (time.perf_counter() - wall) / units)


async def interleaved(
    contenders: Mapping[str, tuple[Work, int]], rounds: int, *, warm_up: bool = True, before: Work | None = None
) -> Samples:
    """Let each do its work once per round. Each round begins with another contender. The warm-up does not count.

    Args:
        contenders: Their work, and how many units it has.
        rounds: How many times each does it.
        warm_up: True to run each contender once before measuring.
        before: What is done before each work, untimed.
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
