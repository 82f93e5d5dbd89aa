"""Groups and their rules, on a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from ...dsl.spoken.words import capital
from ..report.document import Block, Says, Section, Table
from .card import Card, GroupCard, RuleCard
from .words import limits, signed

LIMITS_SEPARATOR = "; "


def groups(found: Card) -> Iterator[Section]:
    for group in found.groups:
        yield Section(_heading(group), tuple(_group(group)), whole=True)


def _heading(group: GroupCard) -> str:
    if group.name is None:
        return "Points"
    same = group.title.lower() == group.name.lower()
    return capital(group.title) if same else f"{group.title} ({group.name})"


def _group(group: GroupCard) -> Iterator[Block]:
    kept = limits(group.lower, group.upper)
    if kept:
        yield Says(f"This group gives {kept}, whatever its lines add up to.")
    if group.only is not None:
        yield Says(f"Only for leads of which this holds: {group.only}. All others get 0 points "
                   "here.")  # fmt: skip
    for fade in group.fade:
        yield Says(f"Points for each time that something happens fade, if their line says nothing "
                   f"else: {fade}.")  # fmt: skip
    if not group.rules:
        yield Says("It has no rules.")
    for has_rows, rules in groupby(group.rules, key=lambda rule: bool(rule.rows)):
        if has_rows:
            for rule in rules:
                yield _table(rule)
        else:
            yield _lines(list(rules))


# ---------------------------------------------------------------- rules of one line


def _lines(rules: Sequence[RuleCard]) -> Table:
    rows = [
        (signed(rule.points or 0), rule.name or "", capital(rule.words), _limited(rule))
        for rule in rules
    ]
    return _without_empty(("Points", "For", "When", "Limits"), rows)


def _limited(rule: RuleCard) -> str:
    return LIMITS_SEPARATOR.join(rule.limits)


def _without_empty(columns: Sequence[str], rows: Sequence[Sequence[str]], title: str = "") -> Table:
    """Columns in which nothing stands are left out; all but the points are of words."""
    kept = [i for i in range(len(columns)) if any(row[i] for row in rows)]
    return Table(
        tuple(columns[i] for i in kept), tuple(tuple(row[i] for i in kept) for row in rows),
        frozenset(range(1, len(kept))), title=title,
    )  # fmt: skip


# ---------------------------------------------------------------- rules that are tables


def _table(rule: RuleCard) -> Table:
    choice = rule.how in ("first", "best")
    title = " ".join(f"{part}." for part in _titled(rule))
    words = "When" if choice else capital(rule.words)
    rows = [(signed(row.points), row.name or "", capital(row.words)) for row in rule.rows]
    return _without_empty(("Points", "For", words), rows, title)


def _titled(rule: RuleCard) -> Iterator[str]:
    """What the table is for, what is looked at if the table's heading cannot say it, limits."""
    if rule.how in ("first", "best"):
        yield f"{rule.name}: {rule.words}" if rule.name else capital(rule.words)
    else:
        yield rule.name or f"By {rule.words}"
    yield from (capital(limit) for limit in rule.limits)
