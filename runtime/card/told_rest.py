"""What else the rules say, on a page: who is left out, who is told, what words mean, examples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from ...dsl.spoken.words import capital, listed, quoted
from ..report.document import Block, Says, Section, Table
from .card import Card, ListCard, Read, Said

MOST_VALUES: Final = 40
"""Of a list; JSON has all."""


def rest(found: Card) -> Iterator[Section]:
    sections = (
        Section("Who is handed over", tuple(_hand_offs(found))),
        Section("What is left out", tuple(_left_out(found))),
        Section("What counts as won", tuple(_said(found.outcomes, "Outcome", "When"))),
        Section("What the words mean", tuple(_words(found))),
        Section("Examples that were agreed on", tuple(_examples(found))),
        Section("What is read", tuple(_read(found.data))),
    )
    yield from (section for section in sections if section.blocks)


def _hand_offs(found: Card) -> Iterator[Block]:
    rows = tuple((one.stage, one.to, ", ".join(one.items)) for one in found.hand_offs)
    if rows:
        yield Table(("Whoever becomes", "Goes to", "With"), rows, frozenset({0, 1, 2}))


def _left_out(found: Card) -> Iterator[Block]:
    if found.excluded:
        yield Says("These leads get no score:")
        yield from _said(found.excluded, "Because", "Leads of which")
    if found.ignored:
        yield Says("This counts as if it had never happened:")
        yield from _said(found.ignored, "Because", "What")


def _said(found: Sequence[Said], name: str, words: str) -> Iterator[Table]:
    rows = tuple((one.name or "", capital(one.words)) for one in found)
    if any(one.name for one in found):
        yield Table((name, words), rows, frozenset({0, 1}))
    elif rows:
        yield Table((words,), tuple(row[1:] for row in rows))


def _words(found: Card) -> Iterator[Block]:
    yield from _said(found.definitions, "Word", "Means")
    yield from _said(found.numbers, "Bar", "Is")
    rows = tuple((one.name, _values(one)) for one in found.lists)
    if rows:
        yield Table(("List", "Has in it"), rows, frozenset({0, 1}))


def _values(found: ListCard) -> str:
    values = ", ".join(found.values[:MOST_VALUES])
    more = len(found.values) - MOST_VALUES
    if more > 0:
        values += f" and {more:,} more"
    return f"{values} (read from {found.source})" if found.source is not None else values


def _examples(found: Card) -> Iterator[Block]:
    rows = tuple((one.title, "; ".join(one.given), "; ".join(one.expected))
                 for one in found.examples)  # fmt: skip
    if rows:
        yield Table(("Example", "A lead", "Comes out as"), rows, frozenset({0, 1, 2}))


def _read(data: Sequence[Read]) -> Iterator[Block]:
    rows = tuple(_read_row(own) for _, own in groupby(data, key=lambda one: one.of))
    if rows:
        yield Table(("Of", "What"), rows, frozenset({0, 1}))


def _read_row(own: Iterable[Read]) -> tuple[str, str]:
    """All columns of the leads, or an event and its fields."""
    first, *more = own
    if first.of is None:
        return "Lead", ", ".join(_told(one) for one in (first, *more))
    return capital(_told(first)), ", ".join(_told(one) for one in more) or "that it happened"


def _told(one: Read) -> str:
    """With what it is called in the data, if that is something else."""
    name = one.name or one.of or ""
    notes = [f"“{one.source}” in the data"] if one.source not in (one.key, name) else []
    if one.unknown_for:
        notes.append(f"not known if it says {listed([quoted(text) for text in one.unknown_for])}")
    return f"{name} ({'; '.join(notes)})" if notes else name
