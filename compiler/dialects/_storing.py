"""How an engine keeps results: what replaces a view or a table, and what brings a table up to date.

A plan is a tuple of statements with places for names, which are filled in as the engine quotes
them: `{name}` what is made, `{new}` and `{old}` tables beside it for as long as it takes,
`{scratch}` a table with the scores of this run, `{history}` the table of all scores so far,
`{last_…}` a name without its schema. A statement that ends in `{scores}` goes on with the query.

Statements after one another must leave nothing half done wherever they are interrupted: in a
transaction where the engine has one for them, else so that running all of them again mends it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

Statements: TypeAlias = tuple[str, ...]
Holds: TypeAlias = Literal["key", "points", "text", "moment", "rules"]
"""What a column of the tables holds."""

# ---------------------------------------------------------------- views and tables

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
DECLARED: Final = """\
CREATE TABLE IF NOT EXISTS {name} (
  {declared},
  PRIMARY KEY ({key})
)"""
DECLARED_HISTORY: Final = """\
CREATE TABLE IF NOT EXISTS {history} (
  {declared_history},
  PRIMARY KEY ({key}, {as_of}, {rules})
)"""
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
IN_SESSION: Final[Statements] = ("CREATE OR REPLACE TEMPORARY TABLE {scratch} AS\n{scores}",)
ALONGSIDE: Final[Statements] = (
    "DROP TABLE IF EXISTS {scratch}",
    "CREATE TABLE {scratch} AS\n{scores}",
)
"""For engines without temporary tables, or whose sessions end with a statement."""


@dataclass(frozen=True, slots=True)
class Storing:
    """An engine's plans."""

    view: Statements = REPLACED_VIEW
    table: Statements = REPLACED_TABLE
    merge: Statements = ()
    no_merge: str = "has no statement that merges"
    """Why there is no plan for `merge`, after the engine's name."""
    in_session: bool = True
    """Whether `{scratch}` stands in no schema, as temporary tables do."""
    ordered: bool = True
    """Whether views may have an order."""
    keys_as_text: bool = False
    """Whether keys are kept as texts compared by bytes, for an engine that would else take
    different keys for one."""
    types: Mapping[Holds, str] = field(default_factory=dict)
    """What `{declared}` declares; with the places of points as `{decimals}`."""
    longest_name: int = 63
    """So many bytes a name has that no engine cuts off."""
    between: str = ";"
    """What stands after a statement when there are several."""
