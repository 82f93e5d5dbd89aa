"""An `outcome` of the rules: whether it holds for each lead when it is judged, and at the end.

It is evaluated as a label is, by the same engines, so that it means what the rules say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from ...compiler.lower import lower
from ...compiler.own_moment import AsOf
from ...compiler.plan import Plan
from ...dsl import model, terms
from ...dsl.model import Model
from ..job.run import ScoredTable, score_table
from ..tables.duckdb import Session, literal
from ..tables.keys import key_text
from ..tables.loaded import load_all, open_table
from ..tables.opened import Pick
from ..tables.sources import Given, GivenEvents
from .leads import Ending

LABEL: Final = "outcome"
WON: Final = "won"


@dataclass(frozen=True, slots=True)
class Moments:
    first: AsOf
    """When leads are judged."""
    last: AsOf
    """When it is looked up whether they were won."""


def plan_of(checked: Model, outcome: model.Outcome) -> Plan:
    """A plan whose only result is the outcome."""
    node: Any = outcome.node
    rows = (
        model.ClassRow(WON, outcome.test, node),
        model.ClassRow("", terms.Always(True), node),
    )
    alone = replace(
        checked, groups=(), classes=(model.Class(LABEL, (rows,), node),), excluded=(),
        accounts=None, hand_offs=(), lower=None, upper=None,
    )  # fmt: skip
    return lower(alone)


def ending(
    session: Session, plan: Plan, leads: Given, events: Sequence[GivenEvents], moments: Moments
) -> Ending:
    """Makes the tables `at_first` and `at_last` of the keys for which the outcome holds when they
    are judged, and at the end."""
    # A mapping from event names, in which none is the file that holds all others.
    data: Any = {one.event: one.data for one in events} or None
    for table, as_of in (("at_first", moments.first), ("at_last", moments.last)):
        session.tell("finding the outcome", None)
        _hold(session, table, plan, score_table(plan, leads, data, as_of))
    held = "CASE WHEN at_first.k IS NOT NULL THEN -9223372036854775807 END"
    join = "LEFT JOIN at_first ON at_first.k = keyed.k LEFT JOIN at_last ON at_last.k = keyed.k"
    return Ending("at_last.k IS NOT NULL", held, True, join)


def _hold(session: Session, table: str, plan: Plan, scored: ScoredTable) -> None:
    data = open_table(session, scored, "the outcome")
    places = {column: place for place, column in enumerate(data.columns)}
    picks = Pick(places[plan.leads.key or ""], "k"), Pick(places[LABEL], LABEL)
    relation = load_all(session, data, picks, f"{table}_all")
    session.run(
        f"CREATE TABLE {table} AS SELECT DISTINCT {key_text(relation, 'k')} AS k "
        f"FROM {relation.name} AS t WHERE {LABEL} = {literal(WON)}"
    )
