"""Scores the leads of a suite on one engine, and holds what comes out against what is expected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import zip_longest
from typing import Any, Final, TypeAlias

import agreement
import own_moments
from agreement import Companies, Scored
from cases import FAMILIES, Data, Table
from conformance.files import Case, Line, Suite
from engines import Engine
from leadscore.compiler import dialects
from leadscore.compiler.plan import Plan
from leadscore.compiler.sql_backend import Physical, Relation, render

Rows: TypeAlias = Iterable[tuple[Any, ...]]

WIDE: Final = 10**37


def in_python(suite: Suite) -> dict[str, Scored]:
    """Key → result."""
    if suite.data.own is None:
        return agreement.by_python(suite.plan, suite.data)
    return own_moments.judged(suite.plan, suite.data, every=1)[1]


# ---------------------------------------------------------------- SQL


def able(suite: Suite, engine: Engine) -> Suite:
    """Without the cases that need more digits than the engine has."""
    if dialects.find(engine.dialect).wide_limit >= WIDE:
        return suite
    return _of_cases(suite, [case for case in suite.cases if case.needs != "wide"])


def succeeding(suite: Suite) -> Suite:
    """Without the lead that fails."""
    return _of_cases(suite, [case for case in suite.cases if case.key != suite.fails])


def _of_cases(suite: Suite, cases: list[Case]) -> Suite:
    data = _of_leads(suite, {case.key for case in cases})
    return replace(suite, cases=tuple(cases), data=data)


def _of_leads(suite: Suite, keys: set[str]) -> Data:
    """Events of leads that are left out stay: they are nobody's."""
    table = suite.data.leads
    rows = tuple(row for row in table.rows if str(row[suite.plan.leads.key]) in keys)
    return replace(suite.data, leads=replace(table, rows=rows))


def by_engine(engine: Engine, suite: Suite) -> dict[str, Scored]:
    """Key → result, by two queries: one of the leads and one of their breakdowns."""
    plan = suite.plan
    events = suite.data.of_plan(plan)
    physical = Physical(
        _loaded(engine, "conformance_leads", suite.data.leads),
        tuple(_loaded(engine, f"conformance_events_{n}", table) for n, table in enumerate(events)),
    )
    previous = _last_run(engine, suite)
    leads, lines = (
        engine.rows(
            render(
                plan, engine.dialect, as_of=suite.data.own or suite.data.as_of, physical=physical,
                breakdown=breakdown, previous=previous,
            )
        )
        for breakdown in (False, True)
    )  # fmt: skip
    return _read(plan, leads, lines)


def _last_run(engine: Engine, suite: Suite) -> Relation | None:
    if not suite.data.last_run:
        return None
    key = suite.plan.leads.key or ""
    rows = tuple({key: row["key"], "stage": row["stage"]} for row in suite.data.last_run)
    storages = {key: "VARCHAR", "stage": "VARCHAR"}
    return _loaded(engine, "conformance_last_run", Table(storages, rows))


def companies_by_engine(engine: Engine, suite: Suite) -> Companies:
    plan, events = suite.plan, suite.data.of_plan(suite.plan)
    physical = Physical(
        _loaded(engine, "conformance_leads", suite.data.leads),
        tuple(_loaded(engine, f"conformance_events_{n}", table) for n, table in enumerate(events)),
    )
    text = render(plan, engine.dialect, as_of=suite.data.as_of, physical=physical, accounts=True)
    return [
        (company, _units(score, plan.account_scale), tuple(labels), leads)
        for company, score, *labels, leads, _, _ in engine.rows(text)
    ]


def _loaded(engine: Engine, name: str, table: Table) -> Relation:
    families = {column: FAMILIES[storage] for column, storage in table.storages.items()}
    rows = [tuple(row.values()) for row in table.rows]
    parts = engine.load(name, families, rows)  # type: ignore[arg-type]
    if not engine_has_arrays(engine):
        families = {c: "text" if f == "list" else f for c, f in families.items()}
    return Relation(parts, families)  # type: ignore[arg-type]


def engine_has_arrays(engine: Engine) -> bool:
    return isinstance(engine.seen(("a",), "list"), tuple)


def _read(plan: Plan, leads: Rows, lines: Rows) -> dict[str, Scored]:
    groups = sum(group.name is not None for group in plan.groups)
    found: dict[str, Scored] = {}
    of_lead: dict[str, list[tuple[Any, ...]]] = {}
    for key, *line in lines:
        of_lead.setdefault(str(key), []).append(tuple(line))
    for key, score, *rest in leads:
        *classes, excluded, _, fingerprint = rest[groups:]
        assert fingerprint == plan.fingerprint
        own = of_lead.get(str(key), [])
        found[str(key)] = Scored(
            excluded, _units(score, plan.scale), tuple(_units(points, plan.scale) for points in rest[:groups]),
            tuple(classes), tuple(_rules(plan, own)), tuple(_limits(plan, own)),
        )  # fmt: skip
    return found


def _rules(plan: Plan, lines: Rows) -> Iterator[tuple[Any, ...]]:
    for group, rule, kind, count, before, points, row in lines:
        if kind == "rule":
            yield group, rule, count, _units(before, plan.scale), _units(points, plan.scale), row


def _limits(plan: Plan, lines: Rows) -> Iterator[tuple[str | None, int]]:
    for group, _, kind, *_, points, _ in lines:
        if kind != "rule":
            yield group, _units(points, plan.scale) or 0


def _units(points: Any, scale: int) -> int | None:
    """Points as whole counts of 1/scale; engines without decimals give the nearest float."""
    if points is None:
        return None
    units = Decimal(repr(points) if isinstance(points, float) else points) * scale
    assert units == int(units), f"{points} has more decimals than the rules"
    return int(units)


# ---------------------------------------------------------------- expected


def deviations(suite: Suite, found: dict[str, Scored]) -> list[str]:
    """What is otherwise than expected, a line for each."""
    cases = {case.key.strip(" "): case for case in suite.cases if not case.left_out}
    scored = {key.strip(" "): of_lead for key, of_lead in found.items()}
    lines = [f"{key}: is in one of both only" for key in sorted(cases.keys() ^ scored.keys())]
    for key in cases.keys() & scored.keys():
        case, why = cases[key], f" ({cases[key].why})" if cases[key].why else ""
        lines += [f"{key}: {wrong}{why}" for wrong in _of_case(suite.plan, case, scored[key])]
    return lines


def wrong_companies(suite: Suite, found: Companies | None) -> list[str]:
    """The same of the companies: all of them, in their order."""
    names = [label.name for label in suite.plan.accounts.labels] if suite.plan.accounts else []
    told = [
        (company, {"score": _spelled(suite, score), **dict(zip(names, labels, strict=True)),
                   "leads": str(leads)})
        for company, score, labels, leads in found or []
    ]  # fmt: skip
    return [
        f"{one} and {other}"
        for one, other in zip_longest(suite.companies, told) if one != other
    ]  # fmt: skip


def _spelled(suite: Suite, score: int | None) -> str | None:
    if score is None:
        return None
    exact = Decimal(score) / suite.plan.account_scale
    return format(exact.normalize() + Decimal(0), "f")


def _of_case(plan: Plan, case: Case, scored: Scored) -> Iterator[str]:
    yield from _of_results(plan, case, scored)
    lines = list(scored.lines)
    if case.fired is not None:
        fired = {line[1] for line in lines if line[2]}
        for rule in sorted(fired ^ case.fired):
            yield f"`{rule}` " + ("counts" if rule in fired else "does not count")
    for name, line in case.lines.items():
        yield from _of_line(plan, scored, name, line)
    yield from _adds_up(scored)


def _adds_up(scored: Scored) -> Iterator[str]:
    added = sum(line[4] for line in scored.lines) + sum(points for _, points in scored.limits)
    if scored.score is not None and added != scored.score:
        yield f"the lines add up to {added}, the score is {scored.score}"


def _of_results(plan: Plan, case: Case, scored: Scored) -> Iterator[str]:
    columns = results(plan, scored)
    for name, wanted in case.gives.items():
        if name not in columns:
            yield f"there is no `{name}`"
        elif columns[name] != _alike(columns[name], wanted):
            yield f"{name} is {columns[name]}, not {wanted}"


def results(plan: Plan, scored: Scored) -> dict[str, Any]:
    """The columns of one row of the output."""
    named = [group.name for group in plan.groups if group.name is not None]
    points = dict(zip(named, scored.groups, strict=True)) | {"score": scored.score}
    shown = {n: None if p is None else Decimal(p) / plan.scale for n, p in points.items()}
    classes = dict(zip((c.name for c in plan.classes), scored.classes, strict=True))
    return shown | classes | {"excluded": scored.excluded}


def _alike(got: object, wanted: str | None) -> object:
    return Decimal(wanted) if isinstance(got, Decimal) and wanted is not None else wanted


def _of_line(plan: Plan, scored: Scored, name: str, wanted: Line) -> Iterator[str]:
    if wanted.count is None:
        points = sum(p for group, p in scored.limits if f"limit of {group or 'score'}" == name)
        if Decimal(points) / plan.scale != wanted.points:
            yield f"{name} is {Decimal(points) / plan.scale}, not {wanted.points}"
        return
    got = next((line for line in scored.lines if line[1] == name), None)
    if got is None:
        yield f"there is no line of `{name}`"
        return
    _, _, count, before, points, row = got
    line = Line(
        Decimal(points) / plan.scale, count,
        None if wanted.before is None else Decimal(before) / plan.scale,
        None if wanted.row is None else row,
    )  # fmt: skip
    if line != wanted:
        yield f"the line of `{name}` is {line}, not {wanted}"
