"""Other values in the place of personal ones: of the same kind, and the rules treat them the same.

That they do is for the evaluator to say: every condition comes out as it did, and so do all points.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from ...compiler import normal
from ...compiler.lower import walk
from ...compiler.plan import MICRO, Compare, NumberIn, Plan, Type
from .reduce import reduced

WORK: Final = 20_000
"""Letters that are looked at to find those that matter."""
LONGEST: Final = 100
"""Of more letters it is not looked whether the rules ask for each."""
SOMEONE: Final = "someone"


def blanked(plan: Plan, type_: Type, value: object, same: Callable[[object], bool]) -> object:
    """None if there is no other value, or none is found, that is treated the same. A text of
    which the rules ask for every letter says no more than they do, and comes back as it is."""
    if type_ in ("text", "list"):
        return _text(_joined(value), same)
    return next((other for other in _others(plan, type_, value) if same(other)), None)


def _others(plan: Plan, type_: Type, value: object) -> Iterator[object]:
    if type_ == "number":
        yield from _numbers(plan, value)
    elif type_ in ("date", "time"):
        yield from _moments(value)


def _joined(value: object) -> str:
    if isinstance(value, str):
        return value
    return ",".join(normal.texts(value) or ()) if isinstance(value, list | tuple) else str(value)


# ---------------------------------------------------------------- text


def _text(value: str, same: Callable[[object], bool]) -> str | None:
    """The value itself if the rules ask for each of its letters."""
    whole = next((other for other in _wholes(value) if other != value and same(other)), None)
    if whole is not None:
        return whole
    hidden = [at for at, letter in enumerate(value) if letter.isalnum()]
    kept = reduced(hidden, lambda some: same(_masked(value, some)), WORK)
    other = _masked(value, kept)
    return other if other != value or _all_matter(value, hidden, same) else None


def _all_matter(value: str, hidden: Sequence[int], same: Callable[[object], bool]) -> bool:
    if len(hidden) > LONGEST:
        return False
    without = (_masked(value, [at for at in hidden if at != one]) for one in hidden)
    return not any(other != value and same(other) for other in without)


def _wholes(value: str) -> Iterator[str]:
    """What reads well."""
    name, at, domain = value.rpartition("@")
    if at and name:
        yield f"{SOMEONE}@example.com"
        yield f"{SOMEONE}@{domain}"
    else:
        yield "x"


def _masked(value: str, kept: Sequence[int]) -> str:
    """Letters as `x` and digits as 0, but for those that are kept."""
    there = frozenset(kept)
    return "".join(
        letter if at in there else re.sub(r"\d", "0", re.sub(r"[^\W\d_]", "x", letter))
        for at, letter in enumerate(value)
    )


# ---------------------------------------------------------------- numbers and moments


def _numbers(plan: Plan, value: object) -> Iterator[int | float]:
    """Round ones first, then what rules compare with."""
    read = normal.number(value)
    if not isinstance(read, int):
        return
    for micro in (0, MICRO, 10 * MICRO, *_rounded(read), *sorted(_asked(plan))):
        for near in (micro, micro + MICRO, micro - MICRO):
            if near != read:
                yield near // MICRO if near % MICRO == 0 else near / MICRO


def _rounded(read: int) -> Iterator[int]:
    size = MICRO
    while size * 10 <= abs(read):
        size *= 10
    while size >= 1:
        yield read - read % size
        size //= 10


def _asked(plan: Plan) -> set[int]:
    nodes = list(walk((plan.groups, plan.classes, plan.excluded, plan.defines)))
    found = {node.micro for node in nodes if isinstance(node, Compare)}
    return found | {micro for n in nodes if isinstance(n, NumberIn) for micro in n.micros}


def _moments(value: object) -> Iterator[str]:
    """The beginning of its year, its month, its day; then days beside it."""
    read = normal.moment(value)
    if not isinstance(read, int):
        return
    at = normal.EPOCH + timedelta(microseconds=read)
    day = datetime(at.year, at.month, at.day, tzinfo=UTC)
    near = (day + timedelta(days=days) for days in (-1, 1))
    for other in (day.replace(month=1, day=1), day.replace(day=1), *near, day):
        if other != at:
            yield other.date().isoformat()
