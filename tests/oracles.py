"""Changes of a rule file or its data of which it is known what they do to the scores, whatever the
file says: a judge that needs no second engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, is_dataclass, replace
from decimal import Decimal
from random import Random
from typing import Any, Final, TypeAlias

import reference
from agreement import Scored
from cases import Data, Row, Table, key_text, kind_of
from leadscore.compiler.plan import EventSource, Plan
from leadscore.dsl import ast
from leadscore.dsl.fold import fold
from shrink import Case

Results: TypeAlias = dict[str, Scored]
FACTOR: Final = 3
NEVER: Final = "cannot fire"
REASON: Final = "put out by the test"


@dataclass(frozen=True, slots=True)
class Changed:
    """Other cases, which together score the leads of the first; and what is to be looked at, of
    the first's results and of theirs: both must come out the same."""

    cases: tuple[Case, ...]
    of_first: Callable[[Results], Any] = lambda found: found
    of_others: Callable[[Results], Any] = lambda found: found
    first: Case | None = None
    """What to score instead of the case itself."""


Oracle: TypeAlias = Callable[[Case, Plan, Random], Changed | None]
"""None where a case has nothing to change."""

# ---------------------------------------------------------------- trees


def rewritten(node: Any, change: Callable[[Any], Any]) -> Any:
    """The tree with every node replaced by `change` of it, the innermost first; a node for which
    `change` gives the same object stays."""
    if isinstance(node, tuple):
        return tuple(rewritten(item, change) for item in node)
    if not is_dataclass(node) or isinstance(node, type):
        return node
    parts = {
        part.name: rewritten(getattr(node, part.name), change)
        for part in fields(node) if part.init and part.name not in ("span", "before", "after")
    }  # fmt: skip
    return change(replace(node, **parts))


def _with_sections(case: Case, change: Callable[[ast.Section], ast.Section | None]) -> Case:
    changed = (change(section) for section in case.file.sections)
    kept = tuple(section for section in changed if section is not None)
    return replace(case, file=replace(case.file, sections=kept))


def _with_section(case: Case, section: ast.Section) -> Case:
    """Before all that gives points or stands for it."""
    sections = case.file.sections
    at = next(i for i, s in enumerate(sections) if isinstance(s, ast.Score))
    made = (*sections[:at], section, *sections[at:])
    return replace(case, file=replace(case.file, sections=made))


def _nodes(node: Any) -> Iterable[Any]:
    if isinstance(node, tuple):
        for item in node:
            yield from _nodes(item)
    elif is_dataclass(node):
        yield node
        for part in fields(node):
            if part.name != "span":
                yield from _nodes(getattr(node, part.name))


# ---------------------------------------------------------------- rules


def order_of_rules(case: Case, plan: Plan, random: Random) -> Changed | None:
    """The order of the rules of a group says nothing."""

    def shuffled(section: ast.Section) -> ast.Section:
        if not isinstance(section, ast.Score | ast.Group):
            return section
        return replace(section, rules=tuple(random.sample(section.rules, len(section.rules))))

    return Changed((_with_sections(case, shuffled),), _by_name, _by_name)


def _by_name(found: Results) -> Results:
    """Lines sorted; groups stay in their order."""
    return {k: replace(s, lines=tuple(sorted(s.lines, key=repr))) for k, s in found.items()}


def inlined(case: Case, plan: Plan, random: Random) -> Changed | None:
    """A define may be written out where it is used. Inside `where` its names may be others."""
    told = {s.name.key: s.test for s in case.file.sections if isinstance(s, ast.Define)}
    if not told:
        return None

    def spelled_out(node: Any) -> Any:
        if isinstance(node, ast.Pattern | ast.Not) or not is_dataclass(node):
            return node
        if isinstance(node, ast.Ref) and node.name.key in told:
            return ast.Bracket(spelled_out(told[node.name.key]))
        parts = {p.name: getattr(node, p.name) for p in fields(node) if p.name != "span"}
        return replace(node, **{name: _each(part, spelled_out) for name, part in parts.items()})

    return Changed((_with_sections(case, spelled_out),), _without_names, _without_names)


def _each(part: Any, change: Callable[[Any], Any]) -> Any:
    return tuple(map(change, part)) if isinstance(part, tuple) else change(part)


def _without_names(found: Results) -> Results:
    """Names of rules and rows are their words, and so are reasons."""
    return {
        key: replace(
            scored, excluded="" if scored.excluded is not None else None,
            lines=tuple((group, *figures) for group, _, *figures, _ in scored.lines),
        )
        for key, scored in found.items()
    }  # fmt: skip


def rule_that_cannot_fire(case: Case, plan: Plan, random: Random) -> Changed | None:
    """A rule whose condition contradicts itself gives nothing, and changes nothing."""
    tests = [node.test for node in _nodes(case.file.sections) if isinstance(node, ast.WhenRule)]
    tests = [t for t in tests if not _is_of_points(t, plan)]
    if not tests:
        return None
    test = ast.Bracket(random.choice(tests))
    made = ast.WhenRule(
        ast.Points(Decimal(7), 0, True), ast.AllOf((test, ast.Not(test))), ast.Text(NEVER)
    )

    def longer(section: ast.Section) -> ast.Section:
        if isinstance(section, ast.Score | ast.Group) and section.rules:
            return replace(section, rules=(*section.rules, made))
        return section

    return Changed((_with_sections(case, longer),), of_others=_without_never)


def _is_of_points(test: ast.Expression, plan: Plan) -> bool:
    """It could not stand in every group."""
    names = {(g.name or "").lower() for g in plan.groups}
    return any(isinstance(n, ast.Ref) and n.name.key in names for n in _nodes(test))


def _without_never(found: Results) -> Results:
    for scored in found.values():
        never = [line for line in scored.lines if line[1] == NEVER]
        assert all(line[2:] == (0, 0, 0, None) for line in never), never
    return {
        key: replace(s, lines=tuple(line for line in s.lines if line[1] != NEVER))
        for key, s in found.items()
    }


def scaled(case: Case, plan: Plan, random: Random) -> Changed | None:
    """So many times the points and limits give so many times the score. Nothing fades in either:
    what faded is rounded, and the rounded times three is not the rounded triple."""
    groups = {(group.name or "").lower() for group in plan.groups} | {"score"}
    if any(isinstance(n, ast.PointsBy) and _is_ref(n.value, groups) for n in _nodes(case.file)):
        return None

    def larger(node: Any) -> Any:
        match node:
            case ast.Points():
                return replace(node, value=node.value * FACTOR)
            case ast.Limits(low, high):
                return replace(node, lower=_times(low), upper=_times(high))
            case ast.UpTo(points):
                return replace(node, points=_times(points))
            case ast.Compare(value) if _is_ref(value, groups):
                return replace(node, number=_times(node.number))
            case ast.Is(value) if _is_ref(value, groups):
                items: Any = tuple(map(_times, node.values.items))
                return replace(node, values=ast.Values(items))
            case ast.Band():
                return replace(node, start=_times(node.start))
        return node

    base = _unfaded(case)
    return Changed(
        (replace(base, file=rewritten(base.file, larger)),), _tripled, _without_names, first=base
    )


def _is_ref(node: Any, names: set[str]) -> bool:
    return isinstance(node, ast.Ref) and node.name.key in names


def _times(number: Any) -> Any:
    return None if number is None else replace(number, value=number.value * FACTOR)


def _unfaded(case: Case) -> Case:
    def changed(node: Any) -> Any:
        clauses = getattr(node, "clauses", ())
        kept = tuple(c for c in clauses if not isinstance(c, ast.Losing | ast.FadingOut))
        return replace(node, clauses=kept) if kept != clauses else node

    return _with_sections(
        replace(case, file=rewritten(case.file, changed)),
        lambda section: None if isinstance(section, ast.Accounts) else section,
    )


def _tripled(found: Results) -> Results:
    def of(points: int | None) -> int | None:
        return None if points is None else points * FACTOR

    return {
        key: replace(
            scored, score=of(scored.score), groups=tuple(map(of, scored.groups)),
            lines=tuple((g, n, of(before), of(points)) for g, n, before, points in scored.lines),
            limits=tuple((group, added * FACTOR) for group, added in scored.limits),
        )
        for key, scored in _without_names(found).items()
    }  # fmt: skip


# ---------------------------------------------------------------- data


def split(case: Case, plan: Plan, random: Random) -> Changed | None:
    """Each half of the leads scores as all do; colleagues stay together."""
    company = plan.company
    halves: tuple[list[Row], list[Row]] = ([], [])
    for row in case.data.leads.rows:
        of = key_text(row[company]) if company is not None else None
        halves[len(of or key_text(row[plan.leads.key or ""]) or "") % 2].append(row)
    return Changed(tuple(replace(case, data=_of_leads(case.data, half)) for half in halves))


def _of_leads(data: Data, rows: Iterable[Row]) -> Data:
    """Events of others stay: they are nobody's."""
    return replace(data, leads=replace(data.leads, rows=tuple(rows)))


def excluded(case: Case, plan: Plan, random: Random) -> Changed | None:
    """Excluding leads is leaving them out of the data, to all others. (Excluded people are people
    of their company still.)"""
    column = next((c for c in plan.leads.columns if c.type != "list"), None)
    if column is None or plan.people:
        return None
    test = ast.IsKnown(ast.Ref(ast.Name(column.name)), False)
    without = [
        row for row in case.data.leads.rows
        if reference.read(column, row[column.source]) is not None
    ]  # fmt: skip
    first = _first_exclude(case, ast.Exclude(test, ast.Text(REASON)))
    return Changed((replace(case, data=_of_leads(case.data, without)),), _not_put_out, first=first)


def _first_exclude(case: Case, section: ast.Exclude) -> Case:
    """Of several reasons the first is told."""
    sections = case.file.sections
    at = next(i for i, s in enumerate(sections) if isinstance(s, ast.Exclude | ast.Score))
    made = (*sections[:at], section, *sections[at:])
    return replace(case, file=replace(case.file, sections=made))


def _not_put_out(found: Results) -> Results:
    return {key: scored for key, scored in found.items() if scored.excluded != REASON}


def ignored(case: Case, plan: Plan, random: Random) -> Changed | None:
    """Ignoring events is leaving them out of the data. (But an event that is ignored makes others
    follow too soon still: no such sections here.)"""
    kinds = [(source, kind) for source in plan.events for kind in source.kinds]
    if not kinds:
        return None
    source, kind = random.choice(kinds)
    column = next(iter(kind.fields), None)
    where = None if column is None else ast.IsKnown(ast.Ref(ast.Name(column.name)), False)
    pattern = ast.Pattern(ast.Kinds((ast.Name(kind.name),)), where, None)
    calm = _with_sections(case, lambda s: None if isinstance(s, ast.Ignore) and s.soon else s)

    def is_left(row: Row) -> bool:
        called = {fold(k.called.strip(" ")): k for k in source.kinds}
        if kind_of(source, called, row) is not kind:
            return True
        return column is not None and reference.read(column, row[column.source]) is not None

    fewer = replace(calm, data=_with_events(calm.data, source, is_left))
    return Changed((fewer,), first=_with_section(calm, ast.Ignore(pattern, None, None)))


def _with_events(data: Data, source: EventSource, keep: Callable[[Row], bool]) -> Data:
    def changed(table: Table) -> Table:
        if source.kinds[0].name not in table.kinds:
            return table
        return replace(table, rows=tuple(filter(keep, table.rows)))

    return replace(data, events=tuple(map(changed, data.events)))


ORACLES: Final[dict[str, Oracle]] = {
    "the order of rules": order_of_rules, "a define written out": inlined,
    "a rule that cannot fire": rule_that_cannot_fire, "points times three": scaled,
    "half of the leads": split, "exclude": excluded, "ignore": ignored,
}  # fmt: skip
