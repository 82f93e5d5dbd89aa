"""The tree to AST: one class for each shape, spans and comments kept.

There is a module for each kind of shape; its methods are named after the grammar's rules and
aliases. `node` is what they share.
"""

from __future__ import annotations

from ... import ast
from ...diagnostics import Span
from ...source import Source
from ..lalr import Branch
from .conditions import Conditions
from .data import Data
from .examples import Examples
from .sections import Sections
from .values import Values
from .words import Words


class Builder(Values, Conditions, Sections, Examples, Data, Words):
    """All shapes of the grammar."""


def build_file(source: Source, tree: Branch, line_ends: dict[int, int]) -> ast.File:
    builder = Builder(source, line_ends)
    sections = tuple(builder.lines(tree.children[0]))
    return ast.File(sections, builder.tail, span=Span(source.path, 0, len(source.text)))
