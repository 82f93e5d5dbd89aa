"""The job of `leadscore run`: read the tables, look for problems, score, write, tell.

Both engines fill one table of results, which one writer turns into files: so they are the same
bytes whichever engine has scored.
"""

from __future__ import annotations

import os
import time
import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal, TypeAlias

from ..compiler.plan import Plan
from . import job_python, job_sql, output, summary
from .output_columns import (
    PARQUET,
    SHOWN,
    line_query,
    refuse_clash,
    score_columns,
    score_query,
)
from .problems import refuse_serious
from .summary import Count, Summary
from .table_checks import Checked, check
from .table_duckdb import DEFAULTS, Progress, Session, Settings, opened, silent
from .table_keys import number_keys
from .table_sources import Given, GivenEvents, parse_events
from .tables import Chosen, Tables, choose, load

Engine: TypeAlias = Literal["duckdb", "python"]
Score: TypeAlias = Callable[[Session, Tables, datetime, bool], None]

ENGINES: Final[dict[Engine, Score]] = {"duckdb": job_sql.score, "python": job_python.score}


def run(
    plan: Plan,
    *,
    as_of: datetime,
    leads: Given | None = None,
    events: Sequence[GivenEvents | str] = (),
    engine: Engine = "duckdb",
    breakdown: bool = False,
    strict: bool = False,
    out: str | os.PathLike[str] | None = None,
    progress: Progress = silent,
    settings: Settings = DEFAULTS,
    shown: int = 20,
) -> Summary:
    """Scores all leads and writes them to `out` (`.csv`, `.parquet` or `.jsonl`; with `breakdown`
    also `OUT.breakdown.csv` …). An `as_of` without a zone is in UTC.

    `leads` and `events` (`FILE`, `EVENT=FILE`) replace what the rules name; see `table_sources`.
    The summary holds the first `shown` rows. `strict` refuses data with serious problems before
    anything is written. Raises `DataError`; then no file is changed.
    """
    started = time.monotonic()
    as_of = in_utc(as_of)
    chosen = choose(plan, leads, given_events(events))
    refuse_clash(plan, breakdown)
    files = targets(out, breakdown, chosen.paths)
    with opened(settings, progress) as session:
        tables = load(session, chosen)
        checked = _score(session, tables, as_of, engine, breakdown, strict)
        if files:
            progress("writing", None)
            write(session, tables.plan, as_of, files)
        rows = tables.leads.rows
        return told(session, tables.plan, rows, checked, as_of, engine, files, shown, started)


def in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def given_events(events: Sequence[GivenEvents | str]) -> tuple[GivenEvents, ...]:
    return tuple(one if isinstance(one, GivenEvents) else parse_events([one])[0] for one in events)


def targets(
    out: str | os.PathLike[str] | None, breakdown: bool, inputs: Iterable[Path]
) -> tuple[Path, ...]:
    """The files to write: the scores, and the breakdown if there is to be one."""
    if out is None:
        return ()
    inputs = tuple(inputs)
    scores = output.checked_target(out, inputs)
    if not breakdown:
        return (scores,)
    return scores, output.checked_target(output.beside(scores, "breakdown"), inputs)


def _score(
    session: Session, tables: Tables, as_of: datetime, engine: Engine, breakdown: bool,
    strict: bool,
) -> Checked:  # fmt: skip
    """Makes the tables `scored` and, with a breakdown, `lines` (see `output_columns`)."""
    session.tell("checking the data", None)
    number_keys(session, tables)
    checked = check(session, tables, as_of)
    if strict:
        refuse_serious(checked.problems)
    session.tell("scoring", None)
    ENGINES[engine](session, tables, as_of, breakdown)
    return checked


def write(session: Session, plan: Plan, as_of: datetime, files: tuple[Path, ...]) -> None:
    queries = {path: score_query(plan, as_of, output.cells_of(path)) for path in files[:1]}
    queries |= {path: line_query(plan, output.cells_of(path)) for path in files[1:]}
    output.write_all(session, queries)


def told(
    session: Session, plan: Plan, leads: int, checked: Checked, as_of: datetime, engine: str,
    files: tuple[Path, ...], shown: int, started: float, tables: tuple[str, ...] = (),
) -> Summary:  # fmt: skip
    """The summary of what the tables `scored` and `lines` hold."""
    columns = score_columns(plan)
    first = score_query(plan, as_of, SHOWN, shown)
    guarded = files[:1] and files[0].suffix.lower() == ".csv"
    return Summary(
        columns=(*(column.name for column in columns), "as_of", "rules"),
        rows=tuple(session.rows(first)),
        leads=leads,
        excluded=summary.excluded_counts(session, plan, "scored"),
        classes=summary.class_counts(session, plan, "scored"),
        scores=summary.scores(session, plan, "scored"),
        events=tuple(Count(kind, rows) for kind, rows in checked.events),
        problems=checked.problems,
        guarded=summary.guarded_cells(session, columns, "scored") if guarded else 0,
        files=files,
        as_of=as_of,
        fingerprint=plan.fingerprint,
        engine=engine,
        seconds=time.monotonic() - started,
        tables=tables,
    )


# ---------------------------------------------------------------- Arrow in, Arrow out


class ScoredTable:
    """Scores as an Arrow table: anything that takes the Arrow PyCapsule interface can read it
    (`polars.DataFrame(scored)`, `pyarrow.table(scored)`, `duckdb.from_arrow(scored)`), as often as
    it likes. One row per lead; columns and order as `leadscore run` writes them to Parquet."""

    def __init__(self, session: Session, sql: str, close: Callable[[], None]) -> None:
        self._session = session
        self._sql = sql
        self._cursors: list[object] = []
        self._finalizer = weakref.finalize(self, close)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self._session.types(f"({self._sql})"))

    def __len__(self) -> int:
        rows: int = self._session.rows("SELECT count(*) FROM scored")[0][0]
        return rows

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        cursor = self._session.con.cursor()
        self._cursors.append(cursor)  # some versions of DuckDB end a stream with its cursor
        stream: object = cursor.sql(self._sql).__arrow_c_stream__()
        return stream


def score_table(
    plan: Plan,
    leads: Given,
    events: Given | Mapping[str, Given] | None = None,
    as_of: datetime | None = None,
    *,
    engine: Engine = "duckdb",
    strict: bool = False,
    settings: Settings = DEFAULTS,
) -> ScoredTable:
    """Scores a table of leads with their events: Arrow objects or paths of files, several tables
    of events as a mapping from event names. `as_of` is now by default. Raises `DataError`."""
    moment = in_utc(as_of or datetime.now(UTC))
    refuse_clash(plan)
    chosen = choose(plan, leads, _given_tables(events))
    with ExitStack() as stack:
        session = stack.enter_context(opened(settings))
        _keep_scores(session, chosen, moment, engine, strict)
        sql = score_query(plan, moment, PARQUET)
        return ScoredTable(session, sql, stack.pop_all().close)


def _given_tables(events: Given | Mapping[str, Given] | None) -> tuple[GivenEvents, ...]:
    if events is None:
        return ()
    if isinstance(events, Mapping):
        return tuple(GivenEvents(event, data) for event, data in events.items())
    return (GivenEvents(None, events),)


def _keep_scores(
    session: Session, chosen: Chosen, as_of: datetime, engine: Engine, strict: bool
) -> None:
    """Leaves nothing in the session but the scores."""
    tables = load(session, chosen)
    _score(session, tables, as_of, engine, False, strict)
    kinds = session.rows(
        "SELECT table_name, table_type FROM information_schema.tables WHERE table_name <> 'scored'"
    )
    for table, kind in kinds:
        session.run(f"DROP {'VIEW' if kind == 'VIEW' else 'TABLE'} {table}")
