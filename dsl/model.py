"""The checked model: what a rule file and all the files it uses mean.

Names are resolved, types known, constants read; every part keeps the AST node it came from. The
linter, the explainer, the tests and the lowering to a plan read this.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias, TypeVar, cast

from . import ast
from .diagnostics import Diagnostic
from .parse.parsed import Parsed
from .source import Source
from .terms import Events, Test, Type, Value
from .terms import Ignored as IgnoredEvents

ClassNode: TypeAlias = ast.Stages | ast.Label | ast.Grade
Rules: TypeAlias = tuple["Rule", ...]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Column:
    """A declared column of the leads, or field of an event."""

    name: str
    type: Type
    source: str
    separator: str
    unknown_for: tuple[str, ...]
    """Folded texts, or exact decimal spellings for a number."""
    node: ast.Column


@dataclass(frozen=True, slots=True)
class Kind:
    """A declared event. `source` counts the event sources in order of declaration."""

    name: str
    called: str
    fields: dict[str, Column]
    source: int
    node: ast.EventKind | ast.EventTable


@dataclass(frozen=True, slots=True)
class List:
    name: str
    texts: tuple[str, ...]
    """Folded and trimmed, in order, duplicates included."""
    numbers: tuple[int, ...]
    """In 10**-6."""
    node: ast.ListOf | ast.ListFrom

    @property
    def written(self) -> tuple[str, ...]:
        """The texts as the rules have them; those of a file are folded."""
        if isinstance(self.node, ast.ListFrom):
            return self.texts
        return tuple(t.value for t in self.node.values.items if isinstance(t, ast.Text) and t.value)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table or of `first of` / `best of`; `test` is none where it could not be read."""

    points: int
    test: Test | None
    words: str
    node: ast.ByRow | ast.WhenRow


@dataclass(frozen=True, slots=True)
class Clauses:
    """What limits and fades a rule's events; all numbers are as the plan has them."""

    times: int | None = None
    per_bucket: tuple[int, int] | None = None
    once_per: Value | None = None
    up_to: int | None = None
    fade: Fade | None = None


@dataclass(frozen=True, slots=True)
class Fade:
    """`losing` p % every `step_us`, or (percent none) fading out over `days`."""

    percent: tuple[int, int] | None
    """A fraction of 100: (numerator, denominator) of p."""
    step_us: int
    days: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with its parts resolved. Which of `test`, `events`, `value` is there follows from
    the class of `node`; a part that could not be resolved is none."""

    name: str
    points: int
    decimals: int
    """Decimals with which the points are written; fading values are rounded to these."""
    node: ast.Rule
    test: Test | None = None
    events: Events | None = None
    value: Value | None = None
    per: int = 0
    rows: tuple[Row, ...] = ()
    clauses: Clauses = field(default_factory=Clauses)


@dataclass(frozen=True, slots=True)
class Group:
    """`name` is none for the rules that stand directly under `score`."""

    name: str | None
    title: str
    lower: int | None
    upper: int | None
    when: Test | None
    fade: Fade | None
    rules: Rules
    node: ast.Group | ast.Score


@dataclass(frozen=True, slots=True)
class ClassRow:
    value: str
    test: Test | None
    node: ast.ClassRow | ast.GradeRow
    until: Test | None = None
    """A lead that had the stage at the last run keeps it while this does not hold."""


@dataclass(frozen=True, slots=True)
class Class:
    """Stages (named `stage`), a label, or a grade (two parts)."""

    name: str
    parts: tuple[tuple[ClassRow, ...], ...]
    node: ClassNode

    @property
    def values(self) -> tuple[str, ...]:
        """Every value that it can take."""
        found = [""]
        for part in self.parts:
            ends = list(dict.fromkeys(row.value for row in part))
            found = [start + end for start in found for end in ends]
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Accounts:
    """What companies get; its labels' tests read the columns `ACCOUNT_COLUMNS`."""

    how: str
    """`total`, `average`, `highest`, `lowest`."""
    group: str | None
    """Whose points; none is the score."""
    labels: tuple[Class, ...]
    node: ast.Accounts


ACCOUNT_COLUMNS = ("score", "leads")
"""Names of what is known of a company: its score, and the number of its leads."""


@dataclass(frozen=True, slots=True)
class HandOff:
    stage: str
    target: str
    fields: tuple[str, ...]
    reasons: int | None
    """So many of the rules that gave the most points."""
    node: ast.HandOffRow


@dataclass(frozen=True, slots=True)
class Exclusion:
    test: Test | None
    reason: str
    node: ast.Exclude


@dataclass(frozen=True, slots=True)
class Ignored:
    events: IgnoredEvents | None
    node: ast.Ignore


@dataclass(frozen=True, slots=True)
class Define:
    name: str
    test: Test | None
    node: ast.Define


@dataclass(frozen=True, slots=True)
class Outcome:
    name: str
    test: Test | None
    node: ast.Outcome


@dataclass(frozen=True, slots=True)
class Let:
    name: str
    value: ast.Literal
    node: ast.Let


@dataclass(frozen=True, slots=True)
class Model:
    """Everything that could be understood, and everything that is wrong. With an error among
    the diagnostics parts may be missing; it then serves editor and linter, not evaluation."""

    path: Path
    files: tuple[Parsed, ...]
    """The file itself first, then those it uses, in order of reading."""
    title: str
    scale: int
    lower: int | None
    upper: int | None
    leads: ast.Leads | None
    columns: dict[str, Column]
    event_sources: tuple[ast.Events | ast.EventTable, ...]
    kinds: dict[str, Kind]
    lets: dict[str, Let]
    lists: dict[str, List]
    defines: dict[str, Define]
    """In an order in which each uses only earlier ones."""
    excluded: tuple[Exclusion, ...]
    ignored: tuple[Ignored, ...]
    groups: tuple[Group, ...]
    classes: tuple[Class, ...]
    accounts: Accounts | None
    hand_offs: tuple[HandOff, ...]
    outcomes: dict[str, Outcome]
    examples: tuple[ast.Example, ...]
    used: frozenset[tuple[str, str]]
    """What something refers to: (`column`, `let`, `list`, `define`, `group`, `class`, `kind`,
    `outcome`) and the name's key; fields as (`field`, `kind.field`)."""
    diagnostics: tuple[Diagnostic, ...]
    derived: dict[object, object] = field(
        init=False, default_factory=dict, compare=False, repr=False
    )
    """What was worked out of the model and is asked for again; it goes with the model."""

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        return tuple(d for d in self.diagnostics if d.severity == "error")

    @property
    def sources(self) -> dict[str, Source]:
        """Texts by the paths that spans name."""
        return {parsed.source.path: parsed.source for parsed in self.files}

    def once(self, make: Callable[[Model], T]) -> T:
        """What a function makes of this model, made once."""
        if make not in self.derived:
            self.derived[make] = make(self)
        return cast("T", self.derived[make])

    def resolve(self, relative: str, node: ast.Node) -> Path:
        """A path written in a rule file, seen from the file it is written in."""
        return (self.path.parent / Path(node.span.path)).parent / relative
