"""Tallies in generated Python: the points of `for each` rules.

Five ways, the first that will do
    sum      every event counts: add up as they come
    fill     all events give the same (or all of one bucket do): count those that still fit
    newest   points depend on age alone, one event counts: remember its step
    latest   points depend on age alone, some count: remember the steps, take the first of them
    rank     remember age, points and key of each event; `kept` chooses after the last
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Literal

from .plan import DAY, Tally
from .python_event_points import at_age, capped, give
from .python_events import Step
from .python_metrics import is_known
from .python_simplify import TRUE
from .python_source import Code, literal
from .python_support import duration
from .python_time import age, age_in
from .python_values import normal_form

Way = Literal["sum", "fill", "newest", "latest", "rank"]


@dataclass(frozen=True, slots=True)
class Figures:
    """Expressions: points of the events kept; with a breakdown also how many were kept, the
    points as if nothing limited them, and what is false if there was no event at all."""

    points: str
    count: str = ""
    before: str = ""
    met: str = ""


def way(tally: Tally) -> Way:
    keep = tally.keep
    if keep.once_per is None and keep.per_bucket is None and keep.times is None:
        return "sum"
    if not _is_flat(tally):
        return "rank"
    if keep.once_per is not None:
        return "fill" if is_steady(tally) and keep.per_bucket is None else "rank"
    if keep.per_bucket is None:
        return "fill" if is_steady(tally) else "newest" if keep.times == 1 else "latest"
    return "fill" if is_steady(tally) or _is_steady_in_buckets(tally) else "rank"


def _is_flat(tally: Tally) -> bool:
    """Whether the points depend on nothing but age."""
    return not tally.rows or tally.rows[0].test in (None, TRUE)


def is_steady(tally: Tally) -> bool:
    """Whether every event gives the same points."""
    return _is_flat(tally) and len(_steps(tally)) == 1


def _is_steady_in_buckets(tally: Tally) -> bool:
    """Whether all events of a bucket give the same, and nothing chooses between buckets."""
    bucket, step = tally.keep.per_bucket, tally.step_us
    if bucket is None or step is None or tally.keep.times is not None:
        return False
    return step % bucket[1] == 0


def _steps(tally: Tally) -> tuple[int, ...]:
    """The points by step of a flat tally."""
    return tally.rows[0].steps if tally.rows else (0,)


# ---------------------------------------------------------------- before


def start(code: Code, tally: Tally) -> None:
    name = code.states[tally] = code.name("y")
    code.note("for each", tally.events.kinds)
    empty = {"latest": "[]", "rank": "[]", "newest": literal(len(_steps(tally)))}
    code.add(f"{name} = {empty.get(way(tally), '0')}")
    if way(tally) == "fill" and tally.keep.per_bucket:
        code.add(f"{name}_in = {{}}")
    elif way(tally) == "fill" and tally.keep.once_per:
        code.add(f"{name}_in = set()")
    if code.full:
        code.add(f"{name}_met = {name}_kept = {name}_before = 0")


# ---------------------------------------------------------------- each event


def step(code: Code, tally: Tally) -> Step:
    name, keep = code.states[tally], tally.keep
    write = WRITE[way(tally)]
    asks = tuple(row.test for row in tally.rows if row.test is not None)
    guard = ""
    if not code.full and way(tally) == "fill" and not (keep.once_per or keep.per_bucket):
        guard = f"{name} < {keep.times}"
    by_days = any(width % DAY == 0 for width in _widths(tally))
    return Step(tally.events, partial(write, name, tally), guard, asks, keep.once_per, by_days)


def _widths(tally: Tally) -> list[int]:
    """Widths in which an event's age is measured as events pass."""
    widths = [tally.keep.per_bucket[1]] if tally.keep.per_bucket and way(tally) == "fill" else []
    faded = any(len(row.steps) > 1 for row in tally.rows)
    return [*widths, tally.step_us] if faded and tally.step_us else widths


def _sum(name: str, tally: Tally, code: Code) -> None:
    if is_steady(tally):
        code.add(f"{name} += 1")
        return
    _meet(code, name)
    with _while_it_gives(code, tally):
        give(code, tally, lambda points: (f"{name} += {points}",))


def _fill(name: str, tally: Tally, code: Code) -> None:
    _meet(code, name)
    if tally.keep.per_bucket:
        _fill_bucket(code, name, tally, *tally.keep.per_bucket)
    elif tally.keep.once_per:
        key = _key(code, tally)
        if key:
            code.add(f"if {is_known(tally.keep.once_per, key)}:")
            code.add(f"    {name}_in.add({key})")
    else:
        code.add(f"{name} += 1")


def _fill_bucket(code: Code, name: str, tally: Tally, most: int, width: int) -> None:
    gives = "1" if is_steady(tally) else at_age(code, tally, _steps(tally))
    bucket = age_in(code, width)
    if code.full and not is_steady(tally):
        code.add(f"{name}_before += {gives}")
    with _while_it_gives(code, tally):
        code.add(f"filled = {name}_in.get({bucket}, 0)")
        with code.block(f"if filled < {most}:"):
            code.add(f"{name}_in[{bucket}] = filled + 1")
            code.add(f"{name} += {gives}")
            if code.full and not is_steady(tally):
                code.add(f"{name}_kept += 1")


def _newest(name: str, tally: Tally, code: Code) -> None:
    _meet(code, name)
    if code.full:
        code.add(f"{name}_before += {at_age(code, tally, _steps(tally))}")
    step = capped(code, tally, len(_steps(tally)))
    code.add(f"if {step} < {name}:")
    code.add(f"    {name} = {step}")


def _latest(name: str, tally: Tally, code: Code) -> None:
    _meet(code, name)
    step = capped(code, tally, len(_steps(tally)))
    with _while_it_gives(code, tally):
        code.add(f"{name}.append({step})")


def _while_it_gives(code: Code, tally: Tally) -> AbstractContextManager[None]:
    """Leaves out events that are so old that they give nothing, unless they are to be counted."""
    steps = _steps(tally)
    if code.full or not _is_flat(tally) or len(steps) == 1 or steps[-1] or not tally.step_us:
        return nullcontext()
    return code.block(f"if {age_in(code, tally.step_us)} < {len(steps) - 1}:")


def _rank(name: str, tally: Tally, code: Code) -> None:
    _meet(code, name)
    key = _key(code, tally) if tally.keep.once_per else "None"
    give(code, tally, lambda points: (f"points = {points}",), ("points = 0",))
    if code.full:
        code.add(f"{name}_before += points")
    if key and tally.keep.once_per:
        with code.block(f"if {is_known(tally.keep.once_per, key)}:"):
            code.add(f"{name}.append(({age(code)}, -points, {key}))")
    elif key:
        code.add(f"{name}.append(({age(code)}, -points, None))")


WRITE: dict[Way, Callable[[str, Tally, Code], None]] = {
    "sum": _sum, "fill": _fill, "newest": _newest, "latest": _latest, "rank": _rank,
}  # fmt: skip


def _meet(code: Code, name: str) -> None:
    if code.full:
        code.add(f"{name}_met += 1")


def _key(code: Code, tally: Tally) -> str | None:
    """The local with the field of `once_per`; none if this kind of event has no such field."""
    field = tally.keep.once_per
    if field is None or (field.name, field.type) not in code.fields:
        return None
    return normal_form(code, field)


# ---------------------------------------------------------------- after


def finish(code: Code, tally: Tally) -> Figures:
    name = code.states[tally]
    match way(tally):
        case "sum" if is_steady(tally):
            points = f"{name} * {literal(_steps(tally)[0])}"
            return Figures(points, name, points, name)
        case "sum":
            return Figures(name, f"{name}_met", name, f"{name}_met")
        case "fill":
            return _finish_fill(code, name, tally)
        case "newest":
            points = f"{code.constant((*_steps(tally), 0))}[{name}]"
            return Figures(points, "1", f"{name}_before", f"{name}_met")
        case "latest":
            return _finish_latest(code, name, tally)
        case _:
            return _finish_rank(code, name, tally)


def _finish_fill(code: Code, name: str, tally: Tally) -> Figures:
    keep = tally.keep
    if not is_steady(tally):
        return Figures(name, f"{name}_kept", f"{name}_before", f"{name}_met")
    if keep.once_per:
        code.add(f"{name} = len({name}_in)")
    if keep.times is not None:
        code.add(f"if {name} > {keep.times}:")
        code.add(f"    {name} = {keep.times}")
    gives = literal(_steps(tally)[0])
    return Figures(f"{name} * {gives}", name, f"{name}_met * {gives}", f"{name}_met")


def _finish_latest(code: Code, name: str, tally: Tally) -> Figures:
    times = tally.keep.times
    points = code.constant(_steps(tally).__getitem__)
    taken = f"sorted({name})[:{times}] if len({name}) > {times} else {name}"
    code.add(f"{name}_points = sum(map({points}, {taken})) if {name} else 0")
    return Figures(
        f"{name}_points",
        f"min({name}_met, {times})",
        f"sum(map({points}, {name}))",
        f"{name}_met",
    )


def _finish_rank(code: Code, name: str, tally: Tally) -> Figures:
    keep = tally.keep
    most, width = keep.per_bucket or (None, DAY)
    unit = code.constant(duration(width))
    rest = f"{keep.once_per is not None}, {most}, {unit}, {keep.times}"
    code.add(f"{name}_kept, {name}_points = kept({name}, {rest}) if {name} else (0, 0)")
    return Figures(f"{name}_points", f"{name}_kept", f"{name}_before", f"{name}_met")
