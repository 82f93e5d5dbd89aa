"""Event patterns: which events are meant, and which of their fields."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from .. import ast, terms
from ..diagnostics import Span, meant, near
from ..model import Column, Kind
from ..terms import Edge, Test
from .constants import Constants
from .typed import LEAD, Found, Scope, Typed, a_word, written

ANYTHING = frozenset(("activity", "activities", "engagement", "interaction", "interactions"))
"""What other tools call any event."""
UNITS_OF_TIME = frozenset(("day", "week"))


@dataclass(slots=True)
class Patterns(Constants, ABC):
    @abstractmethod
    def test(self, node: ast.Expression, scope: Scope = LEAD) -> Test | None:
        """The test of a condition, which `where` needs."""

    def events(self, node: ast.Pattern) -> terms.Events | None:
        kinds = self.kinds(node.kinds)
        span = self._window(node.window) if node.window is not None else None
        if kinds is None or (node.window is not None and span is None):
            return None
        where = None
        if node.where is not None:
            scope = Scope(self.fields_of(node.kinds, kinds), kinds, place="in `where`")
            where = self.test(node.where, scope)
            if where is None:
                return None
        names = tuple(sorted({kind.name for kind in kinds}))
        return terms.Events(names, where, span)

    def kinds(self, node: ast.Kinds) -> tuple[Kind, ...] | None:
        if not node.names:
            if not self.symbols.kinds:
                self._no_events(node.span)
                return None
            return tuple(self.symbols.kinds.values())
        found = [self.kind(name) for name in node.names]
        return None if None in found else tuple(kind for kind in found if kind is not None)

    def kind(self, name: ast.Name) -> Kind | None:
        kind = self.symbols.kinds.get(name.key)
        if kind is not None:
            self.used.add(("kind", name.key))
            return kind
        if self.symbols.excused(name):
            return None
        what, _ = self.symbols.names.get(name.key, ("", None))
        close = near(name.text, [k.name for k in self.symbols.kinds.values()])
        if what:
            title = f"`{name.text}` is {a_word(what)}, not an event"
            help = self._instead_of_event(name, close)
        elif name.key in ANYTHING and not close:
            title = f"there is no event `{name.text}`; whatever a lead did is an `event`"
            help = "write `no event`, `any event` or `number of event`"
        else:
            title = f"there is no event `{name.text}`"
            help = f"did you mean `{close[0]}`?" if close else "declare it under `events`"
        fix = meant(close, name.span) if not what else None
        self.symbols.error("E104", title, name.span, help, fix=fix)
        return None

    def _instead_of_event(self, name: ast.Name, close: tuple[str, ...]) -> str:
        if close:
            return f"did you mean the event `{close[0]}`?"
        column = self.symbols.columns.get(name.key)
        if column is not None and column.type == "number":
            return f"ask for it by `{name.text} is …`, or count by it: `for every 1 of {name.text}`"
        return f"ask for it by `{name.text} is …`"

    def _no_events(self, span: Span) -> None:
        if self.symbols.incomplete:
            return
        help = "add a section `events …` with a line for each event"
        self.symbols.error("E104", "no events are declared", span, help)

    def fields_of(self, node: ast.Kinds, kinds: tuple[Kind, ...]) -> dict[str, Column]:
        """Fields that may be asked for: those that all named events have; of `event`, any."""
        found: dict[str, Column] = {}
        for kind in kinds:
            for key, column in kind.fields.items():
                found.setdefault(key, column)
        return found

    def _window(self, node: ast.Window) -> terms.Span | None:
        if isinstance(node, ast.LastWindow):
            us = self.duration(node.duration)
            return terms.Span(Edge("as_of", -us, False), None) if us is not None else None
        if isinstance(node, ast.SinceWindow):
            date = self.moment_literal(node.date)
            return terms.Span(Edge("epoch", date.us, True), None) if date is not None else None
        nearer, farther = self.number(node.nearer), self.number(node.farther)
        width = self.unit(node.unit, node.span, farther, nearer=nearer)
        if nearer is None or farther is None or width is None:
            return None
        if not 0 <= nearer < farther:
            near_, far_ = written(nearer), written(farther)
            self.symbols.error(
                "E111", f"nothing is between {near_} and {far_} {node.unit}s ago",
                node.span, f"write `between {far_} and {near_} {node.unit}s ago`",
            )  # fmt: skip
            return None
        far, close = (
            Edge("as_of", -int(farther * width), False),
            Edge("as_of", -int(nearer * width), True),
        )
        return terms.Span(far, close)

    def field(self, name: ast.Name, kinds: tuple[Kind, ...], fields: dict[str, Column]) -> Found:
        column = fields.get(name.key)
        if column is None:
            self._no_field(name, kinds, fields)
            return None
        holders = [kind for kind in kinds if name.key in kind.fields]
        lacking = [kind for kind in kinds if name.key not in kind.fields]
        types = {kind.fields[name.key].type for kind in holders}
        if lacking and len(kinds) < len(self.symbols.kinds):
            title = f"`{lacking[0].name}` has no field `{name.text}`"
            help = f"ask for the events one by one, or declare `{name.text}` for both"
            self.symbols.error("E107", title, name.span, help)
            return None
        if len(types) > 1:
            title = f"`{name.text}` is {' here and '.join(sorted(types))} there"
            self.symbols.error("E107", title, name.span, "ask for the events one by one")
            return None
        for kind in holders:
            self.used.add(("field", f"{kind.name.lower()}.{name.key}"))
        return Typed(column.type, terms.FieldValue(self.symbols.spelling[name.key], column.type))

    def _no_field(self, name: ast.Name, kinds: tuple[Kind, ...], fields: dict[str, Column]) -> None:
        events = " or ".join(f"`{kind.name}`" for kind in kinds[:3])
        close = near(name.text, [column.name for column in fields.values()])
        if close:
            help = f"did you mean `{close[0]}`?"
        elif name.key in UNITS_OF_TIME:
            help = f"for one event a {name.key} write `at most 1 time per {name.key}`"
        elif name.key in self.symbols.columns:
            help = (
                f"`{name.text}` is a column of the lead: ask for it outside: "
                f"`… and {name.text} is …`"
            )
        elif fields:
            help = "its fields are " + ", ".join(f"`{c.name}`" for c in list(fields.values())[:8])
        else:
            first = kinds[0].name if kinds else "NAME"
            help = f"declare it: `{first} with {name.text} text`"
        title = f"{events} has no field `{name.text}`"
        self.symbols.error("E107", title, name.span, help, fix=meant(close, name.span))
