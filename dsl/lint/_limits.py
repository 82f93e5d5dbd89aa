"""What keeps the points of a group's rules, and where that is written."""

from __future__ import annotations

from dataclasses import dataclass

from .. import ast
from ..model import Group, Model


@dataclass(frozen=True, slots=True)
class Kept:
    lower: int | None
    upper: int | None
    node: ast.Limits


def kept(model: Model, group: Group) -> Kept | None:
    """The limits of a group; rules that stand right under `score` are kept by its own."""
    if isinstance(group.node, ast.Group):
        clauses = (clause for clause in group.node.clauses if isinstance(clause, ast.Limits))
        found, lower, upper = next(clauses, None), group.lower, group.upper
    else:
        found, lower, upper = group.node.limits, model.lower, model.upper
    return None if found is None else Kept(lower, upper, found)
