"""The `leads` and `events` sections of a rule file, written from a first look at data.

Texts of the data become quoted texts or comments on one line, never anything else of the language.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ...dsl.format import format_text
from ...dsl.printer import quoted
from ...dsl.resolve import project_root
from ...dsl.source import inside
from ...dsl.vocabulary import WORDS
from ..errors import counted, shortened
from .columns import GuessedColumn
from .data import GuessedEvents, GuessedKind, GuessedLeads

LONGEST: Final = 100
"""Letters of a line, if it can be broken."""
_UNITS: Final = frozenset(("minute", "hour", "day", "week", "month", "year"))
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Events:
    """One table of events. With `event` all its rows are of that kind."""

    guess: GuessedEvents
    table: str | None
    """What to write after `from`; none leaves it to the caller of `run`."""
    event: str | None = None


def data_sections(leads: GuessedLeads, table: str | None, events: Sequence[Events]) -> str:
    """The text of a rule file that declares the data and nothing else."""
    lines = [
        "# Where the leads and their activity are, and which columns the rules may use.",
        "# Written from the data: take out what no rule should read, correct types and names.",
        "",
        *_leads(leads, table),
    ]
    taken: set[str] = set()
    for one in events:
        lines += ["", *_events(one, taken)]
    return format_text("\n".join(lines) + "\n")


def can_be_written(text: str) -> bool:
    """Whether a text of the data fits on one line of a rule file."""
    return len(f"{text}.".splitlines()) == 1 and all(unicodedata.category(c) != "Cc" for c in text)


def path_for(rules: Path, data: str) -> str | None:
    """The data's path as that rule file may name it; rules never reach out of their project."""
    if not inside(project_root(rules), Path(data)):
        return None
    seen = Path(os.path.relpath(Path(data).resolve(), rules.resolve().parent)).as_posix()
    return seen if can_be_written(seen) else None


# ---------------------------------------------------------------- leads


def _leads(leads: GuessedLeads, table: str | None) -> Iterator[str]:
    yield f"# {counted(leads.rows, 'row')}"
    if leads.key is None:
        yield "# No column is different in every row; say `one per COLUMN` to name the one that"
        yield "# identifies a lead."
    parts = _from(table) + ([f"one per {_column_name(leads.key)}"] if leads.key else [])
    yield f"leads {', '.join(parts)}".rstrip()
    columns = _columns(leads.columns)
    if leads.key is not None and "mail" in leads.key.lower():
        # As the key it is no column of its own, and rules may well ask for its domain.
        name = _free("email", {column.name for column in leads.columns})
        same = name == leads.key
        columns.insert(0, (f"{name} text" + ("" if same else f" from {quoted(leads.key)}"), None))
    yield from _lines(columns)
    yield from _left_out(leads.columns)


def _from(table: str | None) -> list[str]:
    return [f"from {quoted(table)}"] if table is not None else []


def _column_name(source: str) -> str:
    word = source.lower()
    plain = _NAME.fullmatch(source) and word not in WORDS and word.removesuffix("s") not in _UNITS
    return source if plain else quoted(source)


def _columns(columns: Iterable[GuessedColumn]) -> list[tuple[str, GuessedColumn | None]]:
    return [(_column(c), c) for c in columns if can_be_written(c.source)]


def _column(column: GuessedColumn) -> str:
    text = _declared(column.name, column.type, column.source)
    if column.separator and column.separator != ",":
        text += f" separated by {quoted(column.separator)}"
    codes = [c if column.type == "number" else quoted(c) for c in column.unknown_for]
    if codes and all(map(can_be_written, codes)):
        text += f" unknown for {', '.join(codes)}"
    return text


def _declared(name: str, type_: str, source: str) -> str:
    same = name.lower() == source.strip().lower()
    return f"{name} {type_}" + ("" if same else f" from {quoted(source)}")


def _lines(columns: Sequence[tuple[str, GuessedColumn | None]]) -> Iterator[str]:
    """Lines of a section; what stands in a column beside its line if there is room once types
    stand below one another, else above it."""
    widest = max((len(text.split(" ")[0]) for text, _ in columns), default=0)
    for text, column in columns:
        name, rest = text.split(" ", 1)
        room = LONGEST - len(f"  {name:<{widest}}  number  {rest}  # ")
        remark = _remark(column, room if room > 30 else LONGEST - len("  # ")) if column else ""
        if remark and room <= 30:
            yield f"  # {remark}"
        yield f"  {text}" + (f"  # {remark}" if remark and room > 30 else "")


def _remark(column: GuessedColumn, room: int) -> str:
    """What a person should look at, else as many of the values as there is room for."""
    if column.remark:
        return column.remark
    if column.known == 0:
        return "always empty"
    names = [quoted(shortened(value, 30)) for value, _ in column.values]
    for shown in range(len(names), 0, -1):
        more = f" and {len(names) - shown} more" if shown < len(names) else ""
        text = ", ".join(names[:shown]) + more
        if len(text) <= room:
            return text
    return ""


def _left_out(columns: Iterable[GuessedColumn]) -> Iterator[str]:
    number = sum(not can_be_written(column.source) for column in columns)
    if number:
        yield f"  # Left out: {counted(number, 'column')} with names over several lines."


# ---------------------------------------------------------------- events


def kinds_of(events: Sequence[Events]) -> list[tuple[str, GuessedKind]]:
    """All kinds of events by the names under which they are declared."""
    taken: set[str] = set()
    found = []
    for one in events:
        single = one.event is not None or one.guess.named is None
        written = [kind for kind in one.guess.kinds if can_be_written(kind.called)]
        kinds = one.guess.kinds[:1] if single else written
        found += [(_free(one.event or kind.name, taken), kind) for kind in kinds]
    return found


def _events(one: Events, taken: set[str]) -> Iterator[str]:
    guess = one.guess
    single = one.event is not None or guess.named is None
    parts = _from(one.table)
    parts += [f"of {_column_name(guess.lead or '')}", f"at {_column_name(guess.at or '')}"]
    yield f"# {counted(guess.rows, 'row')}"
    if single:
        name = _free(one.event or guess.kinds[0].name, taken)
        yield f"event {name} {', '.join(parts)}"
        yield from _lines(_columns(guess.columns))
        return
    parts.append(f"named {_column_name(guess.named or '')}")
    yield f"events {', '.join(parts)}"
    fields = {column.source: column for column in guess.columns if can_be_written(column.source)}
    for kind in guess.kinds:
        if can_be_written(kind.called):
            yield _kind(kind, _free(kind.name, taken), fields)
    left = [kind.rows for kind in guess.kinds if not can_be_written(kind.called)]
    if left:
        yield f"  # Left out: {counted(sum(left), 'event')} with names over several lines."


def _free(wanted: str, taken: set[str]) -> str:
    """A name for a kind of event that no other has."""
    name, again = wanted, 2
    while name.lower() in taken:
        name, again = f"{wanted}_{again}", again + 1
    taken.add(name.lower())
    return name


def _kind(kind: GuessedKind, name: str, fields: dict[str, GuessedColumn]) -> str:
    called = "" if name == kind.called.lower() else f" called {quoted(kind.called)}"
    parts = [_column(fields[source]) for source in kind.fields if source in fields]
    with_fields = f" with {', '.join(parts)}" if parts else ""
    return f"  {name}{called}{with_fields}  # {counted(kind.rows, 'row')}"
