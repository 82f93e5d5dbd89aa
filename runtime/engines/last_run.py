"""What an earlier run has left in a table of the engine."""

from __future__ import annotations

from typing import Final

from ...compiler.dialects import Family
from ...compiler.sql_backend import Relation
from ..errors import DataError
from ..last_run import STAGE
from ..tables import columns as table_columns
from ..tables.sources import Given
from .base import Column, Found, Warehouse
from .locate import Located, column_of, is_file, relation_of

_KINDS: Final[dict[Family, str]] = {
    "whole": "number", "decimal": "number", "float": "number", "date": "moment", "time": "moment",
    "instant": "moment",
}  # fmt: skip
"""Families of which a value can be equal to one of another; any can be to a text."""


def locate(warehouse: Warehouse, located: Located, previous: Given | None) -> Relation | None:
    """The table with the key and the stage of each lead, if one is given; `DataError` if it cannot
    be an earlier result."""
    if previous is None:
        return None
    _refuse_files(warehouse, str(previous))
    found, key = warehouse.find(str(previous)), located.plan.leads.key or ""
    try:
        relation = relation_of(found, table_columns.of_last_run(key, STAGE))
    except DataError as error:
        raise DataError(
            f"{error.message}, so it is no earlier result of these rules",
            "give a table that `leadscore run` has written with `-o table:…`",
        ) from error
    _refuse_key(located, found, column_of(found, relation, key))
    return relation


def _refuse_files(warehouse: Warehouse, spelled: str) -> None:
    """A CSV file has signs in front of some texts, which an engine would take for part of them."""
    csv = spelled.lower().removesuffix(".gz").endswith((".csv", ".tsv"))
    if not is_file(spelled) or (warehouse.files and not csv):
        return
    if warehouse.files:
        raise DataError(
            f"`{spelled}` is a CSV file, which {warehouse.shown} cannot read as an earlier result",
            "write results as .parquet or .jsonl, and give that file",
        )
    raise DataError(
        f"`{spelled}` is a file, and {warehouse.shown} reads tables",
        "load it into a table there and give its name, `--previous marketing.scores`; "
        "`-o table:marketing.scores` keeps results there from now on",
    )


def _refuse_key(located: Located, found: Found, before: Column) -> None:
    now = located.key()
    one, other = (_KINDS.get(column.family, column.family) for column in (before, now))
    if one == other or "text" in (one, other):
        return
    raise DataError(
        f"column `{before.name}` of `{found.shown}` is of type {before.type.lower()}, and the "
        f"leads' key of type {now.type.lower()}: no lead would be found there",
        "give the table of an earlier run over the same leads",
    )
