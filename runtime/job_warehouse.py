"""The job of `leadscore run` where the data is: an engine scores in place, by one query.

Only results leave the engine: into a table beside the data, or in batches into the session's
DuckDB, whose writer makes the same bytes of them as of scores of its own.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Final

from ..compiler.dialects import Family
from ..compiler.plan import Plan
from ..compiler.sql_backend import render, render_units
from . import engines
from .engines import beside
from .engines.base import Parts, Rows, Warehouse
from .engines.checks import check
from .engines.locate import Located, locate
from .job import Files, given_events, in_utc, parts_of, targets, told, write
from .job_sql import keep_lines
from .output_columns import refuse_clash, score_columns
from .problems import refuse_serious
from .summary import Summary
from .table_duckdb import DEFAULTS, Progress, Session, Settings, name, opened, silent
from .table_errors import DataError
from .table_sources import Given, GivenEvents
from .table_staged import stage

_KEYS: Final[dict[Family, str]] = {
    "whole": "BIGINT", "yes/no": "BOOLEAN", "date": "DATE", "time": "TIMESTAMP",
    "instant": "TIMESTAMPTZ",
}  # fmt: skip
"""Types of keys that are not kept as texts."""
_LINES: Final = {
    "group": "VARCHAR", "rule": "VARCHAR", "kind": "VARCHAR", "count": "BIGINT",
    "before": "HUGEINT", "points": "BIGINT",
}  # fmt: skip


def run(
    plan: Plan,
    *,
    as_of: datetime,
    engine: str,
    leads: Given | None = None,
    events: Sequence[GivenEvents | str] = (),
    breakdown: bool = False,
    strict: bool = False,
    previous: Given | None = None,
    out: str | os.PathLike[str] | None = None,
    progress: Progress = silent,
    settings: Settings = DEFAULTS,
    shown: int = 20,
) -> Summary:
    """As `job.run`, with the tables that a connection (`postgresql://…`) leads to; `out` may also
    be a table there, `table:marketing.scores`. Companies are not scored there, and there is no
    `previous`."""
    started = time.monotonic()
    if previous is not None:
        raise DataError(
            "an earlier output cannot be read by that engine",
            "make the query with `leadscore sql --previous TABLE`, or use `--engine duckdb`",
        )
    plan = replace(plan, accounts=None)
    as_of = in_utc(as_of)
    refuse_clash(plan, breakdown)
    table = str(out) if str(out).startswith(beside.PREFIX) else None
    files: Files = {} if table else targets(out, parts_of(plan, breakdown), ())
    with opened(settings, progress) as session, engines.opened(engine, progress) as warehouse:
        located = locate(warehouse, plan, leads, given_events(events))
        job = Job(session, warehouse, located, as_of, breakdown)
        written = _tables(job, table) if table else {}
        progress("checking the data", None)
        checked = check(warehouse, located, as_of)
        if strict:
            refuse_serious(checked.problems)
        progress(f"scoring in {warehouse.shown}", None)
        if table:
            rows, shown = _keep(job, written), 0
        else:
            rows = _fetch(job)
        if files:
            progress("writing", None)
            write(session, plan, as_of, files)
        names = tuple(map(".".join, written))
        return told(
            session, located.plan, rows, checked, as_of, warehouse.shown, files, shown, started,
            (), names,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Job:
    session: Session
    warehouse: Warehouse
    located: Located
    as_of: datetime
    breakdown: bool

    @property
    def plan(self) -> Plan:
        return self.located.plan

    def query(self, breakdown: bool = False, units: bool = False) -> str:
        """`DataError` for what the dialect cannot say exactly."""
        made = render_units if units else partial(render, ordered=False)
        try:
            return made(
                self.plan, self.warehouse.dialect, as_of=self.as_of,
                physical=self.located.physical, breakdown=breakdown,
            )  # fmt: skip
        except ValueError as error:
            raise DataError(str(error), "nothing was run; `--engine duckdb` scores files") from None


# ---------------------------------------------------------------- fetched


def _fetch(job: Job) -> int:
    """Makes the tables `scored` and, with a breakdown, `lines`; how many leads there are."""
    plan, session = job.plan, job.session
    key = {plan.leads.key or "": _KEYS.get(job.located.key().family, "VARCHAR")}
    scores = job.warehouse.batches(job.query(units=True))
    rows = stage(session, "scored", key | _types(plan), scores)
    if job.breakdown:
        lines = job.warehouse.batches(job.query(breakdown=True, units=True))
        stage(session, "found", key | _LINES, lines)
        keep_lines(session, plan, "found")
    return rows


# ---------------------------------------------------------------- kept in the warehouse


def _tables(job: Job, out: str) -> dict[Parts, str]:
    """The tables to make, and the queries that fill them."""
    scores, inputs = beside.named(out, job.warehouse), (job.located.leads, *job.located.events)
    beside.refuse_others(job.warehouse, scores, ("score", "as_of", "rules"), inputs)
    queries = {scores: job.query()}
    if job.breakdown:
        lines = beside.named(out, job.warehouse, "_breakdown")
        beside.refuse_others(job.warehouse, lines, ("rule", "kind", "points"), inputs)
        queries[lines] = job.query(breakdown=True)
    return queries


def _keep(job: Job, queries: dict[Parts, str]) -> int:
    """Makes the tables, and a view `scored` with as many rows of each kind as they have."""
    plan, session, warehouse = job.plan, job.session, job.warehouse
    names = list(_types(plan))
    with beside.made(warehouse, queries) as tables:
        cells = ", ".join(warehouse.quoted((name,)) for name in names)
        sql = (
            f"SELECT {cells}, count(*) AS {warehouse.quoted(('n',))} "
            f"FROM {warehouse.quoted(tables[0])} GROUP BY {cells}"
        )
        counts = (_in_units(plan, names, batch) for batch in warehouse.batches(sql))
        stage(session, "counted", _types(plan) | {"rows counted": "BIGINT"}, counts)
    key = name(plan.leads.key or "")
    session.run(
        f'CREATE VIEW scored AS SELECT NULL AS {key}, c.* EXCLUDE ("rows counted") '
        'FROM counted AS c, range(c."rows counted")'
    )
    found = session.rows('SELECT coalesce(sum("rows counted"), 0) FROM counted')[0][0]
    return int(found)


def _in_units(plan: Plan, names: list[str], batch: Rows) -> list[list[object]]:
    """Points as whole counts of 1/scale."""
    kinds = [column.kind for column in score_columns(plan)[1:]]
    assert len(kinds) == len(names)
    return [
        [
            int(Decimal(str(cell)) * plan.scale) if kind == "points" and cell is not None else cell
            for cell, kind in zip(row, [*kinds, "count"], strict=True)
        ]
        for row in batch
    ]


def _types(plan: Plan) -> dict[str, str]:
    """Of the columns after the key."""
    return {
        column.name: "BIGINT" if column.kind == "points" else "VARCHAR"
        for column in score_columns(plan)[1:]
    }
