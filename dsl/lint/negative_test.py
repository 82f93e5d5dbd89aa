"""A negative test on a column that may be unknown.

`is not`, `is not in`, `does not contain` and `not (…)` hold for a lead whose value is unknown, too:
nobody knows the lead's country, so it is not Germany. So does `not` before several tests joined
by `or`. If that is not meant, ask `is known` beside it. The rule is silent where the same condition
asks whether the value is known, or tests it positively as well, where a row above or an `exclude`
takes the unknown ones, for columns of yes and no, and for `not` before the name of a definition:
of whom nothing is known is `not customer`, as the word says.

Avoid:

    score "Demo score"

    leads
      country text

    group fit
      +10 when country is not "Germany"

Prefer:

    score "Demo score"

    leads
      country text

    group fit
      +10 when country is known and country is not "Germany"
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast, terms
from ..conditions import Part, conditions, inner_tests, parts
from ..diagnostics import Diagnostic, Span
from ..logic import Logic, asks_for
from ..model import Model
from ..terms import Test

CODE = "W203"
MOST_BESIDE = 100
"""Of more tests under one `and` only so many are looked at."""
Unknowable = terms.ColumnValue | terms.Domain


def check(model: Model) -> Iterator[Diagnostic]:
    logic = Logic(model.defines)
    excluded = [e.test for e in model.excluded if e.test is not None]
    taken = _taken_above(model)
    for whole in conditions(model):
        asked = _asked(logic, whole.test)
        above = [*excluded, *taken.get(whole.node.span, ())]
        for part in parts(whole):
            for value in _negative(logic, part):
                if value in asked or _known_beside(logic, part, value):
                    continue
                if any(logic.implies(terms.Not(terms.Known(value)), test) for test in above):
                    continue
                asked.add(value)  # told once for a condition
                yield _finding(part, value)
                break


def _negative(logic: Logic, part: Part) -> list[Unknowable]:
    """The values of which a part is a negative test."""
    if isinstance(part.node, ast.AllOf | ast.AnyOf | ast.Bracket | ast.Ref | ast.IsKnown):
        return []
    if not isinstance(part.test, terms.Not) or isinstance(part.test.test, terms.Defined):
        return []
    inner = logic.open(part.test.test)
    tests = inner.tests[:MOST_BESIDE] if isinstance(inner, terms.AnyOf) else (inner,)
    found = [asks_for(test) for test in tests if not isinstance(test, terms.Yes)]
    return [v for v in found if isinstance(v, Unknowable) and _is_column(v)]


def _is_column(value: Unknowable) -> bool:
    inner = value.value if isinstance(value, terms.Domain) else value
    return isinstance(inner, terms.ColumnValue)


def _column(value: Unknowable) -> str:
    inner = value.value if isinstance(value, terms.Domain) else value
    return inner.name if isinstance(inner, terms.ColumnValue) else ""


def _asked(logic: Logic, test: Test) -> set[object]:
    """Values of which a condition asks anywhere whether they are known."""
    found: set[object] = set()
    for inner in inner_tests(test):
        opened = logic.open(inner)
        if opened is not inner:
            found |= _asked(logic, opened)
        elif isinstance(inner, terms.Known):
            found.add(inner.value)
            found |= {terms.Domain(inner.value)}
    return found


def _known_beside(logic: Logic, part: Part, value: Unknowable) -> bool:
    """Whether what stands beside it holds only for a known value. For the domain of an address
    it is enough that the address is."""
    knowing: list[Test] = [terms.Known(value)]
    if isinstance(value, terms.Domain):
        knowing.append(terms.Known(value.value))
    beside = part.beside[:MOST_BESIDE]
    return any(logic.implies(test, known) for test in beside for known in knowing)


def _taken_above(model: Model) -> dict[Span, list[Test]]:
    """By the place of a row's condition, the tests of the rows above it, which go first."""
    found: dict[Span, list[Test]] = {}
    tables = [rule.rows for group in model.groups for rule in group.rules]
    tables += [part for cls in model.classes for part in cls.parts]  # type: ignore[misc]
    for rows in tables:
        above: list[Test] = []
        for row in rows:
            node = getattr(row.node, "test", None)
            if node is not None:
                found[node.span] = list(above)
            test = row.test
            if test is not None and any(isinstance(t, terms.Known) for t in inner_tests(test)):
                above.append(test)
    return found


def _finding(part: Part, value: Unknowable) -> Diagnostic:
    """There is no fix: which leads are meant only people know, and the points of all would change
    of whom the value is unknown."""
    name = _column(value)
    return Diagnostic(
        CODE, "warning", f"this holds for an unknown `{name}` too", part.node.span,
        help=f"write `{name} is known and …` before it, or `{name} is unknown or …` if it is meant",
    )  # fmt: skip
