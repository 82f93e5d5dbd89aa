"""What the suite speaks of: the grammar's rules in its texts, and the nodes of its plans."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from typing import Any, get_args, get_type_hints

from conformance.files import Suite
from lark import Token, Tree
from leadscore.compiler import plan as plans
from leadscore.dsl import terms
from leadscore.dsl.parse.grammar import grammar, lexer
from leadscore.dsl.parse.outline import Outline
from leadscore.dsl.parse.tokens import join_lines, tell_separators


def grammar_rules() -> set[str]:
    """Rules that leave a trace in a tree, by the name that they leave."""
    left = {
        rule.alias or rule.origin.name
        for rule in grammar().rules if not (rule.options.expand1 and rule.alias is None)
    }  # fmt: skip
    return {str(name) for name in left if not name.startswith("_")}


def rules_of_text(text: str) -> set[str]:
    outline = Outline(text + "\n")
    tokens = tell_separators(list(outline.process(join_lines(lexer()(text + "\n")))))
    parser = grammar().parse_interactive()
    for token in tokens:
        # A word of the language where only a name may stand is a name.
        fits = token.type in parser.choices()
        parser.feed_token(token if fits else Token("NAME", token.value))
    tree: Tree[Any] = parser.feed_eof()
    return {str(each.data) for each in tree.iter_subtrees()}


@cache
def plan_nodes() -> frozenset[str]:
    """Node kinds, and for each of the few words that a node chooses among, the choice."""
    found: set[str] = set()
    for cls in _classes():
        found.add(cls.__name__)
        for name, hint in get_type_hints(cls).items():
            choices = [word for word in get_args(hint) if isinstance(word, str)]
            found |= {f"{cls.__name__}.{name}={word}" for word in choices}
    return frozenset(found)


def _classes() -> set[type]:
    return {
        each for module in (plans, terms) for each in vars(module).values()
        if isinstance(each, type) and dataclasses.is_dataclass(each)
        and each.__module__ in (plans.__name__, terms.__name__)
    }  # fmt: skip


def nodes_of(suite: Suite) -> set[str]:
    return set(_of(suite.plan))


def _of(node: Any) -> Iterator[str]:
    if isinstance(node, tuple):
        for each in node:
            yield from _of(each)
    if dataclasses.is_dataclass(node) and not isinstance(node, type):
        kind = type(node).__name__
        yield kind
        for field in fields(node):
            value = getattr(node, field.name)
            yield f"{kind}.{field.name}={value}"
            yield from _of(value)
