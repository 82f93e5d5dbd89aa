"""The plan: what a rule file computes, with everything settled that can be settled beforehand.

Both back ends read this and nothing else. Names are resolved, types known, text folded, lists
read, decay worked out step by step, clauses lowered to about two dozen node kinds (values and
tests stand in `dsl.terms`). All nodes are frozen and compare by value, so equal metrics are one
metric.

Units
    number   whole count of 10**-6 (`MICRO`); so 0.1 is 100_000
    points   whole count of 1/`Plan.scale`, where scale is 10**d and d is the largest number of
             decimals (0 to 4) with which any points or limits of the file are written
    moment   whole count of microseconds since 1970-01-01T00:00Z
    text     normal form: surrounding spaces (U+0020) removed, never empty; constants are folded
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from ..dsl.terms import (  # the terms are part of the plan
    DAY,
    MICRO,
    SECOND,
    All,
    Always,
    AnyOf,
    Arithmetic,
    ClassIs,
    ColumnValue,
    Compare,
    Comparison,
    Days,
    Defined,
    Domain,
    Edge,
    Events,
    FieldValue,
    Followed,
    Ignored,
    Known,
    ListHas,
    Measured,
    Metric,
    MetricKind,
    MomentIn,
    Not,
    Number,
    NumberIn,
    People,
    Points,
    PointsAre,
    Repeated,
    Sequence,
    SoonAfter,
    Span,
    StageWas,
    Test,
    TextIn,
    TextLike,
    Type,
    Value,
    Yes,
)

__all__ = [
    "DAY",
    "MICRO",
    "SECOND",
    "Accounts",
    "All",
    "Always",
    "AnyOf",
    "Arithmetic",
    "Class",
    "ClassIs",
    "ClassRow",
    "Column",
    "ColumnValue",
    "Compare",
    "Comparison",
    "Days",
    "Define",
    "Defined",
    "Domain",
    "Each",
    "EachRow",
    "Edge",
    "EventSource",
    "Events",
    "Every",
    "Exclusion",
    "FieldValue",
    "Followed",
    "Gives",
    "Group",
    "HandOff",
    "Ignored",
    "Keep",
    "Kind",
    "Known",
    "Leads",
    "ListHas",
    "Measured",
    "Metric",
    "MetricKind",
    "MomentIn",
    "Not",
    "Number",
    "NumberIn",
    "Once",
    "People",
    "Plan",
    "Points",
    "PointsAre",
    "Repeated",
    "Row",
    "Rows",
    "Rule",
    "Sequence",
    "SoonAfter",
    "Span",
    "StageWas",
    "Table",
    "TableKind",
    "Tally",
    "Test",
    "TextIn",
    "TextLike",
    "Type",
    "Value",
    "Yes",
    "events_of",
]

# ---------------------------------------------------------------- sources


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a source: `name` in the rules, `source` in the data."""

    name: str
    type: Type
    source: str
    unknown_for: tuple[str, ...] = ()
    """Folded texts that mean *unknown* in this data; for a number column their exact decimal
    spelling (`999`, `0.5`), to be compared as numbers."""
    separator: str = ","
    """What separates the elements of a `list` column that is stored as one text."""
    asked: bool = field(default=False, compare=False)
    """Whether no rule declares it: the caller asks for a column of the data."""


TableKind: TypeAlias = Literal["table", "file", "given"]


@dataclass(frozen=True, slots=True)
class Table:
    """Where a source's rows are: a dotted table name, a file beside the rules, or said later."""

    kind: TableKind
    name: str = ""
    """`crm.contacts`, or a file's path as an absolute path; empty when the caller says it."""


@dataclass(frozen=True, slots=True)
class Leads:
    table: Table
    key: str | None
    """The data's column that identifies a lead; none for a file that only scores from Python."""
    columns: tuple[Column, ...]
    """Only the columns that the rules read, in order of declaration."""
    company: str | None = None
    """The column that says which company a lead belongs to; read for `People` only."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of event: `name` in the rules, `called` in the data (compared folded)."""

    name: str
    called: str
    fields: tuple[Column, ...]
    """Only the fields that the rules read. `Column.name` is what `Field.name` refers to. Two
    kinds may map one field to different columns of the data, or to different unknown codes."""


@dataclass(frozen=True, slots=True)
class EventSource:
    """A table of events, of one kind (`named` is none) or of several."""

    table: Table
    lead: str
    at: str
    named: str | None
    kinds: tuple[Kind, ...]


# ---------------------------------------------------------------- tallies


@dataclass(frozen=True, slots=True)
class Keep:
    """Which matching events count, applied in this order; each step keeps the latest.

    once_per    one event for each known value of the field (as in `distinct`); events whose
                value is unknown do not count
    per_bucket  (n, width): at most n events in each bucket (as_of - at) div width
    times       at most n in all
    Events at one moment are ranked by the points they would give, most first.
    """

    once_per: FieldValue | None = None
    per_bucket: tuple[int, int] | None = None
    times: int | None = None


@dataclass(frozen=True, slots=True)
class EachRow:
    """`test` over the event's field (none: always); `steps[k]` = points of an event whose age is
    in step k; beyond the last, the last value stays. One step when nothing fades."""

    test: Test | None
    steps: tuple[int, ...]
    words: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts events and adds their points: each kept event gives the points of the first row
    that fits it (0 if none does), at its age's step, (as_of - at) div `step_us`.

    Result: count of kept events, points of kept events, and for the breakdown the points of all
    matching events as if nothing limited them (`Keep` empty)."""

    events: Events
    keep: Keep
    rows: tuple[EachRow, ...]
    step_us: int | None


# ---------------------------------------------------------------- rules


@dataclass(frozen=True, slots=True)
class Once:
    """Points once, if the test holds. Breakdown count: 0 or 1."""

    test: Test
    points: int


@dataclass(frozen=True, slots=True)
class Every:
    """Points times the whole number of `per` (10**-6) in the value: value div per if the value
    is known and at least `per`, else 0. `up_to` bounds the points by size: [-up_to, up_to].
    Breakdown count: that whole number."""

    value: Value
    per: int
    points: int
    up_to: int | None


@dataclass(frozen=True, slots=True)
class Row:
    test: Test
    points: int
    words: str = field(default="", compare=False)
    """The row's own `because`, else its own words; what a breakdown shows."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The first row that holds; with `best` the row that gives the most among those that hold
    (the first of equals). None holds: 0. Breakdown count: 1 if a row holds, else 0."""

    rows: tuple[Row, ...]
    best: bool


@dataclass(frozen=True, slots=True)
class Each:
    """A tally, its points bounded by size to [-up_to, up_to]. Breakdown count: events kept."""

    tally: Tally
    up_to: int | None


Gives: TypeAlias = Once | Every | Rows | Each


@dataclass(frozen=True, slots=True)
class Rule:
    name: str = field(compare=False)
    """`because`, else the rule's own words; unique in its group."""
    gives: Gives = field()


@dataclass(frozen=True, slots=True)
class Group:
    """Adds up its rules, then keeps the sum within [lower, upper]. A lead for which `when` is
    false gets 0 (whatever the limits) and none of the rules. A later group may read it."""

    name: str | None
    """None for rules that stand directly under `score`: no column of its own, no limits."""
    title: str = field(compare=False)
    rules: tuple[Rule, ...] = ()
    lower: int | None = None
    upper: int | None = None
    when: Test | None = None


# ---------------------------------------------------------------- results


@dataclass(frozen=True, slots=True)
class ClassRow:
    test: Test
    value: str

    @property
    def remembers(self) -> bool:
        """Whether the row asks for the stage at the last run, as rows with `until` do: their test
        is `AnyOf((when, All((StageWas(…), Not(until)))))`."""
        return isinstance(self.test, AnyOf) and any(
            isinstance(part, All) and any(isinstance(inner, StageWas) for inner in part.tests)
            for part in self.test.tests
        )

    @property
    def forgetful(self) -> ClassRow:
        """As it is for a lead without a last run."""
        if not (self.remembers and isinstance(self.test, AnyOf)):
            return self
        return replace(self, test=self.test.tests[0])


@dataclass(frozen=True, slots=True)
class Class:
    """Stages (always named `stage`), a label, or a grade: each part gives the value of its first
    row that holds (the last row always does); the parts are joined (`B2`). May read all groups,
    the score, and classes above it."""

    name: str
    parts: tuple[tuple[ClassRow, ...], ...]

    @property
    def forgetful(self) -> Class:
        """As it is for a lead without a last run."""
        parts = tuple(tuple(row.forgetful for row in part) for part in self.parts)
        return replace(self, parts=parts)


Summing: TypeAlias = Literal["total", "average", "highest", "lowest"]


@dataclass(frozen=True, slots=True)
class Accounts:
    """One row per company that is known for some lead; companies are compared as keys are. Only
    leads that are not excluded count; without any the score and the labels are unknown.

    The score is the total, average (rounded half away from zero to 10**-6), highest or lowest of
    the leads' points. A total of 10**18 or more is an error that names the company. Tests of
    labels read the columns `score` and `leads` (the number of leads), both numbers, and labels
    above."""

    how: Summing
    of: Points
    labels: tuple[Class, ...]


@dataclass(frozen=True, slots=True)
class HandOff:
    """What is sent, and to whom, when a lead enters a stage."""

    stage: str
    target: str
    fields: tuple[str, ...]
    """Columns of the output."""
    reasons: int | None


@dataclass(frozen=True, slots=True)
class Exclusion:
    test: Test
    reason: str


@dataclass(frozen=True, slots=True)
class Define:
    name: str
    test: Test


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole rule file. `defines` are in an order in which each uses only earlier ones; they
    read the lead and metrics, never points. Of several exclusions that hold the first counts."""

    title: str
    scale: int
    leads: Leads
    events: tuple[EventSource, ...]
    ignored: tuple[Ignored, ...]
    """Events that match any of these (never a span) do not exist. Each is judged among all
    events, so their order does not matter."""
    defines: tuple[Define, ...]
    excluded: tuple[Exclusion, ...]
    groups: tuple[Group, ...]
    lower: int | None
    upper: int | None
    classes: tuple[Class, ...]
    metrics: tuple[Metric, ...]
    """Every metric that anything above reads, each once, in order of first use."""
    tallies: tuple[Tally, ...]
    fingerprint: str
    """Hash of the meaning: comments, layout and `because` texts do not change it."""
    sequences: tuple[Sequence, ...] = field(default=(), compare=False)
    people: tuple[People, ...] = field(default=(), compare=False)
    """As `metrics`; found in what stands above."""
    accounts: Accounts | None = None
    hand_offs: tuple[HandOff, ...] = ()

    @property
    def company(self) -> str | None:
        """The column of the leads' companies, if anything reads it."""
        return self.leads.company if self.people or self.accounts is not None else None

    @property
    def asked(self) -> tuple[Events, ...]:
        """The events that rules ask for, for each thing that is asked of them."""
        found = [metric.events for metric in self.metrics] + [t.events for t in self.tallies]
        found += [people.events for people in self.people]
        return (*found, *(events for s in self.sequences for events in events_of(s)))

    @property
    def account_scale(self) -> int:
        """The score of a company is a whole count of 1/`account_scale`: an average has more
        decimals than points."""
        average = self.accounts is not None and self.accounts.how == "average"
        return MICRO if average else self.scale

    @property
    def stages(self) -> tuple[ClassRow, ...]:
        """From the highest down; empty if there are none."""
        return next((found.parts[0] for found in self.classes if found.name == "stage"), ())

    @property
    def remembers(self) -> bool:
        """Whether the stage at the last run matters."""
        return any(row.remembers for found in self.classes for row in found.parts[0])

    @property
    def forgetful(self) -> Plan:
        """The same as it is for leads without a last run; of the same fingerprint."""
        return replace(self, classes=tuple(found.forgetful for found in self.classes))


def events_of(sequence: Sequence) -> tuple[Events, ...]:
    if isinstance(sequence, Followed):
        return sequence.first, sequence.then
    return (sequence.events,)
