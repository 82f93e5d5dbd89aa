"""Writes a case that a random run found as a file of the suite (README.md tells the form).

What Python gives is written as what is expected; a person works it out by hand and says so in
`source` before the file is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import yaml
from agreement import Scored, by_python, companies_by_python
from cases import FAMILIES, Data, Row, Table, key_text, spelled
from conformance.runs import results
from leadscore.compiler.plan import EventSource, Plan
from reading import MAIN, plan_of

UNCHECKED: Final = "what Python gives: work it out by hand, and say from what"


class _Dumper(yaml.SafeDumper):
    """`~` is NULL; all else is text."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = "|" if value.endswith("\n") else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(
    type(None), lambda dumper, _: dumper.represent_scalar("tag:yaml.org,2002:null", "~")
)


def suite_text(texts: Mapping[str, str], data: Data, holds: str) -> str:
    plan = plan_of(texts)
    said = {
        "holds": holds, "source": UNCHECKED,
        "as_of": data.as_of.replace(tzinfo=None).isoformat(" "),
        "files": {name: text for name, text in texts.items() if name != MAIN},
        "rules": texts[MAIN], "tables": _tables(plan, data), "cases": _cases(plan, data),
        "companies": _companies(plan, data),
    }  # fmt: skip
    shown = {part: told for part, told in said.items() if told}
    return yaml.dump(shown, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)


def _tables(plan: Plan, data: Data) -> dict[str, dict[str, str]]:
    found = {"leads": _families(data.leads)}
    for source, table in zip(plan.events, data.of_plan(plan), strict=True):
        found.setdefault(_called(source), {}).update(_families(table))
    return found


def _called(source: EventSource) -> str:
    return "events" if source.named else source.kinds[0].name


def _families(table: Table) -> dict[str, str]:
    return {column: FAMILIES[storage] for column, storage in table.storages.items()}


def _cases(plan: Plan, data: Data) -> dict[str, Any]:
    key = plan.leads.key or ""
    scored = by_python(plan, data)
    return {
        str(row[key]): {
            "lead": {c: _cell(raw) for c, raw in row.items() if c != key and raw is not None},
            "did": _did(plan, data, key_text(row[key])),
            "was": [last["stage"] for last in data.last_run if key_text(last["key"]) == str(row[key])],
            **_expected(plan, scored[key_text(row[key]) or ""]),
        }
        for row in data.leads.rows
    }  # fmt: skip


def _did(plan: Plan, data: Data, lead: str | None) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for source, table in zip(plan.events, data.of_plan(plan), strict=True):
        for row in table.rows:
            kind = row[source.named] if source.named else source.kinds[0].name
            if key_text(row[source.lead]) == lead and kind is not None:
                found.setdefault(kind, []).append(_event(source, row))
    return found


def _event(source: EventSource, row: Row) -> Row:
    apart = (source.lead, source.at, source.named)
    fields = {c: _cell(raw) for c, raw in row.items() if c not in apart and raw is not None}
    return {"at": _cell(row[source.at]), **fields}


def _cell(raw: Any) -> Any:
    return {True: "yes", False: "no"}[raw] if isinstance(raw, bool) else spelled(raw)


def _companies(plan: Plan, data: Data) -> dict[str, Any]:
    """All companies with what they get."""
    names = [label.name for label in plan.accounts.labels] if plan.accounts else []
    found = companies_by_python(plan, data, by_python(plan, data)) or []
    return {
        company: {
            "score": None if score is None else points(score, plan.account_scale),
            **dict(zip(names, labels, strict=True)), "leads": str(leads),
        }
        for company, score, labels, leads in found
    }  # fmt: skip


def _expected(plan: Plan, scored: Scored) -> dict[str, Any]:
    gives = results(plan, scored)
    counted = [line for line in scored.lines if line[2]]
    return {
        "gives": {name: None if value is None else str(value) for name, value in gives.items()},
        "fired": [line[1] for line in counted],
        "lines": {line[1]: _line(plan, *line[2:]) for line in counted},
    }


def _line(plan: Plan, count: int, before: int, given: int, row: str | None) -> list[str]:
    shown = [str(count), points(given, plan.scale), points(before, plan.scale)]
    return shown if row is None else [*shown, row]


def points(units: int, scale: int) -> str:
    """Counts of 1/scale with as few decimals as need be.

    >>> points(-125, 100)
    '-1.25'
    """
    return format((Decimal(units) / scale).normalize() + Decimal(0), "f")
