"""What an `example` says of a lead, made into a lead and events that any engine can score."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from ...compiler.normal import EPOCH
from ...compiler.plan import Column, Plan
from ...dsl import ast
from ...dsl.check.constants import UNITS
from ..evaluate import Line, Number

DEFAULT_AS_OF: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""The moment of examples that do not say `as of`."""


@dataclass(frozen=True, slots=True)
class Case:
    """What an example says of the lead, in the spelling of a CSV file."""

    example: ast.Example
    as_of: datetime
    lead: dict[str, str]
    events: tuple[dict[str, str], ...]
    colleagues: tuple[tuple[dict[str, str], ...], ...] = ()
    """The events of each other person of the company: a line, a person."""
    previous: str | None = None
    """The stage at the last run, as `stages` spells it."""

    @property
    def expected(self) -> Iterator[ast.Expected]:
        for line in self.example.lines:
            if isinstance(line, ast.Expect):
                yield from line.items


@dataclass(frozen=True, slots=True)
class Figures:
    """What one engine makes of a case."""

    excluded: str | None
    score: Number | None
    points: Mapping[str, Number | None]
    """By group."""
    classes: Mapping[str, str | None]
    """Stage, labels and grades."""
    lines: tuple[Line, ...]


def case_of(plan: Plan, example: ast.Example) -> Case:
    as_of = next((moment(a.date) for a in example.lines if isinstance(a, ast.AsOf)), DEFAULT_AS_OF)
    pairs = [p for line in example.lines if isinstance(line, ast.LeadLine) for p in line.pairs]
    lead = _values(pairs, plan.leads.columns)
    did = [line for line in example.lines if isinstance(line, ast.Did)]
    own = (event for d in did if not d.colleague for event in _events(plan, d, as_of))
    others = (tuple(_events(plan, line, as_of)) for line in did if line.colleague)
    return Case(example, as_of, lead, tuple(own), tuple(others), _previous(plan, example))


def _previous(plan: Plan, example: ast.Example) -> str | None:
    said = next((line.stage for line in example.lines if isinstance(line, ast.Was)), None)
    if said is None:
        return None
    wanted = said.value if isinstance(said, ast.Text) else said.text
    return next((row.value for row in plan.stages if row.value.lower() == wanted.lower()), None)


def _values(pairs: Iterable[ast.Pair], columns: Iterable[Column]) -> dict[str, str]:
    """By the names that the plan has; what no rule reads is left out."""
    names = {column.name.lower(): column.name for column in columns}
    return {names[p.name.key]: spelled(p.value) for p in pairs if p.name.key in names}


def _events(plan: Plan, line: ast.Did, as_of: datetime) -> list[dict[str, str]]:
    kinds = {kind.name.lower(): kind for source in plan.events for kind in source.kinds}
    kind = kinds.get(line.event.key)
    if kind is None:
        return []
    event = {"event": kind.name, "at": _moment_of(line, as_of).isoformat()}
    event |= _values(line.pairs, kind.fields)
    return [event] * (int(line.count.value) if line.count is not None else 1)


def _moment_of(line: ast.Did, as_of: datetime) -> datetime:
    """Without a moment of its own it happens at the moment of judgement."""
    match line.moment:
        case ast.Ago(count, unit):
            return as_of - timedelta(microseconds=int(count.value * UNITS[unit]))
        case ast.Date():
            return moment(line.moment)
        case _:
            return as_of


def moment(date: ast.Date) -> datetime:
    return EPOCH + timedelta(microseconds=date.us)


def spelled(value: ast.Text | ast.Number | ast.Date | ast.YesNo | ast.Unknown) -> str:
    """A value as a cell of a CSV file."""
    match value:
        case ast.Text(text):
            return text
        case ast.Number(number):
            return format(number, "f")
        case ast.YesNo(yes):
            return "yes" if yes else "no"
        case ast.Date():
            return moment(value).isoformat()
        case _:
            return ""


def signed(points: Number) -> str:
    """Points as rules write them.

    >>> [signed(points) for points in (20, -5, 0)]
    ['+20', '-5', '0']
    """
    return f"{points:+}" if points else "0"
