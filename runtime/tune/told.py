"""What tuning has found, in words, as a document."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import counted
from ..learn.told import interval, left_out, who_won
from ..report.document import Block, Document, Says, Section, Table
from .measured import spelled
from .tuned import Tuned


def told(found: Tuned) -> Document:
    sections = (
        Section(
            "What changes are worth on leads that had no part in seeking them", (_tried(found),)
        ),
        Section("What to change", tuple(_changes(found))),
    )
    title = f"Points of {found.rules.title}, tuned to history"
    return Document(title, tuple(_lines(found)), sections, found.rules.fingerprint)


def _lines(found: Tuned) -> Iterator[str]:
    points = counted(found.points, "row or rule", "rows and rules")
    yield f"{who_won(found.leads, found.won)}; {points} with points in the file."
    yield from left_out(found.history.left_out)
    yield from found.history.notes
    yield from found.doubts


def _tried(found: Tuned) -> Table:
    rows = tuple(
        (
            counted(one.changes, "change") if one.changes else "as it is",
            *interval(one.auc),
            f"{one.gain.value:+.3f}" if one.changes else "",
            f"{one.gain.low:+.3f} to {one.gain.high:+.3f}" if one.changes else "",
        )
        for one in found.tried
    )
    columns = ("", "AUC", "95% interval", "Gain", "Likely between")
    return Table(columns, rows, frozenset({0, 2, 4}), strong=frozenset({found.chosen}))


def _changes(found: Tuned) -> Iterator[Block]:
    if not found.changed:
        yield Says("Nothing: no other points put winners first by more than chance would.")
        return
    rows = tuple(
        (one.literal.title, spelled(one.literal.value), spelled(one.value), one.evidence.words())
        for one in found.changed
    )
    yield Table(("Points", "Were", "Now", "Their leads"), rows, frozenset({0, 3}))
    yield Says(f"On all leads the AUC goes from {found.before:.3f} to {found.after:.3f}.")
    yield Says("Stages keep their bars, and examples the scores that they expect: look at both.")
