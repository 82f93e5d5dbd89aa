"""What several rules look at, gathered once for all of them."""

from __future__ import annotations

from .. import terms
from ..conditions import Part, conditions, parts
from ..model import Model
from ..terms import Test

MOST_PARTS = 8
_last: tuple[Model, list[Part]] | None = None
"""Of one model alone: rules are asked one after the other about the same."""


def all_parts(model: Model) -> list[Part]:
    """Every condition of a model and all that they are made of."""
    global _last
    last = _last
    if last is None or last[0] is not model:
        found = [part for whole in conditions(model) for part in parts(whole)]
        last = _last = model, found
    return last[1]


def apart(one: Test, other: Test) -> bool:
    """Whether two tests ask about different things, so that neither follows from the other."""
    values = _subject(one), _subject(other)
    return None not in values and values[0] != values[1]


def _subject(test: Test) -> object | None:
    """The column that a test is about, if it is about one alone."""
    if isinstance(test, terms.Not):
        return _subject(test.test)
    if isinstance(test, terms.All | terms.AnyOf):
        subjects = {_subject(part) for part in test.tests[:MOST_PARTS]}
        return subjects.pop() if len(subjects) == 1 and len(test.tests) <= MOST_PARTS else None
    value = getattr(test, "value", None)
    return value if isinstance(value, terms.ColumnValue | terms.FieldValue | terms.Domain) else None
