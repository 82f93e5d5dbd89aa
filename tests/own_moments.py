"""Cases in which each lead is judged at its own moment: of each lead must come what comes of all of
them as of that moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

import agreement
from agreement import Scored
from cases import Data, key_text
from leadscore.compiler import normal
from leadscore.compiler.own_moment import OwnMoment, column_of
from leadscore.compiler.own_moment import judged as judged_plan
from leadscore.compiler.plan import Plan

COLUMN: Final = "judged at"
"""No rule declares it."""
SHARE: Final = 0.2
"""So many of the random cases have such moments."""
STORAGES: Final = ("TIMESTAMP", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "DATE")
AWAY: Final = tuple(
    timedelta(days=days, microseconds=us)
    for days, us in ((0, 0), (0, -1), (-7, 0), (-7, 1), (-30, 0), (2, 43_200_000_000))
)
PLUS: Final = (timedelta(0), timedelta(days=7), timedelta(hours=36), timedelta(microseconds=1))
MOST: Final = 4
"""Different moments of one case."""


def with_own(data: Data, random: Random) -> Data:
    """With a moment for most of the leads."""
    plus, storage = random.choice(PLUS), random.choice(STORAGES)
    away = random.sample(AWAY, MOST)
    rows = tuple(
        row | {COLUMN: _raw(data.as_of + random.choice(away) - plus, storage, random)}
        for row in data.leads.rows
    )
    leads = replace(data.leads, storages=data.leads.storages | {COLUMN: storage}, rows=rows)
    return replace(data, leads=leads, own=OwnMoment(COLUMN, plus))


def at_each(data: Data, moments: Sequence[datetime]) -> Data:
    """With a row of each lead for each moment."""
    rows = tuple(
        row | {COLUMN: moment.replace(tzinfo=None)} for moment in moments for row in data.leads.rows
    )
    leads = replace(data.leads, storages=data.leads.storages | {COLUMN: "TIMESTAMP"}, rows=rows)
    return replace(data, leads=leads, own=OwnMoment(COLUMN))


def _raw(moment: datetime, storage: str, random: Random) -> Any:
    if random.random() < 0.1:
        return None
    if storage == "DATE":
        return moment.date()
    return moment if storage.endswith("ZONE") else moment.replace(tzinfo=None)


def moments(plan: Plan, data: Data) -> dict[str, datetime]:
    """Key → the lead's own moment, of the leads that have one."""
    assert data.own is not None
    found, plan = {}, judged_plan(plan, data.own)
    for row in data.leads.rows:
        read = normal.moment(row[column_of(plan, data.own).source])
        if isinstance(read, int):
            us = timedelta(microseconds=read)
            found[_key(plan, row)] = normal.EPOCH + us + data.own.plus
    return found


def judged(plan: Plan, data: Data, every: int) -> tuple[Data, dict[str, Scored]]:
    """The data without leads whose figures overflow at the moments at which they are asked for, and
    what Python gives for each lead as of its moment."""
    while True:
        own = moments(plan, data)
        found = {
            moment: agreement.by_python(plan, _as_of(plan, data, own, moment), every=every)
            for moment in set(own.values())
        }
        keys = [_key(plan, row) for row in data.leads.rows]
        able = {key: Scored(None, None, (), ()) for key in keys if _is_able(plan, key, own, found)}
        if len(able) == len(keys):
            return data, {key: found[moment][key] for key, moment in own.items()}
        data = agreement.without(plan, data, able)


def _as_of(plan: Plan, data: Data, own: dict[str, datetime], moment: datetime) -> Data:
    """All leads are somebody's colleagues, if rules ask for these; else those of the moment."""
    rows = data.leads.rows
    if not plan.people:
        rows = tuple(row for row in rows if own.get(_key(plan, row)) == moment)
    return replace(data, leads=replace(data.leads, rows=rows), own=None, as_of=moment)


def _is_able(
    plan: Plan, key: str, own: dict[str, datetime], found: dict[datetime, dict[str, Scored]]
) -> bool:
    if plan.people:
        return all(key in scored for scored in found.values())
    return key not in own or key in found[own[key]]


def _key(plan: Plan, row: dict[str, Any]) -> str:
    return key_text(row[plan.leads.key or ""]) or ""
