"""The leads whose scores change most, with both breakdowns side by side.

Of leads whose scores change by as much, between the same stages, one stands for all; so it does
of those that are excluded from the same stage.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ...compiler.plan import Plan
from ...dsl.diff import Change
from ..output_columns import LINE, line_places
from ..review.words import signed
from ..tables.duckdb import name
from ..tables.keys import key_text
from ..tables.loaded import Relation
from .edits import Edits
from .effects import EFFECTS, Parts
from .part import part
from .result import Line, Mover
from .scored import Version, clear, read, score, with_data
from .work import MOVED, Work

MOVERS: Final = "kept_movers"
_SCORES: Final = "kept_scores"


def choose_movers(work: Work) -> None:
    """Makes `MOVERS` (k, place, alike)."""
    old, new = ("o0", "n0") if work.classes else ("''", "''")
    alike = f"{old}, {new}, new_score - old_score, old_score IS NULL, new_score IS NULL"
    work.session.run(
        f"CREATE TABLE {MOVERS} AS WITH found AS (SELECT *, coalesce(new_score, 0) - "
        f"coalesce(old_score, 0) AS far FROM {MOVED} WHERE changed), "
        f"ranked AS (SELECT *, count(*) OVER (PARTITION BY {alike}) AS alike, "
        f"row_number() OVER (PARTITION BY {alike} ORDER BY abs(far) DESC, k) AS nth FROM found) "
        "SELECT k, alike, row_number() OVER (ORDER BY abs(far) DESC, "
        f"{old} <> {new} DESC, alike DESC, k) AS place "
        f"FROM ranked WHERE nth = 1 ORDER BY place LIMIT {work.asked.most}"
    )


def movers(work: Work, edits: Edits, parts: Parts) -> tuple[Mover, ...]:
    if not work.session.rows(f"SELECT count(*) FROM {MOVERS}")[0][0]:
        return ()
    places = part(work.session, parts.versions, MOVERS, "movers")
    lines = [_lines(work, with_data(one, places)) for one in parts.versions]
    old, new = ("o0", "n0") if work.classes else ("''", "''")
    rows = work.session.rows(
        f"SELECT k, old_score, new_score, {old}, {new}, alike - 1 FROM {MOVERS} "
        f"JOIN {MOVED} USING (k) ORDER BY place"
    )
    by_edit = _by_edit(work, edits)
    return tuple(
        Mover(
            key, before, after, stage, now, alike,
            tuple(_beside(work, lines[0].get(key, {}), lines[1].get(key, {}))),
            tuple(by_edit.get(key, ())),
        )
        for key, before, after, stage, now, alike in rows
    )  # fmt: skip


def _by_edit(work: Work, edits: Edits) -> dict[str, list[tuple[Change, int | None]]]:
    found: dict[str, list[tuple[Change, int | None]]] = {}
    for key, edit, by in work.session.rows(
        f"SELECT k, edit, far FROM {EFFECTS} JOIN {MOVERS} USING (k) WHERE way = 0 ORDER BY ALL"
    ):
        found.setdefault(key, []).append((edits.edits[edit].change, by))
    return found


def _lines(work: Work, version: Version) -> dict[str, dict[int, int]]:
    """Of each key the points of the lines of its breakdown, by their places."""
    session = work.session
    tables = read(session, version, work.asked.as_of)
    score(session, tables, version, work.asked.as_of, work.engine, _SCORES, work.scale, True)
    relation = Relation("lines", "the breakdown", session.types("lines"), "rowid", 1, 0)
    scale = work.scale // version.plan.scale
    found: dict[str, dict[int, int]] = {}
    for key, line, given in session.rows(
        f"SELECT {key_text(relation, version.key)}, t.{name(LINE)}, "
        f"CAST(sum(t.points) AS BIGINT) FROM lines AS t GROUP BY 1, 2"
    ):
        found.setdefault(key, {})[line] = given * scale
    session.run(f"DROP TABLE {_SCORES}")
    clear(session)
    return found


# ---------------------------------------------------------------- side by side


def _beside(work: Work, old: dict[int, int], new: dict[int, int]) -> Iterator[Line]:
    """Lines that differ first; those without points in either are left out."""
    pairs = [(name, old.get(a, 0), new.get(b, 0)) for name, a, b in _paired(work)]
    for differ in (True, False):
        for called, before, after in pairs:
            if (before != after) == differ and (before or after):
                by = signed(after - before, work.scale) if differ else ""
                yield Line(called, _cell(work, before), _cell(work, after), by)


def _paired(work: Work) -> Iterator[tuple[str, int, int]]:
    """Of each line its name and its places in the old breakdown and in the new; -1 if it is not in
    one of them."""
    old, new = line_places(work.old.plan), line_places(work.new.plan)
    back = {there: here for here, there in work.both.pairs.items()}
    for at, called in enumerate(_rules(work.new.plan)):
        here = back.get(at)
        yield called, old[0][here] if here is not None else -1, new[0][at]
    for at, called in enumerate(_rules(work.old.plan)):
        if at not in work.both.pairs:
            yield called, old[0][at], -1
    yield from _limits(work, old[1], new[1])


def _rules(plan: Plan) -> list[str]:
    return [rule.name for group in plan.groups for rule in group.rules]


def _limits(
    work: Work, old: dict[int | None, int], new: dict[int | None, int]
) -> Iterator[tuple[str, int, int]]:
    names = work.both.names.groups
    before = {
        names.get((group.name or "").lower(), group.name): old[place]
        for place, group in enumerate(work.old.plan.groups) if group.name is not None
    }  # fmt: skip
    for place, group in enumerate(work.new.plan.groups):
        if group.name is not None:
            yield f"limit of {group.name}", before.pop(group.name, -1), new[place]
    for gone, place in before.items():
        yield f"limit of {gone}", place, -1
    yield "limit of the score", old[None], new[None]


def _cell(work: Work, units: int) -> str:
    return signed(units, work.scale) if units else ""
