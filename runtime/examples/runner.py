"""Runs the `example`s of a rule file: what must come out against what comes out.

Every example is scored by the Python evaluator and, if asked, by DuckDB; the engines must agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final, Literal, TypeAlias, TypeVar

from ...compiler.plan import Each, Plan
from ...dsl import ast
from ...dsl.example_names import astray
from ...dsl.printer import show
from ..evaluate import Number, Overflow, Result
from ..rules import Rules
from .said import Case, Figures, case_of, signed

_T = TypeVar("_T")

Engine: TypeAlias = Literal["python", "duckdb"]
ENGINES: Final[tuple[Engine, ...]] = ("python", "duckdb")


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
    cases = [case_of(rules.plan, example) for example in rules.model.examples]
    by_python = [_by_python(rules, case) for case in cases]
    able = [i for i, found in enumerate(by_python) if isinstance(found, Figures)]
    others: dict[int, Figures] = {}
    if "duckdb" in engines and able:
        from .duckdb import by_duckdb

        scored = by_duckdb(rules.plan, [cases[i] for i in able])
        others = dict(zip(able, scored, strict=True))
    unknown = frozenset(item.rule.value for _, item in astray(rules.model))
    return tuple(
        _outcome(rules, case, found, others.get(i), engines, unknown)
        for i, (case, found) in enumerate(zip(cases, by_python, strict=True))
    )


# ---------------------------------------------------------------- what the engines make of it


def _by_python(rules: Rules, case: Case) -> Figures | Overflow:
    try:
        result = rules.score(
            case.lead, case.events, case.as_of, colleagues=case.colleagues, previous=case.previous
        )
    except Overflow as error:
        return error
    return figures(rules.plan, result)


def figures(plan: Plan, result: Result) -> Figures:
    groups = [group.name for group in plan.groups if group.name is not None]
    return Figures(
        result.excluded, result.score, {name: result[name] for name in groups},
        {class_.name: result[class_.name] for class_ in plan.classes}, result.breakdown,
    )  # fmt: skip


# ---------------------------------------------------------------- judging


def _outcome(
    rules: Rules, case: Case, by_python: Figures | Overflow, by_duckdb: Figures | None,
    engines: Sequence[Engine], unknown: frozenset[str],
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
    judge = _Judge(rules.plan, next(iter(found.values())), by_python, unknown)
    disagreements = tuple(_disagreements(by_python, by_duckdb)) if len(found) > 1 else ()
    return Outcome(title, line, case.as_of, found, tuple(judge.misses(case)), disagreements)


class _Judge:
    """Holds expectations against figures. Only Python tells which row of a table gave points."""

    def __init__(
        self, plan: Plan, found: Figures, by_python: Figures, unknown: frozenset[str]
    ) -> None:
        self.found = found
        self.unknown = unknown
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
        if name in self.unknown:
            return "no rule of that name"
        given = [
            line.points for line in self.found.lines if line.kind == "rule"
            and (line.rule == name or (line.count and self.rows[line.group, line.rule] == name))
        ]  # fmt: skip
        if not given and name in self.together:
            rule = self.together[name]
            return f"unknown: rows of `{rule}` are counted together, so expect its points"
        if wanted == 0 and any(given):
            return ", ".join(signed(points) for points in given if points)
        return None if wanted in (given or [0]) else ", ".join(map(signed, given or [0]))


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
    for group, rule in names:
        one, other = (found.get((group, rule), (0, 0)) for found in (ours, theirs))
        pairs += [(f"times of {rule}", one[0], other[0]), (rule, one[1], other[1])]
    for name, first, second in pairs:
        if first != second:
            yield f"{name}: {first} by python, {second} by duckdb"


def _by_rule(found: Figures) -> dict[tuple[str | None, str], tuple[int, Number]]:
    return {(line.group, line.rule): (line.count, line.points) for line in found.lines}
