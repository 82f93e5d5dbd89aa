"""What the data files that a model names hold, where they are at hand and small.

Nothing is said of a file that is not there, too large, cannot be read to its end, or has no such
column; nor of a column with so many values that those not seen yet are to be expected.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .. import ast
from ..data_files import Reader, Wanted, counts
from ..diagnostics import distance
from ..fold import fold
from ..model import Column, Model

SHORTEST_NEAR, LONG = 5, 8
"""Letters from which on one may be another one, and from which on two."""
FEWEST_OF_NEAR = 3
SHOWN = 5
TEXTS = ("text", "list")


@dataclass(frozen=True, slots=True)
class Seen:
    """How often each value is there, by its folded form, and how it is first spelled."""

    file: str
    counts: Counter[str]
    spelled: dict[str, str]

    def usual(self) -> str:
        """The most frequent values, to choose from."""
        return ", ".join(f"`{self.spelled[text]}`" for text, _ in self.counts.most_common(SHOWN))

    def near(self, text: str) -> str | None:
        """The value that a text not seen is likely meant for, as it is spelled there."""
        close = (o for o, n in self.counts.most_common() if n >= FEWEST_OF_NEAR and _near(text, o))
        found = next(close, None)
        return None if found is None else self.spelled[found]

    def settled(self, fewest: int) -> bool:
        """Whether a value that is not among so many rows will hardly come: there are few values,
        and next to none that is there only once."""
        once = sum(n == 1 for n in self.counts.values())
        total = self.counts.total()
        return total >= fewest and len(self.counts) * 10 <= total and once * 10 <= len(self.counts)


def _near(text: str, other: str) -> bool:
    letters, others = (_letters(one) for one in (text, other))
    if letters == others:
        return bool(letters)
    plain = "".join(c for c in letters if not c.isdigit())
    if len(plain) < SHORTEST_NEAR or plain == "".join(c for c in others if not c.isdigit()):
        return False  # `Region 1` and `Region 2`
    limit = 2 if len(text) >= LONG else 1
    return distance(text, other, limit) <= limit


def _letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def column_seen(
    model: Model, column: Column, table: ast.Table | None, read: Reader
) -> Seen | None:  # fmt: skip
    """What a column holds, but for the values that mean unknown."""
    found = _seen(model, _wanted(column), table, read)
    if found is None:
        return None
    known = {text: n for text, n in found.counts.items() if text not in column.unknown_for}
    return Seen(found.file, Counter(known), found.spelled)


def names_seen(model: Model, source: ast.Events, read: Reader) -> Seen | None:
    """What the column of names of events holds."""
    name = _names(source)
    return None if name is None else _seen(model, name, source.table, read)


def _seen(
    model: Model, wanted: Wanted, table: ast.Table | None, read: Reader
) -> Seen | None:  # fmt: skip
    if table is None or not table.is_file:
        return None
    found = counts(model.resolve(table.name, table), _all_wanted(model, table), read)
    return None if wanted not in found else _folded(Path(table.name).name, found[wanted])


def _all_wanted(model: Model, table: ast.Table) -> frozenset[Wanted]:
    """All that may be asked for of a table, so that it is read once."""
    wanted: set[Wanted] = set()
    if model.leads is not None and model.leads.table == table:
        wanted |= {_wanted(one) for one in model.columns.values() if one.type in TEXTS}
    for kind in model.kinds.values():
        source = model.event_sources[kind.source]
        if source.table == table:
            wanted |= {_wanted(one) for one in kind.fields.values() if one.type in TEXTS}
            name = _names(source) if isinstance(source, ast.Events) else None
            wanted |= {name} if name is not None else set()
    return frozenset(wanted)


def _wanted(column: Column) -> Wanted:
    separator = column.separator if column.type == "list" else ""
    return fold(column.source.strip(" ")), separator


def _names(source: ast.Events) -> Wanted | None:
    named = source.named
    if named is None:
        return None
    return fold((named.value if isinstance(named, ast.Text) else named.text).strip(" ")), ""


def sources(model: Model, key: str) -> Iterator[tuple[Column, ast.Table | None]]:
    """The columns and fields of a name, with the tables that they are in."""
    if key in model.columns:
        yield model.columns[key], model.leads.table if model.leads is not None else None
    for kind in model.kinds.values():
        if key in kind.fields:
            yield kind.fields[key], model.event_sources[kind.source].table


def _folded(file: str, cells: Counter[str]) -> Seen:
    counts: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    for cell, times in cells.items():
        text = fold(cell.strip())
        if text:
            counts[text] += times
            spelled.setdefault(text, cell.strip())
    return Seen(file, counts, spelled)
