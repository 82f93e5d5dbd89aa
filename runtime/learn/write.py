"""A card as a `.score` file: the data that it reads, its rules in groups, stages to consider."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from ...dsl import ast
from ...dsl.format import format_text
from ...dsl.printer import print_file
from ...dsl.walk import walk
from .asked import Group
from .card import Card
from .declared import Declared, used
from .features import tidy
from .frame import AnyFeature, Frame
from .points import Limit, Rule
from .rule_lines import number, rule_line, titles

WHO: Final = "Who they are"
DID: Final = "What they did"


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """All that goes into the file."""

    card: Card
    groups: tuple[Group, ...]
    """That were asked for; two more follow, of who they are and what they did."""
    frame: Frame
    declared: Declared
    tables: tuple[str | None, ...]
    """The files of the data as the rule file may name them."""
    stages: tuple[tuple[str, int], ...]
    """From the highest down, each with the least score."""
    remarks: tuple[str, ...]
    """Lines for the head of the file."""
    title: str = "Learned lead score"


def text_of(sheet: Sheet) -> str:
    return format_text(print_file(file_of(sheet)))


def file_of(sheet: Sheet) -> ast.File:
    rules = _rules(sheet)
    grouped = bool(sheet.groups) or len({rule.group for rule in sheet.card.rules}) > 1
    head = tuple(f"# {remark}" for remark in sheet.remarks)
    loose = () if grouped else tuple(line for _, line in rules)
    score = ast.Score(ast.Text(sheet.title), None, loose, before=head)
    groups = _groups(sheet, rules) if grouped else []
    stages = [_stages(sheet.stages)] if sheet.stages else []
    return ast.File((score, *_data(sheet), *groups, *stages))


def _rules(sheet: Sheet) -> list[tuple[Rule, ast.Rule]]:
    card = sheet.card
    features: tuple[AnyFeature, ...] = tuple(rule.block.feature for rule in card.rules)
    made = zip(card.rules, card.points, titles(features), strict=True)
    return [(rule, rule_line(rule, points, sheet.frame.won, title)) for rule, points, title in made]


def _data(sheet: Sheet) -> tuple[ast.Section, ...]:
    """Only what the rules read; names that stand in an expression are columns or events."""
    names = frozenset(
        node.text
        for rule in sheet.card.rules
        for node in walk(rule.block.feature.expression)
        if isinstance(node, ast.Name)
    )
    kinds = names if not _any_event(sheet) else frozenset(sheet.declared.kinds)
    return used(sheet.declared, names, kinds, sheet.tables)


def _any_event(sheet: Sheet) -> bool:
    return any(
        isinstance(node, ast.Kinds) and not node.names
        for rule in sheet.card.rules
        for node in walk(rule.block.feature.expression)
    )


# ---------------------------------------------------------------- groups


def _groups(sheet: Sheet, rules: Sequence[tuple[Rule, ast.Rule]]) -> list[ast.Group]:
    taken = {group.name for group in sheet.groups}
    fit, engagement = (name if name not in taken else f"{name}_2" for name in ("fit", "engagement"))
    named = [*((group.name, tidy(group.name).capitalize()) for group in sheet.groups),
             (fit, WHO), (engagement, DID)]  # fmt: skip
    found = []
    for place, (name, title) in enumerate(named):
        lines = tuple(line for rule, line in rules if rule.group == place)
        if lines:
            limits = _limits(sheet.card, place)
            clauses = (limits,) if limits is not None else ()
            found.append(ast.Group(ast.Name(name), ast.Text(title), clauses, lines))
    return found


def reach(card: Card, group: int) -> tuple[int, int]:
    """The fewest and the most points that the rules of a group can give."""
    pairs = [p for rule, p in zip(card.rules, card.points, strict=True) if rule.group == group]
    low = sum(min(0, int(points.min())) for points in pairs)
    return low, sum(max(0, int(points.max())) for points in pairs)


def _limits(card: Card, group: int) -> ast.Limits | None:
    """Those that can come to bear."""
    limit: Limit = card.limits[group]
    low, high = reach(card, group)
    lower = limit.low if limit.low is not None and limit.low > low else None
    upper = limit.high if limit.high is not None and limit.high < high else None
    if lower is None and upper is None:
        return None
    ends = [None if end is None else number(Decimal(end)) for end in (lower, upper)]
    return ast.Limits(*ends)


# ---------------------------------------------------------------- stages


def _stages(stages: Sequence[tuple[str, int]]) -> ast.Stages:
    rows = [
        ast.ClassRow(
            ast.Name(name), ast.Compare(ast.Ref(ast.Name("score")), ">=", number(Decimal(least)))
        )
        for name, least in stages
    ]
    return ast.Stages((*rows, ast.ClassRow(ast.Name("Cold"), None)))
