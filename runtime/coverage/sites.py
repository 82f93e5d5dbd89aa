"""Every condition of a rule file that a lead's result can hang on, and when it is asked.

A condition is a whole `when`, each part of an `and` or `or` in it, each row of a table, each test
on an event's fields and each window. Conditions of companies' labels and of `outcome` are not
among them: examples say nothing of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal, TypeAlias

from ...compiler.lower import walk
from ...dsl import ast, terms
from ...dsl.diagnostics import Span
from ...dsl.model import Class, ClassRow, Define, Group, Model, Row, Rule
from ...dsl.printer import show
from ...dsl.prove.context import row_test
from ...dsl.terms import MICRO, Test
from ...dsl.walk import walk as walk_ast
from . import kleene

Value: TypeAlias = Literal["true", "false", "unknown"]
Asked: TypeAlias = Literal["lead", "event", "ignored"]
"""Of what a condition is asked: of the lead, of each event, or of each before any is ignored."""
VALUES: Final[tuple[Value, ...]] = ("true", "false", "unknown")
ALWAYS: Final = terms.Always(True)


@dataclass(frozen=True, slots=True)
class Guard:
    """When a condition is asked at all: if `above` lets it, and the condition `site` came out
    so; or (site none) if one of the conditions `users` is asked."""

    above: int | None
    site: int | None = None
    holds: bool = True
    users: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """A condition. All tests are of a lead: those of an event say that there is such an event."""

    number: int
    span: Span
    words: str
    owner: str
    """The rule, stage, definition … that it belongs to, in words."""
    asked: Asked
    guard: int | None
    holds: Test
    tests: dict[Value, Test]
    """What it can come out as. Empty for one that only guards others."""
    base: Test | None = None
    """Of an event: that it is of the kind at all."""
    define: str | None = None
    """The definition that it stands for by its name."""
    row: bool = False
    """A row of a table, which rows above can take leads from."""


@dataclass(slots=True)
class Sites:
    model: Model
    sites: list[Site] = field(default_factory=list)
    guards: list[Guard] = field(default_factory=list)
    owner: str = ""

    def add(self, span: Span, words: str, holds: Test, guard: int | None, **more: object) -> int:
        parts: dict[str, object] = {"asked": "lead", "tests": {}, "owner": self.owner, **more}
        number = len(self.sites)
        self.sites.append(
            Site(number=number, span=span, words=words, holds=holds, guard=guard, **parts)  # type: ignore[arg-type]
        )
        return number

    def when(self, above: int | None, site: int, holds: bool) -> int:
        self.guards.append(Guard(above, site, holds))
        return len(self.guards) - 1

    # ---------------------------------------------------------------- a whole file

    def everything(self) -> None:
        guard = self._excluded()
        self._ignored()
        for group in self.model.groups:
            self._group(group, guard)
        for class_ in self.model.classes:
            for part in class_.parts:
                self._class(class_, part, guard)
        for define in reversed(self.model.defines.values()):
            self._define(define)

    def _excluded(self) -> int | None:
        guard = None
        for one in self.model.excluded:
            self.owner = one.reason
            found = self.condition(one.node.test, _there(one.test), guard)
            guard = self.when(guard, found, False)
        return guard

    def _ignored(self) -> None:
        for one in self.model.ignored:
            events, node = one.events, one.node
            self.owner = node.because.value if node.because is not None else show(node)
            if isinstance(events, terms.SoonAfter) and node.soon is not None:
                self._pattern(node.pattern, events.events, None, "ignored")
                self._pattern(node.soon.pattern, events.by, None, "ignored")
            elif isinstance(events, terms.Events):
                self._pattern(node.pattern, events, None, "ignored")

    def _group(self, group: Group, guard: int | None) -> None:
        for clause in group.node.clauses if isinstance(group.node, ast.Group) else ():
            if isinstance(clause, ast.GroupWhen):
                self.owner = f"group {group.name}"
                found = self.condition(clause.test, _there(group.when), guard)
                guard = self.when(guard, found, True)
        for rule in group.rules:
            self.owner = rule.name
            self._rule(rule, guard)

    def _define(self, define: Define) -> None:
        key = define.node.name.key
        users = tuple(site.number for site in self.sites if site.define == key)
        if users:
            self.owner = f"define {define.node.name.text}"
            self.guards.append(Guard(None, users=users))
            self.condition(define.node.test, _there(define.test), len(self.guards) - 1)

    # ---------------------------------------------------------------- rules

    def _rule(self, rule: Rule, guard: int | None) -> None:
        match rule.node:
            case ast.WhenRule():
                self.condition(rule.node.test, _there(rule.test), guard)
            case ast.EachRule():
                self._counted(rule.node, rule.node.pattern, rule, guard)
            case ast.PointsForEach():
                fits = self._counted(rule.node, rule.node.pattern, rule, guard)
                self._event_rows(rule, fits)
            case ast.EveryRule():
                self._every(rule.node, rule, guard)
            case ast.PointsBy():
                self._lead_rows(rule.rows, guard, rule.node.value)
            case ast.BestOf():
                self._best(rule.rows, guard)
            case _:
                self._lead_rows(rule.rows, guard, None)

    def _counted(
        self, node: ast.Node, pattern: ast.Pattern, rule: Rule, guard: int | None
    ) -> int | None:
        """That there is an event to count, and which."""
        assert rule.events is not None
        test = some(rule.events)
        words = show(pattern)
        self.add(pattern.span, words, test, guard, tests=_two(test))
        return self._pattern(pattern, rule.events, guard, "event")

    def _every(self, node: ast.EveryRule, rule: Rule, guard: int | None) -> None:
        assert rule.value is not None
        test = terms.Compare(">=", rule.value, rule.per)
        words = f"{show(node.per)} of {show(node.value)}"
        self.add(_between(node.per.span, node.value.span), words, test, guard, tests=three(test))
        self._patterns(node.value, test, guard)

    def _lead_rows(
        self, rows: Sequence[Row], guard: int | None, value: ast.Expression | None
    ) -> None:
        if value is not None:
            self._patterns(value, terms.All(tuple(_there(row.test) for row in rows)), guard)
        for row in rows:
            found = self._row(row, guard)
            guard = self.when(guard, found, False)

    def _row(self, row: Row, guard: int | None) -> int:
        test, node = _there(row.test), row.node
        if isinstance(node, ast.WhenRow) and node.test is not None:
            return self.condition(node.test, test, guard, row=True)
        span = _row_span(self.model, node)
        return self.add(span, _row_words(node), test, guard, tests=three(test), row=True)

    def _best(self, rows: Sequence[Row], guard: int | None) -> None:
        """The row that gives the points is the one with the most, of equals the first."""
        found: dict[int, int] = {}
        for number in sorted(range(len(rows)), key=lambda i: (-rows[i].points, i)):
            found[number] = self._row(rows[number], guard)
            guard = self.when(guard, found[number], False)

    def _event_rows(self, rule: Rule, fits: int | None) -> None:
        events = rule.events
        assert events is not None
        guard = fits
        for row in rule.rows:
            test = _there(row.test)
            tests = {
                value: some(_narrowed(events, one)) for value, one in three(test).items()
            }  # fmt: skip
            found = self.add(
                _row_span(self.model, row.node), _row_words(row.node),
                some(_narrowed(events, test)), guard, tests=tests, asked="event",
                base=some(events), row=True,
            )  # fmt: skip
            guard = self.when(guard, found, False)

    # ---------------------------------------------------------------- stages, labels, grades

    def _class(self, class_: Class, rows: Sequence[ClassRow], guard: int | None) -> None:
        for number, row in enumerate(rows):
            self.owner = f"{class_.name} {row.value}"
            if isinstance(row.node, ast.GradeRow):
                found = self._band(row.node, number, row, guard)
            else:
                found = self._class_row(row.node, row, guard)
            guard = self.when(guard, found, False)

    def _band(self, node: ast.GradeRow, number: int, row: ClassRow, guard: int | None) -> int:
        band = node.bands[number] if number < len(node.bands) else None
        words = show(band) if band is not None else "otherwise"
        span = band.span if band is not None else node.otherwise.span
        test = _there(row.test)
        return self.add(span, words, test, guard, tests=three(test), row=True)

    def _class_row(self, node: ast.ClassRow, row: ClassRow, guard: int | None) -> int:
        if node.test is None:
            span = _row_span(self.model, node)
            return self.add(span, "otherwise", ALWAYS, guard, tests=three(ALWAYS), row=True)
        found = self.condition(node.test, _there(row.test), guard, row=True)
        if node.until is None or row.until is None:
            return found
        test = row_test(row)
        was = self.add(node.until.span, "", terms.StageWas(row.value.strip(" ")), guard)
        left = self.when(self.when(guard, found, False), was, True)
        self.condition(node.until, row.until, left)
        return self.add(node.span, show(node.value), test, guard)

    # ---------------------------------------------------------------- conditions

    def condition(
        self, node: ast.Expression, test: Test, guard: int | None, row: bool = False
    ) -> int:
        """A condition of the lead with all that is in it; its number."""
        found = -1
        for part, part_test in parts(node, test):
            core, leaf = _core(part, part_test)
            name = leaf.name if isinstance(leaf, terms.Defined) else None
            number = self.add(
                part.span, show(part), part_test, guard, tests=three(part_test), define=name,
                row=row and found < 0,
            )  # fmt: skip
            found = number if found < 0 else found
            if not isinstance(core, ast.AllOf | ast.AnyOf):
                self._patterns(part, part_test, guard)
        return found

    def _patterns(self, node: ast.Node, test: Test, guard: int | None) -> None:
        """The patterns of events in one condition. What is asked twice over the same value, as
        `between` does, names them twice."""
        found = [part for part in walk(test) if isinstance(part, terms.Events)]
        written = sorted(
            (part for part in walk_ast(node) if isinstance(part, ast.Pattern)),
            key=lambda part: part.span.start,
        )
        for pattern, events in zip(written, found, strict=False):
            self._pattern(pattern, events, guard, "event")

    def _pattern(
        self, pattern: ast.Pattern, events: terms.Events, guard: int | None, asked: Asked
    ) -> int | None:
        """What a pattern asks of an event; the guard that lets an event through that fits it."""
        free = replace(events, where=None, span=None)
        if pattern.where is not None and events.where is not None:
            found = -1
            for part, test in parts(pattern.where, events.where):
                tests = {value: some(_narrowed(free, one)) for value, one in three(test).items()}
                number = self.add(
                    part.span, show(part), some(_narrowed(free, test)), guard, tests=tests,
                    asked=asked, base=some(free),
                )  # fmt: skip
                found = number if found < 0 else found
            guard = self.when(guard, found, True)
        if pattern.window is None or events.span is None:
            return guard
        return self._window(pattern.window, events, guard, asked)

    def _window(
        self, node: ast.Window, events: terms.Events, guard: int | None, asked: Asked
    ) -> int:
        assert events.span is not None
        inside = some(events)
        tests = {"true": inside, "false": terms.AnyOf(tuple(map(some, outside(events))))}
        words, base = show(node), some(replace(events, span=None))
        found = self.add(
            node.span, words, inside, guard, tests=tests, asked=asked, base=base
        )  # fmt: skip
        return self.when(guard, found, True)


# ---------------------------------------------------------------- parts


def parts(node: ast.Expression, test: Test) -> Iterator[tuple[ast.Expression, Test]]:
    """A condition and what it joins by `and` and `or`; brackets and `not` go with what is in
    them."""
    yield node, test
    core, inner = _core(node, test)
    if isinstance(core, ast.AllOf | ast.AnyOf) and isinstance(inner, terms.All | terms.AnyOf):
        for item, item_test in zip(core.items, inner.tests, strict=True):
            yield from parts(item, item_test)


def _core(node: ast.Expression, test: Test) -> tuple[ast.Expression, Test]:
    while True:
        if isinstance(node, ast.Bracket):
            node = node.inner
        elif isinstance(node, ast.Not) and isinstance(test, terms.Not):
            node, test = node.inner, test.test
        else:
            return node, test


def three(test: Test) -> dict[Value, Test]:
    """What a test can come out as."""
    if test == ALWAYS:
        return {"true": ALWAYS}
    found: dict[Value, Test] = {"true": kleene.true(test), "false": kleene.false(test)}
    if kleene.may_be_unknown(test):
        found["unknown"] = kleene.unknown(test)
    return found


def _two(test: Test) -> dict[Value, Test]:
    return {"true": test, "false": terms.Not(test)}


def some(events: terms.Events) -> Test:
    return terms.Compare(">=", terms.Measured(terms.Metric("count", events)), MICRO)


def _narrowed(events: terms.Events, test: Test) -> terms.Events:
    where = test if events.where is None else terms.All((events.where, test))
    return replace(events, where=None if where == ALWAYS else where)


def outside(events: terms.Events) -> Iterable[terms.Events]:
    """The same events before and after their window."""
    span = events.span
    assert span is not None
    if span.lower is not None:
        edge = replace(span.lower, inclusive=not span.lower.inclusive)
        yield replace(events, span=terms.Span(None, edge))
    if span.upper is not None:
        edge = replace(span.upper, inclusive=not span.upper.inclusive)
        yield replace(events, span=terms.Span(edge, None))


def defines(model: Model) -> dict[str, Test]:
    """Each definition by its name, that it is true, and that it is false."""
    found: dict[str, Test] = {}
    for key, define in model.defines.items():
        test = _there(define.test)
        found[key] = test
        found[kleene.true_name(key)] = kleene.true(test)
        found[kleene.false_name(key)] = kleene.false(test)
    return found


def _there(test: Test | None) -> Test:
    assert test is not None, "conditions are looked for in a model without errors"
    return test


def _between(first: Span, last: Span) -> Span:
    return Span(first.path, first.start, last.end)


def _row_span(model: Model, node: ast.ByRow | ast.WhenRow | ast.ClassRow) -> Span:
    """Where a row says which leads it is for."""
    if isinstance(node, ast.ByRow):
        return node.matcher.span
    before = node.value.span if isinstance(node, ast.ClassRow) else node.points.span
    start = model.sources[node.span.path].text.index("otherwise", before.end)
    return Span(node.span.path, start, start + len("otherwise"))


def _row_words(node: ast.ByRow | ast.WhenRow) -> str:
    return show(node.matcher) if isinstance(node, ast.ByRow) else "otherwise"
