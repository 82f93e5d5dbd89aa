"""A card as a document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import PurePath

from ...dsl.spoken.words import listed
from ..report.document import Block, Document, Says, Section, Signatures, Table
from ..review.read_back import Reviewed
from ..review.told import NOTES
from . import told_classes, told_groups, told_rest
from .card import Card
from .evidence import evidence
from .words import limits, points

SIGN = ("Marketing", "Sales")


def told(found: Card, day: date, reviewed: Reviewed | None) -> Document:
    sections = (
        Section("How the score comes about", tuple(_score(found)), whole=True),
        *told_classes.stages(found),
        *told_groups.groups(found),
        *told_classes.labels(found),
        *told_classes.companies(found),
        *told_rest.rest(found),
        Section("What history says", tuple(evidence(found, reviewed))),
        Section("Agreed", tuple(_agreed(found)), whole=True),
    )
    return Document(
        f"Scorecard: {found.title}" if found.title else "Scorecard", tuple(_lines(found, day)),
        sections, found.fingerprint, NOTES if reviewed is not None else "",
    )  # fmt: skip


def _lines(found: Card, day: date) -> Iterator[str]:
    files = listed([f"`{PurePath(name).name}`" for name in found.files], "and")
    yield f"As of {day:%Y-%m-%d}, from {files}, version `{found.fingerprint}`."
    yield "The version changes with anything that could change a score, a stage or a label."


# ---------------------------------------------------------------- the score


def _score(found: Card) -> Iterator[Block]:
    kept = limits(found.lower, found.upper)
    within = f", kept {kept}" if kept else ""
    if found.groups == ():
        yield Says("There are no points: leads are sorted by what they are and did.")
    elif found.groups[0].name is None:
        yield Says(f"A lead's score is the sum of the points below{within}.")
    else:
        yield Says(f"A lead's score is the sum of its points in these groups{within}:")
        yield _overview(found)
    yield from _reading(found)


def _overview(found: Card) -> Table:
    rows = (
        (group.title, group.name or "", limits(group.lower, group.upper) or "no limits")
        for group in found.groups
    )
    return Table(("Group", "In short", "Gives"), tuple(rows), frozenset({0, 1, 2}))


def _reading(found: Card) -> Iterator[Says]:
    rules = [rule for group in found.groups for rule in group.rules]
    if any(rule.rows for rule in rules):
        yield Says(f"What a table does not list gives {points(0)} points.")
    yield Says("What is not known of a lead fulfils no condition, except one that says “not” or "
               "“none of”.")  # fmt: skip


def _agreed(found: Card) -> Iterator[Block]:
    yield Says(f"We agree on these rules, version `{found.fingerprint}`.")
    yield Signatures(SIGN)
