"""What an earlier run gave: the stage of each lead, read from the file that it wrote."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from .errors import DataError
from .output_columns import as_written, safe_heading
from .tables import columns as table_columns
from .tables.duckdb import Session, literal, name
from .tables.keys import key_text, text_of
from .tables.loaded import Relation, Tables, load_all, open_table
from .tables.opened import Opened
from .tables.sources import Given

TABLE: Final = "last_run"
"""Key, in normal form, and `stage`; each key once."""
STAGE: Final = "stage"


def load(session: Session, tables: Tables, previous: Given | None) -> Tables:
    """With the table of the last run, if there is one. Of a key that stands twice the greatest
    stage counts. `DataError` if the data cannot be an earlier output."""
    if previous is None:
        return tables
    data = open_table(session, previous, "the table of earlier scores")
    own = tables.plan.leads.key or ""
    guarded = data.shown.lower().removesuffix(".gz").endswith(".csv")
    key = safe_heading(own) if guarded else own
    relation = _loaded(session, data, key)
    cells = (text_of(relation, column) for column in (key, STAGE))
    k, stage = (f"nullif({as_written(cell) if guarded else cell}, '')" for cell in cells)
    session.run(
        f"CREATE TABLE {TABLE} AS SELECT k AS {name(own)}, max(stage) AS {STAGE} FROM "
        f"(SELECT {k} AS k, {stage} AS stage FROM {relation.name} AS t) "
        "WHERE k IS NOT NULL GROUP BY k"
    )
    return replace(tables, last_run=True)


def _loaded(session: Session, data: Opened, key: str) -> Relation:
    try:
        picks = table_columns.find(data, table_columns.of_last_run(key, STAGE))
    except DataError as error:
        raise DataError(
            f"{error.message}, so it is no earlier output of these rules",
            "give a file that `leadscore run` has written with `-o`",
        ) from error
    session.tell(f"reading {data.shown}", None)
    return load_all(session, data, picks, "earlier")


def was(tables: Tables) -> Callable[[str], str] | None:
    """What makes the SQL that tells whether a lead `t` had a stage at the last run, if there is
    one."""
    key = tables.plan.leads.key or ""
    return partial(had, key, key_text(tables.leads, key)) if tables.last_run else None


def had(key: str, spelled: str, stage: str) -> str:
    """SQL: whether the table of the last run has that stage with a key."""
    return (
        f"EXISTS (SELECT 1 FROM {TABLE} AS p WHERE p.{name(key)} = {spelled} "
        f"AND p.{STAGE} = {literal(stage.strip(' '))})"
    )


def paths(previous: Given | None) -> tuple[Path, ...]:
    return (Path(previous),) if isinstance(previous, str | Path) else ()
