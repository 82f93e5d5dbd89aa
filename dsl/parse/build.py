"""Lark's tree to AST: one class for each shape, spans and comments kept.

Lists of lines come as left-leaning chains (so that the parser can step back to the start of a
line); they are flattened here without recursion.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from lark import Token

from .. import ast
from ..diagnostics import Span
from ..source import Source
from .lalr import NO_PLACE, Branch

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_COMMENT = re.compile(r'"(?:[^"\\\n]|\\.)*"|[“”„][^“”„"\n]*[“”"]|(#[^\n]*)')
CHAINS = frozenset((
    "sections", "rules", "by_rows", "when_rows", "class_rows", "grade_rows", "example_lines",
    "columns", "event_kinds", "account_lines", "hand_off_rows",
))  # fmt: skip


def build_file(source: Source, tree: Branch, line_ends: dict[int, int]) -> ast.File:
    builder = Builder(source, line_ends)
    sections = tuple(builder.lines(tree.children[0]))
    return ast.File(sections, builder.tail, span=Span(source.path, 0, len(source.text)))


class Builder:
    """Methods are named after the grammar's rules and aliases."""

    def __init__(self, source: Source, line_ends: dict[int, int]) -> None:
        self.source = source
        self.line_ends = line_ends
        self.before: dict[int, list[str]] = {}
        self.after: dict[int, str] = {}
        self.tail: tuple[str, ...] = ()
        self._place_comments()

    # -- comments

    def _place_comments(self) -> None:
        starts = sorted(self.line_ends)
        tail = []
        for found in _COMMENT.finditer(self.source.text):
            comment = found.group(1)
            if comment is None:
                continue
            at = found.start(1)
            i = bisect_right(starts, at)
            if i and self._beside(starts[i - 1], at) and starts[i - 1] not in self.after:
                self.after[starts[i - 1]] = comment.rstrip()
            elif (j := bisect_left(starts, at)) < len(starts):
                self.before.setdefault(starts[j], []).append(comment.rstrip())
            else:
                tail.append(comment.rstrip())
        self.tail = tuple(tail)

    def _beside(self, start: int, at: int) -> bool:
        """A comment stands beside a statement if words stand before it on its own line."""
        line_start = self.source.text.rfind("\n", 0, at) + 1
        return bool(self.source.text[max(line_start, start) : at].strip())

    # -- the machinery

    def lines(self, chain: object) -> list[Any]:
        """The nodes of a left-leaning chain of lines, first to last."""
        found: list[Branch] = []
        while isinstance(chain, Branch) and chain.data in CHAINS:
            if len(chain.children) == 2:
                found.append(chain.children[1])
            elif chain.children:
                found.append(chain.children[0])
                break
            chain = chain.children[0]
        return [self.node(branch) for branch in reversed(found)]

    def node(self, branch: Any) -> Any:
        if branch is None:
            return None
        if isinstance(branch, Token):
            return branch
        method: Callable[[Branch], Any] = getattr(self, branch.data)
        return method(branch)

    def nodes(self, branches: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(self.node(b) for b in branches if b is not None)

    def span(self, branch: Branch) -> Span:
        if branch.start == NO_PLACE:
            return Span(self.source.path, 0, 0)
        return Span(self.source.path, branch.start, branch.end)

    def line(self, branch: Branch) -> dict[str, Any]:
        start = branch.start
        end = self.line_ends.get(start, branch.end)
        return {
            "span": Span(self.source.path, start, end),
            "before": tuple(self.before.get(start, ())),
            "after": self.after.get(start),
        }

    def _plain(self, cls: type[Any], branch: Branch, *fixed: object) -> Any:
        return cls(*fixed, *(self.node(c) for c in branch.children), span=self.span(branch))

    def _line(self, cls: type[Any], branch: Branch) -> Any:
        return cls(*(self.node(c) for c in branch.children), **self.line(branch))

    # -- words

    def name(self, b: Branch) -> ast.Name:
        return ast.Name(str(b.children[0]), span=self.span(b))

    def text(self, b: Branch) -> ast.Text:
        return ast.Text(unquote(str(b.children[0])), span=self.span(b))

    def ref(self, b: Branch) -> ast.Ref:
        return self._plain(ast.Ref, b)  # type: ignore[no-any-return]

    def signed(self, b: Branch) -> ast.Number:
        *minus, digits = (str(token) for token in b.children)
        value, decimals = read_number(digits)
        return ast.Number(-value if minus else value, decimals, span=self.span(b))

    def numeral(self, b: Branch) -> ast.Name:
        return ast.Name(str(b.children[0]), span=self.span(b))

    def date(self, b: Branch) -> ast.Date:
        return self._date(b.children[0], b)

    def _date(self, token: Any, b: Branch) -> ast.Date:
        span = Span(self.source.path, token.start_pos, token.end_pos)
        return read_date(str(token), span)

    def values(self, b: Branch) -> ast.Values:
        return ast.Values(self.nodes(b.children), span=self.span(b))

    def unit(self, b: Branch) -> str:
        return str(b.children[0]).rstrip("s")

    def duration(self, b: Branch) -> ast.Duration:
        return self._plain(ast.Duration, b)  # type: ignore[no-any-return]

    def points(self, b: Branch) -> ast.Points:
        *sign, digits = (str(token) for token in b.children)
        value, decimals = read_number(digits)
        value = -value if sign == ["-"] else value
        return ast.Points(value, decimals, bool(sign), span=self.span(b))

    # -- values

    def _arithmetic(self, op: str, b: Branch) -> ast.Arithmetic:
        return self._plain(ast.Arithmetic, b, op)  # type: ignore[no-any-return]

    def add(self, b: Branch) -> ast.Arithmetic:
        # A chain of `+` and `-` is bounded by the parser, so recursion is too.
        return self._arithmetic("+", b)

    def subtract(self, b: Branch) -> ast.Arithmetic:
        return self._arithmetic("-", b)

    def multiply(self, b: Branch) -> ast.Arithmetic:
        return self._arithmetic("*", b)

    def divide(self, b: Branch) -> ast.Arithmetic:
        return self._arithmetic("/", b)

    def bracket(self, b: Branch) -> ast.Bracket:
        return self._plain(ast.Bracket, b)  # type: ignore[no-any-return]

    def _figure(self, cls: type[Any], b: Branch) -> Any:
        return compared_whole(self._plain(cls, b))

    def number_of(self, b: Branch) -> Any:
        return self._figure(ast.NumberOf, b)

    def number_of_people(self, b: Branch) -> Any:
        return compared_whole(ast.NumberOfPeople(self.node(b.children[-1]), span=self.span(b)))

    def number_of_different(self, b: Branch) -> Any:
        return self._figure(ast.NumberOfDifferent, b)

    def number_of_days(self, b: Branch) -> Any:
        return self._figure(ast.NumberOfDays, b)

    def aggregate_of(self, b: Branch) -> Any:
        return self._figure(ast.AggregateOf, b)

    def pick(self, b: Branch) -> Any:
        return self._figure(ast.Pick, b)

    def days_since_event(self, b: Branch) -> Any:
        return self._figure(ast.DaysSinceEvent, b)

    def days_since(self, b: Branch) -> Any:
        return self._plain(ast.DaysSince, b)

    def days_until(self, b: Branch) -> Any:
        return self._plain(ast.DaysUntil, b)

    def time_of(self, b: Branch) -> Any:
        return self._figure(ast.TimeOf, b)

    def domain_of(self, b: Branch) -> Any:
        return self._plain(ast.DomainOf, b)

    # -- patterns

    def pattern(self, b: Branch) -> Any:
        return self._plain(ast.Pattern, b)

    def kind(self, b: Branch) -> ast.Kinds:
        return ast.Kinds(self.nodes(b.children), span=self.span(b))

    def any_event(self, b: Branch) -> ast.Kinds:
        return ast.Kinds((), span=self.span(b))

    def kind_list(self, b: Branch) -> ast.Kinds:
        return ast.Kinds(self.nodes(b.children), True, span=self.span(b))

    def last_window(self, b: Branch) -> Any:
        return self._plain(ast.LastWindow, b)

    def between_window(self, b: Branch) -> Any:
        return self._plain(ast.BetweenWindow, b)

    def since_window(self, b: Branch) -> Any:
        return self._plain(ast.SinceWindow, b)

    # -- conditions

    def disjunction(self, b: Branch) -> Any:
        return ast.AnyOf(self.nodes(b.children), span=self.span(b))

    def all_of(self, b: Branch) -> Any:
        return ast.AllOf(self.nodes(b.children), span=self.span(b))

    def not_(self, b: Branch) -> Any:
        return self._plain(ast.Not, b)

    def _negatable(self, cls: type[Any], b: Branch, negated: bool) -> Any:
        value, last = self.nodes(b.children)
        return cls(value, negated, last, span=self.span(b))

    def is_(self, b: Branch) -> Any:
        return self._negatable(ast.Is, b, False)

    def is_not(self, b: Branch) -> Any:
        return self._negatable(ast.Is, b, True)

    def is_in(self, b: Branch) -> Any:
        return self._negatable(ast.IsIn, b, False)

    def is_not_in(self, b: Branch) -> Any:
        return self._negatable(ast.IsIn, b, True)

    def is_known(self, b: Branch) -> Any:
        return ast.IsKnown(self.node(b.children[0]), True, span=self.span(b))

    def is_unknown(self, b: Branch) -> Any:
        return ast.IsKnown(self.node(b.children[0]), False, span=self.span(b))

    def is_between(self, b: Branch) -> Any:
        return self._plain(ast.IsBetween, b)

    def _compare(self, op: str, b: Branch) -> Any:
        value, number = self.nodes(b.children)
        return ast.Compare(value, op, number, span=self.span(b))

    def is_at_least(self, b: Branch) -> Any:
        return self._compare(">=", b)

    def is_at_most(self, b: Branch) -> Any:
        return self._compare("<=", b)

    def is_over(self, b: Branch) -> Any:
        return self._compare(">", b)

    def is_under(self, b: Branch) -> Any:
        return self._compare("<", b)

    def compare(self, b: Branch) -> Any:
        value, op, number = b.children
        return ast.Compare(self.node(value), str(op), self.node(number), False, span=self.span(b))

    def _recent(self, how: str, b: Branch) -> Any:
        value, duration = self.nodes(b.children)
        return ast.Recent(value, how, duration, span=self.span(b))

    def in_last(self, b: Branch) -> Any:
        return self._recent("last", b)

    def in_next(self, b: Branch) -> Any:
        return self._recent("next", b)

    def over_ago(self, b: Branch) -> Any:
        return self._recent("over", b)

    def under_ago(self, b: Branch) -> Any:
        return self._recent("under", b)

    def dated(self, b: Branch) -> Any:
        value, when, date = b.children
        how = when.data.replace("_", " ")
        return ast.Dated(self.node(value), how, self.node(date), span=self.span(b))

    def _text_test(self, b: Branch, negated: bool) -> Any:
        value, how, values = b.children
        return ast.TextTest(
            self.node(value), how.data, negated, self.node(values),
            span=self.span(b),
        )  # fmt: skip

    def text_test(self, b: Branch) -> Any:
        return self._text_test(b, False)

    def not_text_test(self, b: Branch) -> Any:
        return self._text_test(b, True)

    def includes(self, b: Branch) -> Any:
        return self._negatable(ast.Includes, b, False)

    def not_includes(self, b: Branch) -> Any:
        return self._negatable(ast.Includes, b, True)

    def event_test(self, b: Branch) -> Any:
        return self._plain(ast.EventTest, b)

    def order_test(self, b: Branch) -> Any:
        return self._plain(ast.OrderTest, b)

    def close_test(self, b: Branch) -> Any:
        return self._plain(ast.RepeatTest, b)

    def same_test(self, b: Branch) -> Any:
        quantifier, pattern, same, within = (self.node(c) for c in b.children)
        return ast.RepeatTest(quantifier, pattern, within, same, span=self.span(b))

    def people_test(self, b: Branch) -> Any:
        quantifier, _, pattern = b.children
        return ast.PeopleTest(self.node(quantifier), self.node(pattern), span=self.span(b))

    def soon_after(self, b: Branch) -> Any:
        return self._plain(ast.SoonAfter, b)

    def __getattr__(self, name: str) -> Callable[[Branch], Any]:
        """Shapes that are one word: quantifiers, aggregates, first and last."""
        if name in QUANTIFIERS:
            return lambda b: ast.Quantifier(
                QUANTIFIERS[name], self.nodes(b.children), span=self.span(b)
            )
        if name in ("total", "average", "highest", "lowest", "first", "last"):
            return lambda b: name
        if name in LINES:
            return lambda b: self._line(LINES[name], b)
        if name in PLAIN:
            return lambda b: self._plain(PLAIN[name], b)
        raise AttributeError(name)

    # -- rules and sections whose parts need arranging

    def clauses(self, b: Branch) -> tuple[Any, ...]:
        return self.nodes(b.children)

    group_clauses = clauses
    column_clauses = clauses
    leads_clauses = clauses
    events_clauses = clauses
    given = clauses
    fields = clauses

    def between_limits(self, b: Branch) -> Any:
        return self._plain(ast.Limits, b)

    def upper_limit(self, b: Branch) -> Any:
        return ast.Limits(None, self.node(b.children[0]), span=self.span(b))

    def lower_limit(self, b: Branch) -> Any:
        return ast.Limits(self.node(b.children[0]), None, span=self.span(b))

    def _heading(self, cls: type[Any], b: Branch) -> Any:
        *head, body = b.children
        parts = [self.node(c) for c in head]
        return cls(*parts, tuple(self.lines(body)), **self.line(b))

    def score(self, b: Branch) -> Any:
        return self._heading(ast.Score, b)

    def group(self, b: Branch) -> Any:
        return self._heading(ast.Group, b)

    def points_by(self, b: Branch) -> Any:
        return self._heading(ast.PointsBy, b)

    def points_for_each(self, b: Branch) -> Any:
        return self._heading(ast.PointsForEach, b)

    def first_of(self, b: Branch) -> Any:
        return self._heading(ast.FirstOf, b)

    def best_of(self, b: Branch) -> Any:
        return self._heading(ast.BestOf, b)

    def stages(self, b: Branch) -> Any:
        return self._heading(ast.Stages, b)

    def label(self, b: Branch) -> Any:
        return self._heading(ast.Label, b)

    def grade(self, b: Branch) -> Any:
        return self._heading(ast.Grade, b)

    def example(self, b: Branch) -> Any:
        return self._heading(ast.Example, b)

    def otherwise_row(self, b: Branch) -> Any:
        points, because = (self.node(c) for c in b.children)
        return ast.WhenRow(points, None, because, **self.line(b))

    def class_otherwise(self, b: Branch) -> Any:
        return ast.ClassRow(self.node(b.children[0]), None, **self.line(b))

    def accounts(self, b: Branch) -> Any:
        return self._heading(ast.Accounts, b)

    def hand_off(self, b: Branch) -> Any:
        return self._heading(ast.HandOff, b)

    def hand_off_row(self, b: Branch) -> Any:
        stage, target, *items = self.nodes(b.children)
        return ast.HandOffRow(stage, target, tuple(items), **self.line(b))

    def top_reasons(self, b: Branch) -> Any:
        return ast.TopReasons(self._count(b.children[0]), span=self.span(b))

    def grade_row(self, b: Branch) -> Any:
        group, *bands, otherwise = self.nodes(b.children)
        return ast.GradeRow(group, tuple(bands), otherwise, **self.line(b))

    # -- rows of tables

    def for_word(self, b: Branch) -> Any:
        return self._plain(ast.ForText, b, "word")

    def for_containing(self, b: Branch) -> Any:
        return self._plain(ast.ForText, b, "contains")

    def for_starting(self, b: Branch) -> Any:
        return self._plain(ast.ForText, b, "starts")

    def for_under(self, b: Branch) -> Any:
        return self._plain(ast.ForNumber, b, "<")

    def for_over(self, b: Branch) -> Any:
        return self._plain(ast.ForNumber, b, ">")

    def for_at_least(self, b: Branch) -> Any:
        return self._plain(ast.ForNumber, b, ">=")

    def for_at_most(self, b: Branch) -> Any:
        return self._plain(ast.ForNumber, b, "<=")

    # -- examples

    def yes(self, b: Branch) -> Any:
        return ast.YesNo(True, span=self.span(b))

    def no(self, b: Branch) -> Any:
        return ast.YesNo(False, span=self.span(b))

    def unknown(self, b: Branch) -> Any:
        return ast.Unknown(span=self.span(b))

    def as_of(self, b: Branch) -> Any:
        return ast.AsOf(self._date(b.children[0], b), **self.line(b))

    def lead_line(self, b: Branch) -> Any:
        return ast.LeadLine(self.node(b.children[0]) or (), **self.line(b))

    def did(self, b: Branch) -> Any:
        return self._did(False, b)

    def colleague_did(self, b: Branch) -> Any:
        return self._did(True, b)

    def _did(self, colleague: bool, b: Branch) -> Any:
        count, event, moment, given = b.children
        number = None
        if count is not None:
            number = self._count(count)
        return ast.Did(
            number, self.node(event), self.node(moment), self.node(given) or (), colleague,
            **self.line(b),
        )  # fmt: skip

    def _count(self, token: Any) -> ast.Number:
        value, decimals = read_number(str(token))
        return ast.Number(
            value, decimals, span=Span(self.source.path, token.start_pos, token.end_pos)
        )

    def ago(self, b: Branch) -> Any:
        count, unit = b.children
        return ast.Ago(self._count(count), self.node(unit), span=self.span(b))

    def at_date(self, b: Branch) -> Any:
        return self._date(b.children[0], b)

    def expect(self, b: Branch) -> Any:
        return ast.Expect(self.nodes(b.children), **self.line(b))

    def _expect_number(self, op: str, b: Branch) -> Any:
        name, number = self.nodes(b.children)
        return ast.ExpectNumber(name, op, number, span=self.span(b))

    def expect_number(self, b: Branch) -> Any:
        return self._expect_number("=", b)

    def expect_at_least(self, b: Branch) -> Any:
        return self._expect_number(">=", b)

    def expect_at_most(self, b: Branch) -> Any:
        return self._expect_number("<=", b)

    def expect_no_points(self, b: Branch) -> Any:
        return self._plain(ast.ExpectPoints, b, None)

    # -- data

    def type(self, b: Branch) -> str:
        return str(b.children[0])

    def table_name(self, b: Branch) -> Any:
        parts = self.nodes(b.children)
        return ast.Table(".".join(p.text for p in parts), False, span=self.span(b))

    def table_file(self, b: Branch) -> Any:
        return ast.Table(self.node(b.children[0]).value, True, span=self.span(b))

    def column(self, b: Branch) -> Any:
        return self._column(b, **self.line(b))

    def field(self, b: Branch) -> Any:
        return self._column(b, span=self.span(b))

    def _column(self, b: Branch, **line: Any) -> Any:
        name, type_, clauses = (self.node(c) for c in b.children)
        parts = dict(clauses)
        return ast.Column(
            name, type_, parts.get("from"), parts.get("separator"), parts.get("unknown"), **line
        )

    def _tagged(self, tag: str, b: Branch) -> tuple[str, Any]:
        return tag, self.node(b.children[0])

    def from_column(self, b: Branch) -> Any:
        return self._tagged("from", b)

    def separated_by(self, b: Branch) -> Any:
        return self._tagged("separator", b)

    def unknown_for(self, b: Branch) -> Any:
        return self._tagged("unknown", b)

    def one_per(self, b: Branch) -> Any:
        return self._tagged("key", b)

    def company_in(self, b: Branch) -> Any:
        return self._tagged("company", b)

    def of_lead(self, b: Branch) -> Any:
        return self._tagged("lead", b)

    def at_time(self, b: Branch) -> Any:
        return self._tagged("at", b)

    def named_by(self, b: Branch) -> Any:
        return self._tagged("named", b)

    def leads(self, b: Branch) -> Any:
        table, clauses, body = b.children
        parts = dict(self.node(clauses))
        columns = tuple(self.lines(body))
        return ast.Leads(
            self.node(table), parts.get("key"), parts.get("company"), columns, **self.line(b)
        )

    def events(self, b: Branch) -> Any:
        table, clauses, body = b.children
        parts = dict(self.node(clauses))
        return ast.Events(
            self.node(table), parts.get("lead"), parts.get("at"), parts.get("named"),
            tuple(self.lines(body)), **self.line(b),
        )  # fmt: skip

    def event_kind(self, b: Branch) -> Any:
        name, called, fields = (self.node(c) for c in b.children)
        return ast.EventKind(name, called, fields or (), **self.line(b))

    def event_table(self, b: Branch) -> Any:
        name, table, clauses, body = b.children
        parts = dict(self.node(clauses))
        return ast.EventTable(
            self.node(name), self.node(table), parts.get("lead"), parts.get("at"),
            tuple(self.lines(body)), **self.line(b),
        )  # fmt: skip


QUANTIFIERS = {
    "any_of": "any", "none_of": "no", "at_least": "at least", "at_most": "at most",
    "exactly": "exactly", "more_than": "over", "fewer_than": "under", "from_to": "between",
}  # fmt: skip

PLAIN: dict[str, type[Any]] = {
    "losing": ast.Losing, "fading_out": ast.FadingOut, "at_most_times": ast.AtMostTimes,
    "at_most_per": ast.AtMostPer, "once_per": ast.OncePer, "up_to": ast.UpTo,
    "group_when": ast.GroupWhen, "for_values": ast.ForValues, "for_in": ast.ForIn,
    "for_range": ast.ForRange, "for_unknown": ast.ForUnknown, "for_otherwise": ast.ForOtherwise,
    "band": ast.Band, "pair": ast.Pair, "expect_class": ast.ExpectClass,
    "expect_excluded": ast.ExpectExcluded, "expect_points": ast.ExpectPoints,
}  # fmt: skip

LINES: dict[str, type[Any]] = {
    "use": ast.Use, "let": ast.Let, "list_of": ast.ListOf, "list_from": ast.ListFrom,
    "define": ast.Define, "exclude": ast.Exclude, "ignore": ast.Ignore, "outcome": ast.Outcome,
    "when_rule": ast.WhenRule, "each_rule": ast.EachRule, "every_rule": ast.EveryRule,
    "by_row": ast.ByRow, "when_row": ast.WhenRow, "class_row": ast.ClassRow,
    "account_score": ast.AccountScore, "was": ast.Was,
}  # fmt: skip


VALUE_TESTS = (
    ast.Is, ast.IsIn, ast.IsKnown, ast.IsBetween, ast.Compare, ast.Recent, ast.Dated, ast.TextTest,
    ast.Includes,
)  # fmt: skip
EVENT_TESTS = (ast.EventTest, ast.OrderTest, ast.RepeatTest, ast.PeopleTest)
CONDITIONS = (*VALUE_TESTS, *EVENT_TESTS, ast.AllOf, ast.AnyOf, ast.Not)


def compared_whole(figure: Any) -> Any:
    """`number of E where (…) is at least 3` asks how many there are: a condition in brackets
    cannot be compared with anything, so what follows it is about the figure."""
    where = figure.pattern.where
    test = where.inner if isinstance(where, ast.Not) else where
    inner: Any = test.value if isinstance(test, VALUE_TESTS) else None
    while isinstance(inner, ast.Bracket):
        inner = inner.inner
    if not isinstance(test, VALUE_TESTS) or not isinstance(test.value, ast.Bracket):
        return figure
    if not isinstance(inner, CONDITIONS):
        return figure
    own: Any = replace(where, inner=test.value) if isinstance(where, ast.Not) else test.value
    whole = replace(figure, pattern=replace(figure.pattern, where=own))
    return replace(test, value=whole, span=figure.span)


def unquote(spelling: str) -> str:
    r"""A text without its quotes, `\"` and `\\` read.

    >>> unquote(r'"say \"hi\""')
    'say "hi"'
    """
    inner = spelling[1:-1]
    return re.sub(r"\\(.)", r"\1", inner) if spelling[0] == '"' and "\\" in inner else inner


def read_number(digits: str) -> tuple[Decimal, int]:
    plain = digits.replace(",", "")
    return Decimal(plain), len(plain.partition(".")[2])


def read_date(spelling: str, span: Span) -> ast.Date:
    """A date or moment; one that the calendar lacks is marked by `us` = -1 and refused later."""
    whole = len(spelling) == 10
    text = spelling.replace(" ", "T").replace("Z", "+00:00")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return ast.Date(NO_DATE, whole, spelling, span=span)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return ast.Date((aware - _EPOCH) // timedelta(microseconds=1), whole, spelling, span=span)


NO_DATE = -(10**18)
