"""Results of the Python evaluator: a lead's score, points, stage, and why.

`Scorer` compiles a plan once. Its results hold the generated function's raw figures, and turn
them into what people read when they are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Literal, NamedTuple, TypeAlias

from ..compiler.plan import Plan, Rows, Rule
from ..compiler.python_backend import Overflow, compile_plan
from .errors import masked

__all__ = ["Line", "Overflow", "Result", "Scorer"]

Number: TypeAlias = int | Decimal
"""Points: an int, or an exact Decimal if the rules give points with decimals."""
Colleagues: TypeAlias = Iterable[Iterable[Mapping[str, object]]]
"""The events of each other person of a lead's company."""


class Line(NamedTuple):
    """A line of a breakdown (a tuple, for a breakdown has many and must be quick to make).

    For a rule: how many times it counted, its points before and after its own limits, and the
    words of the row that gave them. For a limit: the points that it added or took (negative).
    The points of all lines add up to the score.
    """

    group: str | None
    """The group's name; none for rules and limits of the score itself."""
    rule: str
    count: int  # type: ignore[assignment]  # not the method of tuples
    before: Number
    points: Number
    row: str | None = None
    kind: Literal["rule", "limit"] = "rule"


@dataclass(frozen=True, slots=True)
class _Shape:
    """What all results of one plan have in common."""

    scale: int
    fingerprint: str
    groups: dict[str, int]
    classes: dict[str, int]


class Result:
    """What one lead gets at one moment. Immutable; equal if all that it says is equal."""

    __slots__ = ("_as_of", "_raw", "_shape")

    _as_of: datetime
    _raw: tuple[Any, ...]
    _shape: _Shape

    def __init__(self, raw: tuple[Any, ...], shape: _Shape, as_of: datetime) -> None:
        """Results are made by `Scorer`."""
        _set_raw(self, raw)
        _set_shape(self, shape)
        _set_as_of(self, as_of)

    @property
    def excluded(self) -> str | None:
        """The reason why the lead is left out; it has no score, points or stage then."""
        reason: str | None = self._raw[0]
        return reason

    @property
    def score(self) -> Number | None:
        score = self._raw[1]
        return None if score is None else shown(score, self._shape.scale)

    @property
    def stage(self) -> str | None:
        """None for an excluded lead, or if the rules have no stages."""
        return self["stage"] if "stage" in self._shape.classes else None

    @property
    def as_of(self) -> datetime:
        """The moment of judgement, in UTC."""
        as_of = self._as_of
        return as_of.astimezone(UTC) if as_of.tzinfo else as_of.replace(tzinfo=UTC)

    @property
    def fingerprint(self) -> str:
        """Identifies the meaning of the rules."""
        return self._shape.fingerprint

    def __getitem__(self, name: str) -> Any:
        """A group's points, the stage, or a label or grade, by name; None if excluded."""
        shape, (_, _, groups, classes) = self._shape, self._raw[:4]
        if name in shape.groups:
            points = groups[shape.groups[name]]
            return None if points is None else shown(points, shape.scale)
        if name in shape.classes:
            return classes[shape.classes[name]]
        names = ", ".join((*shape.groups, *shape.classes))
        raise KeyError(f"no group, stage, label or grade `{name}`; there are: {names or 'none'}")

    @property
    def breakdown(self) -> tuple[Line, ...]:
        """A line for each rule, in order, then one for each limit that changed something; empty
        for an excluded lead. Raises `ValueError` if the result was made without."""
        if len(self._raw) == 4:
            raise ValueError("this result has no breakdown: use `score` instead of `numbers`")
        lines: tuple[Line, ...] = self._raw[4] + self._raw[5]
        return lines

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"results cannot be changed: `{name}`")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"results cannot be changed: `{name}`")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Result):
            return NotImplemented
        return self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values()[0])

    def __reduce__(self) -> tuple[Any, ...]:
        return (Result, (self._raw, self._shape, self._as_of))

    def __repr__(self) -> str:
        if self.excluded is not None:
            return f"<Result excluded={self.excluded!r}>"
        names = (*self._shape.groups, *self._shape.classes)
        return (
            f"<Result score={self.score} {' '.join(f'{n}={self[n]}' for n in names)}".strip() + ">"
        )

    def _values(self) -> tuple[object, ...]:
        return (self._raw, self._shape, self.as_of)


# Slots are set by their descriptors: results are made by the million, and it is the fastest way.
_set_raw: Callable[[Result, object], None] = vars(Result)["_raw"].__set__
_set_shape: Callable[[Result, object], None] = vars(Result)["_shape"].__set__
_set_as_of: Callable[[Result, object], None] = vars(Result)["_as_of"].__set__


class Scorer:
    """A plan, compiled. Immutable, and safe to share between threads."""

    __slots__ = ("_full", "_key", "_matches", "_numbers", "_shape", "plan")

    def __init__(self, plan: Plan) -> None:
        evaluator = compile_plan(plan, _line_maker(plan), _limit_maker(plan))
        self.plan = plan
        self._numbers, self._full = evaluator.numbers, evaluator.full
        self._matches = evaluator.matches
        self._key = plan.leads.key
        groups = {g.name: i for i, g in enumerate(plan.groups) if g.name is not None}
        classes = {c.name: i for i, c in enumerate(plan.classes)}
        self._shape = _Shape(plan.scale, plan.fingerprint, groups, classes)

    def score(
        self,
        lead: Mapping[str, object],
        events: Iterable[Mapping[str, object]],
        as_of: datetime,
        colleagues: Colleagues | None = None,
        previous: str | None = None,
    ) -> Result:
        """Scores one lead, with the breakdown. Values are raw, under the names of the rules;
        events have also `event` and `at`. `colleagues`: the events of each other person of the
        company; none if that is not known. `previous`: the stage at the last run. Raises
        `Overflow`."""
        return self._result(self._full, lead, events, as_of, colleagues, previous)

    def numbers(
        self,
        lead: Mapping[str, object],
        events: Iterable[Mapping[str, object]],
        as_of: datetime,
        colleagues: Colleagues | None = None,
        previous: str | None = None,
    ) -> Result:
        """As `score`, without a breakdown and without the work for one."""
        return self._result(self._numbers, lead, events, as_of, colleagues, previous)

    def people(
        self, events: Sequence[Mapping[str, object]], as_of: datetime, colleagues: Colleagues | None
    ) -> tuple[int, ...] | None:
        """For each of `Plan.people` how many of the company have such an event, the lead itself
        included; none if the company is not known or nobody asks. Raises `Overflow`."""
        if self._matches is None or colleagues is None:
            return None
        counted = [self._matches(person, as_of) for person in (events, *colleagues)]
        return tuple(map(sum, zip(*counted, strict=True)))

    def _result(
        self, evaluate: Callable[..., tuple[Any, ...]], lead: Mapping[str, object],
        events: Iterable[Mapping[str, object]], as_of: datetime, colleagues: Colleagues | None,
        previous: str | None,
    ) -> Result:  # fmt: skip
        try:
            people = None
            if self._matches is not None:
                events = list(events)
                people = self.people(events, as_of, colleagues)
            return Result(evaluate(lead, events, as_of, people, previous), self._shape, as_of)
        except Overflow as error:
            raise self._named(error, lead) from None

    def _named(self, error: Overflow, lead: Mapping[str, object]) -> Overflow:
        key = lead.get(self._key) if self._key else None
        return Overflow(error.what, None if key is None else masked(key))


# ---------------------------------------------------------------- lines


def shown(points: int, scale: int) -> Number:
    """Plan units as points, exact and without needless zeros.

    >>> shown(25, 1), shown(250, 100), shown(-2000, 100)
    (25, Decimal('2.5'), Decimal('-20'))
    """
    if scale == 1:
        return points
    whole, rest = divmod(abs(points), scale)
    digits = f"{rest:0{len(str(scale)) - 1}d}".rstrip("0")
    return Decimal(f"{'-' if points < 0 else ''}{whole}{'.' if digits else ''}{digits}")


def _line_maker(plan: Plan) -> Callable[[int, int, int, int, int | None], Line]:
    rules = [(group.name, rule.name, _words(rule)) for group in plan.groups for rule in group.rules]
    new, scale = tuple.__new__, plan.scale

    def line(at: int, count: int, before: int, points: int, row: int | None) -> Line:
        group, rule, words = rules[at]
        said = None if row is None else words[row]
        return new(Line, (group, rule, count, before, points, said, "rule"))

    def decimal_line(at: int, count: int, before: int, points: int, row: int | None) -> Line:
        exact = line(at, count, before, points, row)
        return exact._replace(before=shown(before, scale), points=shown(points, scale))

    return line if scale == 1 else decimal_line


def _words(rule: Rule) -> list[str | None]:
    """What a breakdown shows for each row."""
    return [row.words or None for row in rule.gives.rows] if isinstance(rule.gives, Rows) else []


def _limit_maker(plan: Plan) -> Callable[[int | None, int], Line]:
    def limit(group: int | None, added: int) -> Line:
        points = shown(added, plan.scale)
        if group is None:
            return Line(None, "limit of the score", 1, points, points, None, "limit")
        name = plan.groups[group].name
        return Line(name, f"limit of {name}", 1, points, points, None, "limit")

    return limit
