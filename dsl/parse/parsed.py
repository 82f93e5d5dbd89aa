"""What parsing gives: the AST with what is wrong, or what fits at the end of a text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lark import Token

from .. import ast
from ..diagnostics import Diagnostic
from ..source import Source
from ..walk import walk


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file's AST with all its sections that could be read, and what is wrong with the text."""

    source: Source
    file: ast.File
    diagnostics: tuple[Diagnostic, ...]
    broken_names: frozenset[str] = frozenset()
    """Names whose own definition could not be read; to use them is no further mistake."""
    holes: frozenset[int] = frozenset()
    """Where headings start under which a line had to be left out, and lines that were mended."""
    lost: bool = False
    """A section was left out with all its lines, so any name may lack its definition."""
    untold: int = 0
    """Mistakes beyond those that anybody reads."""
    _nodes: list[ast.Node] = field(default_factory=list, compare=False, repr=False)
    _kinds: dict[type, list[ast.Node]] = field(default_factory=dict, compare=False, repr=False)

    def nodes(self) -> list[ast.Node]:
        """All nodes of the file, in no promised order; gathered once, for many ask."""
        if not self._nodes:
            self._nodes.extend(walk(self.file.sections))
        return self._nodes

    def of(self, *kinds: type[ast.Node]) -> list[Any]:
        """All nodes of some kinds, as they stand in the file."""
        if not self._kinds:
            for node in self.nodes():
                self._kinds.setdefault(type(node), []).append(node)
        found = [node for kind in kinds for node in self._kinds.get(kind, ())]
        return sorted(found, key=lambda node: node.span)


@dataclass(frozen=True, slots=True)
class SoFar:
    """The last line of a text but its last word, and what fits there."""

    tokens: list[Token]
    accepted: frozenset[str]
    """The kinds of tokens that fit."""
    phrases: tuple[tuple[str, ...], ...] = ()
    """The same for words of the language, each with the words that must come next."""
    heading: str = ""
    """The kind of the first token of the heading above."""
