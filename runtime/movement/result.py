"""What is found when one version of the rules takes the place of another. Points are whole counts
of 1/scale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...dsl.diff import Change
from ..history.leads import State
from ..problems import Problem
from ..review.ranking import Cell, Joint
from ..review.rates import Estimate, Rate
from .asked import Asked

EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Named:
    """A file of rules."""

    name: str
    title: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Moved:
    """So many leads with this value by the old rules and that one by the new. An empty value is
    that of leads which the rules exclude."""

    old: str
    new: str
    leads: int
    won: Rate | None = None
    """Of those whose outcome counts."""


@dataclass(frozen=True, slots=True)
class Movement:
    """Of a stage, a label or a grade: its values by the old rules and by the new, as the files
    list them, and who has which."""

    name: str
    old_name: str
    old: tuple[str, ...]
    new: tuple[str, ...]
    same: Mapping[str, str]
    """Old value → the new one that it is, of the same name or of another."""
    cells: tuple[Moved, ...]

    @property
    def leads(self) -> int:
        return sum(one.leads for one in self.cells)

    @property
    def moved(self) -> int:
        return sum(one.leads for one in self.cells if not self.stays(one))

    @property
    def up(self) -> int:
        """To a value that stands higher in the new file."""
        return sum(one.leads for one in self.cells if self.rises(one))

    @property
    def excluded(self) -> int:
        """By the new rules, and not by the old."""
        return sum(one.leads for one in self.cells if one.old and not one.new)

    @property
    def down(self) -> int:
        return sum(one.leads for one in self.cells if self.falls(one))

    def stays(self, one: Moved) -> bool:
        return self.same.get(one.old) == one.new

    def rises(self, one: Moved) -> bool:
        there, here = self._heights(one)
        return there is not None and here is not None and here < there

    def falls(self, one: Moved) -> bool:
        there, here = self._heights(one)
        return there is not None and here is not None and here > there

    def _heights(self, one: Moved) -> tuple[int | None, int | None]:
        """Places in the new file's list; none of an old value that is gone, nor of leads that are
        excluded."""
        places = {value: place for place, value in enumerate(self.new) if value}
        return places.get(self.same.get(one.old, "")), places.get(one.new)


@dataclass(frozen=True, slots=True)
class Scores:
    """How the scores of leads change that both versions score."""

    by_change: Mapping[int, int]
    """New less old → leads; 0 for those whose score stays."""
    excluded: int
    """Scored by the old rules, excluded by the new."""
    included: int
    never: int
    """Excluded by both."""

    @property
    def changed(self) -> int:
        return self.up + self.down + self.excluded + self.included

    @property
    def up(self) -> int:
        return sum(leads for by, leads in self.by_change.items() if by > 0)

    @property
    def down(self) -> int:
        return sum(leads for by, leads in self.by_change.items() if by < 0)


@dataclass(frozen=True, slots=True)
class Effect:
    """What one edit does to how many leads; projected where not all leads were tried."""

    score: float
    stage: float
    up: float = 0
    down: float = 0


@dataclass(frozen=True, slots=True)
class EditEffect:
    change: Change
    together: tuple[Change, ...]
    alone: Effect | None
    """Applied alone to the old rules; none if there are no such rules."""
    back: Effect | None
    """Taken back alone from the new rules."""


@dataclass(frozen=True, slots=True)
class Effects:
    edits: tuple[EditEffect, ...]
    untried: int
    words: int
    fixed: tuple[Change, ...]
    tried: int
    """So many leads the edits were tried on."""
    changed_tried: int
    """Of them, those whose score or stage changes."""
    changed: int
    """Of all leads, those."""
    of: int
    """All leads."""
    base_differs: float
    """Leads that come out differently by the old rules and by the new with all edits taken back."""
    uneven: float
    """Leads of which the change of the score is not the sum of what the edits do alone."""
    jointly: float
    """Leads that change stage, though none of the edits alone moves them."""
    cancelled: float
    """Leads that an edit alone moves, and that stay where they are."""

    @property
    def complete(self) -> bool:
        """Whether every edit was tried alone, so that something can be said of their sum."""
        missing = any(one.alone is None for one in self.edits)
        return not (missing or self.untried or self.fixed)

    @property
    def all_tried(self) -> bool:
        return self.tried == self.of


@dataclass(frozen=True, slots=True)
class Line:
    """Of two breakdowns; empty where a version has no such line."""

    name: str
    old: str
    new: str
    by: str = ""
    """New less old, if they differ."""


@dataclass(frozen=True, slots=True)
class Mover:
    key: str
    old_score: int | None
    new_score: int | None
    old: str
    new: str
    """Its stages; empty if excluded."""
    alike: int
    """So many more leads have their scores changed by as much, between the same stages."""
    lines: tuple[Line, ...]
    """Those that differ first."""
    edits: tuple[tuple[Change, int | None], ...]
    """What changes it alone on the old rules, and by how much (none: by an exclusion)."""


@dataclass(frozen=True, slots=True)
class StageRates:
    """Of a stage: who is in it by the old rules and by the new, who enters, who leaves."""

    name: str
    old: Rate
    new: Rate
    enter: Rate
    leave: Rate


@dataclass(frozen=True, slots=True)
class Figures:
    """Both versions held against what became of the leads."""

    words: str
    left_out: tuple[tuple[str, int], ...]
    timed: bool
    everyone: Rate
    """That both versions score."""
    excluded: Rate
    """Scored by the old rules alone."""
    included: Rate
    joint: tuple[Joint, ...]
    """`one` is the new score, `other` the old."""
    old_cells: tuple[Cell, ...]
    new_cells: tuple[Cell, ...]
    old_auc: Estimate | None
    new_auc: Estimate | None
    gained: Estimate | None
    """New area less old, of the same leads."""
    stages: tuple[StageRates, ...]
    notes: tuple[str, ...]
    """What is to be said of the times in the history."""


@dataclass(frozen=True, slots=True)
class Found:
    old: Named
    new: Named
    scale: int
    asked: Asked
    source: str
    rows: int
    """Of the file."""
    left_out: Mapping[State, int]
    leads: int
    """That are compared."""
    classes: tuple[Movement, ...]
    """The stage first, if both have one."""
    gone: tuple[str, ...]
    """Stages, labels and grades that only the old file has."""
    come: tuple[str, ...]
    scores: Scores
    effects: Effects
    movers: tuple[Mover, ...]
    figures: Figures | None
    problems: tuple[Problem, ...]
    seconds: float

    @property
    def stage(self) -> Movement | None:
        return self.classes[0] if self.classes else None
