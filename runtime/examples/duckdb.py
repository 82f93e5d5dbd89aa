"""Examples scored by DuckDB the way `leadscore run` scores leads: from a file of leads and a file
of events to a file of scores.
"""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Final

from ...compiler.plan import Column, EventSource, Plan, Table
from ..evaluate import Line, Number
from ..job.run import run
from ..output import beside
from .said import Case, Figures

KEY: Final = "lead #"
COMPANY: Final = "company #"
"""No names of the rules look like these."""


def by_duckdb(plan: Plan, cases: Sequence[Case]) -> list[Figures]:
    """Cases of one moment are the leads of one table."""
    found: dict[int, Figures] = {}
    order = sorted(range(len(cases)), key=lambda i: cases[i].as_of)
    for as_of, group in groupby(order, key=lambda i: cases[i].as_of):
        numbered = {i: cases[i] for i in group}
        found |= _one_table(plan, as_of, numbered)
    return [found[i] for i in range(len(cases))]


def _one_table(plan: Plan, as_of: datetime, cases: Mapping[int, Case]) -> dict[int, Figures]:
    with tempfile.TemporaryDirectory(prefix="leadscore-") as name:
        folder = Path(name)
        given = _as_given(plan)
        _write_csv(folder / "leads.csv", _lead_rows(given, cases))
        _write_csv(folder / "events.csv", _event_rows(given, cases))
        out = folder / "scores.jsonl"
        events = [str(folder / "events.csv")] if given.events else []
        previous = folder / "last_run.jsonl"
        previous.write_text("".join(_last_run(cases)), "utf-8")
        run(
            given, as_of=as_of, leads=folder / "leads.csv", events=events, breakdown=True,
            previous=previous, out=out,
        )  # fmt: skip
        lines = {key: list(rows) for key, rows in groupby(_own(beside(out, "breakdown")), _number)}
        return {_number(row): _read(plan, row, lines.get(_number(row), [])) for row in _own(out)}


def _as_given(plan: Plan) -> Plan:
    """The same rules over tables of our own: columns under the rules' own names, all events in
    one table with a column for each field of each kind."""
    leads = replace(
        plan.leads, table=Table("given"), key=KEY, company=COMPANY,
        columns=_renamed(plan.leads.columns, ""),
    )  # fmt: skip
    kinds = tuple(
        replace(kind, called=kind.name, fields=_renamed(kind.fields, f"{kind.name} "))
        for source in plan.events for kind in source.kinds
    )  # fmt: skip
    source = EventSource(Table("given"), KEY, "at", "event", kinds)
    events = (source,) if kinds else ()
    return replace(plan, leads=leads, events=events, accounts=None)


def _renamed(columns: Iterable[Column], prefix: str) -> tuple[Column, ...]:
    return tuple(replace(column, source=prefix + column.name) for column in columns)


def _lead_rows(plan: Plan, cases: Mapping[int, Case]) -> Iterator[list[str]]:
    names = [column.name for column in plan.leads.columns]
    yield [KEY, COMPANY, *names]
    for number, case in cases.items():
        yield [str(number), str(number), *(case.lead.get(name, "") for name in names)]
        for other, _ in enumerate(case.colleagues):
            yield [_colleague(number, other), str(number), *("" for _ in names)]


def _event_rows(plan: Plan, cases: Mapping[int, Case]) -> Iterator[list[str]]:
    kinds = [kind for source in plan.events for kind in source.kinds]
    columns = [(kind.name, field.name) for kind in kinds for field in kind.fields]
    yield [KEY, "at", "event", *(f"{kind} {field}" for kind, field in columns)]
    for number, case in cases.items():
        people = {str(number): case.events}
        people |= {_colleague(number, i): events for i, events in enumerate(case.colleagues)}
        for key, event in ((key, event) for key, events in people.items() for event in events):
            own = (event.get(f, "") if k == event["event"] else "" for k, f in columns)
            yield [key, event["at"], event["event"], *own]


def _colleague(number: int, other: int) -> str:
    return f"{number}+{other}"


def _last_run(cases: Mapping[int, Case]) -> Iterator[str]:
    """Of every lead, so that there always is a file; without a stage it is as none."""
    for number, case in cases.items():
        yield json.dumps({KEY: str(number), "stage": case.previous or ""}) + "\n"


def _write_csv(path: Path, rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows(rows)


def _json(path: Path) -> Iterator[dict[str, object]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line, parse_float=Decimal)


def _own(path: Path) -> Iterator[dict[str, object]]:
    """The rows of the cases themselves, without their colleagues."""
    return (row for row in _json(path) if "+" not in str(row[KEY]))


def _number(row: Mapping[str, object]) -> int:
    return int(str(row[KEY]))


def _read(plan: Plan, row: Mapping[str, object], lines: Iterable[Mapping[str, object]]) -> Figures:
    groups = [group.name for group in plan.groups if group.name is not None]
    return Figures(
        _text(row["excluded"]), _points(row["score"]), {g: _points(row[g]) for g in groups},
        {c.name: _text(row[c.name]) for c in plan.classes}, tuple(_line(line) for line in lines),
    )  # fmt: skip


def _line(row: Mapping[str, object]) -> Line:
    points = _points(row["points"]) or 0
    return Line(_text(row["group"]), str(row["rule"]), int(str(row["count"])), points, points)


def _points(cell: object) -> Number | None:
    return cell if isinstance(cell, int | Decimal) else None


def _text(cell: object) -> str | None:
    return cell if isinstance(cell, str) else None
