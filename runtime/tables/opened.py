"""A table that is found and whose columns are known, but whose rows are not read yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ...compiler.plan import Type


@dataclass(frozen=True, slots=True)
class Pick:
    """A column to read: its place in the data, and its name in the table that is made."""

    index: int
    name: str
    type: Type | None = None
    """What texts in it are read as when the table is made, so that they are read only once."""
    unknown_for: tuple[str, ...] = ()
    """Folded texts that are no fault although they cannot be read as that type."""


@dataclass(frozen=True, slots=True)
class Loaded:
    padded: int = 0
    """Rows with fewer cells than the header; what is missing is unknown."""
    place: str = "rowid"
    """SQL for a row's place in the table, from 0."""
    read: frozenset[str] = frozenset()
    """Columns of text that were read as their type."""
    unread: str | None = None
    """A column of the table, if any was read: the texts that cannot be read, as a list of structs
    (c: the column's place among the picks, v: the text), NULL where there is none."""
    dotted: Mapping[str, str] = field(default_factory=dict)
    """Numbers read from text → the column that has whether their points may be thousands'."""


@dataclass(frozen=True, slots=True)
class Opened:
    shown: str
    """What messages call it: a file's name without its folder."""
    columns: tuple[str, ...]
    first_row: int
    """The number that a person who opens the data sees at its first row."""
    load: Callable[[tuple[Pick, ...], str], Loaded]
    """Reads the picked columns into a table or view of that name."""
