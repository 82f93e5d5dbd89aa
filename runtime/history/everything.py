"""The table of all columns of the leads' file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..tables.keys import text_of
from ..tables.loaded import Relation
from ..tables.unread import moment


@dataclass(frozen=True, slots=True)
class Everything:
    """The leads' file with all its columns."""

    relation: Relation
    columns: tuple[str, ...]
    """As the header calls them; that of place i is `c{i}`."""
    times: Mapping[str, int] = field(default_factory=dict)
    """Columns of the table with times that were asked for → the place that they are read from."""

    def cell(self, place: int) -> str:
        """SQL: the text in a column of `t` in normal form, NULL if it is unknown."""
        return f"nullif({text_of(self.relation, f'c{place}')}, '')"

    def unread(self, time: str) -> str:
        """SQL: whether there is something in a column of `times` of `t` that is no time."""
        if time not in self.times:
            return "false"
        cell = self.cell(self.times[time])
        return f"({cell} IS NOT NULL AND {moment(self.relation, time)} IS NULL)"
