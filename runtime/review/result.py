"""What a review finds: figures only; `told_*` put them into words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from ..history.leads import History
from ..pictures.score_histogram import Bar
from ..problems import Problem
from ..summary import bin_width
from .asked import Asked
from .bands import Band, Rise
from .calibration import Expected
from .findings import Leak, Stands
from .ranking import Cell, total
from .rates import Estimate, Rate
from .thresholds import Capacity, Threshold
from .traits import Trait


@dataclass(frozen=True, slots=True)
class ClassRates:
    """The stages, a label or a grade."""

    name: str
    values: tuple[tuple[str, Rate], ...]
    """In the order of the rules."""
    rise: Rise | None
    """Of stages, in `order`."""
    order: tuple[str, ...] = ()
    """From the value with the lowest scores to that with the highest."""


@dataclass(frozen=True, slots=True)
class RuleRow:
    """Of a rule that gives this many points to some leads and others to others."""

    points: int
    rate: Rate
    lift: Estimate | None


@dataclass(frozen=True, slots=True)
class RuleFigures:
    group: str | None
    rule: str
    rate: Rate
    """Of the leads that it gave points to."""
    others: Rate
    lift: Estimate | None
    lost: Estimate | None
    """The area under the curve that the score has more because of it."""
    least: int
    most: int
    """Points that it gave."""
    rows: tuple[RuleRow, ...]
    """By points, where it gave more than one number."""

    @property
    def reach(self) -> float:
        leads = self.rate.leads + self.others.leads
        return self.rate.leads / leads if leads else 0.0

    @property
    def small(self) -> bool:
        """Whether too few leads had its points, or too few had none, to compare the two."""
        return self.rate.small or self.others.small

    @property
    def wrong_way(self) -> bool:
        """Points for leads that win more seldom, or against those that win more often."""
        if self.lift is None or not self.lift.unlike_one:
            return False
        better = self.lift.value > 1
        return (self.least > 0 and not better) or (self.most < 0 and better)


@dataclass(frozen=True, slots=True)
class Part:
    """The same for some of the leads: a value of a column, or a month."""

    value: str
    came: Expected
    """By what the scores are worth among all leads."""
    off: bool
    """Whether other numbers won than that, beyond chance."""
    auc: Estimate | None

    @property
    def rate(self) -> Rate:
        return self.came.rate


@dataclass(frozen=True, slots=True)
class Segments:
    by: str
    parts: tuple[Part, ...]
    more: int
    """Leads of further values."""


@dataclass(frozen=True, slots=True)
class Wear:
    """Whether the score orders later leads as well as earlier ones, and whether it is worth the
    same: what the earlier ones let expect of the later ones."""

    split: str
    """The first month of the later ones."""
    earlier: Estimate
    later: Estimate
    z: float
    """The difference in standard errors, below 0 if it got worse."""
    bands: tuple[tuple[Band, Expected, bool], ...]
    """Of the later leads; and whether other numbers won than the earlier let expect, beyond
    chance."""

    @property
    def worn(self) -> bool:
        return self.z < -1.96


class Figures(Protocol):
    """What tables and pictures of the score as a whole are made of: a review that was just done,
    or one that was read from its JSON."""

    @property
    def scale(self) -> int: ...
    @property
    def everyone(self) -> Rate: ...
    @property
    def auc(self) -> Estimate | None: ...
    @property
    def bars(self) -> tuple[Bar, ...]: ...
    @property
    def bands(self) -> tuple[Band, ...]: ...
    @property
    def rise(self) -> Rise: ...
    @property
    def classes(self) -> tuple[ClassRates, ...]: ...
    @property
    def rules(self) -> tuple[RuleFigures, ...]: ...
    @property
    def reads_points(self) -> bool: ...
    @property
    def leaks(self) -> tuple[Leak, ...]: ...


@dataclass(frozen=True, slots=True)
class Review:
    """What `Rules.review` and the command found."""

    title: str
    fingerprint: str
    scale: int
    asked: Asked
    outcome: str
    """How it was found, in words."""
    timed: bool
    """Whether it is known since when a lead has its outcome."""
    today: tuple[str, ...]
    """Numbers that rules read and that have no time, if each lead has its own moment."""
    source: str
    """The file of the leads, without its folder."""
    history: History
    excluded: tuple[tuple[str, Rate], ...]
    everyone: Rate
    """The leads that count."""
    first: datetime | None
    last: datetime | None
    """Between which they were judged."""
    cells: tuple[Cell, ...]
    auc: Estimate | None
    bands: tuple[Band, ...]
    rise: Rise
    classes: tuple[ClassRates, ...]
    thresholds: tuple[Threshold, ...]
    capacity: Capacity | None
    rules: tuple[RuleFigures, ...]
    reads_points: bool
    """Whether some rule asks for the points of other groups: without a rule, those stay as they
    are."""
    reads_events: bool
    unrewarded: tuple[Stands, ...]
    misjudged: tuple[Trait, ...]
    leaks: tuple[Leak, ...]
    segments: tuple[Segments, ...]
    months: tuple[Part, ...]
    wear: Wear | None
    problems: tuple[Problem, ...]
    seconds: float

    def figures(self) -> dict[str, Any]:
        """All figures by name, as `leadscore review` writes them as JSON: shares from 0 to 1,
        points exact."""
        from .as_json import as_json

        return as_json(self)

    @property
    def stages(self) -> ClassRates | None:
        return next((found for found in self.classes if found.name == "stage"), None)

    @property
    def bars(self) -> tuple[Bar, ...]:
        """A histogram of the scores."""
        if not self.cells:
            return ()
        low, high = self.cells[0].score, self.cells[-1].score
        width = bin_width(low, high)
        starts = range(low // width * width, high + 1, width)
        if width > 1 and high == starts[-1] and len(starts) > 1:  # a bar of its own for one score
            starts = starts[:-1]
        return tuple(
            _bar(self.cells, start, width, self.scale, start == starts[-1]) for start in starts
        )


def _bar(cells: tuple[Cell, ...], start: int, width: int, scale: int, last: bool) -> Bar:
    own = total([c for c in cells if start <= c.score < start + width + last])
    return Bar(start / scale, (start + width) / scale, own.won, own.lost)
