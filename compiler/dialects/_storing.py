"""How an engine keeps results: what replaces a view or a table, and what brings a table up to date.

A plan is a tuple of statements with places for names, which are filled in as the engine quotes
them: `{name}` what is made, `{new}` and `{old}` tables beside it for as long as it takes,
`{scratch}` a temporary table, `{history}` the table of all scores so far, `{last_…}` a name without
its schema. A statement that ends in `{scores}` goes on with the query of the scores.

Statements after one another must leave nothing half done wherever they are interrupted: in a
transaction where the engine has one for them, else so that running all of them again mends it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

Statements: TypeAlias = tuple[str, ...]

REPLACED_VIEW: Final[Statements] = ("CREATE OR REPLACE VIEW {name} AS\n{scores}",)
REPLACED_TABLE: Final[Statements] = ("CREATE OR REPLACE TABLE {name} AS\n{scores}",)
DROPPED_VIEW: Final[Statements] = (
    "BEGIN",
    "DROP VIEW IF EXISTS {name}",
    "CREATE VIEW {name} AS\n{scores}",
    "COMMIT",
)
"""Where a view can be replaced only by one with the same columns, or not at all."""
BESIDE: Final[Statements] = (
    "DROP TABLE IF EXISTS {new}",
    "CREATE TABLE {new} AS\n{scores}",
    "DROP TABLE IF EXISTS {name}",
    "ALTER TABLE {new} RENAME TO {last_name}",
)
"""Whoever reads the old table is not kept waiting while the new one is made."""

# ---------------------------------------------------------------- merging

CREATED: Final = "CREATE TABLE IF NOT EXISTS {name} AS\n{no_scores}"
CREATED_HISTORY: Final = "CREATE TABLE IF NOT EXISTS {history} AS\n{no_history}"
MERGED: Final = """\
MERGE INTO {name} AS t
USING {scratch} AS s
ON t.{key} = s.{key}
WHEN MATCHED THEN UPDATE SET
  {set_from_s}
WHEN NOT MATCHED THEN INSERT ({columns})
VALUES ({s_columns})"""
APPENDED: Final = """\
INSERT INTO {history} ({history_columns})
SELECT {s_history_columns}
FROM {scratch} AS s
WHERE NOT EXISTS (
  SELECT 1 FROM {history} AS h
  WHERE h.{key} = s.{key} AND h.{as_of} = s.{as_of} AND h.{rules} = s.{rules}
)"""


@dataclass(frozen=True, slots=True)
class Storing:
    """An engine's plans."""

    view: Statements = REPLACED_VIEW
    table: Statements = REPLACED_TABLE
    merge: Statements = ()
    no_merge: str = ""
    """Why it has no plan for `merge`: `has no …`."""
    temporary: bool = True
    """Whether `{scratch}` is a temporary table, which stands in no schema."""
    longest_name: int = 63
    """So many bytes a name has that no engine cuts off."""
