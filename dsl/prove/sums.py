"""Sums of points, of columns and of events, for a solver (z3, which is optional).

Everything is said that is certain of all leads, and nothing more: what the solver refuses cannot
be. What it lets pass is one way for the rules to turn out, which is then tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from math import inf
from typing import Any

from .. import ast, terms
from ..intervals import Ranges
from ..logic import span_within
from ..model import Group, Rule
from ..terms import MICRO, Test
from .atoms import Atom, Key
from .domains import narrowed
from .gives import rule_range
from .goals import at_least, fires
from .prover import Prover
from .search import EMPTY, Wanted

MOST_ATOMS = 60
"""Of one value: more are not held against one another two by two."""
MOST_PATTERNS = 40
MEMORY = 1_000
"""Megabytes."""


def available() -> bool:
    return find_spec("z3") is not None


@dataclass(slots=True)
class Sums:
    """One question: `proved` that these never come out so together, or how they might."""

    prover: Prover
    seconds: float
    z3: Any = field(init=False)
    solver: Any = field(init=False)
    numbers: dict[Key, Any] = field(default_factory=dict)
    known: dict[Key, Any] = field(default_factory=dict)
    free: dict[Atom, Any] = field(default_factory=dict)
    points: dict[str | None, Any] = field(default_factory=dict)
    fired: list[tuple[Test, Any]] = field(default_factory=list)
    counts: list[tuple[Rule, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        import z3

        self.z3 = z3
        self.solver = z3.Solver()
        self.solver.set("timeout", int(self.seconds * 1000), "max_memory", MEMORY)

    def settle(self, wanted: list[Wanted]) -> bool | None:
        """False if these cannot be so (proved), none if that is not settled; else see `ways`."""
        asked = [self._bool(test) == holds for test, holds in wanted if not of_points(test)]
        self._all_points()
        late = [self._bool(test) == holds for test, holds in wanted if of_points(test)]
        self.solver.add(*asked, *late)
        self._connect()
        found = self.solver.check()
        if found == self.z3.unsat:
            return False
        return True if found == self.z3.sat else None

    def ways(self) -> Iterator[list[Wanted]]:
        """How each rule might turn out, in one way after another."""
        while self.solver.check() == self.z3.sat:
            model = self.solver.model()
            yield list(self._turns_out(model))
            said = [*(said for _, said in self.fired), *(count for _, count in self.counts)]
            self.solver.add(
                self.z3.Or([one != model.eval(one, model_completion=True) for one in said])
            )

    def _turns_out(self, model: Any) -> Iterator[Wanted]:
        for test, said in self.fired:
            yield test, self.z3.is_true(model.eval(said, model_completion=True))
        for rule, count in self.counts:
            times = model.eval(count, model_completion=True).as_long()
            if times:
                yield at_least(rule, times), True
            yield at_least(rule, times + 1), False

    # -- tests

    def _bool(self, test: Test) -> Any:
        context, z3 = self.prover.context, self.z3
        test = context.opened(test)
        match test:
            case terms.Always(holds):
                return z3.BoolVal(holds)
            case terms.Not(inner):
                return z3.Not(self._bool(inner))
            case terms.All(tests):
                return z3.And([self._bool(one) for one in tests])
            case terms.AnyOf(tests):
                return z3.Or([self._bool(one) for one in tests])
            case terms.PointsAre(_, points):
                return self._among(self.points[points.group], context.atom(test).ranges)
            case terms.Defined():
                return z3.FreshBool()
        return self._atom(context.atom(test))

    def _atom(self, atom: Atom) -> Any:
        if atom.kind == "known":
            return self._known(atom.key)
        if atom.kind == "number":
            return self.z3.And(
                self._known(atom.key), self._among(self._number(atom.key), atom.ranges)
            )
        found = self.free.get(atom)
        if found is None:
            found = self.free[atom] = self.z3.FreshBool()
            self.solver.add(self.z3.Implies(found, self._known(atom.key)))
        return found

    def _among(self, value: Any, ranges: Ranges) -> Any:
        return self.z3.Or([self.z3.And(*self._ends(value, *span)) for span in ranges])

    def _ends(self, value: Any, low: float, high: float) -> Iterator[Any]:
        if low > -inf:
            yield value >= int(low)
        if high < inf:
            yield value <= int(high)

    def _known(self, key: Key) -> Any:
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = self.z3.FreshBool()
            start = self.prover.context.start(key)
            if not start.unknown:
                self.solver.add(found)
            if not start.known:
                self.solver.add(self.z3.Not(found))
        return found

    def _number(self, key: Key) -> Any:
        found = self.numbers.get(key)
        if found is None:
            found = self.numbers[key] = self.z3.FreshInt()
            self.solver.add(self._among(found, self.prover.context.start(key).numbers))
            if isinstance(key.term, terms.Arithmetic):
                self._arithmetic(key, key.term)
        return found

    def _arithmetic(self, key: Key, term: terms.Arithmetic) -> None:
        """A sum or difference of numbers; of a product only that it is known."""
        sides = [self.prover.context.key(side) for side in (term.left, term.right)]
        if term.op in ("+", "-"):
            self.solver.add(self._known(key) == self.z3.And([self._known(side) for side in sides]))
            left, right = (self._micro(side) for side in sides)
            total = left + right if term.op == "+" else left - right
            self.solver.add(self.z3.Implies(self._known(key), self.numbers[key] == total))

    def _micro(self, key: Key) -> Any:
        from .atoms import whole

        return self._number(key) * MICRO if whole(key.term) else self._number(key)

    # -- what values and events have to do with one another

    def _connect(self) -> None:
        by_key: dict[Key, list[Atom]] = {}
        for atom in self.free:
            by_key.setdefault(atom.key, []).append(atom)
        for key, atoms in by_key.items():
            if len(atoms) <= MOST_ATOMS:
                self._two_by_two(key, atoms)
        self._patterns()

    def _two_by_two(self, key: Key, atoms: list[Atom]) -> None:
        """Which two tests of a value cannot turn out so together."""
        start = self.prover.context.start(key)
        for number, one in enumerate(atoms):
            for holds in (True, False):
                first = narrowed(start, one, holds)
                if first is None:
                    self.solver.add(self.free[one] != holds)
                    continue
                for other in atoms[number + 1 :]:
                    for also in (True, False):
                        if narrowed(first, other, also) is None:
                            clause = (self.free[one] != holds, self.free[other] != also)
                            self.solver.add(self.z3.Or(*clause))

    def _patterns(self) -> None:
        """Narrower patterns have no more events than wider ones, and two that have no event in
        common no more together."""
        events = self.prover.events
        counted = [
            (key.term.metric.events, number) for key, number in self.numbers.items()
            if isinstance(key.term, terms.Measured) and key.term.metric.kind == "count"
        ][:MOST_PATTERNS]  # fmt: skip
        for wide, most in counted:
            inside = [(e, n) for e, n in counted if e != wide and events.within(e, wide)]
            for number, (one, count) in enumerate(inside):
                self.solver.add(count <= most)
                for other, more in inside[number + 1 :]:
                    if set(one.kinds).isdisjoint(other.kinds) and span_within(one.span, wide.span):
                        self.solver.add(count + more <= most)
        for one, count in counted:
            if not events.possible(one):
                self.solver.add(count == 0)

    # -- points

    def _all_points(self) -> None:
        z3, model = self.z3, self.prover.model
        total = z3.IntVal(0)
        for group in model.groups:
            found = self._group(group)
            if group.name is not None:
                self.points[group.name] = found
            total = total + found
        self.points[None] = self._limited(total, model.lower, model.upper)

    def _group(self, group: Group) -> Any:
        z3 = self.z3
        inner = z3.Sum([z3.IntVal(0), *(self._rule(rule) for rule in group.rules)])
        points = self._limited(inner, group.lower, group.upper)
        if group.when is None:
            return points
        return z3.If(self._bool(group.when), points, z3.IntVal(0))

    def _limited(self, value: Any, lower: int | None, upper: int | None) -> Any:
        if upper is not None:
            value = self.z3.If(value > upper, self.z3.IntVal(upper), value)
        if lower is not None:
            value = self.z3.If(value < lower, self.z3.IntVal(lower), value)
        return value

    def _rule(self, rule: Rule) -> Any:
        z3 = self.z3
        match rule.node:
            case ast.WhenRule():
                said = self._bool(fires(rule))
                self.fired.append((fires(rule), said))
                return z3.If(said, z3.IntVal(rule.points), z3.IntVal(0))
            case ast.FirstOf() | ast.PointsBy():
                value: Any = z3.IntVal(0)
                for row in reversed(rule.rows):
                    if row.test is not None:
                        said = self._bool(row.test)
                        self.fired.append((row.test, said))
                        value = z3.If(said, z3.IntVal(row.points), value)
                return value
            case ast.EachRule() if _plain(rule):
                return self._each(rule)
        low, high = rule_range(self.prover.context, self.prover.events, EMPTY, rule)
        bounded = z3.FreshInt()
        self.solver.add(*self._ends(bounded, low, high))
        return bounded

    def _each(self, rule: Rule) -> Any:
        """The same points for every event, as many as there are and as limits leave."""
        context = self.prover.context
        assert rule.events is not None
        key = context.key(terms.Measured(terms.Metric("count", rule.events)))
        count = self._number(key)
        self.counts.append((rule, count))
        kept = self._limited(count, None, rule.clauses.times)
        up_to = rule.clauses.up_to
        return self._limited(kept * rule.points, None if up_to is None else -up_to, up_to)


def _plain(rule: Rule) -> bool:
    clauses = rule.clauses
    return clauses.fade is None and clauses.once_per is None and clauses.per_bucket is None


def of_points(test: Test) -> bool:
    """Whether it may ask for points, so that it has to come after them."""
    match test:
        case terms.PointsAre() | terms.ClassIs() | terms.Defined():
            return True
        case terms.Not(inner):
            return of_points(inner)
        case terms.All(tests) | terms.AnyOf(tests):
            return any(of_points(one) for one in tests)
    return False
