"""What the parts of one review share."""

from __future__ import annotations

from dataclasses import dataclass

from ...compiler.plan import Plan
from ...dsl.fold import fold
from ...dsl.model import Model
from ..tables.duckdb import Session
from ..tables.loaded import Tables
from ..tables.sources import Given, GivenEvents
from .asked import Asked
from .history import Everything, Names


@dataclass(frozen=True, slots=True)
class Work:
    session: Session
    model: Model
    asked: Asked
    leads: Given
    events: tuple[GivenEvents, ...]
    """As the caller gives them, also those that no rule reads."""
    tables: Tables
    everything: Everything
    names: Names

    @property
    def plan(self) -> Plan:
        return self.tables.plan

    def place(self, column: str | None) -> int | None:
        return None if column is None else self.names.find(self.everything.columns, column)

    def class_column(self, name: str) -> str | None:
        """The column of `rated` with the values of a stage, label or grade."""
        found = [i for i, one in enumerate(self.plan.classes) if fold(one.name) == fold(name)]
        return f"x{found[0]}" if found else None


def read_by(plan: Plan, events: tuple[GivenEvents, ...]) -> tuple[GivenEvents, ...]:
    """Those of the given events that the plan reads."""
    kinds = {kind.name.lower() for source in plan.events for kind in source.kinds}
    return tuple(
        one for one in events
        if (one.event.lower() in kinds if one.event is not None else kinds)
    )  # fmt: skip
