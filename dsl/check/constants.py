"""Constants of a rule file: numbers, texts, dates and stretches of time, and names for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from .. import ast
from ..diagnostics import Edit, Fix, Span, near
from ..fold import fold
from ..mistakes.laden import LADEN
from ..mistakes.turning import in_quotes
from ..parse.nodes.spelling import NO_DATE
from ..terms import DAY, MICRO, SECOND, Test
from ..vocabulary import TURNING
from ..words import said
from .recall import Recall
from .symbols import Symbols
from .typed import a_type, literal_type, written

NUMBER_WORDS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip
YES = ("yes", "true")
YES_OR_NO = (*YES, "no", "false")
NO_VALUE = ("empty", "blank", "null", "nothing", "missing", "unset")
HAS_VALUE = (
    "set", "provided", "filled", "available", "given", "present", "populated", "specified",
    "entered",
)  # fmt: skip
VAGUE = frozenset(("high", "low", "big", "small", "large", "many", "few", "good", "bad"))
NO_TEXTS = frozenset((*YES_OR_NO, *NO_VALUE, *NUMBER_WORDS))
"""Words that are no texts without quotes."""
UNITS = {
    "second": SECOND,
    "minute": 60 * SECOND,
    "hour": 3600 * SECOND,
    "day": DAY,
    "week": 7 * DAY,
}


@dataclass(slots=True)
class Constants:
    """What is elaborated, and what has been found of it so far."""

    symbols: Symbols
    scale: int
    used: set[tuple[str, str]] = field(default_factory=set)
    _open: list[str] = field(default_factory=list)
    _depths: dict[str, int] = field(default_factory=dict)
    """How many definitions in a row a definition uses, itself included; 1 if left out."""
    _defined: dict[str, Test | None] = field(default_factory=dict)
    """Tests of the defines, in the order in which they were finished."""
    classes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Values of the classes worked out so far, by key."""
    recall: Recall = field(default_factory=Recall)

    def number(self, node: ast.NumberOrRef) -> Decimal | None:
        literal = self.literal(node)
        if literal is None or isinstance(literal, ast.Number):
            return literal.value if literal is not None else None
        title = f"`{said(node)}` is {literal_type(literal)}, and a number is needed here"
        self.symbols.error("E108", title, node.span, "write a number, or the name of one")
        return None

    def whole(self, node: ast.NumberOrRef, least: int = 0) -> int | None:
        value = self.number(node)
        if value is None:
            return None
        if value != int(value) or not least <= value < 10**9:
            title = f"`{written(value)}` is not a whole number of events"
            self.symbols.error("E111", title, node.span, f"write a whole number, {least} or more")
            return None
        return int(value)

    def micro(self, value: Decimal, span: Span) -> int | None:
        micro = value * MICRO
        if micro != int(micro):
            help = "numbers are compared with six decimals"
            self.symbols.error("E111", f"`{written(value)}` has more than six decimals", span, help)
            return None
        if abs(value) >= 10**18:
            title = "this number has more than 18 digits"
            self.symbols.error("E111", title, span, "declare the column as `text` if it is an id")
            return None
        return int(micro)

    def texts(
        self, values: ast.Values, words: str, type_: str, trim: bool = True
    ) -> tuple[str, ...]:
        bare = [item for item in values.items if self._bare(item)]
        if len(bare) > 1:
            self._none_in_quotes(bare)
            return ()
        found = []
        for item in values.items:
            literal = self.literal(item, text_wanted=True)
            if literal is None:
                return ()
            if not isinstance(literal, ast.Text):
                shown = said(item)
                title = f"`{words}` is {a_type(type_)}, and `{shown}` is {literal_type(literal)}"
                self.symbols.error("E108", title, item.span, f'put it in quotes: `"{shown}"`')
                return ()
            text = fold(literal.value.strip(" ") if trim else literal.value)
            if not text or "\0" in text:
                help = f"to ask whether there is anything, write `{words} is known` or `is unknown`"
                self.symbols.error("E106", "this text is empty", item.span, help)
                return ()
            found.append(text)
        return tuple(dict.fromkeys(found))

    def numbers(self, values: ast.Values, words: str) -> tuple[Decimal, ...]:
        found: list[Decimal] = []
        for item in values.items:
            literal = self.literal(item)
            if literal is None:
                return ()
            if not isinstance(literal, ast.Number):
                title = f"`{words}` is a number, and `{said(item)}` is {literal_type(literal)}"
                help = "take the quotes off if it is a number"
                self.symbols.error("E108", title, item.span, help)
                return ()
            found.append(literal.value)
        return tuple(dict.fromkeys(found))

    def literal(self, item: ast.Node, text_wanted: bool = False) -> ast.Literal | None:
        if not isinstance(item, ast.Ref):
            return item  # type: ignore[return-value]
        let = self.symbols.lets.get(item.name.key)
        if let is not None:
            self.used.add(("let", item.name.key))
            return let.value
        if not self.symbols.excused(item.name):
            self._no_let(item, text_wanted)
        return None

    def may_be_named(self, item: ast.Ref) -> bool:
        """Whether there is a value of this name, or another thing that is told in its place."""
        symbols = self.symbols
        known = item.name.key in symbols.lets or item.name.key in symbols.columns
        named = [let.name for let in symbols.lets.values()]
        return known or symbols.excused(item.name) or bool(near(item.name.text, named))

    def _no_let(self, item: ast.Ref, text_wanted: bool) -> None:
        name = item.name.text
        close = near(name, [let.name for let in self.symbols.lets.values()])
        if item.name.key in self.symbols.columns:
            help = "columns are compared with values, never with columns"
            title = f"`{name}` is a column, and a value is needed here"
        elif item.name.key in YES_OR_NO:
            title, help = f"`{name}` is not a value to compare with", "write `NAME` or `not NAME`"
        elif item.name.key in NO_VALUE:
            title = "a value that is not there is called unknown"
            help = "write `is unknown` or `is known`"
        elif item.name.key in NUMBER_WORDS:
            title = f"`{name}` is written as a number"
            help = f"write `{NUMBER_WORDS.index(item.name.key) + 1}`"
        elif text_wanted and not close:
            self._not_in_quotes(item)
            return
        else:
            title = f"there is no value called `{name}`"
            help = f"did you mean `{close[0]}`?" if close else f"add `let {name} = …`"
            if item.name.key in VAGUE and not close:
                help = f"write a number, or name one: `let {name} = 10`"
        self.symbols.error("E101", title, item.span, help)

    def _not_in_quotes(self, item: ast.Ref) -> None:
        name = item.name.text
        title = f"`{name}` is not in quotes"
        if item.name.key in TURNING or name in LADEN:
            help = in_quotes(f'"{name}"', item.name.key)
            self.symbols.error("E030", title, item.span, help)
            return
        fix = Fix(f'write `"{name}"`', (Edit(item.span, f'"{name}"'),), safe=False)
        self.symbols.error("E030", title, item.span, fix.title, fix=fix)

    def _bare(self, item: ast.Node) -> bool:
        """Whether a value is a word that most likely is a text without its quotes."""
        if not isinstance(item, ast.Ref) or self.symbols.excused(item.name):
            return False
        key, symbols = item.name.key, self.symbols
        meant = key in symbols.lets or key in symbols.columns or key in NO_TEXTS
        return not meant and not near(item.name.text, [let.name for let in symbols.lets.values()])

    def _none_in_quotes(self, items: Sequence[ast.Node]) -> None:
        """Several at once: with one of them in quotes the others would read as conditions."""
        names = [said(item) for item in items]
        edits = tuple(Edit(item.span, f'"{name}"') for item, name in zip(items, names, strict=True))
        *first, last = [f'`"{name}"`' for name in names]
        help = f"write {', '.join(first)} and {last}"
        fix: Fix | None = Fix(help, edits, safe=False)
        if any(name in TURNING or name in LADEN for name in names):
            fix, help = None, f"{help} if these are the texts"
        *first, last = [f"`{name}`" for name in names]
        title = f"{', '.join(first)} and {last} are not in quotes"
        span = Span(items[0].span.path, items[0].span.start, items[-1].span.end)
        self.symbols.error("E030", title, span, help, fix=fix)

    def moment_literal(self, item: ast.Node) -> ast.Date | None:
        literal = self.literal(item)
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
        width = self.unit(node.unit, node.span, count, whole=True)
        if width is None or count is None:
            return None
        us = count * width
        if us <= 0 or us != int(us) or us > 36_500 * DAY:
            title = "a stretch of time is more than nothing and at most 36,500 days"
            self.symbols.error("E112", title, node.span, "write for example `30 days`")
            return None
        return int(us)

    def unit(
        self, unit: str, span: Span, count: Decimal | None, *, whole: bool = False,
        nearer: Decimal | None = None,
    ) -> int | None:  # fmt: skip
        """Its width; the span is that of number and unit only if it is `whole`, and that of a
        window between two numbers if there is a `nearer` one."""
        if unit in UNITS:
            return UNITS[unit]
        days = Decimal({"month": 30, "year": 365}[unit])
        said = f"{written(days * (count or 1))} days"
        if nearer is not None:
            said = f"between {written(days * nearer)} and {said} ago"
        known = count and (whole or nearer is not None)
        fix = Fix(f"write `{said}`", (Edit(span, said),), safe=False) if known else None
        self.symbols.error("E112", f"a {unit} has no fixed length", span, f"say `{said}`", fix=fix)
        return None
