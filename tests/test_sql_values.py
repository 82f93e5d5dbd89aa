"""How DuckDB reads raw values: the same normal forms as in Python, whatever the session says."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from leadscore.compiler import normal
from leadscore.compiler import sql_tree as sql
from leadscore.compiler.dialects import find
from leadscore.compiler.dialects.base import Family
from leadscore.dsl import bounded as words
from leadscore.dsl.fold import PARTNERS, fold
from sql_runs import connect, put

DUCKDB = find("duckdb")
RANDOM = Random(20260301)

NUMBERS = [
    "5", " 5 ", "+5", "-5.", ".5", "-.5", "0.0000005", "-0.0000005", "0.00000049999999", "1e-7",
    "5e-7", "25e-7", "4.9E-7", "1.5e3", "1e17", "1e+5", "999999999999999999",
    "999999999999999999.9999994", "999999999999999999.9999995", "1e18", "-1e18", "1e40", "1e400",
    "1e-400", "inf", "-inf", "nan", "1_000", "1,000", "", "  ", "abc", "0x10", "1e", ".", "+", "--1",
    "1 2", "٣", "1\t", "00000000000000000000000000000000000000005", "100000000000000000000e-5",
    "0.123456789012345678901234567890123456789", "1e1000", "true", "1.0000005", "-2.5e-7",
]  # fmt: skip
MOMENTS = [
    "2026-03-01", " 2026-03-01 ", "2026-03-01 10:30", "2026-03-01T10:30:15", "2026-03-01 10:30:15.1",
    "2026-03-01 10:30:15.123456789", "2026-03-01 10:30:15.9999999", "2026-03-01 10:30Z",
    "2026-03-01 10:30z", "2026-03-01 10:30 Z", "2026-03-01 10:30+02", "2026-03-01 10:30:15-0530",
    "2026-03-01 10:30:15 +05:30", "2026-03-01 10:30:15.5+99:99", "2026-03-01 23:59:59.999999-01",
    "2026-03-01 24:00", "2026-03-01 10:60", "2026-03-01 10:30:60", "2026-02-29", "2024-02-29",
    "0000-01-01", "0001-01-01", "0001-01-01 00:00+02", "9999-12-31T23:59:59.999999Z", "20260301",
    "2026-3-1", "2026-03-01 1:30", "2026-03-01+02", "2026-03-01Z", "2026-03-01 10", "now", "epoch",
    "infinity", "2026-03-01 10:30:15,5", "2026-03-01 10:30 UTC", "2026-03-01 (BC)", "",
]  # fmt: skip
FLOATS = [
    0.1, 0.1 + 0.2, 5e-7, 2.5e-7, -5e-7, 1.5e-6, 1e17, 1e17 + 16, 999999999999999999.0, 1e18, -1e18,
    1e16, 1e22, math.nan, math.inf, -math.inf, 0.0, -0.0, 5e-324, 1.7e308, 123456789.1234565, 1e-5,
    6.389343573106564e18, 99999999.9999995, 100000000.0000005,
]  # fmt: skip
FLOATS += [(RANDOM.randrange(-(10**6), 10**6) * 10 + 5) / 10**7 for _ in range(300)]
FLOATS += [RANDOM.uniform(-1, 1) * 10.0 ** RANDOM.randint(-9, 20) for _ in range(300)]


def read(how: str, type_: str, family: Family | None, values: list[Any]) -> list[Any]:
    """The values as DuckDB reads them, none for unknown; moments in microseconds."""
    con = connect()
    put("v", {"i": "BIGINT", "x": type_}, [{"i": i, "x": x} for i, x in enumerate(values)])
    made = getattr(DUCKDB, how)(sql.name("x"), family)
    shown = made.sql(dialect="duckdb")
    shown = f"epoch_us({shown})" if how in ("moment", "day") else shown
    return [row[0] for row in con.execute(f"SELECT {shown} FROM v ORDER BY i").fetchall()]


def known(found: object) -> object:
    return None if found is normal.UNREADABLE else found


def micro(found: Any) -> int | None:
    return None if found is None else int(Decimal(found).scaleb(6))


def number(how: str, family: Family | None, values: list[Any]) -> list[int | None]:
    return [micro(found) for found in read("number", how, family, values)]


@pytest.mark.parametrize("family", ["text", None])
def test_numbers_in_text(family: Family | None) -> None:
    digits = "0123456789059"
    made = [
        f"{RANDOM.choice(['', '-', '+'])}{''.join(RANDOM.choices(digits, k=RANDOM.randint(0, 19)))}"
        f".{''.join(RANDOM.choices(digits, k=RANDOM.randint(0, 12)))}"
        f"{RANDOM.choice(['', '', f'e{RANDOM.randint(-9, 9)}'])}"
        for _ in range(500)
    ]
    texts = NUMBERS + made
    found = dict(zip(texts, number("VARCHAR", family, texts), strict=True))
    assert found == {text: known(normal.number(text)) for text in texts}
    assert found["25e-7"] == 3
    assert found["-0.0000005"] == -1
    assert found["1e18"] is found["1_000"] is found["nan"] is None


@pytest.mark.parametrize("family", ["float", None])
def test_floats(family: Family | None) -> None:
    assert number("DOUBLE", family, FLOATS) == [known(normal.number(x)) for x in FLOATS]


def test_numbers_of_other_types() -> None:
    wholes = [0, -1, 10**18 - 1, 10**18, -(10**18), 2**63 - 1]
    assert number("BIGINT", "whole", wholes) == [known(normal.number(x)) for x in wholes]
    huge = [str(10**18), str(10**30), "7"]
    assert number("HUGEINT", "whole", huge) == [None, None, 7_000_000]
    decimals = [Decimal(x) for x in ("0.0000005", "-0.0000005", "0.00000049", "99999999999999999")]
    found = number("DECIMAL(38, 10)", "decimal", decimals)
    assert found == [known(normal.number(x)) for x in decimals] == [1, -1, 0, (10**17 - 1) * 10**6]
    assert number("BOOLEAN", "yes/no", [True, False, None]) == [1_000_000, 0, None]
    assert number("BOOLEAN", None, [True, False, None]) == [1_000_000, 0, None]
    assert number("DATE", "date", [date(2026, 3, 1)]) == [None]


@pytest.mark.parametrize("family", ["text", None])
def test_moments_in_text(family: Family | None) -> None:
    found = read("moment", "VARCHAR", family, MOMENTS)
    assert found == [known(normal.moment(text)) for text in MOMENTS]
    by_day = read("day", "VARCHAR", family, MOMENTS)
    assert by_day == [known(normal.day(text)) for text in MOMENTS]
    half_past_ten = datetime(2026, 3, 1, 10, 30, tzinfo=UTC)
    two_hours_less = (half_past_ten - timedelta(hours=2)).timestamp() * 10**6
    assert found[MOMENTS.index("2026-03-01 10:30+02")] == two_hours_less


def test_moments_of_other_types() -> None:
    naive = [
        datetime(2026, 3, 1, 10, 30, 15, 123456),
        datetime(1, 1, 1),
        datetime(9999, 12, 31, 23),
    ]
    for family in ("time", None):
        assert read("moment", "TIMESTAMP", family, naive) == [normal.moment(x) for x in naive]  # type: ignore[arg-type]
    assert read("day", "TIMESTAMP", "time", naive) == [normal.day(x) for x in naive]
    days = [date(2026, 3, 1), date(1969, 12, 31)]
    assert read("day", "DATE", "date", days) == [normal.day(x) for x in days]
    aware = ["2026-03-01 10:30:00+00", "2026-07-01 00:00:00.000001+13"]
    for family in ("instant", None):
        found = read("moment", "TIMESTAMPTZ", family, aware)  # type: ignore[arg-type]
        assert found == [normal.moment(x) for x in aware]


def test_yes_and_no() -> None:
    texts = [
        "yes",
        " Y ",
        "TRUE",
        "t",
        "On",
        "1",
        "no",
        "N",
        "false",
        "F",
        "off",
        "0",
        "",
        "2",
        "ja",
    ]
    for family in ("text", None):
        found = read("yes_no", "VARCHAR", family, texts)  # type: ignore[arg-type]
        assert found == [known(normal.yes_no(x)) for x in texts]
    for type_, family_, values in (
        ("BIGINT", "whole", [1, 0, 2, None]), ("DOUBLE", "float", [1.0, -0.0, 0.5, math.nan]),
        ("BOOLEAN", "yes/no", [True, False, None]), ("DOUBLE", None, [1.0, -0.0, 0.5, None]),
    ):  # fmt: skip
        found = read("yes_no", type_, family_, values)  # type: ignore[arg-type]
        assert found == [known(normal.yes_no(x)) for x in values]


@pytest.mark.parametrize(
    ("type_", "family", "values"),
    [
        ("VARCHAR", "text", [" a b ", "\u00a0x ", "\ta", "", "  ", None]),
        ("VARCHAR", None, [" a b ", "\u00a0x ", "\ta", "", "  ", None]),
        ("BIGINT", "whole", [5, -7, None]),
        ("DOUBLE", "float", [1.0, -0.0, 0.1, 1e-7, 1e16, 1e18, 1.5e300, math.nan, -math.inf, None]),
        ("DECIMAL(18, 6)", "decimal", [Decimal("10.500000"), Decimal(100), Decimal("-0.000001")]),
        ("DECIMAL(9, 0)", "decimal", [Decimal(100), Decimal(0)]),
        ("BOOLEAN", "yes/no", [True, False, None]),
        ("DATE", "date", [date(2026, 3, 1), None]),
        ("TIMESTAMP", "time", [datetime(2026, 3, 1, 10, 30), datetime(2026, 3, 1, 0, 0, 0, 500)]),
    ],
)
def test_text_of_every_type(type_: str, family: Any, values: list[Any]) -> None:
    found = [text or None for text in read("text", type_, family, values)]
    assert found == [normal.text(x) for x in values]


def test_lists() -> None:
    texts = [" a; b ;;c", "", " ; ", "one", None]
    con = connect()
    for type_, family, values in (
        ("VARCHAR", "text", texts), ("VARCHAR[]", "list", [[" a", "", None, "b"], [], None]),
        ("BIGINT", "whole", [5, None]),
    ):  # fmt: skip
        put("v", {"i": "BIGINT", "x": type_}, [{"i": i, "x": x} for i, x in enumerate(values)])
        made = DUCKDB.elements(sql.name("x"), family, ";").sql(dialect="duckdb")  # type: ignore[arg-type]
        found = [row[0] for row in con.execute(f"SELECT {made} FROM v ORDER BY i").fetchall()]
        assert [tuple(x or ()) or None for x in found] == [normal.texts(x, ";") for x in values]


# ---------------------------------------------------------------- letters

LITERALS = (
    "abcdefghijklmnopqrstuvwxyz", "áéíóú ñ ß ø", "σ", "жя", "ı", "İ", "iı", "iİ", "ⅷ", "ꭰ", "𐐨", "dž", "ǆ",
)  # fmt: skip


@pytest.mark.parametrize("literal", LITERALS)
def test_every_letter_there_is_folds_as_in_the_table(literal: str) -> None:
    """For each code point: whether it is told from each letter of the literal as in Python."""
    folded = fold(literal)
    made = DUCKDB.fold(sql.call("CHR", sql.name("i")), frozenset([folded])).sql(dialect="duckdb")
    spelled = sql.text(folded).sql(dialect="duckdb")
    found = connect().execute(
        f"SELECT i, {made} FROM range(1, 1114112) r(n), (SELECT n::INT AS i)"
        f" WHERE n NOT BETWEEN 55296 AND 57343 AND contains({spelled}, {made})"
    )
    expected = {
        (ord(one), letter) for letter in folded for one in letter + PARTNERS.get(letter, "")
    }
    assert set(found.fetchall()) == expected


def test_words_are_spread_and_marked_as_in_python() -> None:
    texts = ["".join(map(chr, range(1, 160))), "a\x00b", "c++c++ c+++", "a\x01b", "é😀-x", ""]
    put("v", {"i": "INT", "x": "VARCHAR"}, [{"i": i, "x": x} for i, x in enumerate(texts)])
    for made, wanted in (
        (DUCKDB.spread(sql.name("x")), words.spread),
        (DUCKDB.marked(sql.name("x"), "c++"), lambda text: words.marked(text, "c++")),
    ):
        query = f"SELECT {made.sql(dialect='duckdb')} FROM v ORDER BY i"
        found = [row[0] for row in connect().execute(query).fetchall()]
        assert found == [wanted(text) for text in texts]
