"""Both versions against the outcome, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..history.doubts import SINCE_WHEN
from ..report.document import Block, Says, Table
from ..review.ranking import Cell, total
from ..review.rates import Rate, difference_z, p_of
from ..review.thresholds import thresholds
from ..review.words import area, area_between, between, leads, percent, points
from .result import Figures, Found, StageRates
from .words import stage_of

MOST_THRESHOLDS = 12
CHANCE = 0.05


def figures(found: Found) -> Iterator[Block]:
    known = found.figures
    if known is None:
        return
    yield from _who(known)
    if not known.everyone.won or not known.everyone.lost:
        yield Says("There must be leads that won and leads that did not to compare them.", "bad")
        return
    yield from _order(known)
    if known.stages:
        yield from _stages(known)


def _who(known: Figures) -> Iterator[Block]:
    everyone = known.everyone
    share = f" ({percent(everyone.value)})" if everyone.leads else ""
    words = known.words[:1].upper() + known.words[1:]
    count = "counts" if everyone.leads == 1 else "count"
    yield Says(f"{words}. {leads(everyone.leads)} {count} that both versions score: "
               f"{everyone.won:,} won{share}.")  # fmt: skip
    if known.left_out:
        yield Table(("Left out here", "Leads"), tuple((w, f"{n:,}") for w, n in known.left_out))
    for rate, told in ((known.excluded, "The new rules exclude"),
                       (known.included, "The new rules exclude no more")):  # fmt: skip
        if rate.leads:
            yield Says(f"{told} {leads(rate.leads)}, of which {rate.won:,} won.")
    for note in known.notes:
        yield Says(note, "bad")
    if everyone.leads and everyone.scarce:
        yield Says("These are small numbers: whatever follows may be chance.", "doubt")
    if not known.timed:
        yield Says(SINCE_WHEN, "doubt")


def _order(known: Figures) -> Iterator[Block]:
    old, new, gained = known.old_auc, known.new_auc, known.gained
    if old is None or new is None or gained is None:
        return
    low, high = gained.interval.low, gained.interval.high
    told = (
        f"AUC {area(old.value)} ({area_between(old)}) by the old rules, {area(new.value)} "
        f"({area_between(new)}) by the new ones. Of the same leads the difference is "
        f"{gained.value:+.3f} ({low:+.3f} to {high:+.3f})"
    )
    if gained.value == 0 and low == high:
        yield Says(f"{told}: the order is the same.")
    elif not gained.unlike_zero:
        yield Says(f"{told}: no more than chance.")
    elif gained.value > 0:
        yield Says(f"{told}: the new rules put winners first more often, beyond chance.", "good")
    else:
        yield Says(f"{told}: the new rules put winners first less often, beyond chance.", "bad")


# ---------------------------------------------------------------- stages


def _stages(known: Figures) -> Iterator[Block]:
    winners = known.everyone.won + known.excluded.won + known.included.won
    yield Table(
        ("Stage", "Old: leads", "convert", "likely", "of winners",
         "New: leads", "convert", "likely", "of winners"),
        tuple(
            (stage_of(one.name), *_cells(one.old, winners), *_cells(one.new, winners))
            for one in known.stages
        ),
    )  # fmt: skip
    for one in known.stages:
        if one.name:
            yield from _exchange(one)


def _cells(rate: Rate, winners: int) -> tuple[str, ...]:
    """Of so many winners in all."""
    if not rate.leads:
        return "0", "", "", ""
    return (
        f"{rate.leads:,}", percent(rate.value), between(rate.interval),
        percent(rate.won / winners) if winners else "",
    )  # fmt: skip


def _exchange(one: StageRates) -> Iterator[Block]:
    """Leads that stay are in both, so that the difference is made by those who come and go."""
    enter, leave = one.enter, one.leave
    if not enter.leads and not leave.leads:
        return
    told = f"`{one.name}`: {_group(enter)} come, {_group(leave)} go"
    if not enter.leads or not leave.leads:
        yield Says(f"{told}.")
        return
    if min(enter.leads, leave.leads) < 5 or enter.small or leave.small:
        yield Says(f"{told}; small numbers.")
        return
    z = difference_z(enter, leave)
    if p_of(z) > CHANCE:
        yield Says(f"{told}; who comes wins as often as who goes, but for chance.")
    else:
        more = "more" if z > 0 else "less"
        yield Says(f"{told}; who comes wins {more} often than who goes, beyond chance.")


def _group(rate: Rate) -> str:
    won = f" ({percent(rate.value)} won)" if rate.leads else ""
    return f"{rate.leads:,}{won}"


# ---------------------------------------------------------------- thresholds


def by_threshold(found: Found) -> Iterator[Block]:
    known = found.figures
    if known is None or not known.everyone.won or not known.everyone.lost:
        return
    scores = [one.score for one in thresholds(known.new_cells, MOST_THRESHOLDS)]
    rows = tuple(
        (points(score, found.scale),
         *_cells(_from(known.old_cells, score), known.everyone.won),
         *_cells(_from(known.new_cells, score), known.everyone.won))
        for score in reversed(scores)
    )  # fmt: skip
    yield Says("If Sales takes all leads from a score on:")
    yield Table(
        ("From", "Old: leads", "convert", "likely", "of winners",
         "New: leads", "convert", "likely", "of winners"), rows,
    )  # fmt: skip


def _from(cells: Sequence[Cell], least: int) -> Rate:
    return total([cell for cell in cells if cell.score >= least])
