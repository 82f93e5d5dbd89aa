"""The job of `leadscore run` where the data is: an engine scores in place, by one query.

Only results leave the engine: into a table beside the data, or in batches into the session's
DuckDB, whose writer makes the same bytes of them as of scores of its own.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Final

from ...compiler.dialects import Family
from ...compiler.own_moment import AsOf, OwnMoment
from ...compiler.plan import Plan
from ...compiler.sql_backend import Relation, render, render_units
from ...compiler.sql_last_run import handed_over, were_there
from .. import engines
from ..engines import beside, last_run
from ..engines.base import Parts, Rows, Warehouse
from ..engines.checks import check
from ..engines.locate import Located, locate
from ..errors import DataError
from ..last_run import STAGE, had
from ..last_run import TABLE as LAST_RUN
from ..output import FORMATS
from ..output_columns import AS_OF, Kind, account_columns, refuse_clash, score_columns
from ..problems import refuse_serious
from ..summary import HandedOver, Summary, hand_offs
from ..tables.duckdb import DEFAULTS, Progress, Session, Settings, name, opened, silent
from ..tables.moments import settled
from ..tables.sources import Given, GivenEvents
from ..tables.staged import stage
from .run import Files, Part, given_events, parts_of, targets, told, write
from .sql import keep_lines

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
    as_of: AsOf,
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
    be a table there, `table:marketing.scores`, and `previous` is one with an earlier result."""
    started = time.monotonic()
    plan, as_of = settled(plan, as_of)
    refuse_clash(plan, breakdown)
    table = str(out) if str(out).startswith(beside.PREFIX) else None
    if not table:
        _refuse_bare(out)
    files: Files = {} if table else targets(out, parts_of(plan, breakdown), ())
    with opened(settings, progress) as session, engines.opened(engine, progress) as warehouse:
        located = locate(warehouse, plan, leads, given_events(events))
        earlier = last_run.locate(warehouse, located, previous)
        job = Job(session, warehouse, located, as_of, breakdown, earlier)
        written = _tables(job, table) if table else {}
        progress("checking the data", None)
        checked = check(warehouse, located, as_of)
        if strict:
            refuse_serious(checked.problems)
        progress(f"scoring in {warehouse.shown}", None)
        if table:
            (rows, handed), shown = _keep(job, written), 0
        else:
            rows, handed = _fetch(job)
        if files:
            progress("writing", None)
            write(session, plan, as_of, files)
        names = tuple(map(".".join, written))
        return told(
            session, located.plan, rows, checked, as_of, warehouse.shown, files, shown, started,
            handed, names,
        )  # fmt: skip


def _refuse_bare(out: str | os.PathLike[str] | None) -> None:
    """What is no file is likely meant to be a table."""
    if isinstance(out, str) and Path(out).suffix.lower() not in FORMATS:
        raise DataError(
            f"`{out}` says neither that it is a table nor how to write a file",
            f"a table is `-o {beside.PREFIX}{out}`; a file ends in .csv, .parquet or .jsonl",
        )


@dataclass(frozen=True, slots=True)
class Job:
    session: Session
    warehouse: Warehouse
    located: Located
    as_of: AsOf
    breakdown: bool
    previous: Relation | None

    @property
    def plan(self) -> Plan:
        return self.located.plan

    @property
    def parts(self) -> tuple[Part, ...]:
        return ("scores", *parts_of(self.plan, self.breakdown))

    def key_type(self) -> dict[str, str]:
        """The key with its type in the session."""
        return {self.plan.leads.key or "": _KEYS.get(self.located.key().family, "VARCHAR")}

    def query(self, part: Part, units: bool = False) -> str:
        """`DataError` for what the dialect cannot say exactly."""
        made = render_units if units else partial(render, ordered=False)
        try:
            return made(
                self.plan, self.warehouse.dialect, as_of=self.as_of,
                physical=self.located.physical, breakdown=part == "breakdown",
                accounts=part == "accounts", previous=self.previous,
            )  # fmt: skip
        except ValueError as error:
            raise DataError(str(error), "nothing was run; `--engine duckdb` scores files") from None


# ---------------------------------------------------------------- fetched


def _fetch(job: Job) -> tuple[int, tuple[HandedOver, ...]]:
    """Makes the table `scored`, with a breakdown `lines`, and with companies `accounts`; how many
    leads there are, and who is handed over."""
    plan, session = job.plan, job.session
    key = job.key_type()
    types = _types(plan)
    if isinstance(job.as_of, OwnMoment):
        types[AS_OF] = "BIGINT"
    rows = stage(session, "scored", key | types, _units(job, "scores"))
    if job.breakdown:
        stage(session, "found", key | _LINES, _units(job, "breakdown"))
        keep_lines(session, plan, "found")
    if plan.accounts is not None:
        stage(session, "accounts", _account_types(plan), _units(job, "accounts"))
    return rows, _hand_offs(job, "scored")


def _units(job: Job, part: Part) -> Iterator[Rows]:
    return job.warehouse.batches(job.query(part, units=True))


# ---------------------------------------------------------------- who is handed over


def _hand_offs(job: Job, table: str) -> tuple[HandedOver, ...]:
    """Of a table of the session with keys and stages."""
    plan, session, was = job.plan, job.session, None
    if job.previous is not None and plan.hand_offs:
        sql = were_there(plan, job.warehouse.dialect, job.located.physical.leads, job.previous)
        there = job.warehouse.batches(sql)
        stage(session, LAST_RUN, job.key_type() | {STAGE: "VARCHAR"}, there)
        key = plan.leads.key or ""
        was = partial(had, key, f"t.{name(key)}")
    return tuple(hand_offs(session, plan, was, table))


# ---------------------------------------------------------------- kept in the warehouse


_BESIDE: Final[dict[Part, tuple[str, tuple[str, ...]]]] = {
    "scores": ("", ("score", "as_of", "rules")),
    "breakdown": ("_breakdown", ("rule", "kind", "points")),
    "accounts": ("_accounts", ("score", "leads", "as_of", "rules")),
}
"""What the name of a table ends in, and columns by which it is known."""


def _tables(job: Job, out: str) -> dict[Parts, str]:
    """The tables to make, and the queries that fill them."""
    inputs = (job.located.leads, *job.located.events)
    queries = {}
    for part in job.parts:
        word, columns = _BESIDE[part]
        target = beside.named(out, job.warehouse, word)
        beside.refuse_others(job.warehouse, target, columns, inputs)
        queries[target] = job.query(part)
    return queries


def _keep(job: Job, queries: dict[Parts, str]) -> tuple[int, tuple[HandedOver, ...]]:
    """Makes the tables; for the summary a view `scored` with as many rows of each kind as they
    have, and with companies `accounts`. How many leads there are, and who is handed over."""
    with beside.made(job.warehouse, queries) as made:
        tables = dict(zip(job.parts, made, strict=True))
        rows = _count(job, tables["scores"])
        if job.plan.accounts is not None:
            _fetch_accounts(job, tables["accounts"])
        return rows, _kept_hand_offs(job, tables["scores"])


def _count(job: Job, table: Parts) -> int:
    plan, session, warehouse = job.plan, job.session, job.warehouse
    names = list(_types(plan))
    cells = ", ".join(warehouse.quoted((one,)) for one in names)
    sql = (
        f"SELECT {cells}, count(*) AS {warehouse.quoted(('n',))} "
        f"FROM {warehouse.quoted(table)} GROUP BY {cells}"
    )
    kinds = [*(column.kind for column in score_columns(plan)[1:]), "count"]
    counts = (_in_units(plan.scale, kinds, batch) for batch in warehouse.batches(sql))
    stage(session, "counted", _types(plan) | {"rows counted": "BIGINT"}, counts)
    key = name(plan.leads.key or "")
    session.run(
        f'CREATE VIEW scored AS SELECT NULL AS {key}, c.* EXCLUDE ("rows counted"), '
        f"CAST(NULL AS BIGINT) AS {AS_OF} "
        'FROM counted AS c, range(c."rows counted")'
    )
    found = session.rows('SELECT coalesce(sum("rows counted"), 0) FROM counted')[0][0]
    return int(found)


def _fetch_accounts(job: Job, table: Parts) -> None:
    plan, warehouse = job.plan, job.warehouse
    columns = account_columns(plan)
    cells = ", ".join(warehouse.quoted((column.name,)) for column in columns)
    rows = warehouse.batches(f"SELECT {cells} FROM {warehouse.quoted(table)}")
    kinds = [column.kind for column in columns]
    made = (_in_units(plan.account_scale, kinds, batch) for batch in rows)
    stage(job.session, "accounts", _account_types(plan), made)


def _kept_hand_offs(job: Job, table: Parts) -> tuple[HandedOver, ...]:
    if not job.plan.hand_offs:
        return ()
    sql = handed_over(job.plan, job.warehouse.dialect, Relation(table))
    rows = job.warehouse.batches(sql)
    stage(job.session, "handed", job.key_type() | {STAGE: "VARCHAR"}, rows)
    return _hand_offs(job, "handed")


def _in_units(scale: int, kinds: Sequence[str], batch: Rows) -> list[list[object]]:
    """Points as whole counts of 1/scale."""
    return [
        [
            int(Decimal(str(cell)) * scale) if kind == "points" and cell is not None else cell
            for cell, kind in zip(row, kinds, strict=True)
        ]
        for row in batch
    ]


def _types(plan: Plan) -> dict[str, str]:
    """Of the columns after the key."""
    return {
        column.name: "BIGINT" if column.kind == "points" else "VARCHAR"
        for column in score_columns(plan)[1:]
    }


def _account_types(plan: Plan) -> dict[str, str]:
    points = "BIGINT" if plan.account_scale == 1 else "HUGEINT"
    types: dict[Kind, str] = {"points": points, "count": "BIGINT"}
    return {column.name: types.get(column.kind, "VARCHAR") for column in account_columns(plan)}
