"""A review in words, as a document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ...compiler.own_moment import OwnMoment, said
from ..history.doubts import doubts
from ..history.leads import LEFT_OUT
from ..report.document import Block, Document, Says, Section, Table
from . import told_looked, told_parts, told_rules, told_score
from .result import Review
from .words import counts, day, leads, percent

NOTES: Final = (
    "“Likely between” is an interval of 95 %. “Small numbers” says that a figure rests on fewer "
    "than 30 leads, or on fewer than 300 of which not 10 ended the one way or the other; also if "
    "that is so of the leads that they are compared with."
)


def told(found: Review) -> Document:
    first = Section("Which leads count", tuple(_who(found)))
    compared = found.everyone.won and found.everyone.lost
    sections = (first, *_figures(found)) if compared else (first,)
    return Document(
        f"Review of {found.title}", tuple(about(found)),
        tuple(section for section in sections if section.blocks), found.fingerprint, NOTES,
    )  # fmt: skip


def _figures(found: Review) -> tuple[Section, ...]:
    return (
        Section("Does anything know too much?", tuple(told_looked.leaks(found))),
        Section("Does the score put winners first?", tuple(told_score.order(found))),
        Section("Stages and labels", tuple(told_score.classes(found))),
        Section("Where to begin", tuple(told_score.thresholds(found))),
        Section("What each rule does", tuple(told_rules.rules(found))),
        Section("What no rule rewards", tuple(told_looked.unrewarded(found))),
        Section("What the score misjudges", tuple(told_looked.misjudged(found))),
        *told_parts.segments(found),
        Section("Does it wear out?", tuple(told_parts.months(found))),
    )


def about(found: Review) -> Iterator[str]:
    """Which leads were judged, when, and what won means."""
    as_of = found.asked.as_of
    moment = f"at {as_of}" if isinstance(as_of, OwnMoment) else f"all at {as_of:%Y-%m-%d %H:%M} UTC"
    yield f"Leads of `{found.source}`, judged {moment}; {found.outcome}."
    if found.asked.horizon is not None:
        until = f"; the data reach to {day(found.history.until)}" if found.history.until else ""
        yield f"Each lead has {said(found.asked.horizon)} from then to be won{until}."
    if found.asked.own and found.first and found.last:
        yield f"They were judged between {day(found.first)} and {day(found.last)}."


# ---------------------------------------------------------------- who counts


def _who(found: Review) -> Iterator[Block]:
    everyone = found.everyone
    share = f" ({percent(everyone.value)})" if everyone.leads else ""
    yield Says(f"Of {leads(found.history.leads)}, {counts(everyone.leads)}: "
               f"{everyone.won:,} won{share}, {everyone.lost:,} did not.")  # fmt: skip
    left = found.history.left_out.items()
    rows = [(LEFT_OUT[state], f"{number:,}", "") for state, number in left]
    rows += [(f"By the rules: {why}", f"{r.leads:,}", f"{r.won:,}") for why, r in found.excluded]
    width = 3 if found.excluded else 2
    if rows:
        yield Table(("Left out", "Leads", "Won")[:width], tuple(row[:width] for row in rows))
    yield from _doubts(found)


def _doubts(found: Review) -> Iterator[Block]:
    everyone, asked = found.everyone, found.asked
    if not everyone.leads:
        yield Says("No lead is left to look at: judge them at an earlier moment, or give them a "
                   "shorter time to be won.", "bad")  # fmt: skip
    elif not everyone.won and found.history.left_out.get("known"):
        yield Says("All winners were won before they were judged: judge them at an earlier "
                   "moment.", "bad")  # fmt: skip
    elif not everyone.won or not everyone.lost:
        yield Says("There must be leads that won and leads that did not to compare them.", "bad")
    elif everyone.scarce:
        yield Says("These are small numbers: whatever follows may be chance.", "doubt")
    for note in found.history.notes:
        yield Says(note, "bad")
    if everyone.leads or not found.timed:
        for doubt in doubts(found.timed, asked.horizon):
            yield Says(doubt, "doubt")
    serious = [problem for problem in found.problems if problem.serious]
    for problem in serious[:5]:
        yield Says(f"In the data: {problem.message}.", "doubt")
