"""What the parts of one movement share."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import lcm

from ...compiler.lower import declared_columns, lower
from ...dsl.diff import Both
from ...dsl.fold import fold
from ...dsl.model import Class, Model
from ..history.work import read_by
from ..job.run import Engine
from ..rules import Rules
from ..tables.duckdb import Session
from ..tables.loaded import Chosen, choose
from ..tables.moments import settled
from ..tables.sources import Given, GivenEvents
from .asked import Asked
from .scored import Version, with_data

OLD, NEW, MOVED = "kept_old", "kept_new", "kept_moved"


@dataclass(frozen=True, slots=True)
class Work:
    session: Session
    old: Rules
    new: Rules
    both: Both
    asked: Asked
    leads: Given
    events: tuple[GivenEvents, ...]
    engine: Engine
    homes: Mapping[str, str]
    """Folder of rules → the folder in which the data are that they name."""

    @property
    def scale(self) -> int:
        """One for points of both."""
        return lcm(self.old.plan.scale, self.new.plan.scale)

    @property
    def classes(self) -> tuple[tuple[Class, Class], ...]:
        """Stages, labels and grades that both have, the stages first."""
        there = {fold(one.name): one for one in self.new.model.classes}
        names = self.both.names.classes
        pairs = [
            (one, there[fold(names[one.name.lower()])])
            for one in self.old.model.classes if one.name.lower() in names
        ]  # fmt: skip
        return tuple(sorted(pairs, key=lambda pair: pair[1].name != "stage"))

    def version(self, model: Model, classes: Sequence[str]) -> Version:
        """`DataError` if the data that it needs are not given."""
        plan, _ = settled(lower(model), self.asked.as_of, declared_columns(model))
        chosen = choose(plan, self.leads, read_by(plan, self.events))
        return with_data(Version(chosen, tuple(classes)), dict(self._at_home(chosen)))

    def _at_home(self, chosen: Chosen) -> Iterator[tuple[str, str]]:
        for path in map(str, chosen.paths):
            for folder, home in self.homes.items():
                if path.startswith(folder + os.sep):
                    yield path, home + path.removeprefix(folder)
