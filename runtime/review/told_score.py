"""The score as a whole, in words: order, bands, stages, thresholds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ..report.document import Block, Says, Table, Tone
from . import drawn
from .bands import Rise
from .rates import Interval, Rate
from .result import ClassRates, Figures, Review
from .thresholds import Capacity, Threshold
from .words import (
    area,
    area_between,
    band_name,
    between,
    count,
    few,
    leads,
    percent,
    points,
    times,
    value,
)

SHOWN: Final = 12
"""Thresholds in the table for people; JSON has all."""


def order(found: Figures) -> Iterator[Block]:
    yield _auc(found)
    if not found.bands:
        return
    yield drawn.histogram(found)
    yield _rise(found.rise, "score", [band_name(found.scale, band) for band in found.bands])
    yield drawn.conversion(found, band_table(found))


def _auc(found: Figures) -> Says:
    if found.auc is None:
        return Says("That cannot be said: there must be leads that won and leads that did not.",
                    "bad")  # fmt: skip
    low, value_ = found.auc.interval.low, found.auc.value
    told: tuple[str, Tone] = ("Yes", "good")
    if value_ < 0.5 and found.auc.interval.high < 0.5:
        told = "No: it puts them last", "bad"
    elif low <= 0.5 and found.auc.interval.high < 0.6:
        told = "No: it does no better than chance", "bad"
    elif low <= 0.5:
        told = "It cannot be shown with these leads: it may be chance", "bad"
    elif value_ < 0.6:
        told = "Hardly", "doubt"
    chances = f"{100 * value_:.0f}"
    return Says(
        f"{told[0]}. Of a lead that won and one that did not, the winner has the higher score in "
        f"{chances} of 100 cases (50 would be chance). In figures: AUC {area(value_)}, and with "
        f"other leads of this kind {area_between(found.auc)}.", told[1],
    )  # fmt: skip


def _rise(found: Rise, what: str, names: Sequence[str]) -> Says:
    higher = f"a higher {what}"
    if found.verdict == "rises":
        return Says(f"Leads with {higher} convert better, and no step of it goes the wrong way "
                    "beyond chance.", "good")  # fmt: skip
    if found.verdict == "falls":
        return Says(f"Leads with {higher} convert worse: the points are the wrong way round.",
                    "bad")  # fmt: skip
    if found.verdict == "flat":
        return Says(f"Leads with {higher} do not convert better: what there is to see may be "
                    "chance.", "bad")  # fmt: skip
    if found.verdict == "few":
        return Says(
            f"There are too few leads to say whether those with {higher} convert better.", "doubt"
        )
    pairs = ", ".join(f"`{names[low]}` before `{names[high]}`" for low, high in found.wrong[:3])
    return Says(f"Not always: some leads with a lower {what} convert better than those with a "
                f"higher one, beyond chance: {pairs}.", "bad")  # fmt: skip


def band_table(found: Figures) -> Table:
    rows = tuple((band_name(found.scale, b), *_rate_cells(b.rate)) for b in reversed(found.bands))
    most = max((band.rate.value for band in found.bands), default=0) or 1
    bars = tuple(band.rate.value / most for band in reversed(found.bands))
    return Table(("Score", *RATE_COLUMNS), rows, frozenset({0, 5}), bars)


RATE_COLUMNS: Final = ("Leads", "Won", "Convert", "Likely between", "")


def _rate_cells(rate: Rate) -> tuple[str, ...]:
    if not rate.leads:
        return ("0", "0", "", "", "")
    return (
        f"{rate.leads:,}", f"{rate.won:,}", percent(rate.value), between(rate.interval), few(rate),
    )  # fmt: skip


# ---------------------------------------------------------------- stages and labels


def classes(found: Figures) -> Iterator[Block]:
    for one in found.classes:
        if one.name == "stage":
            yield from stages(one)
        else:
            yield class_table(one)


def stages(one: ClassRates) -> Iterator[Block]:
    if one.rise is not None and sum(rate.leads > 0 for _, rate in one.values) > 1:
        yield _rise(one.rise, "stage", _stage_names(one))
    yield drawn.funnel(one, class_table(one))


def _stage_names(one: ClassRates) -> list[str]:
    """In the order of `rise`."""
    return [value(name) for name in one.order]


def class_table(one: ClassRates) -> Table:
    rows = tuple((value(name), *_rate_cells(rate)) for name, rate in one.values)
    most = max((rate.value for _, rate in one.values), default=0) or 1
    bars = tuple(rate.value / most for _, rate in one.values)
    heading = one.name[:1].upper() + one.name[1:]
    return Table((heading, *RATE_COLUMNS), rows, frozenset({0, 5}), bars)


# ---------------------------------------------------------------- thresholds


def thresholds(found: Review) -> Iterator[Block]:
    if not found.everyone.won:
        return
    if found.capacity is not None:
        yield from _capacity(found, found.capacity)
    yield Says("If Sales takes all leads from a score on:")
    chosen = found.capacity.chosen if found.capacity else None
    shown = _some(found.thresholds, chosen)
    rows = tuple(_threshold_cells(found, one) for one in shown)
    strong = frozenset(i for i, one in enumerate(shown) if chosen and one.score == chosen.score)
    yield Table(
        ("From", "Leads", "Of all leads", "Won", "Convert", "Likely between", "Of all winners",
         "Against chance"), rows, frozenset(), strong=strong,
    )  # fmt: skip


def _some(found: Sequence[Threshold], chosen: Threshold | None) -> list[Threshold]:
    """From high to low, spread over the leads; with the one that was chosen."""
    kept: list[Threshold] = []
    for one in reversed(found):
        step = one.everyone.leads / SHOWN
        is_chosen = chosen is not None and one.score == chosen.score
        if is_chosen or not kept or one.taken.leads - kept[-1].taken.leads >= step:
            kept.append(one)
    if chosen is not None and all(one.score != chosen.score for one in kept):
        kept = sorted([*kept, chosen], key=lambda one: -one.score)
    return kept


def _threshold_cells(found: Review, one: Threshold) -> tuple[str, ...]:
    return (
        points(one.score, found.scale), f"{one.taken.leads:,}", percent(one.share),
        f"{one.taken.won:,}", percent(one.taken.value), between(one.taken.interval),
        percent(one.winners.value), times(one.lift),
    )  # fmt: skip


def begin(
    most: float, each: str, threshold: str, taken: float, wins: float, spread: Interval
) -> Says:
    """What Sales gets from a threshold on; `each` says of what or in which time."""
    return Says(
        f"Sales can take {count(most)}{each}: the threshold is {threshold}. That makes "
        f"{count(taken)}{each} and {count(wins)} wins (likely {count(spread.low)} to "
        f"{count(spread.high)}).", "good",
    )  # fmt: skip


def of_what(everyone: Rate, weeks: float | None) -> str:
    return " a week" if weeks else f" of these {leads(everyone.leads)}"


def _capacity(found: Review, one: Capacity) -> Iterator[Says]:
    each = of_what(found.everyone, one.weeks)
    take = f"Sales can take {count(one.most)}{each}"
    if one.chosen is None:
        first = found.thresholds[-1]
        yield Says(f"{take}: even the highest score, {points(first.score, found.scale)}, has more "
                   f"({count(one.a_week(first.taken.leads))}), so the score cannot choose among "
                   "them.", "bad")  # fmt: skip
        return
    threshold = points(one.chosen.score, found.scale)
    yield begin(one.most, each, threshold, one.leads, one.wins, one.wins_interval)
    if one.next is not None:
        below = points(one.next.score, found.scale)
        yield Says(f"From {below} on it would be {count(one.a_week(one.next.taken.leads))}{each}: "
                   "more than that.")  # fmt: skip
