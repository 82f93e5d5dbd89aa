"""Which name of the old file is which of the new: the same in any case, or what means the same."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Final, TypeVar

from .. import ast
from ..model import Class, Column, Group, Model

_V = TypeVar("_V")
ALIKE: Final = 0.5
NO_POINTS: Final = ast.Points(Decimal(0), 0, False)


@dataclass(slots=True)
class Names:
    """By key (lower case) in the old file the spelling in the new. What is not there is gone."""

    columns: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    lets: dict[str, str] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    defines: dict[str, str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)
    values: dict[tuple[str, str], str] = field(default_factory=dict)
    """Values of stages and labels that are called otherwise, by class (as in the new file)."""


def align(old: Model, new: Model) -> Names:
    names = Names(
        columns=matched(old.columns, new.columns, _column),
        lets=matched(old.lets, new.lets, lambda one: one.value),
        lists=matched(old.lists, new.lists, lambda one: (set_of(one.texts), set_of(one.numbers))),
        classes=matched(_classes(old), _classes(new), _tests_of),
    )
    names.groups = _alike(_groups(old), _groups(new))
    names.kinds = matched(old.kinds, new.kinds, lambda one: (one.called.lower(), tuple(one.fields)))
    names.defines = matched(old.defines, new.defines, lambda one: one.node.test)
    for key, kind in old.kinds.items():
        there = new.kinds.get(names.kinds.get(key, "").lower())
        if there is not None:
            names.fields |= matched(kind.fields, there.fields, _column)
    _values(old, new, names)
    return names


def matched(
    old: Mapping[str, _V], new: Mapping[str, _V], means: Callable[[_V], Hashable]
) -> dict[str, str]:
    """Those of one name first, then those left over of one meaning, if only one has it."""
    found = {key: _spelled(new[key]) for key in old if key in new}
    left: dict[Hashable, list[str]] = {}
    for key in new:
        if key not in old:
            left.setdefault(means(new[key]), []).append(key)
    for key in old:
        same = left.get(means(old[key]), []) if key not in found else []
        if len(same) == 1:
            found[key] = _spelled(new[same.pop()])
    return found


def set_of(values: tuple[Any, ...]) -> frozenset[Any]:
    return frozenset(values)


def _spelled(one: Any) -> str:
    return str(one.name)


def _column(one: Column) -> Hashable:
    return one.type, one.source


def _groups(model: Model) -> dict[str, Group]:
    return {group.name.lower(): group for group in model.groups if group.name is not None}


def _classes(model: Model) -> dict[str, Class]:
    return {one.name.lower(): one for one in model.classes}


def _alike(old: Mapping[str, Group], new: Mapping[str, Group]) -> dict[str, str]:
    """Of groups that are gone the ones that most of the rules of a new one come from: they have
    the name of one there, or say the same but for the points."""
    found = {key: str(new[key].name) for key in old if key in new}
    for key, group in old.items():
        left = [new[name] for name in new if new[name].name not in found.values()]
        shares = [(_share(group, other), str(other.name)) for other in left]
        best = max(shares, default=(0.0, "")) if key not in found else (0.0, "")
        if best[0] >= ALIKE:
            found[key] = best[1]
    return found


def _share(one: Group, other: Group) -> float:
    shared = min(_shared(one, other), _shared(other, one))
    return shared / max(len(one.rules) + len(other.rules) - shared, 1)


def _shared(one: Group, other: Group) -> int:
    names = {rule.name for rule in other.rules}
    said = {_without_points(rule.node) for rule in other.rules}
    return sum(r.name in names or _without_points(r.node) in said for r in one.rules)


def _without_points(rule: Any) -> object:
    """What a rule asks, the rows of a table included."""
    parts: dict[str, Any] = {"because": None}
    if hasattr(rule, "rows"):
        parts["rows"] = tuple(_without_points(row) for row in rule.rows)
    if hasattr(rule, "points"):
        parts["points"] = NO_POINTS
    return replace(rule, **{name: parts[name] for name in parts if hasattr(rule, name)})


def _tests_of(one: Class) -> Hashable:
    return tuple(tuple((row.value, row.test) for row in part) for part in one.parts)


def _values(old: Model, new: Model, names: Names) -> None:
    """A value that is gone and the one that stands for the same condition."""
    there = _classes(new)
    for key, one in _classes(old).items():
        other = there.get(names.classes.get(key, "").lower())
        if other is None or len(one.parts) > 1 or len(other.parts) > 1:
            continue
        gone = [row for row in one.parts[0] if row.value not in other.values]
        come = [row for row in other.parts[0] if row.value not in one.values]
        for row in gone:
            same = [found for found in come if _asks(found.node) == _asks(row.node)]
            if len(same) == 1:
                names.values[other.name, row.value] = same[0].value


def _asks(node: object) -> object:
    return (node.test, node.until) if isinstance(node, ast.ClassRow) else node
