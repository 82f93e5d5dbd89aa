"""Scores that are kept in tables: one row per lead that has a key, and the columns of the tables.

A table of leads may lack keys or have one twice. A lead without a key cannot be found again, so it
is left out; of rows with one key the one with the best score stands for the lead, then the one
whose other results come first, so that the order of rows does not matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlglot import exp

from . import sql_tree as sql
from .dialects import Dialect, Holds
from .plan import Plan
from .sql_moments import AS_OF
from .sql_names import Names
from .sql_results import decimals
from .sql_sources import key_of, lead_source
from .sql_tree import Expr

STAGE: Final = "stage"
RULES: Final = "rules"


@dataclass(frozen=True, slots=True)
class Kept:
    """A column of a table."""

    name: str
    holds: Holds


def score_columns(plan: Plan) -> tuple[Kept, ...]:
    """Of the table of scores, in the order of the results."""
    groups = [Kept(group.name, "points") for group in plan.groups if group.name is not None]
    classes = [Kept(found.name, "text") for found in plan.classes]
    excluded = Kept("excluded", "text")
    return _unlike(Kept(key_of(plan), "key"), _SCORE, *groups, *classes, excluded, *_RUN)


def history_columns(plan: Plan) -> tuple[Kept, ...]:
    """Of the table of all scores so far; it has a stage whether the rules have stages or not, for
    they may get some."""
    return _unlike(Kept(key_of(plan), "key"), _SCORE, Kept(STAGE, "text"), *_RUN)


_SCORE: Final = Kept("score", "points")
_RUN: Final = (Kept(AS_OF, "moment"), Kept(RULES, "rules"))


def _unlike(*columns: Kept) -> tuple[Kept, ...]:
    folded = [column.name.casefold() for column in columns]
    if len(set(folded)) < len(folded):
        raise ValueError(
            f"the leads' key `{columns[0].name}` has the name of a column of the results; rename "
            "it in the data"
        )
    return columns


def has_stages(plan: Plan) -> bool:
    return any(found.name == STAGE for found in plan.classes)


# ---------------------------------------------------------------- rows


def once(dialect: Dialect, plan: Plan, found: str, latest: bool = False) -> exp.Select:
    """The rows of the query `found` that have a key, each key once; `latest`: as it was last
    judged, where its rows have moments of their own."""
    names = [column.name for column in score_columns(plan)]
    place = Names(names).take("nth")
    key, *others = (sql.name(one, found, quoted=True) for one in names)
    kept = dialect.bytes_of(key.copy()) if dialect.storing.keys_as_text else key.copy()
    ranked = sql.select(
        [
            sql.named(kept, names[0], quoted=True),
            *others,
            sql.named(_rank(dialect, key, others, latest), place),
        ],
        sql.table(found),
        sql.compare("!=", dialect.text(key.copy(), None), sql.text("")),
    ).subquery("ranked", copy=False)
    first = sql.compare("=", sql.name(place), sql.whole(1))
    return sql.select([sql.name(one, quoted=True) for one in names], ranked, first)


def _rank(dialect: Dialect, key: exp.Column, others: Sequence[exp.Column], latest: bool) -> Expr:
    """By all but the last two columns, the moment and the rules, which are the same in all rows
    unless the `latest` counts; NULLs last."""
    by = [*(others[-2:-1] if latest else ()), *others[:-2]]
    order = [
        exp.Ordered(this=one.copy(), desc=one.name in ("score", AS_OF), nulls_first=False)
        for one in by
    ]
    keys = [dialect.bytes_of(key.copy())]
    return exp.Window(this=exp.RowNumber(), partition_by=keys, order=exp.Order(expressions=order))


def no_rows(dialect: Dialect, plan: Plan, columns: Sequence[Kept]) -> exp.Select:
    """A table of these columns, each of its type, without rows; the key is as the data have it."""
    source = lead_source(dialect, plan, None)
    values: dict[Holds, Expr] = {
        "key": source.column(key_of(plan)),
        "points": dialect.points(sql.null(), decimals(plan.scale)),
        "text": sql.cast(sql.null(), dialect.nothing["text"]),
        "moment": dialect.shown(dialect.at(0)),
        "rules": sql.cast(sql.null(), dialect.nothing["text"]),
    }
    made = [sql.named(values[one.holds].copy(), one.name, quoted=True) for one in columns]
    return sql.select(made, source.table, sql.truth(False))
