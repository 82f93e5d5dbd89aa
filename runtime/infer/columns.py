"""What a column of the data is, guessed from all its values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ...compiler.normal import MOMENT, NO, NUMBER, YES
from ...dsl.terms import Type
from ..tables.duckdb import Session, literal, name
from ..tables.points import all_dotted, dotted
from ..tables.types import Family
from .forms import DATE, OTHER_NUMBER, Form, dates, is_postcode, numbers

FEW: Final = 50
"""A text column with at most so many different values is a choice from a list."""

LONGEST: Final = 40
"""Letters of an element of a list; what is longer is prose."""

_UNKNOWN: Final = frozenset((
    "select", "select...", "select one", "please select", "--select--", "- select -", "choose",
    "n/a", "n.a.", "na", "#n/a", "#ref!", "#value!", "none", "null", "nil", "nan", "undefined",
    "unknown", "not known", "not available", "not specified", "not provided", "not applicable",
    "(blank)", "(none)", "(not set)", "[not provided]", "blank", "empty", "missing", "tbd", "-",
    "--", "---", "–", "—", "?", "??", ".", "x", "xx", "xxx",
))  # fmt: skip
"""What people and programs write for *unknown*."""
_UNKNOWN_NUMBERS: Final = ("-1", "-9", "-99", "-999", "-9999", "999", "9999", "99999", "999999")
_SEPARATORS: Final = (";", "|", ",")
_NAMED_TYPES: Final[dict[Family, Type]] = {
    "whole": "number",
    "decimal": "number",
    "float": "number",
    "yes/no": "yes/no",
    "date": "date",
    "time": "time",
    "instant": "time",
    "list": "list",
}


@dataclass(frozen=True, slots=True)
class GuessedColumn:
    name: str
    """A legal name for the rules."""
    source: str
    """Its name in the data; the rules need `from` where the two differ."""
    type: Type
    separator: str
    """Between the elements of a list that is one text; else empty."""
    unknown_for: tuple[str, ...]
    """Values that seem to mean *unknown*, as they are spelled most often."""
    values: tuple[tuple[str, int], ...]
    """All known values of a text column that has few, or the elements of a list, the most
    frequent first, with the number of rows."""
    known: int
    """Rows with a value."""
    different: int
    remark: str = ""
    """What a person should look at, if anything."""


@dataclass(frozen=True, slots=True)
class _Facts:
    """Counts over the known values of one column, those that mean unknown left out."""

    known: int
    different: int
    numbers: int
    moments: int
    days: int
    yes_no: int
    bits: int
    zeros_in_front: int
    dates_of_other_form: int
    other_numbers: int
    """Numbers in any form that people write."""
    thousands: bool
    """All points stand where thousands have them: `5.000`, `80`."""


def guess_column(
    session: Session, table: str, source: str, family: Family, rule_name: str
) -> GuessedColumn:
    """Looks at all rows of the column."""
    cells = _cells(table, source)
    codes = _unknown_texts(session, cells) if family in ("text", "other") else ()
    cells = _without(cells, codes)
    facts = _facts(session, cells)
    type_ = _NAMED_TYPES.get(family) or _text_type(facts)
    if type_ == "number" and family == "text" and is_postcode(rule_name):
        type_ = "text"
    form = _form(session, table, source, facts, type_) if not is_postcode(rule_name) else None
    separator = ""
    if type_ == "text" and form is None:
        separator = _separator(session, cells, facts)
        type_ = "list" if separator else type_
    elif type_ == "number":
        # a text is unknown for a number anyway, and the rules refuse to hear it
        codes = _unknown_number(session, cells, facts)
        cells = _without(cells, codes)
    values = _values(session, _elements(table, source, cells, family, separator), type_)
    return GuessedColumn(
        rule_name, source, type_, separator, codes, values, facts.known, facts.different,
        form.remark if form is not None else _remark(facts, type_),
    )  # fmt: skip


def _cells(table: str, source: str) -> str:
    """A query of the column's known values as text, `v`."""
    text = f"trim(CAST({name(source)} AS VARCHAR), ' ')"
    return f"SELECT {text} AS v FROM {name(table)} WHERE {text} <> ''"


def _without(cells: str, codes: tuple[str, ...]) -> str:
    if not codes:
        return cells
    listed = ", ".join(literal(code.lower()) for code in codes)
    return f"SELECT v FROM ({cells}) WHERE lower(v) NOT IN ({listed})"


def _unknown_texts(session: Session, cells: str) -> tuple[str, ...]:
    codes = ", ".join(literal(code) for code in sorted(_UNKNOWN))
    found = session.rows(
        f"SELECT mode(v) FROM ({cells}) WHERE lower(v) IN ({codes}) "
        "GROUP BY lower(v) ORDER BY count(*) DESC, lower(v)"
    )
    return tuple(str(row[0]) for row in found)


def _facts(session: Session, cells: str) -> _Facts:
    number, moment = literal(NUMBER.pattern), literal(MOMENT.pattern)
    words = ", ".join(literal(word) for word in sorted(YES | NO))
    other, any_number = literal(DATE), literal(OTHER_NUMBER)
    counts = session.rows(
        "SELECT count(*), count(DISTINCT v), "
        f"count(*) FILTER (regexp_full_match(v, {number})), "
        f"count(*) FILTER (regexp_full_match(v, {moment})), "
        "count(*) FILTER (length(v) = 10), "
        f"count(*) FILTER (lower(v) IN ({words})), "
        "count(*) FILTER (v IN ('0', '1')), "
        r"count(*) FILTER (regexp_full_match(v, '\+?0\d+|\+\d+')), "
        f"count(*) FILTER (regexp_full_match(v, {other})), "
        f"count(*) FILTER (regexp_full_match(v, {any_number})), "
        f"{all_dotted(dotted('v'))} FROM ({cells})"
    )[0]
    return _Facts(*counts)


def _text_type(facts: _Facts) -> Type:
    """What every known value can be read as. `0` and `1` together are yes/no; digits with a zero
    or a plus in front are codes or telephone numbers."""
    if not facts.known:
        return "text"
    if facts.yes_no == facts.known and (facts.different > 1 or not facts.bits):
        return "yes/no"
    if facts.moments == facts.known:
        return "date" if facts.days == facts.known else "time"
    if facts.numbers == facts.known and not facts.zeros_in_front and not facts.thousands:
        return "number"
    return "text"


def _form(session: Session, table: str, source: str, facts: _Facts, type_: Type) -> Form | None:
    """What is in another form than rules read."""
    if type_ != "text" or not facts.known:
        return None
    if facts.dates_of_other_form * 10 >= facts.known * 9:
        return dates(session, table, source)
    if facts.other_numbers == facts.known and not facts.zeros_in_front:
        return numbers(session, table, source)
    return None


def _separator(session: Session, cells: str, facts: _Facts) -> str:
    """What separates elements, if it stands in a third of the values, and they repeat."""
    for separator in _SEPARATORS:
        mark = literal(separator)
        several = session.rows(f"SELECT count(*) FROM ({cells}) WHERE contains(v, {mark})")[0][0]
        if not several or several * 3 < facts.known:
            continue
        elements, different, longest = session.rows(
            "SELECT count(*), count(DISTINCT trim(e, ' ')), max(length(trim(e, ' '))) FROM "
            f"(SELECT unnest(string_split(v, {mark})) AS e FROM ({cells}))"
        )[0]
        often = different * 2 <= elements and longest <= LONGEST
        if often and (separator != "," or different <= FEW):
            return separator
    return ""


def _unknown_number(session: Session, cells: str, facts: _Facts) -> tuple[str, ...]:
    """A number such as 999 or -1 that stands apart from all others, in a hundredth of the rows."""
    as_number = "TRY_CAST(v AS DOUBLE)"
    low, high, negative, low_rows, high_rows, second = session.rows(
        f"WITH n AS (SELECT {as_number} AS x FROM ({cells})), "
        "e AS (SELECT min(x) AS lo, max(x) AS hi FROM n) "
        "SELECT any_value(lo), any_value(hi), count(DISTINCT x) FILTER (x < 0), "
        "count(*) FILTER (x = lo), count(*) FILTER (x = hi), max(x) FILTER (x < hi) FROM n, e"
    )[0]
    codes = {float(code): code for code in _UNKNOWN_NUMBERS}
    if low in codes and low < 0 and negative == 1 and low_rows * 100 >= facts.known:
        return (codes[low],)
    if high in codes and second is not None and second * 3 < high:
        return (codes[high],) if high_rows * 100 >= facts.known else ()
    return ()


def _elements(table: str, source: str, cells: str, family: Family, separator: str) -> str:
    if family == "list":
        cells = f"SELECT unnest({name(source)}) AS v FROM {name(table)}"
    elif separator:
        cells = f"SELECT unnest(string_split(v, {literal(separator)})) AS v FROM ({cells})"
    else:
        return cells
    return f"SELECT trim(v, ' ') AS v FROM ({cells}) WHERE trim(v, ' ') <> ''"


def _values(session: Session, cells: str, type_: Type) -> tuple[tuple[str, int], ...]:
    if type_ not in ("text", "list"):
        return ()
    found = session.rows(
        f"SELECT v, count(*) FROM ({cells}) GROUP BY v ORDER BY count(*) DESC, v LIMIT {FEW + 1}"
    )
    rows = sum(count for _, count in found)
    few = len(found) <= FEW and (len(found) * 2 <= rows or len(found) <= 5)
    return tuple(found) if few else ()


def _remark(facts: _Facts, type_: Type) -> str:
    if type_ == "text" and facts.known > facts.numbers and facts.numbers * 10 >= facts.known * 9:
        return f"{facts.known - facts.numbers:,} values are not numbers"
    return ""
