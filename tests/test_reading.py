"""Raw values are read alike: the definition in Python, and the SQL of DuckDB, on hostile spellings."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import product
from random import Random
from typing import Any

import agreement
import duckdb
import pytest
from cases import FAMILIES, spelled
from leadscore.compiler import normal, python_support
from leadscore.compiler import sql_tree as sql
from leadscore.compiler.dialects.duckdb import DIALECT
from leadscore.dsl import bounded as words
from leadscore.dsl.bounded import bounded, has_word
from leadscore.dsl.fold import fold

MICRO = 1_000_000
UNREADABLE = normal.UNREADABLE


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    """With a session zone that is not UTC."""
    return agreement.connect()


# ---------------------------------------------------------------- what is read


def numbers() -> list[str]:
    plain = [
        sign + digits + fraction + exponent
        for sign, digits, fraction, exponent in product(
            ("", "+", "-"), ("", "0", "5", "007", "123456789012345678"),
            ("", ".", ".5", ".0000005", ".4999999", ".123456789", ".0"),
            ("", "e3", "E-3", "e+0", "e18", "e-30", "e"),
        )
    ]  # fmt: skip
    return [*plain, *(f" {p} " for p in plain[:40]), *ODD_NUMBERS]


ODD_NUMBERS = (
    "", " ", "  ", "abc", "1_000", "1,000", "1 000", "0x10", "0b1", "1e", "e5", "--1", "+-1", "1-", "1.2.3",
    "inf", "-inf", "Infinity", "nan", "NaN", "٣", "１２", "½", "1\u00a0", "\t1", "1\n", "999999999999999999",
    "1000000000000000000", "-999999999999999999.9999994", "-999999999999999999.9999995",
    "9223372036854775808", "99999999999999999999999999999999999999999999", "1e999", "1e-999", "1e1000",
    "0.0000004999999999999999999999999999999999999999999999999", "0.00000050000000000000000000000000000",
    "-0", "-0.0", "-0.0000001", "1e17", "1e18", "-1e18", "0.1e-5", "5e-7", "-5e-7", "4.9e-7", "true", "1.",
    "123456789012345678.123456", "12345678901234567890123456789e-11", "0" * 60 + "1", "1" + "0" * 30 + "e-20",
    "1.0000000000000000000000000000000000000001e5", "123456.7890125e0", "1e00003", "1e0003", "1e003", "٠",
)  # fmt: skip

YES_NO = (
    *normal.YES, *normal.NO, *(w.upper() for w in normal.YES), " Yes ", "nO", "", " ", "2", "-1", "1.0", "0.0",
    "01", "ja", "YES!", "y e s", "\tyes", "ye\u017f", "tRuE", "o\ufb00", "x",
)  # fmt: skip

DAYS = (
    "2026-03-01", "2024-02-29", "2023-02-29", "2026-02-30", "2026-13-01", "2026-00-01", "2026-01-00",
    "0001-01-01", "0000-12-31", "9999-12-31", "10000-01-01", "999-01-01", "1969-12-31", "1900-01-01",
    "2026-3-1", "20260301", "01.03.2026", "2026/03/01", "-2026-03-01", "+2026-03-01", "infinity", "epoch", "now",
)  # fmt: skip
CLOCKS = (
    "", " 10:30", "T10:30", " 10:30:15", "T10:30:15.1", " 10:30:15.123456", " 10:30:15.1234567", "T00:00",
    " 23:59:59.999999", " 23:59:59.999999999", " 23:59:60", " 24:00", " 24:00:00", " 10:60", " 9:30", " 10",
    " 10:30:1", " 10:30:15.", " 10:30:15.1234567890", "t10:30", "  10:30", " 10.30", " 10:30 PM", " 00:00:00.000000",
)  # fmt: skip
ZONES = (
    "", "Z", "z", " Z", " z", "  Z", "+00", "-00:00", "+02", "+02:00", "+0200", "-0330", " +05:30", "+14:00",
    "-12", "+15:59", "-15:59", "+16:00", "+23:59", "+24:00", "+99:99", "+2", "+02:0", "+02:000", " UTC", "[UTC]",
    " Europe/Berlin", "-",
)  # fmt: skip


def moments() -> list[str]:
    whole = [d + c + z for d, c, z in product(DAYS[:10], CLOCKS, ZONES)]
    return [*whole, *DAYS, *(f" {d} " for d in DAYS), "", "  ", *(f"\n{d}" for d in DAYS[:2])]


def texts() -> list[str]:
    around = (
        "",
        " ",
        "  ",
        "\t",
        "\n",
        "\r",
        "\u00a0",
        "\u2003",
        "\u3000",
        "\ufeff",
        "\x01",
        "\x1f",
    )
    inner = ("", "a", "a b", "É", "İ", "😀", "e\u0301", "'", '"', "\\", "%", "\u2028", "NULL")
    return [left + middle + right for left, middle, right in product(around, inner, around)]


def floats() -> list[float]:
    random = Random(1)
    bits = [struct.unpack("<d", random.randbytes(8))[0] for _ in range(4000)]
    near = [
        random.randint(-(10**12), 10**12) / 1e6 + random.choice((5e-7, 4.999e-7, 0))
        for _ in range(4000)
    ]
    cents = [random.randint(-(10**7), 10**7) / 10 ** random.randint(0, 8) for _ in range(4000)]
    halves = [(2 * random.randint(0, 10**6) + 1) / 2 / 1e6 for _ in range(2000)]
    large = [random.uniform(-1, 1) * 10 ** random.randint(6, 20) for _ in range(4000)]
    return [*bits, *near, *cents, *halves, *large, *ODD_FLOATS]


ODD_FLOATS = (
    0.0, -0.0, 0.1, 0.1 + 0.2, 1 / 3, 2.5e-7, 5e-7, 4.9999999999999e-7, 1e-5, 1e15, 1e16, 1e17, 1e18, -1e18,
    999999999999999872.0, 2.0**53 - 1, 2.0**53, 2.0**53 + 2, 2.0**63, 1e22, 1e300, 5e-324, 1.7e308,
    float("inf"), float("-inf"), float("nan"), 123456.7890125, 1.0000005, 1.0000015, 2.675, 1e8, 99999999.9999995,
)  # fmt: skip


# ---------------------------------------------------------------- what they are compared with


def in_duckdb(
    con: duckdb.DuckDBPyConnection, raw: Iterable[object], storage: str, expression: str
) -> list[Any]:
    """The expression over `v` for each raw value, stored as this type."""
    inner = "VARCHAR[]" if storage.endswith("[]") else "VARCHAR"
    cells = [spelled(value) for value in raw]
    con.execute(
        f"CREATE OR REPLACE TABLE data.cells AS SELECT CAST(c AS {storage}) AS v, i "
        f"FROM (SELECT UNNEST(?::{inner}[]) AS c, UNNEST(range(?)) AS i)",
        [cells, len(cells)],
    )
    found = con.execute(f"SELECT {expression} FROM data.cells ORDER BY i").fetchall()
    return [row[0] for row in found]


def shown(made: sql.Expr) -> str:
    return made.sql(dialect="duckdb")


def cell() -> sql.Expr:
    return sql.name("v")


def known(value: object) -> object:
    """Both an absent value and an unreadable one are unknown."""
    return None if value is UNREADABLE else value


def differences(
    raw: Iterable[object], wanted: Iterable[object], found: Iterable[object]
) -> list[tuple[object, object, object]]:
    rows = zip(raw, wanted, found, strict=True)
    return [(r, w, f) for r, w, f in rows if w != f or type(w) is not type(f)]


def number_sql(family: Any) -> str:
    """In 10**-6."""
    return f"CAST(({shown(DIALECT.number(cell(), family))}) * 1000000 AS HUGEINT)"


def number_in_duckdb(con: duckdb.DuckDBPyConnection, raw: list[Any], storage: str) -> list[Any]:
    family: Any = FAMILIES[storage]
    if DIALECT.is_whole(family):
        units = in_duckdb(con, raw, storage, shown(DIALECT.number(cell(), family)))
        return [None if value is None else value * MICRO for value in units]
    return in_duckdb(con, raw, storage, number_sql(family))


# ---------------------------------------------------------------- numbers


@pytest.mark.parametrize("told", [True, False])
def test_numbers_in_text(con: duckdb.DuckDBPyConnection, told: bool) -> None:
    wanted = [known(normal.number(raw)) for raw in numbers()]
    found = in_duckdb(con, numbers(), "VARCHAR", number_sql("text" if told else None))
    assert differences(numbers(), wanted, found) == []
    assert sum(value is not None for value in wanted) > 300
    assert sum(value is None for value in wanted) > 100


def test_floats(con: duckdb.DuckDBPyConnection) -> None:
    wanted = [known(normal.number(raw)) for raw in floats()]
    assert differences(floats(), wanted, number_in_duckdb(con, floats(), "DOUBLE")) == []
    assert known(normal.number(0.1 + 0.2)) == 300_000


def test_floats_of_unknown_type(con: duckdb.DuckDBPyConnection) -> None:
    wanted = [known(normal.number(raw)) for raw in floats()]
    assert differences(floats(), wanted, in_duckdb(con, floats(), "DOUBLE", number_sql(None))) == []


@pytest.mark.parametrize("storage", ["INTEGER", "BIGINT", "HUGEINT", "UBIGINT"])
def test_whole_numbers(con: duckdb.DuckDBPyConnection, storage: str) -> None:
    ends = [10**18, 10**18 - 1, 2**31 - 1, 2**53 + 1, 2**63 - 1, 0, 1, 7]
    most = {"INTEGER": 2**31 - 1, "BIGINT": 2**63 - 1, "UBIGINT": 2**64 - 1, "HUGEINT": 2**127 - 1}
    raw = [
        n
        for n in [*ends, *(-n for n in ends), most[storage]]
        if -most[storage] <= n <= most[storage]
    ]
    raw = [n for n in raw if n >= 0 or storage != "UBIGINT"]
    wanted = [known(normal.number(n)) for n in raw]
    assert differences(raw, wanted, number_in_duckdb(con, raw, storage)) == []


@pytest.mark.parametrize(
    "storage", ["DECIMAL(9,2)", "DECIMAL(18,6)", "DECIMAL(38,10)", "DECIMAL(38,0)"]
)
def test_decimals(con: duckdb.DuckDBPyConnection, storage: str) -> None:
    precision, scale = map(int, storage[8:-1].split(","))
    random = Random(2)
    digits = [random.randint(0, 10 ** random.randint(1, precision) - 1) for _ in range(2000)]
    digits += [0, 1, 5000, 4999, 10**precision - 1, 15000]
    raw = [Decimal(f"{sign}{n}E-{scale}") for n in digits for sign in ("", "-")]
    family: Any = "decimal"
    wanted = [known(normal.number(n)) for n in raw]
    assert differences(raw, wanted, in_duckdb(con, raw, storage, number_sql(family))) == []


def test_yes_no_as_number(con: duckdb.DuckDBPyConnection) -> None:
    assert number_in_duckdb(con, [True, False, None], "BOOLEAN") == [MICRO, 0, None]
    assert [normal.number(raw) for raw in (True, False)] == [MICRO, 0]


# ---------------------------------------------------------------- the quick ways of Python


def test_quick_ways_read_as_the_definition() -> None:
    """Readers of generated code against `normal`; what they cannot compare is NaN or nothing."""
    readers = (
        (python_support.read_number, normal.number, [*numbers(), *floats(), True, None, b"1"]),
        (python_support.read_yes, normal.yes_no, [*YES_NO, 1, 0, 1.0, 2, None]),
        (python_support.read_moment, normal.moment, [*moments(), *raw_moments(), 5, None]),
        (python_support.read_day, normal.day, [*moments(), *raw_moments(), date(1, 1, 1), None]),
        (python_support.read_text, normal.text, [*texts(), 1, 0.5, True, None]),
    )  # fmt: skip
    for quick, read, raw in readers:
        wanted = [known(read(value)) for value in raw]
        found = [None if v != v or v == "" else v for v in map(quick, raw)]  # type: ignore[operator]
        assert differences(raw, wanted, found) == []
    assert [python_support.fold_text(text) for text in (*texts(), "ÀÖ×Þß", "µÿ", "İ")] == [
        fold(text) for text in (*texts(), "ÀÖ×Þß", "µÿ", "İ")
    ]


# ---------------------------------------------------------------- yes/no


@pytest.mark.parametrize(
    ("storage", "raw"),
    [
        ("VARCHAR", YES_NO), ("BOOLEAN", (True, False)), ("BIGINT", (0, 1, 2, -1)),
        ("DOUBLE", (0.0, -0.0, 1.0, 0.5, 1e300, float("nan"))),
        ("DECIMAL(18,6)", (Decimal("1"), Decimal("0"), Decimal("1.5"))), ("DATE", (date(1, 1, 1),)),
    ],
)  # fmt: skip
def test_yes_no(con: duckdb.DuckDBPyConnection, storage: str, raw: tuple[Any, ...]) -> None:
    family: Any = FAMILIES[storage]
    wanted = [known(normal.yes_no(value)) for value in (*raw, None)]
    found = in_duckdb(con, (*raw, None), storage, shown(DIALECT.yes_no(cell(), family)))
    assert differences((*raw, None), wanted, found) == []


# ---------------------------------------------------------------- moments


def microseconds(made: sql.Expr) -> str:
    return f"EPOCH_US({shown(made)})"


@pytest.mark.parametrize("told", [True, False])
def test_moments_in_text(con: duckdb.DuckDBPyConnection, told: bool) -> None:
    family: Any = "text" if told else None
    for made, read in ((DIALECT.moment, normal.moment), (DIALECT.day, normal.day)):
        wanted = [known(read(raw)) for raw in moments()]
        found = in_duckdb(con, moments(), "VARCHAR", microseconds(made(cell(), family)))
        assert differences(moments(), wanted, found) == []
        assert sum(value is not None for value in wanted) > 800


def raw_moments() -> Iterator[datetime]:
    random = Random(3)
    for start in (
        datetime(1, 1, 2),
        datetime(1969, 12, 31),
        datetime(2026, 3, 8),
        datetime(9999, 12, 30),
    ):
        for _ in range(100):
            yield start + timedelta(microseconds=random.randint(0, 86_400_000_000))
        yield start + timedelta(microseconds=1)
    yield from (datetime(1, 1, 1), datetime(1970, 1, 1), datetime(9999, 12, 31, 23, 59, 59, 999999))


@pytest.mark.parametrize("storage", ["TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "DATE"])
def test_moments(con: duckdb.DuckDBPyConnection, storage: str) -> None:
    raw: list[Any] = list(raw_moments())
    if "ZONE" in storage:
        raw = [moment.replace(tzinfo=UTC) for moment in raw]
    elif storage == "DATE":
        raw = [moment.date() for moment in raw]
    family: Any = FAMILIES[storage]
    for made, read in ((DIALECT.moment, normal.moment), (DIALECT.day, normal.day)):
        wanted = [read(value) for value in raw]
        found = in_duckdb(con, raw, storage, microseconds(made(cell(), family)))
        assert differences(raw, wanted, found) == []


# ---------------------------------------------------------------- text


def test_text(con: duckdb.DuckDBPyConnection) -> None:
    wanted = [normal.text(raw) for raw in texts()]
    found = in_duckdb(con, texts(), "VARCHAR", shown(DIALECT.text(cell(), "text")))
    assert differences(texts(), wanted, [value or None for value in found]) == []
    found = in_duckdb(con, texts(), "VARCHAR", shown(DIALECT.text(cell(), None)))
    assert differences(texts(), wanted, [value or None for value in found]) == []


@pytest.mark.parametrize(
    ("storage", "raw"),
    [
        ("BIGINT", (0, -5, 10**18)), ("BOOLEAN", (True, False)), ("DATE", (date(1, 1, 1), date(2026, 3, 1))),
        ("DOUBLE", (0.0, -0.0, 1.0, -2.5, 0.1, 1e15, 1e16, 123456.789, 1e17, 5e-7, 1e300, 1e-10)),
        ("DECIMAL(18,6)", (Decimal("0"), Decimal("1.5"), Decimal("-100"), Decimal("0.000001"))),
        ("DECIMAL(9,2)", (Decimal("10.00"), Decimal("0.10"), Decimal("-0.01"))),
        ("TIMESTAMP", (datetime(2026, 3, 1), datetime(2026, 3, 1, 10, 30, 15, 100_000))),
        ("TIMESTAMP WITH TIME ZONE", (datetime(2026, 3, 1, tzinfo=UTC),)),
    ],
)  # fmt: skip
def test_other_values_as_text(
    con: duckdb.DuckDBPyConnection, storage: str, raw: tuple[Any, ...]
) -> None:
    family: Any = FAMILIES[storage]
    found = in_duckdb(con, (*raw, None), storage, shown(DIALECT.text(cell(), family)))
    wanted = [normal.text(value) for value in (*raw, None)]
    assert differences((*raw, None), wanted, found) == []


# ---------------------------------------------------------------- lists


@pytest.mark.parametrize(
    "separator", [",", ";", ", ", " ", "::", "'", "\\", "x", "É", "|", ".", "(", "%"]
)
def test_lists_in_text(con: duckdb.DuckDBPyConnection, separator: str) -> None:
    parts = ("", " ", "a", " b ", "É x", "c" + separator, separator, "it's", "\n", "\u00a0")
    raw = [separator.join(chosen) for n in range(4) for chosen in product(parts, repeat=n)]
    wanted = [normal.texts(value, separator) for value in raw]
    made = DIALECT.elements(cell(), "text", separator)
    found = [tuple(v) if v else None for v in in_duckdb(con, raw, "VARCHAR", shown(made))]
    assert differences(raw, wanted, found) == []


def test_lists(con: duckdb.DuckDBPyConnection) -> None:
    raw = [[], ["a"], ["", " "], [" a ", None, "b"], [None], ["a,b", "É"], None]
    found = in_duckdb(con, raw, "VARCHAR[]", shown(DIALECT.elements(cell(), "list", ",")))
    assert [tuple(v) if v else None for v in found] == [normal.texts(value) for value in raw]
    assert normal.texts([" a ", None, "b"]) == ("a", "b")


# ---------------------------------------------------------------- words and patterns


def hay() -> list[str]:
    random = Random(4)
    pieces = (
        "vp",
        "c++",
        "c",
        "at&t",
        "é",
        "-",
        " ",
        ".",
        "+",
        "\n",
        "\x01",
        "\t",
        "9",
        "_",
        "😀",
        "\u00a0",
        "sales",
    )
    return ["".join(random.choices(pieces, k=random.randint(1, 5))) for _ in range(3000)]


@pytest.mark.parametrize(
    "needle", ["vp", "c++", "c", "at&t", "é", "vp sales", "+", "9", ".c", "\x01c", "-", "++c"]
)
def test_words(con: duckdb.DuckDBPyConnection, needle: str) -> None:
    word = bounded(needle)
    made = DIALECT.spread(cell()) if word.literal is None else DIALECT.marked(cell(), word.literal)
    found = in_duckdb(con, hay(), "VARCHAR", shown(DIALECT.contains(made, word.search)))
    wanted = [has_word(value, word) for value in hay()]
    assert differences(hay(), wanted, found) == []
    assert any(wanted)


@pytest.mark.parametrize("needle", ["vp", "é9", "sales", "😀c"])
def test_word_is_bounded_by_anything_but_letters_and_digits(needle: str) -> None:
    """Character by character, as the definition says."""
    for value in hay():
        ends = (
            (value[i - 1 : i], value[i + len(needle) : i + len(needle) + 1])
            for i in range(len(value)) if value.startswith(needle, i)
        )  # fmt: skip
        alone = any(not any(map(is_letter_or_digit, end)) for end in ends)
        assert has_word(value, bounded(needle)) == alone, value


def is_letter_or_digit(char: str) -> bool:
    return char != "" and (char.isalnum() if char.isascii() else True)


@pytest.mark.parametrize(
    "pattern",
    [
        "*",
        "?",
        "??",
        "vp*",
        "*vp",
        "*c*+",
        "c?+",
        "v?*s",
        "*\n*",
        "*.*",
        "?é*",
        "a*a*a",
        "\\*",
        "%_",
    ],
)
def test_patterns(con: duckdb.DuckDBPyConnection, pattern: str) -> None:
    found = in_duckdb(con, hay(), "VARCHAR", shown(DIALECT.fits(cell(), pattern)))
    wanted = [fits(value, pattern) for value in hay()]
    assert differences(hay(), wanted, found) == []


def fits(value: str, pattern: str) -> bool:
    """As plainly as can be: what is left of the text against what is left of the pattern."""
    if not pattern:
        return not value
    if pattern[0] == "*":
        return any(fits(value[i:], pattern[1:]) for i in range(len(value) + 1))
    return bool(value) and pattern[0] in ("?", value[0]) and fits(value[1:], pattern[1:])


def test_separators_are_the_other_ascii_characters() -> None:
    assert {c for c in map(chr, range(1, 128)) if not c.isalnum()} == {*words.SEPARATORS, " "}
