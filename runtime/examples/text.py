"""A lead, what it did and what came out, as an `example` to paste into a rule file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Final

from ...compiler import normal
from ...dsl import ast
from ...dsl.check.constants import UNITS
from ...dsl.format import format_text
from ...dsl.model import Class, Column, Model
from ...dsl.printer import INDENT, show
from ..evaluate import Result

Values = Mapping[str, object]
NICE: Final = ("day", "hour", "minute", "second")
LONGEST_AGO: Final = 400
"""Days, hours …; what is longer ago is told by its date."""


def example(
    model: Model,
    title: str,
    lead: Values,
    events: Sequence[Values],
    result: Result,
    *,
    colleagues: Iterable[Sequence[Values]] = (),
    previous: str | None = None,
) -> ast.Example:
    """Values are raw, under the names of the rules; events have also `event` and `at`. What no
    column or field of the rules names is left out."""
    now = _us(result.as_of)
    lines: list[ast.AsOf | ast.LeadLine | ast.Was | ast.Did | ast.Expect] = [ast.AsOf(_date(now))]
    pairs = _pairs(lead, model.columns)
    if pairs:
        lines.append(ast.LeadLine(pairs))
    if previous is not None:
        lines.append(ast.Was(as_written(model, "stage", previous)))
    lines += _did(model, events, now, False)
    for person in colleagues:
        lines += _did(model, person, now, True)
    lines += _expected(model, result)
    return ast.Example(ast.Text(title), tuple(lines))


def example_text(made: ast.Example) -> str:
    """As it stands in a file that is laid out: long lines go on below."""
    lines = [show(made), *(INDENT + show(line) for line in made.lines)]
    return format_text("\n".join(lines) + "\n")


# ---------------------------------------------------------------- what happened


def _did(model: Model, events: Sequence[Values], now: int, colleague: bool) -> Iterator[ast.Did]:
    """Of events that are alike one line. What a colleague did is one line a person."""
    read = [
        (kind.name, _moment(event["at"]), _pairs(event, kind.fields))
        for event in events
        if (kind := model.kinds.get(str(event["event"]).lower())) is not None
    ]
    for (name, at, pairs), same in groupby(read):
        times = len(list(same))
        count = ast.Number(Decimal(times)) if times > 1 else None
        yield ast.Did(count, ast.Name(name), _when(at, now), pairs, colleague)


def _when(at: int, now: int) -> ast.Ago | ast.Date | None:
    past = now - at
    if past == 0:
        return None
    for unit in NICE:
        if past > 0 and past % UNITS[unit] == 0 and past <= LONGEST_AGO * UNITS[unit]:
            return ast.Ago(ast.Number(Decimal(past // UNITS[unit])), unit)
    return _date(at)


def _pairs(values: Values, columns: Mapping[str, Column]) -> tuple[ast.Pair, ...]:
    found = []
    for name, raw in values.items():
        column = columns.get(name.lower())
        value = _value(raw, column) if column is not None else None
        if column is not None and value is not None:
            found.append(ast.Pair(ast.Name(column.name), value))
    return tuple(found)


def _value(raw: object, column: Column) -> ast.Text | ast.Number | ast.Date | ast.YesNo | None:
    """None for an unknown value."""
    match column.type:
        case "number":
            micro = normal.number(raw)
            return _number(Decimal(micro).scaleb(-6)) if isinstance(micro, int) else None
        case "yes/no":
            yes = normal.yes_no(raw)
            return ast.YesNo(yes) if isinstance(yes, bool) else None
        case "date" | "time":
            read = normal.day(raw) if column.type == "date" else normal.moment(raw)
            return _date(read) if isinstance(read, int) else None
        case "list":
            texts = normal.texts(raw, column.separator)
            return ast.Text(column.separator.join(texts)) if texts else None
    text = normal.text(raw)
    return ast.Text(text) if text is not None else None


def _number(value: Decimal) -> ast.Number:
    plain = value.normalize() + Decimal(0)
    return ast.Number(plain, max(0, -int(plain.as_tuple().exponent)))


def _date(us: int) -> ast.Date:
    at = (normal.EPOCH + timedelta(microseconds=us)).replace(tzinfo=None)
    whole = us % UNITS["day"] == 0
    spelled = at.date().isoformat() if whole else at.isoformat(" ")
    if not whole and at.second == at.microsecond == 0:
        spelled = spelled[:16]
    return ast.Date(us, whole, spelled)


def _us(at: datetime) -> int:
    return (at - normal.EPOCH) // timedelta(microseconds=1)


def _moment(raw: object) -> int:
    read = normal.moment(raw)
    return read if isinstance(read, int) else 0


# ---------------------------------------------------------------- what came out


def _expected(model: Model, result: Result) -> Iterator[ast.Expect]:
    if result.excluded is not None or result.score is None:
        yield ast.Expect((ast.ExpectExcluded(),))
        return
    score = ast.ExpectNumber(ast.Name("score"), "=", _number(Decimal(result.score)))
    classes = (
        ast.ExpectClass(ast.Name(one.name), as_written(model, one.name, result[one.name]))
        for one in model.classes
    )
    yield ast.Expect((score, *classes))


def as_written(model: Model, name: str, value: str) -> ast.Name | ast.Text:
    """As the row of a stage or label has it: without quotes only where that has none."""
    class_: Class | None = next((one for one in model.classes if one.name == name), None)
    for row in class_.parts[0] if class_ is not None else ():
        node = row.node.value if isinstance(row.node, ast.ClassRow) else None
        # A value such as `1` needs no quotes in its own row, but it does after a label's name.
        if row.value == value and isinstance(node, ast.Name) and value[:1].isalpha():
            return node
    return ast.Text(value)
