"""Numbers and dates in a form that rules do not read, told with a value, its row and what to write.

`5.000` would be read as 5, and `20.02.2026` not at all; both are declared as texts until the data
is written otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ..errors import shortened
from ..tables.duckdb import Session, literal, name
from ..tables.points import DOTTED

MOST_LOOKED_AT: Final = 2_000
"""Different values of a column by which it is told whether the day or the month comes first."""
DATE: Final = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}([ T].*)?"
OTHER_NUMBER: Final = (
    r"[€$£]?\s?[+-]?[€$£]?(\d{1,3}([., ']\d{3})+|\d+)([.,]\d+)?\s?([€$£%]|EUR|USD|GBP)?"
)
_DATE_PARTS: Final = re.compile(r"(\d{1,4})([./-])(\d{1,2})[./-](\d{1,4})([ T].*)?")
_COMMA: Final = re.compile(r"\.\d{3},|,\d{1,2}(?!\d)|,\d{4,}")
_TIME: Final = re.compile(r"[ T](\d{1,2})((?::\d\d){1,2})(?:\s*([AaPp])[Mm])?")
_POSTCODE: Final = re.compile(
    r"(^|_)(plz|postleitzahl|zip|zip_?code|post_?code|postal(_?code)?)(_|$)"
)
_SHAPE: Final = "2026-03-01"


@dataclass(frozen=True, slots=True)
class Form:
    """What is in another form in a column."""

    what: str
    value: str
    row: int
    """As spreadsheets count: the heading is row 1."""
    instead: str
    """How this value is written."""

    @property
    def remark(self) -> str:
        return f"{self.what} such as `{shortened(self.value)}` (row {self.row:,}): {self.instead}"


def is_postcode(rule_name: str) -> bool:
    """Whether a column has codes of digits that nobody adds up."""
    return _POSTCODE.search(rule_name) is not None


def dates(session: Session, table: str, source: str) -> Form | None:
    """The first date of a column that is not written year-month-day."""
    first = _first(session, table, source, DATE, r"\d{4}-\d\d-\d\d.*")
    if first is None:
        return None
    value, row = first
    written = iso(value, _day_first(_values(session, table, source)))
    instead = f"write {written or f'the year first, {_SHAPE}'}"
    return Form("dates", value, row, instead)


def numbers(session: Session, table: str, source: str) -> Form | None:
    """The first number of a column with other signs than a point for decimals."""
    first = _first(
        session, table, source, OTHER_NUMBER, r"[+-]?\d+|[+-]?\d*\.\d{1,2}|[+-]?\d*\.\d{4,}"
    )
    if first is None:
        return None
    value, row = first
    return Form("numbers", value, row, f"write {plain(value, _values(session, table, source))}")


def iso(value: str, day_first: bool | None) -> str | None:
    """A date as it is read here; none if the day cannot be told from the month.

    >>> iso("20.02.2026", None), iso("2/20/2026 1:05 PM", False), iso("1/2/26", None)
    ('2026-02-20', '2026-02-20 13:05', None)
    """
    found = _DATE_PARTS.fullmatch(value)
    if found is None:
        return None
    one, sign, two, three, time = found.groups()
    clock = _clock(time or "")
    if clock is None:
        return None
    if len(one) == 4:
        return f"{one}-{int(two):02}-{int(three):02}{clock}"
    if len(three) != 4 or (sign != "." and day_first is None):
        return None
    day, month = (one, two) if sign == "." or day_first else (two, one)
    return f"{three}-{int(month):02}-{int(day):02}{clock}"


def _clock(text: str) -> str | None:
    """The time behind a date, in 24 hours; none if it is written in yet another way."""
    found = _TIME.fullmatch(text)
    if found is None:
        return None if text else ""
    hour, rest, half = int(found[1]), found[2], (found[3] or "").lower()
    if half:
        hour = hour % 12 + 12 * (half == "p")
    return f" {hour:02}{rest}"


def _day_first(values: Sequence[str]) -> bool | None:
    parts = [found for value in values if (found := _DATE_PARTS.fullmatch(value))]
    if any(int(found[1]) > 12 for found in parts if len(found[1]) < 4):
        return True
    return False if any(int(found[3]) > 12 for found in parts) else None


def plain(value: str, others: Sequence[str] = ()) -> str:
    """A number as it is read here; `others` of its column show which sign is for decimals.

    >>> plain("5.000"), plain("1.250.000,50"), plain("$1,250,000"), plain("12,5"), plain("5,000")
    ('5000', '1250000.50', '1250000', '12.5', '5000')
    """
    digits = re.sub(r"[^\d.,-]", "", value)
    comma = "," if _decimal_comma([value, *others]) else "."
    whole, _, rest = digits.rpartition(comma) if comma in digits else (digits, "", "")
    if comma == "." and re.fullmatch(DOTTED, digits):
        whole, rest = digits, ""
    return re.sub(r"[.,]", "", whole) + (f".{rest}" if rest else "")


def _decimal_comma(values: Sequence[str]) -> bool:
    """Whether a comma stands before decimals: behind a dot, or not before three digits."""
    return any(_COMMA.search(value) for value in values)


def _first(
    session: Session, table: str, source: str, pattern: str, read: str
) -> tuple[str, int] | None:
    """The first value of such a form that is not one that is read, and its row."""
    text = f"trim(CAST({name(source)} AS VARCHAR), ' ')"
    found = session.rows(
        f"SELECT v, n FROM (SELECT {text} AS v, row_number() OVER () AS n FROM {name(table)}) "
        f"WHERE regexp_full_match(v, {literal(pattern)}) "
        f"AND NOT regexp_full_match(v, {literal(read)}) ORDER BY n LIMIT 1"
    )
    return (str(found[0][0]), int(found[0][1]) + 1) if found else None


def _values(session: Session, table: str, source: str) -> list[str]:
    text = f"trim(CAST({name(source)} AS VARCHAR), ' ')"
    found = session.rows(
        f"SELECT DISTINCT {text} AS v FROM {name(table)} WHERE {text} <> '' "
        f"ORDER BY v LIMIT {MOST_LOOKED_AT}"
    )
    return [str(row[0]) for row in found]
