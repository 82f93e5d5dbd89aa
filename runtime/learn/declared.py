"""The data as rules declare it: guessed once, and cut down to what a card reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

from ...compiler.own_moment import AsOf, OwnMoment
from ...dsl import ast
from ...dsl.check.checker import check
from ...dsl.parse.parser import parse
from ...dsl.printer import print_file
from ...dsl.source import Source
from ..errors import DataError, shortened
from ..infer import GuessedLeads, guess
from ..infer.columns import GuessedColumn
from ..infer.data import no_column
from ..infer.sections import Events, can_be_written, data_sections, kinds_of
from ..rules import Rules
from ..tables.duckdb import Progress, silent
from .asked import Data

Section: TypeAlias = ast.Leads | ast.Events | ast.EventTable
ONE = ast.Points(Decimal(1), 0, True)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of one kind of event."""

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Declared:
    leads: GuessedLeads
    columns: tuple[GuessedColumn, ...]
    """All that can be written, but for the key."""
    kinds: Mapping[str, int]
    """Events by the names of the rules, with their number."""
    sections: tuple[Section, ...]
    """As they stand in a rule file."""
    notes: tuple[str, ...] = ()
    """What is to be said of the data."""


def declare(data: Data, tell: Progress = silent) -> Declared:
    """Looks at all of the data. `DataError` if it cannot be read, or lacks the key."""
    tell(f"reading {Path(data.leads).name}", None)
    leads = _as_texts(guess(data.leads, key=data.key).leads, data.as_text)
    leads = _judged(leads, data.asked.as_of)
    tables = [_events(data, leads, i, tell) for i in range(len(data.events))]
    text = data_sections(leads, None, tables)
    found = parse(Source("data.score", text)).file.sections
    sections = tuple(s for s in found if isinstance(s, ast.Leads | ast.Events | ast.EventTable))
    kinds = {name: kind.rows for name, kind in kinds_of(tables)}
    columns = tuple(c for c in leads.columns if can_be_written(c.source))
    said = (one.guess.strangers for one in tables)
    notes = tuple(f"{note[:1].upper()}{note[1:]}." for note in said if note is not None)
    return Declared(leads, columns, kinds, sections, notes)


def _as_texts(leads: GuessedLeads, wanted: Sequence[str]) -> GuessedLeads:
    """With columns of numbers that are codes as texts. A code that may mean *unknown* is one of
    them."""
    codes = [_code(leads, name) for name in wanted]
    return replace(
        leads,
        columns=tuple(
            replace(c, type="text", unknown_for=()) if c in codes and c.type == "number" else c
            for c in leads.columns
        ),
    )


def _judged(leads: GuessedLeads, as_of: AsOf) -> GuessedLeads:
    """With each lead's own moment as a time, though some cells of it are none."""
    own = column_called(leads.columns, as_of.column) if isinstance(as_of, OwnMoment) else None
    if own is None or own.type in ("time", "date"):
        return leads
    if own.type != "text" or own.remark.startswith("dates "):
        raise no_times(own)
    columns = (replace(c, type="time", unknown_for=()) if c == own else c for c in leads.columns)
    return replace(leads, columns=tuple(columns))


def no_times(own: GuessedColumn) -> DataError:
    """For a column that was to say when each lead is judged."""
    dates = own.remark.startswith("dates ")
    return DataError(
        f"`{shortened(own.source)}` holds no times at which leads could be judged",
        f"it has {own.remark}" if dates
        else "name a column with times such as 2026-03-01 or 2026-03-01 14:30",
    )  # fmt: skip


def _code(leads: GuessedLeads, name: str) -> GuessedColumn:
    found = column_called(leads.columns, name)
    if found is None:
        raise no_column(leads.shown, name, [column.source for column in leads.columns])
    if found.type not in ("number", "text"):
        raise DataError(
            f"`{shortened(found.source)}` holds no numbers that could be codes",
            "leave it out of `--as-text`; what it holds is read as it is",
        )
    return found


def _events(data: Data, leads: GuessedLeads, number: int, tell: Progress) -> Events:
    given = data.events[number]
    shown = Path(str(given.data)).name
    tell(f"reading {shown}", None)
    found = guess(data.leads, given.data, key=leads.key).events
    if found is None or found.lead is None or found.at is None:
        lacks = "whose" if found is None or found.lead is None else "when"
        raise DataError(
            f"no column of `{shown}` says {lacks} the events are",
            "an event needs a column with the lead's key and one with a time such as "
            "2026-03-01 09:30",
        )
    return Events(found, None, given.event)


# ---------------------------------------------------------------- reading all of it


def reading_rules(declared: Declared) -> Rules:
    """Rules that read every column of the leads, and every event."""
    columns = [_known(column.name) for column in declared.columns]
    kinds = [_happened(name) for name in declared.kinds]
    rules = tuple(ast.WhenRule(ONE, test, None) for test in [*columns, *kinds])
    score = ast.Score(None, None, rules)
    text = print_file(ast.File((score, *declared.sections)))
    model = check(Path("data.score"), text=text)
    if model.errors:
        raise DataError(
            f"the columns of the data cannot be told apart: {model.errors[0].title}",
            "give them other names",
        )
    return Rules(model)


def _known(column: str) -> ast.Expression:
    return ast.IsKnown(ast.Ref(ast.Name(column)), True)


def _happened(kind: str) -> ast.Expression:
    return ast.EventTest(
        ast.Quantifier("any"), ast.Pattern(ast.Kinds((ast.Name(kind),)), None, None)
    )


# ---------------------------------------------------------------- what a card reads


def used(
    declared: Declared, columns: frozenset[str], kinds: frozenset[str],
    tables: Sequence[str | None],
) -> tuple[Section, ...]:  # fmt: skip
    """The sections with those columns and events only; `tables` are the files, as rules may name
    them, of the leads and of each table of events."""
    sections = [_used(section, columns, kinds) for section in declared.sections]
    named = zip(sections, tables, strict=True)
    return tuple(
        replace(section, table=ast.Table(table, True) if table is not None else None)
        for section, table in named
        if isinstance(section, ast.Leads) or _asked(section, kinds)
    )


def _used(section: Section, columns: frozenset[str], kinds: frozenset[str]) -> Section:
    if isinstance(section, ast.Leads):
        kept = tuple(_bare(c) for c in section.columns if c.name.text in columns)
        return replace(section, columns=kept, before=())
    if isinstance(section, ast.Events):
        asked = (kind for kind in section.kinds if kind.name.text in kinds)
        return replace(section, kinds=tuple(map(_bare_kind, asked)), before=())
    return replace(section, fields=(), before=())


def _bare(column: ast.Column) -> ast.Column:
    return replace(column, before=(), after=None)


def _bare_kind(kind: ast.EventKind) -> ast.EventKind:
    return replace(kind, fields=(), before=(), after=None)


def _asked(section: ast.Events | ast.EventTable, kinds: frozenset[str]) -> bool:
    if isinstance(section, ast.EventTable):
        return section.name.text in kinds
    return bool(section.kinds)


def column_called(columns: Iterable[GuessedColumn], name: str) -> GuessedColumn | None:
    """By its name in the data, else by the rules' name for it."""
    wanted = name.strip().lower()
    among = list(columns)
    exact = [c for c in among if c.source.strip() == name.strip()]
    alike = [c for c in among if c.source.strip().lower() == wanted or c.name == wanted]
    return next(iter([*exact, *alike]), None)
