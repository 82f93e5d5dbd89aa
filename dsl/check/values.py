"""Values: columns, fields, points, figures over events, arithmetic."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .. import ast, terms
from ..diagnostics import Edit, Fix, meant, near
from ..mistakes.asked import stage_alone
from ..mistakes.turning import INSTEAD
from ..terms import Test, Type
from ..words import said
from .patterns import Patterns
from .typed import LEAD, Found, Scope, Typed, a_type


@dataclass(slots=True)
class Values(Patterns, ABC):
    def value(self, node: ast.Expression, scope: Scope = LEAD) -> Found:
        method: Callable[..., Found] | None = VALUES.get(type(node))
        if method is not None:
            return method(self, node, scope)
        title = "this is a condition, and a value is needed here"
        self.symbols.error(
            "E108", title, node.span, "a column, a number of events, or a sum of them"
        )
        return None

    def _ref(self, node: ast.Ref, scope: Scope) -> Found:
        key = node.name.key
        if key == "?":
            return None
        if scope.fields is not None:
            return self._field_ref(node, scope)
        column = self.symbols.columns.get(key)
        if column is not None:
            self.used.add(("column", key))
            return Typed(column.type, terms.ColumnValue(column.name, column.type))
        if key == "score" or key in self.symbols.groups:
            return self._points_ref(node, scope)
        if key in self.symbols.classes:
            return self._class_ref(node, scope)
        let = self.symbols.lets.get(key)
        if let is not None and isinstance(let.value, ast.Number):
            self.used.add(("let", key))
            micro = self.micro(let.value.value, node.span)
            return Typed("number", terms.Number(micro)) if micro is not None else None
        self._unknown_name(node, scope)
        return None

    def _field_ref(self, node: ast.Ref, scope: Scope) -> Found:
        assert scope.fields is not None
        return self.field(node.name, scope.kinds, scope.fields)

    def _points_ref(self, node: ast.Ref, scope: Scope) -> Found:
        key = node.name.key
        if key in scope.groups:
            self.used.add(("group", key))
            name = None if key == "score" else self.symbols.groups[key].name.text
            return Typed("points", terms.Points(name))
        if key == "score":
            title = f"the score is not known {scope.place}"
            help = "ask for it under `stages` or in a `label`"
        else:
            title = f"the points of `{node.name.text}` are not known {scope.place}"
            help = "a group may ask only for groups above it; stages and labels for all"
        self.symbols.error("E113", title, node.span, help)
        return None

    def _class_ref(self, node: ast.Ref, scope: Scope) -> Found:
        key = node.name.key
        if key in scope.classes:
            self.used.add(("class", key))
            return Typed("class", key)
        title = f"`{node.name.text}` is not known {scope.place}"
        help = "a stage, label or grade may be asked for only in those below it"
        self.symbols.error("E113", title, node.span, help)
        return None

    def _unknown_name(self, node: ast.Ref, scope: Scope) -> None:
        name, key = node.name.text, node.name.key
        symbols = self.symbols
        if symbols.excused(node.name):
            return
        if key in symbols.kinds:
            title = f"`{name}` is an event, not a column"
            help = f"write `any {name}`, `no {name}` or `number of {name}`"
            self.symbols.error("E104", title, node.span, help)
            return
        stage = stage_alone(node.name, symbols, "stage" in scope.classes)
        if stage is not None:
            symbols.error("E113", stage[0], node.span, stage[1])
            return
        if key in symbols.account_labels:
            title = f"`{name}` is a label of companies, and not known of a lead"
            help = "ask for it in the labels below it under `accounts`"
            self.symbols.error("E113", title, node.span, help)
            return
        if key in symbols.outcomes:
            title = f"`{name}` is an outcome, and a rule must not know how it ends"
            help = "an outcome is only for holding the rules against history"
            self.symbols.error("E113", title, node.span, help)
            return
        names = [text.text for _, text in symbols.names.values() if isinstance(text, ast.Name)]
        close = near(name, names)
        others = near(name, [kind.name for kind in symbols.kinds.values()])
        if close:
            help = "did you mean " + " or ".join(f"`{c}`" for c in close) + "?"
        elif others:
            help = f"did you mean the event: `any {others[0]}`?"
        elif key in INSTEAD:
            help = INSTEAD[key]
        else:
            help = f"declare it under `leads`: `{name} text`, `{name} number` …"
            groups = [f"`{g.name.text}`" for k, g in symbols.groups.items() if k in scope.groups]
            if groups:
                are = "groups are" if len(groups) > 1 else "only group is"
                help = f"the {are} {', '.join(groups)}; if it is a column, {help}"
        what = "column" if not symbols.defines else "column or definition"
        if scope.groups:
            what = f"group, {what}" if symbols.defines else "group or column"
        fix = meant(close, node.span) if len(close) == 1 else None
        symbols.error("E101", f"there is no {what} `{name}`", node.span, help, fix=fix)

    def _number_literal(self, node: ast.Number, scope: Scope) -> Found:
        micro = self.micro(node.value, node.span)
        return Typed("number", terms.Number(micro)) if micro is not None else None

    def _bracket_value(self, node: ast.Bracket, scope: Scope) -> Found:
        return self.value(node.inner, scope)

    def _arithmetic(self, node: ast.Arithmetic, scope: Scope) -> Found:
        left, right = self.value(node.left, scope), self.value(node.right, scope)
        for side, found in ((node.left, left), (node.right, right)):
            if found is not None and found.type != "number":
                title = f"`{said(side)}` is {a_type(found.type)}, and `{node.op}` takes numbers"
                self.symbols.error("E108", title, side.span, "use a column declared as `number`")
                return None
        if left is None or right is None:
            return None
        op: Any = node.op
        return Typed("number", terms.Arithmetic(op, left.value, right.value))

    def _measured(
        self, kind: Any, pattern: ast.Pattern, scope: Scope, field_name: ast.Name | None = None
    ) -> tuple[terms.Measured, Type | None] | None:
        if self.inside_where(pattern, scope):
            return None
        events = self.events(pattern)
        field_value, type_ = None, None
        if field_name is not None:
            kinds = self.kinds(pattern.kinds) if events is not None else None
            found = (
                self.field(field_name, kinds, self.fields_of(pattern.kinds, kinds))
                if kinds
                else None
            )
            if found is None:
                return None
            field_value, type_ = found.value, found.type
        if events is None:
            return None
        return terms.Measured(terms.Metric(kind, events, field_value)), type_  # type: ignore[return-value]

    def inside_where(self, node: ast.Node, scope: Scope) -> bool:
        """Tells if events are asked for inside `where`."""
        if scope.fields is None:
            return False
        title = "events cannot be counted inside `where`"
        self.symbols.error("E108", title, node.span, "`where` asks for the fields of one event")
        return True

    @abstractmethod
    def number_of_people(self, node: ast.NumberOfPeople, scope: Scope) -> Found:
        """How many people of the lead's company have such an event."""

    def _number_of_people(self, node: ast.NumberOfPeople, scope: Scope) -> Found:
        return self.number_of_people(node, scope)

    def _number_of(self, node: ast.NumberOf, scope: Scope) -> Found:
        found = self._measured("count", node.pattern, scope)
        return Typed("number", found[0]) if found else None

    def _number_of_days(self, node: ast.NumberOfDays, scope: Scope) -> Found:
        found = self._measured("days", node.pattern, scope)
        return Typed("number", found[0]) if found else None

    def _number_of_different(self, node: ast.NumberOfDifferent, scope: Scope) -> Found:
        found = self._measured("distinct", node.pattern, scope, node.field)
        if found and found[1] == "list":
            title = f"`{node.field.text}` is a list; different values of lists cannot be counted"
            self.symbols.error("E108", title, node.field.span, "use a text or a number")
            return None
        return Typed("number", found[0]) if found else None

    def _aggregate(self, node: ast.AggregateOf, scope: Scope) -> Found:
        kind = "total" if node.how == "average" else node.how
        found = self._measured(kind, node.pattern, scope, node.field)
        if found is None:
            return None
        measured, type_ = found
        if type_ != "number":
            title = (
                f"`{node.field.text}` is {a_type(type_ or '')}; the {node.how} is taken of numbers"
            )
            self.symbols.error("E108", title, node.field.span, "use a field declared as `number`")
            return None
        if node.how != "average":
            return Typed("number", measured)
        events, value = measured.metric.events, measured.metric.field
        assert value is not None
        known: Test = terms.Known(value)
        where = known if events.where is None else terms.All((events.where, known))
        count = terms.Metric("count", terms.Events(events.kinds, where, events.span))
        return Typed("number", terms.Arithmetic("/", measured, terms.Measured(count)))

    def _pick(self, node: ast.Pick, scope: Scope) -> Found:
        found = self._measured(node.which, node.pattern, scope, node.field)
        if found and found[1] == "list":
            title = f"`{node.field.text}` is a list; the {node.which} list cannot be asked for"
            self.symbols.error("E108", title, node.field.span, "use a text or a number")
            return None
        return Typed(found[1], found[0]) if found and found[1] is not None else None

    def _days_since_event(self, node: ast.DaysSinceEvent, scope: Scope) -> Found:
        found = self._measured(f"{node.which}_at", node.pattern, scope)
        return Typed("number", terms.Days("since", found[0])) if found else None

    def _time_of(self, node: ast.TimeOf, scope: Scope) -> Found:
        found = self._measured(f"{node.which}_at", node.pattern, scope)
        return Typed("time", found[0]) if found else None

    def _days(self, node: ast.DaysSince | ast.DaysUntil, scope: Scope) -> Found:
        ref = ast.Ref(node.name, span=node.name.span)
        found = self._ref(ref, scope)
        if found is None or not self._is_moment(node.name, ref, found):
            return None
        direction: Any = "since" if isinstance(node, ast.DaysSince) else "until"
        return Typed("number", terms.Days(direction, found.value))

    def _domain(self, node: ast.DomainOf, scope: Scope) -> Found:
        found = self._ref(ast.Ref(node.name, span=node.name.span), scope)
        if found is None:
            return None
        if found.type != "text":
            title = f"`{node.name.text}` is {a_type(found.type)}, and a domain is taken of a text"
            self.symbols.error("E108", title, node.name.span, "use the column of the email address")
            return None
        return Typed("text", terms.Domain(found.value))

    def _is_moment(self, node: ast.Node, value: ast.Expression, found: Typed) -> bool:
        if found.type in ("date", "time"):
            return True
        words = said(value)
        title = f"`{words}` is {a_type(found.type)}, not a date"
        help, fix = f"declare `{words} date` if its data are dates", None
        if isinstance(value, DAYS):
            title, fix = f"`{words}` is a number of days already", _in_days(node, words)
            help = fix.title if fix is not None else f"write for example `{words} is over 5`"
        self.symbols.error("E108", title, node.span, help, fix=fix)
        return False


DAYS = ast.DaysSince | ast.DaysSinceEvent | ast.DaysUntil


def _in_days(node: ast.Node, words: str) -> Fix | None:
    """`days since created is over 5 days ago` without its unit."""
    if not isinstance(node, ast.Recent) or node.how not in ("over", "under"):
        return None
    if node.duration.unit != "day":
        return None
    right = f"{words} is {node.how} {said(node.duration.count)}"
    return Fix(f"write `{right}`", (Edit(node.span, right),), safe=False)


VALUES: dict[type, Any] = {
    ast.Ref: Values._ref, ast.Number: Values._number_literal,
    ast.Bracket: Values._bracket_value, ast.Arithmetic: Values._arithmetic,
    ast.NumberOf: Values._number_of, ast.NumberOfPeople: Values._number_of_people,
    ast.NumberOfDays: Values._number_of_days,
    ast.NumberOfDifferent: Values._number_of_different,
    ast.AggregateOf: Values._aggregate, ast.Pick: Values._pick,
    ast.DaysSinceEvent: Values._days_since_event, ast.TimeOf: Values._time_of,
    ast.DaysSince: Values._days, ast.DaysUntil: Values._days,
    ast.DomainOf: Values._domain,
}  # fmt: skip
