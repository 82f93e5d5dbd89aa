"""Problems of the data where it is, counted by the engine; see `problems`.

Rows of a warehouse have no numbers by which a person could look them up, so there are no examples.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ...compiler.own_moment import AsOf, OwnMoment, column_of
from ...compiler.plan import EventSource
from ...compiler.sql_checks import Check, events_check, leads_check
from ..errors import counted
from ..problems import Problem, later, no_moment, undeclared, unreadable
from ..tables.checks import Checked
from ..tables.events import KEPT, kinds_by_name
from .base import Warehouse
from .locate import Located


def check(warehouse: Warehouse, located: Located, as_of: AsOf) -> Checked:
    problems = list(_leads(warehouse, located, as_of))
    events: list[tuple[str, int]] = []
    for place in range(len(located.events)):
        found, counts = _events(warehouse, located, place, as_of)
        problems += found
        events += counts
    return Checked(tuple(problems), tuple(events))


def _leads(warehouse: Warehouse, located: Located, as_of: AsOf) -> Iterator[Problem]:
    plan, table = located.plan, located.leads.shown
    asked = leads_check(plan, warehouse.dialect, located.physical, as_of)
    rows, missing, different, *unread = map(_whole, warehouse.rows(asked.sql)[0])
    dated = unread.pop(0) if isinstance(as_of, OwnMoment) else rows
    column, again = plan.leads.key or "", rows - missing - different
    if missing:
        told = f"{counted(missing, 'lead')} of {table} without a key in column `{column}`"
        yield Problem("no key", table, missing, told, column)
    if again:
        told = (
            f"{counted(again, 'row')} of {table} with a key that another row has too: "
            "each is scored, with the same events"
        )
        yield Problem("duplicate key", table, again, told, column)
    yield from _unread(table, asked, unread)
    if isinstance(as_of, OwnMoment) and rows > dated:
        yield no_moment(table, column_of(plan, as_of).source, rows - dated)


def _events(
    warehouse: Warehouse, located: Located, place: int, as_of: AsOf
) -> tuple[list[Problem], list[tuple[str, int]]]:
    source, table = located.plan.events[place], located.events[place].shown
    asked = events_check(located.plan, warehouse.dialect, located.physical, place, as_of)
    kind_of = kinds_by_name(source)
    fine = {kind.name: 0 for kind in source.kinds}
    sums = [0] * (5 + len(asked.unread))
    others: list[tuple[str, int]] = []
    for name, *figures in warehouse.rows(asked.sql):
        rows, *faults = map(_whole, figures)
        kind = kind_of(name)
        if kind is None:
            others.append((str(name or "no name"), rows))
            continue
        fine[kind] += faults[4]
        sums = [a + b for a, b in zip(sums, _own(source, kind, asked, faults), strict=True)]
    problems = [*_others(source, table, others), *_faults(located, place, asked, sums, as_of)]
    return problems, list(fine.items())


def _own(source: EventSource, kind: str, asked: Check, faults: list[int]) -> list[int]:
    """Without the texts in fields that this kind of event does not have."""
    fields = {c.source for k in source.kinds if k.name == kind for c in k.fields} | {source.at}
    unread = zip(asked.unread, faults[5:], strict=True)
    return faults[:5] + [number if c.source in fields else 0 for c, number in unread]


def _others(source: EventSource, table: str, others: list[tuple[str, int]]) -> Iterator[Problem]:
    if others:
        others.sort(key=lambda other: (-other[1], other[0]))
        rows = sum(number for _, number in others)
        yield undeclared(table, source.named or "", others[:KEPT], rows)


def _faults(
    located: Located, place: int, asked: Check, sums: Sequence[int], as_of: AsOf
) -> Iterator[Problem]:
    source, table = located.plan.events[place], located.events[place].shown
    no_lead, strange, no_time, late, _, *unread = sums
    if no_lead:
        told = f"{counted(no_lead, 'event')} of {table} without a lead in column `{source.lead}`"
        yield Problem("event without lead", table, no_lead, told, source.lead)
    if strange:
        leads = located.leads.shown
        told = f"{counted(strange, 'event')} of {table} of leads that {leads} does not have"
        yield Problem("unknown lead", table, strange, told, source.lead)
    problems = list(_unread(table, asked, unread))
    yield from problems
    no_time -= sum(problem.rows for problem in problems if problem.column == source.at)
    if no_time:
        told = f"{counted(no_time, 'event')} of {table} without a time in column `{source.at}`"
        yield Problem("event without time", table, no_time, told, source.at)
    if late:
        yield later(table, source.at, late, as_of)


def _unread(table: str, asked: Check, unread: Sequence[int]) -> Iterator[Problem]:
    for column, rows in zip(asked.unread, unread, strict=True):
        if rows:
            yield unreadable(table, column.source, column.type, rows, ())


def _whole(figure: Any) -> int:
    """A sum over no rows is NULL."""
    return int(figure or 0)
