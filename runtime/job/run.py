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
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal, TypeAlias

from ...compiler.own_moment import NO_COMPANIES, AsOf, OwnMoment
from ...compiler.plan import Plan
from .. import last_run, output, summary
from ..output_columns import (
    PARQUET,
    SHOWN,
    Cells,
    account_query,
    line_query,
    refuse_clash,
    score_columns,
    score_query,
)
from ..problems import refuse_serious
from ..summary import Count, HandedOver, Summary
from ..tables.checks import Checked, check
from ..tables.duckdb import DEFAULTS, Progress, Session, Settings, literal, opened, silent
from ..tables.keys import number_keys
from ..tables.loaded import Chosen, Tables, choose, load
from ..tables.moments import find_moments, in_utc, one_moment, settled
from ..tables.sources import Given, GivenEvents, parse_events
from . import python as job_python
from . import sql as job_sql

Engine: TypeAlias = Literal["duckdb", "python"]
Score: TypeAlias = Callable[[Session, Tables, AsOf, bool], None]

ENGINES: Final[dict[Engine, Score]] = {"duckdb": job_sql.score, "python": job_python.score}


def run(
    plan: Plan,
    *,
    as_of: AsOf,
    leads: Given | None = None,
    events: Sequence[GivenEvents | str] = (),
    engine: Engine = "duckdb",
    breakdown: bool = False,
    strict: bool = False,
    previous: Given | None = None,
    out: str | os.PathLike[str] | None = None,
    progress: Progress = silent,
    settings: Settings = DEFAULTS,
    shown: int = 20,
) -> Summary:
    """Scores all leads and writes them to `out` (`.csv`, `.parquet` or `.jsonl`; with `breakdown`
    also `OUT.breakdown.csv` …, and of rules with `accounts` also `OUT.accounts.csv` …). An `as_of`
    without a zone is in UTC; it may be each lead's own moment, and then there are no companies.
    `previous` is an earlier output, for stages with `until` and for
    what is handed over.

    `leads` and `events` (`FILE`, `EVENT=FILE`) replace what the rules name; see `tables.sources`.
    The summary holds the first `shown` rows. `strict` refuses data with serious problems before
    anything is written. Raises `DataError`; then no file is changed.
    """
    started = time.monotonic()
    plan, as_of = settled(plan, as_of)
    chosen = choose(plan, leads, given_events(events))
    refuse_clash(plan, breakdown)
    inputs = (*chosen.paths, *last_run.paths(previous))
    files = targets(out, parts_of(plan, breakdown), inputs)
    with opened(settings, progress) as session:
        tables = last_run.load(session, load(session, chosen), previous)
        checked = _score(session, tables, as_of, engine, breakdown, strict)
        if files:
            progress("writing", None)
            write(session, tables.plan, as_of, files)
        rows = scored_rows(session)
        handed = tuple(summary.hand_offs(session, tables.plan, last_run.was(tables)))
        return told(
            session, tables.plan, rows, checked, as_of, engine, files, shown, started, handed
        )


def scored_rows(session: Session) -> int:
    """Leads that have a moment, if each has its own; else all."""
    rows: int = session.rows("SELECT count(*) FROM scored")[0][0]
    return rows


def given_events(events: Sequence[GivenEvents | str]) -> tuple[GivenEvents, ...]:
    return tuple(one if isinstance(one, GivenEvents) else parse_events([one])[0] for one in events)


Part: TypeAlias = Literal["scores", "breakdown", "accounts"]
Files: TypeAlias = Mapping[Part, Path]


def parts_of(plan: Plan, breakdown: bool) -> tuple[Part, ...]:
    """What is written beside the scores."""
    parts: list[tuple[bool, Part]] = [
        (breakdown, "breakdown"), (plan.accounts is not None, "accounts"),
    ]  # fmt: skip
    return tuple(part for wanted, part in parts if wanted)


def targets(
    out: str | os.PathLike[str] | None, parts: Iterable[Part], inputs: Iterable[Path]
) -> Files:
    """The files to write."""
    if out is None:
        return {}
    inputs = tuple(inputs)
    scores = output.checked_target(out, inputs)
    beside: dict[Part, Path] = {
        part: output.checked_target(output.beside(scores, part), inputs) for part in parts
    }
    return {"scores": scores, **beside}


def _score(
    session: Session, tables: Tables, as_of: AsOf, engine: Engine, breakdown: bool,
    strict: bool,
) -> Checked:  # fmt: skip
    """Makes the tables `scored`, with a breakdown `lines`, and with companies `accounts` (see
    `output_columns`)."""
    session.tell("checking the data", None)
    number_keys(session, tables)
    tables = find_moments(session, tables, as_of)
    checked = check(session, tables, as_of)
    if strict:
        refuse_serious(checked.problems)
    session.tell("scoring", None)
    ENGINES[engine](session, tables, as_of, breakdown)
    return checked


def write(session: Session, plan: Plan, as_of: AsOf, files: Files) -> None:
    queries: dict[Part, Callable[[Cells], str]] = {
        "scores": lambda cells: score_query(plan, as_of, cells),
        "breakdown": lambda cells: line_query(plan, cells),
        "accounts": lambda cells: account_query(plan, one_moment(as_of), cells),
    }
    output.write_all(
        session, {path: queries[part](output.cells_of(path)) for part, path in files.items()}
    )


def told(
    session: Session, plan: Plan, leads: int, checked: Checked, as_of: AsOf, engine: str,
    files: Files, shown: int, started: float, hand_offs: tuple[HandedOver, ...],
    tables: tuple[str, ...] = (),
) -> Summary:  # fmt: skip
    """The summary of what the tables `scored` and `lines` hold."""
    columns = score_columns(plan)
    first = score_query(plan, as_of, SHOWN, shown)
    guarded = "scores" in files and files["scores"].suffix.lower() == ".csv"
    return Summary(
        columns=(*(column.name for column in columns), "as_of", "rules"),
        rows=tuple(session.rows(first)),
        leads=leads,
        excluded=summary.excluded_counts(session, plan, "scored"),
        classes=summary.class_counts(session, plan, "scored"),
        scores=summary.scores(session, plan, "scored"),
        accounts=summary.accounts(session, plan),
        hand_offs=hand_offs,
        events=tuple(Count(kind, rows) for kind, rows in checked.events),
        problems=checked.problems,
        guarded=summary.guarded(session, plan) if guarded else 0,
        files=tuple(files.values()),
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
    it likes. One row per lead, or per company; columns and order as `leadscore run` writes them to
    Parquet."""

    def __init__(self, session: Session, table: str, sql: str, close: Callable[[], None]) -> None:
        """`sql` reads the table."""
        self._session = session
        self._table = table
        self._sql = sql
        self._cursors: list[object] = []
        self._finalizer = weakref.finalize(self, close)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self._session.types(f"({self._sql})"))

    def __len__(self) -> int:
        rows: int = self._session.rows(f"SELECT count(*) FROM {self._table}")[0][0]
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
    as_of: AsOf | None = None,
    *,
    previous: Given | None = None,
    engine: Engine = "duckdb",
    strict: bool = False,
    settings: Settings = DEFAULTS,
) -> ScoredTable:
    """Scores a table of leads with their events: Arrow objects or paths of files, several tables
    of events as a mapping from event names. `as_of` is now by default, and may be each lead's own
    moment; `previous` is an earlier output. Raises `DataError`."""
    plan, as_of = settled(plan, as_of or datetime.now(UTC))
    job = Job(plan, leads, events, as_of, previous, engine, strict)
    return _kept(job, settings, "scored", score_query(plan, job.as_of, PARQUET))


def score_accounts(
    plan: Plan,
    leads: Given,
    events: Given | Mapping[str, Given] | None = None,
    as_of: AsOf | None = None,
    *,
    engine: Engine = "duckdb",
    strict: bool = False,
    settings: Settings = DEFAULTS,
) -> ScoredTable:
    """As `score_table`, with a row for each company. Raises `ValueError` if the rules have no
    section `accounts`, and for moments of leads: companies have none."""
    if isinstance(as_of, OwnMoment):
        raise ValueError(NO_COMPANIES)
    if plan.accounts is None:
        raise ValueError("the rules have no section `accounts`")
    as_of = in_utc(as_of or datetime.now(UTC))
    job = Job(plan, leads, events, as_of, None, engine, strict)
    return _kept(job, settings, "accounts", account_query(plan, as_of, PARQUET))


@dataclass(frozen=True, slots=True)
class Job:
    """What is scored, and how."""

    plan: Plan
    leads: Given
    events: Given | Mapping[str, Given] | None
    as_of: AsOf
    previous: Given | None
    engine: Engine
    strict: bool


def _kept(job: Job, settings: Settings, table: str, sql: str) -> ScoredTable:
    """The table of results as an Arrow table."""
    refuse_clash(job.plan)
    chosen = choose(job.plan, job.leads, given_tables(job.events))
    with ExitStack() as stack:
        session = stack.enter_context(opened(settings))
        _keep(session, chosen, job, table)
        return ScoredTable(session, table, sql, stack.pop_all().close)


def given_tables(events: Given | Mapping[str, Given] | None) -> tuple[GivenEvents, ...]:
    if events is None:
        return ()
    if isinstance(events, Mapping):
        return tuple(GivenEvents(event, data) for event, data in events.items())
    return (GivenEvents(None, events),)


def _keep(session: Session, chosen: Chosen, job: Job, kept: str) -> None:
    """Leaves nothing in the session but one table of results."""
    tables = last_run.load(session, load(session, chosen), job.previous)
    _score(session, tables, job.as_of, job.engine, False, job.strict)
    kinds = session.rows(
        "SELECT table_name, table_type FROM information_schema.tables "
        f"WHERE table_name <> {literal(kept)}"
    )
    for table, kind in kinds:
        session.run(f"DROP {'VIEW' if kind == 'VIEW' else 'TABLE'} {table}")
