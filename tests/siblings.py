"""Dialects that no engine here runs, beside one that is executed: what is the same, what differs.

Both are compiled by the same program, which asks a dialect for its primitives only. So the two differ
in how a few properties shape the queries, and in how each primitive is spelled. The first is shown by
giving the executed sibling the properties of the other; the second stands on a page for people to read.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from leadscore.compiler import dialects, sql_backend
from leadscore.compiler import sql_tree as sql
from leadscore.compiler.dialects import Dialect, _portable
from leadscore.compiler.dialects.base import Unsupported
from leadscore.compiler.sql_tree import Expr, name, text, whole
from sqlglot import exp

SIBLINGS: Final = {
    "redshift": "postgres", "trino": "postgres", "tsql": "postgres", "databricks": "spark",
}  # fmt: skip
PAGES: Final = Path(__file__).parent / "dialects"
SHAPING: Final = (
    "at_family", "crosses", "ends_in_place", "fences", "kept", "limit", "most_columns",
    "most_figures", "most_lines", "most_parts", "orders_lists", "repeated", "wide_limit",
)  # fmt: skip
"""Properties that shape the queries."""
TYPES: Final = ("whole", "wide", "decimal", "double", "string", "boolean")
PRIMITIVES: Final = tuple(
    name for name, method in vars(Dialect).items()
    if not name.startswith("_") and inspect.isfunction(method)
    and inspect.signature(method).return_annotation == "Expr"
)  # fmt: skip

# ---------------------------------------------------------------- shape


@cache
def shaped(sibling: str, like: str) -> Dialect:
    """The sibling with the properties of the other."""
    other = type(dialects.find(like))
    kind = type(dialects.find(sibling))
    same = {each: getattr(other, each) for each in (*SHAPING, "raw_moment")}
    return type(kind.__name__, (kind,), same)()


def is_shaped_alike(sibling: str, other: str) -> bool:
    one, two = dialects.find(sibling), dialects.find(other)
    return all(getattr(one, each) == getattr(two, each) for each in SHAPING)


def unspelled(dialect: Dialect) -> Dialect:
    """The dialect with the name of each primitive, and what it is asked, in place of what it makes."""
    kind = type(dialect)
    said: dict[str, Any] = {each: _unspelled(each) for each in PRIMITIVES}
    said |= {each: each.upper() for each in TYPES} | {"sqlglot": "", "ending": ""}
    said |= {each: lambda self, query: query for each in ("settled", "fenced")}
    return type(kind.__name__, (kind,), said)()


def _unspelled(primitive: str) -> Callable[..., Expr]:
    def made(self: Dialect, *given: object, **named: object) -> Expr:
        asked = [*given, *(part for pair in named.items() for part in pair)]
        return sql.call(primitive.upper(), *(part for each in asked for part in _told(each)))

    return made


def _told(given: object) -> Iterator[Expr]:
    if isinstance(given, list):
        for each in given:
            yield from _told(each)
    else:
        yield given if isinstance(given, exp.Expr) else text(repr(_in_order(given)))


def _in_order(given: object) -> object:
    return sorted(given) if isinstance(given, frozenset) else given


@contextmanager
def rendering_as(dialect: Dialect) -> Iterator[None]:
    """Whatever dialect is asked for, it is this one."""
    with patch.object(sql_backend, "find", lambda _: dialect):
        yield


@contextmanager
def columns_by_query() -> Iterator[list[tuple[str, list[str]]]]:
    """Of what is rendered meanwhile: the queries of WITH, each with its columns by name (their order
    hangs on where a primitive names them first), and the body with its columns as they stand."""
    found: list[tuple[str, list[str]]] = []
    statement = sql_backend._statement

    def noted(plan: Any, dialect: Any, built: Any, queries: Any, body: Any, create: str) -> str:
        found.extend((query.name, sorted(query.body.named_selects)) for query in queries)
        found.append(("", body.named_selects))
        return statement(plan, dialect, built, queries, body, create)

    with patch.object(sql_backend, "_statement", noted):
        yield found


# ---------------------------------------------------------------- spelling

_FAMILIES: Final = (
    "text",
    "whole",
    "decimal",
    "float",
    "yes/no",
    "date",
    "time",
    "instant",
    "list",
)
_TEXTS: Final = frozenset(("acme",))
SAMPLES: Final[dict[str, Callable[[Dialect], Expr]]] = {
    **{
        f"{use} of a column of {family}": lambda d, use=use, family=family: (  # type: ignore[misc]
            getattr(d, use)(name("a", quoted=True), family)
        )
        for use in ("text", "number", "yes_no", "moment") for family in _FAMILIES
    },
    "day of a column of time": lambda d: d.day(name("a", quoted=True), "time"),
    "elements of a column of text": lambda d: d.elements(name("a"), "text", ";"),
    "elements of a column of lists": lambda d: d.elements(name("a"), "list", ";"),
    "a condition that is never NULL": lambda d: d.certain(sql.compare(">", name("a"), whole(1))),
    "a condition as a column": lambda d: d.stored(sql.compare(">", name("a"), whole(1))),
    "a column as a condition": lambda d: d.told(name("a")),
    "texts joined": lambda d: d.joined([name("a"), text("é"), name("b")]),
    "a text as it came": lambda d: d.exact(name("a")),
    "a text folded": lambda d: d.fold(name("a"), _TEXTS),
    "a text spread into words": lambda d: d.spread(name("a")),
    "a text with a marked word": lambda d: d.marked(name("a"), "c++"),
    "has a word": lambda d: d.has_word(name("a"), " vp "),
    "contains": lambda d: d.contains(name("a"), "it's 50%"),
    "starts with": lambda d: d.starts(name("a"), "vp "),
    "ends with": lambda d: d.ends(name("a"), "é"),
    "fits a pattern of *": lambda d: d.fits(name("a"), "50%*_[x]"),
    "fits a pattern of ?": lambda d: d.fits(name("a"), "a?c"),
    "the domain of an address": lambda d: d.domain(name("a")),
    "a list without an element": lambda d: d.without_elements(name("a"), _TEXTS),
    "a list with any of two": lambda d: d.has_any(name("a"), ("acme", "globex")),
    "a list that is not empty": lambda d: d.is_filled(name("a")),
    "a constant with decimals": lambda d: d.constant(-1_500_000),
    "a whole number with decimals": lambda d: d.as_decimal(name("a")),
    "a quotient": lambda d: d.quotient(name("a"), whole(86_400_000_000)),
    "a wide quotient by a constant": lambda d: d.wide_quotient(name("a"), whole(10)),
    "a wide quotient": lambda d: d.wide_quotient(name("a"), name("b")),
    "millionths": lambda d: d.millionths(name("a")),
    "from millionths": lambda d: d.from_millionths(name("a")),
    "the size": lambda d: d.size(name("a")),
    "the least": lambda d: d.least(name("a"), name("b")),
    "stopping with a message": lambda d: d.fail("too large for lead", name("a")),
    "a moment": lambda d: d.at(1_772_323_200_000_000),
    "a moment shifted": lambda d: d.shifted(name("a"), -86_400_000_000),
    "a moment in microseconds": lambda d: d.microseconds(name("a")),
    "a moment shown": lambda d: d.shown(name("a")),
    "a certain moment shown": lambda d: d.shown(d.at(1_772_323_200_000_000)),
    "now": lambda d: d.now(),
    "a moment that is given": lambda d: d.parameter(),
    "a step of fading": lambda d: d.step(name("a"), (1000, 500, 0)),
    "points": lambda d: d.points(name("a"), 0),
    "points with decimals": lambda d: d.points(name("a"), 2),
    "a key by bytes": lambda d: d.bytes_of(name("a")),
}  # fmt: skip


def page(dialect: str) -> str:
    """Of the many lengths of spaces that are taken off lists it shows one."""
    with patch.object(_portable, "_SPACES", (1,)):
        return _page(dialect)


def _page(dialect: str) -> str:
    own, sibling = (dialects.find(each) for each in (dialect, SIBLINGS[dialect]))
    spelled = {title: (_spelled(sibling, of), _spelled(own, of)) for title, of in SAMPLES.items()}
    same = [title for title, (one, other) in spelled.items() if one == other]
    parts = [
        f"# {own.title} beside {sibling.title}\n\n"
        f"How each primitive is spelled: {sibling.title}'s is executed by the tests, {own.title}'s is not.\n"
        "Written by `LEADSCORE_ACCEPT=1 pytest tests/test_siblings.py`; a change here wants a reader who\n"
        "knows the engine.\n"
    ]
    parts += [
        f"## {title}\n\n```sql\n{_commented(sibling, one)}\n{_commented(own, other)}\n```\n"
        for title, (one, other) in spelled.items() if one != other
    ]  # fmt: skip
    parts.append("## The same in both\n\n" + "".join(f"- {title}\n" for title in same))
    return "\n".join(parts)


def _commented(dialect: Dialect, spelled: str) -> str:
    return f"-- {dialect.title}\n{spelled}"


def _spelled(dialect: Dialect, of: Callable[[Dialect], Expr]) -> str:
    try:
        held = exp.Select(expressions=[exp.Paren(this=of(dialect))])
    except Unsupported as error:
        return f"-- refused: {error}"
    made = dialect.settled(held).expressions[0].this
    return str(made.sql(dialect.sqlglot, pretty=True, max_text_width=100))
