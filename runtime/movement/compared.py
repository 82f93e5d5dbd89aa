"""The scores of all leads by both versions beside each other, and who changes what.

`MOVED` has a row for each lead: `k`, `old_score`, `new_score`, `o0`, `n0` … (values of the stage,
labels and grades; empty for a lead that is excluded), `changed` (score or any of these), and, if an
outcome is known, `won` (of those that count).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...dsl.model import Class
from ..errors import DataError
from ..history.leads import State
from ..review.rates import Rate
from ..tables.duckdb import literal
from .result import Moved, Movement, Scores
from .scored import clear, read, score
from .work import MOVED, NEW, OLD, Work


def refuse_other_keys(work: Work) -> None:
    keys = [rules.plan.leads.key for rules in (work.old, work.new)]
    if None not in keys and keys[0] != keys[1]:
        raise DataError(
            f"the two files know leads by different columns, `{keys[0]}` and `{keys[1]}`, so that "
            "none can be found again",
            "name the same column in both: `leads, one per …`",
        )


def score_old(work: Work) -> int:
    """Makes `OLD`; how many rows the file has."""
    version = work.version(work.old.model, [old.name for old, _ in work.classes])
    tables = read(work.session, version, work.asked.as_of)
    work.session.tell("scoring by the old rules", None)
    score(work.session, tables, version, work.asked.as_of, work.engine, OLD, work.scale)
    clear(work.session)
    return tables.leads.rows


def compare(work: Work, outcome: bool) -> None:
    """Makes `MOVED` of `OLD`, `NEW` and, if there is one, `kept_history`."""
    places = range(len(work.classes))
    values = [
        f"coalesce({side}.x{i}, '') AS {letter}{i}"
        for i in places for side, letter in (("o", "o"), ("n", "n"))
    ]  # fmt: skip
    same = " OR ".join(f"{_turned(work, i)} <> n{i}" for i in places) or "false"
    won = "h.won" if outcome else "CAST(NULL AS BOOLEAN)"
    join = " LEFT JOIN kept_history AS h ON h.key = o.k AND h.state = 'counts'" if outcome else ""
    cells = ", ".join(
        ["o.k", "o.score AS old_score", "n.score AS new_score", *values, f"{won} AS won"]
    )
    work.session.run(
        f"CREATE TABLE {MOVED} AS SELECT *, old_score IS DISTINCT FROM new_score OR {same} AS "
        f"changed FROM (SELECT {cells} FROM {OLD} AS o JOIN {NEW} AS n ON n.k = o.k{join} "
        "WHERE o.times = 1 AND n.times = 1)",
        "comparing",
    )


def _turned(work: Work, place: int) -> str:
    """SQL: the old value by its new name."""
    whens = " ".join(
        f"WHEN o{place} = {literal(old)} THEN {literal(new)}"
        for old, new in same_values(work, *work.classes[place]).items() if old != new
    )  # fmt: skip
    return f"CASE {whens} ELSE o{place} END" if whens else f"o{place}"


def same_values(work: Work, old: Class, new: Class) -> dict[str, str]:
    renamed = work.both.names.values
    found = {value: renamed.get((new.name, value), value) for value in old.values}
    return {value: there for value, there in found.items() if there in new.values} | {"": ""}


def left_out(work: Work, rows: int) -> Mapping[State, int]:
    found = work.session.rows(
        f"SELECT count(*) FILTER (k IS NULL), count(*) FILTER (times > 1 AND k IS NOT NULL), "
        f"count(*) FROM {OLD}"
    )[0]
    counts: dict[State, int] = {
        "no key": found[0], "key twice": found[1], "no moment": rows - found[2],
    }  # fmt: skip
    return {state: leads for state, leads in counts.items() if leads}


def movements(work: Work) -> Iterator[Movement]:
    for place, (old, new) in enumerate(work.classes):
        rows = work.session.rows(
            f"SELECT o{place}, n{place}, count(*), count(*) FILTER (won), count(won) "
            f"FROM {MOVED} GROUP BY ALL ORDER BY ALL"
        )
        outcome = work.asked.outcome is not None
        cells = tuple(
            Moved(before, after, leads, Rate(won, known) if outcome else None)
            for before, after, leads, won, known in rows
        )
        yield Movement(
            new.name, old.name, _values(old, [one.old for one in cells]),
            _values(new, [one.new for one in cells]), same_values(work, old, new), cells,
        )  # fmt: skip


def _values(found: Class, there: list[str]) -> tuple[str, ...]:
    """As the file lists them; that of excluded leads last, if there are any."""
    return (*found.values, *([""] if "" in there else []))


def scores(work: Work) -> Scores:
    by_change = dict(
        work.session.rows(
            f"SELECT new_score - old_score AS far, count(*) FROM {MOVED} WHERE far IS NOT NULL "
            "GROUP BY 1 ORDER BY 1"
        )
    )
    lost, found, never = work.session.rows(
        "SELECT count(*) FILTER (old_score IS NOT NULL AND new_score IS NULL), "
        "count(*) FILTER (old_score IS NULL AND new_score IS NOT NULL), "
        f"count(*) FILTER (old_score IS NULL AND new_score IS NULL) FROM {MOVED}"
    )[0]
    return Scores(by_change, lost, found, never)
