"""Typed terms: values, tests and metrics, after names and types are resolved.

The checker makes them from the AST; the plan is built of them and back ends read them there
(`compiler.plan` names them all). All nodes are frozen and compare by value, so equal metrics are
one metric. Units stand in `compiler.plan`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

MICRO = 1_000_000
SECOND = 1_000_000
DAY = 86_400 * SECOND

Type: TypeAlias = Literal["text", "number", "yes/no", "date", "time", "list"]

# ---------------------------------------------------------------- time


@dataclass(frozen=True, slots=True)
class Edge:
    """A moment: `us` from as-of (negative is earlier), or from the epoch."""

    base: Literal["as_of", "epoch"]
    us: int
    inclusive: bool


@dataclass(frozen=True, slots=True)
class Span:
    """Moments between two edges; an open side is none. Events are never later than as-of."""

    lower: Edge | None
    upper: Edge | None


# ---------------------------------------------------------------- values


@dataclass(frozen=True, slots=True)
class ColumnValue:
    """A column of the lead."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class FieldValue:
    """A field of the event at hand; unknown where the event's kind has no such field of this
    type. (name, type) together identify it."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class Number:
    """A constant, in 10**-6."""

    micro: int


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`left op right` on numbers; unknown if either is, or on division by zero. The result of
    `*` and `/` is rounded half away from zero to six decimals; a result of 10**18 or more, either
    way, is an error that names the lead's key."""

    op: Literal["+", "-", "*", "/"]
    left: Value
    right: Value


@dataclass(frozen=True, slots=True)
class Domain:
    """What follows the last `@`, spaces trimmed; unknown without an `@` or with nothing after."""

    value: Value


@dataclass(frozen=True, slots=True)
class Days:
    """Whole days from the moment to as-of (`since`) or from as-of to the moment (`until`),
    rounded down (towards minus infinity: a moment 1 hour ahead is -1 days since)."""

    direction: Literal["since", "until"]
    value: Value


@dataclass(frozen=True, slots=True)
class Measured:
    """The value of a metric for this lead. Type: `count`, `distinct`, `days`: whole number
    (never unknown); `total`, `lowest`, `highest`: number; `first`, `last`: the field's type;
    `first_at`, `last_at`: a moment. All but the counts are unknown over no events."""

    metric: Metric


@dataclass(frozen=True, slots=True)
class People:
    """How many people of the lead's company, this one included, have such an event: leads with
    different keys and the same known value of `Leads.company` (normal form, exact). A whole
    number; unknown for a lead whose company is."""

    events: Events


Value: TypeAlias = (
    ColumnValue | FieldValue | Number | Arithmetic | Domain | Days | Measured | People
)


@dataclass(frozen=True, slots=True)
class Points:
    """What a group above has given (after its limits), or the score when `group` is none."""

    group: str | None


# ---------------------------------------------------------------- tests

Comparison: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Always:
    holds: bool


@dataclass(frozen=True, slots=True)
class Not:
    test: Test


@dataclass(frozen=True, slots=True)
class All:
    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Yes:
    """A yes/no value is yes."""

    value: Value


@dataclass(frozen=True, slots=True)
class Known:
    value: Value


@dataclass(frozen=True, slots=True)
class Compare:
    """A number against a constant (10**-6). False when unknown."""

    op: Comparison
    value: Value
    micro: int


@dataclass(frozen=True, slots=True)
class NumberIn:
    value: Value
    micros: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TextIn:
    """The folded text equals one of `texts`."""

    value: Value
    texts: tuple[str, ...]
    list_name: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class TextLike:
    """The folded text contains, contains as a word, starts with, ends with, or matches as a
    whole (`*` any run, `?` one character) one of `texts`."""

    how: Literal["contains", "word", "starts", "ends", "matches"]
    value: Value
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListHas:
    """An element of the list, in normal form and folded, equals one of `texts`."""

    value: Value
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MomentIn:
    """A date or time lies in a span; false when unknown."""

    value: Value
    span: Span


@dataclass(frozen=True, slots=True)
class PointsAre:
    """A group's points or the score against a constant (1/scale)."""

    op: Comparison
    points: Points
    limit: int


@dataclass(frozen=True, slots=True)
class ClassIs:
    """A stage, label or grade above has one of these values (exact)."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StageWas:
    """The lead's stage at the last run, in normal form, was this one (exact); false if there was
    no last run, or the lead was not in it."""

    value: str


@dataclass(frozen=True, slots=True)
class Defined:
    """The test of that name in `Plan.defines` holds."""

    name: str


@dataclass(frozen=True, slots=True)
class Followed:
    """Some event of `then` is later than one of `first`, by more than 0 and at most `within`
    microseconds; with `same` both have the same known value of the field (as in `distinct`).
    An event may be of both."""

    first: Events
    then: Events
    within: int
    same: FieldValue | None = None


@dataclass(frozen=True, slots=True)
class Repeated:
    """At least `times` of the events lie in some span of `within` microseconds, both ends
    included (none: of any length), and with `same` have one known value of the field."""

    events: Events
    times: int
    within: int | None = None
    same: FieldValue | None = None


Sequence: TypeAlias = Followed | Repeated
"""Tests about how a lead's events lie to one another."""

Test: TypeAlias = (
    Always | Not | All | AnyOf | Yes | Known | Compare | NumberIn | TextIn | TextLike
    | ListHas | MomentIn | PointsAre | ClassIs | StageWas | Defined | Sequence
)  # fmt: skip

# ---------------------------------------------------------------- metrics


@dataclass(frozen=True, slots=True)
class Events:
    """The lead's events of these kinds (sorted by name) that pass `where` (tests over
    `FieldValue`s) within `span`; never later than as-of, never ignored ones."""

    kinds: tuple[str, ...]
    where: Test | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class SoonAfter:
    """The events that follow one of `by` too soon: it is earlier by at most `within`
    microseconds, or at the same moment unless the event itself is one of `by`. With `same` both
    have the same known value of the field. What is ignored counts among `by` like any other."""

    events: Events
    by: Events
    within: int
    same: FieldValue | None = None


Ignored: TypeAlias = Events | SoonAfter

MetricKind: TypeAlias = Literal[
    "count", "distinct", "days", "total", "lowest", "highest", "first", "last",
    "first_at", "last_at",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure over a lead's events.

    count     how many
    distinct  different known values of `field`: text in normal form, case included; numbers as
              numbers, moments as moments
    days      different 24-hour days counted back from as-of: (as_of - at) div DAY
    total     sum of the known values; lowest, highest: of the known values
    first, last   `field` of the earliest / latest event; of several at that moment the greatest
              value (numbers as numbers, text by UTF-8 bytes, yes over no), unknown only if all
              of them are
    first_at, last_at   the moment of the earliest / latest event
    """

    kind: MetricKind
    events: Events
    field: FieldValue | None = None
