"""Rules and groups that were added, removed, changed, moved or renamed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from .. import ast, terms
from ..intervals import Interval
from ..model import Group, Model, Rule
from ..printer import show
from ..prove.prover import Prover
from ..terms import Test
from .change import Both, Change, Kind, Known, Touched, differing, lines, reworded
from .homes import group_when, home_of, new_name
from .match import Placed, match, out_of_order
from .moved import ways_of_move
from .steady import asked, giving_the_same
from .translate import Translator, meaning
from .undo import Undo, group_back, heading_back, instead, rule_back
from .ways import Way

SCORE = "score"
MOST_RULES = 20
"""Of a group, of which one is looked for that counts."""


def rule_changes(both: Both) -> Iterator[Change]:
    left = _placed(both, both.old, both.left, both.names.groups)
    right = _placed(both, both.new, both.right, {})
    found = match(left, right)
    moved = out_of_order(found.pairs)
    both.pairs = {old.at: new.at for old, new in found.pairs}
    both.same = giving_the_same(both, found.pairs)
    for old in found.removed:
        yield _lost(both, old)
    for old, new in found.pairs:
        yield from _pair(both, old, new, new.at in moved)
    for new in found.added:
        yield _gained(both, new)


def _placed(both: Both, model: Model, to: Translator, groups: dict[str, str]) -> list[Placed]:
    made: list[Placed] = []
    for group in model.groups:
        name = groups.get(group.name.lower(), group.name) if group.name is not None else None
        for rule in group.rules:
            one = both.known.get(id(rule))
            if one is None:
                one = both.known[id(rule)] = _known(rule, to)
            made.append(Placed(name, one.inner, rule, one.means, one.words, one.asks, len(made)))
    return made


def _known(rule: Rule, to: Translator) -> Known:
    inner = to.rule(rule)
    means = meaning(inner)
    return Known(rule, inner, means, " ".join(lines(reworded(rule.node))), asked(means))


def _gained(both: Both, new: Placed) -> Change:
    return Change(
        _section(new), "added", new.rule.name, "open", after=lines(new.written.node),
        prove=lambda: both.differences.counts(new.rule, _around(both, new, True)),
        undo=instead(new.written.node), if_equal=("it never gives points",),
    )  # fmt: skip


def _lost(both: Both, old: Placed) -> Change:
    return Change(
        _section(old), "removed", old.rule.name, "open", before=lines(old.written.node),
        prove=lambda: both.differences.counts(old.rule, _around(both, old, False)),
        undo=_back(both, old), if_equal=("it never gives points",),
    )  # fmt: skip


def _back(both: Both, old: Placed) -> Undo:
    """Into the group it was in, as that is called now."""
    group = home_of(both, old.at, False)
    home: Any = group.node
    rule, heading = both.renamer.line(old.written.node), replace(home, rules=())
    if _gives_itself(group):
        heading = _unlimited_heading(heading)
    return rule_back(rule, both.renamer.line(heading))


def _pair(both: Both, old: Placed, new: Placed, reordered: bool) -> Iterator[Change]:
    """A rule that is elsewhere now gives other points to two groups, if it gives any."""
    if old.group != new.group:
        yield _moved(both, old, new)
    elif reordered:
        note = "order alone"
        yield Change(_section(new), "moved", new.rule.name, "words", (note,))
    if old.group == new.group and old.meaning != new.meaning:
        yield from _changed(both, old, new)
    elif old.group == new.group and old.written.node != new.written.node:
        yield from _said_otherwise(old, new)


def _moved(both: Both, old: Placed, new: Placed) -> Change:
    note = f"from {_home(old)} to {_home(new)}"
    before, after = _shown(old, new)
    return Change(
        _section(new), "moved", new.rule.name, "open", (note, *_notes(old, new)), before, after,
        lambda: ways_of_move(both, old, new), undo=instead(new.written.node).then(_back(both, old)),
    )  # fmt: skip


def _changed(both: Both, old: Placed, new: Placed) -> Iterator[Change]:
    around = _around(both, new, True)

    def prove() -> tuple[Way, ...]:
        return both.differences.of_rules(old.rule, new.rule, around)

    if reworded(old.written.node) == reworded(new.written.node):
        if _fades_otherwise(both, old, new):
            return
        both.touched.append(Touched(new.written.node, prove))
        return
    both.edited.append(new.written.node)
    before, after = _shown(old, new)
    undo = instead(new.written.node, both.renamer.line(old.written.node))
    yield Change(_section(new), "changed", new.rule.name, "open", _notes(old, new), before, after,
                 prove, undo=undo)  # fmt: skip


def _fades_otherwise(both: Both, old: Placed, new: Placed) -> bool:
    """Whether that is because of the group's heading, which is told there."""
    fades = [
        [group.fade for group in model.groups for _ in group.rules][one.at]
        for model, one in ((both.old, old), (both.new, new))
    ]
    return fades[0] != fades[1] and new.rule.events is not None


def _said_otherwise(old: Placed, new: Placed) -> Iterator[Change]:
    """The same to the letter after names are resolved."""
    before, after = _shown(old, new)
    one, other = old.written.node, new.written.node
    if reworded(one) == reworded(other):
        renamed = old.rule.name != new.rule.name
        note = f"was `{old.rule.name}`" if renamed else "words of rows"
        kind: Any = "renamed" if renamed else "changed"
        yield Change(_section(new), kind, new.rule.name, "words", (note,), before, after)
        return
    yield Change(_section(new), "changed", new.rule.name, "equal", _notes(old, new), before, after)


def _shown(old: Placed, new: Placed) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if old.written.node == new.written.node:
        return (), lines(new.written.node)
    return differing(old.written.node, new.written.node)


def _notes(old: Placed, new: Placed) -> tuple[str, ...]:
    """Which parts of the rule are different."""
    one, other = old.written.node, new.written.node
    notes = [f"was `{old.rule.name}`"] if _because(one) != _because(other) else []
    if type(one) is not type(other):
        return (*notes, "written in another form")
    for name, word in PARTS.items():
        before, after = getattr(one, name, None), getattr(other, name, None)
        if name == "test" and notes and old.rule.test == new.rule.test:
            continue
        if before != after:
            notes.append(f"points {show(before)} to {show(after)}" if name == "points" else word)
    return tuple(notes)


PARTS = {
    "points": "points", "test": "condition", "pattern": "events", "field": "field",
    "value": "value", "per": "step", "clauses": "limits", "rows": "rows",
}  # fmt: skip


def _because(node: Any) -> Any:
    return node.because


def _around(both: Both, one: Placed, new: bool) -> Way:
    when = group_when(both, one.group, new)
    return ((when, True),) if when is not None else ()


def _section(one: Placed) -> str:
    return f"group {one.group}" if one.group is not None else SCORE


def _home(one: Placed) -> str:
    return f"`{one.group}`" if one.group is not None else "the score"


# ---------------------------------------------------------------- headings


def group_changes(both: Both) -> Iterator[Change]:
    there = {group.name: group for group in both.new.groups if group.name is not None}
    for group in both.old.groups:
        name = new_name(both, group, False)
        if name is None:
            continue
        if name not in there:
            undo = group_back(replace(both.renamer.line(group.node), rules=()))
            yield _whole_group(both, "removed", group, undo)
            continue
        yield from _heading(both, group, there.pop(name))
    for name in there:
        undo = heading_back(there[name].node, _unlimited_heading)
        yield _whole_group(both, "added", there[name], undo)
    yield from _score(both)


def _whole_group(both: Both, kind: Kind, group: Group, undo: Undo) -> Change:
    """Its rules are told by themselves; its limits matter to leads for which none counts."""
    about = f"group {group.name}"
    change = Change(about, kind, about, "words")
    if not _gives_itself(group):
        return change
    when = (both.right if kind == "added" else both.left).term(group.when)

    def prove() -> tuple[Way, ...]:
        return tuple(way for way in (_open(when),) if both.differences.can(way))

    return replace(
        change, effect="open", notes=("gives points by its limits",), prove=prove, undo=undo
    )


def _gives_itself(group: Group) -> bool:
    """To a lead for which none of its rules counts."""
    return (group.lower or 0) > 0 or (group.upper or 0) < 0


def _unlimited_heading(group: ast.Group) -> ast.Group:
    kept = tuple(one for one in group.clauses if not isinstance(one, ast.Limits))
    return replace(group, clauses=kept)


def _heading(both: Both, old: Group, new: Group) -> Iterator[Change]:
    section, about = f"group {new.name}", f"group {new.name}"
    before, after = (show(old.node),), (show(new.node),)
    if str(old.name).lower() != str(new.name).lower():
        yield Change(section, "renamed", about, "words", (f"was `{old.name}`",), before, after)
    heading = Change(section, "changed", about, "open", (), before, after)
    yield from _limits(both, new.name, old, new, heading)
    one, other = both.when(old.when, new.when)
    if one != other:
        yield from _group_when(both, old, new, one, other, heading)
    if old.fade != new.fade:

        def prove() -> tuple[Way, ...]:
            rules = [both.right.rule(rule) for rule in new.rules if rule.events is not None]
            return tuple(w for r in rules for w in both.differences.counts(r, _open(other)))

        undo = _clauses_back(both, old, new, ast.Losing | ast.FadingOut)
        yield replace(heading, notes=("fading",), prove=prove, undo=undo)
    if _title(old) != _title(new):
        yield Change(section, "changed", about, "words", ("title",), before, after)


def _clauses_back(both: Both, old: Group, new: Group, kind: Any) -> Undo:
    """Those of one kind in a group's heading; they stand in an order of their own."""
    back = tuple(one for one in _clauses(both.renamer.line(old.node)) if isinstance(one, kind))

    def edit(group: ast.Group) -> ast.Group:
        kept = (one for one in group.clauses if not isinstance(one, kind))
        found = sorted((*kept, *back), key=lambda one: CLAUSES.index(type(one)))
        return replace(group, clauses=tuple(found))

    return heading_back(new.node, edit, *back)


CLAUSES = (ast.Limits, ast.GroupWhen, ast.Losing, ast.FadingOut)


def _clauses(node: Any) -> tuple[ast.GroupClause, ...]:
    return node.clauses if isinstance(node, ast.Group) else ()


def _title(group: Group) -> object:
    return group.node.title


def _open(when: Test | None) -> Way:
    return ((when, True),) if when is not None else ()


def _group_when(
    both: Both, old: Group, new: Group, one: Test | None, other: Test | None, heading: Change
) -> Iterator[Change]:
    """Told of leads for which a rule of the group counts."""
    always = terms.Always(True)

    def prove() -> tuple[Way, ...]:
        ways = both.differences.of_tests(one or always, other or always)
        fired = tuple(
            (*way, *inner)
            for way in ways
            for rule in new.rules[:MOST_RULES]
            for inner in both.differences.counts(both.right.rule(rule), way)[:1]
        )
        return fired or ways

    nodes = [_when_node(group) for group in (old, new)]
    if nodes[0] == nodes[1]:
        both.touched.append(Touched(nodes[1], prove))
    else:
        both.edited.append(nodes[1])
        undo = _clauses_back(both, old, new, ast.GroupWhen)
        yield replace(heading, notes=("condition",), prove=prove, undo=undo)


def _when_node(group: Group) -> object:
    return tuple(one for one in _clauses(group.node) if isinstance(one, ast.GroupWhen))


def _limits(both: Both, name: str | None, old: Any, new: Any, heading: Change) -> Iterator[Change]:
    limits = [
        [None if n is None else to.points(n) for n in (one.lower, one.upper)]
        for one, to in ((old, both.left), (new, both.right))
    ]
    if limits[0] == limits[1]:
        return

    def prove() -> tuple[Way, ...]:
        return () if _beyond_reach(both, old, new) else _at_limits(both, name, old, new)

    node = new.node if name is not None else _score_node(new)
    if heading.before == heading.after:
        both.touched.append(Touched(replace(node, rules=()), prove))
    else:
        both.edited.append(replace(node, rules=()))
        yield replace(heading, notes=("limits",), prove=prove, undo=_limits_back(both, old, new))


def _limits_back(both: Both, old: Any, new: Any) -> Undo:
    if isinstance(new, Group):
        return _clauses_back(both, old, new, ast.Limits)
    limits = both.renamer.line(_score_node(old).limits)
    return heading_back(_score_node(new), lambda score: replace(score, limits=limits), limits)


def _beyond_reach(both: Both, old: Group | Model, new: Group | Model) -> bool:
    """Whether the rules of neither can give so many or so few points that a limit which differs
    takes or adds any."""
    ends = [
        tuple(None if n is None else to.points(n) for n in (one.lower, one.upper))
        for one, to in ((old, both.left), (new, both.right))
    ]
    differing = [
        [end for end in pair if end is not None] if pair[0] != pair[1] else []
        for pair in zip(*ends, strict=True)
    ]
    for one, to, prover in zip((old, new), (both.left, both.right), both.provers, strict=True):
        low, high = (_units(to, end) for end in _unlimited(prover, one))
        if any(low < end for end in differing[0]) or any(high > end for end in differing[1]):
            return False
    return True


def _unlimited(prover: Prover, one: Group | Model) -> Interval:
    """Points of a group, or of the score as what its groups and rules come to."""
    if isinstance(one, Group):
        return prover.raw_range(one)
    ranges = prover.group_ranges()
    found = [
        ranges[group.name] if group.name is not None else prover.raw_range(group)
        for group in one.groups
    ]
    return sum(low for low, _ in found), sum(high for _, high in found)


def _units(to: Translator, points: float) -> float:
    return points if math.isinf(points) else to.points(int(points))


def _at_limits(both: Both, name: str | None, old: Any, new: Any) -> tuple[Way, ...]:
    """Points at a limit of the new file, or beyond that of the old."""
    points = terms.Points(name)
    ways: list[Way] = []
    for side, ops in (("upper", (">=", ">")), ("lower", ("<=", "<"))):
        ends = [getattr(old, side), getattr(new, side)]
        if ends[0] is not None:
            ends[0] = ends[0] * both.new.scale // both.old.scale
        if ends[0] != ends[1]:
            tests = [terms.PointsAre(op, points, n) for n in ends if n is not None for op in ops]  # type: ignore[arg-type]
            ways += [((test, True),) for test in tests]
    return tuple(ways)


def _score(both: Both) -> Iterator[Change]:
    old, new = both.old, both.new
    before, after = ((show(_score_node(model)),) for model in (old, new))
    heading = Change(SCORE, "changed", "score", "open", (), before, after)
    yield from _limits(both, None, old, new, heading)
    if old.title != new.title:
        yield replace(heading, effect="words", notes=("title",))


def _score_node(model: Model) -> Any:
    sections = model.files[0].file.sections
    return next((one for one in sections if isinstance(one, ast.Score)), None)
