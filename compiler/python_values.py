"""Values in generated Python: each function returns a local (or a constant) that holds the value.

A column is read at most once on any way through the code, in the forms that are asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from . import normal
from .plan import (
    DAY,
    MICRO,
    Arithmetic,
    Column,
    ColumnValue,
    Days,
    Domain,
    FieldValue,
    Measured,
    Number,
    People,
    Type,
    Value,
)
from .python_source import Code, literal

OPERATORS = {"+": "plus", "-": "minus", "*": "times", "/": "divided"}
WHOLE = ("count", "distinct", "days")
"""Metrics that are whole numbers and never unknown."""
EPOCH_DAY = normal.EPOCH.toordinal()


def type_of(value: Value) -> Type:
    match value:
        case ColumnValue() | FieldValue():
            return value.type
        case Domain():
            return "text"
        case Measured(metric) if metric.kind in ("first", "last") and metric.field:
            return metric.field.type
        case Measured(metric) if metric.kind in ("first_at", "last_at"):
            return "time"
        case _:
            return "number"


def column_of(code: Code, value: ColumnValue | FieldValue) -> Column:
    if isinstance(value, ColumnValue):
        return code.columns[value.name]
    return code.fields[value.name, value.type]


def _raw(value: ColumnValue | FieldValue) -> str:
    source = "lead" if isinstance(value, ColumnValue) else "event"
    return f"{source}.get({literal(value.name)})"


# ---------------------------------------------------------------- any type


def normal_form(code: Code, value: ColumnValue | FieldValue) -> str:
    """The value as `distinct`, `first` and `once per` compare it."""
    read = {"text": text, "number": number, "yes/no": yes, "list": elements}
    return read.get(value.type, moment)(code, value)


def known(code: Code, value: Value) -> str:
    """An expression that is true if the value is known."""
    match type_of(value):
        case "text":
            at_hand = code.recall(("folded", value)) or isinstance(value, Domain)
            return f"{folded(code, value) if at_hand else text(code, value)} != ''"
        case "yes/no":
            return f"{yes(code, value)} is not None"
        case "list":
            return f"{elements(code, value)} != ()"
        case "number":
            local = whole(code, value) or number(code, value)
        case _:
            local = moment(code, value)
    return f"{local} == {local}"


def _state(code: Code, value: Measured) -> str:
    return code.states[value.metric]


# ---------------------------------------------------------------- text and lists


def text(code: Code, value: Value) -> str:
    """The normal form, empty when unknown."""
    if isinstance(value, Measured):
        return _state(code, value)
    assert isinstance(value, ColumnValue | FieldValue)
    return code.remembered(("text", value), "c", partial(_text, code, value))


def _text(code: Code, value: ColumnValue | FieldValue) -> str:
    read = (
        f"raw.strip(' ') if type(raw := {_raw(value)}) is str"
        " else '' if raw is None else read_text(raw)"
    )
    if not column_of(code, value).unknown_for:
        return read
    return f"({read}) if {folded(code, value)} else ''"


def folded(code: Code, value: Value) -> str:
    """The folded normal form, empty when unknown."""
    if isinstance(value, Domain):
        return code.remembered(("folded", value), "f", partial(_domain, code, value))
    if isinstance(value, Measured):
        of = _state(code, value)
        return code.remembered(("folded", value), "f", lambda: f"fold_text({of})")
    assert isinstance(value, ColumnValue | FieldValue)
    return code.recall(("folded", value)) or _folded(code, value)


def _folded(code: Code, value: ColumnValue | FieldValue) -> str:
    make = (
        f"raw.strip(' ').lower() if type(raw := {_raw(value)}) is str and raw.isascii()"
        " else '' if raw is None else fold_text(read_text(raw))"
    )
    name = code.assign(("folded", value), "f", make)
    unknown = column_of(code, value).unknown_for
    if unknown:
        code.add(f"if {name} in {code.constant(frozenset(unknown))}:")
        code.add(f"    {name} = ''")
    return name


def _domain(code: Code, value: Domain) -> str:
    of = folded(code, value.value)
    return f"{of}.rpartition('@')[2].strip(' ') if '@' in {of} else ''"


def spread_out(code: Code, value: Value) -> str:
    """Folded, with a space for every separator and at both ends."""
    of = folded(code, value)
    return code.remembered(("spread", value), "w", lambda: f"spread({of})")


def elements(code: Code, value: Value) -> str:
    """A list's elements in normal form, an empty tuple when unknown."""
    if isinstance(value, Measured):
        return _state(code, value)
    assert isinstance(value, ColumnValue | FieldValue)
    return code.remembered(("elements", value), "l", lambda: _read_list(code, "read_list", value))


def folded_elements(code: Code, value: Value) -> str:
    """A list's folded elements, some collection."""
    if isinstance(value, Measured):
        return code.remembered(("folded", value), "s", lambda: f"fold_list({_state(code, value)})")
    assert isinstance(value, ColumnValue | FieldValue)
    return code.remembered(("folded", value), "s", lambda: _read_list(code, "read_folded", value))


def _read_list(code: Code, reader: str, value: ColumnValue | FieldValue) -> str:
    column = column_of(code, value)
    unknown = code.constant(frozenset(column.unknown_for))
    return f"{reader}({_raw(value)}, {literal(column.separator)}, {unknown})"


# ---------------------------------------------------------------- numbers


def number(code: Code, value: Value) -> str:
    """In 10**-6, `NAN` when unknown."""
    match value:
        case Number(micro):
            return literal(micro)
        case Arithmetic(op, left, right):
            make = partial(_arithmetic, code, OPERATORS[op], left, right)
            return code.remembered(("number", value), "a", make)
        case ColumnValue() | FieldValue():
            return code.recall(("number", value)) or _number(code, value)
        case Measured(metric) if metric.kind not in WHOLE:
            return _state(code, value)
        case _:
            make = partial(_scaled, code, value)
            return code.remembered(("number", value), "a", make)


def _arithmetic(code: Code, function: str, left: Value, right: Value) -> str:
    return f"{function}({number(code, left)}, {number(code, right)})"


def _scaled(code: Code, value: Value) -> str:
    return f"{whole(code, value)} * {MICRO}"


def _number(code: Code, value: ColumnValue | FieldValue) -> str:
    limit = normal.LIMIT
    make = (
        f"raw * {MICRO} if type(raw := {_raw(value)}) is int and {-limit} < raw < {limit}"
        " else NAN if raw is None else read_number(raw)"
    )
    name = code.assign(("number", value), "n", make)
    _forget(code, name, column_of(code, value), normal.number, "NAN")
    return name


def _forget(
    code: Code, name: str, column: Column, read: Callable[[object], object], unknown: str
) -> None:
    """Makes a value unknown that is the same as one of `unknown_for`."""
    codes = frozenset(code for code in map(read, column.unknown_for) if isinstance(code, int))
    if codes:
        code.add(f"if {name} in {code.constant(codes)}:")
        code.add(f"    {name} = {unknown}")


def whole(code: Code, value: Value) -> str | None:
    """A value that is a whole number by its nature, in units; none for others."""
    match value:
        case Measured(metric) if metric.kind in WHOLE:
            return _state(code, value)
        case People():
            return code.states[value]
        case Days(direction, of):
            at, now = moment(code, of), code.now_us()
            age = f"{now} - {at}" if direction == "since" else f"{at} - {now}"
            return code.remembered(("whole", value), "d", lambda: f"({age}) // {DAY}")
        case _:
            return None


# ---------------------------------------------------------------- yes/no, moments


def yes(code: Code, value: Value) -> str:
    """True, False or None."""
    if isinstance(value, Measured):
        return _state(code, value)
    assert isinstance(value, ColumnValue | FieldValue)
    return code.recall(("yes", value)) or _yes(code, value)


def _yes(code: Code, value: ColumnValue | FieldValue) -> str:
    make = (
        f"raw if (raw := {_raw(value)}) is None or raw is True or raw is False else read_yes(raw)"
    )
    name = code.assign(("yes", value), "b", make)
    _forget(code, name, column_of(code, value), normal.yes_no, "None")
    return name


def moment(code: Code, value: Value) -> str:
    """In microseconds since the epoch, `NAN` when unknown."""
    if isinstance(value, Measured):
        return _state(code, value)
    assert isinstance(value, ColumnValue | FieldValue)
    return code.recall(("moment", value)) or _moment(code, value)


def _moment(code: Code, value: ColumnValue | FieldValue) -> str:
    by_day = value.type == "date"
    if by_day:
        make = (
            f"(raw.toordinal() - {EPOCH_DAY}) * {DAY} if type(raw := {_raw(value)}) is date"
            " else NAN if raw is None else read_day(raw)"
        )
    else:
        make = f"NAN if (raw := {_raw(value)}) is None else read_moment(raw)"
    name = code.assign(("moment", value), "m", make)
    _forget(code, name, column_of(code, value), normal.day if by_day else normal.moment, "NAN")
    return name
