"""Edits of random rule files: some keep the meaning, some are likely to change it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from itertools import count
from random import Random
from typing import Any, TypeAlias

from leadscore.dsl import ast

Edit: TypeAlias = Callable[[Any], Any]
"""A node in its place's stead."""


def everywhere(node: Any, edit: Edit) -> Any:
    """The tree with every node edited, from below."""
    if isinstance(node, tuple):
        return tuple(everywhere(part, edit) for part in node)
    if not is_dataclass(node) or isinstance(node, type):
        return node
    parts = {one.name: everywhere(getattr(node, one.name), edit) for one in fields(node)}
    return edit(replace(node, **parts))


def same_meaning(random: Random, file: ast.File) -> ast.File:
    """Conditions and bands are written otherwise, and rules and sections in another order."""
    defines = {s.name.key: s.test for s in file.sections if isinstance(s, ast.Define)}

    def edit(node: Any) -> Any:
        if isinstance(node, ast.AllOf | ast.AnyOf) and random.random() < 0.7:
            return replace(node, items=tuple(random.sample(node.items, len(node.items))))
        if isinstance(node, ast.Ref) and node.name.key in defines and random.random() < 0.7:
            return ast.Bracket(defines[node.name.key])
        if isinstance(node, ast.Not) and random.random() < 0.3:
            return ast.Not(ast.Bracket(ast.Not(ast.Bracket(node))))
        if isinstance(node, ast.WhenRule) and random.random() < 0.3:
            return replace(node, test=ast.Not(ast.Bracket(ast.Not(ast.Bracket(node.test)))))
        if isinstance(node, ast.WhenRule) and node.because and random.random() < 0.4:
            return ast.FirstOf(node.because, (ast.WhenRow(node.points, node.test, None),))
        if isinstance(node, ast.Group | ast.Score) and random.random() < 0.5:
            return replace(node, rules=tuple(random.sample(node.rules, len(node.rules))))
        return node

    return everywhere(file, edit)  # type: ignore[no-any-return]


def other_meaning(random: Random, file: ast.File) -> ast.File:
    """One thing somewhere is otherwise: points, a number, a limit, a rule more or less."""
    places: list[int] = []

    def count(node: Any) -> Any:
        places.append(0)
        return node

    everywhere(file, lambda node: count(node) if _can_change(node) else node)
    chosen = random.randrange(len(places)) if places else -1
    seen = iter(range(len(places)))

    def edit(node: Any) -> Any:
        if not _can_change(node) or next(seen) != chosen:
            return node
        return _changed(random, node)

    return everywhere(file, edit)  # type: ignore[no-any-return]


def _can_change(node: Any) -> bool:
    if isinstance(node, ast.Group | ast.Score):
        return len(node.rules) > 1
    return isinstance(node, ast.Points | ast.Compare | ast.Is | ast.Exclude)


def _changed(random: Random, node: Any) -> Any:
    match node:
        case ast.Points(value):
            more = Decimal(random.choice((1, 5, 10)))
            return replace(node, value=value + more if value >= 0 else value - more)
        case ast.Compare(_, op) if op in ("<", "<=", ">", ">="):
            return replace(node, op={"<": "<=", "<=": "<", ">": ">=", ">=": ">"}[op])
        case ast.Is(_, negated):
            return replace(node, negated=not negated)
        case ast.Exclude(test):
            return replace(node, test=ast.Not(ast.Bracket(test)))
        case ast.Group(_) | ast.Score(_):
            return replace(node, rules=node.rules[1:])
    return node


def several_changes(random: Random, file: ast.File, most: int) -> list[ast.File]:
    """Some lines are otherwise; then the same with one of these lines as it was, for each."""
    places = {key: n for key, line in _lines(file) if (n := _changeable(line))}
    chosen = random.sample(sorted(places), min(len(places), random.randint(2, most)))
    edits = {key: (random.randrange(places[key]), random.randrange(10**9)) for key in chosen}
    return [
        _with_edits(file, {key: edit for key, edit in edits.items() if key != left})
        for left in (None, *chosen)
    ]


Key: TypeAlias = tuple[int, int]
"""A section and a line of it; -1 is the section's own."""
OF_SCORES = (ast.Group, ast.Score, ast.Stages, ast.Label)


def _held(section: ast.Section) -> tuple[str, tuple[Any, ...]]:
    name = "rules" if isinstance(section, ast.Group | ast.Score) else "rows"
    return name, getattr(section, name, ())


def _lines(file: ast.File) -> list[tuple[Key, Any]]:
    found: list[tuple[Key, Any]] = []
    for at, section in enumerate(file.sections):
        if isinstance(section, ast.Define | ast.Exclude):
            found.append(((at, -1), section))
        if isinstance(section, OF_SCORES):
            found += [((at, n), line) for n, line in enumerate(_held(section)[1])]
    return found


def _changeable(line: Any) -> int:
    places: list[object] = []
    everywhere(line, lambda node: places.append(node) or node if _changes(node) else node)
    return len(places)


def _changes(node: Any) -> bool:
    return isinstance(node, ast.Points | ast.Compare | ast.Is)


def _with_edits(file: ast.File, edits: Mapping[Key, tuple[int, int]]) -> ast.File:
    sections = list(file.sections)
    for (at, number), edit in edits.items():
        name, held = _held(sections[at])
        if number < 0:
            sections[at] = _edited(sections[at], edit)
        else:
            lines = (*held[:number], _edited(held[number], edit), *held[number + 1 :])
            sections[at] = replace(sections[at], **{name: lines})  # type: ignore[arg-type]
    return replace(file, sections=tuple(sections))


def _edited(line: Any, edit: tuple[int, int]) -> Any:
    place, seed = edit
    seen = count()

    def at_place(node: Any) -> Any:
        here = _changes(node) and next(seen) == place
        return _changed(Random(seed), node) if here else node

    return everywhere(line, at_place)
