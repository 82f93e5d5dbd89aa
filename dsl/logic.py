"""What follows from what, as far as it is certain.

`implies` and `excludes` say yes only where it holds for every lead; where it would take more than
a bounded effort to find out they say no.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import TypeAlias

from . import terms
from .bounded import MARK, SEPARATORS, bounded, has_word
from .intervals import (
    EVERYTHING,
    Ranges,
    compared,
    complement,
    intersection,
    union,
    within,
)
from .model import Define
from .terms import MICRO, Test

Subject: TypeAlias = terms.Value | terms.Points
MOST_STEPS = 20_000
COUNTS = ("count", "distinct", "days")


class Logic:
    """Questions about tests of one model; `defines` by name."""

    def __init__(self, defines: Mapping[str, Define]) -> None:
        self.defines = defines
        self.left = 0
        self._asked: dict[int, tuple[Test, Asked]] = {}
        """By identity; the test is kept, so that no other takes its place."""

    def implies(self, a: Test, b: Test) -> bool:
        """Whether b holds wherever a does."""
        self.left = MOST_STEPS
        return self._implies(a, b)

    def excludes(self, a: Test, b: Test) -> bool:
        """Whether a and b never hold together."""
        self.left = MOST_STEPS
        return self._excludes(a, b)

    def every_event(self, a: terms.Events, b: terms.Events) -> bool:
        """Whether every event of a is one of b."""
        self.left = MOST_STEPS
        return events_within(self, a, b)

    def asked(self, test: Test) -> Asked:
        """What a test asks of values, as far as that is quickly seen; worked out once."""
        known = self._asked.get(id(test))
        if known is None:
            known = self._asked[id(test)] = test, _asked(self.open(test))
        return known[1]

    def open(self, test: Test) -> Test:
        """The test behind the name of a define."""
        while isinstance(test, terms.Defined):
            inner = self.defines[test.name].test
            if inner is None:
                return test
            test = inner
        return test

    def _implies(self, a: Test, b: Test) -> bool:
        self.left -= _effort(a) + _effort(b)
        if self.left < 0:
            return False
        a, b = self.open(a), self.open(b)
        if a == b or b == terms.Always(True) or a == terms.Always(False):
            return True
        one, other = self.asked(a), self.asked(b)
        if one.same_number(other):
            return one.numbers_within(other)
        if one.apart(other):
            return False
        if isinstance(b, terms.All):
            return all(self._implies(a, part) for part in b.tests)
        if isinstance(a, terms.AnyOf):
            return all(self._implies(part, b) for part in a.tests)
        if _texts_within(a, b) or _counts_within(self, a, b):
            return True
        if _sequence_within(self, a, b):
            return True
        if isinstance(b, terms.Known) and asks_for(a) == b.value:
            return True
        if isinstance(b, terms.Not) and self._excludes(a, b.test):
            return True
        if isinstance(a, terms.All) and any(self._implies(part, b) for part in a.tests):
            return True
        return isinstance(b, terms.AnyOf) and any(self._implies(a, part) for part in b.tests)

    def _excludes(self, a: Test, b: Test) -> bool:
        self.left -= _effort(a) + _effort(b)
        if self.left < 0:
            return False
        a, b = self.open(a), self.open(b)
        if terms.Always(False) in (a, b):
            return True
        for one, other in ((a, b), (b, a)):
            if isinstance(one, terms.AnyOf):
                return all(self._excludes(part, other) for part in one.tests)
            if isinstance(one, terms.All) and any(self._excludes(p, other) for p in one.tests):
                return True
            if isinstance(one, terms.Not) and self._implies(other, one.test):
                return True
        if _counts_apart(self, a, b) or _counts_apart(self, b, a):
            return True
        return _ranges_apart(a, b) or _texts_apart(a, b)


@dataclass(frozen=True, slots=True)
class Asked:
    """`numbers` is all that a test asks, if it is of one number; `constants` are those of which a
    value must be one wherever the test holds."""

    numbers: tuple[Subject, Ranges] | None
    constants: dict[terms.Value, frozenset[object]]

    def same_number(self, other: Asked) -> bool:
        mine, theirs = self.numbers, other.numbers
        return mine is not None and theirs is not None and mine[0] == theirs[0]

    def numbers_within(self, other: Asked) -> bool:
        """Of the same number: whether all that passes this test passes the other."""
        if self.numbers is None or other.numbers is None:
            return False
        able = intersection(self.numbers[1], possible(self.numbers[0]))
        return within(able, other.numbers[1])

    def apart(self, other: Asked) -> bool:
        """Whether a value that both ask about cannot be what both ask for."""
        return any(
            value in other.constants and constants.isdisjoint(other.constants[value])
            for value, constants in self.constants.items()
        )


def _asked(test: Test) -> Asked:
    constants: dict[terms.Value, frozenset[object]] = {}
    for part in test.tests if isinstance(test, terms.All) else (test,):
        if isinstance(part, terms.TextIn):
            constants[part.value] = frozenset(part.texts)
        elif isinstance(part, terms.NumberIn):
            constants[part.value] = frozenset(part.micros)
        elif isinstance(part, terms.Compare) and part.op == "=":
            constants[part.value] = frozenset((part.micro,))
    return Asked(ranges(test), {v: c for v, c in constants.items() if c})


def _effort(test: Test) -> int:
    """What it costs to look at a test, in steps."""
    if isinstance(test, terms.All | terms.AnyOf):
        return len(test.tests)
    return 1 + len(getattr(test, "texts", ())) // 50


# ---------------------------------------------------------------- numbers and points


def ranges(test: Test) -> tuple[Subject, Ranges] | None:
    """The one number or points that a test is about and for which values it holds (never for an
    unknown one), if that is all it asks."""
    match test:
        case terms.Compare(op, value, micro):
            return value, compared(op, micro)
        case terms.NumberIn(value, micros):
            return value, union((m, m) for m in micros)
        case terms.PointsAre(op, points, limit):
            return points, compared(op, limit)
        case terms.Not(inner):
            found = ranges(inner)
            if found is None or not never_unknown(found[0]):
                return None
            return found[0], complement(found[1])
        case terms.All(tests):
            return _joined(tests, False)
        case terms.AnyOf(tests):
            return _joined(tests, True)
    return None


def _joined(tests: Iterable[Test], any_: bool) -> tuple[Subject, Ranges] | None:
    subject: Subject | None = None
    found: list[Ranges] = []
    for test in tests:
        one = ranges(test)
        if one is None or (subject is not None and one[0] != subject):
            return None
        subject = one[0]
        found.append(one[1])
    if subject is None:
        return None
    if any_:
        return subject, union(part for values in found for part in values)
    return subject, reduce(intersection, found)


def never_unknown(subject: Subject) -> bool:
    if isinstance(subject, terms.Measured):
        return subject.metric.kind in COUNTS
    return isinstance(subject, terms.Points | terms.Number)


def possible(subject: Subject) -> Ranges:
    """The values that a number can have at all; points are bounded elsewhere."""
    if isinstance(subject, terms.People) or (
        isinstance(subject, terms.Measured) and subject.metric.kind in COUNTS
    ):
        return ((0, EVERYTHING[0][1]),)
    return EVERYTHING


def _ranges_apart(a: Test, b: Test) -> bool:
    one, other = ranges(a), ranges(b)
    if one is None or other is None or one[0] != other[0]:
        return False
    return not intersection(intersection(one[1], other[1]), possible(one[0]))


# ---------------------------------------------------------------- texts


def _texts_within(a: Test, b: Test) -> bool:
    if isinstance(a, terms.ListHas) and isinstance(b, terms.ListHas):
        return a.value == b.value and set(a.texts) <= set(b.texts)
    if not isinstance(a, terms.TextIn | terms.TextLike):
        return False
    if not isinstance(b, terms.TextIn | terms.TextLike) or a.value != b.value:
        return False
    if isinstance(b, terms.TextIn):
        return isinstance(a, terms.TextIn) and set(a.texts) <= set(b.texts)
    if isinstance(a, terms.TextIn):
        return all(any(fits(text, b.how, part) for part in b.texts) for text in a.texts)
    return all(any(like_within(a.how, text, b.how, part) for part in b.texts) for text in a.texts)


def _texts_apart(a: Test, b: Test) -> bool:
    if not isinstance(a, terms.TextIn) or not isinstance(b, terms.TextIn | terms.TextLike):
        return isinstance(b, terms.TextIn) and isinstance(a, terms.TextLike) and _texts_apart(b, a)
    if a.value != b.value:
        return False
    if isinstance(b, terms.TextIn):
        return not set(a.texts) & set(b.texts)
    return b.how != "matches" and not any(
        fits(text, b.how, part) for text in a.texts for part in b.texts
    )


def fits(text: str, how: str, part: str) -> bool:
    """Whether a folded text contains, starts or ends with a part; no for patterns."""
    if how == "word":
        return has_word(text, bounded(part))
    return {
        "contains": part in text, "starts": text.startswith(part), "ends": text.endswith(part),
    }.get(how, False)  # fmt: skip


def like_within(how: str, text: str, other_how: str, part: str) -> bool:
    """Whether every text that fits (how, text) fits (other_how, part)."""
    if how == other_how and text == part:
        return True
    if other_how == "contains":
        return part in text and (how in ("contains", "starts", "ends") or _as_written(how, text))
    if how != other_how or how not in ("word", "starts", "ends"):
        return False
    plain = how != "word" or not _separated(part)
    return plain and fits(text, how, part)


def _as_written(how: str, text: str) -> bool:
    """Whether a word stands in a text letter by letter: a space may be a hyphen there."""
    return how == "word" and " " not in text and MARK not in text


def _separated(text: str) -> bool:
    return any(char in SEPARATORS for char in text)


# ---------------------------------------------------------------- events


def _counts_within(logic: Logic, a: Test, b: Test) -> bool:
    """`any E in the last 7 days` implies `any E in the last 30 days`."""
    wanted = _at_least(b)
    return wanted is not None and any(
        most >= wanted[1] and events_within(logic, events, wanted[0]) for events, most in _some(a)
    )


def _counts_apart(logic: Logic, a: Test, b: Test) -> bool:
    """`any E in the last 7 days` excludes `no E in the last 30 days`."""
    if not isinstance(b, terms.Compare) or b.op not in ("=", "<", "<="):
        return False
    if not isinstance(b.value, terms.Measured) or b.value.metric.kind != "count":
        return False
    most = (b.micro - (b.op == "<")) / MICRO
    return any(
        least > most and events_within(logic, events, b.value.metric.events)
        for events, least in _some(a)
    )


def _some(test: Test) -> list[tuple[terms.Events, float]]:
    """Events of which there are so many where a test holds."""
    if isinstance(test, terms.Followed):
        return [(test.first, 1), (test.then, 1)]
    if isinstance(test, terms.Repeated):
        return [(test.events, test.times)]
    counted = _at_least(test)
    return [counted] if counted is not None else []


def _sequence_within(logic: Logic, a: Test, b: Test) -> bool:
    """`any A followed by B within 1 day` implies the same within 7 days; so do more repeats."""
    if isinstance(a, terms.Followed) and isinstance(b, terms.Followed):
        alike = a.within <= b.within and b.same in (None, a.same)
        return alike and all(
            events_within(logic, *pair) for pair in ((a.first, b.first), (a.then, b.then))
        )
    if isinstance(a, terms.Repeated) and isinstance(b, terms.Repeated):
        near = b.within is None or (a.within is not None and a.within <= b.within)
        alike = near and a.times >= b.times and b.same in (None, a.same)
        return alike and events_within(logic, a.events, b.events)
    return False


def _at_least(test: Test) -> tuple[terms.Events, float] | None:
    """The events of which a test asks for at least so many."""
    if not isinstance(test, terms.Compare) or test.op not in (">=", ">", "="):
        return None
    if not isinstance(test.value, terms.Measured) or test.value.metric.kind != "count":
        return None
    least = test.micro + (test.op == ">")
    return (test.value.metric.events, least / MICRO) if least > 0 else None


def events_within(logic: Logic, a: terms.Events, b: terms.Events) -> bool:
    """Whether every event of a is one of b."""
    if not set(a.kinds) <= set(b.kinds) or not span_within(a.span, b.span):
        return False
    return b.where is None or (a.where is not None and logic._implies(a.where, b.where))


def span_within(a: terms.Span | None, b: terms.Span | None) -> bool:
    if b is None or a == b:
        return True
    if a is None:
        return False
    return _edge_within(a.lower, b.lower, 1) and _edge_within(a.upper, b.upper, -1)


def _edge_within(a: terms.Edge | None, b: terms.Edge | None, sign: int) -> bool:
    if b is None or a == b:
        return True
    return a is not None and a.base == b.base and (a.us - b.us) * sign > 0


# ---------------------------------------------------------------- unknown values


def asks_for(test: Test) -> terms.Value | None:
    """The value of which a single positive test is; it holds only if that is known."""
    if isinstance(
        test,
        terms.Compare | terms.NumberIn | terms.TextIn | terms.TextLike | terms.ListHas
        | terms.MomentIn | terms.Yes | terms.Known,
    ):  # fmt: skip
        return test.value
    return None
