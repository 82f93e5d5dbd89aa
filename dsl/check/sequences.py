"""Tests about how a lead's events lie to one another, and about the people of its company."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from .. import ast, terms
from ..terms import MICRO, Test
from ..words import said
from .typed import LEAD, Found, Scope, Typed, a_type
from .values import Values


@dataclass(slots=True)
class Sequences(Values):
    def counted(self, node: ast.EventTest | ast.PeopleTest, scope: Scope = LEAD) -> Test | None:
        """A number of events or of people, held against the quantifier."""
        figure: ast.Expression
        if isinstance(node, ast.PeopleTest):
            figure = ast.NumberOfPeople(node.pattern, span=node.span)
        else:
            figure = ast.NumberOf(node.pattern, span=node.span)
        found = self.value(figure, scope)
        counts = [self.whole(number) for number in node.quantifier.numbers]
        if found is None or None in counts:
            return None
        return _against(node.quantifier.how, [n or 0 for n in counts], found.value)

    # -- one event after another

    def order(self, node: ast.OrderTest, scope: Scope = LEAD) -> Test | None:
        if self.inside_where(node, scope):
            return None
        how = node.quantifier.how
        if how not in ("any", "no"):
            asked = replace(node, quantifier=ast.Quantifier("any"))
            self.symbols.error(
                "E133", f"`{said(node.quantifier)}` cannot be asked of one event after another",
                node.quantifier.span, f"write `{said(asked)}`, or `no …` for the opposite",
            )  # fmt: skip
            return None
        first, then = self.events(node.first), self.events(node.then)
        within, same = self.duration(node.within), self._same(node.same, node.first, node.then)
        if first is None or then is None or within is None or (node.same and same is None):
            return None
        test = terms.Followed(first, then, within, same)
        return terms.Not(test) if how == "no" else test

    # -- events close together, events of one value

    def repeat(self, node: ast.RepeatTest, scope: Scope = LEAD) -> Test | None:
        if self.inside_where(node, scope):
            return None
        events, times = self.events(node.pattern), self._times(node)
        within = self.duration(node.within) if node.within is not None else None
        same = self._same(node.same, node.pattern)
        if events is None or times is None or (node.within and within is None):
            return None
        return terms.Repeated(events, times, within, same) if same or not node.same else None

    def _times(self, node: ast.RepeatTest) -> int | None:
        """From how many events on the test holds."""
        how, numbers = node.quantifier.how, node.quantifier.numbers
        counts = [self.whole(number) for number in numbers]
        if None in counts:
            return None
        least = (counts[0] or 0) + (how == "over") if counts else 0
        if how in ("at least", "over") and least > 1:
            return least
        if how in ("at least", "over"):
            title = "one event alone is not near to another, nor the same"
            help = "write `at least 2 …` or more"
        else:
            title = f"`{said(node.quantifier)}` cannot be asked of events that belong together"
            help = f"write `{_instead(node)}`"
        self.symbols.error("E133", title, node.quantifier.span, help)
        return None

    # -- what both have in common

    def soon_after(
        self, events: terms.Events | None, of: ast.Pattern, node: ast.SoonAfter
    ) -> terms.SoonAfter | None:
        by, within = self.events(node.pattern), self.duration(node.within)
        same = self._same(node.same, of, node.pattern)
        if events is None or by is None or within is None or (node.same and same is None):
            return None
        return terms.SoonAfter(events, by, within, same)

    def _same(self, name: ast.Name | None, *patterns: ast.Pattern) -> terms.FieldValue | None:
        """The field that events of all patterns have."""
        if name is None:
            return None
        found = [self._field_of(name, pattern) for pattern in patterns]
        if any(field is None for field in found):
            return None
        types = {field.type for field in found if field is not None}
        if len(types) > 1:
            title = f"`{name.text}` is {' here and '.join(sorted(map(a_type, types)))} there"
            self.symbols.error("E107", title, name.span, "name a field that is the same in both")
            return None
        if types == {"list"}:
            title = f"`{name.text}` is a list; lists cannot be held against one another"
            self.symbols.error("E108", title, name.span, "use a text or a number")
            return None
        first: terms.FieldValue = found[0].value  # type: ignore[union-attr]
        return first

    def _field_of(self, name: ast.Name, pattern: ast.Pattern) -> Found:
        kinds = self.kinds(pattern.kinds)
        return self.field(name, kinds, self.fields_of(pattern.kinds, kinds)) if kinds else None

    # -- people

    def number_of_people(self, node: ast.NumberOfPeople, scope: Scope) -> Found:
        if self.inside_where(node, scope):
            return None
        self.company(node)
        events = self.events(node.pattern)
        return Typed("number", terms.People(events)) if events is not None else None

    def company(self, node: ast.Node) -> None:
        """Tells if it is not known which company a lead belongs to."""
        leads = self.symbols.leads
        if (leads is not None and leads.company is not None) or self.symbols.incomplete:
            return
        if leads is not None and self.symbols.has_hole(leads):
            return
        key = said(leads.key) if leads is not None and leads.key is not None else "contact_id"
        title = "it is not said which company a lead belongs to"
        help = f"add it to the leads: `leads …, one per {key}, company in account_id`"
        self.symbols.error("E134", title, node.span, help)


def _against(how: str, counts: list[int], value: terms.Value) -> Test:
    def test(op: Any, count: int) -> Test:
        return terms.Compare(op, value, count * MICRO)

    if how == "between":
        return terms.All((test(">=", counts[0]), test("<=", counts[1])))
    ops = {
        "any": ">=", "no": "=", "at least": ">=", "at most": "<=", "exactly": "=",
        "over": ">", "under": "<",
    }  # fmt: skip
    return test(ops[how], counts[0] if counts else int(how == "any"))


def _instead(node: ast.RepeatTest) -> str:
    """The test with `at least`, negated where few were asked for."""
    how, numbers = node.quantifier.how, node.quantifier.numbers
    least = next((n.value for n in numbers[:1] if isinstance(n, ast.Number)), Decimal(2))
    least = max(least + (how == "at most"), Decimal(2))
    asked = said(replace(node, quantifier=ast.Quantifier("at least", (ast.Number(least),))))
    return f"not ({asked})" if how in ("no", "at most", "under") else asked
