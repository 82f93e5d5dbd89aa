"""What generated functions call: readers off the fast path, exact arithmetic, kept events.

In generated code *unknown* is the value of each type for which every comparison is false: `NAN`
for numbers and moments, the empty text, `None` for yes/no, an empty set or tuple for lists.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeAlias

from ..dsl.fold import fold
from . import normal
from .plan import DAY, MICRO, SECOND

NAN: Final = float("nan")
NUMBER_LIMIT: Final = normal.LIMIT * MICRO
POINTS_LIMIT: Final = 10**18
NAIVE_EPOCH: Final = normal.EPOCH.replace(tzinfo=None)
SPELLINGS: Final = 4096
"""So many spellings of event names are remembered; others are folded each time."""

Known: TypeAlias = int | float
"""A whole number, or `NAN`."""


class Overflow(Exception):
    """A number, total or points of 10**18 or more in size: `what` overflowed, and the `lead`'s
    key as far as a message may show it."""

    def __init__(self, what: str, lead: str | None = None) -> None:
        self.what, self.lead = what, lead
        super().__init__(f"{what} has more than 18 digits{f' for lead `{lead}`' if lead else ''}")


# ---------------------------------------------------------------- readers


def fold_text(text: str) -> str:
    """As `fold`; `str.lower` agrees with it on Latin-1 and is many times faster."""
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return fold(text)
    return text.lower()


def read_text(raw: object) -> str:
    return normal.text(raw) or ""


def read_number(raw: object) -> Known:
    """In 10**-6."""
    if type(raw) is float and -1e9 < raw < 1e9:
        # With at most 15 digits a decimal that reads back as this float is its shortest one.
        micro = round(raw * 1e6)
        if micro / 1e6 == raw:
            return micro
    read = normal.number(raw)
    return read if isinstance(read, int) else NAN


def read_yes(raw: object) -> bool | None:
    read = normal.yes_no(raw)
    return read if isinstance(read, bool) else None


def read_moment(raw: object) -> Known:
    """In microseconds since the epoch."""
    if type(raw) is datetime and (raw.tzinfo is None or raw.tzinfo is UTC):
        return microseconds(raw)
    read = normal.moment(raw)
    return read if isinstance(read, int) else NAN


def read_day(raw: object) -> Known:
    read = normal.day(raw)
    return read if isinstance(read, int) else NAN


def read_list(raw: object, separator: str, unknown: frozenset[str]) -> tuple[str, ...]:
    """Elements in normal form, without those that mean *unknown*."""
    elements = normal.texts(raw, separator) or ()
    if not unknown:
        return elements
    return tuple(element for element in elements if fold(element) not in unknown)


def fold_list(elements: Iterable[str]) -> frozenset[str]:
    return frozenset(map(fold_text, elements))


def read_folded(raw: object, separator: str, unknown: frozenset[str]) -> Collection[str]:
    """The folded elements of a list; perhaps an empty text among them."""
    if type(raw) is str and raw.isascii() and not unknown:
        return [element.strip(" ").lower() for element in raw.split(separator)]
    return fold_list(read_list(raw, separator, unknown))


# ---------------------------------------------------------------- time


def as_moment(as_of: object) -> datetime:
    """As-of, naive or in UTC."""
    if type(as_of) is datetime and (as_of.tzinfo is None or as_of.tzinfo is UTC):
        return as_of
    read = normal.moment(as_of)
    if not isinstance(read, int):
        raise TypeError(f"as-of must be a datetime, not {type(as_of).__name__}")
    return shifted(normal.EPOCH, timedelta(microseconds=read))


def microseconds(moment: datetime) -> int:
    """Since the epoch, of a moment that is naive or in UTC."""
    age = moment - (normal.EPOCH if moment.tzinfo else NAIVE_EPOCH)
    return age.days * DAY + age.seconds * SECOND + age.microseconds


def read_at(raw: object, now: datetime) -> datetime | None:
    """An event's time that is no plain `datetime`: naive in UTC, or of the same kind as `now`."""
    if type(raw) is str and len(raw) == 19 and raw[13] == raw[16] == ":" and raw[10] in " T":
        try:  # 2026-03-01 10:30:15 and nothing else, but for weeks (2026-W09-7)
            return datetime.fromisoformat(raw) if raw[5] != "W" else None
        except ValueError:
            return None
    read = normal.moment(raw)
    if not isinstance(read, int):
        return None
    return shifted(normal.EPOCH.replace(tzinfo=now.tzinfo), timedelta(microseconds=read))


def flipped(now: datetime) -> datetime:
    """The same moment: naive if it was in UTC, in UTC if it was naive."""
    return now.replace(tzinfo=None if now.tzinfo else UTC)


def shifted(moment: datetime, by: timedelta) -> datetime:
    """`moment + by`, kept within the years 1 to 9999."""
    try:
        return moment + by
    except OverflowError:
        return (datetime.min if by.days < 0 else datetime.max).replace(tzinfo=moment.tzinfo)


def duration(us: int) -> timedelta:
    """So many microseconds, or the longest time there is."""
    try:
        return timedelta(microseconds=us)
    except OverflowError:
        return timedelta.min if us < 0 else timedelta.max


def kind_of(kinds: dict[object, int], name: object) -> int:
    """The number of the kind that `name` folds to, 0 if there is none; remembers the spelling."""
    read = normal.text(name)
    if read is None:
        return 0
    number = kinds.get(fold_text(read), 0)
    if len(kinds) < SPELLINGS and type(name) is str and len(name) < 100:
        kinds[name] = number
    return number


# ---------------------------------------------------------------- numbers


def plus(left: Known, right: Known) -> Known:
    return _checked(left + right, "a sum")


def minus(left: Known, right: Known) -> Known:
    return _checked(left - right, "a difference")


def times(left: Any, right: Any) -> Known:
    if left != left or right != right:
        return NAN
    return _checked(_rounded(left * right, MICRO), "a product")


def divided(left: Any, right: Any) -> Known:
    if left != left or right != right or right == 0:
        return NAN
    return _checked(_rounded(left * MICRO, right), "a quotient")


def _rounded(above: int, below: int) -> int:
    """The quotient, half away from zero."""
    size = (2 * abs(above) + abs(below)) // (2 * abs(below))
    return size if (above < 0) == (below < 0) else -size


def _checked(result: Known, what: str) -> Known:
    if -NUMBER_LIMIT < result < NUMBER_LIMIT or result != result:
        return result
    raise Overflow(what)


# ---------------------------------------------------------------- events


def greater(left: Any, right: Any) -> Any:
    """The greater of two values of one type; unknown only if both are."""
    if right is None or right != right:
        return left
    if left is None or left != left:
        return right
    return max(left, right)


Entry: TypeAlias = tuple[timedelta, int, Any]
"""Age of an event, its points negated (so that entries sort as they rank), its key."""


def kept(
    entries: list[Entry],
    once: bool,
    most: int | None,
    width: timedelta,
    times: int | None,
) -> tuple[int, int]:
    """How many events a `Keep` leaves, and their points: the latest of each key if `once`, then
    at most `most` for each `width` of age, then at most `times`."""
    entries.sort(key=_rank)
    if once:
        latest: dict[object, Entry] = {}
        for entry in entries:
            latest.setdefault(entry[2], entry)
        entries = list(latest.values())
    if most is not None:
        entries = _per_bucket(entries, most, width)
    entries = entries[:times]
    return len(entries), -sum([points for _, points, _ in entries])


def _rank(entry: Entry) -> tuple[timedelta, int]:
    return entry[:2]


def _per_bucket(entries: list[Entry], most: int, width: timedelta) -> list[Entry]:
    filled: dict[int, int] = {}
    left = []
    for entry in entries:
        bucket = entry[0] // width
        filled[bucket] = filled.get(bucket, 0) + 1
        if filled[bucket] <= most:
            left.append(entry)
    return left


def holds_any(text: str, needles: tuple[str, ...]) -> bool:
    return any(needle in text for needle in needles)


# ---------------------------------------------------------------- events among one another


Aged: TypeAlias = tuple[Any, ...]
"""The value that must be the same (none if nothing must be), an event's age, and its number."""


def _ages(entries: Iterable[Aged]) -> dict[object, list[timedelta]]:
    """By value, youngest first."""
    found: dict[object, list[timedelta]] = {}
    for key, age, *_ in entries:
        found.setdefault(key, []).append(age)
    for ages in found.values():
        ages.sort()
    return found


def followed(first: list[Aged], then: list[Aged], within: timedelta) -> bool:
    """Whether one of `then` is younger than one of `first`, by at most `within`."""
    if not first or not then:
        return False
    later = _ages(then)
    for key, age, *_ in first:
        ages = later.get(key, [])
        younger = bisect_left(ages, age)
        if younger and age - ages[younger - 1] <= within:
            return True
    return False


def repeated(entries: list[Aged], times: int, within: timedelta | None) -> bool:
    """Whether so many lie within so long, both ends included."""
    if len(entries) < times:
        return False
    for ages in _ages(entries).values():
        if within is None:
            if len(ages) >= times:
                return True
        elif any(
            old - young <= within for young, old in zip(ages, ages[times - 1 :], strict=False)
        ):
            return True
    return False


def too_soon(of: list[Aged], by: list[Aged], within: timedelta) -> list[int]:
    """The numbers of the events in `of` that an event in `by` comes before by at most `within`,
    or at the same moment, unless the event is itself in `by`."""
    earlier = _ages(by)
    own = {entry[2] for entry in by}
    found = []
    for key, age, number in of:
        ages = earlier.get(key, [])
        place = bisect_right(ages, age) if number in own else bisect_left(ages, age)
        if place < len(ages) and ages[place] - age <= within:
            found.append(number)
    return found
