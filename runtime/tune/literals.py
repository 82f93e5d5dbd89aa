"""The points that are written in a rule file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from typing import TypeAlias

from ...dsl import ast
from ...dsl.model import Model
from ...dsl.model import Rule as CheckedRule

Node: TypeAlias = ast.WhenRule | ast.EachRule | ast.EveryRule | ast.ByRow | ast.WhenRow
"""A line with points."""


@dataclass(frozen=True, slots=True)
class Literal:
    rule: int
    """The place of its rule among all rules,"""
    group: int
    """that of its group,"""
    row: int
    """and that of its row in the rule, 0 if there are none."""
    title: str
    node: Node
    """Where it stands."""

    @property
    def value(self) -> Decimal:
        return self.node.points.value

    @property
    def sign(self) -> int:
        return -1 if self.value < 0 else 1


def literals(model: Model) -> Iterator[Literal]:
    """Those of the main file; points of 0 have no side to be moved to."""
    path = str(model.files[0].source.path)
    place = count()
    for group, found in enumerate(model.groups):
        for rule in found.rules:
            number = next(place)
            for row, (title, node) in enumerate(_nodes(rule)):
                if node.points.span.path == path and node.points.value:
                    yield Literal(number, group, row, title, node)


def _nodes(rule: CheckedRule) -> Iterator[tuple[str, Node]]:
    if isinstance(rule.node, ast.WhenRule | ast.EachRule | ast.EveryRule):
        yield rule.name, rule.node
    for row in rule.rows:
        yield f"{rule.name}: {row.words}", row.node
