"""What each of the written points does to the score of each lead.

It is measured rather than reckoned: the rules are run as they are, and once more for each place in
a rule with the points there one more (of a table of five rows, five times in all; all rules at the
same time). What a line of the breakdown gained is what that lead gains by a point.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Final

import numpy as np

from ...compiler.plan import Plan
from ...dsl.apply import edited
from ...dsl.check.checker import check
from ...dsl.diagnostics import Edit
from ...dsl.model import Model
from ..history.work import Work
from ..job import sql as job_sql
from ..learn.frame import Bools, Floats, Ints
from ..output_columns import line_places
from ..review import measure
from ..rules import Rules
from ..tables.duckdb import Session, name
from .literals import Literal

MOST: Final = 50_000
"""Leads that are looked at: more make no figure clearer."""


@dataclass(frozen=True, slots=True, eq=False)
class Slope:
    """Of one literal: whose score moves with it, and by how much for each point."""

    leads: Ints
    by: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    won: Bools
    score: Floats
    """Before the limits of the score."""
    groups: Sequence[Floats]
    """Of each group the points before its limits."""
    limits: Sequence[tuple[float, float]]
    """Of each group, and last those of the score."""
    literals: Sequence[Literal]
    slopes: Sequence[Slope]

    def scores(self, changes: Sequence[Floats]) -> Floats:
        """With so much more for each group, before its limits."""
        total = self.score.copy()
        for points, more, (low, high) in zip(self.groups, changes, self.limits, strict=False):
            total += np.clip(points + more, low, high) - np.clip(points, low, high)
        return np.clip(total, *self.limits[-1])


def measured(work: Work, rules: Rules, found: Sequence[Literal]) -> Measured:
    """Needs the table `history`."""
    session, plan = work.session, work.plan
    _score(work, plan)
    measure.make_rated(session, plan)
    session.run("DELETE FROM rated WHERE score IS NULL")
    session.run(
        "DELETE FROM rated WHERE place NOT IN "
        f"(SELECT place FROM rated ORDER BY md5(k), place LIMIT {MOST})"
    )
    measure.make_fired(session, plan)
    session.run("ALTER TABLE fired RENAME TO before")
    rows = session.rows("SELECT place, won, score FROM rated ORDER BY place")
    places = np.array([place for place, _, _ in rows], dtype=np.int64)
    slopes = _slopes(work, rules, found, places)
    lines = _lines(session, plan, places)
    limits = [*((g.lower, g.upper) for g in plan.groups), (plan.lower, plan.upper)]
    return Measured(
        np.array([won for _, won, _ in rows], dtype=bool),
        (np.array([float(score) for _, _, score in rows]) - lines[-1]) / plan.scale,
        [points / plan.scale for points in lines[:-1]],
        [_ends(low, high, plan.scale) for low, high in limits],
        found, [slopes[literal] for literal in found],
    )  # fmt: skip


def _ends(low: int | None, high: int | None, scale: int) -> tuple[float, float]:
    return (
        -np.inf if low is None else low / scale, np.inf if high is None else high / scale,
    )  # fmt: skip


def _score(work: Work, plan: Plan) -> None:
    for table in ("scored", "lines", "line_names", "accounts"):
        work.session.run(f"DROP TABLE IF EXISTS {table}")
    tables = replace(work.tables, plan=plan)
    job_sql.score(work.session, tables, work.asked.as_of, breakdown=True, fired=True)


def _lines(session: Session, plan: Plan, places: Ints) -> list[Floats]:
    """Of each group the points of its rules; last what the limits of the score gave or took."""
    rules, limits = line_places(plan)
    of_line = iter(rules)
    groups = {next(of_line): i for i, group in enumerate(plan.groups) for _ in group.rules}
    groups[limits[None]] = len(plan.groups)
    found = [np.zeros(len(places)) for _ in range(len(plan.groups) + 1)]
    for place, line, points in session.rows("SELECT place, line, points FROM before"):
        if line in groups:
            found[groups[line]][np.searchsorted(places, place)] += float(points)
    return found


# ---------------------------------------------------------------- one more


def _slopes(
    work: Work, rules: Rules, found: Sequence[Literal], places: Ints
) -> dict[Literal, Slope]:
    lines, _ = line_places(work.plan)
    made: dict[Literal, Slope] = {}
    for row in sorted({literal.row for literal in found}):
        moved = [literal for literal in found if literal.row == row]
        model = with_points(rules.model, {m: m.value + m.sign for m in moved})
        gained = _gained(work, Rules(model).plan_for(work.asked.as_of))
        for literal in moved:
            leads, by = gained.get(lines[literal.rule], ([], []))
            made[literal] = Slope(
                np.searchsorted(places, np.array(leads, dtype=np.int64)),
                np.array(by, dtype=np.float64) * literal.sign,
            )
    return made


def _gained(work: Work, plan: Plan) -> dict[int, tuple[list[int], list[float]]]:
    """Of each line the places of the leads whose points changed, and by how much."""
    session = work.session
    _score(work, plan)
    measure.make_fired(session, plan)
    found: dict[int, tuple[list[int], list[float]]] = {}
    for place, line, by in session.rows(
        "SELECT place, line, coalesce(n.points, 0) - coalesce(b.points, 0) AS gained "
        "FROM fired AS n FULL JOIN before AS b USING (place, line) WHERE gained <> 0 ORDER BY ALL"
    ):
        leads, points = found.setdefault(line, ([], []))
        leads.append(place)
        points.append(float(by) / plan.scale)
    session.run("DROP TABLE fired")
    return found


def rescored(work: Work, rules: Rules, points: Mapping[Literal, Decimal]) -> Floats:
    """The scores of all leads that count, of rules with these points. Needs `measured`."""
    plan = Rules(with_points(rules.model, points)).plan_for(work.asked.as_of)
    _score(work, plan)
    key = name(plan.leads.key or "")
    rows = work.session.rows(
        f"SELECT s.score FROM rated AS r JOIN scored AS s ON s.{key} = r.raw ORDER BY r.place"
    )
    return np.array([float(score) for (score,) in rows])


def with_points(model: Model, points: Mapping[Literal, Decimal]) -> Model:
    """The rules with other points."""
    source = model.files[0].source
    return check(Path(source.path), text=edited(source.text, list(edits(points))))


def edits(points: Mapping[Literal, Decimal]) -> Iterator[Edit]:
    for literal, value in points.items():
        yield Edit(literal.node.points.span, spelled(value))


def spelled(value: Decimal) -> str:
    """
    >>> spelled(Decimal("20")), spelled(Decimal("-2.50"))
    ('+20', '-2.5')
    """
    return f"{value.normalize():+f}"
