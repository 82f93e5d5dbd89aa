"""What several rules look at, gathered once for all of them."""

from __future__ import annotations

from .. import terms
from ..conditions import Part, conditions, parts
from ..model import Model
from ..terms import Test

MOST_PARTS = 8


def all_parts(model: Model) -> list[Part]:
    """Every condition of a model and all that they are made of."""
    return model.once(_all_parts)


def _all_parts(model: Model) -> list[Part]:
    return [part for whole in conditions(model) for part in parts(whole)]


def apart(one: Test, other: Test) -> bool:
    """Whether two tests ask about different columns, so that neither follows from the other."""
    mine = _columns(one)
    theirs = _columns(other) if mine is not None else None
    return mine is not None and theirs is not None and mine.isdisjoint(theirs)


def _columns(test: Test) -> frozenset[object] | None:
    """The columns that a test is about; none if it is about anything else."""
    if isinstance(test, terms.Not):
        return _columns(test.test)
    if isinstance(test, terms.All | terms.AnyOf):
        found = [_columns(part) for part in test.tests[:MOST_PARTS]]
        if len(test.tests) > MOST_PARTS or None in found:
            return None
        return frozenset(name for names in found if names is not None for name in names)
    value = getattr(test, "value", None)
    value = value.value if isinstance(value, terms.Domain) else value
    return frozenset((value.name,)) if isinstance(value, terms.ColumnValue) else None
