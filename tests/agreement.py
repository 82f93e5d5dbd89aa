"""The same leads through the Python evaluator and through DuckDB, in one form to compare."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from itertools import zip_longest
from typing import Any, TypeAlias, TypeVar

import duckdb
import reference
from cases import (
    FAMILIES,
    Data,
    LeadRow,
    Row,
    Table,
    key_text,
    lead_rows,
    spelled,
    stages_before,
)
from leadscore.compiler import python_accounts
from leadscore.compiler.plan import Plan, Rows
from leadscore.compiler.python_backend import Evaluator, Overflow, compile_plan
from leadscore.compiler.sql_backend import Physical, Relation, render, render_parts

Value = TypeVar("Value")
Units: TypeAlias = Callable[[Any], int | None]
TIME_ZONE = "America/New_York"
"""Of the session: no score may depend on it."""


@dataclass(frozen=True, slots=True)
class Scored:
    """What one lead gets; points in whole units of the plan."""

    excluded: str | None
    score: int | None
    groups: tuple[int | None, ...]
    """Of the groups that have a name."""
    classes: tuple[str | None, ...]
    lines: tuple[tuple[Any, ...], ...] = ()
    """(group, rule, count, before, points, row), rules in order."""
    limits: tuple[tuple[str | None, int], ...] = ()
    """(group or none for the score, added), in order."""


def connect() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute(f"SET TimeZone = '{TIME_ZONE}'")
    con.execute("SET threads = 2")
    con.execute("CREATE SCHEMA data")
    return con


# ---------------------------------------------------------------- Python


class Crash(Exception):
    """An evaluator fails where it should score: with which lead."""


@dataclass(frozen=True, slots=True)
class Known:
    """What one plan gives, by all that it hangs on, at one moment: engines hold much the same data,
    and the same lead is judged once."""

    overflows: dict[str, bool] = field(default_factory=dict)
    scored: dict[str, Scored | None] = field(default_factory=dict)


def by_python(
    plan: Plan, data: Data, *, every: int = 1, known: Known | None = None
) -> dict[str, Scored]:
    """Key → result, without the leads whose figures overflow, who are nobody's colleagues either.
    Both generated functions must agree, and with them the plain reading of the plan, which is slow
    and is asked about one lead in so many (`every`)."""
    asked, known = reference.figures(plan), known or Known()
    able = [
        row for row in lead_rows(plan, data)
        if not _kept(
            known.overflows, row[:3],
            lambda row=row: reference.overflows(plan, asked, row.lead, row.events, data.as_of),
        )
    ]  # fmt: skip
    while True:
        found = _scored(plan, data, able, every, known)
        left = [row for row in able if (key_text(row.key) or "") in found]
        if len(left) == len(able) or not plan.people:
            return found
        able = left


def _kept(known: dict[str, Value], of: object, work: Callable[[], Value]) -> Value:
    """Values of different types may be equal, so what it is of is compared as it is spelled."""
    spelled_out = repr(of)
    if spelled_out not in known:
        known[spelled_out] = work()
    return known[spelled_out]


def _scored(
    plan: Plan, data: Data, able: Sequence[LeadRow], every: int, known: Known
) -> dict[str, Scored]:
    """Without leads for whom a rule gives too many points."""
    evaluator, found = compile_plan(plan), {}
    people, before = people_of(plan, data, able), stages_before(data)
    for i, row in enumerate(able):
        key = key_text(row.key) or ""
        more = people.get(row.company), before.get(key)
        scored = _kept(
            known.scored, (*row[:3], more),
            lambda row=row, more=more, plainly=i % every == 0: _of_lead(
                plan, evaluator, row, data.as_of, more, plainly
            ),
        )  # fmt: skip
        if scored is not None:
            found[key] = scored
    return found


def _of_lead(
    plan: Plan, evaluator: Evaluator, row: LeadRow, as_of: datetime, more: tuple[Any, ...],
    plainly: bool,
) -> Scored | None:  # fmt: skip
    """None if it is too large."""
    key, given = row.key, (row.lead, row.events, as_of, *more)
    try:
        full = evaluator.full(*given)
        short = evaluator.numbers(*given)
        plain = reference.evaluate(plan, *given) if plainly else full
    except Overflow:
        return None
    except Exception as error:
        raise Crash(f"{type(error).__name__}: {error} (lead {key})") from error
    assert short == full[:4], f"lead {key}: with breakdown {full[:4]}, without {short}"
    assert plain == full, f"lead {key}: {difference(told(plan, full), told(plan, plain))}"
    return told(plan, full)


def people_of(plan: Plan, data: Data, able: Sequence[LeadRow]) -> dict[str | None, tuple[int, ...]]:
    """Company → for each of `Plan.people` how many of its people have such an event."""
    found: dict[str | None, tuple[int, ...]] = {}
    matches = compile_plan(plan).matches
    if matches is None:
        return found
    for key, _, events, company in able:
        own = reference.matches(plan, events, data.as_of)
        assert matches(events, data.as_of) == own, f"lead {key}: people"
        if company is not None:
            before = found.get(company, (0,) * len(own))
            found[company] = tuple(a + b for a, b in zip(own, before, strict=True))
    return found


def told(plan: Plan, raw: Sequence[Any]) -> Scored:
    reason, score, groups, classes, lines, limits = raw
    named = tuple(
        points for group, points in zip(plan.groups, groups, strict=True) if group.name is not None
    )
    rules = [(group.name, rule) for group in plan.groups for rule in group.rules]
    told_lines = tuple(
        (group, rule.name, count, before, points, _words(rule.gives, row))
        for (group, rule), (count, before, points, row) in zip(rules, lines, strict=True)
    ) if lines else ()  # fmt: skip
    names = {i: group.name for i, group in enumerate(plan.groups)}
    told_limits = tuple((None if i is None else names[i], added) for i, added in limits)
    return Scored(reason, score, named, classes, told_lines, told_limits)


Companies: TypeAlias = list[tuple[Any, ...]]
"""Company, score in units, labels, number of leads; in the order of the output."""


def companies_by_python(plan: Plan, data: Data, found: dict[str, Scored]) -> Companies | None:
    """None if a company's points are too many. The plain reading must agree."""
    if plan.accounts is None:
        return []
    made, plain = python_accounts.Companies(plan), []
    place = {g.name: i for i, g in enumerate(g for g in plan.groups if g.name is not None)}
    for row in data.leads.rows:
        scored = found[key_text(row[plan.leads.key or ""]) or ""]
        company, of = key_text(row[plan.company or ""]), plan.accounts.of.group
        groups = dict(zip([g.name for g in plan.groups if g.name], scored.groups, strict=True))
        raw = tuple(groups.get(group.name or "") for group in plan.groups)
        made.add(company, (scored.excluded, scored.score, raw, ()))
        points = scored.score if of is None else scored.groups[place[of]]
        plain.append((company, scored.excluded, points))
    try:
        accounts = list(made.accounts())
    except Overflow:
        return None
    rows = [(a.company, a.score, a.labels, a.leads) for a in accounts]
    rows.sort(key=lambda row: (row[1] is None, -(row[1] or 0), row[0].encode()))
    assert rows == reference.accounts(plan, plain)
    return rows


def _words(gives: object, row: int | None) -> str | None:
    return gives.rows[row].words if isinstance(gives, Rows) and row is not None else None


# ---------------------------------------------------------------- DuckDB


def by_duckdb(
    con: duckdb.DuckDBPyConnection, plan: Plan, data: Data, *, units: bool
) -> dict[str, Scored]:
    """`units`: points come as whole units of the plan."""
    physical, previous = load(con, plan, data), load_last_run(con, plan, data)
    if units:
        parts = render_parts(
            plan, table="scored", as_of=data.as_of, physical=physical, breakdown=True, units=True,
            previous=previous,
        )  # fmt: skip
        con.execute(parts.create)
        leads, lines = (
            con.execute(parts.leads).fetchall(),
            con.execute(parts.breakdown or "").fetchall(),
        )
        con.execute("DROP TABLE scored")
    else:
        sql = [
            render(
                plan,
                as_of=data.as_of,
                physical=physical,
                breakdown=breakdown,
                ordered=breakdown,
                previous=previous,
            )
            for breakdown in (False, True)
        ]
        leads, lines = (con.execute(text).fetchall() for text in sql)
    scale = 1 if units else plan.scale
    return read_results(plan, leads, lines, lambda points: units_of(points, scale))


def companies_by_duckdb(
    con: duckdb.DuckDBPyConnection, plan: Plan, data: Data, *, units: bool
) -> Companies:
    """Needs the tables that `by_duckdb` has loaded."""
    physical = _physical(plan, data)
    if units:
        parts = render_parts(plan, table="scored", as_of=data.as_of, physical=physical, units=True)
        con.execute(parts.create)
        rows = con.execute(parts.accounts or "").fetchall()
        con.execute("DROP TABLE scored")
    else:
        text = render(plan, as_of=data.as_of, physical=physical, accounts=True)
        rows = con.execute(text).fetchall()
    return [
        (company, _account_units(plan, score, units), tuple(labels), leads)
        for company, score, *labels, leads, _, _ in rows
    ]


def _account_units(plan: Plan, score: Any, units: bool) -> int | None:
    return units_of(score, 1 if units else plan.account_scale)


def load_last_run(con: duckdb.DuckDBPyConnection, plan: Plan, data: Data) -> Relation | None:
    if not data.last_run:
        return None
    key = (plan.leads.key or "").replace('"', '""')
    con.execute(
        "CREATE OR REPLACE TABLE data.earlier AS SELECT UNNEST(?::VARCHAR[]) AS "
        f'"{key}", UNNEST(?::VARCHAR[]) AS stage, 7 AS lead, 8 AS stage_was',
        [[row[name] for row in data.last_run] for name in ("key", "stage")],
    )
    return Relation(("data", "earlier"), {plan.leads.key or "": "text"} if data.typed else {})


def read_results(
    plan: Plan, leads: Iterable[tuple[Any, ...]], lines: Iterable[tuple[Any, ...]], units: Units,
    wide: Units | None = None,
) -> dict[str, Scored]:  # fmt: skip
    """Key → result from the rows of both queries; `units` reads points as whole units, `wide`
    those before a rule's own limits."""
    by_key: dict[str, list[tuple[Any, ...]]] = {}
    for line in lines:
        by_key.setdefault(str(line[0]), []).append(line[1:])
    groups = sum(group.name is not None for group in plan.groups)
    found = {}
    for key, score, *rest in leads:
        *classes, excluded, _, fingerprint = rest[groups:]
        assert fingerprint == plan.fingerprint
        own = by_key.get(str(key), [])
        found[str(key)] = Scored(
            excluded, units(score), tuple(map(units, rest[:groups])),
            tuple(classes), tuple(_rules(own, units, wide or units)), tuple(_limits(own, units)),
        )  # fmt: skip
    return found


def units_of(points: Any, scale: int) -> int | None:
    """Points as whole units; anything but an exact number is a mistake."""
    if points is None:
        return None
    if scale == 1:
        assert type(points) is int, f"points come as {type(points).__name__}"
        return points
    assert type(points) is Decimal, f"points come as {type(points).__name__}"
    units = points * scale
    assert units == int(units)
    return int(units)


def _rules(lines: list[tuple[Any, ...]], units: Units, wide: Units) -> Iterator[tuple[Any, ...]]:
    for group, rule, kind, count, before, points, row in lines:
        if kind == "rule":
            assert type(count) is int, f"a count comes as {type(count).__name__}"
            yield group, rule, count, wide(before), units(points), row


def _limits(lines: list[tuple[Any, ...]], units: Units) -> Iterator[tuple[str | None, Any]]:
    for group, _, kind, count, before, points, row in lines:
        if kind != "rule":
            assert (kind, count, before, row) == ("limit", None, None, None)
            yield group, units(points)


# ---------------------------------------------------------------- tables


def load(con: duckdb.DuckDBPyConnection, plan: Plan, data: Data) -> Physical:
    """Puts the data into DuckDB, with columns that no rule knows of."""
    sources = [data.leads, *data.of_plan(plan)]
    names = ["leads", *(f"events_{i}" for i in range(len(plan.events)))]
    for name, table in zip(names, sources, strict=True):
        _create(con, name, table)
    return _physical(plan, data)


def _physical(plan: Plan, data: Data) -> Physical:
    """Where `load` puts the data."""
    sources = [data.leads, *data.of_plan(plan)]
    names = ["leads", *(f"events_{i}" for i in range(len(plan.events)))]
    told = [{c: FAMILIES[s] for c, s in table.storages.items()} for table in sources]
    if not data.typed:
        # Only a time of events that is text must be told.
        times = [None, *(source.at for source in plan.events)]
        told = [
            {c: f for c, f in families.items() if c == at and f == "text"}
            for at, families in zip(times, told, strict=True)
        ]  # fmt: skip
    leads, *events = (
        Relation(("data", name), families)  # type: ignore[arg-type]
        for name, families in zip(names, told, strict=True)
    )
    return Physical(leads, tuple(events))


def _create(con: duckdb.DuckDBPyConnection, name: str, table: Table) -> None:
    """Cells go in as text and are cast, so that no driver changes them on the way."""
    columns, values = [], []
    for column, storage in table.storages.items():
        inner = "VARCHAR[]" if storage == "VARCHAR[]" else "VARCHAR"
        quoted = column.replace('"', '""')
        columns.append(f'CAST(UNNEST(?::{inner}[]) AS {storage}) AS "{quoted}"')
        values.append([spelled(row[column]) for row in table.rows])
    for decoy in ("lead", "points", "src", "score", "n", "kind"):
        if decoy not in {c.lower() for c in table.storages}:
            columns.append(f"'decoy' AS {decoy}")
    con.execute(f"CREATE OR REPLACE TABLE data.{name} AS SELECT {', '.join(columns)}", values)


# ---------------------------------------------------------------- comparing


def disagreements(
    con: duckdb.DuckDBPyConnection, plan: Plan, data: Data, *, units: bool = True
) -> list[str]:
    """What DuckDB says otherwise than Python, a line for each lead."""
    wanted = by_python(plan, data)
    data = without(plan, data, wanted)
    found = by_duckdb(con, plan, data, units=units)
    if set(found) != set(wanted):
        return [f"leads {sorted(set(found) ^ set(wanted))[:5]} are in one result only"]
    wrong = [
        f"lead {key}: {difference(scored, found[key])}"
        for key, scored in wanted.items() if found[key] != scored
    ]  # fmt: skip
    companies = companies_by_python(plan, data, wanted)
    if wrong or not companies:
        return wrong
    other = companies_by_duckdb(con, plan, data, units=units)
    pairs = zip_longest(companies, other)
    return [f"company: {one} and {two}" for one, two in pairs if one != two]


def without(plan: Plan, data: Data, kept: dict[str, Scored]) -> Data:
    """The data without leads that have no result, for one overflow fails a whole query."""
    key = plan.leads.key or ""

    def rows(table: Table, column: str) -> Table:
        keep: list[Row] = [
            row for row in table.rows if row[column] is None or key_text(row[column]) in kept
        ]
        return replace(table, rows=tuple(keep))

    if len(kept) == len(data.leads.rows):
        return data
    events = tuple(rows(t, s.lead) for s, t in zip(plan.events, data.of_plan(plan), strict=True))
    return replace(data, leads=rows(data.leads, key), events=events)


def difference(one: Scored, other: Scored) -> str:
    """Where two results differ first, the first being Python's."""
    for name in Scored.__slots__:
        left, right = getattr(one, name), getattr(other, name)
        if left == right:
            continue
        if not isinstance(left, tuple) or len(left) != len(right):
            return f"{name}: {left!r} and {right!r}"
        pairs = [(a, b) for a, b in zip(left, right, strict=True) if a != b]
        return f"{name}: " + "; ".join(f"{a!r} and {b!r}" for a, b in pairs[:3])
    return "nothing"
