"""Stages, labels, grades, what is left out and ignored, and what is made of results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from .. import ast, terms
from ..model import Class, ClassRow, Exclusion, Model
from ..printer import show
from ..terms import Test
from .change import Both, Change, Effect, OfClass, OfExclusion, OfLines, Touched, opened
from .translate import Translator
from .ways import ValueWay, Way


def class_changes(both: Both) -> Iterator[Change]:
    there = {one.name: one for one in both.new.classes}
    for old in both.old.classes:
        new = there.pop(both.names.classes.get(old.name.lower(), ""), None)
        if new is None:
            yield Change(_title(old), "removed", _title(old), "other", ("no longer given",))
            continue
        if old.name.lower() != new.name.lower():
            yield Change(_title(new), "renamed", _title(new), "words", (f"was `{old.name}`",))
        if len(old.parts) != len(new.parts):
            change = Change(_title(new), "changed", _title(new), "open", ("form",))
            yield change
            continue
        for number in range(len(old.parts)):
            yield from _part(both, new, old.parts[number], new.parts[number])
    for new in there.values():
        yield Change(_title(new), "added", _title(new), "other", ("new in the output",))


def _title(one: Class) -> str:
    if one.name == "stage":
        return "stages"
    word = "grade" if isinstance(one.node, ast.Grade) else "label"
    return f"{word} {one.name}"


def _part(
    both: Both, class_: Class, old: Sequence[ClassRow], new: Sequence[ClassRow]
) -> Iterator[Change]:
    left = [_row(both.left, row, both.names.values.get((class_.name, row.value))) for row in old]
    right = [_row(both.right, row, None) for row in new]
    renamed = [
        (row.value, one.value) for row, one in zip(old, left, strict=True) if row.value != one.value
    ]
    for before, after in renamed:
        yield Change(_title(class_), "renamed", after, "words",
                     (f"was `{before}`, and the output says so",))  # fmt: skip
    if [_key(row) for row in left] == [_key(row) for row in right]:
        yield from _said_otherwise(class_, left, right)
        return
    if [row.node for row in left] == [row.node for row in right]:
        both.touched.append(
            Touched(
                class_.node,
                lambda: _ways(both.differences.of_rows(left, right), None),
                OfClass(class_.name),
            )
        )
        return
    both.edited.append(class_.node)
    found = both.differences.of_rows(left, right)
    yield from _rows(class_, left, right, found)


def _said_otherwise(
    class_: Class, old: Sequence[ClassRow], new: Sequence[ClassRow]
) -> Iterator[Change]:
    """The same to the letter after names are resolved."""
    for one, other in zip(old, new, strict=True):
        if _asked(one) != _asked(other):
            shown = _shown([one]), _shown([other])
            yield Change(_title(class_), "changed", other.value, "equal", (), shown[0], shown[1])


def _asked(row: ClassRow) -> object:
    node = row.node
    return (node.test, node.until) if isinstance(node, ast.ClassRow) else node


def _row(to: Translator, row: ClassRow, value: str | None) -> ClassRow:
    return ClassRow(value or row.value, to.term(row.test), row.node, to.term(row.until))


def _key(row: ClassRow) -> tuple[str, Test | None, Test | None]:
    return row.value, row.test, row.until


def _rows(
    class_: Class, old: Sequence[ClassRow], new: Sequence[ClassRow], found: list[ValueWay]
) -> Iterator[Change]:
    before, after = _by_value(old), _by_value(new)
    section, told = _title(class_), False
    for value in dict.fromkeys([*before, *after]):
        one, other = before.get(value, []), after.get(value, [])
        if [_key(row) for row in one] == [_key(row) for row in other]:
            continue
        told = True
        kind: Any = "changed" if one and other else "removed" if one else "added"
        change = Change(section, kind, value, "open", (), _shown(one), _shown(other),
                        parts=(OfClass(class_.name),))  # fmt: skip
        yield opened(change, _ways(found, value))
    if not told:
        order = (tuple(row.value for row in rows) for rows in (old, new))
        note = " to ".join(", ".join(values) for values in order)
        change = Change(section, "moved", section, "open", (note,), parts=(OfClass(class_.name),))
        yield opened(change, _ways(found, None))


def _by_value(rows: Sequence[ClassRow]) -> dict[str, list[ClassRow]]:
    found: dict[str, list[ClassRow]] = {}
    for row in rows:
        found.setdefault(row.value, []).append(row)
    return found


def _shown(rows: list[ClassRow]) -> tuple[str, ...]:
    return tuple(show(row.node) for row in rows)


def _ways(found: list[ValueWay], value: str | None) -> tuple[Way, ...]:
    return tuple(one.way for one in found if value is None or value in (one.old, one.new))


# ---------------------------------------------------------------- left out, ignored


def exclusion_changes(both: Both) -> Iterator[Change]:
    old = [(both.left.term(one.test), one) for one in both.old.excluded if one.test is not None]
    new = [(both.right.term(one.test), one) for one in both.new.excluded if one.test is not None]
    all_old = terms.AnyOf(tuple(test for test, _ in old))
    all_new = terms.AnyOf(tuple(test for test, _ in new))
    left = _without(old, new)
    for test, one in _without(new, old):
        same = _partner(left, one)
        if same is None:
            ways = both.differences.of_tests(all_old, terms.AnyOf((all_old, test)))
            yield opened(_excluded("added", None, one), ways)
            continue
        left.remove(same)

        def prove(before: Test = same[0], after: Test = test) -> tuple[Way, ...]:
            return both.differences.of_tests(before, after)

        if same[1].node.test == one.node.test:
            both.touched.append(Touched(one.node, prove, OfExclusion()))
        else:
            both.edited.append(one.node)
            yield opened(_excluded("changed", same[1], one), prove())
    for test, one in left:
        ways = both.differences.of_tests(terms.AnyOf((all_new, test)), all_new)
        yield opened(_excluded("removed", one, None), ways)
    yield from _reasons(old, new)


Excluded = list[tuple[Test, Exclusion]]


def _without(some: Excluded, others: Excluded) -> Excluded:
    there = {test for test, _ in others}
    return [(test, one) for test, one in some if test not in there]


def _partner(left: Excluded, one: Exclusion) -> tuple[Test, Exclusion] | None:
    return next(
        (o for o in left if o[1].node.test == one.node.test or o[1].reason == one.reason),
        left[0] if len(left) == 1 else None,
    )


def _excluded(kind: Any, old: Exclusion | None, new: Exclusion | None) -> Change:
    named = new or old
    assert named is not None
    before, after = (((show(one.node),) if one is not None else ()) for one in (old, new))
    return Change("excluded leads", kind, named.reason, "open", (), before, after,
                  parts=(OfExclusion(),))  # fmt: skip


def _reasons(old: Excluded, new: Excluded) -> Iterator[Change]:
    there = dict(new)
    for test, one in old:
        other = there.get(test)
        if other is not None and other.reason != one.reason:
            note = f"was `{one.reason}`"
            yield Change("excluded leads", "renamed", other.reason, "words", (note,))
        elif other is not None and other.node.test != one.node.test:
            yield replace(_excluded("changed", one, other), effect="equal")


def ignored_changes(both: Both) -> Iterator[Change]:
    old = [(both.left.term(one.events), one.node) for one in both.old.ignored]
    new = [(both.right.term(one.events), one.node) for one in both.new.ignored]
    for kind, some, others in (("removed", old, new), ("added", new, old)):
        there = [events for events, _ in others]
        for events, node in some:
            if events not in there:
                shown = (show(node),)
                yield Change("ignored events", kind, _events(node), "open", (),  # type: ignore[arg-type]
                             shown if kind == "removed" else (), shown if kind == "added" else (),
                             _of_ignored(both, events), (OfLines(),))  # fmt: skip


def _events(node: ast.Ignore) -> str:
    return node.because.value if node.because is not None else show(node.pattern)


def _of_ignored(both: Both, ignored: Any) -> tuple[Way, ...]:
    """A rule that would count such an event."""
    if not isinstance(ignored, terms.Events):
        ignored = ignored.events
    found: list[Way] = []
    for group in both.new.groups:
        for rule in group.rules:
            events = both.right.term(rule.events)
            kinds = set(events.kinds) & set(ignored.kinds) if events is not None else None
            if kinds:
                where = tuple(w for w in (events.where, ignored.where) if w is not None)
                inner = terms.Events(tuple(sorted(kinds)), terms.All(where), events.span)
                count = terms.Measured(terms.Metric("count", inner))
                found.append(((terms.Compare(">=", count, terms.MICRO), True),))
    inner = terms.Events(ignored.kinds, ignored.where)
    count = terms.Measured(terms.Metric("count", inner))
    return (*found[:8], ((terms.Compare(">=", count, terms.MICRO), True),))


# ---------------------------------------------------------------- what is made of results


def other_changes(both: Both) -> Iterator[Change]:
    """Companies, hand-offs, outcomes and examples: they change no lead's score."""
    old, new = both.old, both.new
    if _companies(both.left, old) != _companies(both.right, new):
        yield from _one(_accounts(old.accounts), _accounts(new.accounts), "accounts")
    yield from _mapped(_hand_offs(old), _hand_offs(new), "hand off", "other")
    if _tests(both.left, old) != _tests(both.right, new):
        yield from _mapped(_outcomes(old), _outcomes(new), "outcomes", "other")
    yield from _mapped(_examples(old), _examples(new), "examples", "words")


def _companies(to: Translator, model: Model) -> object:
    one = model.accounts
    if one is None:
        return None
    labels = [(label.name, row.value, to.term(row.test)) for label in one.labels
              for row in label.parts[0]]  # fmt: skip
    return one.how, to.term(terms.Points(one.group)), labels


def _tests(to: Translator, model: Model) -> object:
    return {one.name: to.term(one.test) for one in model.outcomes.values()}


def _hand_offs(model: Model) -> dict[str, ast.Node]:
    return {f"{one.stage} to {one.target}": one.node for one in model.hand_offs}


def _outcomes(model: Model) -> dict[str, ast.Node]:
    return {one.name: one.node for one in model.outcomes.values()}


def _examples(model: Model) -> dict[str, ast.Node]:
    return {one.title.value: one for one in model.examples}


def _accounts(one: Any) -> tuple[Any, ...]:
    return tuple(one.node.lines) if one is not None else ()


def _one(old: tuple[Any, ...], new: tuple[Any, ...], name: str) -> Iterator[Change]:
    if old == new:
        return
    kind: Any = "changed" if old and new else "removed" if old else "added"
    before, after = (tuple(show(line) for line in some) for some in (old, new))
    yield Change(name, kind, name, "other", ("what companies get",), before, after)


def _mapped(
    old: Mapping[str, ast.Node], new: Mapping[str, ast.Node], section: str, effect: Effect
) -> Iterator[Change]:
    for key in dict.fromkeys([*old, *new]):
        one, other = old.get(key), new.get(key)
        if one == other:
            continue
        kind: Any = "changed" if one and other else "removed" if one else "added"
        before, after = (_lines(node) for node in (one, other))
        yield Change(section, kind, key, effect, (), before, after)


def _lines(node: Any) -> tuple[str, ...]:
    if node is None or isinstance(node, ast.Example):
        return ()
    return (show(node),)
