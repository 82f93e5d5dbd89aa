"""The columns of the output, their order, and what stands in their cells in each format.

What is written comes from two tables, made by whichever engine has scored: `scored`, one row per
lead, and `lines`, one row per lead and line of its breakdown. In both, points are whole counts of
1/scale and everything else is as it will be read: the key as it came, texts as texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal, TypeAlias

from ..compiler.own_moment import AsOf, OwnMoment
from ..compiler.plan import Plan
from .errors import DataError
from .tables.duckdb import Session, literal, name

Kind: TypeAlias = Literal["key", "points", "count", "text"]

POINTS_DECIMALS: Final = 4
"""Points have no more; averages of points do, and then more digits too."""
AS_OF: Final = "as_of"
LINE: Final = "line"
"""A column of `lines` that is not written: the line's place in the breakdown."""


@dataclass(frozen=True, slots=True)
class OutputColumn:
    name: str
    kind: Kind


def score_columns(plan: Plan) -> tuple[OutputColumn, ...]:
    """Of `scored`. The output has two more, the same in every row: `as_of` and `rules`. Where each
    lead has its own moment, `scored` has `AS_OF` too, in microseconds since 1970-01-01T00:00Z."""
    return (
        OutputColumn(_key(plan), "key"),
        OutputColumn("score", "points"),
        *(OutputColumn(group.name, "points") for group in plan.groups if group.name is not None),
        *(OutputColumn(class_.name, "text") for class_ in plan.classes),
        OutputColumn("excluded", "text"),
    )


def line_columns(plan: Plan) -> tuple[OutputColumn, ...]:
    """Of `lines`, which has `LINE` besides."""
    return (
        OutputColumn(_key(plan), "key"),
        OutputColumn("group", "text"),
        OutputColumn("rule", "text"),
        OutputColumn("count", "count"),
        OutputColumn("points", "points"),
    )


def account_columns(plan: Plan) -> tuple[OutputColumn, ...]:
    """Of `accounts`, one row per company. The output has `as_of` and `rules` besides."""
    labels = plan.accounts.labels if plan.accounts is not None else ()
    return (
        OutputColumn(plan.company or "", "key"),
        OutputColumn("score", "points"),
        *(OutputColumn(label.name, "text") for label in labels),
        OutputColumn("leads", "count"),
    )


def _lines(plan: Plan) -> list[tuple[str | None, str, str]]:
    """(group, rule, kind) of all lines that a breakdown may have, in their order: the rules of a
    group, then what its limits took away or added; at last the same of the score."""
    lines: list[tuple[str | None, str, str]] = []
    for group in plan.groups:
        lines += [(group.name, rule.name, "rule") for rule in group.rules]
        lines.append((group.name, f"limit of {group.name}", "limit"))
    return [*lines, (None, "limit of the score", "limit")]


def line_places(plan: Plan) -> tuple[list[int], dict[int | None, int]]:
    """Where the rules' lines are among all lines, and the limits' by the place of their group
    (none for the score)."""
    kinds = [kind for _, _, kind in _lines(plan)]
    limits = [place for place, kind in enumerate(kinds) if kind == "limit"]
    rules = [place for place, kind in enumerate(kinds) if kind == "rule"]
    return rules, {**dict(enumerate(limits[:-1])), None: limits[-1]}


def name_lines(session: Session, plan: Plan) -> None:
    """Makes the table `line_names` (line, group, rule, kind)."""
    rows = ", ".join(
        f"({place}, {literal(group) if group is not None else 'NULL'}, {literal(rule)},"
        f" {literal(kind)})"
        for place, (group, rule, kind) in enumerate(_lines(plan))
    )
    session.run(
        'CREATE TABLE line_names AS SELECT CAST(line AS BIGINT) AS line, CAST("group" AS VARCHAR) '
        f'AS "group", rule, kind FROM (VALUES {rows}) AS v(line, "group", rule, kind)'
    )


def _key(plan: Plan) -> str:
    return plan.leads.key or ""


def refuse_clash(plan: Plan, breakdown: bool = False) -> None:
    """The key keeps its own name, so it may not be that of a result."""
    columns = [*score_columns(plan)[1:], *(line_columns(plan)[1:] if breakdown else ())]
    taken = {column.name.lower() for column in columns} | {"as_of", "rules", LINE}
    if _key(plan).lower() in taken:
        raise DataError(
            f"the leads' key `{_key(plan)}` has the name of a column of the output",
            f"rename the column in the data, for example to `lead_{_key(plan).lower()}`",
        )
    company = (plan.company or "").lower()
    if company in {column.name.lower() for column in account_columns(plan)[1:]} | {
        "as_of",
        "rules",
    }:
        raise DataError(
            f"the column `{plan.company}` of companies has the name of a column of the output",
            f"rename the column in the data, for example to `company_{company}`",
        )


# ---------------------------------------------------------------- formats


@dataclass(frozen=True, slots=True)
class Cells:
    """What stands in the cells of one format, as SQL."""

    cell: Callable[[str, Kind, int], str]
    """From a cell of `scored` or `lines`, given its kind and how many decimals points have."""
    heading: Callable[[str], str] = str
    moment: Callable[[datetime], str] = lambda moment: literal(utc_text(moment))
    moment_of: Callable[[str], str] = lambda us: _utc_text_of(us)
    """From SQL for microseconds since 1970-01-01T00:00Z."""


def score_query(plan: Plan, as_of: AsOf, cells: Cells, most: int | None = None) -> str:
    """The output in its order: score from high to low, unknown last, then keys by their bytes;
    what is still equal by all other columns, so that the order is always the same."""
    columns = score_columns(plan)
    key, score, *rest = (f"s.{name(column.name)}" for column in columns)
    order = ", ".join(
        [f"{score} DESC NULLS LAST", *(f"{cell} NULLS LAST" for cell in [_bytes(key), *rest])]
    )
    limit = "" if most is None else f" LIMIT {most}"
    order += f", s.{AS_OF}" if isinstance(as_of, OwnMoment) else ""
    return (
        f"SELECT {_select(plan.scale, columns, cells)}, {_constants(plan, as_of, cells)} "
        f"FROM scored AS s ORDER BY {order}{limit}"
    )


def _constants(plan: Plan, as_of: AsOf, cells: Cells) -> str:
    fingerprint = literal(plan.fingerprint)
    return f"{_moment(as_of, cells)} AS {AS_OF}, {fingerprint} AS {name('rules')}"


def _moment(as_of: AsOf, cells: Cells) -> str:
    if isinstance(as_of, datetime):
        return cells.moment(as_of)
    return cells.moment_of(f"s.{AS_OF}")


def account_query(plan: Plan, as_of: datetime, cells: Cells, most: int | None = None) -> str:
    """The companies: score from high to low, unknown last, then their names by bytes."""
    columns = account_columns(plan)
    company, score, *_ = (f"s.{name(column.name)}" for column in columns)
    limit = "" if most is None else f" LIMIT {most}"
    return (
        f"SELECT {_select(plan.account_scale, columns, cells)}, {_constants(plan, as_of, cells)} "
        f"FROM accounts AS s ORDER BY {score} DESC NULLS LAST, {_bytes(company)}{limit}"
    )


def line_query(plan: Plan, cells: Cells) -> str:
    """The breakdown, ordered by keys and, for a lead, as the rules are."""
    columns = line_columns(plan)
    key, *_, count, points = (f"s.{name(column.name)}" for column in columns)
    order = ", ".join(f"{cell} NULLS LAST" for cell in (_bytes(key), f"s.{LINE}", count, points))
    return f"SELECT {_select(plan.scale, columns, cells)} FROM lines AS s ORDER BY {order}"


def _select(scale: int, columns: tuple[OutputColumn, ...], cells: Cells) -> str:
    decimals = len(str(scale)) - 1
    return ", ".join(
        f"{cells.cell(f's.{name(column.name)}', column.kind, decimals)} "
        f"AS {name(cells.heading(column.name))}"
        for column in columns
    )


def _bytes(key: str) -> str:
    return f"CAST({key} AS VARCHAR)"


def utc_text(moment: datetime) -> str:
    """`2026-03-01T00:00:00Z`, with as many digits of the second as it needs."""
    text = moment.astimezone(UTC).replace(tzinfo=None).isoformat()
    return (text.rstrip("0") if "." in text else text) + "Z"


# ---------------------------------------------------------------- cells


def _digits(cell: str, kind: Kind, decimals: int) -> str:
    """Points as text with as few decimals as they need; the rest as it is."""
    if kind != "points" or not decimals:
        return cell
    scale = 10**decimals
    whole, rest = f"CAST(abs({cell}) // {scale} AS VARCHAR)", f"abs({cell}) % {scale}"
    digits = f"rtrim(lpad(CAST({rest} AS VARCHAR), {decimals}, '0'), '0')"
    return (
        f"CASE WHEN {cell} < 0 THEN '-' ELSE '' END || {whole} || "
        f"CASE WHEN {rest} = 0 THEN '' ELSE '.' || {digits} END"
    )


def _csv(cell: str, kind: Kind, decimals: int) -> str:
    if kind in ("points", "count"):
        return _digits(cell, kind, decimals)
    text = f"CAST({cell} AS VARCHAR)"
    return f"CASE WHEN {would_run(text)} THEN '''' || {text} ELSE {text} END"


def _json(cell: str, kind: Kind, decimals: int) -> str:
    text = _digits(cell, kind, decimals)
    return f"CAST({text} AS JSON)" if text != cell else cell


def _decimal(cell: str, kind: Kind, decimals: int) -> str:
    """Points as BIGINT, or as DECIMAL if the rules give decimals."""
    if kind != "points" or not decimals:
        return cell
    digits = 18 if decimals <= POINTS_DECIMALS else 30
    step = f"CAST('{1 / 10**decimals:.{decimals}f}' AS DECIMAL({decimals + 1}, {decimals}))"
    return f"CAST(CAST({cell} AS DECIMAL({digits}, 0)) * {step} AS DECIMAL({digits}, {decimals}))"


def _utc_text_of(us: str) -> str:
    digits = f"strftime(make_timestamp({us}), '%Y-%m-%dT%H:%M:%S.%f')"
    return f"rtrim(rtrim({digits}, '0'), '.') || 'Z'"


def _instant_of(us: str) -> str:
    return f"make_timestamp({us}) AT TIME ZONE 'UTC'"


def _instant(moment: datetime) -> str:
    return f"CAST({literal(utc_text(moment))} AS TIMESTAMPTZ)"


# ---------------------------------------------------------------- what a spreadsheet would run

_RUNS: Final = r"(?s)[=@\t\r].*|[+-].*"
_PLAIN_NUMBER: Final = r"[+-][0-9]+([.][0-9]+)?"


def would_run(text: str) -> str:
    """SQL: whether a spreadsheet would take the text for a formula, were it in a CSV cell."""
    return (
        f"coalesce(regexp_full_match({text}, {literal(_RUNS)}) "
        f"AND NOT regexp_full_match({text}, {literal(_PLAIN_NUMBER)}), false)"
    )


def as_written(text: str) -> str:
    """SQL: the text of a cell of a CSV output, without the `'` that was put in front of it."""
    rest = f"substr({text}, 2)"
    guarded = f"starts_with({text}, {literal(chr(39))}) AND {would_run(rest)}"
    return f"CASE WHEN {guarded} THEN {rest} ELSE {text} END"


def safe_heading(heading: str) -> str:
    """A column's name as a CSV cell that no spreadsheet runs.

    >>> safe_heading("contact_id"), safe_heading("=cmd")
    ('contact_id', "'=cmd")
    """
    runs = re.fullmatch(_RUNS, heading) and not re.fullmatch(_PLAIN_NUMBER, heading)
    return f"'{heading}" if runs else heading


CSV: Final = Cells(_csv, safe_heading)
JSON: Final = Cells(_json)
PARQUET: Final = Cells(_decimal, moment=_instant, moment_of=_instant_of)
SHOWN: Final = Cells(
    lambda cell, kind, decimals: f"CAST({_digits(cell, kind, decimals)} AS VARCHAR)"
)
"""All cells as text, for a terminal."""
