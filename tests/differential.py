"""One case after another on every engine, with Python as the judge: whole tables at once, and typed
values, never text.

`python tests/fuzz_engines.py` runs as many as are wanted; `python tests/shrink.py SEED --engine
NAME` makes a small case of one that fails.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from itertools import zip_longest
from random import Random
from typing import Any, Final, Protocol

import agreement
import own_moments
from agreement import Companies, Crash, Scored
from cases import FAMILIES, Data, Table, key_text, lead_rows
from engines import Engine, EngineError, Row
from generate_data import typed_data
from generate_files import rule_file
from held import Held, fitted, held
from leadscore.compiler.dialects.base import Unsupported
from leadscore.compiler.plan import Plan
from leadscore.compiler.sql_backend import Physical, Relation, render
from leadscore.compiler.sql_points import has_wide_counts
from reading import MAIN, plan_of, printed
from shrink import Case

NATURAL: Final = 0.85
"""So many of the cases have each column as a warehouse has it; the others, numbers as text etc."""
RULES: Final = 3
"""At most so many in a group."""
EVERY: Final = 10
"""One lead in so many is asked of the plain reading of a plan too."""
FLOATS: Final = frozenset(("sqlite",))
"""Engines without exact decimals: points with decimals are the nearest float."""
TOO_LARGE: Final = "figures of more digits than it has"


def case_of(seed: int, leads: int) -> Case:
    random = Random(f"engines {seed}")
    made = rule_file(random, rules=RULES)
    texts = printed(made)
    natural = random.random() < NATURAL
    data = typed_data(random, plan_of(texts), leads, natural=natural)
    other = Random(f"moments {seed}")
    if other.random() < own_moments.SHARE:
        data = own_moments.with_own(data, other)
    return Case(made.file, {name: text for name, text in texts.items() if name != MAIN}, data)


# ---------------------------------------------------------------- one case


class Judged(Protocol):
    """What is asked of a case."""

    @property
    def data(self) -> Data: ...

    def texts(self) -> dict[str, str]: ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """The data that an engine is given, and what Python gives for them."""

    data: Data
    scored: dict[str, Scored]
    companies: Companies | None
    """None if the points of a company are too many, or leads have moments of their own."""


class Judge:
    """A case's plan, and what Python gives, once for all engines that hold the same data."""

    def __init__(self, case: Judged, every: int = EVERY) -> None:
        self.plan = plan_of(case.texts())
        self._data = case.data
        self._every = every
        self._wanted: dict[Held, Wanted] = {}
        self._known = agreement.Known()

    def wanted(self, engine: Engine) -> Wanted:
        what = held(engine)
        if what not in self._wanted:
            self._wanted[what] = self._judged(fitted(self._data, self.plan, what))
        return self._wanted[what]

    def _judged(self, data: Data) -> Wanted:
        if data.own is not None:
            return Wanted(*own_moments.judged(self.plan, data, self._every), None)
        scored = agreement.by_python(self.plan, data, every=self._every, known=self._known)
        data = agreement.without(self.plan, data, scored)
        return Wanted(data, scored, agreement.companies_by_python(self.plan, data, scored))


@dataclass(slots=True)
class Count:
    """What came of the cases of one engine."""

    cases: int = 0
    rows: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def take(self, other: Count) -> None:
        self.cases += other.cases
        self.rows += other.rows
        self.refused += other.refused
        self.wrong += other.wrong


def add(count: Count, judge: Judge, engine: Engine, called: str) -> None:
    """Runs one more case; `called` is how it can be found again."""
    count.cases += 1
    try:
        wrong = disagreements(judge, engine)
    except Unsupported as refusal:
        count.refused[str(refusal)] += 1
        return
    count.rows += len(judge.wanted(engine).scored)
    if wrong:
        count.wrong.append(f"{called}: {wrong[0]}")


def disagreements(judge: Judge, engine: Engine) -> list[str]:
    """What the engine says otherwise than Python, a line for each lead. `Unsupported` if the
    dialect refuses the case."""
    wanted = judge.wanted(engine)
    try:
        found = _Asked(engine, judge.plan, wanted.data)
        return list(_differences(found, wanted))
    except (EngineError, AssertionError, Crash) as error:
        if held(engine).most < 10**18 and "digits" in str(error):
            raise Unsupported(TOO_LARGE) from error
        return [f"{type(error).__name__}: {' '.join(str(error).split())[:400]}"]


def _differences(found: _Asked, wanted: Wanted) -> Iterator[str]:
    scored = found.leads()
    if set(scored) != set(wanted.scored):
        alone = sorted(set(scored) ^ set(wanted.scored))
        yield f"leads: {alone[:5]} are in one result only"
        return
    for key, of_lead in wanted.scored.items():
        if scored[key] != of_lead:
            yield f"lead {key}: {agreement.difference(of_lead, scored[key])}"
    if wanted.companies:
        pairs = zip_longest(wanted.companies, found.companies())
        yield from (f"company: {one} and {other}" for one, other in pairs if one != other)


def fault_in(case: Case, engine: Engine) -> str | None:
    """What is wrong, without figures, so that a smaller case can be told to have the same fault."""
    if not case.data.leads.rows:
        return None
    try:
        found = disagreements(Judge(case, every=1), engine)
    except Exception:
        return None  # no case at all, or one that is refused
    return _fault(found[0]) if found else None


def with_few_leads(case: Case, engine: Engine) -> Case:
    """With the first lead that is wrong and its colleagues alone, if that shows the same fault."""
    judge = Judge(case, every=1)
    fault, told = fault_in(case, engine), disagreements(judge, engine)
    key = told[0].split(": ")[0].removeprefix("lead ") if told else ""
    data, wanted = judge.wanted(engine).data, judge.wanted(engine).scored
    company = judge.plan.company
    leads = [row for row in lead_rows(judge.plan, data) if key_text(row.key) == key]
    if not leads:
        return case
    near = {
        key_text(row.key) for row in lead_rows(judge.plan, data)
        if company is not None and row.company is not None and row.company == leads[0].company
    }  # fmt: skip
    some = {k: scored for k, scored in wanted.items() if k == key or k in near}
    fewer = replace(case, data=agreement.without(judge.plan, data, some))
    return fewer if fault_in(fewer, engine) == fault else case


def _fault(told: str) -> str:
    """`lead 7: score: 1 and 2` is of the score; an error is told by its first words."""
    kind, *rest = told.split(": ")
    if kind.startswith("lead "):
        return rest[0]
    return f"{kind}: {' '.join(rest)[:50]}" if "Error" in kind else kind


# ---------------------------------------------------------------- an engine's results


class _Asked:
    """One load, and a query each of the leads, their breakdown and their companies."""

    def __init__(self, engine: Engine, plan: Plan, data: Data) -> None:
        self.engine, self.plan, self.data = engine, plan, data
        sources = data.of_plan(plan)
        self.physical = Physical(
            _loaded(engine, "fuzz_leads", data.leads),
            tuple(_loaded(engine, f"fuzz_events_{i}", table) for i, table in enumerate(sources)),
        )
        self.previous = _last_run(engine, plan, data)

    def _rows(self, **what: bool) -> list[Row]:
        return self.engine.rows(
            render(
                self.plan, self.engine.dialect, as_of=self.data.own or self.data.as_of,
                physical=self.physical, previous=self.previous, **what,
            )
        )  # fmt: skip

    def leads(self) -> dict[str, Scored]:
        leads, lines = self._rows(), self._rows(breakdown=True)
        if has_wide_counts(self.plan):
            lines = [(*line[:4], _whole(line[4], 1), *line[5:]) for line in lines]
        _check_keys(self.engine, self.plan, self.data, leads)
        units = lru_cache(None, typed=True)(self._units)  # of few points among many lines
        wide = lru_cache(None, typed=True)(lambda points: units(_whole(points, self.plan.scale)))
        return agreement.read_results(self.plan, leads, lines, units, wide)

    def companies(self) -> Companies:
        return [
            (company, units_of(score, self.plan.account_scale, self.engine), tuple(labels), leads)
            for company, score, *labels, leads, _, _ in self._rows(accounts=True)
        ]

    def _units(self, points: object) -> int | None:
        return units_of(points, self.plan.scale, self.engine)


def _last_run(engine: Engine, plan: Plan, data: Data) -> Relation | None:
    if not data.last_run:
        return None
    key = plan.leads.key or ""
    rows = tuple({key: row["key"], "stage": row["stage"]} for row in data.last_run)
    return _loaded(engine, "fuzz_last_run", Table({key: "VARCHAR", "stage": "VARCHAR"}, rows))


def _whole(points: object, scale: int) -> object:
    """Before a rule's own limits they may have more digits than an engine's integers, and so may
    counts."""
    if scale == 1 and isinstance(points, Decimal) and points == points.to_integral_value():
        return int(points)
    return points


def _loaded(engine: Engine, name: str, table: Table) -> Relation:
    families: Any = {column: FAMILIES[storage] for column, storage in table.storages.items()}
    rows = [tuple(map(_cell, row.values())) for row in _in_order(table)]
    return Relation(engine.load(name, families, rows), engine.families(families))


def _in_order(table: Table) -> list[dict[str, Any]]:
    return [{column: row[column] for column in table.storages} for row in table.rows]


def _cell(raw: Any) -> Any:
    return tuple(raw) if isinstance(raw, list) else raw


def _check_keys(engine: Engine, plan: Plan, data: Data, leads: list[Row]) -> None:
    """Keys come back as they went in, in the order that the language reference tells, and each row
    with the moment of the scores."""
    key = plan.leads.key or ""
    family: Any = FAMILIES[data.leads.storages[key]]
    keys = {(type(k), k) for k in (engine.seen(row[key], family) for row in data.leads.rows)}
    found = {(type(row[0]), row[0]) for row in leads}
    assert found <= keys, f"keys: {sorted(map(repr, found - keys))[:3]} never went in"
    assert leads == sorted(leads, key=_place), "order: not by score and key"
    own = own_moments.moments(plan, data) if data.own is not None else {}
    for row in leads:
        moment = own.get(str(row[0]), data.as_of) if own else data.as_of
        wanted = engine.seen(moment.replace(tzinfo=None), "time")
        assert row[-2] == wanted, f"as_of: {row[-2]}, not {wanted}"


def _place(row: Row) -> tuple[bool, Any, bytes]:
    score: Any = row[1]
    return score is None, -(score or 0), str(row[0]).encode()


def units_of(points: object, scale: int, engine: Engine) -> int | None:
    """Points as whole units of the plan, if they are of the right type."""
    if scale > 1 and isinstance(points, int | float) and engine.name in FLOATS:
        units = round(points * scale)
        assert units / scale == points, f"points are {points!r}"
        return units
    return agreement.units_of(points, scale)
