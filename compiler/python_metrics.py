"""Metrics in generated Python: a local before the events, a step for each, a figure after them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from operator import eq, ge, gt, le, lt, ne

from .plan import DAY, MICRO, SECOND, Compare, Comparison, FieldValue, Measured, Metric, Test, Value
from .python_events import Step
from .python_simplify import measures
from .python_source import Code, literal
from .python_support import NUMBER_LIMIT
from .python_time import age, days
from .python_values import normal_form
from .walk import values_in

START = {
    "count": "0", "distinct": "set()", "days": "set()", "total": "NAN", "lowest": "NAN",
    "highest": "NAN", "first_at": "NEVER", "last_at": "EVER",
}  # fmt: skip
HOLDS: dict[Comparison, Callable[[int, int], bool]] = {
    "=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge,
}  # fmt: skip
UNKNOWN = {"text": "''", "list": "()", "yes/no": "None"}
"""By type; the others have `NAN`."""


# ---------------------------------------------------------------- what a plan does with metrics


@dataclass(frozen=True, slots=True)
class Uses:
    """What need not be worked out, given what is asked."""

    settled: dict[Metric, int]
    """The count from which on all answers stay the same."""
    zero: set[Metric]
    """Totals for which 0 gives the same answers as unknown."""


def uses(tests: Iterable[Test], everies: Iterable[Value]) -> Uses:
    """`everies` are the values of `for every` rules."""
    settled: dict[Metric, int] = {}
    other: set[Metric] = set()
    not_zero: set[Metric] = set()
    for value in everies:
        inside = {v.metric for v in values_in(value) if isinstance(v, Measured)}
        other |= inside
        if not isinstance(value, Measured):
            not_zero |= inside
    for test in tests:
        for metric, compare in measures(test):
            if compare is None:
                other.add(metric)
            else:
                settled[metric] = max(settled.get(metric, 1), _settled(compare))
            if compare is None or HOLDS[compare.op](0, compare.micro):
                not_zero.add(metric)
    counts = {metric: count for metric, count in settled.items() if metric not in other}
    return Uses(counts, (set(settled) | other) - not_zero)


def _settled(compare: Compare) -> int:
    """From this count on a comparison does not change."""
    if compare.op in (">=", "<"):
        return -(-compare.micro // MICRO)
    return compare.micro // MICRO + 1


# ---------------------------------------------------------------- before


def start(code: Code, metric: Metric, uses: Uses) -> None:
    name = code.states[metric] = code.name("x")
    code.note(metric.kind, *_words(metric))
    if metric.kind in ("first", "last"):
        code.add(f"{name}_age = {'NEVER' if metric.kind == 'first' else 'EVER'}")
        code.add(f"{name} = {_unknown(metric.field)}")
    else:
        from_zero = metric.kind == "total" and metric in uses.zero
        code.add(f"{name} = {'0' if from_zero else START[metric.kind]}")


def _words(metric: Metric) -> tuple[object, ...]:
    field = (metric.field.name,) if metric.field else ()
    return (*field, metric.events.kinds)


def _unknown(field: FieldValue | None) -> str:
    return UNKNOWN.get(field.type if field else "number", "NAN")


# ---------------------------------------------------------------- each event


def step(code: Code, metric: Metric, uses: Uses) -> Step:
    name, events, settled = code.states[metric], metric.events, uses.settled.get(metric)
    if metric.kind == "count" and settled is not None:
        return Step(events, partial(_count, name, settled), _guard(name, settled))
    write = WRITE[metric.kind]
    if metric.kind == "total" and metric in uses.zero:
        write = _add
    by_days = metric.kind == "days"
    return Step(events, partial(write, name, metric), field=metric.field, by_days=by_days)


def _guard(name: str, settled: int) -> str:
    return f"not {name}" if settled == 1 else f"{name} < {settled}"


def _count(name: str, settled: int, code: Code) -> None:
    code.add(f"{name} = 1" if settled == 1 else f"{name} += 1")


def _count_all(name: str, metric: Metric, code: Code) -> None:
    code.add(f"{name} += 1")


def _days(name: str, metric: Metric, code: Code) -> None:
    code.add(f"{name}.add({days(code)})")


def _distinct(name: str, metric: Metric, code: Code) -> None:
    value = _field(code, metric)
    if value is not None:
        code.add(f"if {is_known(metric.field, value)}:")
        code.add(f"    {name}.add({value})")


def _total(name: str, metric: Metric, code: Code) -> None:
    value = _field(code, metric)
    if value is not None:
        code.add(f"if {value} == {value}:")
        code.add(f"    {name} = {name} + {value} if {name} == {name} else {value}")


def _add(name: str, metric: Metric, code: Code) -> None:
    value = _field(code, metric)
    if value is not None:
        code.add(f"if {value} == {value}:")
        code.add(f"    {name} += {value}")


def _extreme(name: str, metric: Metric, code: Code) -> None:
    value = _field(code, metric)
    if value is not None:
        order = "<=" if metric.kind == "lowest" else ">="
        code.add(f"if {value} == {value} and not {name} {order} {value}:")
        code.add(f"    {name} = {value}")


def _end(name: str, metric: Metric, code: Code) -> None:
    """First or last: another moment, or a greater value at the same one."""
    value = _field(code, metric) or _unknown(metric.field)
    at, order = age(code), ">" if metric.kind == "first" else "<"
    code.add(f"if {at} {order} {name}_age:")
    code.add(f"    {name}_age = {at}")
    code.add(f"    {name} = {value}")
    code.add(f"elif {at} == {name}_age:")
    code.add(f"    {name} = greater({name}, {value})")


def _end_at(name: str, metric: Metric, code: Code) -> None:
    at, order = age(code), ">" if metric.kind == "first_at" else "<"
    code.add(f"if {at} {order} {name}:")
    code.add(f"    {name} = {at}")


def _field(code: Code, metric: Metric) -> str | None:
    """The local with the field's value; none if this kind of event has no such field."""
    field = metric.field
    if field is None or (field.name, field.type) not in code.fields:
        return None
    return normal_form(code, field)


def is_known(field: FieldValue | None, value: str) -> str:
    """Whether a field's normal form is a known value."""
    unknown = _unknown(field)
    if unknown == "NAN":
        return f"{value} == {value}"
    return f"{value} is not None" if unknown == "None" else value


WRITE: dict[str, Callable[[str, Metric, Code], None]] = {
    "count": _count_all, "distinct": _distinct, "days": _days, "total": _total,
    "lowest": _extreme, "highest": _extreme, "first": _end, "last": _end,
    "first_at": _end_at, "last_at": _end_at,
}  # fmt: skip


# ---------------------------------------------------------------- after


def finish(code: Code, metric: Metric) -> None:
    name = code.states[metric]
    match metric.kind:
        case "distinct" | "days":
            code.add(f"{name} = len({name})")
        case "total":
            what = f"the total of `{metric.field.name if metric.field else ''}`"
            code.add(f"if {name} >= {NUMBER_LIMIT} or {name} <= {-NUMBER_LIMIT}:")
            code.add(f"    raise Overflow({literal(what)})")
        case "first_at" | "last_at":
            unset = START[metric.kind]
            code.add(
                f"{name} = NAN if {name} is {unset} else {code.now_us()}"
                f" - {name}.days * {DAY} - {name}.seconds * {SECOND} - {name}.microseconds"
            )
