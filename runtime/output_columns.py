"""The columns of the output and what stands in their cells, per file format.

In the table that is written out, points are whole counts of 1/scale and everything else is as it
will be read: the key as it came, texts as texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from ..compiler.plan import Plan
from .table_duckdb import literal, name
from .table_errors import DataError

Kind: TypeAlias = Literal["key", "points", "count", "text"]


@dataclass(frozen=True, slots=True)
class OutputColumn:
    name: str
    kind: Kind


def score_columns(plan: Plan) -> tuple[OutputColumn, ...]:
    """One row per lead: without the two that are the same in every row, `as_of` and `rules`."""
    return (
        OutputColumn(_key(plan), "key"),
        OutputColumn("score", "points"),
        *(OutputColumn(group.name, "points") for group in plan.groups if group.name is not None),
        *(OutputColumn(class_.name, "text") for class_ in plan.classes),
        OutputColumn("excluded", "text"),
    )


def breakdown_columns(plan: Plan) -> tuple[OutputColumn, ...]:
    """One row per lead and rule."""
    return (
        OutputColumn(_key(plan), "key"),
        OutputColumn("group", "text"),
        OutputColumn("rule", "text"),
        OutputColumn("count", "count"),
        OutputColumn("points", "points"),
    )


def _key(plan: Plan) -> str:
    return plan.leads.key or ""


def refuse_clash(plan: Plan, columns: tuple[OutputColumn, ...]) -> None:
    """The key keeps its own name, so it may not be that of a result."""
    others = {column.name.lower() for column in columns[1:]} | {"as_of", "rules"}
    if _key(plan).lower() in others:
        raise DataError(
            f"the leads' key `{_key(plan)}` has the name of a column of the output",
            f"rename the column in the data, for example to `lead_{_key(plan).lower()}`",
        )


# ---------------------------------------------------------------- cells

Cells: TypeAlias = Callable[[OutputColumn, int], str]
"""SQL for a column's cell, given how many decimals points have."""


def as_written(column: OutputColumn, decimals: int) -> str:
    """Points as text with as few decimals as they need; the rest as it is."""
    cell = name(column.name)
    if column.kind != "points" or not decimals:
        return cell
    scale = 10**decimals
    whole, rest = f"CAST(abs({cell}) // {scale} AS VARCHAR)", f"abs({cell}) % {scale}"
    digits = f"rtrim(lpad(CAST({rest} AS VARCHAR), {decimals}, '0'), '0')"
    return (
        f"CASE WHEN {cell} < 0 THEN '-' ELSE '' END || {whole} || "
        f"CASE WHEN {rest} = 0 THEN '' ELSE '.' || {digits} END"
    )


def csv_cells(column: OutputColumn, decimals: int) -> str:
    if column.kind in ("points", "count"):
        return as_written(column, decimals)
    text = f"CAST({name(column.name)} AS VARCHAR)"
    return f"CASE WHEN {would_run(text)} THEN '''' || {text} ELSE {text} END"


def json_cells(column: OutputColumn, decimals: int) -> str:
    cell = as_written(column, decimals)
    return f"CAST({cell} AS JSON)" if column.kind == "points" and decimals else cell


def parquet_cells(column: OutputColumn, decimals: int) -> str:
    cell = name(column.name)
    if column.kind != "points" or not decimals:
        return cell
    step = f"CAST('{1 / 10**decimals:.{decimals}f}' AS DECIMAL({decimals + 1}, {decimals}))"
    return f"CAST(CAST({cell} AS DECIMAL(18, 0)) * {step} AS DECIMAL(18, {decimals}))"


# ---------------------------------------------------------------- what a spreadsheet would run

_RUNS: Final = r"(?s)[=@\t\r].*|[+-].*"
_PLAIN_NUMBER: Final = r"[+-][0-9]+([.][0-9]+)?"


def would_run(text: str) -> str:
    """SQL: whether a spreadsheet would take the text for a formula, were it in a CSV cell."""
    return (
        f"coalesce(regexp_full_match({text}, {literal(_RUNS)}) "
        f"AND NOT regexp_full_match({text}, {literal(_PLAIN_NUMBER)}), false)"
    )


def safe_heading(heading: str) -> str:
    """A column's name as a CSV cell that no spreadsheet runs."""
    runs = re.fullmatch(_RUNS, heading) and not re.fullmatch(_PLAIN_NUMBER, heading)
    return f"'{heading}" if runs else heading
