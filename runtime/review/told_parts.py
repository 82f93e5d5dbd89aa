"""Segments and months, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..report.document import Block, Says, Section, Table, Tone
from .calibration import by_chance
from .rates import LEVEL
from .result import Part, Review, Segments, Wear
from .words import area, area_between, band_name, between, count, few, leads, percent, value

COLUMNS = (
    "Leads", "Won", "Convert", "Likely between", "By score", "AUC (likely)", "",
)  # fmt: skip


def segments(found: Review) -> Iterator[Section]:
    for one in found.segments:
        yield Section(f"By {one.by}", tuple(_segment(one)))


def _segment(one: Segments) -> Iterator[Block]:
    yield part_table(one.by, one.parts)
    if one.more:
        yield Says(f"{leads(one.more)} have other values.")
    for part in one.parts:
        if part.off:
            more = "more" if part.came.z > 0 else "fewer"
            yield Says(
                f"`{value(part.value)}`: {part.rate.won:,} won, {more} than the "
                f"{count(round(part.came.expected))} that their scores let expect (beyond chance)."
                " The same score is worth " + ("more" if part.came.z > 0 else "less") + " here.",
                "doubt",
            )


def part_table(heading: str, found: Sequence[Part]) -> Table:
    rows = tuple(
        (value(part.value), f"{part.rate.leads:,}", f"{part.rate.won:,}",
         percent(part.rate.value), between(part.rate.interval),
         count(round(part.came.expected, 1)), _auc(part), few(part.rate))
        for part in found
    )  # fmt: skip
    return Table((heading, *COLUMNS), rows, frozenset({0, 7}))


def _auc(part: Part) -> str:
    if part.auc is None:
        return ""
    return f"{area(part.auc.value)} ({area_between(part.auc).replace(' to ', '–')})"


def months(found: Review) -> Iterator[Block]:
    if not found.asked.own or not found.months:
        return
    if found.wear is not None:
        yield _wear(found.wear)
    yield part_table("Month", found.months)
    yield from _uneven(found.months)
    if found.wear is not None:
        yield from _calibration(found, found.wear)


def _uneven(found: Sequence[Part]) -> Iterator[Says]:
    """Months in which more or fewer win than their scores let expect, whatever the order."""
    off = [part for part in found if part.off]
    fewer = [f"`{part.value}`" for part in off if part.came.z < 0]
    if fewer:
        yield Says(f"Fewer were won than their scores let expect in {', '.join(fewer[:12])}: was "
                   "the outcome recorded for all of them?", "doubt")  # fmt: skip
    more = [f"`{part.value}`" for part in off if part.came.z > 0]
    if more:
        yield Says(f"More were won than their scores let expect in {', '.join(more[:12])}.",
                   "doubt")  # fmt: skip


def _wear(wear: Wear) -> Says:
    figures = (
        f"AUC {area(wear.earlier.value)} ({area_between(wear.earlier)}) before {wear.split}, "
        f"{area(wear.later.value)} ({area_between(wear.later)}) since"
    )
    if wear.worn:
        return Says(f"Yes: the score orders later leads worse than earlier ones. {figures}.", "bad")
    if wear.z > 1.96:
        return Says(f"No: it orders later leads better. {figures}.", "good")
    return Says(f"No sign of it beyond chance. {figures}.", "good")


def _calibration(found: Review, wear: Wear) -> Iterator[Block]:
    verdict, tone = _still_worth(wear)
    yield Says(f"Is a score still worth what it was? {verdict}", tone)
    rows = tuple(
        (band_name(found.scale, band), f"{came.rate.leads:,}", f"{came.rate.won:,}",
         count(round(came.expected, 1)), f"{came.interval.low:,.0f}–{came.interval.high:,.0f}",
         "off" if is_off else "outside" if came.outside else "")
        for band, came, is_off in reversed(wear.bands)
    )  # fmt: skip
    columns = (f"Score, since {wear.split}", "Leads", "Won", "Expected", "Likely between", "")
    yield Table(columns, rows, frozenset({0, 5}))


def _still_worth(wear: Wear) -> tuple[str, Tone]:
    number = len(wear.bands)
    off = sum(is_off for _, _, is_off in wear.bands)
    outside = sum(came.outside for _, came, _ in wear.bands)
    if off:
        return (f"Not in {off} of {number} bands, where other numbers were won than the earlier "
                "leads let expect (off)."), "doubt"  # fmt: skip
    lie = (
        f"{outside} of {number} bands {'lies' if outside == 1 else 'lie'} outside of what is likely"
    )
    if outside and by_chance(outside, number) < 1 - LEVEL:
        return f"Not quite: {lie}, and chance alone seldom does that to so many.", "doubt"
    if outside:
        return f"No sign against it beyond chance, but {lie}.", "doubt"
    return "Yes: as many were won in each band as the earlier leads let expect.", "good"
