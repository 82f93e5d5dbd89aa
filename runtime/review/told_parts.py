"""Segments and months, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..report.document import Block, Says, Section, Table
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
    off = [band for band, _, is_off in wear.bands if is_off]
    told = "Is a score still worth what it was? "
    if off:
        told += f"Not in {len(off)} of {len(wear.bands)} bands, where"
        told += " other numbers were won than the earlier leads let expect."
    else:
        told += "Yes: as many were won in each band as the earlier leads let expect."
    yield Says(told, "doubt" if off else "good")
    rows = tuple(
        (band_name(found.scale, band), f"{came.rate.leads:,}", f"{came.rate.won:,}",
         count(round(came.expected, 1)), _span(came.interval.low, came.interval.high),
         "off" if is_off else "")
        for band, came, is_off in reversed(wear.bands)
    )  # fmt: skip
    columns = (f"Score, since {wear.split}", "Leads", "Won", "Expected", "Likely between", "")
    yield Table(columns, rows, frozenset({0, 5}))


def _span(low: float, high: float) -> str:
    return f"{count(round(low, 1))}–{count(round(high, 1))}"
