"""What says any part of a rule file in words: a table of functions, one for each kind of node."""

from __future__ import annotations

from typing import Any

from .. import ast
from ..model import Model
from . import conditions, parts, values
from .words import number, quoted, spaced

SAY = {**values.SAY, **conditions.SAY, **parts.SAY}


class Speaker:
    """Knows the names of a model."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def say(self, node: Any) -> str:
        """A value, a condition, a clause; on one line."""
        said: str = SAY[type(node)](self, node)
        return said

    def test(self, node: ast.Expression) -> str:
        """A condition, where a bare name is one that holds or does not."""
        if isinstance(node, ast.Bracket):
            return f"({self.test(node.inner)})"
        if not isinstance(node, ast.Ref):
            return self.say(node)
        if node.name.key in self.model.defines:
            return f"counts as {quoted(spaced(node.name.text))}"
        return f"{spaced(node.name.text)} is yes"

    def untrue(self, node: ast.Expression) -> str:
        """That a condition does not hold."""
        if isinstance(node, ast.Ref) and node.name.key in self.model.defines:
            return f"does not count as {quoted(spaced(node.name.text))}"
        if isinstance(node, ast.Ref):
            return f"{spaced(node.name.text)} is not yes"
        return f"it is not true that {self.test(node)}"

    def ref(self, node: ast.Ref) -> str:
        """A `let` by its value, everything else by its name."""
        let = self.model.lets.get(node.name.key)
        return self.literal(let.value) if let is not None else spaced(node.name.text)

    def literal(self, node: ast.LiteralOrRef) -> str:
        """A value to compare with; a name that is no `let` is that of a stage or the like."""
        match node:
            case ast.Text():
                return quoted(node.value)
            case ast.Number():
                return number(node.value, node.decimals)
            case ast.Date():
                return node.spelled
            case ast.Ref() if node.name.key in self.model.lets:
                return self.ref(node)
            case ast.Ref():
                return quoted(node.name.text)
