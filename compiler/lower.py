"""From checked model to plan: clauses become tallies, fading becomes steps, and only what the
results need is kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from ..dsl import ast, model
from ..dsl.fading import steps
from . import plan


def lower(checked: model.Model) -> plan.Plan:
    """The plan of a model without errors."""
    groups = tuple(_group(checked, group) for group in checked.groups)
    classes = tuple(_class(found) for found in checked.classes)
    excluded = tuple(plan.Exclusion(_there(e.test), e.reason) for e in checked.excluded)
    roots = (groups, classes, excluded)
    defines = _defines(checked, roots)
    parts = (*roots, defines)
    tallies = _each_once(node for node in walk(parts) if isinstance(node, plan.Tally))
    metrics = _each_once(node for node in walk(parts) if isinstance(node, plan.Metric))
    kinds = {kind for n in walk(parts) if isinstance(n, plan.Events) for kind in n.kinds}
    ignored = tuple(_ignored(checked, kinds))
    kinds |= {kind for i in ignored if isinstance(i, plan.SoonAfter) for kind in i.by.kinds}
    made = plan.Plan(
        title=checked.title, scale=checked.scale, leads=_leads(checked, parts),
        events=_event_sources(checked, kinds, (parts, ignored)), ignored=ignored,
        defines=defines, excluded=excluded, groups=groups, lower=checked.lower,
        upper=checked.upper, classes=classes, metrics=metrics, tallies=tallies, fingerprint="",
        sequences=_each_once(n for n in walk(parts) if isinstance(n, plan.Sequence)),
        people=_each_once(n for n in walk(parts) if isinstance(n, plan.People)),
        accounts=_accounts(checked.accounts), hand_offs=tuple(map(_hand_off, checked.hand_offs)),
    )  # fmt: skip
    return replace(made, fingerprint=fingerprint(made))


def _ignored(checked: model.Model, kinds: set[str]) -> Iterator[plan.Ignored]:
    """What is ignored of these kinds, each under its own alone."""
    for found in checked.ignored:
        ignored = _there(found.events)
        events = ignored.events if isinstance(ignored, plan.SoonAfter) else ignored
        own = tuple(kind for kind in events.kinds if kind in kinds)
        if own and isinstance(ignored, plan.SoonAfter):
            yield replace(ignored, events=plan.Events(own, events.where))
        elif own:
            yield plan.Events(own, events.where)


def _there(part: Any) -> Any:
    assert part is not None, "a plan is made of a model without errors"
    return part


# ---------------------------------------------------------------- groups and rules


def _group(checked: model.Model, group: model.Group) -> plan.Group:
    rules = tuple(plan.Rule(rule.name, _gives(checked.scale, rule)) for rule in group.rules)
    return plan.Group(group.name, group.title, rules, group.lower, group.upper, group.when)


def _gives(scale: int, rule: model.Rule) -> plan.Gives:
    match rule.node:
        case ast.WhenRule():
            return plan.Once(_there(rule.test), rule.points)
        case ast.EveryRule():
            return plan.Every(_there(rule.value), rule.per, rule.points, rule.clauses.up_to)
        case ast.EachRule():
            row = _each_row(scale, None, rule.points, rule.decimals, rule.clauses.fade, "")
            return _each(rule, (row,))
        case ast.PointsForEach():
            rows = tuple(
                _each_row(
                    scale, _there(r.test), r.points, r.node.points.decimals, rule.clauses.fade,
                    r.words,
                )
                for r in rule.rows
            )  # fmt: skip
            return _each(rule, rows)
        case _:
            listed = tuple(plan.Row(_there(r.test), r.points, r.words) for r in rule.rows)
            return plan.Rows(listed, isinstance(rule.node, ast.BestOf))


def _each(rule: model.Rule, rows: tuple[plan.EachRow, ...]) -> plan.Each:
    clauses = rule.clauses
    once_per: Any = clauses.once_per
    keep = plan.Keep(once_per, clauses.per_bucket, clauses.times)
    step_us = clauses.fade.step_us if clauses.fade is not None else None
    return plan.Each(plan.Tally(_there(rule.events), keep, rows, step_us), clauses.up_to)


def _each_row(
    scale: int, test: plan.Test | None, points: int, decimals: int, fade: model.Fade | None,
    words: str,
) -> plan.EachRow:  # fmt: skip
    values = steps(points, decimals, scale, fade) if fade is not None else (points,)
    return plan.EachRow(None if test == plan.Always(True) else test, _there(values), words)


def _class(found: model.Class) -> plan.Class:
    parts = tuple(
        tuple(plan.ClassRow(_row_test(row), row.value) for row in part) for part in found.parts
    )
    return plan.Class(found.name, parts)


def _row_test(row: model.ClassRow) -> plan.Test:
    """A stage with `until` also holds for a lead that had it, while `until` does not hold."""
    test: plan.Test = _there(row.test)
    name = row.value.strip(" ")
    if row.until is None or not name:
        return test
    kept = (plan.StageWas(name), plan.Not(row.until))
    return plan.AnyOf((test, plan.All(kept)))


def _accounts(found: model.Accounts | None) -> plan.Accounts | None:
    if found is None:
        return None
    how: Any = found.how
    return plan.Accounts(how, plan.Points(found.group), tuple(map(_class, found.labels)))


def _hand_off(found: model.HandOff) -> plan.HandOff:
    return plan.HandOff(found.stage, found.target, found.fields, found.reasons)


def _defines(checked: model.Model, roots: object) -> tuple[plan.Define, ...]:
    """Those that the results need, each after those that it uses."""
    wanted = {node.name for node in walk(roots) if isinstance(node, plan.Defined)}
    for key in reversed(checked.defines):
        if key in wanted:
            test = _there(checked.defines[key].test)
            wanted |= {node.name for node in walk(test) if isinstance(node, plan.Defined)}
    return tuple(
        plan.Define(key, _there(define.test))
        for key, define in checked.defines.items() if key in wanted
    )  # fmt: skip


# ---------------------------------------------------------------- sources


def _leads(checked: model.Model, parts: object) -> plan.Leads:
    read = {node.name for node in walk(parts) if isinstance(node, plan.ColumnValue)}
    columns = tuple(_column(c) for c in checked.columns.values() if c.name in read)
    node = checked.leads
    if node is None:
        return plan.Leads(plan.Table("given"), None, columns)
    return plan.Leads(_table(checked, node.table), _word(node.key), columns, _word(node.company))


def declared_columns(checked: model.Model) -> tuple[plan.Column, ...]:
    """All columns of leads, also those that no rule reads."""
    return tuple(map(_column, checked.columns.values()))


def _event_sources(
    checked: model.Model, kinds: set[str], parts: object
) -> tuple[plan.EventSource, ...]:
    read = {(n.name, n.type) for n in walk(parts) if isinstance(n, plan.FieldValue)}
    spelled = {name.lower(): name for name, _ in read}
    found = []
    for number, node in enumerate(checked.event_sources):
        of_source = [
            _kind(kind, read, spelled)
            for kind in checked.kinds.values() if kind.source == number and kind.name in kinds
        ]  # fmt: skip
        if of_source:
            found.append(_event_source(checked, node, tuple(of_source)))
    return tuple(found)


def _event_source(
    checked: model.Model, node: ast.Events | ast.EventTable, kinds: tuple[plan.Kind, ...]
) -> plan.EventSource:
    key = _word(checked.leads.key) if checked.leads is not None else None
    named = (_word(node.named) or "event") if isinstance(node, ast.Events) else None
    return plan.EventSource(
        _table(checked, node.table), _word(node.lead) or key or "lead", _word(node.at) or "at",
        named, kinds,
    )  # fmt: skip


def _kind(kind: model.Kind, read: set[tuple[str, plan.Type]], spelled: dict[str, str]) -> plan.Kind:
    columns = []
    for key, found in kind.fields.items():
        name = spelled.get(key, found.name)
        if (name, found.type) in read:
            columns.append(replace(_column(found), name=name))
    return plan.Kind(kind.name, kind.called, tuple(columns))


def _column(found: model.Column) -> plan.Column:
    return plan.Column(found.name, found.type, found.source, found.unknown_for, found.separator)


def _table(checked: model.Model, node: ast.Table | None) -> plan.Table:
    if node is None:
        return plan.Table("given")
    if not node.is_file:
        return plan.Table("table", node.name)
    return plan.Table("file", str(checked.resolve(node.name, node).absolute()))


def _word(node: ast.Name | ast.Text | None) -> str | None:
    if node is None:
        return None
    return node.value if isinstance(node, ast.Text) else node.text


# ---------------------------------------------------------------- walking and naming


def walk(root: object) -> Iterator[Any]:
    """All terms and plan nodes below, tuples opened, first to last."""
    stack = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, tuple):
            stack.extend(reversed(node))
        elif is_dataclass(node):
            yield node
            stack.extend(getattr(node, f.name) for f in reversed(fields(node)))


def _each_once(nodes: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(nodes))


def fingerprint(made: plan.Plan) -> str:
    """Sixteen hexadecimal digits of the plan's meaning: what does not take part in comparison
    (names of rules, titles, words of rows), reasons, where the data stand and what is handed
    over do not change it."""
    excluded = tuple(replace(exclusion, reason="") for exclusion in made.excluded)
    meaning = replace(
        made, title="", fingerprint="", metrics=(), tallies=(), excluded=excluded, hand_offs=()
    )
    text = json.dumps(_canonical(meaning), ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:16]


def _canonical(node: object) -> Any:
    if isinstance(node, plan.Table):
        return None
    # Which of several values comes first does not matter.
    if isinstance(node, plan.TextIn | plan.TextLike | plan.ListHas):
        node = replace(node, texts=tuple(sorted(node.texts)))
    if isinstance(node, plan.NumberIn):
        node = replace(node, micros=tuple(sorted(node.micros)))
    if is_dataclass(node):
        parts = [_canonical(getattr(node, f.name)) for f in fields(node) if f.compare]
        if isinstance(node, plan.Plan) and node.accounts is None:
            del parts[-2:]  # so that rules without these keep the fingerprint that they had
        return [type(node).__name__, *parts]
    if isinstance(node, tuple):
        return [_canonical(part) for part in node]
    return node


__all__ = ["declared_columns", "fingerprint", "lower", "walk"]
