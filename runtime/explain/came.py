"""When a lead came in, before which it has no score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ...compiler.normal import EPOCH
from ...compiler.plan import Plan
from ...dsl.model import Model
from ..errors import DataError, masked, shortened
from ..history.asked import Asked
from ..history.everything import Everything
from ..history.leads import Names, read_when_came
from ..history.times import read_notes
from ..lead import LeadRow
from ..tables.duckdb import Progress, Session, opened, silent
from ..tables.sources import Given, choose_leads
from ..tables.unread import moment
from .over import Day
from .words import minute_of


@dataclass(frozen=True, slots=True)
class Came:
    column: str
    at: datetime | None
    """In UTC; none if nothing says it."""
    strange: str | None = None
    """What the column says of this lead, if that is no time."""


def read_came(
    model: Model, plan: Plan, row: LeadRow, column: str, as_of: datetime,
    leads: Given | None = None, progress: Progress = silent,
) -> Came:  # fmt: skip
    """Read as reviews read it. `DataError` if there is no such column, if none of it is a time,
    and if the lead came in only after `as_of`."""
    with opened(tell=progress) as session:
        everything = read_when_came(session, choose_leads(plan, leads), column, Names.of(model))
        # Refuses a column without times; what it says of those of other leads is of no matter.
        list(read_notes(session, everything, Asked(as_of, came_at=column)))
        found = _of(session, everything, row)
    if found.at is not None and found.at > as_of:
        raise DataError(
            f"the lead `{masked(row.key)}` came in on {minute_of(found.at)} UTC and has no score "
            f"before, so none as of {minute_of(as_of)} UTC",
            "ask for a later moment with `--as-of`, or leave out `--came-at`",
        )
    return found


def _of(session: Session, everything: Everything, row: LeadRow) -> Came:
    place, relation = everything.times["came_at"], everything.relation
    at, cell = session.rows(
        f"SELECT {moment(relation, 'came_at')}, {everything.cell(place)} "
        f"FROM {relation.name} AS t WHERE t.{relation.place} = {row.place}"
    )[0]
    column = everything.columns[place]
    if at is None:
        return Came(column, None, cell)
    return Came(column, EPOCH + timedelta(microseconds=at))


def came_told(came: Came | None, days: Sequence[Day]) -> str | None:
    """Why the days begin where they do, if that hangs on when the lead came in."""
    if came is None or not days:
        return None
    column = f"`{shortened(came.column)}`"
    if came.strange is not None:
        says = f"Its {column} is no time: `{shortened(came.strange)}`"
    elif came.at is None:
        says = f"It has no time in {column}"
    elif days[0].as_of - came.at < timedelta(days=1):
        return f"It came in on {minute_of(came.at)} UTC ({column}), and has no score before."
    else:
        return None
    return f"{says}; so it counts as if it had been there all the time."
