"""Signs, lists in brackets and dates as SQL, spreadsheets and programs write them."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange

from ..written import NAME, NUMBER, TEXT, VALUE, Parts, listed, quoted, wording

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_MONTH = rf"({'|'.join(f'{month[:3]}(?:{month[3:]})?' for month in _MONTHS)}|sept)\.?"
_SINGLE = r"['‘][^'‘’\n]*['’]"
_DATED = {">": "is after", ">=": "is on or after", "<": "is before", "<=": "is on or before",
          "=": "is on", "==": "is on"}  # fmt: skip
_EMPTY = "a value that is not there is called unknown"


def _dated(parts: Parts) -> str | None:
    date = parts[2].strip("\"'‘’")
    return f"{_DATED[parts[1]]} {date}" if re.fullmatch(r"\d{4}-\d\d-\d\d", date) else None


def _several(text: str) -> str:
    """`"A;B"` as people list values in a field of a form: each in quotes of its own."""
    return text.replace(";", '", "') if text[:1] == '"' and text[-1:] == '"' else text


def _in(parts: Parts) -> str:
    values = listed(_several(parts[2]))
    return f"is not {values}" if parts[1] else f"is {values}"


def like(parts: Parts) -> str:
    """`like "A%"`, with `not` as its first part or without."""
    negated, pattern = bool(parts[1].strip()), parts[2][1:-1]
    inner = pattern.strip("%").replace("%", "*").replace("_", "?")
    start, end = not pattern.startswith("%"), not pattern.endswith("%")
    verb = "start with" if start else "end with" if end else "contain"
    if (start and end) or "*" in inner or "?" in inner:
        verb, inner = "match", pattern.replace("%", "*").replace("_", "?")
    if negated:
        return f'does not {verb} "{inner}"'
    first, *rest = verb.split(" ")
    first += "es" if first == "match" else "s"
    return " ".join([first, *rest, f'"{inner}"'])


def _compared(parts: Parts) -> str:
    """`== 'VP'`: two habits, mended at once."""
    return f"{'is not' if parts[1][0] in '!<' else 'is'} {quoted(parts[2])}"


_MATHEMATICAL = {"≥": ">=", "≤": "<=", "≠": "!="}


def _mathematical(parts: Parts) -> str:
    sign, value = _MATHEMATICAL[parts[1]], parts[2]
    if sign == "!=" and value[:1] in "'‘\"":
        return f"is not {quoted(value)}"
    return (_dated(("", sign, value)) if sign in _DATED else None) or f"{sign} {value}"


def _number_of(month: str) -> int:
    return next(i for i, name in enumerate(_MONTHS, 1) if name.startswith(month[:3].lower()))


def _of_month(parts: Parts) -> str | None:
    """`after March 2026` is after its last day, `before March 2026` before its first."""
    including, word, year, month = bool(parts[1]), parts[2].lower(), int(parts[4]), parts[3]
    if year < 1:
        return None
    number = _number_of(month)
    last = (word == "after") != including
    day = monthrange(year, number)[1] if last and word != "since" else 1
    verb = word if word == "since" else f"is {'on or ' * including}{word}"
    return f"{verb} {year:04}-{number:02}-{day:02}"


def _day(month: str, day: str, year: str) -> str | None:
    number = _number_of(month)
    return f"{year}-{number:02}-{int(day):02}" if 1 <= int(day) <= 31 else None


_DAY_TITLE = "a date is written year-month-day"
_METHODS = {"contains": "contains", "includes": "contains", "startswith": "starts with",
            "endswith": "ends with"}  # fmt: skip


def _method(parts: Parts) -> str:
    return f"{parts[1]} {_METHODS[parts[2].lower()]} {quoted(parts[3])}"


def _function(parts: Parts) -> str:
    return f"{parts[2]} {_METHODS[parts[1].lower()]} {quoted(parts[3])}"


def _plain(parts: Parts) -> str | None:
    """A name without what `init` leaves out of the names of columns, too."""
    spelled = unicodedata.normalize("NFKD", parts[1].replace("ß", "ss"))
    plain = spelled.encode("ascii", "ignore").decode()
    return plain if re.fullmatch(NAME, plain) else None


_LETTERS = "a name has no other letters than a to z"
SIGNS = (
    wording(r"^([^\W\d]*[^\W\x00-\x7f]\w*)(?=\s+(?:when|otherwise)\b)",
            lambda parts: quoted(f"'{parts[1]}'"), "E036",
            "a name with other letters than a to z stands in quotes"),
    wording(r"\b([^\W\d]*[^\W\x00-\x7f]\w*)", _plain, "E036", _LETTERS),
    wording(rf"(?:\bis\s+)?\b(not\s+)?in\s*[(\[{{]\s*({VALUE}(?:\s*,\s*{VALUE})*)\s*[)\]}}]", _in,
            "E029"),
    wording(rf"\bis\s+(not\s+)?in\s+({VALUE}(?:(?:\s*,\s*|\s+or\s+){VALUE})*)", _in),
    wording(rf"\b(not\s+)?i?like\s+({TEXT})", like, "E029"),
    wording(r"\bis\s+(>=|<=|>|<)(?=\s*\d)", "{1}"),
    wording(rf"\bis\s+==?\s*(?={VALUE})", "is "),
    wording(rf"\bis\s+!=\s*(?={VALUE})", "is not "),
    wording(r"!==\s*(?=\")", "is not ", "E026"),
    wording(r"===\s*(?=\")", "is ", "E026"),
    wording(rf"(?<=\s)!({NAME}|\()", "not {1}", "E026"),
    wording(
        rf"(?:\bis\s+)?(>=|<=|==?|>|<)\s*({TEXT}|\d{{4}}-\d\d-\d\d(?![\d:T]))", _dated, "E025",
        "dates are compared in words",
    ),
    wording(r"(?:\bis\s+not|!==?|<>)\s*(?:\"\"|'')", "is known", "E029", _EMPTY),
    wording(r"===?\s*(?:\"\"|'')|(?<![=!<>])=\s*(?:\"\"|'')", "is unknown", "E029", _EMPTY),
    wording(rf"(?:\bis\s+)?(===?|!==?|<>|(?<![<>])=)\s*({_SINGLE})", _compared, "E025",
            "text is compared by `is`, and stands in double quotes"),
    wording(r"(?<=\bfor )≥\s*", "at least ", "E026"),
    wording(r"(?<=\bfor )≤\s*", "at most ", "E026"),
    wording(rf"(?:\bis\s+)?([≥≤≠])\s*({TEXT}|\d{{4}}-\d\d-\d\d(?![\d:T])|-?{NUMBER})",
            _mathematical, "E026"),
    wording(rf"(?:\bis\s+)?\b(on\s+or\s+)?(after|before|since)\s+{_MONTH}\s+(\d{{4}})\b", _of_month,
            "E027", "a date is written year-month-day, and has a day"),
    wording(r"\bis\s+not\s+null\b", "is known", "E029", _EMPTY),
    wording(r"\bis\s+null\b", "is unknown", "E029", _EMPTY),
    wording(rf"{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b",
            lambda parts: _day(parts[1], parts[2], parts[3]), "E027", _DAY_TITLE),
    wording(rf"\b(\d{{1,2}})(?:st|nd|rd|th|\.)?\s+{_MONTH}\s+(\d{{4}})\b",
            lambda parts: _day(parts[2], parts[1], parts[3]), "E027", _DAY_TITLE),
    wording(rf"(?<=[a-z] ){_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?(?=\s|$)",
            lambda parts: _day(parts[1], parts[2], "2026"), "E027",
            "a date is written year-month-day, and has a year"),
    wording(rf"(?<=[a-z] )(\d{{1,2}})(?:st|nd|rd|th|\.)?\s+{_MONTH}(?=\s|$)(?!\s+\d{{4}})",
            lambda parts: _day(parts[2], parts[1], "2026"), "E027",
            "a date is written year-month-day, and has a year"),
    wording(r"\b(\d{1,3}(?:\.\d{3})+),(\d{1,2})\b",
            lambda parts: f"{parts[1].replace('.', ',')}.{parts[2]}", "E035"),
    wording(r"\b(\d{1,3}(?:\.\d{3}){2,})\b", lambda parts: parts[1].replace(".", ","), "E035"),
    wording(rf"\b({NAME})\.(contains|includes|startswith|endswith)\(\s*({TEXT})\s*\)", _method,
            "E029"),
    wording(rf"\b(contains|includes|startswith|endswith)\(\s*({NAME})\s*,\s*({TEXT})\s*\)",
            _function, "E029"),
    wording(rf"({TEXT})\s+in\s+(?!the\b)({NAME})\b",
            lambda parts: f"{parts[2]} contains {quoted(parts[1])}",
            "E029"),
    wording(rf"\bis\s+({NUMBER})\s?\+(?=\s|$)", "is at least {1}"),
)  # fmt: skip
