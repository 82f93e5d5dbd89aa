"""A movement in words, as a document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ...compiler.own_moment import OwnMoment
from ..history.leads import LEFT_OUT
from ..pictures.score_changes import Step, score_changes
from ..report.document import Block, Document, Picture, Says, Section, Table
from ..review.words import leads, percent, points, signed
from . import told_edits, told_figures, told_moves
from .bins import Bin, bins, middle
from .result import Found
from .words import of_all, ways_of

_NOTES: Final = (
    "▲ is a stage that stands higher in the list of the new rules, ▼ one that stands lower, = the "
    "same, × none of these. “Likely” is an interval of 95 %."
)


def told(found: Found) -> Document:
    sections = [
        Section("Who moves", (*_left_out(found), *told_moves.moves(found))),
        Section("Which edit does it", tuple(told_edits.edits(found))),
        Section("What became of them", tuple(told_figures.figures(found))),
        Section("Where to begin", tuple(told_figures.by_threshold(found)), folded=True),
        Section("How much scores change", tuple(_changes(found)), folded=True),
        Section("Who moves most", tuple(told_moves.movers(found)), folded=True),
    ]
    title = found.new.title
    return Document(
        f"{title}: who moves by the new rules", tuple(_lines(found)),
        tuple(section for section in sections if section.blocks),
        f"{found.old.fingerprint} (old) and {found.new.fingerprint} (new)", _NOTES,
    )  # fmt: skip


def headline(found: Found) -> str:
    """The whole in one sentence."""
    scores, stage = found.scores, found.stage
    if not found.leads:
        return "There are no leads to compare."
    if not found.effects.changed:
        return f"None of {leads(found.leads)} changes its score or its stage."
    told = f"Of {leads(found.leads)}, {of_all(scores.changed, found.leads)} change their score"
    if stage is None:
        return f"{told}."
    more = f": {ways_of(stage)}" if ways_of(stage) else ""
    return f"{told}, {of_all(stage.moved, found.leads)} their {stage.name}{more}."


def _lines(found: Found) -> Iterator[str]:
    as_of = found.asked.as_of
    moment = f"at {as_of}" if isinstance(as_of, OwnMoment) else f"all at {as_of:%Y-%m-%d %H:%M} UTC"
    yield f"From `{found.old.name}` to `{found.new.name}`."
    yield f"Leads of `{found.source}`, judged {moment}."
    yield headline(found)


def _left_out(found: Found) -> Iterator[Block]:
    if found.left_out:
        rows = tuple((LEFT_OUT[state], f"{number:,}") for state, number in found.left_out.items())
        yield Table(("Left out", "Leads"), rows)
    for problem in [one for one in found.problems if one.serious][:5]:
        yield Says(f"In the data: {problem.message}.", "doubt")


# ---------------------------------------------------------------- how much


def _changes(found: Found) -> Iterator[Block]:
    scores, scale = found.scores, found.scale
    if not scores.changed:
        return
    rows = bins(scores.by_change)
    if rows:
        by = sorted(one for one in scores.by_change if one)
        ways = [("gain", scores.up, by[-1]), ("lose", scores.down, by[0])]
        told = [
            f"{number:,} {way} up to {points(abs(most), scale)} points"
            for way, number, most in ways if number
        ]  # fmt: skip
        yield Says(f"{' and '.join(told)}; half of them change by "
                   f"{points(middle(scores.by_change), scale)} or less.")  # fmt: skip
        yield _drawn(found, rows)
    yield from (Says(text) for text in _exclusions(found))


def _exclusions(found: Found) -> Iterator[str]:
    scores = found.scores
    if scores.excluded:
        are = _are(scores.excluded)
        yield f"{leads(scores.excluded)} had a score and {are} excluded by the new rules."
    if scores.included:
        yield f"{leads(scores.included)} {_are(scores.included)} excluded by the old rules only."
    if scores.never:
        yield f"{leads(scores.never)} {_are(scores.never)} excluded by both."


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _drawn(found: Found, rows: tuple[Bin, ...]) -> Block:
    names = [_bin_name(one, found.scale) for one in rows]
    cells = tuple(
        (name, f"{one.leads:,}", percent(one.leads / found.leads))
        for name, one in zip(names, rows, strict=True)
    )
    most = max(one.leads for one in rows)
    table = Table(("Change", "Leads", "Of all"), cells,
                  bars=tuple(one.leads / most for one in rows))  # fmt: skip
    steps = [
        Step(name, one.leads, one.low > 0, f"{one.leads:,}")
        for name, one in zip(names, rows, strict=True)
    ]
    told = "; ".join(f"{name}: {row[1]} leads" for name, row in zip(names, cells, strict=True))
    return Picture("How much scores change", told, score_changes(steps), table)


def _bin_name(one: Bin, scale: int) -> str:
    if one.low == one.high:
        return signed(one.low, scale)
    near, far = sorted((one.low, one.high), key=abs)
    return f"{signed(near, scale)} to {signed(far, scale)}"
