"""Reads the suite's files (README.md beside this one tells their form).

Every scalar is text until the family of its column says what it is, so nothing is a binary float
on its way, and `no` is not a truth value; `~` alone is NULL.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any, Final, TypeAlias

import yaml
from cases import Data, Row, Table, unspelled
from leadscore.compiler.lower import declared_columns, lower
from leadscore.compiler.own_moment import OwnMoment, judged
from leadscore.compiler.plan import EventSource, Plan
from leadscore.dsl.check.checker import check
from leadscore.dsl.model import Model

HERE: Final = Path(__file__).parent
AS_OF: Final = "2026-03-01"
STORAGES: Final = {
    "text": "VARCHAR", "whole": "BIGINT", "decimal": "DECIMAL(38,10)", "float": "DOUBLE",
    "yes/no": "BOOLEAN", "date": "DATE", "time": "TIMESTAMP",
    "instant": "TIMESTAMP WITH TIME ZONE", "list": "VARCHAR[]",
}  # fmt: skip
PARTS: Final = frozenset(
    ("holds", "source", "needs", "as_of", "files", "rules", "tables", "cases", "strays", "fails",
     "companies", "as_of_column", "plus")
)  # fmt: skip
EXPECTED: Final = frozenset(
    ("lead", "did", "was", "gives", "fired", "lines", "why", "needs", "left_out")
)
UNITS: Final = {
    "us": 1, "ms": 1_000, "s": 1_000_000, "m": 60_000_000, "h": 3_600_000_000,
    "d": 86_400_000_000, "w": 604_800_000_000,
}  # fmt: skip

Node: TypeAlias = Any


class Loader(yaml.SafeLoader):
    """Safe; all scalars are text but `~`, and no key may stand twice."""

    yaml_implicit_resolvers: Mapping[str, Any] = {
        "~": [("tag:yaml.org,2002:null", re.compile("~$"))]
    }


def _mapping(loader: Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    made: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in made:
            raise yaml.MarkedYAMLError(None, None, f"`{key}` stands twice", key_node.start_mark)
        made[key] = loader.construct_object(value_node, deep=True)
    return made


Loader.add_constructor("tag:yaml.org,2002:map", _mapping)

# ---------------------------------------------------------------- what a file says


@dataclass(frozen=True, slots=True)
class Line:
    """Of a breakdown: how often a rule counted and what it gave; if told, also before its own
    limits, and the row. Of a limit only the points."""

    points: Decimal
    count: int | None = None
    before: Decimal | None = None
    row: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One lead and what is expected of it. What is not told is not looked at."""

    key: str
    gives: Mapping[str, str | None]
    """Columns of the result: the score, groups, stage, labels, grades, `excluded`."""
    fired: frozenset[str] | None
    """The names of all rules that count."""
    lines: Mapping[str, Line]
    why: str
    needs: str | None = None
    """`wide` if figures on the way have more than 18 digits."""
    left_out: bool = False
    """It has no moment, so it is no row of the result."""


@dataclass(frozen=True, slots=True)
class Suite:
    """One file."""

    name: str
    model: Model
    plan: Plan
    data: Data
    cases: tuple[Case, ...]
    fails: str | None = None
    """The key of a lead whose figures are too large: an error that names it."""
    needs: str | None = None
    """`arrays` if only an engine that has them can hold the data."""
    companies: tuple[tuple[str, Mapping[str, str | None]], ...] = ()
    """All companies with what they get, in their order."""


def names() -> list[str]:
    return sorted(path.stem for path in HERE.glob("*.yaml"))


def texts() -> list[str]:
    """Every text of rules in the suite."""
    said = [_said(name) for name in names()]
    beside = [text for each in said for path, text in each.get("files", {}).items()
              if path.endswith(".score")]  # fmt: skip
    return [each["rules"] for each in said] + beside


@cache
def _said(name: str) -> Node:
    return yaml.load((HERE / f"{name}.yaml").read_text("utf-8"), Loader)


@cache
def load(name: str) -> Suite:
    """The suite of one file; `AssertionError` for a file that is wrong."""
    return read(name, _said(name))


def from_text(name: str, text: str) -> Suite:
    return read(name, yaml.load(text, Loader))


def read(name: str, said: Node) -> Suite:
    _only(said, PARTS, name)
    assert said["holds"], name
    assert said["source"], name
    model = model_of(said["rules"], name, said.get("files", {}))
    plan, own = lower(model), _own(said)
    plan = plan if own is None else judged(plan, own, declared_columns(model))
    as_of = moment(said.get("as_of", AS_OF), datetime(1970, 1, 1))
    cases = said["cases"]
    for key, case in cases.items():
        _only(case, EXPECTED, f"{name}: {key}")
    tables = _tables(plan, said, as_of)
    data = Data(as_of.replace(tzinfo=UTC), *tables, last_run=tuple(_last_run(cases)), own=own)
    return Suite(
        name, model, plan, data, tuple(_case(k, c) for k, c in cases.items()),
        said.get("fails"), said.get("needs"), tuple(said.get("companies", {}).items()),
    )  # fmt: skip


def _own(said: Node) -> OwnMoment | None:
    if "as_of_column" not in said:
        return None
    start = datetime(1970, 1, 1)
    return OwnMoment(said["as_of_column"], start - moment(said.get("plus", "0d"), start))


def _last_run(cases: Node) -> Iterator[Row]:
    """A row for each stage that a lead is said to have had."""
    for key, case in cases.items():
        was = case.get("was", [])
        for stage in was if isinstance(was, list) else [was]:
            yield {"key": key, "stage": stage}


def model_of(rules: str, name: str, beside: Mapping[str, str]) -> Model:
    """The checked rules, with the files that they read beside them."""
    folder = Path(mkdtemp(prefix="leadscore-conformance-"))
    for path, text in beside.items():
        (folder / path).write_text(text, "utf-8")
    model = check(folder / f"{name}.score", text=rules)
    rmtree(folder)
    assert not model.errors, f"{name}: " + "; ".join(f"{e.code} {e.title}" for e in model.errors)
    return model


def _case(key: str, said: Node) -> Case:
    fired = said.get("fired")
    return Case(
        key, said.get("gives", {}), None if fired is None else frozenset(fired),
        {rule: _line(line) for rule, line in said.get("lines", {}).items()}, said.get("why", ""),
        said.get("needs"), said.get("left_out") == "yes",
    )  # fmt: skip


def _line(said: Node) -> Line:
    if isinstance(said, str):
        return Line(Decimal(said))
    count, points, *more = said
    return Line(
        Decimal(points), int(count), Decimal(more[0]) if more else None,
        more[1] if len(more) > 1 else None,
    )  # fmt: skip


def _only(said: Mapping[str, Node], known: frozenset[str], where: str) -> None:
    assert set(said) <= known, f"{where}: what is {sorted(set(said) - known)}?"


# ---------------------------------------------------------------- tables


def _tables(plan: Plan, said: Node, as_of: datetime) -> tuple[Table, tuple[Table, ...]]:
    families = said.get("tables", {})
    key = plan.leads.key or ""
    leads = {key: "text"} | families.get("leads", {})
    rows = [{key: k, **case.get("lead", {})} for k, case in said["cases"].items()]
    did = [(k, case.get("did", {})) for k, case in said["cases"].items()]
    did += list(said.get("strays", {}).items())
    events = tuple(
        Table(
            _storages(columns), tuple(_typed(row, columns, as_of) for row in found),
            tuple(kind.name for kind in source.kinds),
        )
        for source, columns, found in _events(plan, families, did)
    )  # fmt: skip
    _all_events_used(did, {source.kinds[0].name for source in plan.events if not source.named},
                     any(source.named for source in plan.events))  # fmt: skip
    return Table(_storages(leads), tuple(_typed(row, leads, as_of) for row in rows)), events


def _events(
    plan: Plan, families: Node, did: list[tuple[str, Node]]
) -> Iterator[tuple[EventSource, dict[str, str], list[Row]]]:
    alone = {source.kinds[0].name for source in plan.events if source.named is None}
    for source in plan.events:
        name = "events" if source.named else source.kinds[0].name
        columns = {source.lead: "text", source.at: "time"} | families.get(name, {})
        if source.named:
            columns = {source.named: "text"} | columns
        rows = [
            {source.lead: lead, source.at: at, **({source.named: kind} if source.named else {}), **fields}
            for lead, kinds in did
            for kind, listed in kinds.items() if (kind in alone) != bool(source.named)
            if source.named or kind == name
            for at, times, fields in map(_event, listed)
            for _ in range(times)
        ]  # fmt: skip
        yield source, columns, rows


def _event(said: Node) -> tuple[str | None, int, dict[str, Any]]:
    """`3d`, `2 x 3d`, or a mapping with `at` and fields."""
    if isinstance(said, dict):
        at, times, _ = _event(said["at"])
        return at, times, {name: value for name, value in said.items() if name != "at"}
    if said is not None and " x " in said:
        times, _, at = said.partition(" x ")
        return at, int(times), {}
    return said, 1, {}


def _all_events_used(did: list[tuple[str, Node]], alone: set[str], named: bool) -> None:
    kinds = {kind for _, kinds in did for kind in kinds}
    assert named or kinds <= alone, f"nothing reads {kinds - alone}"


def _storages(columns: Mapping[str, str]) -> dict[str, str]:
    return {column: STORAGES[family] for column, family in columns.items()}


def _typed(row: Row, columns: Mapping[str, str], as_of: datetime) -> Row:
    _only(row, frozenset(columns), "a row")
    return {c: value(row.get(c), family, as_of) for c, family in columns.items()}


def value(said: Node, family: str, as_of: datetime) -> Any:
    """A cell of that family."""
    if said is None or family == "text":
        return said
    if family == "list":
        return list(said)
    if family == "yes/no":
        return {"yes": True, "no": False}[said]
    if family in ("date", "time", "instant"):
        at = moment(said, as_of)
        return {"date": at.date(), "time": at, "instant": at.replace(tzinfo=UTC)}[family]
    return unspelled(said, STORAGES[family])


def moment(said: str, as_of: datetime) -> datetime:
    """`2026-02-01 10:00`, or an age such as `7d`, `7d-1us`, `-1us` (a microsecond after as-of);
    without a zone, in UTC."""
    if re.match(r"\d{4}-", said):
        read = datetime.fromisoformat(said)
        return read.astimezone(UTC).replace(tzinfo=None) if read.tzinfo else read
    terms = re.findall(r"([+-]?)(\d+)(us|ms|s|m|h|d|w)", said)
    assert "".join(map("".join, terms)) == said != "", f"no moment: {said}"
    age = sum((-1 if sign == "-" else 1) * int(n) * UNITS[unit] for sign, n, unit in terms)
    return as_of - timedelta(microseconds=age)
