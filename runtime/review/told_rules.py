"""What each rule does, in words."""

from __future__ import annotations

from collections.abc import Iterator

from ..report.document import Block, Says, Table
from . import drawn
from .rates import Estimate, Rate
from .result import Figures, RuleFigures
from .words import few, percent, signed, times_between

COLUMNS = (
    "Rule", "Points", "Leads", "Of all", "Convert", "As often (likely)", "Score loses", "",
)  # fmt: skip


def rules(found: Figures) -> Iterator[Block]:
    if not found.rules or not found.everyone.leads:
        return
    yield Says(
        "As often: how many times as often the leads with these points win as the leads without. "
        "Score loses: what the AUC would lose without the rule, in thousandths; below 0 the score "
        "is better without it."
    )
    rows = [row for rule in found.rules for row in _rows(found, rule)]
    yield drawn.lifts(found, Table(COLUMNS, tuple(rows), frozenset({0, 7})))
    if found.reads_points:
        yield Says("Some rules ask for the points of a group. Without a rule they are left as "
                   "they are.")  # fmt: skip
    yield from _wrong(found)
    yield from _idle(found)


def _rows(found: Figures, rule: RuleFigures) -> Iterator[tuple[str, ...]]:
    given = signed(rule.least, found.scale)
    if rule.most != rule.least:
        given += f" to {signed(rule.most, found.scale)}"
    name = f"{rule.rule} ({rule.group})" if rule.group else rule.rule
    yield (
        name, given if rule.rate.leads else "", *_cells(found, rule.rate, rule.lift),
        _lost(rule.lost), "never" if not rule.rate.leads else few(rule.rate, rule.others),
    )  # fmt: skip
    for row in rule.rows:
        yield (
            "", signed(row.points, found.scale), *_cells(found, row.rate, row.lift), "",
            few(row.rate, found.everyone - row.rate),
        )  # fmt: skip


def _cells(found: Figures, rate: Rate, lift: Estimate | None) -> tuple[str, ...]:
    return (
        f"{rate.leads:,}", percent(rate.leads / found.everyone.leads),
        percent(rate.value) if rate.leads else "", times_between(lift) if lift else "",
    )  # fmt: skip


def _lost(lost: Estimate | None) -> str:
    """
    >>> from .rates import Interval
    >>> _lost(Estimate(0.0251, Interval(0.0204, 0.0297)))
    '25.1 ± 4.6'
    """
    if lost is None:
        return ""
    reach = 1000 * (lost.interval.high - lost.value)
    value = f"{1000 * lost.value:.1f}".replace("-0.0", "0.0")
    return f"{value} ± {reach:.1f}" if reach >= 0.05 else value


def _wrong(found: Figures) -> Iterator[Says]:
    for rule in found.rules:
        if rule.wrong_way and rule.lift is not None and not rule.small:
            more = "more" if rule.lift.value > 1 else "less"
            points = "gives points" if rule.least > 0 else "takes points"
            yield Says(f"`{rule.rule}` {points}, and its leads win {more} often than the others: "
                       "it points the wrong way, or stands for something else.", "bad")  # fmt: skip
    better = [
        f"`{rule.rule}`" for rule in found.rules
        if rule.lost is not None and rule.lost.interval.high < 0 and not rule.wrong_way
    ]  # fmt: skip
    if better:
        yield Says(f"The score is better without {_listed(better)}: other rules say the same "
                   "already, or the points are too many.", "doubt")  # fmt: skip


def _idle(found: Figures) -> Iterator[Says]:
    idle = [f"`{rule.rule}`" for rule in found.rules if not rule.rate.leads]
    if idle:
        yield Says(f"No lead got points from {_listed(idle)}.", "doubt")


def _listed(names: list[str], most: int = 10) -> str:
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more:,} more" if more > 0 else "")
