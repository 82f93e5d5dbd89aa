"""Conditions and values: from what was written to typed terms, with everything wrong told.

`test` and `value` return none where something could not be understood; the reason has been told
by then, and whoever asked goes on with the rest. Each base class knows one kind of thing:
`constants`, event `patterns`, `values`; here are the tests.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeGuard

from .. import ast, terms
from ..diagnostics import Diagnostic, Edit, Fix, Span, meant, near
from ..mistakes.asked import counted_column, denied_event
from ..mistakes.joined import bare_after_text, joined_to_events
from ..mistakes.turned_round import turned_round
from ..mistakes.written import NAME
from ..terms import DAY, Edge, Test
from ..words import said
from .constants import HAS_VALUE, NO_VALUE, YES, YES_OR_NO
from .sequences import Sequences
from .typed import LEAD, Scope, Typed, a_type, instead, written

HOW_OFTEN = {">": "over", ">=": "at least", "<": "under", "<=": "at most", "=": "exactly"}
"""What a comparison says of events."""
LONGEST_CHAIN = 5
"""Definitions of a loop that are named."""
LONGEST_LOOP = 50
"""Definitions are worked out after those that they use, so only a loop nests them; one of more
than so many is not followed to its end."""
DEEPEST_DEFINE = 50
"""Definitions that use one another in a row."""


@dataclass(slots=True)
class Elaborator(Sequences):
    # ---------------------------------------------------------------- tests

    def test(self, node: ast.Expression, scope: Scope = LEAD) -> Test | None:
        method: Callable[..., Test | None] | None = TESTS.get(type(node))
        if method is not None:
            return method(self, node, scope)
        found = self.value(node, scope)
        if found is not None and found.type == "yes/no":
            return terms.Yes(found.value)
        if found is not None:
            self._not_a_condition(node, found, scope)
        return None

    def _many(self, items: tuple[ast.Expression, ...], scope: Scope) -> tuple[Test, ...] | None:
        tests = [self.test(item, scope) for item in items]
        return None if None in tests else tuple(t for t in tests if t is not None)

    def _joined(
        self, items: tuple[ast.Expression, ...], joint: str, scope: Scope
    ) -> tuple[Test, ...] | None:
        found = joined_to_events(items, joint, self.symbols) if scope.fields is None else None
        if found is None:
            return self._many(items, scope)
        diagnostic, start, stop = found
        self.symbols.report(diagnostic)
        self._many(items[:start] + items[stop:], scope)
        return None

    def _all_of(self, node: ast.AllOf, scope: Scope) -> Test | None:
        tests = self._joined(node.items, "and", scope)
        return terms.All(tests) if tests is not None else None

    def _any_of(self, node: ast.AnyOf, scope: Scope) -> Test | None:
        mixed = [item for item in node.items if isinstance(item, ast.AllOf)]
        if mixed:
            self._mixed(node)
        bare = bare_after_text(node.items, self.symbols) if scope.fields is None else None
        if bare is not None:
            self._not_in_quotes(bare)
            return None
        tests = self._joined(node.items, "or", scope)
        return terms.AnyOf(tests) if tests is not None else None

    def _mixed(self, node: ast.AnyOf) -> None:
        def brackets(item: ast.Expression) -> str:
            return f"({said(item)})" if isinstance(item, ast.AllOf) else said(item)

        one = " or ".join(brackets(item) for item in node.items)
        parts: list[list[str]] = [[]]
        for item in node.items:
            inner = item.items if isinstance(item, ast.AllOf) else (item,)
            parts[-1].append(said(inner[0]))
            parts.extend([said(more)] for more in inner[1:])
        other = " and ".join(f"({' or '.join(p)})" if len(p) > 1 else p[0] for p in parts)
        self.symbols.error(
            "E109", "`and` and `or` stand side by side without brackets", node.span,
            f"write either `{one}` or `{other}`",
        )  # fmt: skip

    def _not(self, node: ast.Not, scope: Scope) -> Test | None:
        tested = node.inner
        while isinstance(tested, ast.Bracket):
            tested = tested.inner
        if isinstance(tested, ast.Is):
            inner = self._is(tested, scope, node)
        elif isinstance(tested, ast.Compare):
            inner = self._compare(tested, scope, node)
        elif isinstance(tested, ast.Ref) and self._told(denied_event(node, tested, self.symbols)):
            return None
        else:
            inner = self.test(tested, scope)
        return terms.Not(inner) if inner is not None else None

    def _told(self, found: Diagnostic | None) -> bool:
        if found is not None:
            self.symbols.report(found)
        return found is not None

    def _events(self, node: ast.EventTest, scope: Scope) -> Test | None:
        if self._told(counted_column(node, self.symbols)):
            return None
        return self.counted(node, scope)

    def _bracket(self, node: ast.Bracket, scope: Scope) -> Test | None:
        return self.test(node.inner, scope)

    def _ref_test(self, node: ast.Ref, scope: Scope) -> Test | None:
        key = node.name.key
        if scope.fields is None and key in self.symbols.defines:
            return self._use_define(node)
        found = self._ref(node, scope)
        if found is None:
            return None
        if found.type == "yes/no":
            return terms.Yes(found.value)
        self._not_a_condition(node, found)
        return None

    def _use_define(self, node: ast.Ref) -> Test | None:
        key = node.name.key
        self.used.add(("define", key))
        if key in self._open or len(self._open) > LONGEST_LOOP:
            self._loop(node, key)
            return None
        test = self.define(key)
        self._deeper(node, key)
        return (
            terms.Defined(self.symbols.defines[key].name.text.lower()) if test is not None else None
        )

    def _deeper(self, node: ast.Ref, key: str) -> None:
        """Notes how deep definitions use one another."""
        if not self._open:
            return
        user = self._open[-1]
        depth = self._depths.get(key, 1) + 1
        if depth > DEEPEST_DEFINE:
            title = f"more than {DEEPEST_DEFINE} definitions use one another in a row"
            self.symbols.error("E013", title, node.span, "let one use several others directly")
            depth = 1
        self._depths[user] = max(depth, self._depths.get(user, 1))

    def _loop(self, node: ast.Ref, key: str) -> None:
        start = self._open.index(key) if key in self._open else 0
        names = [self.symbols.defines[name].name.text for name in (*self._open[start:], key)]
        if len(names) > LONGEST_CHAIN:
            names = [*names[: LONGEST_CHAIN - 1], "…", names[-1]]
        chain = " uses ".join(f"`{name}`" for name in names)
        self.symbols.error(
            "E110", f"these definitions use one another in a loop: {chain}", node.span,
            "take one of the uses out",
        )  # fmt: skip

    def define(self, key: str) -> Test | None:
        if key not in self._defined:
            self._open.append(key)
            test = self.test(self.symbols.defines[key].test, Scope(place="in a `define`"))
            self._open.pop()
            self._defined[key] = test
        return self._defined[key]

    @property
    def defined(self) -> dict[str, Test | None]:
        return self._defined

    def _not_a_condition(self, node: ast.Expression, found: Typed, scope: Scope = LEAD) -> None:
        words = said(node)
        if isinstance(node, ast.Number) and "score" in scope.groups:
            title = f"it is not said what should be {words}"
            self._rather("E108", title, node.span, node, f"score is at least {words}")
            return
        examples = {
            "text": f'`{words} is "…"`, `{words} contains "…"` or `{words} is known`',
            "number": f"`{words} is at least 10` or `{words} is known`",
            "points": f"`{words} is at least 50`",
            "class": f"`{words} is NAME`",
            "date": f"`{words} is in the last 30 days` or `{words} is known`",
            "time": f"`{words} is in the last 30 days` or `{words} is known`",
            "list": f'`{words} include "…"`',
        }
        help = f"say what it should be: {examples.get(found.type, '')}"
        title = f"`{words}` is {a_type(found.type)}, not a condition"
        self.symbols.error("E108", title, node.span, help)

    # -- is, is in, comparisons

    def _is(self, node: ast.Is, scope: Scope, denied: ast.Not | None = None) -> Test | None:
        found = self.value(node.value, scope)
        if found is None or self._is_meant(node, found, denied):
            return None
        return _negate(self.equals(node, found), node.negated)

    def _is_meant(self, node: ast.Is, found: Typed, denied: ast.Not | None) -> bool:
        item, *more = node.values.items
        if more:
            return False
        if isinstance(item, ast.Text) and found.type == "yes/no":
            return self._answered(node, item.value.strip().lower(), node.negated, denied)
        if not self._may_be_meant(item):
            return False
        return self._word_meant(node, item, found, node.negated, denied)

    def _may_be_meant(self, item: ast.Node) -> TypeGuard[ast.Ref]:
        return isinstance(item, ast.Ref) and item.name.key not in self.symbols.lets

    def _word_meant(
        self, node: ast.Is | ast.Compare, word: ast.Ref, found: Typed, negated: bool,
        denied: ast.Not | None,
    ) -> bool:  # fmt: skip
        """`title is empty`, `opted_out = no`: tells what is meant by a word that is no value;
        `denied` is the `not` before it."""
        key, words = word.name.key, said(node.value)
        if key in NO_VALUE and found.type not in ("class", "points"):
            right = f"{words} is {'known' if negated else 'unknown'}"
            title = "a value that is not there is called unknown"
            self._rather("E101", title, word.span, node, right)
        elif key in HAS_VALUE and found.type not in ("class", "points"):
            self._there(node, word, found, negated)
        elif found.type == "yes/no":
            return self._answered(node, key, negated, denied)
        elif found.type == "text" and self._without_quotes(node, word):
            right = f'{words} is {"not " * negated}"{word.name.text}"'
            title = f"`{word.name.text}` is not in quotes, and `{words}` is text"
            self._rather("E030", title, word.span, node, right)
        else:
            return False
        return True

    def _there(
        self, node: ast.Is | ast.Compare, word: ast.Ref, found: Typed, negated: bool
    ) -> None:
        """`title is set`; a value of yes/no may be meant itself."""
        words, is_ = said(node.value), f"{said(node.value)} is"
        right = f"{is_} {'unknown' if negated else 'known'}"
        title, fix = "a value that is there is called known", None
        if negated:
            title = "a value that is not there is called unknown"
        if found.type == "yes/no":
            answer = f"not {words}" if negated else words
            help = f"write `{right}`, or `{answer}` if that is the answer"
        else:
            text = f'{is_} {"not " * negated}"{word.name.text}"'
            also = f", or `{text}` if that is the text" if found.type == "text" else ""
            help = f"write `{right}`{also}"
            fix = Fix(f"write `{right}`", (Edit(node.span, right),), safe=False)
        self.symbols.error("E101", title, word.span, help, fix=fix)

    def _answered(
        self, node: ast.Is | ast.Compare, answer: str, negated: bool, denied: ast.Not | None
    ) -> bool:
        """`opted_out is "No"`, `opted_out = yes`"""
        if answer not in YES_OR_NO:
            return False
        whole, yes = denied or node, ((answer in YES) != negated) == (denied is None)
        words = said(node.value)
        right = words if yes else f"not {words}"
        self._rather("E108", f"`{words}` is yes or no already", whole.span, whole, right)
        return True

    def _without_quotes(self, node: ast.Is | ast.Compare, word: ast.Ref) -> bool:
        """Whether a word stands for itself; of others after `is`, `texts` tells."""
        return word.name.key in YES_OR_NO or (isinstance(node, ast.Compare) and self._bare(word))

    def _rather(self, code: str, title: str, span: Span, node: ast.Node, right: str) -> None:
        fix = Fix(f"write `{right}`", (Edit(node.span, right),), safe=False)
        self.symbols.error(code, title, span, fix.title, fix=fix)

    def _is_list(self, values: ast.Values) -> bool:
        """Tells of `country is gulf`, where `gulf` is a list."""
        item, *others = values.items
        named = isinstance(item, ast.Ref) and item.name.key in self.symbols.lists
        if not named or others or item.name.key in self.symbols.lets:  # type: ignore[union-attr]
            return False
        name, at = item.name.text, Span(item.span.path, item.span.start, item.span.start)  # type: ignore[union-attr]
        fix = Fix(f"write `in {name}`", (Edit(at, "in "),), safe=False)
        title = f"`{name}` is a list, and `in` asks whether a value stands in it"
        self.symbols.error("E031", title, item.span, fix.title, fix=fix)
        return True

    def equals(self, node: ast.Is, found: Typed) -> Test | None:
        words = said(node.value)
        match found.type:
            case "class":
                return self._class_is(node, found)
            case "text":
                if self._is_list(node.values):
                    return None
                texts = self.texts(node.values, words, found.type)
                return terms.TextIn(found.value, texts) if texts else None
            case "number":
                micros = [self.micro(n, node.span) for n in self.numbers(node.values, words)]
                if not micros or None in micros:
                    return None
                return terms.NumberIn(found.value, tuple(m for m in micros if m is not None))
            case "points":
                limits = self.numbers(node.values, words)
                return _one_of([self.points_test("=", found.value, n) for n in limits])
            case "date" | "time":
                days = [self.moment_literal(item) for item in node.values.items]
                if None in days:
                    return None
                return _one_of([self._dated_span(found, "on", d) for d in days if d is not None])
            case "list":
                help = f"write `{words} include {said(node.values)}`"
                title = f"`{words}` is a list, and a list includes something"
                self.symbols.error("E108", title, node.span, help)
            case "yes/no":
                help = f"write `{words}` or `not {words}`"
                self.symbols.error("E108", f"`{words}` is yes or no already", node.span, help)
        return None

    def _class_is(self, node: ast.Is, found: Typed) -> Test | None:
        name = found.value
        known = {value.lower(): value for value in self.classes[name]}
        chosen = []
        for item in node.values.items:
            if not isinstance(item, ast.Text | ast.Ref):
                self.symbols.error(
                    "E108", f"`{name}` has names as values", item.span, 'write `"…"`'
                )
                return None
            wanted = item.value if isinstance(item, ast.Text) else item.name.text
            if wanted.lower() not in known:
                self.no_such_value(name, wanted, item, list(known.values()))
                return None
            chosen.append(known[wanted.lower()])
        return terms.ClassIs(self._class_name(name), tuple(chosen))

    def class_node(self, key: str) -> ast.Stages | ast.Label | ast.Grade:
        return self.symbols.classes[key]

    def _class_name(self, key: str) -> str:
        node = self.class_node(key)
        return "stage" if isinstance(node, ast.Stages) else node.name.text

    def no_such_value(self, name: str, wanted: str, item: ast.Node, known: list[str]) -> None:
        if not known or self.symbols.has_hole(self.class_node(name.lower())):
            return
        close = near(wanted, known)
        some = ", ".join(f"`{value}`" for value in known[:8])
        help = f"did you mean `{close[0]}`?" if close else f"it can be {some}"
        quotes = isinstance(item, ast.Text) or not re.fullmatch(NAME, "".join(close[:1]))
        right = [f'"{value}"' if quotes else value for value in close]
        fix = meant(right, item.span)
        self.symbols.error("E107", f"`{name}` is never `{wanted}`", item.span, help, fix=fix)

    def _is_in(self, node: ast.IsIn, scope: Scope) -> Test | None:
        found = self.value(node.value, scope)
        listed = self.symbols.lists.get(node.list_name.key)
        if listed is None:
            self.no_list(node.list_name)
            return None
        self.used.add(("list", node.list_name.key))
        if found is None or not (listed.texts or listed.numbers):
            return None if found is None else _negate(terms.Always(False), node.negated)
        return _negate(self.in_list(node, found, listed), node.negated)

    def in_list(self, node: ast.IsIn, found: Typed, listed: Any) -> Test | None:
        words = said(node.value)
        if found.type == "text" and listed.texts:
            texts = tuple(dict.fromkeys(listed.texts))
            return terms.TextIn(found.value, texts, listed.name)
        if found.type == "number" and listed.numbers:
            return terms.NumberIn(found.value, tuple(dict.fromkeys(listed.numbers)))
        if found.type == "list" and listed.texts:
            title = f"`{words}` is a list itself"
            self.symbols.error("E108", title, node.span, f'name the values: `{words} include "…"`')
            return None
        kind = "texts" if listed.texts else "numbers"
        title = f"`{listed.name}` lists {kind}, and `{words}` is {a_type(found.type)}"
        self.symbols.error("E108", title, node.span, "compare it with a list of its own type")
        return None

    def no_list(self, name: ast.Name) -> None:
        if self.symbols.excused(name):
            return
        close = near(name.text, [listed.name for listed in self.symbols.lists.values()])
        help = (
            f"did you mean `{close[0]}`?" if close
            else f'add `list {name.text} = "…", "…"`, or write the values: `is "A", "B" or "C"`'
        )  # fmt: skip
        fix = meant(close, name.span)
        self.symbols.error("E105", f"there is no list `{name.text}`", name.span, help, fix=fix)

    def _is_known(self, node: ast.IsKnown, scope: Scope) -> Test | None:
        found = self.value(node.value, scope)
        if found is None:
            return None
        if found.type in ("points", "class"):
            title = f"`{said(node.value)}` is always known here"
            self.symbols.error("E108", title, node.span, "compare it with something")
            return None
        known = terms.Known(found.value)
        return known if node.known else terms.Not(known)

    def _between(self, node: ast.IsBetween, scope: Scope) -> Test | None:
        low = self._compared(node, node.value, ">=", node.low, scope)
        high = self._compared(node, node.value, "<=", node.high, scope) if low is not None else None
        if low is None or high is None:
            return None
        first, last = self.number(node.low), self.number(node.high)
        if first is not None and last is not None and first > last:
            self.symbols.error(
                "E111", f"nothing is between {written(first)} and {written(last)}", node.span,
                f"write the smaller one first: `between {written(last)} and {written(first)}`",
            )  # fmt: skip
        return terms.All((low, high))

    def _compare(
        self, node: ast.Compare, scope: Scope, denied: ast.Not | None = None
    ) -> Test | None:
        if isinstance(node.value, ast.Ref) and self._compared_event(node.value, node):
            return None
        if self._turned_round(node):
            return None
        if self._equals_word(node, scope, denied):
            return None
        return self._compared(node, node.value, node.op, node.number, scope)

    def _compared(
        self, node: ast.Node, value: ast.Expression, op: Any, number: ast.NumberOrRef, scope: Scope
    ) -> Test | None:
        found = self.value(value, scope)
        if found is not None and found.type == "yes/no":
            self._cannot_compare(node, said(value), found)
            return None
        constant = self.number(number)
        if found is None or constant is None:
            return None
        if found.type == "points":
            return self.points_test(op, found.value, constant)
        if found.type == "number":
            micro = self.micro(constant, number.span)
            if micro is None:
                return None
            if op == "!=":
                return terms.Not(terms.Compare("=", found.value, micro))
            return terms.Compare(op, found.value, micro)
        self._cannot_compare(node, said(value), found)
        return None

    def _equals_word(self, node: ast.Compare, scope: Scope, denied: ast.Not | None) -> bool:
        """Tells of `opted_out = true`, `industry = Software`, if it is that."""
        if node.op not in ("=", "!=") or not self._may_be_meant(node.number):
            return False
        found = self.value(node.value, scope)
        if found is None:
            return True
        return self._word_meant(node, node.number, found, node.op == "!=", denied)

    def _compared_event(self, value: ast.Ref, node: ast.Compare) -> bool:
        """Tells of `page_view > 3`, if it is that."""
        name = value.name
        event = name.key in self.symbols.kinds and name.key not in self.symbols.names
        if not event or node.op not in HOW_OFTEN:
            return False
        asked = f"{HOW_OFTEN[node.op]} {said(node.number)} {name.text}"
        fix = Fix(f"write `{asked}`", (Edit(node.span, asked),), safe=False)
        title = f"`{name.text}` is an event, and how often it happened stands before it"
        self.symbols.error("E104", title, node.span, f"write `{asked}`", fix=fix)
        return True

    def _turned_round(self, node: ast.Compare) -> bool:
        """Tells of `5 < employees`, if it is that."""
        column = isinstance(node.number, ast.Ref) and node.number.name.key in self.symbols.columns
        return self._told(turned_round(node) if column else None)

    def _cannot_compare(self, node: ast.Node, words: str, found: Typed) -> None:
        help = instead(words).get(found.type)
        title = f"`{words}` is {a_type(found.type)} and cannot be compared with a number"
        if found.type == "yes/no":
            title = f"`{words}` is yes or no already"
        self.symbols.error("E108", title, node.span, help)

    def points_test(self, op: Any, points: terms.Points, constant: Decimal) -> Test:
        """Points are whole numbers of 1/scale; a limit between two of them is moved to one."""
        exact = constant * self.scale
        whole = int(exact.to_integral_value("ROUND_FLOOR"))
        if exact == whole:
            return terms.PointsAre(op, points, whole)
        if op in ("=", "!="):
            return terms.Always(op == "!=")
        return terms.PointsAre({"<": "<=", ">=": ">"}.get(op, op), points, whole)

    # -- text and lists

    def _text_test(self, node: ast.TextTest, scope: Scope) -> Test | None:
        found = self.value(node.value, scope)
        if found is None:
            return None
        words = said(node.value)
        if found.type != "text":
            help = instead(words).get(found.type)
            type_ = a_type(found.type)
            title = f"`{words}` is {type_}; only text contains, starts or ends with something"
            self.symbols.error("E108", title, node.span, help)
            return None
        texts = self.texts(node.values, words, "text", trim=node.how == "word")
        how: Any = node.how
        return _negate(terms.TextLike(how, found.value, texts), node.negated) if texts else None

    def _includes(self, node: ast.Includes, scope: Scope) -> Test | None:
        found = self.value(node.value, scope)
        if found is None:
            return None
        words = said(node.value)
        if found.type != "list":
            self._no_list(node, words, found)
            return None
        texts = self.texts(node.values, words, "list")
        return _negate(terms.ListHas(found.value, texts), node.negated) if texts else None

    def _no_list(self, node: ast.Includes, words: str, found: Typed) -> None:
        title = f"`{words}` is {a_type(found.type)}, not a list"
        help = f'write `{words} is "…"` or `{words} contains "…"`, or declare `{words} list`'
        fix = None
        if found.type == "text":
            verb = "does not contain" if node.negated else "contains"
            right = f"{words} {verb} {said(node.values)}"
            help = f"write `{right}`, or declare `{words} list`"
            fix = Fix(f"write `{right}`", (Edit(node.span, right),), safe=False)
        self.symbols.error("E108", title, node.span, help, fix=fix)

    # -- dates and times

    def _recent(self, node: ast.Recent, scope: Scope) -> Test | None:
        found = self.value(node.value, scope)
        us = self.duration(node.duration)
        if found is None or us is None or not self._is_moment(node, node.value, found):
            return None
        now = Edge("as_of", 0, True)
        spans = {
            "last": terms.Span(Edge("as_of", -us, False), now),
            "under": terms.Span(Edge("as_of", -us, False), now),
            "over": terms.Span(None, Edge("as_of", -us, False)),
            "next": terms.Span(Edge("as_of", 0, False), Edge("as_of", us, True)),
        }
        return terms.MomentIn(found.value, spans[node.how])

    def _dated(self, node: ast.Dated, scope: Scope) -> Test | None:
        found = self.value(node.value, scope)
        date = self.moment_literal(node.date)
        if found is None or date is None or not self._is_moment(node, node.value, found):
            return None
        return self._dated_span(found, node.how, date)

    def _dated_span(self, found: Typed, how: str, date: ast.Date) -> Test:
        """A date is a whole day, so `after` begins with the next; a moment is a point."""
        start = date.us
        stop = start + DAY if date.whole_day else start
        closed = not date.whole_day
        first, last = Edge("epoch", start, True), Edge("epoch", stop, closed)
        spans = {
            "before": terms.Span(None, Edge("epoch", start, False)),
            "on or after": terms.Span(first, None),
            "on": terms.Span(first, last),
            "on or before": terms.Span(None, last),
            "after": terms.Span(Edge("epoch", stop, date.whole_day), None),
        }
        return terms.MomentIn(found.value, spans[how])


TESTS: dict[type, Any] = {
    ast.AllOf: Elaborator._all_of, ast.AnyOf: Elaborator._any_of, ast.Not: Elaborator._not,
    ast.Bracket: Elaborator._bracket, ast.Ref: Elaborator._ref_test, ast.Is: Elaborator._is,
    ast.IsIn: Elaborator._is_in, ast.IsKnown: Elaborator._is_known,
    ast.IsBetween: Elaborator._between, ast.Compare: Elaborator._compare,
    ast.Recent: Elaborator._recent, ast.Dated: Elaborator._dated,
    ast.TextTest: Elaborator._text_test, ast.Includes: Elaborator._includes,
    ast.EventTest: Elaborator._events, ast.PeopleTest: Elaborator.counted,
    ast.OrderTest: Elaborator.order, ast.RepeatTest: Elaborator.repeat,
}  # fmt: skip


def _negate(test: Test | None, negated: bool) -> Test | None:
    return terms.Not(test) if negated and test is not None else test


def _one_of(tests: list[Test]) -> Test | None:
    if len(tests) < 2:
        return tests[0] if tests else None
    return terms.AnyOf(tuple(tests))
