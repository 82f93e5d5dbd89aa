"""Rules of which it is open whether they can count at all, so that they keep no others so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from ...dsl import ast
from ...dsl.model import Group, Model, Rule
from ...dsl.prove.build import build
from ...dsl.prove.goals import fires, included, open_group, row_fires
from ...dsl.prove.search import Wanted
from ...dsl.terms import Test

if TYPE_CHECKING:
    from .reach import Reach
    from .tried import Tried

MOST_TRIED: Final = 3
"""Leads for one rule."""


@dataclass(frozen=True, slots=True)
class Open:
    """A rule, or a row of one, for which no lead was found."""

    rule: Rule
    test: Test
    proved: bool
    """That there is none."""


@dataclass(frozen=True, slots=True)
class _Part:
    number: int
    group: Group
    rule: Rule
    row: int | None
    test: Test

    @property
    def wanted(self) -> list[Wanted]:
        row = row_fires(self.rule, self.row) if self.row is not None else [(self.test, True)]
        return [*open_group(self.group), *row]

    def counts(self, tried: Tried) -> bool:
        if tried.result.score is None:
            return False
        line = tried.result.breakdown[self.number]
        return line.count > 0 and (self.row is None or line.row == self.rule.rows[self.row].words)


def open_parts(reach: Reach) -> Iterator[Open]:
    """As far as there is time."""
    model = reach.rules.model
    seen = list(reach.trier.seen)
    for part in _parts(model):
        if reach.late:
            return
        if not any(part.counts(tried) for tried in seen):
            found = _alone(reach, part)
            if found is not None:
                yield found


def _parts(model: Model) -> Iterator[_Part]:
    rules = [(group, rule) for group in model.groups for rule in group.rules]
    for number, (group, rule) in enumerate(rules):
        if not isinstance(rule.node, ast.FirstOf | ast.PointsBy | ast.BestOf):
            yield _Part(number, group, rule, None, fires(rule))
            continue
        for at, row in enumerate(rule.rows):
            if row.test is not None:
                yield _Part(number, group, rule, at, row.test)


def _alone(reach: Reach, part: _Part) -> Open | None:
    """None if some lead is so."""
    search, ways = reach.prover.ways([*included(reach.rules.model), *part.wanted])
    states = list(islice(ways, MOST_TRIED))
    for state in states:
        witness = build(reach.prover.context, reach.prover.events, state)
        tried = reach.trier.run(witness) if witness is not None else None
        if tried is not None and part.counts(tried):
            return None
    return Open(part.rule, part.test, not states and not search.cut)
