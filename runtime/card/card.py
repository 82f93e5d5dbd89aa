"""A scorecard: what the rules say, in words, and nothing of how it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

Number: TypeAlias = int | Decimal
How: TypeAlias = Literal["when", "each", "every", "by", "each by", "first", "best"]


@dataclass(frozen=True, slots=True)
class Row:
    """Of a table, or of a choice."""

    points: Number
    words: str
    name: str | None = None
    """What its `because` says."""


@dataclass(frozen=True, slots=True)
class RuleCard:
    how: How
    name: str | None
    """What its `because` says."""
    key: str
    """Its name in breakdowns and reviews."""
    points: Number | None
    """None where rows have them."""
    words: str
    """When it gives points, or what its rows look at."""
    limits: tuple[str, ...]
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupCard:
    name: str | None
    title: str
    lower: Number | None
    upper: Number | None
    only: str | None
    """What must hold of a lead for the group to give any points."""
    fade: tuple[str, ...]
    """How points for what a lead did lose their worth with time."""
    rules: tuple[RuleCard, ...]


@dataclass(frozen=True, slots=True)
class ClassRow:
    value: str
    when: str | None
    """None for everybody else."""
    until: str | None = None


@dataclass(frozen=True, slots=True)
class ClassCard:
    """The stages, or a label."""

    name: str
    rows: tuple[ClassRow, ...]


@dataclass(frozen=True, slots=True)
class GradePart:
    group: str
    bands: tuple[tuple[str, Number], ...]
    """Each with the points from which on it is given."""
    otherwise: str


@dataclass(frozen=True, slots=True)
class GradeCard:
    name: str
    parts: tuple[GradePart, ...]


@dataclass(frozen=True, slots=True)
class CompaniesCard:
    how: str
    of: str
    labels: tuple[ClassCard, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """Something with a name, in words: a definition, a reason to be left out …"""

    name: str | None
    words: str


@dataclass(frozen=True, slots=True)
class ListCard:
    name: str
    source: str | None
    """The file that it is read from."""
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandOffCard:
    stage: str
    to: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExampleCard:
    title: str
    given: tuple[str, ...]
    expected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """A column of the leads, an event, or a field of one."""

    of: str | None
    """The event; none for columns of the leads."""
    name: str | None
    """None for the event itself."""
    key: str
    """The name as the rules write it."""
    type: str
    source: str
    """Its name in the data."""
    unknown_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    title: str
    files: tuple[str, ...]
    fingerprint: str
    lower: Number | None
    upper: Number | None
    groups: tuple[GroupCard, ...]
    classes: tuple[ClassCard | GradeCard, ...]
    companies: CompaniesCard | None
    hand_offs: tuple[HandOffCard, ...]
    excluded: tuple[Said, ...]
    ignored: tuple[Said, ...]
    outcomes: tuple[Said, ...]
    definitions: tuple[Said, ...]
    numbers: tuple[Said, ...]
    """What `let` gives a name."""
    lists: tuple[ListCard, ...]
    examples: tuple[ExampleCard, ...]
    data: tuple[Read, ...]
