"""Stages, labels and grades as such, what is left out and ignored, and what is made of results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from .. import ast, terms
from ..model import Class, Exclusion, Model
from ..printer import show
from ..terms import Test
from .change import Both, Change, Effect, Touched
from .rows import row_changes
from .translate import Translator
from .undo import Undo, class_back, instead, section_back
from .ways import ANY_WAY, Way


def class_changes(both: Both) -> Iterator[Change]:
    there = {one.name: one for one in both.new.classes}
    removed = removed_classes(both)
    for old in both.old.classes:
        new = there.pop(both.names.classes.get(old.name.lower(), ""), None)
        if new is None:
            yield Change(_title(old), "removed", _title(old), "other", ("no longer given",),
                         prove=tuple, undo=removed[old.name.lower()])  # fmt: skip
            continue
        if old.name.lower() != new.name.lower():
            yield Change(_title(new), "renamed", _title(new), "words", (f"was `{old.name}`",))
        if len(old.parts) != len(new.parts):
            yield Change(_title(new), "changed", _title(new), "open", ("form",),
                         prove=lambda: ANY_WAY,
                         undo=instead(new.node, both.renamer.line(old.node)))  # fmt: skip
            continue
        yield from row_changes(both, _title(new), old, new)
    for new in there.values():
        yield Change(_title(new), "added", _title(new), "other", ("new in the output",),
                     prove=tuple, undo=instead(new.node))  # fmt: skip


def removed_classes(both: Both) -> dict[str, Undo]:
    """By key how to have those again that only the old file has."""
    found: dict[str, Undo] = {}
    below: list[ast.Section] = []
    there = {one.name: one.node for one in both.new.classes}
    for old in reversed(both.old.classes):
        new = there.get(both.names.classes.get(old.name.lower(), ""))
        if new is None:
            found[old.name.lower()] = class_back(both.renamer.line(old.node), tuple(below))
        else:
            below.append(new)
    return found


def _title(one: Class) -> str:
    if one.name == "stage":
        return "stages"
    word = "grade" if isinstance(one.node, ast.Grade) else "label"
    return f"{word} {one.name}"


# ---------------------------------------------------------------- left out, ignored


def exclusion_changes(both: Both) -> Iterator[Change]:
    old = [(both.left.term(one.test), one) for one in both.old.excluded if one.test is not None]
    new = [(both.right.term(one.test), one) for one in both.new.excluded if one.test is not None]
    all_old = terms.AnyOf(tuple(test for test, _ in old))
    all_new = terms.AnyOf(tuple(test for test, _ in new))
    left = _without(old, new)
    come = _without(new, old)
    for number, (test, one) in enumerate(come):
        same = _partner(left, one, len(come) - number)
        wider = terms.AnyOf((all_old, test))
        if same is None:
            yield replace(_excluded("added", None, one), undo=instead(one.node),
                          prove=partial(both.differences.of_tests, all_old, wider))  # fmt: skip
            continue
        left.remove(same)
        prove = partial(both.differences.of_tests, same[0], test)
        if same[1].node.test == one.node.test:
            both.touched.append(Touched(one.node, prove))
        else:
            both.edited.append(one.node)
            undo = instead(one.node, both.renamer.line(same[1].node))
            yield replace(_excluded("changed", same[1], one), prove=prove, undo=undo)
    for test, one in left:
        wider = terms.AnyOf((all_new, test))
        yield replace(_excluded("removed", one, None),
                      prove=partial(both.differences.of_tests, wider, all_new),
                      undo=section_back(both.renamer.line(one.node)))  # fmt: skip
    yield from _reasons(old, new)


Excluded = list[tuple[Test, Exclusion]]


def _without(some: Excluded, others: Excluded) -> Excluded:
    there = {test for test, _ in others}
    return [(test, one) for test, one in some if test not in there]


def _partner(left: Excluded, one: Exclusion, others: int) -> tuple[Test, Exclusion] | None:
    """The one that asks or says the same; in order where as many are left as there."""
    return next(
        (o for o in left if o[1].node.test == one.node.test or o[1].reason == one.reason),
        left[0] if len(left) == others else None,
    )


def _excluded(kind: Any, old: Exclusion | None, new: Exclusion | None) -> Change:
    named = new or old
    assert named is not None
    before, after = (((show(one.node),) if one is not None else ()) for one in (old, new))
    return Change("excluded leads", kind, named.reason, "open", (), before, after)


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
    there = [[events for events, _ in some] for some in (old, new)]
    for events, node in old:
        if events not in there[1]:
            undo = section_back(both.renamer.line(node))
            yield Change("ignored events", "removed", _events(node), "open", (), (show(node),),
                         prove=partial(_of_ignored, both, events), undo=undo)  # fmt: skip
    for events, node in new:
        if events not in there[0]:
            yield Change("ignored events", "added", _events(node), "open", (), (), (show(node),),
                         partial(_of_ignored, both, events), undo=instead(node))  # fmt: skip


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
