"""Runs the `example`s of a rule file: what must come out against what comes out.

Every example is scored by the Python evaluator and, if asked, by DuckDB the way `leadscore run`
does it: from a file of leads and a file of events to a file of scores. The engines must agree.
"""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Final, Literal, TypeAlias, TypeVar

from ..compiler.normal import EPOCH
from ..compiler.plan import Column, Each, EventSource, Plan, Table
from ..dsl import ast
from ..dsl.elaborate import UNITS
from ..dsl.printer import show
from .evaluate import Line, Number, Overflow, Result
from .job import run
from .output import beside
from .rules import Rules

_T = TypeVar("_T")

Engine: TypeAlias = Literal["python", "duckdb"]
ENGINES: Final[tuple[Engine, ...]] = ("python", "duckdb")

DEFAULT_AS_OF: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""The moment of examples that do not say `as of`."""

KEY: Final = "lead #"
"""No name of the rules looks like this."""


@dataclass(frozen=True, slots=True)
class Case:
    """What an example says of the lead, in the spelling of a CSV file."""

    example: ast.Example
    as_of: datetime
    lead: dict[str, str]
    events: tuple[dict[str, str], ...]

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


@dataclass(frozen=True, slots=True)
class Miss:
    """An expectation as written, and what came instead."""

    expected: str
    got: str


@dataclass(frozen=True, slots=True)
class Outcome:
    title: str
    line: int
    """Of the file, from 1."""
    as_of: datetime
    figures: Mapping[Engine, Figures]
    """By engine; empty if the example cannot be scored."""
    misses: tuple[Miss, ...]
    disagreements: tuple[str, ...]
    """What the engines do not agree on; never anything unless leadscore itself is wrong."""

    @property
    def passed(self) -> bool:
        return not (self.misses or self.disagreements)


def run_examples(rules: Rules, engines: Sequence[Engine] = ENGINES) -> tuple[Outcome, ...]:
    """Every example of the file, in order."""
    cases = [case_of(rules, example) for example in rules.model.examples]
    by_python = [_by_python(rules, case) for case in cases]
    able = [i for i, found in enumerate(by_python) if isinstance(found, Figures)]
    others: dict[int, Figures] = {}
    if "duckdb" in engines:
        scored = _by_duckdb(rules.plan, [cases[i] for i in able])
        others = dict(zip(able, scored, strict=True))
    return tuple(
        _outcome(rules, case, found, others.get(i), engines)
        for i, (case, found) in enumerate(zip(cases, by_python, strict=True))
    )


# ---------------------------------------------------------------- what an example says


def case_of(rules: Rules, example: ast.Example) -> Case:
    plan = rules.plan
    as_of = next((moment(a.date) for a in example.lines if isinstance(a, ast.AsOf)), DEFAULT_AS_OF)
    pairs = [p for line in example.lines if isinstance(line, ast.LeadLine) for p in line.pairs]
    lead = _values(pairs, plan.leads.columns)
    events = tuple(
        event
        for line in example.lines if isinstance(line, ast.Did)
        for event in _events(plan, line, as_of)
    )  # fmt: skip
    return Case(example, as_of, lead, events)


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


# ---------------------------------------------------------------- what the engines make of it


def _by_python(rules: Rules, case: Case) -> Figures | Overflow:
    try:
        result = rules.score(case.lead, case.events, case.as_of)
    except Overflow as error:
        return error
    return figures(rules.plan, result)


def figures(plan: Plan, result: Result) -> Figures:
    groups = [group.name for group in plan.groups if group.name is not None]
    return Figures(
        result.excluded, result.score, {name: result[name] for name in groups},
        {class_.name: result[class_.name] for class_ in plan.classes}, result.breakdown,
    )  # fmt: skip


def _by_duckdb(plan: Plan, cases: Sequence[Case]) -> list[Figures]:
    """Cases of one moment are the leads of one table."""
    found: dict[int, Figures] = {}
    order = sorted(range(len(cases)), key=lambda i: cases[i].as_of)
    for as_of, group in groupby(order, key=lambda i: cases[i].as_of):
        numbered = {i: cases[i] for i in group}
        found |= _one_table(plan, as_of, numbered)
    return [found[i] for i in range(len(cases))]


def _one_table(plan: Plan, as_of: datetime, cases: Mapping[int, Case]) -> dict[int, Figures]:
    with tempfile.TemporaryDirectory(prefix="leadscore-") as name:
        folder = Path(name)
        given = _as_given(plan)
        _write_csv(folder / "leads.csv", _lead_rows(given, cases))
        _write_csv(folder / "events.csv", _event_rows(given, cases))
        out = folder / "scores.jsonl"
        events = [str(folder / "events.csv")] if given.events else []
        run(
            given, as_of=as_of, leads=folder / "leads.csv", events=events, breakdown=True, out=out
        )
        lines = {key: list(rows) for key, rows in groupby(_json(beside(out, "breakdown")), _number)}
        return {_number(row): _read(plan, row, lines.get(_number(row), [])) for row in _json(out)}


def _as_given(plan: Plan) -> Plan:
    """The same rules over tables of our own: columns under the rules' own names, all events in
    one table with a column for each field of each kind."""
    leads = replace(
        plan.leads, table=Table("given"), key=KEY, columns=_renamed(plan.leads.columns, "")
    )
    kinds = tuple(
        replace(kind, called=kind.name, fields=_renamed(kind.fields, f"{kind.name} "))
        for source in plan.events for kind in source.kinds
    )  # fmt: skip
    source = EventSource(Table("given"), KEY, "at", "event", kinds)
    return replace(plan, leads=leads, events=(source,) if kinds else ())


def _renamed(columns: Iterable[Column], prefix: str) -> tuple[Column, ...]:
    return tuple(replace(column, source=prefix + column.name) for column in columns)


def _lead_rows(plan: Plan, cases: Mapping[int, Case]) -> Iterator[list[str]]:
    names = [column.name for column in plan.leads.columns]
    yield [KEY, *names]
    for number, case in cases.items():
        yield [str(number), *(case.lead.get(name, "") for name in names)]


def _event_rows(plan: Plan, cases: Mapping[int, Case]) -> Iterator[list[str]]:
    kinds = [kind for source in plan.events for kind in source.kinds]
    columns = [(kind.name, field.name) for kind in kinds for field in kind.fields]
    yield [KEY, "at", "event", *(f"{kind} {field}" for kind, field in columns)]
    for number, case in cases.items():
        for event in case.events:
            own = (event.get(f, "") if k == event["event"] else "" for k, f in columns)
            yield [str(number), event["at"], event["event"], *own]


def _write_csv(path: Path, rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows(rows)


def _json(path: Path) -> Iterator[dict[str, object]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line, parse_float=Decimal)


def _number(row: Mapping[str, object]) -> int:
    return int(str(row[KEY]))


def _read(plan: Plan, row: Mapping[str, object], lines: Iterable[Mapping[str, object]]) -> Figures:
    groups = [group.name for group in plan.groups if group.name is not None]
    return Figures(
        _text(row["excluded"]), _points(row["score"]), {g: _points(row[g]) for g in groups},
        {c.name: _text(row[c.name]) for c in plan.classes}, tuple(_line(line) for line in lines),
    )  # fmt: skip


def _line(row: Mapping[str, object]) -> Line:
    points = _points(row["points"]) or 0
    return Line(_text(row["group"]), str(row["rule"]), int(str(row["count"])), points, points)


def _points(cell: object) -> Number | None:
    return cell if isinstance(cell, int | Decimal) else None


def _text(cell: object) -> str | None:
    return cell if isinstance(cell, str) else None


# ---------------------------------------------------------------- judging


def _outcome(
    rules: Rules, case: Case, by_python: Figures | Overflow, by_duckdb: Figures | None,
    engines: Sequence[Engine],
) -> Outcome:  # fmt: skip
    source = rules.model.sources[case.example.span.path]
    line = source.position(case.example.span.start)[0]
    title = case.example.title.value
    if isinstance(by_python, Overflow):
        miss = Miss("a score", f"{by_python.what} has more than 18 digits")
        return Outcome(title, line, case.as_of, {}, (miss,), ())
    found: dict[Engine, Figures] = {"python": by_python} if "python" in engines else {}
    if by_duckdb is not None:
        found["duckdb"] = by_duckdb
    judge = _Judge(rules.plan, next(iter(found.values())), by_python)
    disagreements = tuple(_disagreements(by_python, by_duckdb)) if len(found) > 1 else ()
    return Outcome(title, line, case.as_of, found, tuple(judge.misses(case)), disagreements)


class _Judge:
    """Holds expectations against figures. Which row of a table gave the points only Python tells."""

    def __init__(self, plan: Plan, found: Figures, by_python: Figures) -> None:
        self.found = found
        self.rows = {(line.group, line.rule): line.row for line in by_python.lines}
        self.together = {
            row.words: rule.name
            for group in plan.groups for rule in group.rules if isinstance(rule.gives, Each)
            for row in rule.gives.tally.rows if row.words
        }  # fmt: skip

    def misses(self, case: Case) -> Iterator[Miss]:
        for item in case.expected:
            got = self._instead(item)
            if got is not None:
                yield Miss(show(item), got)

    def _instead(self, item: ast.Expected) -> str | None:
        """What came in the place of what was expected; none if it did come."""
        found = self.found
        if isinstance(item, ast.ExpectExcluded):
            return None if found.excluded is not None else f"score {found.score}"
        if found.excluded is not None:
            return f"excluded ({found.excluded}), so it has no score"
        match item:
            case ast.ExpectNumber(name, op, number):
                got = found.score if name.key == "score" else _named(found.points, name.key)
                return None if _holds(op, got or 0, number.value) else str(got)
            case ast.ExpectClass(name, value):
                wanted = value.value if isinstance(value, ast.Text) else value.text
                stage = _named(found.classes, name.key) or ""
                return None if stage.lower() == wanted.lower() else stage
            case ast.ExpectPoints(points, rule):
                return self._points(points.value if points is not None else Decimal(0), rule.value)

    def _points(self, wanted: Decimal, name: str) -> str | None:
        given = [
            line.points for line in self.found.lines if line.kind == "rule"
            and (line.rule == name or (line.count and self.rows[line.group, line.rule] == name))
        ]  # fmt: skip
        if not given and name in self.together:
            rule = self.together[name]
            return f"unknown: rows of `{rule}` are counted together, so expect its points"
        if wanted == 0 and any(given):
            return ", ".join(f"{points:+}" for points in given if points)
        return None if wanted in (given or [0]) else ", ".join(f"{p:+}" for p in given or [0])


def _named(figures: Mapping[str, _T], key: str) -> _T | None:
    return next((value for name, value in figures.items() if name.lower() == key), None)


def _holds(op: str, got: Number, wanted: Decimal) -> bool:
    return {"=": got == wanted, ">=": got >= wanted, "<=": got <= wanted}[op]


def _disagreements(python: Figures, duckdb: Figures | None) -> Iterator[str]:
    if duckdb is None:
        return
    pairs: list[tuple[str, object, object]] = [
        ("excluded", python.excluded, duckdb.excluded), ("score", python.score, duckdb.score),
    ]  # fmt: skip
    pairs += [(name, python.points[name], duckdb.points[name]) for name in python.points]
    pairs += [(name, python.classes[name], duckdb.classes[name]) for name in python.classes]
    ours, theirs = _by_rule(python), _by_rule(duckdb)
    names = dict.fromkeys([*ours, *theirs])
    pairs += [(rule, ours.get((g, rule)), theirs.get((g, rule))) for g, rule in names]
    for name, one, other in pairs:
        if one != other:
            yield f"{name}: {one} by python, {other} by duckdb"


def _by_rule(found: Figures) -> dict[tuple[str | None, str], tuple[int, Number]]:
    return {(line.group, line.rule): (line.count, line.points) for line in found.lines}
