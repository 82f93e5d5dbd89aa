"""The names of rules, as examples name them.

A rule without a `because` goes by its own words, so its name changes with them.
"""

from __future__ import annotations

from collections.abc import Iterator

from . import ast
from .model import Model
from .printer import quoted


def named(model: Model) -> list[tuple[str, bool]]:
    """The names of all rules and of their rows, in their order, and whether each is a `because`."""
    found = []
    for group in model.groups:
        for rule in group.rules:
            found.append((rule.name, rule.node.because is not None))
            found += [(row.words, has_because(row.node)) for row in rule.rows]
    return found


def has_because(row: ast.ByRow | ast.WhenRow) -> bool:
    return isinstance(row, ast.WhenRow) and row.because is not None


def expected(model: Model) -> Iterator[tuple[ast.Expect, ast.ExpectPoints]]:
    """What examples expect of rules, with the line that says so."""
    for example in model.examples:
        for line in example.lines:
            if isinstance(line, ast.Expect):
                yield from ((line, i) for i in line.items if isinstance(i, ast.ExpectPoints))


def astray(model: Model) -> list[tuple[ast.Expect, ast.ExpectPoints]]:
    """Those that name no rule."""
    asked = list(expected(model))
    known = {name for name, _ in named(model)} if asked else set()
    return [(line, item) for line, item in asked if item.rule.value not in known]


def following(before: Model, after: Model) -> Iterator[tuple[ast.Text, str]]:
    """Names in the examples of `before` that are a rule's own words, and those that the same rule
    has in `after`, in quotes. The two have the same rules in the same order."""
    asked = [item.rule for _, item in expected(before)]
    old, new = (named(model) if asked else [] for model in (before, after))
    if len(old) != len(new):
        return
    stay = {name for name, _ in new}
    words = {
        was: now for (was, because), (now, _) in zip(old, new, strict=True)
        if not because and was not in stay
    }  # fmt: skip
    yield from ((text, quoted(words[text.value])) for text in asked if text.value in words)
