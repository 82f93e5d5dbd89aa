"""The pictures of a review."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..pictures.band_conversion import Share, band_conversion
from ..pictures.rule_lift import Lift, rule_lift
from ..pictures.score_histogram import Bar, score_histogram
from ..pictures.stage_funnel import Step, stage_funnel
from ..report.document import Block, Picture, Table
from .rates import Rate
from .result import ClassRates, Figures, RuleFigures
from .words import band_name, leads, percent, signed, value

MOST_LIFTS: Final = 30


def histogram(found: Figures) -> Picture:
    bars = found.bars
    alone = bool(bars) and round((bars[0].high - bars[0].low) * found.scale) == 1
    rows = tuple(
        (_scores(bar, alone, bar is bars[-1]), f"{bar.won:,}", f"{bar.lost:,}") for bar in bars
    )
    won, lost = found.everyone.won, found.everyone.lost
    return Picture(
        "Scores of leads that won, and of those that did not (in shares of each)",
        f"Two histograms of scores: {won:,} leads that won above, {lost:,} that did not below.",
        score_histogram(bars, alone), Table(("Score", "Won", "Not won"), rows), drawn_only=True,
    )  # fmt: skip


def _scores(bar: Bar, alone: bool, last: bool) -> str:
    if alone:
        return f"{bar.low:g}"
    return f"{bar.low:g} to {'' if last else 'under '}{bar.high:g}"


def conversion(found: Figures, table: Table) -> Picture:
    shares = [_share(band_name(found.scale, band), band.rate) for band in found.bands]
    worst, best = found.bands[0], found.bands[-1]
    return Picture(
        "How many convert, by score",
        f"Bars with intervals: {percent(worst.rate.value)} of leads with the lowest scores "
        f"convert, {percent(best.rate.value)} of those with the highest.",
        band_conversion(shares, found.everyone.value), table,
    )  # fmt: skip


def _share(name: str, rate: Rate) -> Share:
    likely = rate.interval
    return Share(name, rate.value, likely.low, likely.high, percent(rate.value))


def funnel(one: ClassRates, table: Table) -> Picture:
    steps = [Step(value(name), rate.leads, rate.won, _told(rate)) for name, rate in one.values]
    told = "; ".join(f"{step.name}: {step.told}" for step in steps)
    return Picture("Leads in each stage, and how many won", told, stage_funnel(steps), table)


def _told(rate: Rate) -> str:
    if not rate.leads:
        return "no leads"
    return f"{leads(rate.leads)}, {rate.won:,} won ({percent(rate.value)})"


def lifts(found: Figures, table: Table) -> Block:
    """The picture, if there is anything to draw."""
    drawn = [lift for rule in found.rules for lift in _lifts(found, rule)][:MOST_LIFTS]
    if not drawn:
        return table
    told = [f"{' '.join(filter(None, (one.name, one.given)))}: {one.value:.2f}" for one in drawn]
    return Picture(
        "How many times as often leads with a rule's points win", "; ".join(told),
        rule_lift(drawn), table,
    )  # fmt: skip


def _lifts(found: Figures, rule: RuleFigures) -> Iterator[Lift]:
    """Of a rule that gives several numbers of points, one for each."""
    pairs = [(row.points, row.lift) for row in rule.rows] or [(rule.most, rule.lift)]
    for given, lift in pairs:
        if lift is not None and given != 0:
            told = signed(given, found.scale) if rule.rows else ""
            likely = lift.interval
            yield Lift(rule.rule, told, lift.value, likely.low, likely.high, given > 0)
