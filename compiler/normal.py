"""Normal forms: how a raw value is read as its type, in Python.

The SQL dialects say the same in their base queries. Every reader returns the normal form, `None`
for an absent value (empty, only spaces), or `UNREADABLE` for one that cannot be read as its type;
both of the last two are *unknown* to the rules, and the second is counted as a data problem.

Readable spellings in text
    number   `[+-]digits[.digits][e[+-]digits]`, rounded half away from zero to six decimals, less
             than 10**18 in size; a float is read by its shortest spelling that reads back the same
    yes/no   yes no, y n, true false, t f, on off, 1 0 (case does not matter)
    date     2026-03-01
    time     2026-03-01, 2026-03-01 10:30[:15[.123456]], `T` for the space, then nothing (UTC),
             `Z`, `+hh`, `+hhmm` or `+hh:mm`; years 1 to 9999
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from typing import Final

from .plan import MICRO, SECOND


class _Unreadable:
    def __repr__(self) -> str:
        return "UNREADABLE"

    def __bool__(self) -> bool:
        return False


UNREADABLE: Final = _Unreadable()
LIMIT: Final = 10**18
"""Numbers are less than this in size."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
MOMENT = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?"
    r"\s?(Z|z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)
YES = frozenset(("yes", "y", "true", "t", "on", "1"))
NO = frozenset(("no", "n", "false", "f", "off", "0"))
_WIDE = Context(prec=60, rounding=ROUND_HALF_UP)
_SIX = Decimal("0.000001")


def text(raw: object) -> str | None:
    """Surrounding spaces (U+0020 only) removed; empty is unknown. Other types by `str`."""
    if raw is None:
        return None
    value = raw if type(raw) is str else spelled(raw)
    return value.strip(" ") or None


def spelled(raw: object) -> str:
    """A non-text value as text: whole floats and decimals without a point, yes/no as
    `true`/`false`."""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < LIMIT:
        return str(int(raw))
    if isinstance(raw, Decimal) and raw.is_finite():
        whole, _, rest = format(raw, "f").partition(".")
        text = f"{whole}.{rest}".rstrip("0").rstrip(".")
        return "0" if text == "-0" else text
    return str(raw)


def number(raw: object) -> int | _Unreadable | None:
    """In 10**-6."""
    if raw is None:
        return None
    if type(raw) is int:
        return raw * MICRO if -LIMIT < raw < LIMIT else UNREADABLE
    if isinstance(raw, bool):
        return MICRO if raw else 0
    if isinstance(raw, str):
        raw = raw.strip(" ")
        if not raw:
            return None
        if not NUMBER.fullmatch(raw):
            return UNREADABLE
        return _micro(Decimal(raw))
    if isinstance(raw, float):
        return _micro(Decimal(repr(float(raw))))
    if isinstance(raw, Decimal):
        return _micro(raw)
    try:
        return number(int(raw))  # type: ignore[call-overload]
    except (TypeError, ValueError, OverflowError):
        return UNREADABLE


def _micro(value: Decimal) -> int | _Unreadable:
    if not value.is_finite() or value.adjusted() > 18:
        return UNREADABLE
    try:
        micro = int(value.quantize(_SIX, context=_WIDE).scaleb(6, context=_WIDE))
    except InvalidOperation:
        return UNREADABLE
    return micro if abs(micro) < LIMIT * MICRO else UNREADABLE


def yes_no(raw: object) -> bool | _Unreadable | None:
    if raw is None or raw is True or raw is False:
        return raw
    value = spelled(raw).strip(" ").lower()
    if not value:
        return None
    return True if value in YES else False if value in NO else UNREADABLE


def moment(raw: object) -> int | _Unreadable | None:
    """A `time`, in microseconds since the epoch."""
    if raw is None:
        return None
    if isinstance(raw, datetime):
        aware = raw if raw.tzinfo is not None else raw.replace(tzinfo=UTC)
        return (aware - EPOCH) // timedelta(microseconds=1)
    if isinstance(raw, date):
        return (raw.toordinal() - EPOCH.toordinal()) * 86_400 * SECOND
    if not isinstance(raw, str):
        return UNREADABLE
    raw = raw.strip(" ")
    return _read_moment(raw) if raw else None


def _read_moment(spelling: str) -> int | _Unreadable:
    found = MOMENT.fullmatch(spelling)
    if not found:
        return UNREADABLE
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    fraction, zone = found.group(7) or "", found.group(8) or "Z"
    try:
        naive = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return UNREADABLE
    micro = int((fraction + "000000")[:6])
    return (naive - EPOCH) // timedelta(seconds=1) * SECOND + micro - _offset(zone) * SECOND


def _offset(zone: str) -> int:
    """Seconds east of UTC."""
    if zone in "Zz":
        return 0
    digits = zone[1:].replace(":", "")
    seconds = int(digits[:2]) * 3600 + int(digits[2:] or 0) * 60
    return -seconds if zone[0] == "-" else seconds


def day(raw: object) -> int | _Unreadable | None:
    """A `date`: midnight UTC of that day, in microseconds; a time's day of the calendar in UTC."""
    read = moment(raw)
    return read - read % (86_400 * SECOND) if isinstance(read, int) else read


def texts(raw: object, separator: str = ",") -> tuple[str, ...] | None:
    """A `list`: elements in normal form; unknown when there is none."""
    if raw is None:
        return None
    if isinstance(raw, str):
        parts: Iterable[object] = raw.split(separator)
    elif isinstance(raw, Iterable):
        parts = raw
    else:
        parts = (raw,)
    return tuple(part for part in map(text, parts) if part is not None) or None
