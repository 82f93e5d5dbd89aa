"""Counting what the figures are made of: how many leads of each score, stage, rule … won.

`rated` has the leads that count and have a score: k (key), place, won, moment, month, score,
g0 … (points of groups), x0 … (stage, labels and grades), expect (the share of winners to expect by
the score). `fired` has for each of them the rules that gave points: place, line, points.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ...compiler.plan import Group, Plan
from ..output_columns import LINE, line_places
from ..tables.duckdb import Session, name
from ..tables.keys import key_text
from ..tables.loaded import Relation
from .calibration import Worth
from .ranking import Cell, Joint, cells
from .rates import Rate

NO_VALUE: Final = ""


def make_rated(session: Session, plan: Plan) -> None:
    """From `scored` and `history`."""
    types = session.types("scored")
    scored = Relation("scored", "the scores", types, "rowid", 1, 0)
    key = plan.leads.key or ""
    columns = [f"t.{name(group.name)} AS g{i}" for i, group in enumerate(plan.groups) if group.name]
    columns += [f"t.{name(found.name)} AS x{i}" for i, found in enumerate(plan.classes)]
    session.run(
        f"CREATE TABLE rated AS SELECT {', '.join(['t.score', *columns])}, t.{name(key)} AS raw, "
        "h.key AS k, h.place, h.won, h.moment, t.excluded, "
        "strftime(make_timestamp(h.moment), '%Y-%m') AS month, CAST(NULL AS DOUBLE) AS expect, "
        "CAST(NULL AS VARCHAR) AS segment "
        f"FROM scored AS t JOIN history AS h ON h.key = {key_text(scored, key)} "
        "WHERE h.state = 'counts'"
    )


def excluded(session: Session, plan: Plan) -> tuple[tuple[str, Rate], ...]:
    """By reason, in the order of the rules; those leads are then gone from `rated`."""
    found = _rates(session, "excluded", "WHERE excluded IS NOT NULL")
    session.run("DELETE FROM rated WHERE score IS NULL")
    reasons = dict.fromkeys(one.reason for one in plan.excluded)
    return tuple((reason, found[reason]) for reason in reasons if reason in found)


def by_score(session: Session, where: str = "") -> tuple[Cell, ...]:
    return cells(
        session.rows(
            "SELECT score, count(*) FILTER (won), count(*) FILTER (NOT won) "
            f"FROM rated AS t {where} GROUP BY 1"
        )
    )


def by_score_and(session: Session, column: str, most: int) -> dict[str, tuple[Cell, ...]]:
    """By the text values of a column of `rated`, the most frequent ones; an unknown one is
    `NO_VALUE`."""
    found: dict[str, list[tuple[int, int, int]]] = {}
    rows = session.rows(
        f"WITH kept AS (SELECT coalesce({column}, '') AS v, count(*) AS n FROM rated AS t "
        f"GROUP BY 1 ORDER BY n DESC, v LIMIT {most}) "
        f"SELECT kept.v, t.score, count(*) FILTER (t.won), count(*) FILTER (NOT t.won) "
        f"FROM rated AS t JOIN kept ON kept.v = coalesce({column}, '') GROUP BY ALL ORDER BY 1"
    )
    for value, *cell in rows:
        found.setdefault(value, []).append(tuple(cell))
    return {value: cells(own) for value, own in found.items()}


def number(session: Session) -> int:
    found: int = session.rows("SELECT count(*) FROM rated")[0][0]
    return found


def _rates(session: Session, column: str, where: str = "") -> dict[str, Rate]:
    rows = session.rows(
        f"SELECT {column}, count(*) FILTER (won), count(*) FROM rated {where} GROUP BY 1"
    )
    return {value: Rate(won, leads) for value, won, leads in rows}


def expect(session: Session, by: Worth) -> None:
    """Fills `expect`."""
    steps = list(zip(by.scores, by.shares, strict=True))
    if not steps:
        return
    rows = ", ".join(f"({score}, {share!r})" for score, share in steps)
    session.run(
        f"CREATE TABLE worth AS SELECT CAST(score AS BIGINT) AS score, CAST(share AS DOUBLE) AS "
        f"share FROM (VALUES {rows}) AS v(score, share)"
    )
    session.run(
        "CREATE OR REPLACE TABLE rated AS SELECT t.* EXCLUDE (expect), worth.share AS expect "
        "FROM rated AS t ASOF LEFT JOIN worth ON t.score >= worth.score"
    )


# ---------------------------------------------------------------- rules


@dataclass(frozen=True, slots=True)
class Fired:
    """What a rule did: `joint` for the leads that it gave points to."""

    group: str | None
    rule: str
    by_points: dict[int, Rate]
    joint: tuple[Joint, ...]
    """Of the score as it is, and as it would be without the rule."""


def make_fired(session: Session, plan: Plan) -> None:
    """From `lines`, which is gone then."""
    key = name(plan.leads.key or "")
    session.run(
        f"CREATE TABLE fired AS SELECT r.place, l.{LINE} AS line, l.points FROM lines AS l "
        f"JOIN rated AS r ON r.raw = l.{key} WHERE l.points <> 0",
        "counting",
    )
    session.run("DROP TABLE lines")


def fired(session: Session, plan: Plan) -> Iterator[Fired]:
    """For each rule, in their order."""
    places, limits = line_places(plan)
    at = iter(places)
    for number, group in enumerate(plan.groups):
        lines = [next(at) for _ in group.rules]
        yield from _of_group(session, plan, number, lines, limits[number], limits[None])


def _of_group(
    session: Session, plan: Plan, number: int, lines: list[int], limit: int, of_score: int
) -> Iterator[Fired]:
    group = plan.groups[number]
    if not lines:
        return
    rates: dict[int, dict[int, Rate]] = {line: {} for line in lines}
    joint: dict[int, list[Joint]] = {line: [] for line in lines}
    for line, points, won, leads in session.rows(
        "SELECT f.line, f.points, count(*) FILTER (r.won), count(*) FROM fired AS f "
        f"JOIN rated AS r USING (place) WHERE f.line BETWEEN {lines[0]} AND {lines[-1]} "
        "GROUP BY ALL ORDER BY ALL"
    ):
        rates[line][points] = Rate(won, leads)
    for line, *cell in session.rows(_joint_query(plan, group, number, lines, limit, of_score)):
        joint[line].append(Joint(*cell))
    for line, rule in zip(lines, group.rules, strict=True):
        yield Fired(group.name, rule.name, rates[line], tuple(joint[line]))


def _joint_query(
    plan: Plan, group: Group, number: int, lines: list[int], limit: int, of_score: int
) -> str:
    """The score without a rule: what the limits took or gave is given back, and they are applied
    anew to what is left."""
    own = f"r.g{number}" if group.name else "f.points"
    rest = f"{own} - coalesce(l.points, 0) - f.points"
    kept = _within(rest, group.lower, group.upper) if group.name else "0"
    without = f"r.score - coalesce(s.points, 0) - {own} + {kept}"
    return (
        f"SELECT f.line, r.score, {_within(without, plan.lower, plan.upper)} AS without, "
        "count(*) FILTER (r.won), count(*) FILTER (NOT r.won) FROM fired AS f "
        "JOIN rated AS r USING (place) "
        f"LEFT JOIN fired AS l ON l.place = f.place AND l.line = {limit} "
        f"LEFT JOIN fired AS s ON s.place = f.place AND s.line = {of_score} "
        f"WHERE f.line BETWEEN {lines[0]} AND {lines[-1]} GROUP BY ALL ORDER BY ALL"
    )


def _within(points: str, lower: int | None, upper: int | None) -> str:
    least = f"least({points}, {upper})" if upper is not None else f"({points})"
    return f"greatest({least}, {lower})" if lower is not None else least
