"""Whether rows above leave nothing for a row."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from . import terms
from .intervals import EVERYTHING, Interval, Ranges, intersection, union, within
from .logic import Logic, Subject, fits, like_within, never_unknown, possible, ranges
from .terms import Test
from .topics import About, about

MOST_ROWS = 200
"""Tables of more rows are not searched; it would take time by the square."""
MOST_COMPARED = 12
"""Rows above with which a test of several columns, events and the like is compared, the nearest."""
Cover: TypeAlias = tuple[int, ...]
"""Positions of the rows above that take everything."""
Part: TypeAlias = tuple[int, terms.TextLike, str]


@dataclass(slots=True)
class Taken:
    """What the rows so far take. Rows about a single text or number are kept by what they ask, so
    that a long table is not compared row by row. `points` are the attainable ranges of groups."""

    logic: Logic
    points: Mapping[str | None, Interval] = field(default_factory=dict)
    _same: dict[Test, int] = field(default_factory=dict)
    _texts: dict[terms.Value, dict[str, int]] = field(default_factory=dict)
    _likes: dict[terms.Value, list[Part]] = field(default_factory=dict)
    _numbers: dict[Subject, tuple[Ranges, list[tuple[int, Ranges]]]] = field(default_factory=dict)
    _others: list[tuple[int, Test, Shape | None, About]] = field(default_factory=list)
    _count: int = 0

    def add(self, test: Test) -> None:
        test = self.logic.open(test)
        at, self._count = self._count, self._count + 1
        self._same.setdefault(test, at)
        asked = ranges(test)
        if isinstance(test, terms.TextIn):
            known = self._texts.setdefault(test.value, {})
            for text in test.texts:
                known.setdefault(text, at)
        elif isinstance(test, terms.TextLike):
            self._likes.setdefault(test.value, []).extend((at, test, t) for t in test.texts)
        elif asked is not None:
            taken, rows = self._numbers.get(asked[0], ((), []))
            rows.append((at, asked[1]))
            self._numbers[asked[0]] = union((*taken, *asked[1])), rows
        if _stands_apart(test, asked):
            self._others.append((at, test, shape(test), about(self.logic, test)))

    def cover(self, test: Test) -> Cover | None:
        """The rows above of which one holds wherever `test` does, if that is certain and `test`
        can hold at all."""
        test = self.logic.open(test)
        if test in self._same:
            return (self._same[test],)
        if isinstance(test, terms.TextIn | terms.TextLike):
            found = self._text_cover(test)
        else:
            found = self._number_cover(test)
        return found or self._other_cover(test)

    # -- texts

    def _text_cover(self, test: terms.TextIn | terms.TextLike) -> Cover | None:
        """Each text of a row may be taken by another row."""
        found = []
        for text in test.texts:
            taker = self._taker(test, text)
            if taker is None:
                return None
            found.append(taker)
        return tuple(dict.fromkeys(found))

    def _taker(self, test: terms.TextIn | terms.TextLike, text: str) -> int | None:
        likes = self._likes.get(test.value, ())
        if isinstance(test, terms.TextLike):
            return next((at for at, b, p in likes if like_within(test.how, text, b.how, p)), None)
        exact = self._texts.get(test.value, {}).get(text)
        return next((at for at, b, p in likes if p in text and fits(text, b.how, p)), exact)

    # -- numbers and points

    def _number_cover(self, test: Test) -> Cover | None:
        """The rows above may take all numbers together, though none of them alone does."""
        asked = ranges(test)
        if asked is None and test == terms.Always(True):
            asked = next(((subject, EVERYTHING) for subject in self._numbers), None)
        if asked is None or asked[0] not in self._numbers:
            return None
        subject, wanted = asked
        wanted = intersection(wanted, self._possible(subject))
        taken, rows = self._numbers[subject]
        if not wanted or not within(wanted, taken):
            return None
        alone = next((at for at, values in rows if within(wanted, values)), None)
        takers = [at for at, _ in rows] if alone is None else [alone]
        if test == terms.Always(True) and not never_unknown(subject):
            unknown = self._same.get(terms.Not(terms.Known(subject)))  # type: ignore[arg-type]
            if unknown is None:
                return None
            takers.append(unknown)
        return tuple(takers)

    def _possible(self, subject: Subject) -> Ranges:
        if isinstance(subject, terms.Points):
            return (self.points[subject.group],) if subject.group in self.points else EVERYTHING
        return possible(subject)

    # -- all else

    def _other_cover(self, test: Test) -> Cover | None:
        mine, asked = shape(test), about(self.logic, test)
        compared = self._others if mine is not None else self._others[-MOST_COMPARED:]
        able = ((at, o, its) for at, o, its, of in compared if of.may_follow_from(asked))
        taker = next(
            (at for at, other, its in able if implies(self.logic, test, other, mine, its)), None
        )
        if taker is None and isinstance(test, terms.All):
            taker = self._part_cover(test)
        return None if taker is None else (taker,)

    def _part_cover(self, test: terms.All) -> int | None:
        """The row that takes all that a part of the test leaves."""
        found = [self.cover(part) for part in test.tests if not isinstance(part, terms.Always)]
        return next((cover[0] for cover in found if cover is not None and len(cover) == 1), None)


def _stands_apart(test: Test, asked: tuple[Subject, Ranges] | None) -> bool:
    """Whether more can be seen of a test than texts and numbers: so many events mean others."""
    if asked is None:
        return not isinstance(test, terms.TextIn | terms.TextLike)
    return isinstance(asked[0], terms.Measured)


@dataclass(slots=True)
class Asked:
    """What the parts of a test ask of one column or of points."""

    numbers: Ranges = EVERYTHING
    others: list[Test] = field(default_factory=list)


Shape: TypeAlias = dict[Hashable, Asked]


def shape(test: Test) -> Shape | None:
    """What a test asks by column, if it asks nothing but columns and points."""
    found: Shape = {}
    for part in test.tests if isinstance(test, terms.All) else (test,):
        value = part.points if isinstance(part, terms.PointsAre) else getattr(part, "value", None)
        if not isinstance(value, terms.ColumnValue | terms.Points):
            return None
        name = value.name if isinstance(value, terms.ColumnValue) else (value.group,)
        asked, numbers = found.setdefault(name, Asked()), ranges(part)
        if numbers is None:
            asked.others.append(part)
        else:
            asked.numbers = intersection(asked.numbers, numbers[1])
    return found


def implies(logic: Logic, a: Test, b: Test, mine: Shape | None, other: Shape | None) -> bool:
    """Whether b holds wherever a does; where both shapes are known most is quickly refused."""
    quick = mine is not None and other is not None and not _may(mine, other)
    return not quick and logic.implies(a, b)


def _may(mine: Shape, other: Shape) -> bool:
    """No only if something asked by the other is not asked by this."""
    return other.keys() <= mine.keys() and all(
        _within(mine[name].numbers, asked.numbers)
        and all(_other_may(mine[name], b) for b in asked.others)
        for name, asked in other.items()
    )


def _within(a: Ranges, b: Ranges) -> bool:
    if len(a) == 1 == len(b):
        return b[0][0] <= a[0][0] and a[0][1] <= b[0][1]
    return within(a, b)


def _other_may(mine: Asked, b: Test) -> bool:
    return isinstance(b, terms.Known) or any(_texts_may(a, b) for a in mine.others)


def _texts_may(a: Test, b: Test) -> bool:
    texts = getattr(a, "texts", None)
    if not isinstance(b, terms.TextLike) or b.how == "matches" or texts is None:
        return True
    return all(any(part in text for part in b.texts) for text in texts)
