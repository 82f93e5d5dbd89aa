"""Conditions and values: from what was written to typed terms, with everything wrong told.

`test` and `value` return none where something could not be understood; the reason has been told
by then, and whoever asked goes on with the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from . import ast, terms
from .build import NO_DATE
from .diagnostics import Edit, Fix, Span, near
from .fold import fold
from .model import Column, Kind
from .symbols import Symbols
from .terms import DAY, MICRO, SECOND, Edge, Test, Type
from .words import said

UNITS = {"minute": 60 * SECOND, "hour": 3600 * SECOND, "day": DAY, "week": 7 * DAY}
LONGEST_CHAIN = 5
"""Definitions of a loop that are named."""
LONGEST_LOOP = 50
"""Definitions are worked out after those that they use, so only a loop nests them; one of more
than so many is not followed to its end."""
OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}


@dataclass(frozen=True, slots=True)
class Scope:
    """What names may be used: at an event only its fields; groups and classes as allowed."""

    fields: dict[str, Column] | None = None
    kinds: tuple[Kind, ...] = ()
    groups: frozenset[str] = frozenset()
    """Keys of the groups above; `score` where the score may be asked for."""
    classes: frozenset[str] = frozenset()
    place: str = "here"


@dataclass(frozen=True, slots=True)
class Typed:
    """A value and its type. Points and classes can only be compared, so they have types of
    their own."""

    type: Type | Literal["points", "class"]
    value: Any


LEAD = Scope()
Found: TypeAlias = Typed | None


@dataclass(slots=True)
class Elaborator:
    symbols: Symbols
    scale: int
    used: set[tuple[str, str]] = field(default_factory=set)
    _open: list[str] = field(default_factory=list)
    _defined: dict[str, Test | None] = field(default_factory=dict)
    """Tests of the defines, in the order in which they were finished."""
    classes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Values of the classes worked out so far, by key."""

    # ---------------------------------------------------------------- tests

    def test(self, node: ast.Expression, scope: Scope = LEAD) -> Test | None:
        method: Callable[..., Test | None] | None = TESTS.get(type(node))
        if method is not None:
            return method(self, node, scope)
        found = self.value(node, scope)
        if found is not None:
            self._not_a_condition(node, found)
        return None

    def _many(self, items: tuple[ast.Expression, ...], scope: Scope) -> tuple[Test, ...] | None:
        tests = [self.test(item, scope) for item in items]
        return None if None in tests else tuple(t for t in tests if t is not None)

    def _all_of(self, node: ast.AllOf, scope: Scope) -> Test | None:
        tests = self._many(node.items, scope)
        return terms.All(tests) if tests is not None else None

    def _any_of(self, node: ast.AnyOf, scope: Scope) -> Test | None:
        mixed = [item for item in node.items if isinstance(item, ast.AllOf)]
        if mixed:
            self._mixed(node)
        tests = self._many(node.items, scope)
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
        inner = self.test(node.inner, scope)
        return terms.Not(inner) if inner is not None else None

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
        return (
            terms.Defined(self.symbols.defines[key].name.text.lower()) if test is not None else None
        )

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

    def _not_a_condition(self, node: ast.Expression, found: Typed) -> None:
        words = said(node)
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
        title = f"`{words}` is {_a(found.type)}, not a condition"
        self.symbols.error("E108", title, node.span, help)

    # -- is, is in, comparisons

    def _is(self, node: ast.Is, scope: Scope) -> Test | None:
        found = self.value(node.value, scope)
        test = self._equals(node, found) if found is not None else None
        return _negate(test, node.negated)

    def _equals(self, node: ast.Is, found: Typed) -> Test | None:
        words = said(node.value)
        match found.type:
            case "class":
                return self._class_is(node, found)
            case "text":
                texts = self._texts(node.values, words, found.type)
                return terms.TextIn(found.value, texts) if texts else None
            case "number":
                micros = [self._micro(n, node.span) for n in self._numbers(node.values, words)]
                if not micros or None in micros:
                    return None
                return terms.NumberIn(found.value, tuple(m for m in micros if m is not None))
            case "points":
                limits = self._numbers(node.values, words)
                return _one_of([self._points_test("=", found.value, n) for n in limits])
            case "date" | "time":
                days = [self._moment_literal(item) for item in node.values.items]
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
                self._no_such_value(name, wanted, item.span, list(known.values()))
                return None
            chosen.append(known[wanted.lower()])
        return terms.ClassIs(self._class_name(name), tuple(chosen))

    def _class_name(self, key: str) -> str:
        node = self.symbols.classes[key]
        return "stage" if isinstance(node, ast.Stages) else node.name.text

    def _no_such_value(self, name: str, wanted: str, span: Span, known: list[str]) -> None:
        if not known or self.symbols.has_hole(self.symbols.classes[name.lower()]):
            return
        close = near(wanted, known)
        some = ", ".join(f"`{value}`" for value in known[:8])
        help = f"did you mean `{close[0]}`?" if close else f"it can be {some}"
        self.symbols.error("E107", f"`{name}` is never `{wanted}`", span, help)

    def _is_in(self, node: ast.IsIn, scope: Scope) -> Test | None:
        found = self.value(node.value, scope)
        listed = self.symbols.lists.get(node.list_name.key)
        if listed is None:
            self._no_list(node.list_name)
            return None
        self.used.add(("list", node.list_name.key))
        if found is None or not (listed.texts or listed.numbers):
            return None if found is None else _negate(terms.Always(False), node.negated)
        return _negate(self._in_list(node, found, listed), node.negated)

    def _in_list(self, node: ast.IsIn, found: Typed, listed: Any) -> Test | None:
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
        title = f"`{listed.name}` lists {kind}, and `{words}` is {_a(found.type)}"
        self.symbols.error("E108", title, node.span, "compare it with a list of its own type")
        return None

    def _no_list(self, name: ast.Name) -> None:
        if self.symbols.excused(name):
            return
        close = near(name.text, [listed.name for listed in self.symbols.lists.values()])
        help = (
            f"did you mean `{close[0]}`?" if close
            else f'add `list {name.text} = "…", "…"`, or write the values: `is "A", "B" or "C"`'
        )  # fmt: skip
        self.symbols.error("E105", f"there is no list `{name.text}`", name.span, help)

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
                "E111", f"nothing is between {_n(first)} and {_n(last)}", node.span,
                f"write the smaller one first: `between {_n(last)} and {_n(first)}`",
            )  # fmt: skip
        return terms.All((low, high))

    def _compare(self, node: ast.Compare, scope: Scope) -> Test | None:
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
            return self._points_test(op, found.value, constant)
        if found.type == "number":
            micro = self._micro(constant, number.span)
            if micro is None:
                return None
            if op == "!=":
                return terms.Not(terms.Compare("=", found.value, micro))
            return terms.Compare(op, found.value, micro)
        self._cannot_compare(node, said(value), found)
        return None

    def _cannot_compare(self, node: ast.Node, words: str, found: Typed) -> None:
        help = _instead(words).get(found.type)
        title = f"`{words}` is {_a(found.type)} and cannot be compared with a number"
        if found.type == "yes/no":
            title = f"`{words}` is yes or no already"
        self.symbols.error("E108", title, node.span, help)

    def _points_test(self, op: Any, points: terms.Points, constant: Decimal) -> Test:
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
            help = _instead(words).get(found.type)
            title = (
                f"`{words}` is {_a(found.type)}; only text contains, starts or ends with something"
            )
            self.symbols.error("E108", title, node.span, help)
            return None
        texts = self._texts(node.values, words, "text", trim=node.how == "word")
        how: Any = node.how
        return _negate(terms.TextLike(how, found.value, texts), node.negated) if texts else None

    def _includes(self, node: ast.Includes, scope: Scope) -> Test | None:
        found = self.value(node.value, scope)
        if found is None:
            return None
        words = said(node.value)
        if found.type != "list":
            help = f'write `{words} is "…"` or `{words} contains "…"`, or declare `{words} list`'
            self.symbols.error(
                "E108", f"`{words}` is {_a(found.type)}, not a list", node.span, help
            )
            return None
        texts = self._texts(node.values, words, "list")
        return _negate(terms.ListHas(found.value, texts), node.negated) if texts else None

    def _texts(
        self, values: ast.Values, words: str, type_: str, trim: bool = True
    ) -> tuple[str, ...]:
        found = []
        for item in values.items:
            literal = self._literal(item, text_wanted=True)
            if literal is None:
                return ()
            if not isinstance(literal, ast.Text):
                shown = said(item)
                title = f"`{words}` is {_a(type_)}, and `{shown}` is {_literal_type(literal)}"
                self.symbols.error("E108", title, item.span, f'put it in quotes: `"{shown}"`')
                return ()
            text = fold(literal.value.strip(" ") if trim else literal.value)
            if not text or "\0" in text:
                help = f"to ask whether there is anything, write `{words} is known` or `is unknown`"
                self.symbols.error("E106", "this text is empty", item.span, help)
                return ()
            found.append(text)
        return tuple(dict.fromkeys(found))

    def _numbers(self, values: ast.Values, words: str) -> tuple[Decimal, ...]:
        found: list[Decimal] = []
        for item in values.items:
            literal = self._literal(item)
            if literal is None:
                return ()
            if not isinstance(literal, ast.Number):
                title = f"`{words}` is a number, and `{said(item)}` is {_literal_type(literal)}"
                help = "take the quotes off if it is a number"
                self.symbols.error("E108", title, item.span, help)
                return ()
            found.append(literal.value)
        return tuple(dict.fromkeys(found))

    def _literal(self, item: ast.Node, text_wanted: bool = False) -> ast.Literal | None:
        if not isinstance(item, ast.Ref):
            return item  # type: ignore[return-value]
        let = self.symbols.lets.get(item.name.key)
        if let is not None:
            self.used.add(("let", item.name.key))
            return let.value
        if not self.symbols.excused(item.name):
            self._no_let(item, text_wanted)
        return None

    def _no_let(self, item: ast.Ref, text_wanted: bool) -> None:
        name = item.name.text
        close = near(name, [let.name for let in self.symbols.lets.values()])
        if item.name.key in self.symbols.columns:
            help = "columns are compared with values, never with columns"
            title = f"`{name}` is a column, and a value is needed here"
        elif item.name.key in ("yes", "no", "true", "false"):
            title, help = f"`{name}` is not a value to compare with", "write `NAME` or `not NAME`"
        elif item.name.key in ("empty", "blank", "null", "nothing", "missing"):
            title = "a value that is not there is called unknown"
            help = "write `is unknown` or `is known`"
        elif text_wanted and not close:
            self._not_in_quotes(item)
            return
        else:
            title = f"there is no value called `{name}`"
            help = f"did you mean `{close[0]}`?" if close else f"add `let {name} = …`"
        self.symbols.error("E101", title, item.span, help)

    def _not_in_quotes(self, item: ast.Ref) -> None:
        name = item.name.text
        fix = Fix(f'write `"{name}"`', (Edit(item.span, f'"{name}"'),), safe=False)
        self.symbols.error("E030", f"`{name}` is not in quotes", item.span, fix.title, fix=fix)

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
        date = self.date(node.date)
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

    def _is_moment(self, node: ast.Node, value: ast.Expression, found: Typed) -> bool:
        if found.type in ("date", "time"):
            return True
        words = said(value)
        title = f"`{words}` is {_a(found.type)}, not a date"
        help = f"declare `{words} date` if its data are dates"
        self.symbols.error("E108", title, node.span, help)
        return False

    def _moment_literal(self, item: ast.Node) -> ast.Date | None:
        literal = self._literal(item)
        if literal is None or isinstance(literal, ast.Date):
            return self.date(literal) if literal is not None else None
        help = "write a date like `2026-03-01`, without quotes"
        self.symbols.error("E108", f"`{said(item)}` is not a date", item.span, help)
        return None

    def date(self, node: ast.Date) -> ast.Date | None:
        if node.us != NO_DATE:
            return node
        self.symbols.error(
            "E112", f"there is no day or time `{node.spelled}`", node.span, "check the calendar"
        )
        return None

    def duration(self, node: ast.Duration) -> int | None:
        """In microseconds."""
        count = self.number(node.count)
        width = self.unit(node.unit, node.span, count)
        if width is None or count is None:
            return None
        us = count * width
        if us <= 0 or us != int(us) or us > 36_500 * DAY:
            title = "a stretch of time is more than nothing and at most 36,500 days"
            self.symbols.error("E112", title, node.span, "write for example `30 days`")
            return None
        return int(us)

    def unit(self, unit: str, span: Span, count: Decimal | None) -> int | None:
        if unit in UNITS:
            return UNITS[unit]
        days = _n(Decimal({"month": 30, "year": 365}[unit] * (count or 1)))
        self.symbols.error("E112", f"a {unit} has no fixed length", span, f"say `{days} days`")
        return None

    # -- events

    def _event_test(self, node: ast.EventTest, scope: Scope) -> Test | None:
        if scope.fields is not None:
            title = "events cannot be counted inside `where`"
            self.symbols.error("E108", title, node.span, "`where` asks for the fields of one event")
            return None
        events = self.events(node.pattern)
        counts = [self.whole(number) for number in node.quantifier.numbers]
        if events is None or None in counts:
            return None
        count = terms.Measured(terms.Metric("count", events))

        def test(op: Any, n: int | None) -> Test:
            return terms.Compare(op, count, (n or 0) * MICRO)

        how = node.quantifier.how
        if how == "between":
            return terms.All((test(">=", counts[0]), test("<=", counts[1])))
        ops = {
            "any": ">=", "no": "=", "at least": ">=", "at most": "<=", "exactly": "=",
            "over": ">", "under": "<",
        }  # fmt: skip
        return test(ops[how], counts[0] if counts else int(how == "any"))

    def events(self, node: ast.Pattern) -> terms.Events | None:
        kinds = self._kinds(node.kinds)
        span = self._window(node.window) if node.window is not None else None
        if kinds is None or (node.window is not None and span is None):
            return None
        where = None
        if node.where is not None:
            scope = Scope(self._fields(node.kinds, kinds), kinds, place="in `where`")
            where = self.test(node.where, scope)
            if where is None:
                return None
        names = tuple(sorted({kind.name for kind in kinds}))
        return terms.Events(names, where, span)

    def _kinds(self, node: ast.Kinds) -> tuple[Kind, ...] | None:
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
            title = f"`{name.text}` is {_an(what)}, not an event"
            help = (
                f"did you mean the event `{close[0]}`?"
                if close
                else f"ask for it by `{name.text} is …`"
            )
        else:
            title = f"there is no event `{name.text}`"
            help = f"did you mean `{close[0]}`?" if close else "declare it under `events`"
        self.symbols.error("E104", title, name.span, help)
        return None

    def _no_events(self, span: Span) -> None:
        if self.symbols.incomplete:
            return
        help = "add a section `events …` with a line for each event"
        self.symbols.error("E104", "no events are declared", span, help)

    def _fields(self, node: ast.Kinds, kinds: tuple[Kind, ...]) -> dict[str, Column]:
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
            date = self.date(node.date)
            return terms.Span(Edge("epoch", date.us, True), None) if date is not None else None
        nearer, farther = self.number(node.nearer), self.number(node.farther)
        width = self.unit(node.unit, node.span, farther)
        if nearer is None or farther is None or width is None:
            return None
        if not 0 <= nearer < farther:
            self.symbols.error(
                "E111", f"nothing is between {_n(nearer)} and {_n(farther)} {node.unit}s ago",
                node.span, f"write `between {_n(farther)} and {_n(nearer)} {node.unit}s ago`",
            )  # fmt: skip
            return None
        far, close = (
            Edge("as_of", -int(farther * width), False),
            Edge("as_of", -int(nearer * width), True),
        )
        return terms.Span(far, close)

    # ---------------------------------------------------------------- values

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
            micro = self._micro(let.value.value, node.span)
            return Typed("number", terms.Number(micro)) if micro is not None else None
        self._unknown_name(node)
        return None

    def _field_ref(self, node: ast.Ref, scope: Scope) -> Found:
        assert scope.fields is not None
        return self.field(node.name, scope.kinds, scope.fields)

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
        elif name.key in self.symbols.columns:
            help = f"`{name.text}` is a column of the lead: ask for it outside: `… and {name.text} is …`"
        elif fields:
            help = "its fields are " + ", ".join(f"`{c.name}`" for c in list(fields.values())[:8])
        else:
            first = kinds[0].name if kinds else "NAME"
            help = f"declare it: `{first} with {name.text} text`"
        self.symbols.error("E107", f"{events} has no field `{name.text}`", name.span, help)

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

    def _unknown_name(self, node: ast.Ref) -> None:
        name, key = node.name.text, node.name.key
        symbols = self.symbols
        if symbols.excused(node.name):
            return
        if key in symbols.kinds:
            title = f"`{name}` is an event, not a column"
            help = f"write `any {name}`, `no {name}` or `number of {name}`"
            self.symbols.error("E104", title, node.span, help)
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
        else:
            help = f"declare it under `leads`: `{name} text`, `{name} number` …"
        what = "column" if not symbols.defines else "column or definition"
        symbols.error("E101", f"there is no {what} `{name}`", node.span, help)

    def _number_literal(self, node: ast.Number, scope: Scope) -> Found:
        micro = self._micro(node.value, node.span)
        return Typed("number", terms.Number(micro)) if micro is not None else None

    def _bracket_value(self, node: ast.Bracket, scope: Scope) -> Found:
        return self.value(node.inner, scope)

    def _arithmetic(self, node: ast.Arithmetic, scope: Scope) -> Found:
        left, right = self.value(node.left, scope), self.value(node.right, scope)
        for side, found in ((node.left, left), (node.right, right)):
            if found is not None and found.type != "number":
                title = f"`{said(side)}` is {_a(found.type)}, and `{node.op}` takes numbers"
                self.symbols.error("E108", title, side.span, "use a column declared as `number`")
                return None
        if left is None or right is None:
            return None
        op: Any = node.op
        return Typed("number", terms.Arithmetic(op, left.value, right.value))

    def _measured(
        self, kind: Any, pattern: ast.Pattern, scope: Scope, field_name: ast.Name | None = None
    ) -> tuple[terms.Measured, Type | None] | None:
        if scope.fields is not None:
            title = "events cannot be counted inside `where`"
            self.symbols.error(
                "E108", title, pattern.span, "`where` asks for the fields of one event"
            )
            return None
        events = self.events(pattern)
        field_value, type_ = None, None
        if field_name is not None:
            kinds = self._kinds(pattern.kinds) if events is not None else None
            found = (
                self.field(field_name, kinds, self._fields(pattern.kinds, kinds)) if kinds else None
            )
            if found is None:
                return None
            field_value, type_ = found.value, found.type
        if events is None:
            return None
        return terms.Measured(terms.Metric(kind, events, field_value)), type_  # type: ignore[return-value]

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
            title = f"`{node.field.text}` is {_a(type_ or '')}; the {node.how} is taken of numbers"
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
            title = f"`{node.name.text}` is {_a(found.type)}, and a domain is taken of a text"
            self.symbols.error("E108", title, node.name.span, "use the column of the email address")
            return None
        return Typed("text", terms.Domain(found.value))

    # ---------------------------------------------------------------- constants

    def number(self, node: ast.NumberOrRef) -> Decimal | None:
        literal = self._literal(node)
        if literal is None or isinstance(literal, ast.Number):
            return literal.value if literal is not None else None
        title = f"`{said(node)}` is {_literal_type(literal)}, and a number is needed here"
        self.symbols.error("E108", title, node.span, "write a number, or the name of one")
        return None

    def whole(self, node: ast.NumberOrRef, least: int = 0) -> int | None:
        value = self.number(node)
        if value is None:
            return None
        if value != int(value) or not least <= value < 10**9:
            title = f"`{_n(value)}` is not a whole number of events"
            self.symbols.error("E111", title, node.span, f"write a whole number, {least} or more")
            return None
        return int(value)

    def _micro(self, value: Decimal, span: Span) -> int | None:
        micro = value * MICRO
        if micro != int(micro):
            help = "numbers are compared with six decimals"
            self.symbols.error("E111", f"`{_n(value)}` has more than six decimals", span, help)
            return None
        if abs(value) >= 10**18:
            title = "this number has more than 18 digits"
            self.symbols.error("E111", title, span, "declare the column as `text` if it is an id")
            return None
        return int(micro)


TESTS: dict[type, Any] = {
    ast.AllOf: Elaborator._all_of, ast.AnyOf: Elaborator._any_of, ast.Not: Elaborator._not,
    ast.Bracket: Elaborator._bracket, ast.Ref: Elaborator._ref_test, ast.Is: Elaborator._is,
    ast.IsIn: Elaborator._is_in, ast.IsKnown: Elaborator._is_known,
    ast.IsBetween: Elaborator._between, ast.Compare: Elaborator._compare,
    ast.Recent: Elaborator._recent, ast.Dated: Elaborator._dated,
    ast.TextTest: Elaborator._text_test, ast.Includes: Elaborator._includes,
    ast.EventTest: Elaborator._event_test,
}  # fmt: skip

VALUES: dict[type, Any] = {
    ast.Ref: Elaborator._ref, ast.Number: Elaborator._number_literal,
    ast.Bracket: Elaborator._bracket_value, ast.Arithmetic: Elaborator._arithmetic,
    ast.NumberOf: Elaborator._number_of, ast.NumberOfDays: Elaborator._number_of_days,
    ast.NumberOfDifferent: Elaborator._number_of_different,
    ast.AggregateOf: Elaborator._aggregate, ast.Pick: Elaborator._pick,
    ast.DaysSinceEvent: Elaborator._days_since_event, ast.TimeOf: Elaborator._time_of,
    ast.DaysSince: Elaborator._days, ast.DaysUntil: Elaborator._days,
    ast.DomainOf: Elaborator._domain,
}  # fmt: skip


def _negate(test: Test | None, negated: bool) -> Test | None:
    return terms.Not(test) if negated and test is not None else test


def _one_of(tests: list[Test]) -> Test | None:
    if len(tests) < 2:
        return tests[0] if tests else None
    return terms.AnyOf(tuple(tests))


def _n(value: Decimal) -> str:
    """As a number is written in a rule file."""
    return format(value.normalize() + Decimal(0), ",f")


def _a(type_: str) -> str:
    """A type in a sentence: `employees` is *a number*."""
    return {
        "text": "text", "number": "a number", "yes/no": "yes or no", "date": "a date",
        "time": "a time", "list": "a list", "points": "points", "class": "a name",
    }.get(type_, type_)  # fmt: skip


def _an(what: str) -> str:
    return f"an {what}" if what[0] in "aeiou" else f"a {what}"


def _instead(words: str) -> dict[str, str]:
    """What to write about a value, by its type, where another test was tried."""
    return {
        "text": f'write `{words} is "…"`, or declare `{words} number`',
        "number": f"write `{words} is at least 10`, or declare `{words} text`",
        "points": f"write `{words} is at least 50`",
        "date": f"write `{words} is after 2026-01-01` or `{words} is over 90 days ago`",
        "time": f"write `{words} is after 2026-01-01` or `{words} is over 90 days ago`",
        "list": f'write `{words} include "…"`',
        "yes/no": f"write `{words}` or `not {words}`",
        "class": f"write `{words} is NAME`",
    }


def _literal_type(literal: ast.Literal) -> str:
    if isinstance(literal, ast.Text):
        return "text"
    return "a number" if isinstance(literal, ast.Number) else "a date"
