"""Stages, labels, grades and companies, on a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...dsl.spoken.words import capital, spaced
from ..report.document import Block, Says, Section, Table
from .card import Card, ClassCard, ClassRow, GradeCard, GradePart
from .words import points

FIRST = "Read from the top: the first line that holds counts."


def stages(found: Card) -> Iterator[Section]:
    for one in found.classes:
        if isinstance(one, ClassCard) and one.name == "stage":
            yield Section("Stages", (Says(FIRST), _table(one.rows, "Stage")), whole=True)


def labels(found: Card) -> Iterator[Section]:
    for one in found.classes:
        name = capital(spaced(one.name))
        if isinstance(one, GradeCard):
            yield Section(name, tuple(_grade(one, found)), whole=True)
        elif one.name != "stage":
            yield Section(name, (Says(FIRST), _table(one.rows, name)), whole=True)


def _table(rows: Sequence[ClassRow], heading: str, title: str = "") -> Table:
    kept = any(row.until is not None for row in rows)
    columns = (heading, "When", "Who has it keeps it until")
    told = ((row.value, _when(row), row.until or "") for row in rows)
    width = 3 if kept else 2
    return Table(
        columns[:width], tuple(row[:width] for row in told), frozenset(range(width)), title=title
    )


def _when(row: ClassRow) -> str:
    return capital(row.when) if row.when is not None else "All others"


# ---------------------------------------------------------------- grades


def _grade(one: GradeCard, found: Card) -> Iterator[Block]:
    letters = [(part.bands[0][0] if part.bands else part.otherwise) for part in one.parts]
    yield Says(f"Two signs side by side: the best is `{''.join(letters)}`.")
    titles = {group.name: group.title for group in found.groups}
    for part in one.parts:
        yield _part(part, titles.get(part.group, part.group))


def _part(part: GradePart, title: str) -> Table:
    rows = [(value, f"from {points(start)} points") for value, start in part.bands]
    heading = title if title.lower() == part.group.lower() else f"{title} ({part.group})"
    return Table(("Sign", heading), (*rows, (part.otherwise, "below that")), frozenset({0, 1}))


# ---------------------------------------------------------------- companies


def companies(found: Card) -> Iterator[Section]:
    if found.companies is None:
        return
    of, how = spaced(found.companies.of), found.companies.how
    told = f"A company's score is the {how} {of} of its leads."
    tables = (
        _table(label.rows, capital(spaced(label.name)), FIRST) for label in found.companies.labels
    )
    yield Section("Companies", (Says(told), *tables), whole=True)
