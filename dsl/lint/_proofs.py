"""What the decision procedure says of a model's conditions, asked once for all rules.

Few steps for each: a question that takes longer is left open, and nothing is told of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from .. import ast, terms
from ..diagnostics import Span
from ..intervals import compared
from ..logic import COUNTS
from ..model import ClassRow, Group, Model, Row, Rule
from ..prove import Prover
from ..prove.goals import at_least
from ..prove.search import Search, Wanted
from ..terms import Test

STEPS = 150
MOST_ROWS = 30
"""Of longer tables the rows are not held against all above them together."""


@dataclass(frozen=True, slots=True)
class Given:
    """What holds of every lead that a condition is asked about, and where that stands."""

    node: ast.Node
    wanted: Wanted


@dataclass(frozen=True, slots=True)
class Whole:
    """A condition as it stands in a model. `row` is none but for rows of `first of` and tables,
    stages and labels."""

    node: ast.Node
    test: Test
    given: tuple[Given, ...] = ()
    row: Row | ClassRow | None = None


@dataclass(slots=True)
class Proofs:
    model: Model
    prover: Prover
    wholes: tuple[Whole, ...]
    _able: dict[Span, bool] = field(default_factory=dict)

    def possible(self, wanted: list[Wanted], steps: int = STEPS) -> bool:
        """No only if these never come out so together."""
        search = Search(self.prover.context, steps, self.prover.events.consistent)
        return next(search.ways(wanted), None) is not None or search.cut

    def able(self, whole: Whole) -> bool:
        """Whether a condition can hold, for all that is known; asked once."""
        found = self._able.get(whole.node.span)
        if found is None:
            given = [one.wanted for one in whole.given]
            found = (not given and _plain(whole.test)) or self.possible(
                [(whole.test, True), *given]
            )
            self._able[whole.node.span] = found
        return found

    def left(self, test: Test, above: list[Test], given: list[Wanted]) -> bool:
        """Whether rows above may leave something of what a row takes."""
        if len(above) > MOST_ROWS:
            return True
        return self.possible([(test, True), *given, *((one, False) for one in above)], 2 * STEPS)

    def always(self, whole: Whole) -> bool:
        """Whether a condition holds for all leads, or a rule's for all of its group."""
        groups = () if whole.row is not None else whole.given
        given = [one.wanted for one in groups if isinstance(one.node, ast.GroupWhen)]
        if whole.test == terms.Always(True) or (not given and of_nobody(whole.test) is False):
            return False
        return not self.possible([(whole.test, False), *given]) and self.possible(given)

    def why(self, whole: Whole, holds: bool) -> Given | None:
        """The one thing given for which a condition never comes out so, if it is one alone."""
        wanted = (whole.test, holds)
        if not self.possible([wanted]):
            return None
        return next((one for one in whole.given if not self.possible([wanted, one.wanted])), None)


def _plain(test: Test) -> bool:
    """Whether a test asks for one thing of each of several columns, which may well be."""
    tests = test.tests if isinstance(test, terms.All) else (test,)
    names = set()
    for one in tests:
        value = getattr(one, "value", None)
        if not isinstance(value, terms.ColumnValue) or isinstance(one, terms.Not):
            return False
        names.add(value.name)
    return len(names) == len(tests)


def of_nobody(test: Test) -> bool | None:
    """Whether a test holds for a lead of whom nothing is known and who did nothing, if that is
    quickly seen."""
    match test:
        case terms.Not(inner):
            found = of_nobody(inner)
            return None if found is None else not found
        case terms.All(tests):
            return _of_nobody(tests, False)
        case terms.AnyOf(tests):
            return _of_nobody(tests, True)
        case terms.Compare(op, terms.Measured(metric), micro) if metric.kind in COUNTS:
            return any(low <= 0 <= high for low, high in compared(op, micro))
        case terms.Followed() | terms.Repeated():
            return False
    value = getattr(test, "value", None)
    return False if isinstance(value, terms.ColumnValue | terms.Domain) else None


def _of_nobody(tests: tuple[Test, ...], settles: bool) -> bool | None:
    found = [of_nobody(test) for test in tests]
    if settles in found:
        return settles
    return None if None in found else not settles


def proofs(model: Model) -> Proofs:
    """Rules are asked one after the other about the same model."""
    return model.once(_proofs)


def _proofs(model: Model) -> Proofs:
    return Proofs(model, Prover(model), tuple(_wholes(model)))


def _wholes(model: Model) -> Iterator[Whole]:
    for define in model.defines.values():
        yield from _whole(define.node.test, define.test)
    scored: tuple[Given, ...] = ()
    for out in model.excluded:
        yield from _whole(out.node.test, out.test)
        if out.test is not None:
            scored = (*scored, Given(out.node, (out.test, False)))
    for group in model.groups:
        yield from _group(group, scored)
    for cls in model.classes:
        for row in (row for part in cls.parts for row in part):
            if isinstance(row.node, ast.ClassRow):
                yield from _class_row(row.node, row, scored)
    for outcome in model.outcomes.values():
        yield from _whole(outcome.node.test, outcome.test)


def _whole(
    node: ast.Node, test: Test | None, given: tuple[Given, ...] = (),
    row: Row | ClassRow | None = None,
) -> Iterator[Whole]:  # fmt: skip
    if test is not None:
        yield Whole(node, test, given, row)


def _class_row(
    node: ast.ClassRow, row: ClassRow, scored: tuple[Given, ...]
) -> Iterator[Whole]:  # fmt: skip
    if node.test is not None:
        yield from _whole(node.test, row.test, scored, row)
    if node.until is not None:
        yield from _whole(node.until, row.until, scored, row)


def _group(group: Group, scored: tuple[Given, ...]) -> Iterator[Whole]:
    for clause in group.node.clauses if isinstance(group.node, ast.Group) else ():
        if isinstance(clause, ast.GroupWhen) and group.when is not None:
            yield Whole(clause.test, group.when, scored)
            scored = (*scored, Given(clause, (group.when, True)))
    for rule in group.rules:
        yield from _rule(rule, scored)


def _rule(rule: Rule, given: tuple[Given, ...]) -> Iterator[Whole]:
    if isinstance(rule.node, ast.WhenRule):
        yield from _whole(rule.node.test, rule.test, given)
    elif isinstance(rule.node, ast.EachRule | ast.PointsForEach) and rule.events is not None:
        yield Whole(rule.node.pattern, at_least(rule, 1), given)
    if isinstance(rule.node, ast.PointsForEach):
        return  # its rows are about single events
    for row in rule.rows:
        test = None if row.test == terms.Always(True) else row.test
        yield from _whole(row.node, test, given, row)
