"""The AST: what was written, construct by construct.

Class names are the grammar's rule and alias names. Every node knows its span; spans do not take
part in comparison, so two files are equal when they say the same words. Comments hang on the
lines they belong to (`Line.before`, `Line.after`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from .diagnostics import Span

NOWHERE = Span("", 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Node):
    """A node that takes lines of its own: comments above it and at its end, `#` included."""

    before: tuple[str, ...] = field(default=(), compare=False, repr=False)
    after: str | None = field(default=None, compare=False, repr=False)


# ---------------------------------------------------------------- words


@dataclass(frozen=True, slots=True)
class Name(Node):
    text: str

    @property
    def key(self) -> str:
        """Names ignore case."""
        return self.text.lower()


@dataclass(frozen=True, slots=True)
class Text(Node):
    value: str


@dataclass(frozen=True, slots=True)
class Number(Node):
    value: Decimal
    decimals: int = 0
    """Decimals as written: `1.50` has two."""


@dataclass(frozen=True, slots=True)
class Date(Node):
    """A date or a moment, as microseconds since the epoch; `spelled` keeps the form."""

    us: int
    whole_day: bool
    spelled: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Ref(Node):
    name: Name


Literal: TypeAlias = Text | Number | Date
LiteralOrRef: TypeAlias = Text | Number | Date | Ref
NumberOrRef: TypeAlias = Number | Ref


@dataclass(frozen=True, slots=True)
class Values(Node):
    items: tuple[LiteralOrRef, ...]


@dataclass(frozen=True, slots=True)
class Duration(Node):
    count: NumberOrRef
    unit: str
    """`second`, `minute`, `hour`, `day`, `week`; `month` and `year` are refused by the checker."""


@dataclass(frozen=True, slots=True)
class Points(Node):
    value: Decimal
    decimals: int
    signed: bool


# ---------------------------------------------------------------- values


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    op: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Bracket(Node):
    inner: Expression


@dataclass(frozen=True, slots=True)
class NumberOf(Node):
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class NumberOfPeople(Node):
    """People at the lead's company who have such an event."""

    pattern: Pattern


@dataclass(frozen=True, slots=True)
class NumberOfDifferent(Node):
    field: Name
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class NumberOfDays(Node):
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class AggregateOf(Node):
    how: str
    """`total`, `average`, `highest`, `lowest`."""
    field: Name
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class Pick(Node):
    which: str
    """`first` or `last`."""
    field: Name
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class DaysSinceEvent(Node):
    which: str
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class DaysSince(Node):
    name: Name


@dataclass(frozen=True, slots=True)
class DaysUntil(Node):
    name: Name


@dataclass(frozen=True, slots=True)
class TimeOf(Node):
    which: str
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class DomainOf(Node):
    name: Name


# ---------------------------------------------------------------- event patterns


@dataclass(frozen=True, slots=True)
class Kinds(Node):
    """Event names; none at all is `event`, any declared one. `bracketed` as written."""

    names: tuple[Name, ...]
    bracketed: bool = False


@dataclass(frozen=True, slots=True)
class LastWindow(Node):
    duration: Duration


@dataclass(frozen=True, slots=True)
class BetweenWindow(Node):
    nearer: NumberOrRef
    farther: NumberOrRef
    unit: str


@dataclass(frozen=True, slots=True)
class SinceWindow(Node):
    date: Date | Ref


Window: TypeAlias = LastWindow | BetweenWindow | SinceWindow


@dataclass(frozen=True, slots=True)
class Pattern(Node):
    kinds: Kinds
    where: Expression | None
    window: Window | None


# ---------------------------------------------------------------- conditions


@dataclass(frozen=True, slots=True)
class AnyOf(Node):
    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AllOf(Node):
    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Not(Node):
    inner: Expression


@dataclass(frozen=True, slots=True)
class Is(Node):
    value: Expression
    negated: bool
    values: Values


@dataclass(frozen=True, slots=True)
class IsIn(Node):
    value: Expression
    negated: bool
    list_name: Name


@dataclass(frozen=True, slots=True)
class IsKnown(Node):
    value: Expression
    known: bool


@dataclass(frozen=True, slots=True)
class IsBetween(Node):
    value: Expression
    low: NumberOrRef
    high: NumberOrRef


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """`op` is one of `= != < <= > >=`; `words` says whether it was written in words."""

    value: Expression
    op: str
    number: NumberOrRef
    words: bool = True


@dataclass(frozen=True, slots=True)
class Recent(Node):
    """`is in the last / next …`, `is over / under … ago`."""

    value: Expression
    how: str
    """`last`, `next`, `over`, `under`."""
    duration: Duration


@dataclass(frozen=True, slots=True)
class Dated(Node):
    value: Expression
    how: str
    """`before`, `after`, `on`, `on or before`, `on or after`."""
    date: Date | Ref


@dataclass(frozen=True, slots=True)
class TextTest(Node):
    value: Expression
    how: str
    """`contains`, `word`, `starts`, `ends`, `matches`."""
    negated: bool
    values: Values


@dataclass(frozen=True, slots=True)
class Includes(Node):
    value: Expression
    negated: bool
    values: Values


@dataclass(frozen=True, slots=True)
class Quantifier(Node):
    how: str
    """`any`, `no`, `at least`, `at most`, `exactly`, `over`, `under`, `between`."""
    numbers: tuple[NumberOrRef, ...] = ()


@dataclass(frozen=True, slots=True)
class EventTest(Node):
    quantifier: Quantifier
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class OrderTest(Node):
    """`any A followed by B within 7 days with the same visit`"""

    quantifier: Quantifier
    first: Pattern
    then: Pattern
    within: Duration
    same: Name | None


@dataclass(frozen=True, slots=True)
class RepeatTest(Node):
    """`at least 3 E within 2 days of each other`, `… with the same visit`, or both."""

    quantifier: Quantifier
    pattern: Pattern
    within: Duration | None
    same: Name | None


@dataclass(frozen=True, slots=True)
class PeopleTest(Node):
    """`at least 3 people at the company with E`"""

    quantifier: Quantifier
    pattern: Pattern


Expression: TypeAlias = (
    Ref | Text | Number | Date | Arithmetic | Bracket | NumberOf | NumberOfDifferent | NumberOfDays
    | AggregateOf | Pick | DaysSinceEvent | DaysSince | DaysUntil | TimeOf | DomainOf
    | AnyOf | AllOf | Not | Is | IsIn | IsKnown | IsBetween | Compare | Recent | Dated | TextTest
    | Includes | EventTest | OrderTest | RepeatTest | PeopleTest | NumberOfPeople
)  # fmt: skip

# ---------------------------------------------------------------- points


@dataclass(frozen=True, slots=True)
class Losing(Node):
    percent: NumberOrRef
    every: Duration


@dataclass(frozen=True, slots=True)
class FadingOut(Node):
    over: Duration


@dataclass(frozen=True, slots=True)
class AtMostTimes(Node):
    times: NumberOrRef


@dataclass(frozen=True, slots=True)
class AtMostPer(Node):
    times: NumberOrRef
    unit: str


@dataclass(frozen=True, slots=True)
class OncePer(Node):
    field: Name


@dataclass(frozen=True, slots=True)
class UpTo(Node):
    points: NumberOrRef


Clause: TypeAlias = Losing | FadingOut | AtMostTimes | AtMostPer | OncePer | UpTo


@dataclass(frozen=True, slots=True)
class Limits(Node):
    lower: NumberOrRef | None
    upper: NumberOrRef | None


@dataclass(frozen=True, slots=True)
class GroupWhen(Node):
    test: Expression


GroupClause: TypeAlias = Limits | GroupWhen | Losing | FadingOut


@dataclass(frozen=True, slots=True)
class WhenRule(Line):
    points: Points
    test: Expression
    because: Text | None


@dataclass(frozen=True, slots=True)
class EachRule(Line):
    points: Points
    pattern: Pattern
    clauses: tuple[Clause, ...]
    because: Text | None


@dataclass(frozen=True, slots=True)
class EveryRule(Line):
    points: Points
    per: NumberOrRef
    value: Expression
    clauses: tuple[Clause, ...]
    because: Text | None


@dataclass(frozen=True, slots=True)
class ForValues(Node):
    values: Values


@dataclass(frozen=True, slots=True)
class ForText(Node):
    how: str
    """`word`, `contains`, `starts`."""
    values: Values


@dataclass(frozen=True, slots=True)
class ForIn(Node):
    list_name: Name


@dataclass(frozen=True, slots=True)
class ForNumber(Node):
    op: str
    """`<`, `>`, `>=`, `<=`."""
    number: NumberOrRef


@dataclass(frozen=True, slots=True)
class ForRange(Node):
    low: NumberOrRef
    high: NumberOrRef


@dataclass(frozen=True, slots=True)
class ForUnknown(Node):
    pass


@dataclass(frozen=True, slots=True)
class ForOtherwise(Node):
    pass


Matcher: TypeAlias = ForValues | ForText | ForIn | ForNumber | ForRange | ForUnknown | ForOtherwise


@dataclass(frozen=True, slots=True)
class ByRow(Line):
    points: Points
    matcher: Matcher


@dataclass(frozen=True, slots=True)
class PointsBy(Line):
    value: Expression
    because: Text | None
    rows: tuple[ByRow, ...]


@dataclass(frozen=True, slots=True)
class PointsForEach(Line):
    pattern: Pattern
    field: Name
    clauses: tuple[Clause, ...]
    because: Text | None
    rows: tuple[ByRow, ...]


@dataclass(frozen=True, slots=True)
class WhenRow(Line):
    """A row of `first of` or `best of`; no test is `otherwise`."""

    points: Points
    test: Expression | None
    because: Text | None


@dataclass(frozen=True, slots=True)
class FirstOf(Line):
    because: Text | None
    rows: tuple[WhenRow, ...]


@dataclass(frozen=True, slots=True)
class BestOf(Line):
    because: Text | None
    rows: tuple[WhenRow, ...]


Rule: TypeAlias = WhenRule | EachRule | EveryRule | PointsBy | PointsForEach | FirstOf | BestOf

# ---------------------------------------------------------------- sections


@dataclass(frozen=True, slots=True)
class Score(Line):
    title: Text | None
    limits: Limits | None
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Use(Line):
    path: Text


@dataclass(frozen=True, slots=True)
class Let(Line):
    name: Name
    value: Literal


@dataclass(frozen=True, slots=True)
class ListOf(Line):
    name: Name
    values: Values


@dataclass(frozen=True, slots=True)
class ListFrom(Line):
    name: Name
    path: Text
    column: Name | Text


@dataclass(frozen=True, slots=True)
class Define(Line):
    name: Name
    test: Expression


@dataclass(frozen=True, slots=True)
class Exclude(Line):
    test: Expression
    because: Text | None


@dataclass(frozen=True, slots=True)
class SoonAfter(Node):
    """`within 2 seconds after email_open with the same message_id`"""

    within: Duration
    pattern: Pattern
    same: Name | None


@dataclass(frozen=True, slots=True)
class Ignore(Line):
    pattern: Pattern
    soon: SoonAfter | None
    because: Text | None


@dataclass(frozen=True, slots=True)
class Outcome(Line):
    name: Name
    test: Expression


@dataclass(frozen=True, slots=True)
class Group(Line):
    name: Name
    title: Text | None
    clauses: tuple[GroupClause, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class ClassRow(Line):
    """A stage or a label's value; no test is `otherwise`. A lead that has the stage keeps it
    until `until` holds."""

    value: Name | Text
    test: Expression | None
    until: Expression | None = None


@dataclass(frozen=True, slots=True)
class Stages(Line):
    rows: tuple[ClassRow, ...]


@dataclass(frozen=True, slots=True)
class Label(Line):
    name: Name
    rows: tuple[ClassRow, ...]


@dataclass(frozen=True, slots=True)
class Band(Node):
    value: Name | Text
    start: Number


@dataclass(frozen=True, slots=True)
class GradeRow(Line):
    group: Name
    bands: tuple[Band, ...]
    otherwise: Name | Text


@dataclass(frozen=True, slots=True)
class Grade(Line):
    name: Name
    first: Name
    second: Name
    rows: tuple[GradeRow, ...]


@dataclass(frozen=True, slots=True)
class AccountScore(Line):
    how: str
    """`total`, `average`, `highest`, `lowest`."""
    of: Name
    """`score`, or a group."""


@dataclass(frozen=True, slots=True)
class Accounts(Line):
    lines: tuple[AccountScore | Label, ...]


@dataclass(frozen=True, slots=True)
class TopReasons(Node):
    count: Number


@dataclass(frozen=True, slots=True)
class HandOffRow(Line):
    stage: Name | Text
    target: Text
    items: tuple[Name | TopReasons, ...]


@dataclass(frozen=True, slots=True)
class HandOff(Line):
    rows: tuple[HandOffRow, ...]


# ---------------------------------------------------------------- examples


@dataclass(frozen=True, slots=True)
class YesNo(Node):
    yes: bool


@dataclass(frozen=True, slots=True)
class Unknown(Node):
    pass


@dataclass(frozen=True, slots=True)
class Pair(Node):
    name: Name
    value: Text | Number | Date | YesNo | Unknown


@dataclass(frozen=True, slots=True)
class AsOf(Line):
    date: Date


@dataclass(frozen=True, slots=True)
class LeadLine(Line):
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Was(Line):
    """The stage at the last run."""

    stage: Name | Text


@dataclass(frozen=True, slots=True)
class Ago(Node):
    count: Number
    unit: str


@dataclass(frozen=True, slots=True)
class Did(Line):
    """What the lead did or, with `colleague`, one other person of the company."""

    count: Number | None
    event: Name
    moment: Ago | Date | None
    pairs: tuple[Pair, ...]
    colleague: bool = False


@dataclass(frozen=True, slots=True)
class ExpectNumber(Node):
    """`op` is `=`, `>=` or `<=`."""

    name: Name
    op: str
    number: Number


@dataclass(frozen=True, slots=True)
class ExpectClass(Node):
    name: Name
    value: Name | Text


@dataclass(frozen=True, slots=True)
class ExpectExcluded(Node):
    pass


@dataclass(frozen=True, slots=True)
class ExpectPoints(Node):
    """Points of a rule by its name; none at all when `points` is none."""

    points: Points | None
    rule: Text


Expected: TypeAlias = ExpectNumber | ExpectClass | ExpectExcluded | ExpectPoints


@dataclass(frozen=True, slots=True)
class Expect(Line):
    items: tuple[Expected, ...]


@dataclass(frozen=True, slots=True)
class Example(Line):
    title: Text
    lines: tuple[AsOf | LeadLine | Was | Did | Expect, ...]


# ---------------------------------------------------------------- data


@dataclass(frozen=True, slots=True)
class Table(Node):
    """A dotted table name, or a file in quotes."""

    name: str
    is_file: bool


@dataclass(frozen=True, slots=True)
class Column(Line):
    """A column of the leads, or a field of an event (then without lines of its own)."""

    name: Name
    type: str
    source: Text | None
    separator: Text | None
    unknown_for: Values | None


@dataclass(frozen=True, slots=True)
class Leads(Line):
    table: Table | None
    key: Name | Text | None
    company: Name | Text | None
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class EventKind(Line):
    name: Name
    called: Text | None
    fields: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Events(Line):
    table: Table | None
    lead: Name | Text | None
    at: Name | Text | None
    named: Name | Text | None
    kinds: tuple[EventKind, ...]


@dataclass(frozen=True, slots=True)
class EventTable(Line):
    name: Name
    table: Table | None
    lead: Name | Text | None
    at: Name | Text | None
    fields: tuple[Column, ...]


Section: TypeAlias = (
    Score | Use | Let | ListOf | ListFrom | Define | Exclude | Ignore | Outcome | Group | Stages
    | Label | Grade | Example | Leads | Events | EventTable | Accounts | HandOff
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class File(Node):
    sections: tuple[Section, ...]
    tail: tuple[str, ...] = field(default=(), compare=False, repr=False)
    """Comments after the last line."""
