"""Groups and their rules, for a card."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from ...dsl import ast
from ...dsl.fading import steps
from ...dsl.model import Fade, Model, Rule
from ...dsl.spoken.speaker import Speaker
from ...dsl.spoken.values import one
from ...dsl.spoken.words import counted, number
from ..evaluate import shown
from .card import GroupCard, How, Number, Row, RuleCard

_HOW: Final[dict[type, How]] = {
    ast.WhenRule: "when", ast.EachRule: "each", ast.EveryRule: "every", ast.PointsBy: "by",
    ast.PointsForEach: "each by", ast.FirstOf: "first", ast.BestOf: "best",
}  # fmt: skip
_STEPS: Final = 3
"""Of a fade that are told."""


def groups(model: Model, speaker: Speaker) -> Iterator[GroupCard]:
    for group in model.groups:
        clauses = group.node.clauses if isinstance(group.node, ast.Group) else ()
        fade = tuple(words for clause in clauses for words in _faded(clause, speaker))
        rules = tuple(_rule(rule, model.scale, speaker) for rule in group.rules)
        only = _only(clauses, speaker)
        low, high = (_points(limit, model.scale) for limit in (group.lower, group.upper))
        yield GroupCard(group.name, group.title, low, high, only, fade, rules)


def _points(units: int | None, scale: int) -> Number | None:
    return None if units is None else shown(units, scale)


def _only(clauses: tuple[ast.GroupClause, ...], speaker: Speaker) -> str | None:
    found = (speaker.test(one.test) for one in clauses if isinstance(one, ast.GroupWhen))
    return next(found, None)


# ---------------------------------------------------------------- rules


def _rule(rule: Rule, scale: int, speaker: Speaker) -> RuleCard:
    node = rule.node
    how = _HOW[type(node)]
    rows = tuple(_rows(rule, scale, speaker))
    return RuleCard(
        how, node.because.value if node.because is not None else None, rule.name,
        None if rows else shown(rule.points, scale), _words(node, speaker),
        tuple(_limits(rule, scale, speaker)), rows,
    )  # fmt: skip


def _rows(rule: Rule, scale: int, speaker: Speaker) -> Iterator[Row]:
    said = any(isinstance(getattr(r.node, "matcher", None), ast.ForUnknown) for r in rule.rows)
    for row in rule.rows:
        points, node = shown(row.points, scale), row.node
        if isinstance(node, ast.WhenRow):
            words = speaker.test(node.test) if node.test is not None else "none of these"
            yield Row(points, words, node.because.value if node.because is not None else None)
        elif isinstance(node.matcher, ast.ForOtherwise) and not said:
            yield Row(points, "anything else, also if it is not known")
        else:
            yield Row(points, speaker.say(node.matcher))


def _words(node: ast.Rule, speaker: Speaker) -> str:
    match node:
        case ast.WhenRule():
            return speaker.test(node.test)
        case ast.EachRule():
            return f"for each {one(speaker, node.pattern)}"
        case ast.EveryRule():
            return _every(node, speaker)
        case ast.PointsBy():
            return speaker.say(node.value)
        case ast.PointsForEach():
            return f"{speaker.say(node.field)} of each {one(speaker, node.pattern)}"
        case ast.FirstOf():
            return "the first of these that holds"
        case ast.BestOf():
            return "of these that hold, the one that gives the most"


def _every(node: ast.EveryRule, speaker: Speaker) -> str:
    per, value = speaker.say(node.per), speaker.say(node.value)
    if per == "1":
        return f"for each 1 in the {value}"
    return f"for every full {per} of the {value}"


# ---------------------------------------------------------------- limits and fading


def _limits(rule: Rule, scale: int, speaker: Speaker) -> Iterator[str]:
    for clause in getattr(rule.node, "clauses", ()):
        if isinstance(clause, ast.UpTo):
            verb = "takes" if rule.points < 0 else "gives"
            yield f"{verb} at most {speaker.say(clause.points)} points in all"
        elif not _fades(clause):
            yield speaker.say(clause)
        elif rule.rows:
            yield from (f"points fade: {words}" for words in _faded(clause, speaker))
    if rule.clauses.fade is not None and not rule.rows:
        yield from _becomes(rule, rule.clauses.fade, scale)


def _fades(clause: ast.Node) -> bool:
    return isinstance(clause, ast.Losing | ast.FadingOut)


def _faded(clause: ast.Node, speaker: Speaker) -> Iterator[str]:
    if isinstance(clause, ast.Losing):
        each = speaker.say(clause.every).removeprefix("1 ")
        yield f"every {each} they lose {speaker.say(clause.percent)} % of what they were worth"
    elif isinstance(clause, ast.FadingOut):
        yield f"day by day, to nothing after {speaker.say(clause.over)}"


def _becomes(rule: Rule, fade: Fade, scale: int) -> Iterator[str]:
    """What one of them is worth after the first steps, to the decimals that are given."""
    if fade.percent is None:
        yield f"fades day by day, to 0 after {counted(f'{fade.days:,}', 'day')}"
        return
    found = steps(rule.points, rule.decimals, scale, fade) or ()
    changes = [step for step in range(1, len(found)) if found[step] != found[step - 1]]
    later = [
        f"{shown(found[step], scale)} after {_long(step * fade.step_us)}"
        for step in changes[:_STEPS]
    ]
    yield f"later worth less: {', '.join(later)}"


def _long(us: int) -> str:
    """
    >>> _long(60 * 86_400_000_000), _long(3_600_000_000), _long(250_000)
    ('60 days', '1 hour', '0.25 seconds')
    """
    sizes = (("day", 86_400), ("hour", 3_600), ("minute", 60))
    whole = ((unit, size) for unit, size in sizes if us % (size * 1_000_000) == 0)
    unit, size = next(whole, ("second", 1))
    return counted(number((Decimal(us) / (size * 1_000_000)).normalize()), unit)
