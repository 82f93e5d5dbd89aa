"""Lines of the old file in the names of the new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from .. import ast
from .names import Names

OF_EVENTS = ("field", "same")


@dataclass(slots=True)
class Renamer:
    names: Names
    _lead: dict[str, str] = field(init=False)
    """What is called otherwise, by key."""
    _events: dict[str, str] = field(init=False)
    _fields: dict[str, str] = field(init=False)
    _values: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        one = self.names
        self._lead = _otherwise(
            one.columns | one.lets | one.lists | one.defines | one.groups | one.classes
        )
        self._events, self._fields = _otherwise(one.kinds), _otherwise(one.fields)
        self._values = {old: new for (_, old), new in one.values.items()}

    def line(self, node: Any) -> Any:
        """The same node where nothing in it is called otherwise."""
        if not (self._lead or self._events or self._fields or self._values):
            return node
        return self._node(node, self._lead)

    def _node(self, node: Any, known: Mapping[str, str]) -> Any:
        if isinstance(node, tuple):
            return tuple(self._node(part, known) for part in node)
        match node:
            case ast.Name(text):
                return replace(node, text=known.get(node.key, text))
            case ast.Kinds(names):
                return replace(node, names=self._node(names, self._events))
            case ast.EventKind() | ast.EventTable():
                return replace(node, name=self._node(node.name, self._events),
                               fields=self._node(node.fields, self._fields))  # fmt: skip
            case ast.ClassRow():
                return replace(
                    node, value=self._value(node.value), test=self._node(node.test, known),
                    until=self._node(node.until, known),
                )  # fmt: skip
            case ast.Is(ast.Ref(name)) if name.key in (*self.names.classes, "stage"):
                items = tuple(self._value(item) for item in node.values.items)
                return replace(node, value=self._node(node.value, known),
                               values=replace(node.values, items=items))  # fmt: skip
            case ast.Pattern():
                return replace(node, kinds=self._node(node.kinds, known),
                               where=self._node(node.where, {**known, **self._fields}))  # fmt: skip
        return self._parts(node, known) if isinstance(node, ast.Node) else node

    def _parts(self, node: ast.Node, known: Mapping[str, str]) -> Any:
        made = {
            one.name: self._node(
                getattr(node, one.name), self._fields if one.name in OF_EVENTS else known
            )
            for one in fields(node) if one.name not in ("span", "before", "after")
        }  # fmt: skip
        return replace(node, **made)

    def _value(self, value: Any) -> Any:
        match value:
            case ast.Name(text):
                return replace(value, text=self._values.get(text, text))
            case ast.Text(text):
                return replace(value, value=self._values.get(text, text))
            case ast.Ref(name):
                return replace(value, name=self._value(name))
        return value


def _otherwise(names: Mapping[str, str]) -> dict[str, str]:
    return {key: name for key, name in names.items() if key != name.lower()}
