"""What stands under the cursor, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .. import ast
from ..attainable import rule_range
from ..model import Column, Model, Rule
from ..words import said
from .analysis import Analysis
from .names import Place, at, sections_at

Reached = Callable[[str | None, Rule], str | None]
"""How many examples reach a rule of a group, in words, if that is known."""


def hover(analysis: Analysis, path: str, offset: int, reached: Reached) -> str | None:
    """Markdown on the name at an offset, else on the rule there."""
    for place in at(analysis, path, offset):
        told = _symbol(analysis.model, place)
        if told:
            return told
    for group, rule in _rule_at(analysis, path, offset):
        told = reached(group, rule)
        return "\n\n".join([*_rule(analysis.model, rule), *([told] if told else [])])
    return None


def _rule_at(analysis: Analysis, path: str, offset: int) -> Iterator[tuple[str | None, Rule]]:
    """The rule there with the name of its group."""
    inside = {id(node) for node in _rules(sections_at(analysis, path, offset))}
    for group in analysis.model.groups:
        for rule in group.rules:
            if id(rule.node) not in inside:
                continue
            span = analysis.place(rule.node.span)
            rows = [analysis.place(row.node.span) for row in rule.rows]
            if any(s.path == path and s.start <= offset <= s.end for s in (span, *rows)):
                yield group.name, rule


def _rules(nodes: list[ast.Node]) -> Iterator[ast.Node]:
    for node in nodes:
        yield node
        if isinstance(node, ast.Group | ast.Score):
            yield from node.rules


def _rule(model: Model, rule: Rule) -> Iterator[str]:
    """Its name, where that is not what it says itself, and what it gives."""
    low, high = (_points(value, model.scale) for value in rule_range(rule))
    node = rule.node
    if getattr(node, "because", None) is not None:
        yield f"**{rule.name}**"
    if isinstance(node, ast.WhenRule):
        yield f"{_signed(rule.points, model.scale)} points once, when {said(node.test)}."
    elif isinstance(node, ast.EachRule):
        each = _signed(rule.points, model.scale)
        yield f"{each} points for every {said(node.pattern)}: from {low} to {high} in all."
    else:
        yield f"`{said(node)}`: from {low} to {high} points."


def _points(value: float, scale: int) -> str:
    if value in (float("inf"), float("-inf")):
        return "any number of" if value > 0 else "minus any number of"
    return f"{value / scale:,.4f}".rstrip("0").rstrip(".")


def _signed(value: int, scale: int) -> str:
    return ("+" if value > 0 else "") + _points(value, scale)


def _symbol(model: Model, place: Place) -> str | None:
    kind, key = place.symbol.kind, place.symbol.key
    match kind:
        case "column":
            column = model.columns.get(key)
            return _column(column, "a column of the leads") if column is not None else None
        case "field":
            event, _, name = key.partition(".")
            found = model.kinds.get(event)
            column = found.fields.get(name) if found is not None else None
            what = f"a field of `{found.name}`" if found is not None else ""
            return _column(column, what) if column is not None else None
        case "event":
            return _event(model, key)
        case "let":
            let = model.lets.get(key)
            return f"**{let.name}** is {said(let.value)}" if let is not None else None
        case "list":
            return _list(model, key)
        case "define":
            define = model.defines.get(key)
            if define is None:
                return None
            return f"**{define.name}** holds when\n\n```score\n{said(define.node.test)}\n```"
        case "group":
            titles = [g.title for g in model.groups if (g.name or "").lower() == key]
            return f"the points of **{titles[0] or key}**" if titles else None
        case "score":
            return _score(model) if key == "score" else None
        case "value":
            return _value(model, key)
        case "label":
            classes = [c for c in model.classes if c.name.lower() == key]
            return f"**{classes[0].name}**: {', '.join(classes[0].values)}" if classes else None
    return None


def _score(model: Model) -> str:
    low, high = (
        _points(float("inf") if value is None else value, model.scale)
        for value in (model.lower, model.upper)
    )
    limits = (
        f", from {low} to {high}" if model.lower is not None and model.upper is not None else ""
    )
    names = ", ".join(f"`{g.name}`" for g in model.groups if g.name is not None)
    return f"the **score**{limits}" + (f": the points of {names}" if names else "")


def _value(model: Model, key: str) -> str | None:
    """A stage, or another label's value, with what leads to it."""
    label, _, value = key.partition(".")
    for one in model.classes:
        rows = getattr(one.node, "rows", ()) if one.name.lower() == label else ()
        for row in rows:
            written = row.value.text if isinstance(row.value, ast.Name) else row.value.value
            if written.lower() == value:
                when = f" when {said(row.test)}" if row.test is not None else ", otherwise"
                return f"**{written}** is a {one.name}{when}"
    return None


def _column(column: Column, what: str) -> str:
    told = [f"**{column.name}** is {what}: {column.type}"]
    if column.source != column.name:
        told.append(f'Its data are in the column "{column.source}".')
    if column.type == "list":
        told.append(f'Its elements are separated by "{column.separator}".')
    if column.unknown_for:
        told.append("Unknown for " + ", ".join(f'"{code}"' for code in column.unknown_for) + ".")
    return "\n\n".join(told)


def _event(model: Model, key: str) -> str | None:
    kind = model.kinds.get(key)
    if kind is None:
        return None
    fields = ", ".join(f"{c.name} {c.type}" for c in kind.fields.values())
    told = f"**{kind.name}** is an event" + (f" with {fields}" if fields else "")
    return told if kind.called == kind.name else f'{told}\n\nIn the data it is "{kind.called}".'


def _list(model: Model, key: str) -> str | None:
    found = model.lists.get(key)
    if found is None:
        return None
    values = [*found.written, *(f"{n / 10**6:g}" for n in found.numbers)]
    more = f" and {len(values) - 10:,} more" if len(values) > 10 else ""
    return f"**{found.name}** lists {', '.join(values[:10])}{more}"
