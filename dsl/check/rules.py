"""Rules of a group: points, clauses and rows resolved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .. import ast, model, terms
from ..diagnostics import Label
from ..fading import MOST_STEPS, steps
from ..printer import show
from ..terms import DAY, MICRO, Test
from .elaborate import Elaborator
from .typed import Scope, Typed

WEEK = 7 * DAY


@dataclass(slots=True)
class RuleChecker:
    terms: Elaborator
    scale: int
    scope: Scope

    def check(self, nodes: tuple[ast.Rule, ...], fade: model.Fade | None) -> model.Rules:
        """The rules of one group; `fade` is the group's own, for rules that count events."""
        rules = tuple(self._recalled(node, fade) for node in nodes)
        self._twice(rules)
        return rules

    def _twice(self, rules: model.Rules) -> None:
        seen: dict[str, ast.Node] = {}
        for rule in rules:
            if rule.name in seen and not self._mended(rule.node, seen[rule.name]):
                self.terms.symbols.error(
                    "E121", f"two rules of this group are called `{rule.name}`",
                    _name_span(rule.node), _other_name(rule.node, seen[rule.name]),
                    underlined="and here again",
                    labels=(Label(seen[rule.name].span, "first here"),),
                )  # fmt: skip
            seen.setdefault(rule.name, rule.node)

    def _mended(self, *nodes: ast.Node) -> bool:
        """Whether one of two rules is read as it was likely meant; it may become another one."""
        return any(self.terms.symbols.has_hole(node) for node in nodes)

    def _recalled(self, node: ast.Rule, fade: model.Fade | None) -> model.Rule:
        given = (fade, self.scale, self.scope)
        return self.terms.recall.rule(self.terms, node, given, lambda: self._rule(node, fade))

    def _rule(self, node: ast.Rule, fade: model.Fade | None) -> model.Rule:
        match node:
            case ast.WhenRule():
                test = self.terms.test(node.test, self.scope)
                return self._made(node, node.points, test=test)
            case ast.EachRule():
                events = self.terms.events(node.pattern)
                clauses = self._clauses(node.clauses, node.pattern, fade)
                return self._made(node, node.points, events=events, clauses=clauses)
            case ast.EveryRule():
                return self._every(node)
            case ast.PointsBy():
                found = self.terms.value(node.value, self.scope)
                return self._made(node, None, rows=self._by_rows(node, found, node.value))
            case ast.PointsForEach():
                return self._points_for_each(node, fade)
            case ast.FirstOf() | ast.BestOf():
                self._rows_needed(node, node, "+40 when any demo_request in the last 30 days")
                return self._made(node, None, rows=self._when_rows(node.rows))

    def _made(self, node: ast.Rule, points: ast.Points | None, **parts: Any) -> model.Rule:
        value = self.points(points) if points is not None else 0
        decimals = points.decimals if points is not None else 0
        rule = model.Rule(rule_name(node), value, decimals, node, **parts)
        self._slow_fade(rule)
        return rule

    def _slow_fade(self, rule: model.Rule) -> None:
        fade = rule.clauses.fade
        if fade is None or rule.events is None:
            return
        rows = [(row.points, row.node.points.decimals) for row in rule.rows]
        for points, decimals in rows or [(rule.points, rule.decimals)]:
            if steps(points, decimals, self.scale, fade) is None:
                self.terms.symbols.error(
                    "E132", f"these points fade in more than {MOST_STEPS:,} steps",
                    rule.node.span, "let them fade faster, or in longer steps",
                )  # fmt: skip
                return

    def points(self, node: ast.Points) -> int:
        return int(node.value * self.scale)

    def _step(self, node: ast.EveryRule) -> Decimal | None:
        """What counts once; none if that is told as a mistake."""
        name, symbols = node.per, self.terms.symbols
        if isinstance(name, ast.Ref) and not self.terms.may_be_named(name):
            symbols.error(
                "E101", f"there is no value called `{show(name)}`", name.span,
                f"write `for every 1 of {show(node.value)}`, or name a number: "
                f"`let {show(name)} = 10`",
            )  # fmt: skip
            return None
        per = self.terms.number(name)
        if per is not None and (per <= 0 or per * MICRO != int(per * MICRO)):
            title = f"`{show(name)}` is no step to count by"
            symbols.error("E111", title, name.span, "write a number above 0")
            return None
        return per

    def _every(self, node: ast.EveryRule) -> model.Rule:
        found = self.terms.value(node.value, self.scope)
        per = self._step(node)
        symbols = self.terms.symbols
        if found is not None and found.type != "number":
            title = f"`{show(node.value)}` is not a number"
            symbols.error("E108", title, node.value.span, "points `for every` go by a number")
            found = None
        for clause in node.clauses:
            if not isinstance(clause, ast.UpTo):
                title = f"`{show(clause)}` belongs to a rule `for each`"
                symbols.error("E123", title, clause.span, "only `up to … points` fits here")
        clauses = self._clauses(
            tuple(c for c in node.clauses if isinstance(c, ast.UpTo)), None, None
        )
        value = found.value if found is not None else None
        micro = int(per * MICRO) if per is not None else 0
        return self._made(node, node.points, value=value, per=micro, clauses=clauses)

    def _points_for_each(self, node: ast.PointsForEach, fade: model.Fade | None) -> model.Rule:
        events = self.terms.events(node.pattern)
        found = self._field(node.field, node.pattern)
        clauses = self._clauses(node.clauses, node.pattern, fade)
        value = ast.Ref(node.field, span=node.field.span)
        rows = self._by_rows(node, found, value)
        return self._made(node, None, events=events, rows=rows, clauses=clauses)

    def _field(self, name: ast.Name, pattern: ast.Pattern) -> Typed | None:
        kinds = self.terms.kinds(pattern.kinds)
        if kinds is None:
            return None
        return self.terms.field(name, kinds, self.terms.fields_of(pattern.kinds, kinds))

    # -- clauses

    def _clauses(
        self, nodes: tuple[ast.Clause, ...], pattern: ast.Pattern | None, fade: model.Fade | None
    ) -> model.Clauses:
        parts: dict[str, Any] = {"fade": fade}
        seen: dict[str, ast.Node] = {}
        for node in nodes:
            key, value = self._clause(node, pattern)
            if key in seen:
                self.terms.symbols.error(
                    "E123", f"`{show(node)}` says again what has been said", node.span,
                    "keep one of the two", labels=(Label(seen[key].span, "first here"),),
                )  # fmt: skip
            seen[key] = node
            parts[key] = value
        return model.Clauses(**parts)

    def _clause(self, node: ast.Clause, pattern: ast.Pattern | None) -> tuple[str, Any]:
        match node:
            case ast.AtMostTimes():
                return "times", self.terms.whole(node.times, 1)
            case ast.AtMostPer():
                times = self.terms.whole(node.times, 1)
                return "per_bucket", self._bucket(node, times)
            case ast.OncePer():
                found = self._field(node.field, pattern) if pattern is not None else None
                if found is not None and found.type == "list":
                    self.terms.symbols.error(
                        "E108", f"`{node.field.text}` is a list", node.field.span,
                        "`once per` goes by a text, a number or a date",
                    )  # fmt: skip
                    found = None
                return "once_per", found.value if found is not None else None
            case ast.UpTo():
                return "up_to", self._up_to(node)
            case ast.Losing() | ast.FadingOut():
                return "fade", self.fade(node)

    def _bucket(self, node: ast.AtMostPer, times: int | None) -> tuple[int, int] | None:
        if node.unit not in ("day", "week"):
            title = f"events are limited per day or per week, not per {node.unit}"
            self.terms.symbols.error("E112", title, node.span, "write `per day` or `per week`")
            return None
        return (times, DAY if node.unit == "day" else WEEK) if times is not None else None

    def _up_to(self, node: ast.UpTo) -> int | None:
        value = self.terms.number(node.points)
        if value is not None and value <= 0:
            self.terms.symbols.error(
                "E111", f"`up to {show(node.points)} points` leaves nothing", node.span,
                "write how many points the rule may give or take, without a sign",
            )  # fmt: skip
            return None
        return int(value * self.scale) if value is not None else None

    def fade(self, node: ast.Losing | ast.FadingOut) -> model.Fade | None:
        if isinstance(node, ast.FadingOut):
            us = self.terms.duration(node.over)
            if us is not None and us % DAY:
                title = "points fade out over whole days"
                self.terms.symbols.error("E112", title, node.over.span, "write `… days`")
                return None
            return model.Fade(None, DAY, us // DAY) if us is not None else None
        percent = self.terms.number(node.percent)
        us = self.terms.duration(node.every)
        if percent is None or us is None:
            return None
        if not 0 < percent <= 100:
            title = f"nothing can lose {show(node.percent)}%"
            self.terms.symbols.error("E111", title, node.percent.span, "between 0 and 100")
            return None
        return model.Fade(_fraction(percent), us, 0)

    # -- rows

    def _by_rows(
        self, table: ast.PointsBy | ast.PointsForEach, found: Typed | None, value: ast.Expression
    ) -> tuple[model.Row, ...]:
        self._rows_needed(table, value, '+10 for "Software"')
        self._below_otherwise(table.rows, lambda n: isinstance(n.matcher, ast.ForOtherwise))
        rows = []
        for node in table.rows:
            test = self._matcher(node.matcher, found, value) if found is not None else None
            rows.append(model.Row(self.points(node.points), test, show(node.matcher), node))
        return tuple(rows)

    def _rows_needed(
        self, table: ast.PointsBy | ast.PointsForEach | ast.FirstOf | ast.BestOf,
        shown: ast.Node, shape: str,
    ) -> None:  # fmt: skip
        if not table.rows and not self.terms.symbols.has_hole(table):
            self.terms.symbols.error(
                "E124", "this table has no rows", shown.span,
                f"add rows under it, indented: `{shape}`",
            )  # fmt: skip

    def _below_otherwise(self, nodes: Iterable[Any], is_otherwise: Any) -> None:
        last: ast.Node | None = None
        for node in nodes:
            if last is not None:
                self.terms.symbols.error(
                    "E126", "this row stands below `otherwise` and is never reached", node.span,
                    "move `otherwise` to the end", labels=(Label(last.span, "takes everything"),),
                )  # fmt: skip
                return
            if is_otherwise(node):
                last = node

    def _matcher(self, node: ast.Matcher, found: Typed, value: ast.Expression) -> Test | None:
        match node:
            case ast.ForOtherwise():
                return terms.Always(True)
            case ast.ForUnknown():
                return self._for_unknown(node, found, value)
            case ast.ForValues():
                return self.terms.equals(ast.Is(value, False, node.values, span=node.span), found)
            case ast.ForText():
                words = ast.TextTest(value, node.how, False, node.values, span=node.span)
                return self._text_row(words, found)
            case ast.ForIn():
                return self._for_in(node, found, value)
            case ast.ForNumber():
                return self._number_row(node, node.op, node.number, found, value)
            case ast.ForRange():
                low = self._number_row(node, ">=", node.low, found, value)
                high = self._number_row(node, "<=", node.high, found, value)
                return self._range(node, low, high)

    def _for_unknown(self, node: ast.Node, found: Typed, value: ast.Expression) -> Test | None:
        if found.type in ("points", "class"):
            title = f"`{show(value)}` is never unknown"
            self.terms.symbols.error("E108", title, node.span, "take this row out")
            return None
        return terms.Not(terms.Known(found.value))

    def _text_row(self, node: ast.TextTest, found: Typed) -> Test | None:
        words = show(node.value)
        if found.type != "text":
            title = f"`{words}` is not text"
            self.terms.symbols.error("E108", title, node.span, "write rows `for 10 to 20`")
            return None
        texts = self.terms.texts(node.values, words, "text", trim=node.how == "word")
        how: Any = node.how
        return terms.TextLike(how, found.value, texts) if texts else None

    def _for_in(self, node: ast.ForIn, found: Typed, value: ast.Expression) -> Test | None:
        listed = self.terms.symbols.lists.get(node.list_name.key)
        if listed is None:
            self.terms.no_list(node.list_name)
            return None
        self.terms.used.add(("list", node.list_name.key))
        if not (listed.texts or listed.numbers):
            return terms.Always(False)
        is_in = ast.IsIn(value, False, node.list_name, span=node.span)
        return self.terms.in_list(is_in, found, listed)

    def _number_row(
        self, node: ast.Node, op: Any, number: ast.NumberOrRef, found: Typed, value: ast.Expression
    ) -> Test | None:
        constant = self.terms.number(number)
        if constant is None:
            return None
        if found.type != "number":
            title = f"`{show(value)}` is not a number"
            help = 'write rows `for "…"`' if found.type == "text" else "use a number"
            self.terms.symbols.error("E108", title, node.span, help)
            return None
        micro = self.terms.micro(constant, number.span)
        return terms.Compare(op, found.value, micro) if micro is not None else None

    def _range(self, node: ast.ForRange, low: Test | None, high: Test | None) -> Test | None:
        if not isinstance(low, terms.Compare) or not isinstance(high, terms.Compare):
            return None
        if low.micro > high.micro:
            title = f"nothing lies in `{show(node.low)} to {show(node.high)}`"
            help = f"write `for {show(node.high)} to {show(node.low)}`"
            self.terms.symbols.error("E111", title, node.span, help)
        return terms.All((low, high))

    def _when_rows(self, nodes: tuple[ast.WhenRow, ...]) -> tuple[model.Row, ...]:
        self._below_otherwise(nodes, lambda n: n.test is None)
        rows = []
        for node in nodes:
            test: Test | None = terms.Always(True)
            words = "otherwise"
            if node.test is not None:
                test, words = self.terms.test(node.test, self.scope), show(node.test)
            words = node.because.value if node.because is not None else words
            rows.append(model.Row(self.points(node.points), test, words, node))
        return tuple(rows)


def rule_name(node: ast.Rule) -> str:
    """Its `because`, else its own words."""
    if node.because is not None:
        return node.because.value
    words = show(node)
    if isinstance(node, ast.FirstOf | ast.BestOf):
        rows = [
            row.because.value if row.because is not None else _row_words(row) for row in node.rows
        ]
        return f"{words}: {' / '.join(rows)}"
    return words


def _row_words(row: ast.WhenRow) -> str:
    return show(row.test) if row.test is not None else "otherwise"


def _name_span(node: ast.Rule) -> Any:
    return node.because.span if node.because is not None else node.span


def _fraction(percent: Decimal) -> tuple[int, int]:
    numerator, denominator = percent.as_integer_ratio()
    return numerator, denominator


def _other_name(node: ast.Node, first: ast.Node) -> str:
    help = 'give one of them another name: `because "…"`'
    same = show(node) == show(first)
    return f"take one of them out; if both are meant, {help}" if same else help
