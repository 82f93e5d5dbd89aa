"""What became of each file of the suite on each engine, as the page of engines tells it.

What has run in this process is kept, so that the page is held against the very runs of the tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import sqlglot
from cases import FAMILIES, Table
from conformance import files, runs
from conformance.files import Suite
from engines import Engine
from leadscore.compiler import dialects
from leadscore.compiler.dialects import Dialect
from leadscore.compiler.dialects.base import Unsupported
from leadscore.compiler.sql_backend import Physical, Relation, render
from volumes import some

EXECUTED: Final = "✓"
TRANSLATED: Final = "≈"
"""Executed by another engine, after a translation: so only the text is shown to be right."""
RENDERED: Final = "text"
REFUSED: Final = "refused"
NO_ARRAYS: Final = "–"
"""The engine cannot hold the data."""


@dataclass(frozen=True, slots=True)
class Outcome:
    mark: str
    cases: int = 0
    """So many leads were scored as expected."""
    left_out: int = 0
    """So many need more digits than the engine has."""
    reason: str = ""
    """Of a refusal."""
    deviations: tuple[str, ...] = ()

    @property
    def cell(self) -> str:
        return f"{self.mark} −{self.left_out}" if self.left_out else self.mark


_SEEN: Final[dict[tuple[str, str], Outcome]] = {}


def on_engine(engine: Engine, name: str) -> Outcome:
    """Runs the file's cases but the one that fails, once."""
    key = (engine.name, name)
    if key not in _SEEN:
        _SEEN[key] = _ran(engine, files.load(name))
    return _SEEN[key]


def seen(engine: Engine) -> dict[str, Outcome]:
    """By file, what has run on the engine so far."""
    return {name: found for (ran, name), found in _SEEN.items() if ran == engine.name}


def _ran(engine: Engine, suite: Suite) -> Outcome:
    whole = runs.succeeding(suite)
    able = runs.able(whole, engine)
    if suite.needs == "arrays" and not runs.engine_has_arrays(engine):
        return Outcome(NO_ARRAYS)
    try:
        found = runs.by_engine(engine, able)
    except Unsupported as error:
        return Outcome(REFUSED, reason=_reason(error))
    wrong = runs.deviations(able, found)
    if suite.companies:
        wrong += runs.wrong_companies(suite, runs.companies_by_engine(engine, suite))
    mark = TRANSLATED if engine.name == "snowflake" else EXECUTED
    left_out = len(whole.cases) - len(able.cases)
    return Outcome(mark, len(able.cases), left_out, deviations=tuple(wrong))


@cache
def in_text(dialect: str, name: str) -> Outcome:
    """Renders all queries, and has them read back if the file is one of those chosen for it."""
    try:
        made = _texts_of(dialect, name)
    except Unsupported as error:
        return Outcome(REFUSED, reason=_reason(error))
    assert len(made) > 1
    if name in some(files.names()):
        _read_back(dialect, name)
    return Outcome(RENDERED)


def _read_back(dialect: str, name: str) -> None:
    """What is read must be read so again."""
    spoken = dialects.find(dialect).sqlglot
    for tree in trees(dialect, name):
        text = tree.sql(spoken)
        assert sqlglot.parse_one(text, dialect=spoken).sql(spoken) == text, f"{dialect}, {name}"


@cache
def trees(dialect: str, name: str) -> list[sqlglot.Expr]:
    """The queries as a parser of the dialect reads them."""
    spoken = dialects.find(dialect).sqlglot
    return [sqlglot.parse_one(text, dialect=spoken) for text in _texts_of(dialect, name)]


@cache
def _texts_of(dialect: str, name: str) -> list[str]:
    return texts(dialect, files.load(name))


def texts(dialect: str, suite: Suite) -> list[str]:
    """The queries of the leads, of their breakdown, and of the companies if there are any."""
    lists = "list" if suite.needs == "arrays" or _has_arrays(dialects.find(dialect)) else "text"
    tables = [suite.data.leads, *suite.data.of_plan(suite.plan)]
    leads, *events = (_relation(n, table, lists) for n, table in enumerate(tables))
    results = [{"breakdown": False}, {"breakdown": True}] + [{"accounts": True}] * bool(
        suite.companies
    )
    return [
        render(
            suite.plan, dialect, as_of=suite.data.own or suite.data.as_of, physical=Physical(leads, tuple(events)),
            previous=_last_run(suite), **result,
        )
        for result in results
    ]  # fmt: skip


def _last_run(suite: Suite) -> Relation | None:
    families = {suite.plan.leads.key or "": "text", "stage": "text"}
    return Relation(("last_run",), families) if suite.data.last_run else None  # type: ignore[arg-type]


def _relation(number: int, table: Table, lists: str) -> Relation:
    families = {column: FAMILIES[storage] for column, storage in table.storages.items()}
    families = {c: lists if family == "list" else family for c, family in families.items()}
    return Relation((f"conformance_{number}",), families)  # type: ignore[arg-type]


def _has_arrays(dialect: Dialect) -> bool:
    try:
        dialect.elements(sqlglot.exp.column("tags"), "list", ";")
    except Unsupported:
        return False
    return True


def _reason(error: Unsupported) -> str:
    """As the dialect gave it, without the columns and rules of the file."""
    return str(error.__context__ or error)
