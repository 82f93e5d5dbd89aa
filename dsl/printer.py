"""AST to text: every node in the language's own spelling.

What is printed parses to the same tree. Comments are kept where they hang on lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from . import ast

INDENT = "  "


def show(node: Any) -> str:
    """A node without lines of its own, on one line; a heading without its lines."""
    if isinstance(node, str):
        return node
    shown: str = SHOW[type(node)](node)
    return shown


def print_file(file: ast.File) -> str:
    """A whole file, one blank line between sections that have lines of their own."""
    out: list[str] = []
    previous: ast.Section | None = None
    for section in file.sections:
        if previous is not None and (_has_body(section) or _has_body(previous) or section.before):
            out.append("")
        _print_line(section, 0, out)
        previous = section
    out.extend(file.tail)
    return "\n".join(out) + "\n" if out else ""


def _has_body(node: ast.Node) -> bool:
    return any(True for _ in _body(node))


def _body(node: ast.Node) -> Iterable[ast.Line]:
    for name in ("rules", "rows", "lines", "columns", "kinds", "fields"):
        if isinstance(node, ast.EventKind) or not hasattr(node, name):
            continue
        yield from getattr(node, name)


def _print_line(node: ast.Line, level: int, out: list[str]) -> None:
    margin = INDENT * level
    out.extend(margin + comment for comment in node.before)
    out.append(margin + show(node) + (f"  {node.after}" if node.after else ""))
    for line in _body(node):
        _print_line(line, level + 1, out)


# ---------------------------------------------------------------- words


def number(value: Decimal, decimals: int) -> str:
    return f"{value:,.{decimals}f}"


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _points(node: ast.Points) -> str:
    digits = number(abs(node.value), node.decimals)
    if not node.signed:
        return digits
    return ("-" if node.value.is_signed() else "+") + digits


def _list(values: ast.Values) -> str:
    *first, last = (show(item) for item in values.items)
    if not first:
        return last
    return (
        f"{', '.join(first)} or {last}"
        if isinstance(values.items[-1], ast.Text)
        else (", ".join([*first, last]))
    )


def _duration(node: ast.Duration) -> str:
    return f"{show(node.count)} {_units(node.count, node.unit)}"


def _units(count: Any, unit: str) -> str:
    return unit if isinstance(count, ast.Number) and count.value == 1 else unit + "s"


# ---------------------------------------------------------------- conditions and values


def _pattern(node: ast.Pattern) -> str:
    where = f" where {show(node.where)}" if node.where is not None else ""
    window = f" {show(node.window)}" if node.window is not None else ""
    return show(node.kinds) + where + window


def _kinds(node: ast.Kinds) -> str:
    if not node.names:
        return "event"
    names = " or ".join(name.text for name in node.names)
    return f"({names})" if node.bracketed else names


def _quantifier(node: ast.Quantifier) -> str:
    numbers = " and ".join(show(n) for n in node.numbers)
    return f"{node.how} {numbers}".strip()


HOW = {
    "contains": ("contains", "contain"), "word": ("contains word", "contain word"),
    "starts": ("starts with", "start with"), "ends": ("ends with", "end with"),
    "matches": ("matches", "match"),
}  # fmt: skip


def _same(name: ast.Name | None) -> str:
    return f" with the same {name.text}" if name is not None else ""


def _order_test(node: ast.OrderTest) -> str:
    events = f"{show(node.first)} followed by {show(node.then)}"
    return f"{show(node.quantifier)} {events} within {show(node.within)}{_same(node.same)}"


def _repeat_test(node: ast.RepeatTest) -> str:
    within = f" within {show(node.within)} of each other" if node.within is not None else ""
    return f"{show(node.quantifier)} {show(node.pattern)}{within}{_same(node.same)}"


def _people_test(node: ast.PeopleTest) -> str:
    one = node.quantifier.how == "any" or [
        n.value for n in node.quantifier.numbers if isinstance(n, ast.Number)
    ] == [1]
    who = "person" if one else "people"
    return f"{show(node.quantifier)} {who} at the company with {show(node.pattern)}"


def _text_test(node: ast.TextTest) -> str:
    yes, no = HOW[node.how]
    verb = f"does not {no}" if node.negated else yes
    return f"{show(node.value)} {verb} {_list(node.values)}"


def _compare(node: ast.Compare) -> str:
    words = {">=": "is at least", "<=": "is at most", ">": "is over", "<": "is under"}
    op = words.get(node.op, node.op) if node.words else node.op
    return f"{show(node.value)} {op} {show(node.number)}"


def _recent(node: ast.Recent) -> str:
    length = show(node.duration)
    if node.how in ("last", "next"):
        return f"{show(node.value)} is in the {node.how} {length}"
    return f"{show(node.value)} is {node.how} {length} ago"


# ---------------------------------------------------------------- rules


def _because(node: Any) -> str:
    return f" because {show(node.because)}" if node.because is not None else ""


def _clauses(clauses: Iterable[Any]) -> str:
    return "".join(f", {show(clause)}" for clause in clauses)


def _times(node: ast.AtMostTimes | ast.AtMostPer) -> str:
    word = "time" if isinstance(node.times, ast.Number) and node.times.value == 1 else "times"
    return f"at most {show(node.times)} {word}"


def _limits(node: ast.Limits) -> str:
    if node.lower is None:
        return f"at most {show(node.upper)} points"
    if node.upper is None:
        return f"at least {show(node.lower)} points"
    return f"from {show(node.lower)} to {show(node.upper)} points"


def _for_number(node: ast.ForNumber) -> str:
    words = {"<": "under", ">": "over", ">=": "at least", "<=": "at most"}
    return f"for {words[node.op]} {show(node.number)}"


def _for_text(node: ast.ForText) -> str:
    words = {"word": "word", "contains": "containing", "starts": "starting with"}
    return f"for {words[node.how]} {_list(node.values)}"


def _row(node: ast.WhenRow) -> str:
    test = f"when {show(node.test)}" if node.test is not None else "otherwise"
    return f"{_points(node.points)} {test}{_because(node)}"


# ---------------------------------------------------------------- sections


def _title(node: Any) -> str:
    return f" {show(node.title)}" if node.title is not None else ""


def _score(node: ast.Score) -> str:
    limits = f", {show(node.limits)}" if node.limits is not None else ""
    return f"score{_title(node)}{limits}"


def _class_row(node: ast.ClassRow) -> str:
    test = f"when {show(node.test)}" if node.test is not None else "otherwise"
    until = f", until {show(node.until)}" if node.until is not None else ""
    return f"{show(node.value)} {test}{until}"


def _hand_off_row(node: ast.HandOffRow) -> str:
    items = ", ".join(show(item) for item in node.items)
    return f"{show(node.stage)} to {show(node.target)} with {items}"


def _top_reasons(node: ast.TopReasons) -> str:
    return f"top {show(node.count)} reason{'' if node.count.value == 1 else 's'}"


def _grade_row(node: ast.GradeRow) -> str:
    bands = "".join(f"{show(b.value)} from {show(b.start)}, " for b in node.bands)
    return f"{node.group.text} {bands}{show(node.otherwise)} otherwise"


def _table(node: Any) -> str:
    if node.table is None:
        return ""
    return f" from {quoted(node.table.name) if node.table.is_file else node.table.name}"


def _column(node: ast.Column) -> str:
    parts = [node.name.text, node.type]
    if node.source is not None:
        parts.append(f"from {show(node.source)}")
    if node.separator is not None:
        parts.append(f"separated by {show(node.separator)}")
    if node.unknown_for is not None:
        parts.append(f"unknown for {_list(node.unknown_for)}")
    return " ".join(parts)


def _leads(node: ast.Leads) -> str:
    key = f", one per {show(node.key)}" if node.key is not None else ""
    company = f", company in {show(node.company)}" if node.company is not None else ""
    return f"leads{_table(node)}{key}{company}"


def _source_clauses(node: ast.Events | ast.EventTable) -> str:
    parts = [("of", node.lead), ("at", node.at)]
    if isinstance(node, ast.Events):
        parts.append(("named", node.named))
    return "".join(f", {word} {show(name)}" for word, name in parts if name is not None)


def _event_kind(node: ast.EventKind) -> str:
    called = f" called {show(node.called)}" if node.called is not None else ""
    fields = f" with {', '.join(_column(f) for f in node.fields)}" if node.fields else ""
    return node.name.text + called + fields


def _pairs(pairs: Iterable[ast.Pair]) -> str:
    return ", ".join(f"{p.name.text} {show(p.value)}" for p in pairs)


def _ignore(node: ast.Ignore) -> str:
    soon = f" {show(node.soon)}" if node.soon is not None else ""
    return f"ignore {show(node.pattern)}{soon}{_because(node)}"


def _did(node: ast.Did) -> str:
    count = f"{show(node.count)} " if node.count is not None else ""
    moment = ""
    if isinstance(node.moment, ast.Date):
        moment = f" on {show(node.moment)}"
    elif node.moment is not None:
        moment = f" {show(node.moment)}"
    given = f" with {_pairs(node.pairs)}" if node.pairs else ""
    who = "colleague " if node.colleague else ""
    return f"{who}did {count}{node.event.text}{moment}{given}"


def _expect_number(node: ast.ExpectNumber) -> str:
    words = {"=": "", ">=": "at least ", "<=": "at most "}
    return f"{node.name.text} {words[node.op]}{show(node.number)}"


def _expect_points(node: ast.ExpectPoints) -> str:
    points = _points(node.points) if node.points is not None else "no points"
    return f"{points} because {show(node.rule)}"


def _joined(word: str) -> Callable[[Any], str]:
    return lambda node: f" {word} ".join(show(item) for item in node.items)


def _verb(yes: str, no: str, attribute: str) -> Callable[[Any], str]:
    def print_it(node: Any) -> str:
        what = getattr(node, attribute)
        shown = _list(what) if isinstance(what, ast.Values) else show(what)
        return f"{show(node.value)} {no if node.negated else yes} {shown}"

    return print_it


SHOW: dict[type, Callable[[Any], str]] = {
    ast.Name: lambda n: n.text,
    ast.Text: lambda n: quoted(n.value),
    ast.Number: lambda n: number(n.value, n.decimals),
    ast.Date: lambda n: n.spelled,
    ast.Ref: lambda n: n.name.text,
    ast.Values: _list,
    ast.Duration: _duration,
    ast.Points: _points,
    ast.Arithmetic: lambda n: f"{show(n.left)} {n.op} {show(n.right)}",
    ast.Bracket: lambda n: f"({show(n.inner)})",
    ast.NumberOf: lambda n: f"number of {show(n.pattern)}",
    ast.NumberOfPeople: lambda n: f"number of people at the company with {show(n.pattern)}",
    ast.NumberOfDifferent: lambda n: f"number of different {n.field.text} of {show(n.pattern)}",
    ast.NumberOfDays: lambda n: f"number of different days of {show(n.pattern)}",
    ast.AggregateOf: lambda n: f"{n.how} {n.field.text} of {show(n.pattern)}",
    ast.Pick: lambda n: f"{n.which} {n.field.text} of {show(n.pattern)}",
    ast.DaysSinceEvent: lambda n: f"days since {n.which} {show(n.pattern)}",
    ast.DaysSince: lambda n: f"days since {n.name.text}",
    ast.DaysUntil: lambda n: f"days until {n.name.text}",
    ast.TimeOf: lambda n: f"time of {n.which} {show(n.pattern)}",
    ast.DomainOf: lambda n: f"domain of {n.name.text}",
    ast.Kinds: _kinds,
    ast.LastWindow: lambda n: f"in the last {show(n.duration)}",
    ast.BetweenWindow: lambda n: (
        f"between {show(n.nearer)} and {show(n.farther)} {_units(n.farther, n.unit)} ago"
    ),
    ast.SinceWindow: lambda n: f"since {show(n.date)}",
    ast.Pattern: _pattern,
    ast.AnyOf: _joined("or"),
    ast.AllOf: _joined("and"),
    ast.Not: lambda n: f"not {show(n.inner)}",
    ast.Is: _verb("is", "is not", "values"),
    ast.IsIn: _verb("is in", "is not in", "list_name"),
    ast.IsKnown: lambda n: f"{show(n.value)} is {'known' if n.known else 'unknown'}",
    ast.IsBetween: lambda n: f"{show(n.value)} is between {show(n.low)} and {show(n.high)}",
    ast.Compare: _compare,
    ast.Recent: _recent,
    ast.Dated: lambda n: f"{show(n.value)} is {n.how} {show(n.date)}",
    ast.TextTest: _text_test,
    ast.Includes: _verb("include", "do not include", "values"),
    ast.Quantifier: _quantifier,
    ast.EventTest: lambda n: f"{show(n.quantifier)} {show(n.pattern)}",
    ast.OrderTest: _order_test,
    ast.RepeatTest: _repeat_test,
    ast.PeopleTest: _people_test,
    ast.Losing: lambda n: f"losing {show(n.percent)}% every {show(n.every)}",
    ast.FadingOut: lambda n: f"fading out over {show(n.over)}",
    ast.AtMostTimes: _times,
    ast.AtMostPer: lambda n: f"{_times(n)} per {n.unit}",
    ast.OncePer: lambda n: f"once per {n.field.text}",
    ast.UpTo: lambda n: f"up to {show(n.points)} points",
    ast.Limits: _limits,
    ast.GroupWhen: lambda n: f"when {show(n.test)}",
    ast.WhenRule: lambda n: f"{_points(n.points)} when {show(n.test)}{_because(n)}",
    ast.EachRule: lambda n: (
        f"{_points(n.points)} for each {show(n.pattern)}{_clauses(n.clauses)}{_because(n)}"
    ),
    ast.EveryRule: lambda n: (
        f"{_points(n.points)} for every {show(n.per)} of {show(n.value)}"
        f"{_clauses(n.clauses)}{_because(n)}"
    ),
    ast.ForValues: lambda n: f"for {_list(n.values)}",
    ast.ForText: _for_text,
    ast.ForIn: lambda n: f"for in {n.list_name.text}",
    ast.ForNumber: _for_number,
    ast.ForRange: lambda n: f"for {show(n.low)} to {show(n.high)}",
    ast.ForUnknown: lambda n: "unknown",
    ast.ForOtherwise: lambda n: "otherwise",
    ast.ByRow: lambda n: f"{_points(n.points)} {show(n.matcher)}",
    ast.PointsBy: lambda n: f"points by {show(n.value)}{_because(n)}",
    ast.PointsForEach: lambda n: (
        f"points for each {show(n.pattern)} by {n.field.text}{_clauses(n.clauses)}{_because(n)}"
    ),
    ast.WhenRow: _row,
    ast.FirstOf: lambda n: f"first of{_because(n)}",
    ast.BestOf: lambda n: f"best of{_because(n)}",
    ast.Score: _score,
    ast.Use: lambda n: f"use {show(n.path)}",
    ast.Let: lambda n: f"let {n.name.text} = {show(n.value)}",
    ast.ListOf: lambda n: f"list {n.name.text} = {', '.join(show(i) for i in n.values.items)}",
    ast.ListFrom: lambda n: f"list {n.name.text} from {show(n.path)} column {show(n.column)}",
    ast.Define: lambda n: f"define {n.name.text} as {show(n.test)}",
    ast.Exclude: lambda n: f"exclude leads when {show(n.test)}{_because(n)}",
    ast.SoonAfter: lambda n: f"within {show(n.within)} after {show(n.pattern)}{_same(n.same)}",
    ast.Ignore: _ignore,
    ast.Outcome: lambda n: f"outcome {n.name.text} when {show(n.test)}",
    ast.Group: lambda n: f"group {n.name.text}{_title(n)}{_clauses(n.clauses)}",
    ast.ClassRow: _class_row,
    ast.Stages: lambda n: "stages",
    ast.Label: lambda n: f"label {n.name.text}",
    ast.Band: lambda n: f"{show(n.value)} from {show(n.start)}",
    ast.GradeRow: _grade_row,
    ast.Grade: lambda n: f"grade {n.name.text} of {n.first.text} and {n.second.text}",
    ast.AccountScore: lambda n: f"score is the {n.how} {n.of.text}",
    ast.Accounts: lambda n: "accounts",
    ast.TopReasons: _top_reasons,
    ast.HandOffRow: _hand_off_row,
    ast.HandOff: lambda n: "hand off",
    ast.YesNo: lambda n: "yes" if n.yes else "no",
    ast.Unknown: lambda n: "unknown",
    ast.AsOf: lambda n: f"as of {show(n.date)}",
    ast.LeadLine: lambda n: f"lead {_pairs(n.pairs)}".rstrip(),
    ast.Was: lambda n: f"was {show(n.stage)}",
    ast.Ago: lambda n: f"{show(n.count)} {_units(n.count, n.unit)} ago",
    ast.Did: _did,
    ast.ExpectNumber: _expect_number,
    ast.ExpectClass: lambda n: f"{n.name.text} {show(n.value)}",
    ast.ExpectExcluded: lambda n: "excluded",
    ast.ExpectPoints: _expect_points,
    ast.Expect: lambda n: f"expect {', '.join(show(i) for i in n.items)}",
    ast.Example: lambda n: f"example {show(n.title)}",
    ast.Column: _column,
    ast.Leads: _leads,
    ast.EventKind: _event_kind,
    ast.Events: lambda n: f"events{_table(n)}{_source_clauses(n)}",
    ast.EventTable: lambda n: f"event {n.name.text}{_table(n)}{_source_clauses(n)}",
}
