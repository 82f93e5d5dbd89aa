"""Rules, groups, score and classes in generated Python: straight-line code after the events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .plan import (
    MICRO,
    Class,
    ClassRow,
    Each,
    Every,
    Gives,
    Group,
    Measured,
    Once,
    People,
    Points,
    Row,
    Rows,
    Rule,
    Tally,
)
from .python_chains import Arm, lookup, write_chain
from .python_conditions import condition
from .python_simplify import simplified
from .python_source import Code, literal
from .python_support import POINTS_LIMIT
from .python_tallies import Figures
from .python_values import WHOLE, folded, number, whole

MANY_EVENTS = 10**9
"""No lead has as many; so many times a rule's points are checked for overflow while compiling."""
LONG_SUM = 50
"""So many summands stand in one expression, for Python nests them."""

Outcome = Callable[[int, int, int, int, int | None], object]
"""(rule, count, points before its own limits, points, row) → what a breakdown has as its line."""


@dataclass(frozen=True, slots=True)
class Maker:
    """What is needed to write the lines of a breakdown; `line` is called for what is known now."""

    line: Outcome
    figures: dict[Tally, Figures]


# ---------------------------------------------------------------- groups and score


def write_groups(code: Code, maker: Maker) -> int:
    """Writes all groups; returns a bound on the size of their sum."""
    bound = first = 0
    for i, group in enumerate(code.plan.groups):
        total = f"g{i}"
        if group.title:
            code.note("group", group.title)
        code.add(f"{total} = 0")
        if group.when is None:
            bound += _write_group(code, maker, group, i, first)
        else:
            with code.block(f"if {condition(code, simplified(group.when))}:"):
                bound += _write_group(code, maker, group, i, first)
        if group.name is not None:
            code.points[Points(group.name)] = total
        first += len(group.rules)
    return bound


def _write_group(code: Code, maker: Maker, group: Group, i: int, first: int) -> int:
    total, bound = f"g{i}", 0
    for at, rule in enumerate(group.rules, first):
        code.note("rule", rule.name)
        bound += _write_rule(code, maker, total, at, rule)
    _check(code, total, bound, f"the sum of `{group.title or group.name or 'all rules'}`")
    write_limits(code, total, i, group.lower, group.upper)
    return _limited(bound, group.lower, group.upper)


def _limited(bound: int, lower: int | None, upper: int | None) -> int:
    if lower is None or upper is None:
        return min(bound, POINTS_LIMIT) + abs(lower or 0) + abs(upper or 0)
    return max(abs(lower), abs(upper))


def write_limits(
    code: Code, local: str, group: int | None, lower: int | None, upper: int | None
) -> None:
    for limit, order in ((upper, ">"), (lower, "<")):
        if limit is not None:
            with code.block(f"if {local} {order} {literal(limit)}:"):
                if code.full:
                    code.add(f"limits.append(limit({group}, {literal(limit)} - {local}))")
                code.add(f"{local} = {literal(limit)}")


def write_score(code: Code, bound: int) -> None:
    groups = [f"g{i}" for i in range(len(code.plan.groups))]
    code.add(f"score = {' + '.join(groups[:LONG_SUM]) or '0'}")
    for start in range(LONG_SUM, len(groups), LONG_SUM):
        code.add(f"score += {' + '.join(groups[start : start + LONG_SUM])}")
    _check(code, "score", bound, "the score")
    write_limits(code, "score", None, code.plan.lower, code.plan.upper)
    code.points[Points(None)] = "score"


def _check(code: Code, local: str, bound: int, what: str) -> None:
    """Overflow, unless the points cannot get so large."""
    if bound >= POINTS_LIMIT:
        code.add(f"if not {-POINTS_LIMIT} < {local} < {POINTS_LIMIT}:")
        code.add(f"    raise Overflow({literal(what)})")


# ---------------------------------------------------------------- rules


def _write_rule(code: Code, maker: Maker, total: str, at: int, rule: Rule) -> int:
    """Adds the rule's points to `total`; returns a bound on their size."""
    what = f"the points of `{rule.name}`"
    gives: Gives = rule.gives
    match gives:
        case Once():
            lines = _fixed(code, maker, total, at, gives.points, None)
            write_chain(code, [Arm(gives.test, lines)])
            return abs(gives.points)
        case Rows(rows):
            _write_rows(code, maker, total, at, gives)
            return max((abs(row.points) for row in rows), default=0)
        case Every():
            return _write_every(code, total, at, gives, what)
        case Each():
            return _write_each(code, maker.figures[gives.tally], total, at, gives, what)


def _fixed(
    code: Code, maker: Maker, total: str, at: int, points: int, row: int | None
) -> tuple[str, ...]:
    """Statements for points that are known beforehand."""
    lines = (f"{total} += {literal(points)}",) if points else ()
    if not code.full:
        return lines
    line = code.constant(maker.line(at, 1, points, points, row))
    return (*lines, f"lines[{at}] = {line}")


def _write_rows(code: Code, maker: Maker, total: str, at: int, gives: Rows) -> None:
    order = list(enumerate(gives.rows))
    if gives.best:
        order.sort(key=lambda pair: -pair[1].points)
    table = lookup([simplified(row.test) for _, row in order])
    if table is None:
        write_chain(
            code,
            [Arm(row.test, _fixed(code, maker, total, at, row.points, i)) for i, row in order],
        )
        return
    rows = {text: order[place] for text, place in table.rows.items()}
    missing = None if table.otherwise is None else order[table.otherwise]
    _write_table(code, maker, total, at, folded(code, table.value), rows, missing)


def _write_table(
    code: Code,
    maker: Maker,
    total: str,
    at: int,
    local: str,
    rows: dict[str, tuple[int, Row]],
    missing: tuple[int, Row] | None,
) -> None:
    if not code.full:
        table = code.constant({text: row.points for text, (_, row) in rows.items()})
        code.add(f"{total} += {table}.get({local}, {literal(missing[1].points if missing else 0)})")
        return
    outcomes = {
        i: (row.points, maker.line(at, 1, row.points, row.points, i))
        for i, row in [*rows.values(), *([missing] if missing else [])]
    }
    table = code.constant({text: outcomes[i] for text, (i, _) in rows.items()})
    other = outcomes[missing[0]] if missing else (0, maker.line(at, 0, 0, 0, None))
    code.add(f"points, lines[{at}] = {table}.get({local}, {code.constant(other)})")
    code.add(f"{total} += points")


def _write_every(code: Code, total: str, at: int, gives: Every, what: str) -> int:
    units = whole(code, gives.value) if gives.per % MICRO == 0 else None
    local, per = units or number(code, gives.value), gives.per // (MICRO if units else 1)
    with code.block(f"if {local} >= {per}:"):
        code.add(f"count = {local} // {per}")
        code.add(f"points = {'before = ' if code.full else ''}count * {literal(gives.points)}")
        _write_up_to(code, gives.up_to, gives.points > 0, gives.points < 0)
        counted = isinstance(gives.value, People) or (
            isinstance(gives.value, Measured) and gives.value.metric.kind in WHOLE
        )
        bound = POINTS_LIMIT if gives.up_to is None else gives.up_to
        if counted and gives.up_to is None:
            bound = abs(gives.points) * MANY_EVENTS
        _check(code, "points", bound, what)
        code.add(f"{total} += points")
        if code.full:
            code.add(f"lines[{at}] = line({at}, count, before, points, None)")
    return bound


def _write_each(code: Code, figures: Figures, total: str, at: int, gives: Each, what: str) -> int:
    steps = [points for row in gives.tally.rows for points in row.steps] or [0]
    bound = max(map(abs, steps)) * MANY_EVENTS
    if code.full:
        with code.block(f"if {figures.met}:"):
            code.add(f"points = {figures.points}")
            _finish_each(code, total, gives, bound, what)
            code.add(f"lines[{at}] = line({at}, {figures.count}, {figures.before}, points, None)")
    elif gives.up_to is None and bound < POINTS_LIMIT:
        code.add(f"{total} += {figures.points}")
    else:
        code.add(f"points = {figures.points}")
        _finish_each(code, total, gives, bound, what)
    return bound if gives.up_to is None else min(bound, gives.up_to)


def _finish_each(code: Code, total: str, gives: Each, bound: int, what: str) -> None:
    steps = [points for row in gives.tally.rows for points in row.steps] or [0]
    _write_up_to(code, gives.up_to, max(steps) > 0, min(steps) < 0)
    if gives.up_to is None:
        _check(code, "points", bound, what)
    code.add(f"{total} += points")


def _write_up_to(code: Code, up_to: int | None, above: bool, below: bool) -> None:
    if up_to is not None and above:
        code.add(f"if points > {up_to}:")
        code.add(f"    points = {up_to}")
    if up_to is not None and below:
        code.add(f"if points < {-up_to}:")
        code.add(f"    points = {-up_to}")


# ---------------------------------------------------------------- classes


def write_classes(code: Code) -> None:
    for i, class_ in enumerate(code.plan.classes):
        code.note("class", class_.name)
        _write_class(code, class_, f"z{i}")
        code.classes[class_.name] = f"z{i}"


def _write_class(code: Code, class_: Class, local: str) -> None:
    if len(class_.parts) == 1:
        _write_part(code, class_.parts[0], local)
        return
    names = [f"{local}_{i}" for i in range(len(class_.parts))]
    for name, rows in zip(names, class_.parts, strict=True):
        _write_part(code, rows, name)
    code.add(f"{local} = {' + '.join(names)}")


def _write_part(code: Code, rows: tuple[ClassRow, ...], local: str) -> None:
    write_chain(code, [Arm(row.test, (f"{local} = {literal(row.value)}",)) for row in rows])
